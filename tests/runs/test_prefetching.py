"""All items dreamt of at once, against a server on loopback: the journal is as if one by one."""

import random
import time

import pytest

from deckard import config
from deckard.dream.priors.recorded import Recorded
from deckard.errors import LLMError, RunDirError
from deckard.journal.journal import journal_lines
from deckard.llms.contents import read_cassette
from deckard.llms.usage import run_usage
from deckard.runs.run import run
from tests.llms.server import by_item, chat, late, serving
from tests.toy import Toy

ANSWERS = Recorded().answers
FINE = by_item(ANSWERS)


class Wide(Toy):
    """A toy world with all items of the recording."""

    def __init__(self) -> None:
        super().__init__()
        self.items = sorted({*ANSWERS, *self.items})


def work(folder, server, *settings):
    tree = {
        "max_steps": 1,
        "world": {"name": "tests.runs.test_prefetching:Wide"},
        "trainer": {"name": "tests.bandit:Bandit"},
        "dream": {"scope": "all", "again": 0},
        "llm": {"name": "openai", "model": "tiny", "base_url": server.url},
    }
    return run(config.parse_config(tree, "test", settings), folder)


def journal(folder):
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def at_random(body):
    time.sleep(random.random() * 0.05)
    return FINE(body)


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one") / "run"
    with serving(FINE) as server:
        work(folder, server, "llm.parallel=1")
        assert len(server.asked) == 390
    return folder


def test_sixteen_questions_at_once_give_the_journal_of_one_at_a_time(one_by_one, tmp_path):
    with serving(at_random) as server:
        work(tmp_path / "run", server, "llm.parallel=16")
        assert len(server.asked) == 390
    assert journal(tmp_path / "run") == journal(one_by_one)
    assert run_usage(tmp_path / "run").calls == 390


def test_a_second_run_with_the_cassette_asks_nothing_and_needs_no_key(
    one_by_one, tmp_path, monkeypatch
):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(FINE) as server:
        work(tmp_path / "run", server, f"llm.cassette={one_by_one}")
        assert server.asked == []
    assert journal(tmp_path / "run") == journal(one_by_one)
    found = run_usage(tmp_path / "run")
    assert (found.calls, found.cached, found.usd) == (0, 390, 0)


def test_a_run_whose_journal_was_lost_is_dreamt_from_its_own_cassette(one_by_one, tmp_path):
    folder = tmp_path / "run"
    with serving(FINE) as server:
        work(folder, server, "max_steps=2")
        (folder / "journal.jsonl").unlink()
        before = len(server.asked)
        work(folder, server)
        assert len(server.asked) == before
    assert journal(folder) == journal(one_by_one)


def test_a_limit_ends_dreaming_and_not_the_run(tmp_path):
    folder = tmp_path / "run"
    with serving(late(0.005, FINE)) as server:
        ended = work(folder, server, "llm.max_calls=20", "llm.parallel=8")
        assert len(server.asked) == 20
        assert ended.reason.endswith("(llm.max_calls=20 is reached)")
        work(folder, server, "llm.max_calls=20", "max_steps=2")
        assert len(server.asked) == 20, "what was asked before the run was stopped counts"
        work(folder, server, "llm.max_calls=30", "max_steps=1000000")
        assert 20 < len(server.asked) <= 30


def test_a_replay_that_lacks_an_answer_names_the_item(one_by_one, tmp_path):
    cassette, item = tmp_path / "part.jsonl", sorted(ANSWERS)[5]
    text = (one_by_one / "llm" / "cassette.jsonl").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if f'"item": "{item}"' not in line]
    cassette.write_text("".join(kept), encoding="utf-8")
    assert len(read_cassette(cassette).exchanges) == 389
    with serving(FINE) as server:
        with pytest.raises(LLMError, match=f"no answer for '{item}'"):
            work(tmp_path / "run", server, f"llm.cassette={cassette}")
        assert server.asked == []
    assert len(journal(tmp_path / "run")) == 5


def test_a_changed_recording_is_not_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = Recorded().path.read_text(encoding="utf-8")
    (tmp_path / "mine.jsonl").write_text(shipped, encoding="utf-8")
    tree = {
        "target": "planks",
        "max_steps": 1,
        "world": {"name": "tests.toy:Toy"},
        "trainer": {"name": "tests.bandit:Bandit"},
        "llm": {"name": "recorded", "path": "mine.jsonl"},
    }
    conf = config.parse_config(tree, "test")
    run(conf, tmp_path / "run")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    again = config.load_config(tmp_path / "run" / "config.yaml")
    run(again, tmp_path / "run")
    (tmp_path / "mine.jsonl").write_text(shipped.replace("stick", "twig"), encoding="utf-8")
    with pytest.raises(RunDirError, match="begun with another language model or recording"):
        run(again, tmp_path / "run")


def test_a_run_stopped_at_a_limit_uses_every_answer_that_was_paid_for(tmp_path):
    folder = tmp_path / "run"
    with serving(at_random) as server:
        work(folder, server, "llm.max_calls=25", "llm.parallel=8")
    assert len(journal(folder)) >= 25
    dreamt = [event for entry in journal(folder) for event in entry if "text" in event]
    assert len(dreamt) == 25


def hesitant(body):
    """Say nothing of use of every fifth item at first, after a while."""
    time.sleep(random.random() * 0.02)
    question = body["messages"][-1]["content"]
    item = question.split("\n")[0].split()[-1]
    is_first = "could not be used" not in question and question.count("\n") < 3
    return (200, chat("?")) if is_first and sum(map(ord, item)) % 5 == 0 else FINE(body)


class Narrow(Wide):
    """A toy world with fewer items."""

    def __init__(self) -> None:
        super().__init__()
        self.items = self.items[:60]


def in_narrow(folder, *settings):
    with serving(hesitant) as server:
        world = "world.name=tests.runs.test_prefetching:Narrow"
        work(folder, server, world, "llm.max_calls=40", *settings)
        assert len(server.asked) == 40
    return journal(folder)


@pytest.mark.parametrize("again", [0, 2])
def test_a_limit_on_calls_picks_the_same_items_whatever_is_asked_at_once(again, tmp_path):
    more = f"dream.again={again}"
    alone = in_narrow(tmp_path / "alone", more, "llm.parallel=1")
    assert in_narrow(tmp_path / "together", more, "llm.parallel=16") == alone


def test_samples_asked_at_once_give_the_journal_of_one_at_a_time(tmp_path, caplog):
    alone = in_narrow(tmp_path / "alone", "dream.samples=3", "llm.parallel=1")
    assert in_narrow(tmp_path / "together", "dream.samples=3", "llm.parallel=7") == alone
    assert "at llm.temperature=0 all answers to a question are the same" in caplog.text


def test_samples_of_a_model_that_varies_are_not_warned_of(tmp_path, caplog):
    in_narrow(tmp_path / "run", "dream.samples=2", "llm.temperature=0.8")
    assert "temperature" not in caplog.text
