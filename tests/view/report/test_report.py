import json
import math
import re
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from deckard.cli.app import app
from deckard.config import RunConfig
from deckard.journal.events import (
    Attempted,
    Dreamed,
    Misdreamed,
    Pursued,
    Refuted,
    Verified,
    Voided,
)
from deckard.journal.fold import fold
from deckard.journal.journal import HEAD, Journal
from deckard.journal.reader import skim
from deckard.llms.usage import Usage
from deckard.runs.log.status import LIVE, Live
from deckard.types import Failure, Gain, Outcome, Recipe, as_set
from deckard.view.graph.accounts import explain_item
from deckard.view.report import HERE, SCRIPTS, ReportData, load_report, page
from deckard.view.report.charts import Curve, chart, true_shares
from deckard.view.report.graph import label, report_graph_json
from deckard.view.report.history import fold_history
from deckard.view.report.sections import durations, html_table, llm_section
from deckard.view.sanitize import visible_text
from tests import strategies
from tests.journal.test_reader import write
from tests.view.examples import (
    ENTRIES,
    PLANKS,
    STONE,
    TABLE,
    WRONG_PLANKS,
    WRONG_TABLE,
    dreamed,
    pursued,
)
from tests.view.grown import WORLD, game_recipes, grown, written

NASTY = (
    "<script>document.title='gone'</script>",
    '"><img src=x onerror="document.title=1">',
    "</script><!--",
    'it\'s "quoted" & <b>bold</b>',
    "ключ 鍵 🔑 \u202eesrever",
    "$data ${style}",
    "two\nlines\\",
)


class Outline(HTMLParser):
    """What a browser would make of a page: its elements, and the text of those that hold data."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.within = [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.within.append((tag, dict(attrs).get("id")))

    def handle_data(self, data):
        if self.within:
            self.text[self.within[-1]] = self.text.get(self.within[-1], "") + data

    @property
    def data(self):
        return json.loads(self.text["script", "data"])


def told(entries, target="furnace", world=WORLD):
    stamps = [f"2026-01-01T00:00:{k % 60:02}+00:00" for k in range(len(entries))]
    return ReportData("run", RunConfig(target=target), {"world": world}, entries, stamps, Usage())


def nasty_entries():
    """A run whose every text is hostile."""
    raw = Recipe(item=NASTY[0], how="collect", source=NASTY[1])
    entries = [
        (Dreamed(recipe=raw, text=NASTY[2], model=NASTY[3]),),
        (pursued(raw), Verified(recipe=raw)),
    ]
    for need, item in pairwise(NASTY):
        recipe = Recipe(item=item, how="craft", ingredients={need: 1}, stations=as_set(NASTY[4]))
        entries.append((Dreamed(recipe=recipe, text="".join(NASTY), model=NASTY[0]),))
    return [*entries, (pursued(raw), Refuted(recipe=raw, reason=NASTY[0]))]


def standing(belief, t):
    """The status of a belief after an entry, as the page reads it."""
    held = [status for entry, status in belief["s"] if entry <= t]
    return None if belief.get("x", math.inf) <= t or not held else held[-1]


@given(strategies.entries)
def test_at_every_entry_the_page_knows_the_beliefs_that_the_journal_folds_to(entries):
    read = report_graph_json(entries, fold_history(entries), None, None)
    for t in range(len(entries) + 1):
        awm = fold(entries[:t]).awm
        for item in read["items"]:
            now = {(b["w"], s) for b in item["b"] if (s := standing(b, t))}
            assert now == {(str(b.recipe), b.status) for b in awm.beliefs(item["n"])}
            assert (item["f"] <= t) == (item["n"] in awm.known)


@given(strategies.entries)
def test_what_an_item_needs_stands_left_of_it_unless_in_a_circle(entries):
    items = report_graph_json(entries, fold_history(entries), None, None)["items"]
    above = [{need for b in item["b"] for need, _, _ in b["k"]} for item in items]

    def behind(start):
        seen, queue = set(), [start]
        while queue:
            new = above[queue.pop()] - seen
            seen |= new
            queue += new
        return seen

    for k, item in enumerate(items):
        for need in above[k] - {k}:
            assert items[need]["c"] < item["c"] or k in behind(need)


def test_a_belief_ends_with_the_entry_that_showed_it_wrong_and_says_how():
    lives = fold_history(ENTRIES).spans
    (table, better), (stone,) = lives["crafting_table"], lives["cobblestone"]
    assert (table.recipe, table.end, table.wrong) == (WRONG_TABLE, 9, True)
    assert table.reason == "seen instead: craft crafting_table from 4 planks"
    assert (better.recipe, better.statuses, better.end) == (TABLE, [(9, "verified")], None)
    assert (stone.end, stone.reason, stone.wrong) == (10, "50 contacts gave none", True)


def test_a_hypothesis_that_is_verified_as_dreamed_lives_on():
    (log,) = fold_history(ENTRIES).spans["log"]
    assert log.statuses == [(6, "hypothesised"), (7, "verified")]
    assert log.because == (6, 7)


def test_what_is_told_more_exactly_was_not_wrong():
    entries = [(dreamed(WRONG_PLANKS),), (pursued(PLANKS), Verified(recipe=PLANKS))]
    old, new = fold_history(entries).spans["planks"]
    assert (old.end, old.wrong) == (2, False)
    assert (new.end, new.statuses) == (None, [(2, "verified")])


def test_counts_tell_growth_and_corrections():
    counts = fold_history(ENTRIES).counts
    assert [c.wrong for c in counts[-4:]] == [0, 1, 2, 3]
    assert [c.corrects for c in counts[-4:]] == [False, True, True, True]
    assert (counts[-1].items, counts[-1].verified, counts[-1].hypothesised) == (5, 3, 1)


def test_accuracy_is_the_share_of_recipes_held_that_are_true():
    believed = true_shares(
        fold_history(ENTRIES),
        lambda span: span.recipe not in (WRONG_TABLE, WRONG_PLANKS, STONE),
        False,
    )
    assert believed == pytest.approx([1, 1, 1 / 2, 1 / 3, 1 / 4, 2 / 5, 2 / 5, 3 / 5, 4 / 5, 1])
    verified = true_shares(fold_history(ENTRIES), lambda span: span.recipe != PLANKS, True)
    assert math.isnan(verified[5])
    assert verified[6:] == pytest.approx([1, 1 / 2, 2 / 3, 2 / 3])


def attempt(recipe, **seen):
    outcome = Outcome(item=recipe.item, steps=3, **seen)
    return Pursued(recipe=recipe, outcome=outcome, ending="attempted", life=0, seed=1, trace="")


def test_why_tells_by_recipe_what_was_said_held_and_tried_in_vain():
    gain = Gain(item="planks", how="craft", before={"log": 2}, after={"log": 1, "planks": 4})
    vain = Failure(items={"planks"}, how="craft", before={"log": 1}, near={"furnace"})
    entries = [
        (Dreamed(recipe=WRONG_PLANKS, text="I guess", model="m"),),
        (attempt(STONE, failures=(vain,)), Refuted(recipe=WRONG_PLANKS, reason="gave none")),
        (attempt(PLANKS, gains=(gain,)), Verified(recipe=PLANKS)),
    ]
    [item] = [
        i
        for i in report_graph_json(entries, fold_history(entries), None, None)["items"]
        if i["n"] == "planks"
    ]
    [account] = item["y"]
    dream, refuted, seen = account["r"]
    assert (dream["n"], dream["q"], dream["s"]) == (1, "I guess", "hypothesised")
    assert (refuted["s"], refuted["g"]) == (
        "refuted", ["craft gave nothing with 1 log, near furnace"]
    )  # fmt: skip
    assert (seen["s"], seen["g"]) == ("verified", ["2 log -> 1 log, 4 planks"])


@given(strategies.entries)
def test_the_page_tells_the_same_entries_as_the_command_why(entries):
    with tempfile.TemporaryDirectory() as folder:
        skimmed = skim(write(Path(folder), entries))
    for item in report_graph_json(entries, fold_history(entries), None, None)["items"]:
        told = explain_item(skimmed, item["n"])
        own = [(a["w"], [r["n"] for r in a["r"]]) for a in item["y"] if a["w"]]
        assert own == [(str(a.recipe), [r.entry.number for r in a.reasons]) for a in told.accounts]


def test_the_head_tells_how_the_run_stands_and_when_the_page_was_made(finished_copy):
    said = page(load_report(finished_copy))
    assert ">ended: target verified: iron_pickaxe<" in said
    assert re.search(r"env steps\. Made \d{4}-\d\d-\d\d \d\d:\d\d UTC\.", said)
    (finished_copy / "live.json").unlink()
    assert ">at work no more: target verified: iron_pickaxe<" in page(load_report(finished_copy))


def test_the_head_of_a_run_whose_end_nothing_tells_says_so(tmp_path):
    written(tmp_path, ENTRIES, RunConfig(target="furnace"))
    assert ">target not verified; not at work, and nothing tells whether" in page(
        load_report(tmp_path)
    )
    live = Live(datetime.now(UTC), datetime.now(UTC), None, 0, 0.0)
    (tmp_path / "live.json").write_bytes(LIVE.dump_json(live))
    assert "stopped; go on with: deckard run -o" in page(load_report(tmp_path))
    spent = [*ENTRIES, (pursued(PLANKS, steps=10**9),)]
    written(tmp_path / "spent", spent, RunConfig(target="furnace"))
    assert "at work no more: out of budget: 1,000,0" in page(load_report(tmp_path / "spent"))


def test_the_head_of_a_run_that_goes_on_tells_its_env_steps_of_the_moment(finished_copy):
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    live = Live(moment, moment, None, 10**7, 9.0)
    (finished_copy / "live.json").write_bytes(LIVE.dump_json(live))
    with closing(Journal(finished_copy / "journal.jsonl")):
        said = page(load_report(finished_copy))
    assert "goes on: 10,000,000 env steps at 03:04:05 UTC" in said


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(1.0, ["0%", "25%", "50%", "75%", "100%"]), (37, ["0", "10", "20", "30", "40"]), (3, "0123")],
)
def test_ticks_of_a_chart_are_round(most, ticks):
    form = "{:.0%}" if most == 1 else "{:,.0f}"
    said = chart("x", [0, 7_360_369], [Curve("c", [0, most], "known")], most, form)
    axes = re.findall(r'axis end"[^>]*>([^<]*)<', said.split("</svg>")[0])
    assert axes == list(ticks)
    assert ">2M<" in said and ">6M<" in said


def test_a_long_table_shows_its_first_rows_and_says_how_many_there_are():
    said = html_table(("n",), [(str(k),) for k in range(40)])
    first, rest = said.split('<tbody class="rest">')
    assert (first.count("<td"), rest.count("<td")) == (25, 15)
    assert "All 40 rows" in rest
    assert "rest" not in html_table(("n",), [("1",)] * 25)


def test_the_page_has_no_address_and_loads_nothing():
    outline = Outline(page(told(ENTRIES)))
    loading = [
        a for _, attrs in outline.tags for a in attrs if a in ("src", "action", "xlink:href")
    ]
    links = [attrs["href"] for _, attrs in outline.tags if "href" in attrs]
    assert loading == []
    assert {link for link in links if not link.startswith("#")} == {"data:,"}
    files = [
        (HERE / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.css", "page.html")
    ]
    assert not any(re.search(r"https?:|//\w+\.|@import|url\(|fetch\(", text) for text in files)


def test_only_the_script_and_the_style_of_the_page_may_run():
    outline = Outline(page(told(nasty_entries(), NASTY[0])))
    policy = next(a["content"] for t, a in outline.tags if a.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_texts_change_nothing_of_the_structure():
    plain = [(dreamed(PLANKS),), (pursued(PLANKS), Verified(recipe=PLANKS))]
    hostile = Outline(page(told(nasty_entries(), NASTY[0])))
    kinds = {tag for tag, _ in Outline(page(told(plain, "planks"))).tags}
    assert {tag for tag, _ in hostile.tags} <= kinds | {"p", "span"}
    assert [tag for tag, _ in hostile.tags].count("script") == 2
    assert not [a for _, attrs in hostile.tags for a in attrs if a.startswith("on")]
    assert {item["n"] for item in hostile.data["items"]} == set(map(visible_text, NASTY))
    assert hostile.data["items"][0]["label"].isprintable()


@given(st.text(min_size=1, max_size=200))
def test_a_label_is_one_short_line(name):
    assert label(name).isprintable()
    assert 1 <= len(label(name)) <= 26


def test_a_run_with_an_unknown_truth_says_so():
    said = page(told(ENTRIES, world={"name": "toy"}))
    assert "Accuracy is not told: a score compares" in said
    assert '"t":' not in said
    assert '"t":' in page(told(ENTRIES))


def test_an_empty_run_has_a_report_that_says_why_there_is_no_graph(tmp_path):
    said = page(load_report(written(tmp_path, [], RunConfig(target="log"))))
    assert "the journal of the run has no entry; its target is log." in said
    assert '<div id="drawn" hidden>' in said
    (tmp_path / "journal.jsonl").unlink()
    assert "Nothing has happened yet" in page(load_report(tmp_path))
    vain = [(Misdreamed(item="log", text="", model="m", reason="no JSON"),)]
    assert "none of the 1 entry of the journal names a recipe" in page(told(vain, "log"))
    assert '<div id="drawn" >' in page(told(ENTRIES))


def test_a_void_answer_is_not_counted_against_its_model():
    bad = Misdreamed(item="log", text="", model="m", reason="is empty")
    other = Misdreamed(item="stick", text="", model="m", reason="is empty")
    table = llm_section([(bad,), (other,), (Voided(item="log", reason="is empty"),)], None)
    assert re.findall(r"<td[^>]*>(\d+)</td>", table)[:2] == ["1", "1"]


def test_the_target_is_on_the_page_before_anything_is_believed_of_it():
    read = report_graph_json(ENTRIES, fold_history(ENTRIES), "iron_pickaxe", None)
    target = read["items"][read["target"]]
    assert (target["n"], target["f"], target["b"], target["y"]) == ("iron_pickaxe", 0, [], [])


def test_attempts_without_a_recipe_are_told():
    outcome = Outcome(item="furnace", steps=1)
    tried = {"ending": "attempted", "life": 0, "seed": 1, "trace": ""}
    sweep = Attempted(stock={"log": 1}, items=("furnace", "bowl"), outcome=outcome, **tried)
    entries = [*ENTRIES, (sweep,), (sweep,)]
    items = report_graph_json(entries, fold_history(entries), None, None)["items"]
    assert {item["n"]: item["a"] for item in items if "a" in item} == {"furnace": (2, 12)}


def test_a_run_killed_in_mid_write_is_told_up_to_its_last_whole_entry(tmp_path):
    written(tmp_path, ENTRIES, RunConfig(target="furnace"))
    (tmp_path / "manifest.json").write_text('{"deck', encoding="utf-8")
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    said = page(load_report(tmp_path))
    assert len(Outline(said).data["entries"]) == len(ENTRIES) - 1
    assert "no manifest that can be read" in said


def test_seconds_are_the_times_between_entries():
    assert durations(["2026-01-01T00:00:01", "2026-01-01T00:00:03.5", "damaged"]) == [0, 2.5, 0]


def test_the_game_makes_a_report_of_less_than_three_megabytes():
    entries = grown(game_recipes())
    said = page(told(entries, "diamond_pickaxe"))
    assert len(Outline(said).data["items"]) > 350
    assert len(said.encode()) < 3_000_000


def test_the_same_journal_makes_the_same_report():
    assert page(told(ENTRIES)) == page(told(ENTRIES))


def test_the_command_writes_the_report_into_the_run_or_where_it_is_told(finished_copy, tmp_path):
    done = CliRunner().invoke(app, ["report", str(finished_copy)])
    assert (done.exit_code, done.stdout.strip()) == (0, str(finished_copy / "report.html"))
    CliRunner().invoke(app, ["report", str(finished_copy), "-o", str(tmp_path / "other.html")])
    one, other = tmp_path / "other.html", finished_copy / "report.html"
    made = re.compile(rb"Made [^.]*\.")
    assert made.sub(b"", one.read_bytes()) == made.sub(b"", other.read_bytes())


def test_where_there_is_no_run_the_command_says_so(tmp_path):
    (tmp_path / "journal.jsonl").write_text(json.dumps(HEAD) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert done.exit_code == 1
    assert "there is no config.yaml" in done.stderr
