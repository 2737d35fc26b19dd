import json
import sys
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest

import deckard
from deckard.cli.app import app
from deckard.errors import ConfigError, GraphError, MissingExtra, NoPlan, NoRun, RunDirError
from deckard.journal.events import Verified
from tests.conftest import CliRunner


@pytest.fixture(params=["run", "json", "graphml", "2023"])
def any_form(request, first, tmp_path):
    """The same graph from a run, and from a file in each form that is read."""
    if request.param == "run":
        return first
    if request.param == "2023":
        file = tmp_path / "nested.json"
        stick = {"name": "stick", "recipe": [[{"name": "planks"}, 2]]}
        file.write_text(json.dumps([stick]), encoding="utf-8")
        return deckard.load(file)
    file = tmp_path / f"graph.{request.param}"
    words = ["graph", "export", str(first.path), "--to", request.param, "-o", str(file)]
    assert CliRunner().invoke(app, words).exit_code == 0
    return deckard.load(file)


def test_the_graph_is_always_a_multidigraph_with_the_same_attributes(any_form):
    graph = any_form.graph
    assert type(graph) is nx.MultiDiGraph
    assert graph.nodes["planks"].keys() == {"status", "how", "recipe", "target"}
    (edge,) = graph["planks"]["stick"].values()
    assert edge.keys() == {"role", "quantity", "status", "recipe"}
    assert (edge["role"], edge["quantity"], edge["recipe"]) == ("ingredient", 2, 0)


def test_the_graph_of_a_run_tells_status_how_and_target(first):
    graph = first.graph
    assert {data["status"] for _, data in graph.nodes(data=True)} == {"verified"}
    assert graph.nodes["log"]["how"] == "collect"
    assert [item for item, is_target in graph.nodes(data="target") if is_target] == [first.target]
    roles = {need: data["role"] for need, _, data in graph.in_edges("stone_pickaxe", data=True)}
    assert roles["crafting_table"] == "station"
    assert roles["cobblestone"] == "ingredient"


def test_networkx_can_write_the_graph_in_its_own_forms(first, tmp_path):
    for write, name in ((nx.write_graphml, "a.graphml"), (nx.write_gexf, "a.gexf")):
        write(first.at("entry:3").graph, tmp_path / name)
        assert (tmp_path / name).stat().st_size


def test_an_item_with_several_recipes_has_the_edges_of_each(tmp_path):
    file = tmp_path / "graph.json"
    recipes = [{"item": "stick", "how": "craft", "ingredients": {n: 2}} for n in ("planks", "log")]
    beliefs = [{"recipe": recipe, "status": "hypothesised"} for recipe in recipes]
    document = {"deckard_graph": 1, "items": [{"item": "stick", "beliefs": beliefs}]}
    file.write_text(json.dumps(document), encoding="utf-8")
    edges = deckard.load(file).graph.in_edges("stick", data="recipe")
    assert sorted(edges) == [("log", "stick", 1), ("planks", "stick", 0)]


def test_a_moment_of_a_run_knows_no_more_than_was_recorded_by_then(first):
    assert first.at(0).awm.items("verified") == []
    assert len(first.at("entry:8").entries) == 8
    assert first.at(10**9).env_steps == first.env_steps
    assert first.at("entry:8").at("entry:3").entries[-1].number == 3


def test_events_come_in_order_and_by_kind(first):
    events = first.events()
    assert events[0].kind == "dreamed"
    assert first.events("verified") == [e for e in events if isinstance(e, Verified)]


def test_state_and_config_are_those_of_the_run(first):
    assert sorted(first.state.options) == ["cobblestone", "log"]
    assert first.config.world.name == "symbolic"
    assert first.world["minecraft"] == "1.11.2"


def test_a_score_says_the_same_as_the_command(first):
    command = CliRunner().invoke(app, ["score", str(first.path)])
    assert repr(first.score()) in command.stdout
    assert first.score().accuracy(verified=True).right == 7


def test_a_graph_from_a_file_is_scored_beside_a_named_reference(any_form):
    score = any_form.score(reference="1.11.2", items="stick")
    assert score.n == 1
    assert score.verdicts[0].requirements


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["graph", "why", "stick"], lambda run: run.why("stick")),
        (["graph", "plan", "stick"], lambda run: run.plan("stick")),
        (["graph", "plan", "stick", "--have", "log"], lambda run: run.plan("stick", 1, {"log": 1})),
    ],
)
def test_an_answer_prints_as_the_command_shows_it(first, words, answer):
    group, command, *more = words
    shown = CliRunner().invoke(app, [group, command, str(first.path), *more]).stdout
    assert str(answer(first)).split() == shown.split()


def test_a_plan_for_several_units_takes_what_they_take(first):
    assert first.plan("stick", quantity=4).raw == {"log": 1}
    assert first.plan("stick", quantity=40).raw == {"log": 5}
    assert first.plan("stick", quantity=4, have={"planks": 2}).raw == {}


def test_a_block_is_taken_apart_in_one_craft_where_that_is_known(tmp_path):
    given = tmp_path / "given.yaml"
    given.write_text("- {item: diamond, how: craft, ingredients: {diamond_block: 1}, yields: 9}\n")
    run = deckard.run(
        "iron_pickaxe", tmp_path / "run", world="symbolic", target="log", given=str(given)
    )
    (step,) = run.plan("diamond", have={"diamond_block": 1}).steps
    assert str(step.recipe) == "craft 9 diamond from 1 diamond_block" and step.times == 1


def test_a_policy_fits_the_environment_of_its_item_and_gains_it(first):
    policy, env = first.policy("cobblestone"), first.env("cobblestone")
    observation, _ = env.reset(seed=1)
    assert env.observation_space.contains(observation)
    action, _ = policy.predict(observation)
    *_, info = env.step(action)
    assert info["is_success"]


def test_a_policy_of_stable_baselines3_fits_the_environment_of_its_item(finished):
    run = deckard.load(finished.folder)
    policy, env = run.policy("log"), run.env("log")
    assert policy.observation_space == env.observation_space
    assert policy.action_space == env.action_space
    observation, _ = env.reset(seed=1)
    gained = done = False
    while not done:
        action, _ = policy.predict(observation, deterministic=True)
        observation, reward, terminated, truncated, _ = env.step(action)
        gained, done = reward > 0, terminated or truncated
    assert gained


def test_the_picture_in_a_notebook_is_well_formed_and_shows_every_item(first):
    html = first._repr_html_()
    root = ElementTree.fromstring(html)
    words = {element.text for element in root.iter() if element.text}
    assert set(first.graph) <= words


def test_names_from_a_graph_file_do_not_become_markup(tmp_path):
    file = tmp_path / "<img src=x onerror=alert(1)>.json"
    name = "<script>alert(1)</script>"
    document = {"deckard_graph": 1, "target": name, "items": [{"item": name}]}
    file.write_text(json.dumps(document), encoding="utf-8")
    html = deckard.load(file)._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    ElementTree.fromstring(html)


def test_a_run_is_told_in_one_line(any_form):
    assert "\n" not in repr(any_form)
    assert repr(any_form).startswith("<Run ")


def test_the_tables_have_a_row_for_each_entry_and_item(first):
    entries, growth, items = (first.to_pandas(table) for table in ("entries", "growth", "items"))
    assert list(entries.index) == [entry.number for entry in first.entries]
    assert entries["steps"].sum() == first.env_steps
    assert entries.loc[8, "result"] == "learnt"
    assert list(growth.index) == [0, *entries.index]
    assert growth["verified_right"].iloc[-1] == 7
    assert growth["verified_wrong"].max() == 0
    assert items.loc["log", "reliability"] == 1
    assert np.isnan(items.loc["stick", "reliability"])


def test_counts_of_right_and_wrong_are_missing_where_the_truth_is_not_known(finished):
    growth = deckard.load(finished.folder).to_pandas("growth")
    assert growth["verified"].iloc[-1] > 0
    assert growth["verified_right"].isna().all()


def test_a_graph_from_a_file_has_a_table_of_its_items(any_form):
    assert any_form.to_pandas("items").loc["stick", "how"] == "craft"


def test_without_pandas_it_is_said_how_to_install_it(first, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match=r"pip install 'deckard-awm\[pandas\]'"):
        first.to_pandas()


def test_a_missing_path_is_an_error_that_says_what_to_name(tmp_path):
    with pytest.raises(GraphError, match="name a run directory, or a file with a graph"):
        deckard.load(tmp_path / "nowhere")


def test_a_folder_that_is_no_run_is_an_error(tmp_path):
    with pytest.raises(NoRun, match=r"there is no config\.yaml"):
        deckard.load(tmp_path)


def test_a_file_that_is_no_graph_is_an_error(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("milk, eggs", encoding="utf-8")
    with pytest.raises(GraphError, match=r"notes.txt"):
        deckard.load(file)


@pytest.mark.parametrize(
    "ask",
    [
        lambda run: run.why("stik"),
        lambda run: run.plan("stik"),
        lambda run: run.plan("stone_pickaxe", have={"stik": 1}),
        lambda run: run.policy("stik"),
        lambda run: run.env("stik"),
    ],
)
def test_near_names_are_suggested_for_an_unknown_item(first, ask):
    with pytest.raises(deckard.DeckardError, match="did you mean stick"):
        ask(first)


@pytest.mark.parametrize(
    ("what", "ask"),
    [
        ("config", lambda run: run.config),
        ("status", lambda run: run.status),
        ("entries", lambda run: run.entries),
        ("entries", lambda run: run.events()),
        ("entries", lambda run: run.to_pandas()),
        ("journal to explain", lambda run: run.why("stick")),
        ("earlier moments", lambda run: run.at(5)),
        ("policies", lambda run: run.policy("log")),
        ("policies", lambda run: run.env("log")),
    ],
)
def test_a_graph_from_a_file_says_what_needs_a_run(first, tmp_path, what, ask):
    file = tmp_path / "graph.json"
    CliRunner().invoke(app, ["graph", "export", str(first.path), "--to", "json", "-o", str(file)])
    with pytest.raises(GraphError, match=f"has no {what}.*: load a run directory"):
        ask(deckard.load(file))


def test_an_item_without_a_policy_names_those_that_have_one(first):
    with pytest.raises(RunDirError, match="it has policies for cobblestone, log"):
        first.policy("stick")


def test_an_item_of_which_nothing_is_known_has_no_plan(first):
    with pytest.raises(NoPlan, match="nothing is known of how to obtain 'cobblestone'"):
        first.at("entry:1").plan("cobblestone")


@pytest.mark.parametrize("moment", ["yesterday", -5, 1.5])
def test_a_moment_that_is_none_is_an_error(first, moment):
    with pytest.raises(ConfigError, match="is no moment of a run"):
        first.at(moment)


def test_a_table_that_there_is_not_is_an_error(first):
    with pytest.raises(ConfigError, match="there are: entries, growth, items"):
        first.to_pandas("graph")
