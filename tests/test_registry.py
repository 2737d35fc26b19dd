import re
import subprocess
import sys
import sysconfig
from abc import ABC, abstractmethod
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard import explore, llms, verify, worlds
from deckard import policies as options
from deckard.errors import ConfigError
from deckard.llms import LLM
from deckard.llms.cassette import locate
from deckard.llms.contents import read_cassette
from deckard.registry import (
    Components,
    build_component,
    check_component,
    lookup,
    wrong_answer,
)
from tests import strangers
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
    ("family", "parameters"), [("explorer", "(state, goal, rng)"), ("verifier", "(state, outcome)")]
)
def test_a_function_that_lacks_parameters_is_refused(family, parameters):
    path = "tests.strangers:hasty"
    for refuse in (
        lambda: build_component(family, {}, path),
        lambda: check_component(family, {}, path, strangers.hasty),
    ):
        with pytest.raises(ConfigError, match=re.escape(f"give it the parameters {parameters}")):
            refuse()


def test_what_is_called_but_does_not_tell_its_parameters_is_a_component():
    check_component("explorer", {}, "builtins:min", min)


@pytest.mark.parametrize(("answer", "kind"), [(42, "an int"), ("x", "a str"), ([], "a list")])
def test_a_wrong_answer_is_named_by_its_class(answer, kind):
    assert str(wrong_answer("it", answer, "a Y")) == f"it returned {kind}: return a Y"


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


class Half(ABC):
    """What a seam asks for, and what it has a default for."""

    name: str
    size = 1

    @abstractmethod
    def grow(self) -> int:
        """Grow."""


class Unfinished(Half):
    """Lacks what is abstract."""


class Nameless(Half):
    """Lacks an attribute."""

    def grow(self) -> int:
        """Grow."""
        return 2


class Whole(Nameless):
    """Lacks nothing."""

    name = "whole"


class Alike:
    """Has all of it, but is no subclass."""

    name = "alike"
    grow = size = print


class Shape(Protocol):
    """A seam that asks for no subclass."""

    name: str

    def grow(self) -> int:
        """Grow."""


@pytest.mark.parametrize(
    ("base", "name", "said"),
    [
        (Half, "Unfinished", "it has no grow"),
        (Half, "Nameless", "it has no name"),
        (Half, "Alike", "make it a subclass of tests.test_registry.Half"),
        (Half, "make", "it has no grow, name"),
        (Shape, "make", "it has no grow, name"),
        (LLM, "Alike", "it has no complete"),
    ],
)
def test_what_is_no_component_is_refused(base, name, said):
    with pytest.raises(ConfigError) as caught:
        build_component("thing", Components(base, {}), f"tests.test_registry:{name}")
    assert str(caught.value) == f"thing 'tests.test_registry:{name}' cannot be used: {said}"


@pytest.mark.parametrize(
    ("base", "name"), [(Half, "Whole"), (Shape, "Whole"), (Shape, "Alike"), (Shape, "Nameless")]
)
def test_a_component_is_of_the_base_class_of_its_seam_or_of_its_form(base, name):
    whole = name != "Nameless"
    with nullcontext() if whole else pytest.raises(ConfigError):
        made = build_component("thing", Components(base, {}), f"tests.test_registry:{name}")
        assert type(made).__name__ == name


@pytest.mark.parametrize(
    ("family", "known", "lacking"),
    [("llm", llms.KNOWN, "complete"), ("world", worlds.KNOWN, "fuels, live"),
     ("trainer", options.KNOWN, "load, max_decisions, train"), ("explorer", {}, "__call__"),
     ("verifier", {}, "__call__")],
)  # fmt: skip
def test_something_else_is_no_component_of_any_seam(family, known, lacking):
    said = f"'collections:Counter' cannot be used: it has no .*{lacking}"
    with pytest.raises(ConfigError, match=said):
        build_component(family, known, "collections:Counter")


OWN = """
from deckard.llms import LLM, Completion

class Parrot(LLM):
    def __init__(self, word: str) -> None:
        self.word = word

    def complete(self, request):
        return Completion(f"{self.word} {request.item}", "parrot")
"""


def run_in(folder, name):
    """Start the console script, which has no folder on its import path, with an own model."""
    script = Path(sysconfig.get_path("scripts"), "deckard")
    words = ["run", "-s", "world.name=symbolic", "-s", "target=stick", "-s", f"llm.name={name}"]
    command = [sys.executable, script, *words, "-s", "llm.word=bark", "-o", "run"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_console_script_finds_modules_of_the_current_folder(tmp_path):
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "models.py").write_text(OWN, encoding="utf-8")
    done = run_in(tmp_path, "lab.models:Parrot")
    assert done.stderr == ""
    answers = read_cassette(locate(tmp_path / "run")).answers.values()
    assert {(answer.text, answer.model) for answer in answers} == {("bark stick", "parrot")}


def test_a_module_that_is_not_there_is_told_with_where_it_was_looked_for(tmp_path):
    done = run_in(tmp_path, "lab.models:Parrot")
    assert done.returncode == 1
    assert "cannot load llm 'lab.models:Parrot': No module named 'lab'" in done.stderr
    assert f"looked in the current folder {tmp_path} and the installed packages" in done.stderr
