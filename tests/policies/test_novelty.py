import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.policies.novelty import AROUND, LEVEL, REGION, SPAN, VisitedRegions

WAYS = ((0, 1), (1, 0), (0, -1), (-1, 0))
PLACES = st.tuples(*[st.integers(-1000, 1000)] * 3)


def at(place, facing=(0, 1)):
    return {"place": place, "facing": facing}


def begun(*infos):
    visited = VisitedRegions(len(infos))
    visited.begin(range(len(infos)), infos)
    return visited


def regions(visited, agent=0):
    """The regions around that are shown as visited, as (ahead, right, up)."""
    return {tuple(AROUND[k]) for k in np.flatnonzero(visited.around()[agent])}


def test_whoever_has_just_begun_has_been_nowhere_else():
    assert regions(begun(at((5, 60, -7)))) == set()


@pytest.mark.parametrize("facing", WAYS)
def test_whoever_walks_on_has_its_past_behind(facing):
    visited = begun(at((0, 60, 0), facing))
    visited.follow([at((facing[0] * REGION, 60, facing[1] * REGION), facing)])
    assert regions(visited) == {(-1, 0, 0)}


def test_turning_turns_what_is_around():
    visited = begun(at((0, 60, 0)))
    here = 0, 60, REGION
    found = []
    for facing in WAYS:
        visited.follow([at(here, facing)])
        [(ahead, right, up)] = regions(visited)
        found.append((ahead, right, up))
    assert len(set(found)) == 4 and all(abs(a) + abs(r) == 1 and not u for a, r, u in found)


def test_what_was_dug_down_from_is_above():
    visited = begun(at((0, 60, 0)))
    visited.follow([at((0, 60 - REGION, 0))])
    assert regions(visited) == {(0, 0, 1)}


@given(PLACES, PLACES)
def test_news_is_what_lies_in_a_region_not_visited_since_the_beginning(first, then):
    visited = begun(at(first))
    old, new = (tuple(n // REGION % SPAN for n in place) for place in (first, then))
    assert visited.follow([at(then)]).tolist() == [(old != new) + LEVEL * (old[1] != new[1])]
    assert visited.follow([at(first)]).tolist() == [0]


def test_agents_do_not_share_their_memory_and_forget_one_by_one():
    visited = begun(at((0, 60, 0)), at((0, 60, 0)))
    there = at((0, 60, REGION))
    visited.follow([there, at((0, 60, 0))])
    assert regions(visited, 0) and not regions(visited, 1)
    visited.begin([0], [there])
    assert not regions(visited, 0)
    assert visited.follow([at((0, 60, 0)), there]).tolist() == [1, 1]
