import json

import pytest

from deckard.dream.priors.recorded import Recorded
from deckard.llms.contents import read_cassette
from tests.cli.test_app import deckard, fails_in_one_line
from tests.conftest import TOY
from tests.llms.server import by_item, chat, serving

FINE = by_item(Recorded().answers)
ITEMS = "log,planks,stick,crafting_table,wooden_pickaxe"


def model(server):
    settings = ["llm.name=ollama", "llm.model=tiny", f"llm.base_url={server.url}"]
    return [word for setting in settings for word in ("-s", setting)]


WOODEN = ["-s", "target=wooden_pickaxe", "-s", "max_steps=1"]


@pytest.fixture
def run_dir(tmp_path):
    with serving(FINE) as server:
        done = deckard("run", *TOY, *model(server), *WOODEN, "-o", tmp_path / "run")
        assert "Language model: 5 calls to tiny-1" in done.stdout.replace("\n", " ")
    return tmp_path / "run"


def test_the_usage_of_a_run_is_shown_in_words_and_as_json(run_dir):
    said = deckard("llm", "usage", run_dir)
    assert said.stdout.startswith("Language model: 5 calls to tiny-1: ")
    assert "USD unknown" in said.stdout
    document = json.loads(deckard("llm", "usage", run_dir, "--json").stdout)
    assert (document["calls"], document["usd"], document["models"]) == (5, "unknown", ["tiny-1"])


def test_a_run_tells_its_usage_as_json(run_dir):
    document = json.loads(deckard("run", "-o", run_dir, "--json").stdout)
    assert document["llm"]["calls"] == 5


def test_a_price_of_the_users_own_makes_it_known(run_dir, tmp_path):
    (tmp_path / "usd.yaml").write_text("tiny-1: {tokens_in: 1, tokens_out: 0}", encoding="utf-8")
    found = deckard("llm", "usage", run_dir, "--prices", tmp_path / "usd.yaml", "--json")
    document = json.loads(found.stdout)
    assert document["usd"] == pytest.approx(document["tokens_in"] / 1e6)


def test_what_was_exported_replays_the_run_and_serves_as_a_recording(run_dir, tmp_path):
    shared = tmp_path / "shared.jsonl"
    assert deckard("llm", "export", run_dir, "-o", shared).stdout == f"5 answers in {shared}\n"
    with serving((500, {})) as server:
        again = ["run", *TOY, *model(server), *WOODEN, "--llm-cassette", shared]
        replayed = deckard(*again, "-o", tmp_path / "replayed", "--json")
        assert server.asked == []
    assert json.loads(replayed.stdout)["llm"]["cached"] == 5
    recorded = ["-s", "llm.name=recorded", "-s", f"llm.path={shared}"]
    done = deckard("run", *TOY, *recorded, *WOODEN, "-o", tmp_path / "recorded")
    assert "no calls; 5 answers recorded before" in done.stdout
    assert str(server.server_port) not in shared.read_text(encoding="utf-8")


def test_an_export_tells_no_path_of_a_model(tmp_path):
    folder, shared = tmp_path / "run", tmp_path / "shared.jsonl"
    with serving(by_item(Recorded().answers, "/home/me/models/tiny.gguf")) as server:
        deckard("run", *TOY, *model(server), *WOODEN, "-o", folder)
    found = json.loads(deckard("llm", "export", folder, "-o", shared, "--json").stdout)
    assert found == {"cassette": str(shared), "answers": 5}
    old = shared.read_text(encoding="utf-8").replace('"tiny.gguf"', '"/home/me/tiny.gguf"')
    shared.write_text(old, encoding="utf-8")
    deckard("llm", "export", shared, "-o", tmp_path / "again.jsonl")
    for file in (folder / "journal.jsonl", tmp_path / "again.jsonl"):
        text = file.read_text(encoding="utf-8")
        assert '"tiny.gguf"' in text
        assert "/home/me" not in text


def test_items_are_recorded_without_a_run_and_none_is_asked_twice(tmp_path):
    out = tmp_path / "mine.jsonl"
    with serving(FINE) as server:
        record = ["llm", "record", *TOY, *model(server), "-o", out]
        first = deckard(*record, "--items", "log,planks")
        assert first.exit_code == 0, first.output
        assert len(server.asked) == 2
        assert "2 calls" in first.stdout
        deckard(*record, "--items", ITEMS)
        assert len(server.asked) == 5
        again = deckard(*record, "--items", ITEMS, "--json")
        assert len(server.asked) == 5
    told = json.loads(again.stdout)
    assert (told["cassette"], told["took"]["calls"]) == (str(out), 5)
    assert len(read_cassette(out).exchanges) == 5
    wrong = deckard(*record, "--items", "lgo")
    fails_in_one_line(wrong, "not an item of this world: lgo")


def test_what_was_recorded_gives_the_answers_that_were_repaired(tmp_path):
    out, fine = tmp_path / "mine.jsonl", FINE

    def hesitant(body):
        first = "cannot be used" not in body["messages"][-1]["content"]
        return (200, chat("?")) if first else fine(body)

    with serving(hesitant) as server:
        made = deckard("llm", "record", *TOY, *model(server), "-o", out, "--items", ITEMS)
        assert made.exit_code == 0, made.output
        assert len(server.asked) == 10
    recorded = ["-s", "llm.name=recorded", "-s", f"llm.path={out}"]
    again = deckard("llm", "record", *TOY, *recorded, "-o", tmp_path / "2", "--items", ITEMS)
    assert again.output.count("dreamed") == made.output.count("dreamed") > 0
    assert "unparsed" not in again.output


def test_all_items_of_the_world_are_recorded_when_none_is_named(tmp_path):
    with serving(FINE) as server:
        done = deckard("llm", "record", *TOY, *model(server), "-o", tmp_path / "all.jsonl")
        assert done.exit_code == 0, done.output
        assert len(server.asked) == 16


def test_what_is_no_run_and_no_cassette_is_named(tmp_path):
    fails_in_one_line(deckard("llm", "usage", tmp_path), f"no cassette in {tmp_path}")
    fails_in_one_line(deckard("llm", "export", tmp_path, "-o", tmp_path / "x"), "no cassette in")
    replay = deckard("run", *TOY, "--llm-cassette", tmp_path / "gone", "-o", tmp_path / "r")
    fails_in_one_line(replay, "no cassette in")
    assert not (tmp_path / "r").exists()


def test_a_run_that_asked_no_model_says_so(finished):
    said = deckard("llm", "usage", finished.folder).stdout
    assert said.startswith("Language model: no calls; ")
    assert "answers recorded before" in said


def test_an_export_that_cannot_be_written_is_named(run_dir):
    fails_in_one_line(deckard("llm", "export", run_dir, "-o", "/dev/full"), "/dev/full")
