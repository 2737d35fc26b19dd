import deckard
from deckard.bench.score.graph import assess
from deckard.bench.score.growth_curve import growth_curve, truth_of
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.needs import needs_of_graph
from tests.bench.score.checked import check_facts


def test_every_point_counts_what_a_fold_up_to_it_would(tmp_path):
    config = {"world": "symbolic", "target": "iron_pickaxe", "llm": {"name": "codex-like"}}
    run = deckard.run(config, tmp_path / "run", max_steps=60_000)
    truth = truth_of(run.world)
    points = list(growth_curve(run.entries, truth))
    assert len(points) == len(run.entries) + 1
    for point in points[1 :: max(1, len(points) // 20)]:
        awm = run.at(f"entry:{point.entry}").awm
        verdicts = [v for v in assess(awm, truth).verdicts if v.belief]
        for status in (VERIFIED, HYPOTHESISED):
            right = [v.requirements for v in verdicts if v.belief.status == status]
            assert getattr(point, status) == len(awm.items(status))
            assert getattr(point, f"{status}_right") == sum(right)
            assert getattr(point, f"{status}_wrong") == len(right) - sum(right)
        assert point.named == len(awm.known)
        needs = needs_of_graph(awm, truth.ways)
        assert (point.needs, point.needs_unproven) == (
            len(needs),
            sum(not need.proven for need in needs),
        )
        facts = check_facts(run.entries[: point.entry], truth.every)
        assert (point.facts, point.facts_wrong) == (facts.count, len(facts.wrong))


def test_without_a_truth_nothing_is_right_or_wrong(finished):
    run = deckard.load(finished.folder)
    assert truth_of(run.world) is None
    last = list(growth_curve(run.entries, None))[-1]
    assert last.verified > 0
    assert last.verified_right is last.hypothesised_wrong is last.facts_wrong is None
    assert last.facts >= last.verified
