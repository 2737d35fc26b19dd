from deckard.bench.cell import read_cell, run_cell
from deckard.bench.spec import load_bench, narrow_bench
from tests.bench.small_bench import written


def test_a_run_that_a_larger_budget_would_let_go_on_has_not_ended(tmp_path):
    path = written(tmp_path, agents=["directed"], seeds=1, max_steps=1400)
    [cell] = load_bench(str(path)).runs()
    run_cell(cell, tmp_path, None)
    spent = read_cell(cell, tmp_path, None)
    assert spent.reason.startswith("out of budget")
    more = narrow_bench(load_bench(str(path)), max_steps=5000)
    assert read_cell(next(iter(more.runs())), tmp_path, None) is None
    less = narrow_bench(load_bench(str(path)), max_steps=1300)
    assert read_cell(next(iter(less.runs())), tmp_path, None).growth.steps == 1209
    journal = tmp_path / cell.folder / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    assert read_cell(cell, tmp_path, None) is None
