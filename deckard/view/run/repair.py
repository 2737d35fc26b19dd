"""What a repair of answers did, in one line."""

from deckard.runs.repair import Repair


def repair_line(repair: Repair) -> str:
    """Return what a repair did, and who asks again."""
    if not repair.answers and not repair.items:
        return f"{repair.cassette}: no answer is doubtful, nothing was changed"
    items = f"{len(repair.items)} item{'s' * (len(repair.items) != 1)}"
    again = "deckard llm record asks again"
    if repair.run is not None:
        again = f"the run asks again for {items}"
    if not repair.answers:  # the repair before this one was stopped after the cassette
        return f"{repair.cassette}: {again}"
    answers = "1 answer is" if repair.answers == 1 else f"{repair.answers} answers are"
    failures = "may be failures of the server"
    return f"{repair.cassette}: {answers} void, as they {failures}; {again}"
