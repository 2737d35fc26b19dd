"""Events and corrections in words, one line each."""

from collections.abc import Collection, Sequence

from deckard.journal.events import (
    Attempted,
    Dreamed,
    Event,
    Misdreamed,
    Practised,
    Proven,
    Pursued,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.types import Inventory, Item, Outcome, Recipe

NAMED = 3
"""Items that an entry names at most of those verified by the way."""


def recipe_changes(old: Recipe, new: Recipe, proven: Collection[Item] = ()) -> str:
    """Return how a recipe differs from the one that it replaces; nothing if it does not.

    Args:
        old: What was believed.
        new: What was seen to suffice.
        proven: The needs of the new recipe that were shown to be needed. With the others it was
            only seen.
    """
    if old.how != new.how:
        return f"not by {old.how}: {new}"
    changes = _amounts(old, new)
    changes += _exchanged(old.kept - new.kept, new.kept - old.kept, {*proven})
    if new.source != old.source and new.source is not None:
        changes.append(f"from {new.source}" + (f", not {old.source}" if old.source else ""))
    if new.yields != old.yields:
        changes.append(f"gives {old.yields} -> {new.yields}")
    return ", ".join(changes)


def _amounts(old: Recipe, new: Recipe) -> list[str]:
    changes = []
    for item in sorted({*old.ingredients, *new.ingredients}):
        before, now = old.ingredients.get(item, 0), new.ingredients.get(item, 0)
        if before and now and before != now:
            changes.append(f"{before} -> {now} {item}")
        elif before != now:
            changes.append(f"takes {now} {item}" if now else f"takes no {item}")
    return changes


def _exchanged(removed: frozenset[Item], added: frozenset[Item], proven: set[Item]) -> list[str]:
    """Return changes of the needs that are not used up."""
    needed, others = sorted(added & proven), sorted(added - proven)
    if removed and added:
        phrases = [f"needs {', '.join(needed)}"] * bool(needed)
        phrases += [f"seen with {', '.join(others)}"] * bool(others)
        return [f"{' and '.join(phrases)}, not {', '.join(sorted(removed))}"]
    changes = [f"needs no {item}" for item in sorted(removed)]
    return changes + [f"needs {i}" for i in needed] + [f"seen with {i}" for i in others]


def nearest(old: Recipe, new: Sequence[Recipe]) -> Recipe:
    """Return the recipe among `new` that differs least from `old`."""
    return min(new, key=lambda recipe: (recipe.how != old.how, len(recipe_changes(old, recipe))))


def correction_texts(events: Sequence[Event]) -> list[str]:
    """Return what the events of an entry correct, each in words."""
    return [text for event in events if (text := correction_text(event, events))]


def correction_text(event: Event, events: Sequence[Event] = ()) -> str:
    """Return what an event corrects: `furnace: 7 -> 8 cobblestone`; nothing if it does not.

    Of several corrected recipes the nearest is compared and the others are named.

    Args:
        event: The event.
        events: All events of its entry, which tell what was proven in it.
    """
    match event:
        case Refuted(recipe=recipe, reason=reason):
            return f"{recipe.item}: not {recipe} ({reason})"
        case Verified(recipe=recipe, corrects=olds) if olds:
            old = min(olds, key=lambda o: (o.how != recipe.how, len(recipe_changes(o, recipe))))
            others = "".join(f", nor {other}" for other in olds if other != old)
            proven = [e.need for e in events if isinstance(e, Proven) and e.item == recipe.item]
            return f"{recipe.item}: {recipe_changes(old, recipe, proven)}{others}"
    return ""


def entry_text(events: Sequence[Event]) -> str:
    """Return an entry of the journal in words: what was done, then what was concluded."""
    corrected = correction_texts([e for e in events if isinstance(e, Verified | Proven)])
    refuted = [f"{e.recipe} ({e.reason})" for e in events if isinstance(e, Refuted)]
    parts = [action for e in events if (action := _done(e))]
    parts += _confirmed(events)
    parts += [f"corrected {', '.join(corrected)}"] if corrected else []
    parts += [f"refuted {', '.join(refuted)}"] if refuted else []
    parts += [f"proved that {needs}"] if (needs := _proofs(events)) else []
    return "; ".join(parts)


def _proofs(events: Sequence[Event]) -> str:
    """Return what was shown to be needed: `iron_ore needs stone_pickaxe, and 3 more`."""
    proofs = [f"{e.recipe.item} needs {e.need}" for e in events if isinstance(e, Proven)]
    more = [f"{len(proofs) - NAMED} more"] * (len(proofs) > NAMED)
    return ", ".join([*proofs[:NAMED], *more])


def _confirmed(events: Sequence[Event]) -> list[str]:
    """Return what was verified without a correction, the pursued item first."""
    items = [e.recipe.item for e in events if isinstance(e, Verified) and not correction_text(e)]
    pursued = {e.recipe.item for e in events if isinstance(e, Practised | Pursued)}
    pursued_too, others = pursued & set(items), [item for item in items if item not in pursued]
    listing = ", ".join(others[:NAMED])
    listing += f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    phrases = ["verified"] if pursued_too else []
    return phrases + (
        [f"by the way {listing}" if pursued else f"verified {listing}"] if others else []
    )


def _done(event: Event) -> str:
    match event:
        case Dreamed():
            return _dreamed(event)
        case Misdreamed(item=item, reason=reason):
            return f"misdreamed {item}: {reason}"
        case Voided(item=item):
            return f"void: an answer for {item} that was none of the model"
        case Supposed(recipe=recipe):
            return f"supposed {recipe}"
        case Practised():
            return _practised(event)
        case Pursued(recipe=recipe, ending=ending, outcome=outcome):
            return f"pursued {recipe.how} {recipe.item}: {ending} in {_steps(outcome)}"
        case Attempted(goal=goal, outcome=outcome):
            return f"tried {goal}, in {_steps(outcome)}"
    return ""


def _steps(outcome: Outcome) -> str:
    return f"{outcome.steps:,} step{'s' * (outcome.steps != 1)}"


def _dreamed(event: Dreamed) -> str:
    notes = [f"{text!r} read as {meant}" for text, meant in sorted(event.grounded.items())]
    notes += [f"without {event.unknown_names}, unknown here"] if event.unknown else []
    notes += [f"{event.weight:.0%} of the answers"] if event.weight < 1 else []
    return f"dreamed {event.recipe}" + (f" ({', '.join(notes)})" if notes else "")


def _practised(event: Practised) -> str:
    name, option = f"practised {event.recipe.how} {event.recipe.item}", event.option
    if option is None:
        outcome = event.outcome
        return f"{name}: not learnt, {outcome.successes:,} of {outcome.episodes:,} episodes"
    won = f"{option.successes}/{option.episodes}"
    return f"{name}: {won} in {option.decisions:.0f} decisions"


def inventory_text(inventory: Inventory) -> str:
    """Return an inventory in words: `2 log, 1 stick`."""
    return ", ".join(f"{n} {item}" for item, n in sorted(inventory.items()) if n) or "nothing"
