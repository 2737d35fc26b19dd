import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard import explore, llms, verify, worlds
from deckard import policies as options
from deckard.errors import ConfigError
from deckard.registry import build_component, lookup
from tests.toy import Toy

FAMILIES = {
    "world": worlds.KNOWN,
    "llm": llms.KNOWN,
    "trainer": options.KNOWN,
    "explorer": explore.KNOWN,
    "verifier": verify.KNOWN,
}


class Sized:
    """A component with an option of each kind."""

    def __init__(self, size: int, share: float = 0.5, names: list[str] | None = None) -> None:
        self.size, self.share, self.names = size, share, names


def make(depth: int = 1) -> int:
    """A component that a function makes."""
    return depth


KNOWN = {"sized": "tests.test_registry:Sized"}


@pytest.mark.parametrize(
    ("family", "name"), [(f, n) for f, known in FAMILIES.items() for n in known]
)
def test_every_known_component_can_be_imported(family, name):
    assert callable(lookup(family, FAMILIES[family], name))


def test_a_component_is_built_with_its_options_converted():
    made = build_component("thing", KNOWN, "sized", size="3", share=1)
    assert (made.size, made.share, made.names) == (3, 1.0, None)


def test_options_that_are_not_given_keep_their_defaults():
    assert build_component("thing", KNOWN, "sized", size=3).share == 0.5


def test_what_a_run_lends_goes_to_whoever_has_a_parameter_for_it_and_is_no_option():
    lent = {"size": 7, "weight": 1}
    assert build_component("thing", KNOWN, "sized", lent, share=1).size == 7
    with pytest.raises(ConfigError, match="size: there is no such key; its options: share, names"):
        build_component("thing", KNOWN, "sized", lent, size=3)


def test_an_option_may_have_any_name():
    with pytest.raises(ConfigError, match="family: there is no such key"):
        build_component("thing", KNOWN, "sized", size=3, family=1)


def test_any_class_or_function_can_be_named_by_its_path():
    assert isinstance(build_component("world", {}, "tests.toy:Toy", uses=3), Toy)
    assert build_component("thing", {}, "tests.test_registry:make", depth=4) == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "thing 'sized': size: is required; its options: size, share, names"),
        ({"size": "many"}, "size: input should be a valid integer"),
        ({"size": 1, "colour": "red"}, "colour: there is no such key; its options: size"),
        ({"size": 1, "share": None}, "share: "),
        ({"size": 1, "names": "a"}, "names: "),
    ],
)
def test_a_wrong_option_is_named_with_the_component(given, said):
    with pytest.raises(ConfigError) as caught:
        build_component("thing", KNOWN, "sized", **given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("seized", "unknown thing 'seized'; known: sized"),
        ("", "unknown thing ''; known: sized"),
        ("no.such.module:Thing", "cannot load thing"),
        ("tests.toy:Missing", "cannot load thing"),
        (":Thing", "cannot load thing"),
        (".toy:Toy", "cannot load thing"),
        ("tests.toy:NAMES", "it is no class or function"),
        ("tests.toy:", "unknown thing"),
    ],
)
def test_a_component_that_cannot_be_had_is_named(name, said):
    with pytest.raises(ConfigError) as caught:
        build_component("thing", KNOWN, name)
    assert said in str(caught.value)


@given(st.text(max_size=12))
def test_whatever_the_name_nothing_but_a_config_error_comes_of_it(name):
    try:
        lookup("thing", KNOWN, name)
    except ConfigError as error:
        assert "thing" in str(error)


def first(state, aim, rng):
    """Explore: a plain function is one, too."""


def test_a_function_is_an_explorer():
    assert build_component("explorer", {}, "tests.test_registry:first") is first


def test_what_is_no_component_is_refused():
    with pytest.raises(ConfigError, match="has no complete"):
        build_component("llm", {}, "collections:Counter")
