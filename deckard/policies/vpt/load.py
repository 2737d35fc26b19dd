"""OpenAI's weights of the policy, from their file."""

from pathlib import Path

import torch

from deckard.policies.checkpoints import fit, tensors
from deckard.policies.vpt.network import VPT
from deckard.policies.vpt.shape import VPTShape

UNUSED = ("value_head.",)
"""Published with the policy; an adapter has a value of its own."""
CURE = "name its own .model file"


def load_vpt_weights(path: Path, shape: VPTShape) -> VPT:
    """Return the policy of a `.weights` file; WeightsError names what does not fit the shape."""
    state = tensors(path)
    with torch.device("meta"):
        policy = VPT(shape)
    state = {name: value for name, value in state.items() if not name.startswith(UNUSED)}
    fit(policy, state, path.name, CURE)
    policy.load_state_dict({name: value.float() for name, value in state.items()}, assign=True)
    return policy.requires_grad_(False).eval()
