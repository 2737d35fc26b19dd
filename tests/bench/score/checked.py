"""The facts of a whole journal, judged one by one."""

from deckard.bench.score.facts import FactCheck


def check_facts(entries, ways):
    """Return the facts of a journal beside the true recipes."""
    check = FactCheck(ways)
    for entry in entries:
        check.take(entry)
    return check
