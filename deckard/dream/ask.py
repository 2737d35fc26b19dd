"""Dream: ask a language model how items are obtained."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deckard.config import DreamConfig
from deckard.dream.answers.grounding import ground_name
from deckard.dream.answers.parse import parse_recipe
from deckard.dream.answers.schema import SCHEMAS
from deckard.dream.examples import examples
from deckard.dream.prompt import Prompt
from deckard.errors import BadCompletion, Fault
from deckard.graph.partial import unknown_text
from deckard.journal.events import Dreamed, Misdreamed
from deckard.journal.state import State
from deckard.llms import LLM, Completion, Pending, Request
from deckard.types import Item, Recipe
from deckard.worlds import World

log = logging.getLogger(__name__)
MENDABLE = ("unparsed", "incomplete", "invented", "absurd_quantity")
"""Faults of an answer's form, and names and numbers that no world has: one more question may mend
them. The others are beliefs; the next question about the item holds them as evidence.

An answer of which some names are unknown is asked for again, too. When no answer names only known
things, the one with the fewest unknown names is kept as a partial hypothesis."""


def question(prompt: Prompt, item: Item, state: State, config: DreamConfig) -> Request:
    """Return the question about an item, with the evidence against it and similar recipes."""
    evidence = tuple(dict.fromkeys(state.reasons.get(item, ())))
    similar = examples(state, item, config.examples, prompt.answer)
    system, user = prompt.render(item, evidence, similar)
    schema = SCHEMAS.get(prompt.answer)
    attempt = state.asked[item]
    return Request(item, system, user, attempt=attempt, schema=schema, prompt=prompt.digest)


def ask(
    llm: LLM, prompt: Prompt, item: Item, state: State, world: World, config: DreamConfig
) -> tuple[Dreamed | Misdreamed, ...]:
    """Ask for a recipe of one item, as often as `dream.samples` says.

    Returns:
        An event for each hypothesis, weighted by its share of the answers, and one for each answer
        that could not be used; in the order of the answers, so the first is that of sample 0.

    Raises:
        LLMError: The language model gave no answer.
        Pending: An answer is on its way; all that can be asked was asked.
    """
    asked = question(prompt, item, state, config)
    reader = AnswerReader(llm, prompt, state, world, config.repair)
    answers, on_its_way = list[Dreamed | Misdreamed](), None
    for sample in range(config.samples):
        try:
            answers.append(reader.answer(replace(asked, sample=sample) if sample else asked))
        except Pending as pending:  # the others are asked meanwhile
            on_its_way = pending
    if on_its_way:
        raise on_its_way
    return _weighted(answers)


def most_questions(config: DreamConfig) -> int:
    """How many questions `ask` may need for one item."""
    return config.samples * (1 + config.repair)


def warn_of_equal_samples(config: DreamConfig, about: Mapping[str, object]) -> None:
    """Log a warning when several samples are asked of a model that always says the same."""
    if config.samples > 1 and about.get("temperature") == 0:
        log.warning(
            "dream.samples=%d, but at llm.temperature=0 all answers to a question are the same: "
            "set llm.temperature, e.g. to 0.8",
            config.samples,
        )


def _weighted(answers: Sequence[Dreamed | Misdreamed]) -> tuple[Dreamed | Misdreamed, ...]:
    """Join the answers with the same hypothesis; the first of them speaks for all."""
    if len(answers) == 1:
        return (answers[0],)
    votes = Counter(_hypothesis(a) for a in answers if isinstance(a, Dreamed))
    events: dict[object, Dreamed | Misdreamed] = {}
    for answer in answers:
        if isinstance(answer, Dreamed):
            hypothesis = _hypothesis(answer)
            share = {"weight": votes[hypothesis] / len(answers)}
            events.setdefault(hypothesis, answer.model_copy(update=share))
        else:
            events[answer.sample] = answer
    return tuple(events.values())


def _hypothesis(answer: Dreamed) -> object:
    """Return what makes two answers the same hypothesis."""
    return answer.recipe.key, frozenset(answer.unknown)


@dataclass(frozen=True)
class AnswerReader:
    """Makes events of answers, and asks once more for one that cannot be read."""

    llm: LLM
    prompt: Prompt
    state: State
    world: World
    repair: bool

    def answer(self, asked: Request) -> Dreamed | Misdreamed:
        """Return what an answer comes to; if it is faulty, the better of it and the next one."""
        first = self._read(asked, self.llm.complete(asked))
        fault, reason = _fault(first)
        if not (self.repair and self.prompt.repair and fault in MENDABLE):
            return first
        user = self.prompt.ask_again(asked.user, first.text, reason)
        again = self._read(asked, self.llm.complete(replace(asked, user=user, repair=True)))
        return _better(first, again).model_copy(update={"first_fault": fault})

    def _read(self, asked: Request, answer: Completion) -> Dreamed | Misdreamed:
        sample, text, model = asked.sample, answer.text, answer.model
        try:
            parsed = parse_recipe(asked.item, answer.text, self.world.items)
            recipe, renamed = _in_sight(parsed.recipe, self.world)
            if parsed.burnt and self._is_refuted(recipe):
                ingredients = parsed.burnt | recipe.ingredients
                recipe = recipe.model_copy(update={"ingredients": ingredients})
            if self._is_refuted(recipe):
                raise _repeated(recipe, parsed.unknown)
        except BadCompletion as error:
            ended = f" (the model ended with {answer.ended})" if answer.ended else ""
            return Misdreamed(
                item=asked.item,
                reason=f"{error}{ended}",
                fault=error.fault,
                text=text,
                model=model,
                sample=sample,
            )
        return Dreamed(
            recipe=recipe,
            grounded=parsed.grounded | renamed,
            unknown=parsed.unknown,
            text=text,
            model=model,
            sample=sample,
        )

    def _is_refuted(self, recipe: Recipe) -> bool:
        return any(recipe.key == r.key for r in self.state.refuted.get(recipe.item, ()))


def _fault(event: Dreamed | Misdreamed) -> tuple[Fault | None, str]:
    """Return the fault of an answer and its reason; unknown names are one of a usable answer."""
    if isinstance(event, Misdreamed):
        return event.fault, event.reason
    return ("invented", unknown_text(event.unknown)) if event.unknown else (None, "")


def _better(first: Dreamed | Misdreamed, again: Dreamed | Misdreamed) -> Dreamed | Misdreamed:
    """Return the usable one of two answers, of two the one with fewer unknown names."""
    if isinstance(first, Misdreamed):
        return again
    is_worse = isinstance(again, Misdreamed) or len(again.unknown) > len(first.unknown)
    return first if is_worse else again


def _repeated(recipe: Recipe, unknown: Mapping[str, str]) -> BadCompletion:
    """Return what is wrong with an answer of which the known part was refuted before."""
    if unknown:
        return BadCompletion(unknown_text(unknown), "invented")
    return BadCompletion(f"repeats what was refuted: {recipe}", "repeats_refuted")


def _in_sight(recipe: Recipe, world: World) -> tuple[Recipe, dict[str, str]]:
    """The recipe with its source by the name under which the world perceives it, if it does.

    With it goes the name in the answer by that in the world, where they differ.
    """
    source = recipe.source
    perceived = ground_name(source, world.sights) if source else None
    if source is None or perceived is None or perceived == source:
        return recipe, {}
    return recipe.model_copy(update={"source": perceived}), {source: perceived}
