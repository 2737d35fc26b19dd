import pytest

from deckard.errors import RunDirError
from deckard.journal.journal import read_journal
from deckard.runs.replay import act_text, list_pursuits, relived, select_pursuits, spaced
from tests.toy import Toy


@pytest.fixture(scope="module")
def entries(finished):
    return list(read_journal(finished.folder / "journal.jsonl"))


@pytest.fixture(scope="module")
def done(entries):
    return list_pursuits(entries)


def test_a_whole_run_is_relived_to_its_target(done):
    frames = list(relived(Toy(), done, done, 400))
    (_, begun, nothing), (_, ended, held) = frames[0], frames[-1]
    assert (begun.splitlines()[2], nothing) == ("begin", {})
    assert ended.endswith("\nobtained")
    assert held["iron_pickaxe"] == 1
    endings = [words for _, words, _ in frames if words.endswith(done[0].pursued.ending)]
    assert len(endings) >= sum(d.pursued.ending == done[0].pursued.ending for d in done)


def test_a_caption_tells_the_env_steps_of_the_run_and_the_subgoal(done, entries):
    spent = sum(e[0].outcome.steps for e in entries if e[0].kind in ("practised", "pursued"))
    *_, (_, words, _) = relived(Toy(), done, done[-1:], 10)
    assert words.splitlines()[0].endswith(f"env step {spent:,}")
    assert words.splitlines()[1] == str(done[-1].pursued.recipe)


def test_one_pursuit_begins_with_what_the_life_before_it_had_earned(done):
    alike = [d for d in done if d.pursued.life == done[-1].pursued.life]
    assert len(alike) > 1
    *_, (_, _, before) = relived(Toy(), done, alike[-2:-1], 10)
    (_, _, begun), *_ = relived(Toy(), done, alike[-1:], 10)
    assert begun == before != {}


@pytest.mark.parametrize("most", [2, 3, 7, 50])
def test_no_more_pictures_are_made_than_wanted(done, most):
    assert len(list(relived(Toy(), done, done, most))) <= most


def test_a_world_in_which_the_acts_come_to_something_else_is_noticed(done):
    last = done[-1]
    other = last.pursued.model_copy(update={"trace": last.pursued.trace + " 0"})
    with pytest.raises(RunDirError, match=f"entry {last.entry} took .* this is another world"):
        list(relived(Toy(), [*done[:-1], type(last)(last.entry, last.begun, other)], done, 10))


def test_pursuits_are_chosen_by_item_or_entry(done):
    assert select_pursuits(done, None, None) == done
    assert {d.pursued.recipe.item for d in select_pursuits(done, "planks", None)} == {"planks"}
    assert select_pursuits(done, None, done[1].entry) == [done[1]]


def test_what_cannot_be_replayed_is_told_with_what_can(done):
    numbers = sorted({pursuit.entry for pursuit in done})
    with pytest.raises(RunDirError, match=r"entry 1 is no pursuit, .*one: ") as caught:
        select_pursuits(done, None, 1)
    listed = []
    for run in str(caught.value).rpartition(": ")[2].split(", "):
        first, _, last = run.partition("-")
        listed += range(int(first), int(last or first) + 1)
    assert listed == numbers
    with pytest.raises(RunDirError, match=r"not pursued 'gold' .*it has pursued: .*planks"):
        select_pursuits(done, "gold", None)
    with pytest.raises(RunDirError, match="pursued nothing yet"):
        select_pursuits([], None, None)


def test_acts_are_told_in_words():
    words = ["7", "craft:planks", "smelt:iron_ingot:coal", "equip:"]
    assert list(map(act_text, words)) == [
        "", "craft planks", "smelt iron_ingot with coal", "equip nothing",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "most"), [(0, 5), (1, 5), (5, 5), (100, 7), (3, 1)])
def test_spaced_positions_are_few_and_have_the_last(count, most):
    found = list(spaced(count, most))
    assert len(found) <= most
    assert found[:1] == [count - 1] * bool(count)
