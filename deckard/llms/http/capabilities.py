"""What one model of one server supports: answers by a schema, sampling parameters."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Literal

from deckard.errors import ConfigError
from deckard.llms import Request, Schema
from deckard.llms.http.asking.adapting import FORMS, Asking, difference
from deckard.llms.http.asking.schema_keywords import DROPPABLE
from deckard.llms.http.asking.schema_trial import SchemaTrial
from deckard.llms.http.faults.server_messages import ServerMessage
from deckard.types import JsonObject

log = logging.getLogger(__name__)
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip
"""Python's types for those of JSON; without booleans, which Python counts as numbers."""
HOTTEST = 2
"""The highest temperature that servers take."""
Structured = Literal["auto", "json_schema", "json_object", "prompt"]


class ServerCapabilities:
    """The options of a request; each that the server refuses is dropped for good.

    With `structured` "auto", a schema is sent until the server refuses it, or a trial shows that it
    is ignored (see `schema_trial`). A keyword of the schema that the server refuses is dropped
    alone. Several threads may use and drop options at once.
    """

    def __init__(self, who: str, structured: Structured, sampling: Mapping[str, object]) -> None:
        self.who, self.fixed = who, structured != "auto"
        form: str = structured if self.fixed else FORMS[0]
        self._asking = Asking({k: v for k, v in sampling.items() if v is not None}, form)
        self.trial = SchemaTrial("on" if self.fixed else "trying")
        self._lock, self._warned_of_cut = Lock(), False

    @property
    def sampling(self) -> JsonObject:
        """The options besides the form, as far as the server takes them."""
        return self._asking.sampling

    def asking(self) -> Asking:
        """Return how the next question is asked."""
        with self._lock:
            return self._as_tried()

    def _as_tried(self) -> Asking:
        is_off = self.trial.state == "off" and self._asking.form == FORMS[0]
        return replace(self._asking, form=FORMS[-1]) if is_off else self._asking

    def as_json(self) -> JsonObject:
        """Return what was found out."""
        with self._lock:
            asking = self._asking
            learnt = {"of": self.who, "form": asking.form, "refused": list(asking.refused)}
            keywords = {"dropped": list(asking.dropped)} if asking.dropped else {}
            trial = {} if self.fixed else {"trial": self.trial.as_json()}
            return learnt | keywords | trial

    def restore(self, saved: JsonObject) -> None:
        """Take in what `as_json` returned, if it was about the same model and server."""
        if saved.get("of") != self.who:
            return
        with self._lock:
            for name in _texts(saved.get("refused")):
                self._asking = self._asking.without(name)
            dropped = tuple(name for name in _texts(saved.get("dropped")) if name in DROPPABLE)
            self._asking = replace(self._asking, dropped=dropped)
            if not self.fixed:
                self._restore_form(saved)

    def _restore_form(self, saved: JsonObject) -> None:
        form, trial = saved.get("form"), saved.get("trial")
        if form == FORMS[-1] and trial is None:
            # Earlier versions did not tell a schema that was ignored from one that was refused.
            self.trial.restore({"state": "off"})
        elif isinstance(form, str) and form in FORMS:
            self._asking = replace(self._asking, form=form)
            self.trial.restore(trial or {"state": "on"})

    def begin(self, request: Request) -> None:
        """Count a question that is about to be asked."""
        with self._lock:
            before = self.trial.state
            self.trial.begin(request)
            if self.trial.state == "off" != before:
                log.warning(
                    "%s ignores %s: answers are asked for as %s, and by a schema again after %d",
                    *(self.who, FORMS[0], FORMS[-1], self.trial.pause),
                )

    def end(self, is_answered: bool) -> None:
        """Count the end of a question."""
        with self._lock:
            self.trial.end(is_answered)

    def questions_left(self) -> int | None:
        """Return how many more questions may be asked before one is asked alone; None: no bound."""
        with self._lock:
            return self.trial.questions_left() if self._asking.form == FORMS[0] else None

    def drop(self, asked: Asking, shape: JsonObject, message: ServerMessage) -> bool:
        """Drop what a server refuses: an option, keywords of the schema, or the form.

        Args:
            asked: How the question was asked.
            shape: The option that asked for a form; empty where none did.
            message: What the server said.

        Returns:
            Whether to ask again, with other options.
        """
        with self._lock:
            if asked != self._as_tried():
                return True  # another thread was quicker
            adapted = asked.adapted(shape, message, self.fixed)
            if adapted is not None:
                log.warning("%s refuses %s", self.who, difference(asked, adapted))
                form = adapted.form if adapted.form != asked.form else self._asking.form
                self._asking = replace(adapted, form=form)
            return adapted is not None

    def undo(self, before: Asking, after: Asking) -> None:
        """Forget what was dropped for a question that the server refuses all the same."""
        with self._lock:
            if after == self._as_tried() and before != after:
                form = self._asking.form if self.trial.state == "off" else before.form
                self._asking = replace(before, form=form)

    def check_form(self, asked: Asking, schema: Schema, text: str) -> None:
        """Learn from a whole answer that ended well whether the server holds to the schema."""
        if asked.form == FORMS[0] and text.strip() and self.trial.state == "trying":
            with self._lock:
                self.trial.learn(fits(schema, text))

    def warn_of_cut(self, text: str) -> None:
        """Warn once of an answer that the bound on tokens cut off before its first word."""
        with self._lock:
            before = self._warned_of_cut
            self._warned_of_cut = before or not text.strip()
        if self._warned_of_cut and not before:
            log.warning("%s was cut off before it said anything: raise llm.answer_tokens", self.who)


def _texts(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []


def check_sampling(who: str, temperature: float | None, answer_tokens: int | None) -> None:
    """Raise a ConfigError for values that no server takes."""
    if answer_tokens is not None and answer_tokens < 1:
        raise ConfigError(f"{who}: answer_tokens is above 0; got {answer_tokens}")
    if temperature is not None and not 0 <= temperature <= HOTTEST:
        raise ConfigError(f"{who}: temperature is in [0, {HOTTEST}]; got {temperature:g}")


def fits(schema: Schema, text: str) -> bool:
    """Whether a text is JSON as a schema of objects, lists and plain values wants it."""
    value = _object(text)
    return value is not None and _fits(schema, value)


def is_object(text: str) -> bool:
    """Whether a text is an object in JSON and nothing else."""
    return _object(text) is not None


def _object(text: str) -> JsonObject | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _fits(schema: Schema, value: object) -> bool:
    if any_of := schema.get("anyOf"):
        return any(_fits(one, value) for one in any_of)
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(name, value) for name in types):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, list):
        return all(_fits(schema.get("items", {}), one) for one in value)
    return not isinstance(value, dict) or _has_properties(schema, value)


def _has_properties(schema: Schema, value: JsonObject) -> bool:
    """Whether an object has the properties that a schema requires, and no others."""
    properties = schema.get("properties", {})
    if not {*schema.get("required", ())} <= value.keys() <= properties.keys():
        return False
    return all(_fits(properties[name], one) for name, one in value.items())


def _is(name: str, value: object) -> bool:
    """Whether a value is of a type of JSON."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES.get(name, ()))
