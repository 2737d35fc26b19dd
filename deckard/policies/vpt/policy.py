"""The policy that plays: VPT with one adapter, as a policy of ours, which remembers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deckard.errors import RunDirError, WeightsError
from deckard.policies import Policy
from deckard.policies.checkpoints import fit, load_plain
from deckard.policies.subgoal_env import LEAD
from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.memory import Memory
from deckard.policies.vpt.network import VPT, Thought
from deckard.policies.vpt.vision import in_batches

Frame = tuple[int, int, int]
"""Colours, height and width."""


def image_features(vpt: VPT, obs: np.ndarray, frame: Frame) -> Tensor:
    """Return what the frames in observations (n, ...) show: (n, hidden)."""
    pixels = np.asarray(obs[:, LEAD : LEAD + int(np.prod(frame))], np.float32)
    frames = torch.from_numpy(pixels.reshape(-1, *frame)).to(vpt.net.final_ln.weight.device)
    return in_batches(vpt.net.img_process, frames)


def sample_action(thought: Thought, rng: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Return a chord and a turn for each episode and frame; without `rng` the likeliest."""
    return _drawn(thought.chords, rng), _drawn(thought.turns, rng)


def _drawn(logs: Tensor, rng: torch.Generator | None) -> Tensor:
    if rng is None:
        return logs.argmax(-1)
    chances = logs.flatten(0, -2).exp().cpu()  # drawn there alike, whatever thinks
    return torch.multinomial(chances, 1, generator=rng).view(logs.shape[:-1]).to(logs.device)


class VPTRunner(Policy):
    """VPT, which several share, with the adapter of one subgoal.

    It remembers what it saw from call to call, row by row, until it is seeded, told to `forget`,
    or asked about another number of rows.
    """

    def __init__(self, vpt: VPT, adapter: Adapter, frame: Frame) -> None:
        self.vpt, self.adapter, self.frame = vpt, adapter, frame
        self.rng = torch.Generator()
        self.memory: Memory | None = None

    def predict(
        self, observation: np.ndarray, *, deterministic: bool = False
    ) -> tuple[np.ndarray, None]:
        """Return the action for one observation, or for each of a batch."""
        rows = np.atleast_2d(observation)
        if self.memory is None or len(self.memory.own) != len(rows):
            self.memory = self.vpt.blank(len(rows))
        features = image_features(self.vpt, rows, self.frame)[:, None]
        goes_on = torch.zeros(len(rows), 1, dtype=torch.bool, device=features.device)
        with torch.no_grad():
            thought = self.vpt(features, goes_on, self.memory, self.adapter)
        self.memory = thought.memory
        chords, turns = sample_action(thought, None if deterministic else self.rng)
        actions = (chords * self.vpt.shape.turns + turns)[:, 0].cpu().numpy()
        return (actions if np.ndim(observation) > 1 else np.asarray(actions[0])), None

    def forget(self, rows: Sequence[int] | np.ndarray) -> None:
        """Forget what came before in the episodes of some rows: others begin there."""
        if self.memory is not None:
            which = torch.zeros_like(self.memory.own[:, 0])
            which[list(rows)] = True
            self.memory = self.memory.without(which)

    def set_random_seed(self, seed: int) -> None:
        """Make all that follows depend on the seed alone: nothing is remembered."""
        self.rng.manual_seed(seed)
        self.memory = None

    def save(self, path: Path) -> None:
        """Write the adapter to a file, and nothing of what is shared."""
        torch.save({name: value.cpu() for name, value in self.adapter.state_dict().items()}, path)


def load_adapter(adapter: Adapter, path: Path) -> None:
    """Take an adapter from a file; RunDirError when it is gone, damaged or of another model."""
    if not path.is_file():
        raise RunDirError(f"the policy {path} is missing; a run directory moves as a whole")
    try:
        state = load_plain(path)
        if not isinstance(state, dict):
            raise WeightsError("it holds no adapter")
        fit(adapter, state, path.name, "name its own .model file")
    except (WeightsError, AttributeError) as error:
        raise RunDirError(f"the policy {path} is damaged ({error}); restore it") from None
    adapter.load_state_dict(state)
