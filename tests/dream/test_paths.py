from deckard.config import RunConfig, parse_config
from deckard.dream.paths import anchor_paths


def test_files_of_the_users_own_are_found_from_any_folder(tmp_path, monkeypatch):
    for name in ("mine.jsonl", "usd.yaml", "mine.md"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    llm = {
        "name": "noisy",
        "prices": "usd.yaml",
        "inner": {"name": "recorded", "path": "mine.jsonl"},
    }
    conf = anchor_paths(parse_config({"llm": llm, "dream": {"prompt": "mine.md"}}, "t"))
    assert conf.llm.prices == str(tmp_path / "usd.yaml")
    assert conf.llm.options["inner"]["path"] == str(tmp_path / "mine.jsonl")
    assert conf.dream.prompt == str(tmp_path / "mine.md")
    assert anchor_paths(conf) == conf
    assert anchor_paths(RunConfig()) == RunConfig()
