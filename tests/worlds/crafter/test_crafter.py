import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import deckard
from deckard.errors import MissingExtra
from deckard.worlds.crafter import Crafter, install

ROLLOUT = """
import hashlib, numpy as np
from deckard.worlds import Practice
from deckard.worlds.crafter import Crafter
envs = Crafter().practice(Practice("iron", {"stone_pickaxe": 1}, None, 300, 2, 11))
digest = hashlib.sha256(envs.reset())
rng = np.random.default_rng(0)
for _ in range(1000):
    obs, _, _, infos = envs.step(rng.integers(0, 7, 2))
    digest.update(obs)
    digest.update(repr([(i["inventory"], i["broke"], i["place"]) for i in infos]).encode())
print(digest.hexdigest())
"""


def test_without_the_extra_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(install, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'deckard-awm\[crafter\]'"):
        Crafter()


def test_two_processes_with_one_seed_live_the_same_2000_steps():
    """The package's own seeds do not: it draws from sets of objects."""
    root = Path(deckard.__file__).parents[1]
    command = [sys.executable, "-W", "ignore", "-c", ROLLOUT]
    digests = set()
    for seed in "12":
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment)
        digests.add(done.stdout.split()[-1])
    assert len(digests) == 1 and len(digests.pop()) == len(hashlib.sha256().hexdigest())


def test_a_picture_draws_nothing_from_the_chances_of_the_life():
    lives = Crafter().live(3), Crafter().live(3)
    for k in range(60):
        lives[0].render()
        assert lives[0].step(k % 6) == lives[1].step(k % 6)
