"""Falsify the answers of a language model at stated rates."""

import json
import re
from dataclasses import replace
from random import Random

from deckard import llms
from deckard.dream.answers.fields import AnswerFields, find_answer
from deckard.dream.answers.quantities import pairs
from deckard.dream.priors.mistakes import ERRORS, PRESETS, Fields, Rates, err
from deckard.errors import BadCompletion, ConfigError
from deckard.llms import Completion, LLMWrapper, Request
from deckard.types import JsonObject

RATE = 1 / 3
"""Share of the answers that are falsified by default."""


class Noisy(LLMWrapper):
    """Falsifies answers of the inner model: a share `rate` of them, with one mistake each.

    With `rates` or a `preset` it makes each kind of mistake at its own rate instead. The seed, the
    item, the attempt and the sample decide whether and how an answer is falsified; other questions
    do not. The wrapper does not know the truth, so a wrong answer may become right. An answer
    without a JSON object is passed on unchanged.
    """

    def __init__(
        self,
        inner: JsonObject | None = None,
        rate: float | None = None,
        seed: int = 0,
        rates: Rates | None = None,
        preset: str | None = None,
    ) -> None:
        """Wrap a model.

        Args:
            inner: The `name` of a model and its options; the recorded one if not given.
            rate: Share of answers that are falsified; a third if nothing is given.
            seed: Decides, with the question, whether and how an answer is falsified.
            rates: How often each kind of mistake is made, in place of `rate`.
            preset: The name of known `rates`, one of `PRESETS`.

        Raises:
            ConfigError: The options contradict each other, or `inner` has no name.
        """
        inner = {"name": "recorded"} if inner is None else inner
        if "name" not in inner:
            raise ConfigError("llm 'noisy': inner needs a name, e.g. inner: {name: recorded}")
        self.rates = _rates(rate, rates, preset)
        self.rate, self.seed = RATE if rate is None else rate, seed
        super().__init__(llms.build_llm(**inner))
        options = {key: value for key, value in inner.items() if key != "name"}
        about = llms.describe_llm(self.inner, inner["name"], options)
        how = self.rates.model_dump() if self.rates else {"rate": self.rate}
        self.about: JsonObject = about | {"noise": {**how, "seed": seed}}

    def complete(self, request: Request) -> Completion:
        """Return the inner model's answer, perhaps falsified."""
        completion = self.inner.complete(request)
        again = f" {request.sample}" if request.sample else ""
        rng = Random(f"{self.seed} {request.item} {request.attempt}{again}")
        if self.rates is not None:
            wrong = _with_mistakes(request.item, completion.text, self.rates, rng)
            return replace(completion, text=wrong)
        if rng.random() >= self.rate:
            return completion
        return replace(completion, text=falsify(request.item, completion.text, rng))


def _rates(rate: float | None, rates: Rates | None, preset: str | None) -> Rates | None:
    """Return the rates that the options mean; ConfigError where they contradict each other."""
    given = {"rate": rate, "rates": rates, "preset": preset}
    if len(named := [name for name, value in given.items() if value is not None]) > 1:
        raise ConfigError(f"llm 'noisy': {' and '.join(named)} contradict each other; give one")
    if rate is not None and not 0 <= rate <= 1:
        raise ConfigError(f"llm 'noisy': rate is not in [0, 1]: {rate}")
    if preset is not None and preset not in PRESETS:
        raise ConfigError(f"llm 'noisy': no preset {preset!r}; known: {', '.join(PRESETS)}")
    chosen = rates if preset is None else PRESETS[preset]
    if chosen is not None and chosen.wrong_set > 1:
        raise ConfigError(
            "llm 'noisy': ingredients, invented and circle exclude each other, but their rates add "
            f"up to {chosen.wrong_set:g}; make it 1 at most"
        )
    return chosen


def _read(item: str, text: str) -> tuple[AnswerFields, Fields] | None:
    """Return an answer and its fields, ingredients as a map; None when it cannot be read."""
    try:
        answer = find_answer(item, text)
    except BadCompletion:
        return None
    return answer, answer.fields | {"item": item, "ingredients": _counts(answer.fields)}


def _with_mistakes(item: str, text: str, rates: Rates, rng: Random) -> str:
    """Return an answer with the mistakes that the rates call for."""
    if (read := _read(item, text)) is None:
        return text
    answer, fields = read
    wrong = err(fields, rates, rng)
    return _put_back(answer, wrong) if wrong else text


def falsify(item: str, text: str, rng: Random) -> str:
    """Return an answer with one error in it, everything around its JSON object unchanged."""
    if (read := _read(item, text)) is None:
        return text
    answer, fields = read
    mistakes = dict(ERRORS.get(fields["method"], {}))
    while mistakes:
        mistake = rng.choices(list(mistakes), list(mistakes.values()))[0]
        wrong = mistake(fields, rng)
        if wrong is not None:
            return _put_back(answer, wrong)
        del mistakes[mistake]
    return text


def _counts(fields: Fields) -> dict[str, int]:
    """Return ingredients as a map of whole numbers, whichever way they were written."""
    return {str(name): _whole(n) for name, n in pairs(fields.get("ingredients"))}


def _whole(quantity: object) -> int:
    digits = re.search(r"[1-9][0-9]{0,2}", str(quantity))
    return int(digits[0]) if digits else 1


def _put_back(answer: AnswerFields, wrong: Fields) -> str:
    """Write the object where it stood, its ingredients in the way they were written."""
    if isinstance(answer.fields.get("ingredients"), list):
        listed = [{"item": i, "quantity": n} for i, n in wrong["ingredients"].items()]
        wrong = wrong | {"ingredients": listed}
    return answer.text[: answer.start] + json.dumps(wrong) + answer.text[answer.end :]
