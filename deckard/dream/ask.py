"""Dream: ask a language model how items are obtained."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from deckard.config import DreamConfig as Settings
from deckard.dream.answers.grounding import ground_name
from deckard.dream.answers.parse import parse_recipe
from deckard.dream.answers.schema import SCHEMA
from deckard.dream.examples import examples
from deckard.dream.prompt import Prompt
from deckard.errors import BadCompletion
from deckard.journal.events import Dreamed, Misdreamed
from deckard.journal.state import State
from deckard.llms import LLM, Completion, Pending, Request
from deckard.types import Item, Recipe, way
from deckard.worlds import World

log = logging.getLogger(__name__)
MENDABLE = ("unparsed", "incomplete", "invented", "absurd_quantity")
"""Faults of an answer's form, and names and numbers that no world has: one more question may mend
them. The others are beliefs; the next question about the item holds them as evidence."""


def question(prompt: Prompt, item: Item, state: State, settings: Settings) -> Request:
    """Return what is asked of an item, with what is known of it and of others like it."""
    evidence = tuple(dict.fromkeys(state.reasons.get(item, ())))
    shown = examples(state, item, settings.examples)
    system, user = prompt.render(item, evidence, shown)
    schema = SCHEMA if prompt.answer == "json" else None
    nth = state.asked[item]
    return Request(item, system, user, attempt=nth, schema=schema, prompt=prompt.digest)


def ask(
    llm: LLM, prompt: Prompt, item: Item, state: State, world: World, settings: Settings
) -> tuple[Dreamed | Misdreamed, ...]:
    """Ask for one recipe, as often as `samples` says; LLMError when there is no answer at all.

    Pending while an answer is on its way, once all are asked for that can be.

    Returns an event for every way that was dreamed, weighted by its share of the answers, and one
    for every answer that could not be used; in the order of the answers, so the first has number 0.
    """
    asked = question(prompt, item, state, settings)
    dreamer = Dreamer(llm, prompt, state, world, settings.repair)
    answers, on_its_way = list[Dreamed | Misdreamed](), None
    for sample in range(settings.samples):
        try:
            answers.append(dreamer.answer(replace(asked, sample=sample)))
        except Pending as pending:  # the others are asked meanwhile
            on_its_way = pending
    if on_its_way:
        raise on_its_way
    return _weighted(answers)


def most_questions(settings: Settings) -> int:
    """How many questions `ask` may need for one item."""
    return settings.samples * (1 + settings.repair)


def warn_of_equals(settings: Settings, about: Mapping[str, Any]) -> None:
    """Say so where several samples are asked of a model that always says the same."""
    if settings.samples > 1 and about.get("temperature") == 0:
        log.warning(
            "dream.samples=%d, but at llm.temperature=0 all answers to a question are the same: "
            "set llm.temperature, e.g. to 0.8",
            settings.samples,
        )


def _weighted(answers: Sequence[Dreamed | Misdreamed]) -> tuple[Dreamed | Misdreamed, ...]:
    """Join the answers that dreamed of the same way; the first of them speaks for all."""
    said = Counter(a.recipe.hypothesis for a in answers if isinstance(a, Dreamed))
    events: dict[object, Dreamed | Misdreamed] = {}
    for answer in answers:
        if isinstance(answer, Dreamed):
            way = answer.recipe.hypothesis
            share = {"weight": said[way] / len(answers)}
            events.setdefault(way, answer.model_copy(update=share))
        else:
            events[answer.sample] = answer
    return tuple(events.values())


@dataclass(frozen=True)
class Dreamer:
    """Makes events of answers, and asks once more for one that cannot be read."""

    llm: LLM
    prompt: Prompt
    state: State
    world: World
    repair: bool

    def answer(self, asked: Request) -> Dreamed | Misdreamed:
        """Return what an answer comes to, or if that cannot be read, what the next one does."""
        first = self._read(asked, self.llm.complete(asked))
        if not (self.repair and self.prompt.repair and _is_mendable(first)):
            return first
        user = self.prompt.ask_again(asked.user, first.text, first.reason)
        again = self.llm.complete(replace(asked, user=user, repair=True))
        return self._read(asked, again).model_copy(update={"first_fault": first.fault})

    def _read(self, asked: Request, answer: Completion) -> Dreamed | Misdreamed:
        said: dict[str, Any] = {"text": answer.text, "model": answer.model, "sample": asked.sample}
        try:
            found = parse_recipe(asked.item, answer.text, self.world.items)
            recipe, source = _in_sight(found.recipe, self.world)
            if any(way(recipe) == way(r) for r in self.state.refuted.get(asked.item, ())):
                raise BadCompletion(f"repeats what was refuted: {recipe}", "repeats_refuted")
        except BadCompletion as error:
            ended = f" (the model ended with {answer.ended})" if answer.ended else ""
            reason = f"{error}{ended}"
            return Misdreamed(item=asked.item, reason=reason, fault=error.fault, **said)
        return Dreamed(recipe=recipe, grounded=found.grounded | source, **said)


def _is_mendable(event: Dreamed | Misdreamed) -> TypeGuard[Misdreamed]:
    """Whether an answer failed by its form: what a model believes is not mended by asking again."""
    return isinstance(event, Misdreamed) and event.fault in MENDABLE


def _in_sight(recipe: Recipe, world: World) -> tuple[Recipe, dict[str, str]]:
    """The recipe with its source by the name under which the world perceives it, if it does.

    With it goes what was said for that name, if it was another.
    """
    said = recipe.source
    seen = ground_name(said, world.sights) if said else None
    if said is None or seen is None or seen == said:
        return recipe, {}
    return recipe.model_copy(update={"source": seen}), {said: seen}
