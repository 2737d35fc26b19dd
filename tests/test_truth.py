import ast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from deckard import explore, llms, verify
from deckard.config import ComponentConfig
from deckard.policies.subgoal_env import LEAD, SIGHT, SubgoalEnv
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from tests.test_layers import MODULES, imported
from tests.toy import NAMES, Toy

KNOWING = (
    "deckard.worlds",
    "deckard.bench",
    "deckard.cli",
    "deckard.view",
    "deckard.api",
    "deckard.doctor",
)
"""Packages that may know the truth of a world: worlds and the bench; and those that only show what
these tell, and that no part of the agent can import."""
SEAM = tuple(
    f"deckard.worlds.{name}" for name in ("contacts", "episodes", "evidence", "infos", "vec_env")
)
"""What the agent may import of the worlds, beside the package's own `__init__`."""
NAMING = ("deckard.llms", "deckard.explore", "deckard.verify")
"""Packages whose `__init__` lists components by name, those of the bench among them."""
SECRETS = {
    "_rules", "_tables", "rules", "tables", "drops", "deviations", "craftable", "smeltable", "ways",
    "setting", "simulator", "cells", "mobs", "kinds", "uses", "veins", "harvest",
}  # fmt: skip
"""Attributes of worlds and tables behind which the truth lies, or the whole of a world."""
DOORS = {"get_attr", "env_method", "__dict__"}
"""What reaches any attribute of a world's episodes by name."""
AGENT = sorted(n for n in MODULES if not n.startswith(KNOWING))


@pytest.mark.parametrize("name", AGENT)
def test_the_agent_imports_no_more_of_the_worlds_than_their_seam(name):
    for target in imported(MODULES[name]):
        if target.startswith("deckard.worlds.") and not target.startswith(SEAM):
            inner = [m for m in MODULES if m == target or m.startswith(f"{target}.")]
            assert not inner and target.count(".") == 2, f"{name} imports {target}"


@pytest.mark.parametrize("name", AGENT)
def test_the_agent_reads_no_attribute_that_holds_rules_or_drop_tables(name):
    read = {n.attr for n in ast.walk(MODULES[name]) if isinstance(n, ast.Attribute)}
    assert not read & (SECRETS | DOORS)


@pytest.mark.parametrize("name", AGENT)
def test_the_agent_names_no_truth_in_a_string(name):
    """As `getattr`, `import_module` and the path of a file would."""
    calls = [n for n in ast.walk(MODULES[name]) if isinstance(n, ast.Call)]
    looked_up = {
        arg.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("getattr", "attrgetter")
        for arg in call.args
        if isinstance(arg, ast.Constant)
    }
    assert not looked_up & (SECRETS | DOORS)
    strings = [n.value for n in ast.walk(MODULES[name]) if isinstance(n, ast.Constant)]
    paths = [s for s in strings if isinstance(s, str) and " " not in s]
    if name not in ("deckard.worlds", "deckard.environments"):
        assert [s for s in paths if "deckard.worlds" in s] == []
    if name not in NAMING:
        assert [s for s in paths if "deckard.bench" in s] == []
    assert [
        s for s in paths if s in ("worlds", "rules.yaml", "mars") or s.startswith("minecraft-")
    ] == []


@pytest.mark.parametrize("name", AGENT)
def test_the_agent_imports_nothing_that_is_for_benchmarks_alone(name):
    assert not [i for i in imported(MODULES[name]) if i.startswith("deckard.bench")]


def test_a_prior_that_knows_the_truth_says_so_in_the_manifest():
    knowing = [n for n, path in llms.KNOWN.items() if path.startswith("deckard.bench.priors:")]
    assert knowing
    for name in knowing:
        assert llms.describe_llm(llms.build_llm(name), name, {})["benchmark"]


def test_a_part_of_an_agent_that_knows_the_truth_says_so_in_the_manifest():
    world = Symbolic()
    for family, known in (("explorer", explore.KNOWN), ("verifier", verify.KNOWN)):
        for name, path in known.items():
            made = ComponentConfig(name=name).build(family, known, {"patience": 50, "world": world})
            knows = path.startswith("deckard.bench.baselines.oracle:")
            assert bool(getattr(made, "benchmark", None)) == knows


def test_the_secrets_are_what_the_worlds_really_call_them():
    trees = [tree for name, tree in MODULES.items() if name.startswith("deckard.worlds.")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    named |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    named |= {n.target.id for n in nodes if isinstance(n, ast.AnnAssign) and _is_name(n.target)}
    assert named >= SECRETS


def _is_name(node):
    return isinstance(node, ast.Name)


class Scripted(Toy):
    """A toy world in which what is perceived is told beforehand, whatever is true."""

    def __init__(self, frames):
        super().__init__()
        self.frames = frames

    def practice(self, practice):
        env = super().practice(practice)
        step, self.now = env.step_wait, 0

        def step_wait():
            _, rewards, dones, infos = step()
            self.now += 1
            return self.frames[self.now], rewards, dones, infos

        env.step_wait = step_wait
        begin = env.reset
        env.reset = lambda: (begin(), self.frames[0])[1]
        return env


nearness = st.floats(0, 1, width=32)
frames = arrays.arrays(np.float32, (6, 2, 4 * len(NAMES)), elements=nearness)


@given(frames, st.none() | st.integers(0, len(NAMES) - 1), st.sampled_from(["log", "diamond"]))
def test_the_approach_reward_follows_the_hypothesised_source_whatever_is_true(frames, source, item):
    """`item` is what truly counts: log comes with any hand, diamond with none of these."""
    column = None if source is None else 4 * source
    practice = Practice(item, {}, None, 100, 2, 0)
    env = SubgoalEnv(Scripted(frames).practice(practice), EvidenceRecorder(item), column, 0.5)
    obs = env.reset()
    highest = np.zeros(2) if column is None else frames[0, :, column]
    for frame in frames[1:]:
        obs, rewards, dones, _ = env.step(np.array([len(NAMES), len(NAMES)]))  # a no-op
        near = np.zeros(2) if column is None else frame[:, column]
        assert not dones.any()
        assert rewards == pytest.approx(0.5 * np.maximum(near - highest, 0), abs=1e-6)
        highest = np.maximum(highest, near)
        sight = np.zeros((2, 4)) if column is None else frame[:, column : column + 4]
        assert (obs[:, :SIGHT] == sight).all()
        assert (obs[:, LEAD:] == frame).all()
