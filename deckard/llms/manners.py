"""What one model of one server was found to want: the form of answers, parameters it refuses."""

import json
import logging
from collections.abc import Mapping
from threading import Lock
from typing import Any, Literal

log = logging.getLogger(__name__)
Structured = Literal["auto", "json_schema", "json_object", "prompt"]
FORMS = ("json_schema", "json_object", "prompt")
"""How an answer may be asked for, the strictest first; `prompt` is by words alone."""
FORMAT = ("response_format", "output_config", "json", "schema", "grammar", "structured", "format")
"""Words in which servers refuse a form."""
REFUSING = (400, 422, 501)
"""Statuses with which they do."""


class Manners:
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
        if not self.fixed and kept.get("form") in FORMS:
            self.form = kept["form"]
        for name in kept.get("refused", ()):
            self._drop(name)

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


def fits(schema: Mapping[str, Any], text: str) -> bool:
    """Whether a text is an object with the properties that a schema requires, and no others."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    known = schema.get("properties", {})
    return isinstance(found, dict) and {*schema.get("required", ())} <= found.keys() <= known.keys()
