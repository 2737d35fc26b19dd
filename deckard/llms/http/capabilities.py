"""What one model of one server supports: answers by a schema, sampling parameters."""

import json
import logging
from collections.abc import Mapping
from threading import Lock
from typing import Literal

from deckard.errors import ConfigError
from deckard.llms import Schema
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
FORMS = ("json_schema", "json_object", "prompt")
"""Ways to ask for an answer by a schema, strictest first; `prompt` leaves it to the prompt."""
FORMAT = ("response_format", "output_config", "json", "schema", "grammar", "structured", "format")
"""Words that servers use when they refuse such a form."""
REFUSING = (400, 422, 501)
"""HTTP statuses with which they do."""


class ServerCapabilities:
    """The options of a request; each that the server refuses is dropped for good.

    With `structured` "auto", a schema is sent until the server refuses it, or an answer shows that
    it was ignored. Several threads may use and drop options at once.
    """

    def __init__(self, who: str, structured: Structured, sampling: Mapping[str, object]) -> None:
        self.who, self.fixed = who, structured != "auto"
        self.form: str = structured if self.fixed else FORMS[0]
        self.sampling: JsonObject = {k: v for k, v in sampling.items() if v is not None}
        self.refused: list[str] = []
        self._lock, self._warned_of_cut = Lock(), False

    def as_json(self) -> JsonObject:
        """Return what was found out."""
        return {"of": self.who, "form": self.form, "refused": list(self.refused)}

    def restore(self, saved: JsonObject) -> None:
        """Take in what `as_json` returned, if it was about the same model and server."""
        if saved.get("of") != self.who:
            return
        form, refused = saved.get("form"), saved.get("refused")
        if not self.fixed and isinstance(form, str) and form in FORMS:
            self.form = form
        for name in refused if isinstance(refused, list) else ():
            self._drop(str(name))

    def drop(self, sent: JsonObject, form: str | None, message: str) -> bool:
        """Drop the option that a server refuses.

        Args:
            sent: The sampling parameters that were sent.
            form: The form that was asked for; None where none was.
            message: The server's message.

        Returns:
            Whether to ask again, with other options.
        """
        with self._lock:
            if sent != self.sampling or form not in (None, self.form):
                return True  # another thread was quicker
            for name in sent:
                if name in message:
                    self._drop(name)
                    left = "; max_completion_tokens is sent instead" * (name == "max_tokens")
                    log.warning("%s refuses %s: it is sent no more%s", self.who, name, left)
                    return True
            if self.fixed or form is None or not any(w in message.lower() for w in FORMAT):
                return False
            self._lower(form, "refuses")
            return True

    def _drop(self, name: str) -> None:
        if name in self.sampling:
            value = self.sampling[name]
            left = {k: v for k, v in self.sampling.items() if k != name}
            # Newer models of OpenAI take the bound on an answer under another name alone.
            self.sampling = left | (
                {"max_completion_tokens": value} if name == "max_tokens" else {}
            )
            self.refused.append(name)

    def _lower(self, form: str, verb: str) -> None:
        self.form = FORMS[FORMS.index(form) + 1] if verb == "refuses" else FORMS[-1]
        log.warning("%s %s %s: answers are asked for as %s", self.who, verb, form, self.form)

    def check_form(self, form: str, schema: Schema, text: str) -> None:
        """Send no schema any more if an answer shows that the server ignored it."""
        if form != FORMS[0] or not text.strip() or fits(schema, text):
            return
        with self._lock:
            if form == self.form and not self.fixed:
                self._lower(form, "ignores")

    def warn_of_cut(self, text: str) -> None:
        """Warn once of an answer that the bound on tokens cut off before its first word."""
        with self._lock:
            before = self._warned_of_cut
            self._warned_of_cut = before or not text.strip()
        if self._warned_of_cut and not before:
            log.warning("%s was cut off before it said anything: raise llm.answer_tokens", self.who)


def check_sampling(who: str, temperature: float | None, answer_tokens: int | None) -> None:
    """Raise a ConfigError for values that no server takes."""
    if answer_tokens is not None and answer_tokens < 1:
        raise ConfigError(f"{who}: answer_tokens is above 0; got {answer_tokens}")
    if temperature is not None and not 0 <= temperature <= HOTTEST:
        raise ConfigError(f"{who}: temperature is in [0, {HOTTEST}]; got {temperature:g}")


def fits(schema: Schema, text: str) -> bool:
    """Whether a text is JSON as a schema of objects, lists and plain values wants it."""
    return is_object(text) and _fits(schema, json.loads(text))


def is_object(text: str) -> bool:
    """Whether a text is an object in JSON and nothing else."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


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
