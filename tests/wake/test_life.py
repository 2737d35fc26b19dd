from hypothesis import given
from hypothesis import strategies as st

from deckard.wake.life import RecordedLife, pack, unpack
from tests.toy import NAMES, Toy

words = st.sampled_from([
    *map(str, range(len(NAMES) + 1)), "craft:planks", "craft:crafting_table", "craft:stick",
    "equip:", "equip:log", "place:crafting_table", "take:crafting_table", "smelt:iron_ingot:log",
])  # fmt: skip
WORDS = st.lists(words, max_size=40)


@given(WORDS)
def test_a_packed_trace_unpacks_to_the_same_words(said):
    assert list(unpack(pack(said))) == said


def test_repetitions_are_packed():
    assert pack(["7", "7", "7", "craft:planks", "7"]) == "7*3 craft:planks 7"
    assert pack([]) == ""


@given(WORDS, st.integers(0, 40), st.integers(0, 99))
def test_a_life_is_relived_from_its_traces(said, cut, seed):
    first = RecordedLife(Toy(), seed)
    traces = []
    for part in (said[:cut], said[cut:]):
        for word in part:
            first.act(word)
        traces.append(first.trace())
    again = RecordedLife(Toy(), seed, traces)
    assert again.info == first.info
    assert (again.obs == first.obs).all()
    assert again.trace() == ""


def test_an_act_tells_how_things_stood_before_and_after():
    living = RecordedLife(Toy(), 0)
    before, after = living.act("0")
    assert before["inventory"] == {}
    assert after["inventory"] == living.inventory == {"log": 1}
    assert after["broke"] == "log"


def test_each_word_does_what_it_says():
    living = RecordedLife(Toy(), 0)
    for word in unpack("0*2 craft:planks*2 craft:crafting_table equip:planks place:crafting_table"):
        living.act(word)
    assert living.info["near"] == {"crafting_table"}
    assert living.info["hand"] == "planks"
    living.act("take:crafting_table")
    living.act("equip:")
    assert living.info["hand"] is None
    assert living.inventory == {"planks": 4, "crafting_table": 1}
