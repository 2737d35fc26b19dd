"""What one model of one server was found to want: the form of answers, parameters it refuses."""

import json
import logging
from collections.abc import Mapping
from threading import Lock
from typing import Any, Literal

from deckard.errors import ConfigError

log = logging.getLogger(__name__)
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip
"""Of JSON, but for the two truths, which are numbers to Python."""
HOTTEST = 2
"""The highest temperature that servers take."""
Structured = Literal["auto", "json_schema", "json_object", "prompt"]
FORMS = ("json_schema", "json_object", "prompt")
"""How an answer may be asked for, the strictest first; `prompt` is by words alone."""
FORMAT = ("response_format", "output_config", "json", "schema", "grammar", "structured", "format")
"""Words in which servers refuse a form."""
REFUSING = (400, 422, 501)
"""Statuses with which they do."""


class ServerCapabilities:
    """Options of a request, of which those that the server refuses are dropped, once.

    With `structured` auto, a schema is sent until the server refuses it or an answer shows that it
    was ignored. Several threads may ask and drop at once.
    """

    def __init__(self, who: str, structured: Structured, sampling: Mapping[str, Any]) -> None:
        self.who, self.fixed = who, structured != "auto"
        self.form: str = structured if self.fixed else FORMS[0]
        self.sampling = {k: v for k, v in sampling.items() if v is not None}
        self.refused: list[str] = []
        self._lock, self._told_cut = Lock(), False

    @property
    def learnt(self) -> dict[str, Any]:
        """What was found out, to be kept."""
        return {"of": self.who, "form": self.form, "refused": list(self.refused)}

    @learnt.setter
    def learnt(self, kept: Mapping[str, Any]) -> None:
        if kept.get("of") != self.who:
            return
        form, refused = kept.get("form"), kept.get("refused")
        if not self.fixed and isinstance(form, str) and form in FORMS:
            self.form = form
        for name in refused if isinstance(refused, list) else ():
            self._drop(str(name))

    def drop(self, sent: Mapping[str, Any], form: str | None, said: str) -> bool:
        """Drop what a server's words refuse of what was sent; whether to ask again.

        `form` is None where no form was sent along.
        """
        with self._lock:
            if sent != self.sampling or form not in (None, self.form):
                return True  # another thread was quicker
            for name in sent:
                if name in said:
                    self._drop(name)
                    left = "; max_completion_tokens is sent instead" * (name == "max_tokens")
                    log.warning("%s refuses %s: it is sent no more%s", self.who, name, left)
                    return True
            if self.fixed or form is None or not any(w in said.lower() for w in FORMAT):
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

    def heed(self, form: str, schema: Mapping[str, Any], text: str) -> None:
        """Notice an answer that shows that the schema sent along was ignored."""
        if form != FORMS[0] or not text.strip() or fits(schema, text):
            return
        with self._lock:
            if form == self.form and not self.fixed:
                self._lower(form, "ignores")

    def tell_cut(self, text: str) -> None:
        """Say, once, that an answer was cut off before it began: a setting, not the model, did."""
        with self._lock:
            told, self._told_cut = self._told_cut, self._told_cut or not text.strip()
        if self._told_cut and not told:
            log.warning("%s was cut off before it said anything: raise llm.answer_tokens", self.who)


def check_sampling(who: str, temperature: float | None, answer_tokens: int | None) -> None:
    """Raise a ConfigError for what no server takes."""
    if answer_tokens is not None and answer_tokens < 1:
        raise ConfigError(f"{who}: answer_tokens is above 0; got {answer_tokens}")
    if temperature is not None and not 0 <= temperature <= HOTTEST:
        raise ConfigError(f"{who}: temperature is in [0, {HOTTEST}]; got {temperature:g}")


def fits(schema: Mapping[str, Any], text: str) -> bool:
    """Whether a text is JSON as a schema of objects, lists and plain values wants it."""
    return is_object(text) and _fits(schema, json.loads(text))


def is_object(text: str) -> bool:
    """Whether a text is an object in JSON and nothing else."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
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


def _has_properties(schema: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    """Whether an object has the properties that a schema requires, and no others."""
    known = schema.get("properties", {})
    if not {*schema.get("required", ())} <= value.keys() <= known.keys():
        return False
    return all(_fits(known[name], one) for name, one in value.items())


def _is(name: str, value: object) -> bool:
    """Whether a value is of a type of JSON."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES.get(name, ()))
