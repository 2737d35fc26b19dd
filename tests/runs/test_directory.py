import pytest

from deckard import config
from deckard.errors import ConfigError, RunDirError
from deckard.journal.events import Misdreamed
from deckard.runs.directory import holds_run, load_state, open_run, read_run_config
from deckard.runs.manifest import Provenance

CONFIG = config.parse_config({"target": "log", "llm": {"name": "noisy", "rate": 0.5}}, "test")
EVENT = Misdreamed(item="log", text="?", model="m", reason="r")


@pytest.fixture
def folder(tmp_path):
    open_run(tmp_path / "run", CONFIG, Provenance({"name": "toy"})).close()
    return tmp_path / "run"


def test_a_run_directory_holds_config_manifest_and_journal(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.yaml", "manifest.json", "journal.jsonl"}
    assert read_run_config(folder) == CONFIG
    assert load_state(folder).entries == 0


def test_a_run_goes_on_where_it_stopped(folder):
    journal = open_run(folder, CONFIG, Provenance())
    journal.record(EVENT)
    journal.close()
    journal = open_run(folder, CONFIG, Provenance())
    assert journal.state.asked["log"] == 1
    journal.close()


def test_how_a_model_is_asked_and_for_how_long_may_change(folder):
    ways = {"parallel": 9, "max_calls": 3, "max_usd": 1.0, "cassette": "x", "patience": 1.0}
    llm = CONFIG.llm.model_copy(update=ways)
    open_run(folder, CONFIG.model_copy(update={"llm": llm}), Provenance()).close()


def test_a_run_does_not_go_on_with_another_recording(tmp_path):
    run = tmp_path / "run"
    open_run(run, CONFIG, Provenance(llm={"recording": "aaa"})).close()
    open_run(run, CONFIG, Provenance(llm={"recording": "aaa"})).close()
    with pytest.raises(RunDirError, match="begun with another language model or recording"):
        open_run(run, CONFIG, Provenance(llm={"recording": "bbb"}))


def test_a_larger_budget_is_kept(folder):
    open_run(folder, CONFIG.model_copy(update={"max_steps": 7}), Provenance()).close()
    assert read_run_config(folder).max_steps == 7


def test_what_is_missing_of_a_run_that_was_killed_at_its_beginning_is_made_up_for(folder):
    (folder / "manifest.json").unlink()
    (folder / "config.yaml").unlink()
    (folder / "journal.jsonl").write_bytes(b'{"deck')
    open_run(folder, CONFIG, Provenance()).close()
    assert read_run_config(folder) == CONFIG
    assert (folder / "manifest.json").exists()
    assert load_state(folder).entries == 0


@pytest.mark.parametrize("name", ["config.yaml", "manifest.json"])
def test_a_journal_without_what_it_was_made_with_is_not_gone_on_with(folder, name):
    journal = open_run(folder, CONFIG, Provenance())
    journal.record(EVENT)
    journal.close()
    (folder / name).unlink()
    with pytest.raises(RunDirError, match=rf"a journal but no {name}; restore it"):
        open_run(folder, CONFIG, Provenance())
    assert not (folder / name).exists()


def test_every_key_that_differs_is_named(folder):
    other = CONFIG.model_copy(update={"seed": 1, "target": "dirt"})
    with pytest.raises(RunDirError, match="another target, seed;"):
        open_run(folder, other, Provenance())


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(RunDirError, match=r"there is no config\.yaml"):
        read_run_config(tmp_path)
    with pytest.raises(RunDirError, match=r"there is no journal\.jsonl"):
        load_state(tmp_path)


def test_a_damaged_config_is_named(folder):
    (folder / "config.yaml").write_text("target: [", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not YAML"):
        open_run(folder, CONFIG, Provenance())


def test_a_run_directory_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(RunDirError, match="choose another folder"):
            open_run(folder, CONFIG, Provenance())


@pytest.mark.parametrize("name", ["config.part", "manifest.part"])
def test_a_journal_is_let_go_of_when_what_goes_with_it_cannot_be_written(tmp_path, name):
    folder = tmp_path / "run"
    (folder / name).mkdir(parents=True)
    with pytest.raises(RunDirError, match="nothing recorded is lost") as caught:
        open_run(folder, CONFIG, Provenance())
    (folder / name).rmdir()
    open_run(folder, CONFIG, Provenance()).close()  # while the error and its traceback live on
    assert "cannot write" in str(caught.value)


def test_a_run_directory_that_cannot_be_looked_into_is_named(tmp_path):
    for look in (read_run_config, holds_run):
        with pytest.raises(RunDirError, match=r"cannot look into .*: File name too long"):
            look(tmp_path / ("x" * 300))


def test_a_run_is_read_while_it_goes_on(folder):
    journal = open_run(folder, CONFIG, Provenance())
    journal.record(EVENT)
    assert load_state(folder).asked["log"] == 1
    with pytest.raises(RunDirError, match="another deckard is at work"):
        open_run(folder, CONFIG, Provenance())
    journal.close()
