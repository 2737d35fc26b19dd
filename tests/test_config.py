import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from deckard.config import (
    ComponentConfig,
    LLMConfig,
    RunConfig,
    load_config,
    parse_config,
)
from deckard.errors import ConfigError

values = st.integers() | st.booleans() | st.text(st.characters(codec="ascii"), max_size=8)
names = st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda name: name != "name")


def test_an_empty_map_is_the_default_config():
    assert parse_config({}, "test") == RunConfig()


@given(st.dictionaries(names, values, max_size=3), st.integers(0, 99), st.integers(1, 99))
def test_a_config_survives_being_written_as_yaml(options, seed, patience):
    tree = {"seed": seed, "world": {"name": "x:Y", **options}, "wake": {"patience": patience}}
    conf = parse_config(tree, "test")
    assert conf.world.options == options
    assert parse_config(yaml.safe_load(yaml.safe_dump(conf.model_dump())), "copy") == conf


@given(names, values)
def test_an_override_is_the_same_as_a_key_in_the_file(key, value):
    text = yaml.safe_dump(value).removesuffix("...\n").strip()
    assert parse_config({}, "test", [f"world.{key}={text}"]) == parse_config(
        {"world": {key: value}}, "test"
    )


def test_overrides_may_be_nested_and_the_last_one_holds():
    conf = parse_config({"seed": 1}, "t", ["seed=2", "seed=3", "llm.inner.name=recorded"])
    assert conf.seed == 3
    assert conf.llm.options == {"inner": {"name": "recorded"}}


@pytest.mark.parametrize(
    ("explorer", "episodes"), [("directed", 32), ("thrifty", 0), ("frontier", 0)]
)
def test_in_symbolic_practice_tries_weaker_hands_where_the_explorer_does_not(explorer, episodes):
    tree = {"world": "symbolic", "explorer": explorer}
    assert parse_config(tree, "test").wake.weaker == episodes
    said = [f"explorer={explorer}", "world=symbolic"]
    assert parse_config({}, "test", said).wake.weaker == episodes
    assert parse_config({}, "test", [*said, "wake.weaker=5"]).wake.weaker == 5


def test_options_of_a_component_keep_the_name_it_has_by_default():
    assert parse_config({}, "t", ["trainer.envs=16"]).trainer == ComponentConfig(
        name="ppo", envs=16
    )
    both = parse_config({}, "t", ["trainer.envs=16", "trainer.name=ppo"]).trainer
    assert both == ComponentConfig(name="ppo", envs=16)


def test_another_component_does_not_inherit_the_options_of_the_one_it_replaces():
    tree = {"llm": {"name": "openai", "model": "m"}}
    assert parse_config(tree, "t", ["llm.name=recorded"]).llm == LLMConfig(name="recorded")
    assert tree["llm"]["name"] in ("openai", "recorded")


def test_another_model_is_asked_within_the_same_limits():
    tree = {"llm": {"name": "openai", "model": "m", "max_calls": 9, "parallel": 2}}
    assert parse_config(tree, "t", ["llm.name=recorded"]).llm == LLMConfig(
        name="recorded", max_calls=9, parallel=2
    )


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("seed", "not of the form key=value"),
        ("=5", "not of the form key=value"),
        ("wake..tries=5", "not of the form key=value"),
        ("seed.deep=5", "seed has a value, it is no section"),
        ("seed=[", "the value is not YAML"),
        ("seed=-1", "seed: input should be greater than or equal to 0"),
        ("seed=many", "seed: input should be a valid integer"),
        ("sead=1", "sead: there is no such key (did you mean seed?)"),
        ("wake.trys=1", "wake.trys: there is no such key (did you mean tries?)"),
        ("wake.tries=0", "wake.tries"),
        ("wake=5", "wake"),
        ("dream.scope=some", "dream.scope"),
        ("world=5", "world"),
        ("world.name=5", "world.name: input should be a valid string"),
        ("max_steps=0", "max_steps"),
    ],
)
def test_what_is_wrong_with_an_override_is_said_in_one_line(override, said):
    tree = {"seed": 3}
    with pytest.raises(ConfigError) as caught:
        parse_config(tree, "test", [override])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("wrold=symbolic", "-s wrold=symbolic: wrold: there is no such key (did you mean world?)"),
        ("wrold.size=3", "-s wrold.size=3: wrold: there is no such key (did you mean world?)"),
        ("wake={trys: 1}", "-s wake={trys: 1}: wake.trys: there is no such key (did you mean"),
    ],
)
def test_a_mistake_is_blamed_on_the_override_that_made_it(override, message):
    with pytest.raises(ConfigError) as caught:
        parse_config({}, "own.yaml", ["seed=3", override])
    assert str(caught.value).startswith(message)


def test_the_mistakes_of_a_file_and_of_an_override_are_told_apart():
    with pytest.raises(ConfigError) as caught:
        parse_config({"sead": 1, "wake": {"tries": 2}}, "own.yaml", ["wake.tries=0"])
    assert "own.yaml: sead: there is no such key (did you mean seed?)" in str(caught.value)
    assert "-s wake.tries=0: wake.tries: input should be greater" in str(caught.value)


def test_every_mistake_is_named_at_once():
    with pytest.raises(ConfigError, match=r"seed: .*; wake\.tries: .*"):
        parse_config({"seed": -1, "wake": {"tries": 0}}, "test")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n", "5\n"])
def test_a_file_that_is_no_map_is_named(tmp_path, text):
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"odd\.yaml: a config is a map"):
        load_config(path)


def test_a_file_that_is_no_yaml_or_no_text_is_named(tmp_path):
    path = tmp_path / "odd.yaml"
    for content in (b"a: [", b"\xff\xfe\x00", b"a: b: c"):
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"odd\.yaml is not YAML"):
            load_config(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed: 1\ntarget: log\nseed: 2\n", "line 3: 'seed' is given twice"),
        ("wake:\n  tries: 1\n  tries: 1\n", "line 3: 'tries' is given twice"),
        ("llm: {name: noisy, inner: {name: a, name: b}}", "line 1: 'name' is given twice"),
    ],
)
def test_a_key_that_is_given_twice_is_named_with_its_line(tmp_path, text, said):
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}, {said}")


def test_a_key_that_is_given_twice_in_an_override_is_named():
    with pytest.raises(ConfigError, match=r"override 'llm=.*', line 1: 'name' is given twice"):
        parse_config({}, "-", ["llm={name: recorded, name: noisy}"])


def test_a_merged_map_may_be_overridden(tmp_path):
    path = tmp_path / "merged.yaml"
    text = "llm: {name: noisy, inner: &a {name: x, path: y}, other: {<<: *a, path: z}}"
    path.write_text(text, encoding="utf-8")
    assert load_config(path).llm.options["other"] == {"name": "x", "path": "z"}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot read config"):
        load_config(tmp_path / "missing.yaml")
    with pytest.raises(ConfigError, match="cannot read config"):
        load_config(tmp_path)


def test_a_config_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        RunConfig().seed = 5


def test_the_order_of_overrides_does_not_matter():
    one, other = "llm.rate=0.9", "llm.name=noisy"
    assert parse_config({}, "-", [one, other]) == parse_config({}, "-", [other, one])
    assert parse_config({}, "-", [one, other]).llm.options == {"rate": 0.9}


def test_a_number_is_finite():
    with pytest.raises(ConfigError, match=r"wake\.shaping"):
        parse_config({}, "-", ["wake.shaping=.inf"])
