"""Practice in processes of their own, to compare what came of it."""

import os
import subprocess
import sys
from pathlib import Path

import deckard

CODE = """
import hashlib, numpy as np
from deckard.worlds import Practice
{imports}
envs = {world}.practice(Practice("iron", {start!r}, None, 300, 2, 11))
digest = hashlib.sha256(envs.reset())
rng = np.random.default_rng(0)
for _ in range({decisions}):
    obs, _, _, infos = envs.step(rng.integers(0, 7, 2))
    digest.update(obs)
    digest.update(repr([(i["inventory"], i["broke"], i["place"]) for i in infos]).encode())
print(digest.hexdigest())
"""


def digests(imports, world, start, decisions):
    """The digests of the same decisions in two worlds, each made in another process."""
    root = Path(deckard.__file__).parents[1]
    code = CODE.format(imports=imports, world=world, start=start, decisions=decisions)
    command = [sys.executable, "-W", "ignore", "-c", code]
    runs = [
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in "12"
    ]
    lines = [run.communicate()[0].split() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    return {line[-1] for line in lines}
