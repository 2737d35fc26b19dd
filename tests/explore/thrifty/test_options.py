"""The numbers that thrifty decides by."""

import random

import pytest
from pydantic import ValidationError

from deckard import explore
from deckard.config import ComponentConfig
from deckard.errors import ConfigError
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.journal.state import State
from tests.explore.thrifty.test_explorer import aim_at


def build(**options):
    return ComponentConfig(name="thrifty", **options).build("explorer", explore.KNOWN)


def test_options_are_set_from_the_config_and_the_others_keep_their_defaults():
    assert build().options == ThriftyOptions()
    assert build(lookahead=2).options == ThriftyOptions(lookahead=2)


def test_a_misspelt_option_or_a_wrong_value_is_named():
    with pytest.raises(ConfigError, match="lookahed: there is no such key"):
        build(lookahed=2)
    with pytest.raises(ConfigError, match="min_chance: input should be less than 1"):
        build(min_chance=3)


def test_every_option_has_a_meaning():
    assert all(field.description for field in ThriftyOptions.model_fields.values())


def test_options_cannot_be_changed():
    with pytest.raises(ValidationError):
        ThriftyOptions().lookahead = 1


def test_a_search_that_is_less_likely_than_the_least_chance_is_not_taken_up():
    goal, rng = aim_at(), random.Random(0)
    assert build(min_chance=0.01)(State(), goal, rng).how == "collect"
    assert build(min_chance=0.9)(State(), goal, rng) is None
