"""Language models beside each other: the same questions, the same reference."""

import json
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from deckard.bench.compare_llms import parse_contender
from deckard.bench.score.recipes import FIELDS, field_shares, right_fields_of
from deckard.config import LLMConfig
from deckard.dream.priors.recorded import Recorded
from deckard.errors import ConfigError
from deckard.intervals import Share
from deckard.journal.events import Dreamed, Misdreamed
from deckard.types import Recipe
from deckard.worlds.tables import load_tables
from tests.cli.test_app import deckard, fails_in_one_line
from tests.llms.server import by_item, chat, serving
from tests.toy import Toy

TABLES = load_tables("1.11.2")
WORLD = {"name": "known", "minecraft": "1.11.2", "tables_sha256": TABLES.digest}
FINE = by_item(Recorded().answers)
PICK = Recipe(
    item="wooden_pickaxe",
    how="craft",
    ingredients={"planks": 3, "stick": 2},
    stations={"crafting_table"},
)
STONE = Recipe(item="cobblestone", how="collect", tools={"wooden_pickaxe"}, source="stone")


class Known(Toy):
    """The toy world, with the tables of Minecraft for its truth."""

    def __init__(self):
        super().__init__()
        self.about = WORLD


def marked(recipe, **change):
    return right_fields_of(TABLES, recipe.model_copy(update=change))


def test_a_true_recipe_is_right_in_every_field_that_applies():
    assert set(marked(PICK)) == set(FIELDS) - {"tool", "source"}
    assert set(marked(STONE)) == set(FIELDS) - {"ingredients", "quantities", "station"}
    assert all(marked(PICK).values())
    assert all(marked(STONE).values())


@pytest.mark.parametrize(
    ("recipe", "change", "field"),
    [
        (PICK, {"ingredients": {"planks": 3, "stick": 1}}, "quantities"),
        (PICK, {"ingredients": {"planks": 3}}, "ingredients"),
        (PICK, {"stations": frozenset()}, "station"),
        (PICK, {"yields": 2}, "yield"),
        (STONE, {"tools": frozenset()}, "tool"),
        (STONE, {"source": "dirt"}, "source"),
    ],
)
def test_a_mistake_is_counted_in_its_own_field_and_in_the_whole(recipe, change, field):
    found = marked(recipe, **change)
    assert {name for name, is_right in found.items() if not is_right} == {"whole", field}


def test_with_a_wrong_method_nothing_else_is_judged():
    assert marked(PICK, how="smelt") == {"whole": False, "method": False}


def test_to_name_no_source_is_a_mistake_of_the_source_alone():
    found = marked(STONE, source=None)
    assert (found["source"], found["whole"]) == (False, True)


def test_answers_without_a_recipe_count_for_the_whole_and_impossible_items_for_nothing():
    wrong = Misdreamed(item="stick", text="", model="m", reason="r")
    light = Dreamed(
        recipe=PICK.model_copy(update={"stations": frozenset()}), text="", model="m", weight=0.2
    )
    heavy = Dreamed(recipe=PICK, text="", model="m", weight=0.8)
    none = Misdreamed(item="bedrock", text="", model="m", reason="r")
    answers = {"stick": [wrong], "wooden_pickaxe": [light, heavy], "bedrock": [none]}
    found = field_shares(WORLD, answers)
    assert found["whole"] == Share(1, 2)
    assert found["station"] == Share(1, 1)
    assert found["tool"].interval is None


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("recorded", {"name": "recorded"}),
        ("ollama:qwen3:8b", {"name": "ollama", "model": "qwen3:8b"}),
        ("openrouter:meta/llama:free", {"name": "openrouter", "model": "meta/llama:free"}),
        ("{name: noisy, rate: 0.5}", {"name": "noisy", "rate": 0.5}),
        ("tests.bench.test_compare_llms:Known", {"name": "tests.bench.test_compare_llms:Known"}),
    ],
)
def test_a_model_is_meant_by_name_or_written_out(text, model):
    assert parse_contender(text) == LLMConfig.model_validate(model)


@pytest.mark.parametrize("text", ["gpt-4o-mini", "{name: noisy", "{rate: 1}", "{name:noisy}", ""])
def test_what_is_no_model_is_named_with_the_forms_that_are(text):
    with pytest.raises(ConfigError, match=r"write .*name"):
        parse_contender(text)


def test_a_cassette_is_a_model(tmp_path):
    with pytest.raises(ConfigError, match="no cassette"):
        parse_contender(str(tmp_path))
    (tmp_path / "cassette.jsonl").write_text("", encoding="utf-8")
    assert parse_contender(str(tmp_path)).options == {"path": str(tmp_path / "cassette.jsonl")}


def compared(folder, *words):
    world = ["-s", "world.name=tests.bench.test_compare_llms:Known"]
    return deckard("llm", "compare", "--models", *words, *world, "-o", folder / "kept")


def local(server, **options):
    return json.dumps({"name": "ollama", "model": "tiny", "base_url": server.url} | options)


def test_models_are_compared_and_nothing_is_asked_twice(tmp_path):
    items = ["--items", "log,planks,stick", "--json"]
    with serving(FINE) as server:
        words = ["recorded", "{name: noisy, rate: 1}", local(server), *items]
        done = compared(tmp_path, *words)
        assert done.exit_code == 0, done.output
        assert len(server.asked) == 3
        again = compared(tmp_path, *words)
        assert len(server.asked) == 3
    recorded, noisy, live = json.loads(done.stdout)["models"]
    assert recorded["fields"]["whole"]["right"] == recorded["fields"]["whole"]["of"] == 3
    assert noisy["fields"]["whole"]["right"] < 3
    assert live["fields"] == recorded["fields"]
    assert (live["took"]["calls"], live["calls_now"], recorded["calls_now"]) == (3, 3, 0)
    assert live["took"]["tokens_in"] == sum(100 + len(i) for i in ("log", "planks", "stick"))
    later = json.loads(again.stdout)["models"][2]
    assert later == live | {"calls_now": 0}
    file = next((tmp_path / "kept").glob("*tiny*"))
    alone = json.loads(compared(tmp_path, str(file), *items).stdout)["models"][0]
    assert alone["fields"] == live["fields"]
    assert alone["took"]["tokens_in"] == live["took"]["tokens_in"]


def test_answers_that_cannot_be_used_are_counted_by_what_is_wrong(tmp_path):
    said = {
        "log": "chop a tree",
        "planks": Recorded().answers["planks"].replace("log", "plant_resin"),
        "stick": Recorded().answers["stick"].replace('"planks"', '"stick"'),
    }
    with serving(by_item(said)) as server:
        words = [local(server), "--items", "log,planks,stick", "-s", "dream.repair=false"]
        [model] = json.loads(compared(tmp_path, *words, "--json").stdout)["models"]
        shown = compared(tmp_path, *words).stdout
    faults = {"invented": 1, "self_reference": 1, "unparsed": 1}
    assert model["answers"]["faults"] == faults
    assert model["fields"]["whole"] | {"interval": None} == {"right": 0, "of": 3, "interval": None}
    rows = {" ".join(line.split()) for line in shown.splitlines()}
    assert {"parse failures 1", "invented names 1", "self-reference 1", "method -"} <= rows


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_table_fits_the_width_however_many_models_there_are(tmp_path, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    noisy = [f"{{name: noisy, rate: 0.{k}}}" for k in range(1, 6)]
    done = compared(tmp_path, "recorded", *noisy, "--items", "log,planks,stick,torch")
    lines = done.stdout.splitlines()
    rows = [line for line in lines if line.startswith("whole ")]
    assert len(rows) == {60: 6, 80: 2, 200: 1}[width]
    assert sum(row.count("%-") for row in rows) == 6
    assert max(map(len, lines)) <= width


def test_a_limit_ends_the_questions_to_a_model_and_not_the_comparison(tmp_path):
    with serving(FINE) as server:
        limits = ["-s", "llm.max_calls=1", "-s", "llm.parallel=1", "--items", "log,planks"]
        done = compared(tmp_path, local(server), "recorded", *limits, "--json")
        assert len(server.asked) == 1
    live, recorded = json.loads(done.stdout)["models"]
    assert (live["items"], live["stopped"]) == (1, "llm.max_calls=1 is reached")
    assert recorded["items"] == 2


def test_a_model_that_fails_is_named_and_what_others_answered_is_kept(tmp_path):
    with serving((404, {"error": {"message": "no"}})) as server:
        done = compared(tmp_path, "recorded", local(server), "--items", "log", "--json")
    fails_in_one_line(done, "tiny", "404")
    assert (tmp_path / "kept" / "recorded.jsonl").is_file()


def test_what_is_wrong_is_said_before_anything_is_asked(tmp_path):
    with serving((200, chat("x"))) as server:
        for words, complaint in [
            (["nobody"], "no model 'nobody'"),
            (["recorded", "recorded"], "named twice"),
            (["recorded", "-s", "llm.temperature=1"], "llm.temperature would count for no model"),
            (["recorded", "--items", "lgo"], "not an item of this world: lgo"),
            (["recorded", "--plot", tmp_path / "plot.pdf"], ".svg or .png"),
            (["ollama"], "model: is required"),
        ]:
            fails_in_one_line(compared(tmp_path, local(server), *words), complaint)
        assert server.asked == []
    fails_in_one_line(deckard("llm", "compare"), "name models")
    toy = ["-s", "world.name=tests.toy:Toy", "-o", tmp_path]
    fails_in_one_line(deckard("llm", "compare", "recorded", *toy), "names none")


def test_the_plot_is_a_picture_in_either_form(tmp_path):
    words = ["recorded", "noisy", "--items", "log,stick"]
    assert compared(tmp_path, *words, "--plot", tmp_path / "a.svg").exit_code == 0
    drawn = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    texts = [node.text for node in drawn.iter() if node.tag.endswith("text")]
    assert {*FIELDS, "recorded", "noisy"} <= {*texts}
    assert compared(tmp_path, *words, "--plot", tmp_path / "a.png").exit_code == 0
    image = Image.open(BytesIO((tmp_path / "a.png").read_bytes()))
    assert image.format == "PNG"
    assert len(image.getcolors(1 << 20)) > 10
