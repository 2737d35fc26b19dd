from deckard.journal.reader import read_growth, skim
from deckard.view.graph import stats
from tests.journal.test_reader import write
from tests.view.graph.test_why import JOURNAL


def test_stats_count_the_graph_and_the_journal(tmp_path):
    entries = skim(write(tmp_path, JOURNAL))
    told = stats.stats_json(read_growth(entries), entries)
    assert told["items"] == {"verified": 3, "hypothesised": 0, "unknown": 2}
    assert (told["dreamed"], told["unusable"], told["refuted"], told["corrected"]) == (5, 1, 2, 2)
    assert (told["pursuits"], told["practices"], told["entries"]) == (3, 2, 11)
    assert (told["depth"], told["circles"], told["env_steps"]) == (2, 0, 2036)
    assert "items verified" in str(stats.stats_text(told))


def test_stats_of_a_run_that_has_recorded_nothing_are_zeros():
    told = stats.stats_json(read_growth(()), ())
    assert told["entries"] == told["dreamed"] == told["env_steps"] == told["depth"] == 0
    assert "entries" not in stats.stats_json(read_growth(()))  # of a file, which has no journal
