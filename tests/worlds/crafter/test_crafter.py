import pytest

from deckard.errors import MissingExtra
from deckard.worlds.crafter import Crafter, install
from tests.worlds.rollouts import digests


def test_without_the_extra_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(install, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'deckard-awm\[crafter\]'"):
        Crafter()


def test_two_processes_with_one_seed_live_the_same_2000_steps():
    """The package's own seeds do not: it draws from sets of objects."""
    imports = "from deckard.worlds.crafter import Crafter"
    assert len(digests(imports, "Crafter()", {"stone_pickaxe": 1}, 1000)) == 1


def test_a_picture_draws_nothing_from_the_chances_of_the_life():
    lives = Crafter().live(3), Crafter().live(3)
    for k in range(60):
        lives[0].render()
        assert lives[0].step(k % 6) == lives[1].step(k % 6)
