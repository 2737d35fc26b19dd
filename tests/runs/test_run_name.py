import re
from pathlib import Path

import pytest

from deckard.cli.run import choose_run
from deckard.config import parse_config
from deckard.runs.run_name import LONGEST, NOT_IN_NAME, run_name

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "docs" / "guide" / "first-run.md")


def name(*overrides, file=None):
    return run_name(parse_config({"target": "iron_pickaxe"}, "a test", overrides), overrides, file)


def test_a_run_is_named_after_its_target_its_world_and_its_seed():
    assert name() == "iron_pickaxe-craftworld-seed0"
    assert name("target=bread", "seed=3") == "bread-craftworld-seed3"
    assert name("world=symbolic") == "iron_pickaxe-symbolic-seed0"
    assert name("target=null", "dream.scope=all").startswith("everything-craftworld-")


def test_what_was_laid_over_the_config_is_told_in_the_order_of_the_keys():
    one = name("llm.rate=0.5", "llm.name=noisy", "seed=1")
    assert one == "iron_pickaxe-craftworld-llm.name=noisy-llm.rate=0.5-seed1"
    assert name("llm=noisy", "seed=1", "llm.rate=0.3", "llm.rate=0.5") == one


def test_a_file_that_is_not_named_after_its_target_is_named_too():
    assert name(file="iron_pickaxe") == "iron_pickaxe-craftworld-seed0"
    assert name(file="mine") == "mine-iron_pickaxe-craftworld-seed0"


@pytest.mark.parametrize("key", sorted(NOT_IN_NAME))
def test_a_run_goes_on_in_its_directory_with_another_bound(key):
    assert run_name(parse_config({}, "a test", ["target=bread"]), [f"{key}=7"]) == (
        "bread-craftworld-seed0"
    )


def test_every_name_is_one_that_a_file_system_takes():
    names = [
        name("llm.path=some folder/answers.jsonl"),
        name("llm.path=some folder/answers_jsonl"),
        name(f"dream.prompt={'long' * 100}"),
        name(f"dream.prompt={'long' * 101}"),
        name("world.name=tests.toy:Toy"),
    ]
    assert len({*names}) == len(names)
    for one in names:
        assert re.fullmatch(r"[\w.=+,-]+", one, re.ASCII)
        assert len(one) <= LONGEST


def test_runs_of_the_first_pages_that_differ_by_their_settings_do_not_collide():
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    commands = re.findall(r"^deckard run( [^#\n]*?)? *(?:#.*)?$", text, re.M)
    plain = [words.split() for words in commands if "-o" not in words and "&&" not in words]
    settings = {tuple(w for w in words if w not in ("-s", "run")) for words in plain}
    folders = [
        choose_run(
            None if not words or "=" in words[0] else words[0],
            [word for word in words if "=" in word],
            None,
        )[1]
        for words in settings
        if "--llm-cassette" not in words
    ]
    assert len(folders) > 5
    assert len({*folders}) == len(folders)
