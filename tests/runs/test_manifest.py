import hashlib
import json

import pytest

from deckard import __version__, config
from deckard.errors import RunDirError
from deckard.runs.directory import open_run, read_run_config
from deckard.runs.manifest import (
    FREE,
    Provenance,
    make_manifest,
    read_manifest,
    version_changes,
    world,
)

CONFIG = config.parse_config({"target": "log", "llm": {"name": "noisy", "rate": 0.5}}, "test")
WORLD = {"name": "toy", "tables_sha256": "0a", "rules_sha256": "1b", "size": (1, 2)}


@pytest.fixture
def folder(tmp_path):
    open_run(tmp_path / "run", CONFIG, Provenance(WORLD)).close()
    return tmp_path / "run"


def change(folder, **values):
    """Write other values into the manifest of a run."""
    path = folder / "manifest.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(kept | values), encoding="utf-8")


def test_the_manifest_says_what_a_run_was_made_with(folder):
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert found["deckard"] == __version__
    assert found["seed"] == CONFIG.seed
    assert found["world"] == world(folder) == WORLD | {"size": [1, 2]}
    assert found["journal"] == 6
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
        "llm",
        "git_revision",
    }
    text = json.dumps(CONFIG.model_dump(exclude=FREE), sort_keys=True)
    assert found["config_sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_what_a_trainer_got_from_others_is_told_and_kept_to(tmp_path):
    run, trainer = tmp_path / "run", {"weights_sha256": "1a"}
    open_run(run, CONFIG, Provenance(WORLD, trainer=trainer)).close()
    assert read_manifest(run)["trainer"] == trainer
    more = trainer | {"mineclip_sha256": "is told now"}
    open_run(run, CONFIG, Provenance(WORLD, trainer=more)).close()
    with pytest.raises(RunDirError, match=r"other weights \(weights_sha256 differ\); restore"):
        open_run(run, CONFIG, Provenance(WORLD, trainer={"weights_sha256": "2b"}))


def test_the_budget_does_not_change_the_hash_of_a_config_and_all_else_does():
    digest = make_manifest(CONFIG, Provenance())["config_sha256"]
    larger = CONFIG.model_copy(update={"max_steps": 1})
    assert make_manifest(larger, Provenance())["config_sha256"] == digest
    other = CONFIG.model_copy(update={"seed": 1})
    assert make_manifest(other, Provenance())["config_sha256"] != digest


def test_the_manifest_is_of_the_beginning(folder):
    before = (folder / "manifest.json").read_bytes()
    open_run(folder, CONFIG, Provenance(WORLD | {"more": "is told now"})).close()
    assert (folder / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("key", ["tables_sha256", "rules_sha256"])
def test_a_run_does_not_go_on_in_a_world_with_other_rules(folder, key):
    with pytest.raises(RunDirError, match=rf"another world \({key} differ\)"):
        open_run(folder, CONFIG, Provenance(WORLD | {key: "2c"}))
    open_run(folder, CONFIG, Provenance(WORLD)).close()


def test_a_config_that_was_changed_by_hand_is_found_out(folder):
    path = folder / "config.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("0.5", "0.6"), encoding="utf-8")
    with pytest.raises(RunDirError, match=r"config\.yaml was changed after the run began"):
        open_run(folder, read_run_config(folder), Provenance(WORLD))


def test_nothing_has_changed_for_a_run_that_goes_on_at_once(folder, tmp_path):
    assert version_changes(folder) == []
    assert version_changes(tmp_path / "nowhere") == []


def test_other_versions_are_told_and_the_run_goes_on(folder):
    packages = read_manifest(folder)["packages"]
    change(folder, deckard="0.0.1", packages=packages | {"numpy": "1.0"}, config_sha256="of old")
    assert version_changes(folder) == [
        f"numpy: 1.0, now {packages['numpy']}",
        f"deckard: 0.0.1, now {__version__}",
    ]
    open_run(folder, CONFIG, Provenance(WORLD)).close()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\x00", b"5", b"[]", b"{}", b'{"world": 5}', b'{"world": {']
)
def test_a_damaged_manifest_is_named(folder, content):
    (folder / "manifest.json").write_bytes(content)
    for look in (
        read_manifest,
        version_changes,
        world,
        lambda run: open_run(run, CONFIG, Provenance(WORLD)),
    ):
        with pytest.raises(RunDirError, match=r"manifest\.json is damaged; restore it"):
            look(folder)


def test_a_manifest_that_is_a_folder_is_named(folder):
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    with pytest.raises(RunDirError, match=r"cannot read .*manifest\.json: Is a directory"):
        version_changes(folder)


@pytest.mark.parametrize("packages", [None, 5, {"numpy": 5}, {}])
def test_versions_of_any_form_are_compared(folder, packages):
    change(folder, packages=packages, python=None)
    assert any(told.startswith("python: None") for told in version_changes(folder))
