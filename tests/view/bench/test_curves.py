from deckard.bench.cell import FinishedCell
from deckard.bench.spec import Cell, load_bench
from deckard.bench.summary import rows
from deckard.view.bench import curves
from tests.bench.small_bench import done, written


def test_the_figure_shows_every_panel_and_labels_every_curve(tmp_path):
    agents = ["thrifty", *({"label": f"a{k}", "explorer": "directed"} for k in range(8))]
    bench = load_bench(str(written(tmp_path, agents=agents, priors=["recorded", "empty"])))
    found = [
        done(agent, (100 * k, 5), prior=prior)
        for k, agent in enumerate(bench.agents, 1)
        for prior in bench.priors
    ]
    found = [
        FinishedCell(Cell(d.cell.agent, d.cell.prior, "few", 0, d.cell.config), "", d.growth)
        for d in found
    ]
    drawn = curves.figure(bench, rows(found, bench.max_steps), "svg").decode()
    assert drawn.count("<polyline") == 18
    assert "recorded, few" in drawn
    assert drawn.count(">thrifty<") == 2
    assert curves.figure(bench, rows(found, bench.max_steps), "png").startswith(b"\x89PNG")
