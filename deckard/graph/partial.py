"""Recipes that may lack things: an answer named them, and the world does not have them."""

from collections.abc import Mapping

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from deckard.types import Frozen, JsonObject


class Partial(Frozen):
    """What holds a recipe that may lack things: names that an answer has and the world does not."""

    unknown: dict[str, str] = Field(
        default={},
        description="Names in the answer that mean no item of the world, with the role of each; "
        "left out if there are none.",
    )
    """Names in the answer that mean no item of the world, with the role of each; left out if there
    are none."""

    @model_serializer(mode="wrap")
    def _without_empty(self, handler: SerializerFunctionWrapHandler) -> JsonObject:
        fields: JsonObject = handler(self)
        return {k: v for k, v in fields.items() if v or k != "unknown"}

    @property
    def unknown_names(self) -> str:
        """The unknown names in words: `'refined_flux'`."""
        return ", ".join(map(repr, self.unknown))


def unknown_text(unknown: Mapping[str, str]) -> str:
    """Return what is wrong with an answer that has unknown names, one after the other.

    Args:
        unknown: The names, and the role of each: ingredient, tool or station.
    """
    are = "is not an item" if len(unknown) == 1 else "are not items"
    named = ", ".join(f"{role} {name!r}" for name, role in unknown.items())
    is_latin = all(name.isascii() for name in unknown)
    return f"{named} {are} of this world" + ("" if is_latin else ": ids are in Latin letters")
