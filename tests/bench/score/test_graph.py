import json

import pytest
from typer.testing import CliRunner

from deckard.bench.score.graph import assess, reference_for
from deckard.cli.app import app
from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.types import Recipe
from deckard.view.bench import graph_score as assessed
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import load_tables
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reference import version_reference, world_reference

PLANKS = Recipe(item="planks", how="craft", ingredients={"log": 1}, yields=4)
STICK = Recipe(
    item="stick", how="craft", ingredients={"planks": 2}, yields=4, stations={"crafting_table"}
)
TABLE = Recipe(item="crafting_table", how="craft", ingredients={"planks": 5})
COAL = Recipe(item="coal", how="smelt", ingredients={"log": 1}, stations={"furnace"})
ITEMS = ["planks", "stick", "crafting_table", "log"]


def graph(*recipes, status=VERIFIED):
    return AWM.of({r.item: [Belief(recipe=r, status=status)] for r in recipes})


def assessment(awm, items=ITEMS, version="1.11.2"):
    return assess(awm, version_reference(version).only(items))


def test_each_field_is_judged_by_itself():
    found = assessment(graph(PLANKS, STICK, TABLE))
    told = {v.item: [f for f, right in v.fields.items() if not right] for v in found.verdicts}
    assert told == {
        "planks": [],
        "stick": ["station", "all"],
        "crafting_table": ["quantities", "all"],
        "log": [],
    }
    rights = {f: (s.right, s.of) for f, s in found.fields(verified=True).items()}
    assert rights["all"] == (1, 3)
    assert rights["station"] == (2, 3)
    assert rights["kind"] == (3, 3)


def test_requirements_are_a_set_without_quantities_over_all_items():
    found = assessment(graph(PLANKS, STICK, TABLE))
    assert (found.accuracy(True).right, found.accuracy(True).of) == (2, 4)


def test_hypotheses_count_apart_from_what_is_verified():
    found = assessment(graph(PLANKS, TABLE, status=HYPOTHESISED))
    assert (found.accuracy(True).right, found.accuracy(False).right) == (0, 2)
    assert found.wrong == ()


def test_any_true_way_is_right():
    for version in ("1.11.2", "1.16"):
        for recipe in load_tables(version).ways("coal"):
            assert assessment(graph(recipe), ["coal"], version).accuracy(True).right == 1


def test_needs_have_precision_and_recall():
    edges = assessment(graph(PLANKS, STICK, TABLE)).edges
    assert (edges.believed, edges.true, edges.both) == (4, 3, 3)
    assert edges.precision == pytest.approx(0.75)
    assert edges.recall == 1
    assert edges.f1 == pytest.approx(6 / 7)


def test_what_is_verified_and_wrong_is_listed():
    assert assessment(graph(PLANKS, STICK, TABLE)).wrong == (TABLE,)


def test_what_a_recipe_was_only_seen_with_is_a_need_not_proven_and_no_mistake():
    scored = assessment(graph(PLANKS, STICK, TABLE))
    assert [str(need) for need in scored.unproven] == [f"crafting_table of: {STICK}"]


def test_what_a_perturbed_world_has_changed_is_counted_once_it_is_right():
    found = truth("1.16", 0.3, 1)
    true = world_reference(found, 0.3, 1)
    assert true.name == "Minecraft 1.16.5, perturbed at 0.3 by seed 1"
    right = assess(graph(*(change.new for change in found.changes)), true)
    old = assess(graph(*(change.old[0] for change in found.changes)), true)
    assert right.corrected.right == right.corrected.of == len(true.changes) > 50
    assert old.corrected.right < 5
    assert right.wrong == ()


def test_the_reference_of_a_run_is_its_own_world():
    about = Symbolic(perturbed=0.3, perturbed_seed=1).about
    assert reference_for(about, None).digest == about["tables_sha256"]
    with pytest.raises(ConfigError, match=r"of Minecraft 1\.11\.2, perturbed, the reference is"):
        reference_for(about, "1.11.2")
    assert reference_for(about, "1.11.2", across=True).version == "1.11.2"


def test_a_file_names_no_version_so_the_user_must():
    with pytest.raises(ConfigError, match="say with --reference"):
        reference_for(None, None)


def saved(tmp_path):
    """What DECKARD's release would write: a log is collected, planks are made of it."""
    log = {"name": "log", "collectable": True}
    path = tmp_path / "tree.json"
    path.write_text(json.dumps([{"name": "planks", "recipe": [[log, 1]]}]), encoding="utf-8")
    return path


def score(*words):
    return CliRunner().invoke(app, ["score", *map(str, words)])


def test_a_graph_in_a_file_is_scored(tmp_path):
    done = score(saved(tmp_path), "--reference", "1.16", "--items", "planks,log,apple")
    assert done.exit_code == 0
    assert "beside Minecraft 1.16.5: 2 items compared" in done.stdout
    assert "hypotheses too: 2 of 2" in done.stdout
    assert "not compared: 1 items, " in done.stdout


def test_the_circular_reference_of_the_release_is_warned_about(tmp_path):
    path = saved(tmp_path)
    done = score(path, "--reference", path)
    assert "warning: the reference is in the nested JSON of the 2023 release" in done.stdout


def test_json_and_csv_say_the_same(tmp_path):
    words = [saved(tmp_path), "--reference", "1.16", "--items", "goals67"]
    told = json.loads(score(*words, "--json").stdout)["graph"]
    assert told["n"] == 67
    assert told["ega"]["believed"]["of"] == 67
    rows = score(*words, "--csv").stdout.splitlines()
    assert rows[0].startswith("item,status,recipe,nearest_true,kind,ingredients")
    assert len(rows) == 68
    assert score(*words, "--json", "--csv").exit_code == 1


def test_a_run_is_scored_with_its_dreams_and_its_graph(as_craftworld):
    done = score(as_craftworld)
    assert "verified recipes agree with Minecraft 1.11.2" in done.stdout
    assert "beside Minecraft 1.11.2: 295 items compared" in done.stdout
    refused = score(as_craftworld, "--reference", "1.16")
    assert refused.exit_code == 1
    assert "add --across-versions" in refused.stderr
    across = score(as_craftworld, "--reference", "1.16", "--across-versions", "--items", "goals67")
    assert "beside Minecraft 1.16.5: 67 items compared" in across.stdout


def test_a_graph_that_was_exported_knows_its_world_and_is_compared_with_no_other(
    as_craftworld, tmp_path
):
    path = tmp_path / "graph.json"
    words = ["graph", "export", str(as_craftworld), "--to", "json", "-o", str(path)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert "beside Minecraft 1.11.2: 295 items compared" in score(path).stdout
    refused = score(path, "--reference", "1.16")
    assert refused.exit_code == 1
    assert "the graph is of Minecraft 1.11.2, the reference is Minecraft 1.16.5" in refused.stderr


def test_a_world_without_tables_is_compared_by_its_version_or_with_a_file(tmp_path):
    about = {"name": "minedojo", "minecraft": "1.11.2"}
    assert reference_for(about, "1.11.2").version == "1.11.2"
    assert reference_for(about, str(saved(tmp_path))).version is None
    with pytest.raises(ConfigError, match="add --across-versions"):
        reference_for(about, "1.16")


def test_the_text_fits_a_terminal_row_by_row():
    said = assessed.graph_score_lines(assessment(graph(PLANKS)))
    assert [line for line in said if line.startswith("  all ")]
