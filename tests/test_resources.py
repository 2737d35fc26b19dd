import pytest

from deckard import resources as share
from deckard.config import load_config
from deckard.errors import ConfigError
from deckard.resources import find_resource, shipped


def test_what_is_shipped_is_found_by_its_name():
    assert find_resource("prompts", "recipe.md").is_file()
    assert find_resource("configs", "iron_pickaxe") == find_resource("configs", "iron_pickaxe.yaml")


def test_everything_that_is_shipped_is_listed_and_found():
    for kind in ("configs", "prompts"):
        assert shipped(kind)
        assert all(find_resource(kind, name).is_file() for name in shipped(kind))


def test_every_shipped_config_is_a_config():
    for name in shipped("configs"):
        assert load_config(find_resource("configs", name)).target


def test_a_file_of_ones_own_comes_before_one_that_is_shipped(tmp_path, monkeypatch):
    (tmp_path / "iron_pickaxe.yaml").write_text("target: log\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_config(find_resource("configs", "iron_pickaxe")).target == "log"
    path = tmp_path / "iron_pickaxe.yaml"
    monkeypatch.chdir("/")
    assert find_resource("configs", str(path)) == path
    assert load_config(find_resource("configs", "iron_pickaxe")).target == "iron_pickaxe"


def test_a_folder_is_not_taken_for_a_file(tmp_path, monkeypatch):
    (tmp_path / "iron_pickaxe").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_resource("configs", "iron_pickaxe").is_file()


def test_what_is_not_there_is_named_with_what_is():
    with pytest.raises(ConfigError, match=r"no config 'iron': .*iron_pickaxe\.yaml"):
        find_resource("configs", "iron")


def test_an_installed_package_finds_its_files_inside_itself(tmp_path, monkeypatch):
    (tmp_path / "_data" / "prompts").mkdir(parents=True)
    (tmp_path / "_data" / "prompts" / "mine.md").write_text("", encoding="utf-8")
    monkeypatch.setattr(share, "PLACES", (tmp_path, tmp_path / "_data"))
    assert find_resource("prompts", "mine.md").parent.parent.name == "_data"
    assert shipped("prompts") == ["mine.md"]
