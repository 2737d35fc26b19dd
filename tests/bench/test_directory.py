import json

from tests.bench.small_bench import deckard_bench, written


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert "holds something else than a bench" in deckard_bench(path, "-o", out).stderr
    (out / "bench.json").write_text(json.dumps({"bench": "goals67"}))
    told = deckard_bench(path, "-o", out)
    assert (told.exit_code, len(told.stderr.splitlines())) == (1, 1)
    assert "holds the bench 'goals67'" in told.stderr
    assert "cannot read" in deckard_bench(path, "-o", out / "mine.txt").stderr
    assert sorted(p.name for p in out.iterdir()) == ["bench.json", "mine.txt"]
