"""Read the answer in a sentence, where it can mean only one recipe."""

import re
from collections.abc import Iterator

from deckard.dream.answers.field_names import method_in
from deckard.dream.answers.grounding import normal
from deckard.dream.answers.objects import Fields

TAIL = 4000
"""Characters from the end of a text in which sentences are read; chosen."""
HOWMANY = r"(?:(?P<yield>\d{1,2})x? )?"
ITEM = r"(?:an? |the )?(?P<item>[a-z][\w ]{1,40}?)"
LIST = r"(?P<ingredients>\d[\w ,]{2,200}?)"
PLACE = r"(?: (?:at|in|on|using) (?P<station>(?:an? |the |no )?[\w ]{4,40}?))?"
GIVES = r"(?:,? (?:to get|giving|which gives|yielding) (?P<gives>\d{1,2})(?: [\w ]{2,40})?)?"
NEED = r"(?:will )?(?:need|needs|require|requires|use|uses|take|takes)"
MAKE = r"(?P<method>craft|make|smelt|cook)"
MADE = r"(?P<method>crafted(?: by combining)?|made(?: by (?:smelting|crafting))?|smelted|cooked)"
OF = r"(?: from| with| using| out of)?"
FORMS = [
    rf"to {MAKE} {HOWMANY}{ITEM},? (?:you |one |it )?{NEED} {LIST}{PLACE}{GIVES}",
    rf"{MAKE} {HOWMANY}{ITEM} (?:from|with|using|out of) {LIST}{PLACE}{GIVES}",
    rf"{HOWMANY}{ITEM} (?:is|are|can be) {MADE}{OF} {LIST}{PLACE}{GIVES}",
    rf"{ITEM} (?:is|are|can be) (?P<method>mined|collected|harvested|dropped|obtained by mining)"
    r" (?:from|by) (?:an? |the )?(?P<source>[\w ]{2,40}?)"
    r"(?: (?:with|using) (?:at least )?(?:an? |the )?(?P<tool>[\w ]{2,40}?))?",
]
"""Sentences that name all of a recipe."""
SENTENCES = [re.compile(form, re.IGNORECASE) for form in FORMS]
BETWEEN = re.compile(r"[.!;](?:\s|\Z)|\n")
DOUBT = re.compile(
    r"\b(?:not|cannot|never|or|either|unless|instead|without|if|maybe|perhaps|might|could)\b"
    r"|n't\b|\?",
    re.IGNORECASE,
)
"""Words with which a sentence may mean something else than it says."""
AMOUNTS = re.compile(r"\b(?:craft|smelt|cook|make|made)\w*\b.*\d", re.IGNORECASE)
"""A sentence on how something is made that gives numbers."""


def sentences_in(item: str, text: str) -> Iterator[Fields]:
    """Yield the recipe that a text says of an item, if all its sentences say one and the same.

    Args:
        item: The item that the model was asked about.
        text: The answer of the model.
    """
    recipes = []
    for sentence in BETWEEN.split(text[-TAIL:]):
        plain = " ".join(re.sub(r"[*`\"]", "", sentence).split()).rstrip(",:")
        form = next((m for s in SENTENCES if (m := s.fullmatch(plain))), None)
        if form and _is_about(form["item"], item):
            recipes.append({} if DOUBT.search(plain) else _fields(form) | {"item": item})
        elif AMOUNTS.search(plain) and f"_{item}" in f"_{normal(plain)}":
            recipes.append({})
    if recipes and all(recipe and recipe == recipes[0] for recipe in recipes):
        yield recipes[0]


def _is_about(name: str, item: str) -> bool:
    return normal(name) in (item, f"{item}s", f"{item}es") or f"{normal(name)}s" == item


def _fields(form: re.Match[str]) -> Fields:
    parts = {name: text for name, text in form.groupdict().items() if text}
    gives = parts.pop("gives", None)
    method = "smelt" if "smelt" in parts["method"].lower() else parts["method"].lower()
    fields: Fields = parts | {"method": method_in(normal(method)) or "craft"}
    return fields | ({"yield": gives} if gives else {})
