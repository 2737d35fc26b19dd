import hashlib
import json

import pytest

from deckard import __version__, config
from deckard.errors import ConfigError, RunDirError
from deckard.events import Misdreamed
from deckard.rundir import load_config, load_state, manifest, open_run

CONFIG = config.parse({"target": "log", "llm": {"name": "noisy", "rate": 0.5}}, "test")
EVENT = Misdreamed(item="log", text="?", model="m", reason="r")


@pytest.fixture
def folder(tmp_path):
    open_run(tmp_path / "run", CONFIG, {"name": "toy"}).close()
    return tmp_path / "run"


def test_a_run_directory_holds_config_manifest_and_journal(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.yaml", "manifest.json", "journal.jsonl"}
    assert load_config(folder) == CONFIG
    assert load_state(folder).entries == 0


def test_the_manifest_says_what_a_run_was_made_with(folder):
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert found["deckard"] == __version__
    assert found["seed"] == CONFIG.seed
    assert found["world"] == {"name": "toy"}
    assert found["journal"] == 1
    assert found["packages"]["numpy"]
    assert set(found) == {
        "deckard",
        "journal",
        "python",
        "machine",
        "packages",
        "config_sha256",
        "seed",
        "world",
        "git_revision",
    }
    text = json.dumps(CONFIG.model_dump(exclude={"max_steps"}), sort_keys=True)
    assert found["config_sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_budget_does_not_change_the_hash_of_a_config_and_all_else_does():
    digest = manifest(CONFIG, {})["config_sha256"]
    larger = CONFIG.model_copy(update={"max_steps": 1})
    assert manifest(larger, {})["config_sha256"] == digest
    other = CONFIG.model_copy(update={"seed": 1})
    assert manifest(other, {})["config_sha256"] != digest


def test_a_run_goes_on_where_it_stopped(folder):
    journal = open_run(folder, CONFIG, {})
    journal.record(EVENT)
    journal.close()
    journal = open_run(folder, CONFIG, {})
    assert journal.state.asked["log"] == 1
    journal.close()


def test_the_manifest_is_of_the_beginning(folder):
    before = (folder / "manifest.json").read_bytes()
    open_run(folder, CONFIG, {"name": "another"}).close()
    assert (folder / "manifest.json").read_bytes() == before


def test_a_larger_budget_is_kept(folder):
    open_run(folder, CONFIG.model_copy(update={"max_steps": 7}), {}).close()
    assert load_config(folder).max_steps == 7


def test_what_is_missing_of_a_run_that_was_killed_at_its_beginning_is_made_up_for(folder):
    (folder / "manifest.json").unlink()
    (folder / "config.yaml").unlink()
    (folder / "journal.jsonl").write_bytes(b'{"deck')
    open_run(folder, CONFIG, {}).close()
    assert load_config(folder) == CONFIG
    assert (folder / "manifest.json").exists()
    assert load_state(folder).entries == 0


def test_a_journal_without_its_config_is_not_gone_on_with(folder):
    with (folder / "journal.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": "", "events": []}\n')
    (folder / "config.yaml").unlink()
    with pytest.raises(RunDirError, match=r"no config\.yaml"):
        open_run(folder, CONFIG, {})


def test_every_key_that_differs_is_named(folder):
    other = CONFIG.model_copy(update={"seed": 1, "target": "dirt"})
    with pytest.raises(RunDirError, match="another target, seed;"):
        open_run(folder, other, {})


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(RunDirError, match=r"there is no config\.yaml"):
        load_config(tmp_path)
    with pytest.raises(RunDirError, match=r"there is no journal\.jsonl"):
        load_state(tmp_path)


def test_a_damaged_config_is_named(folder):
    (folder / "config.yaml").write_text("target: [", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not YAML"):
        open_run(folder, CONFIG, {})


def test_a_run_directory_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(RunDirError, match="choose another with -o"):
            open_run(folder, CONFIG, {})


def test_a_run_is_read_while_it_goes_on(folder):
    journal = open_run(folder, CONFIG, {})
    journal.record(EVENT)
    assert load_state(folder).asked["log"] == 1
    with pytest.raises(RunDirError, match="another deckard is at work"):
        open_run(folder, CONFIG, {})
    journal.close()
