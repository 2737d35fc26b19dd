"""Weights in files: OpenAI's of the policy, and ours of an adapter. Nothing in them is executed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deckard.errors import WeightsError
from deckard.vpt.network import VPT
from deckard.vpt.shape import Shape

UNUSED = ("value_head.",)
"""Published with the policy; an adapter has a value of its own."""
NAMED = 3


def weights(path: Path, shape: Shape) -> VPT:
    """Return the policy of a `.weights` file; WeightsError names what does not fit the shape."""
    state = tensors(path)
    with torch.device("meta"):
        policy = VPT(shape)
    state = {name: value for name, value in state.items() if not name.startswith(UNUSED)}
    fit(policy, state, path.name)
    policy.load_state_dict({name: value.float() for name, value in state.items()}, assign=True)
    return policy.requires_grad_(False).eval()


def tensors(path: Path) -> Mapping[str, Tensor]:
    """Return the named tensors in a file; WeightsError when it holds anything else."""
    if not path.is_file():
        raise WeightsError(f"there is no {path}: deckard fetch-weights brings it")
    found = plain(path)
    if not isinstance(found, Mapping) or not all(isinstance(v, Tensor) for v in found.values()):
        raise WeightsError(f"{path.name} holds something else than named tensors")
    return found


def plain(path: Path) -> Any:
    """Return the tensors and plain data in a file of torch; WeightsError when there is more."""
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged or wicked file leads to
        cause = " ".join(str(error).split())[:120]
        raise WeightsError(f"{path.name} is not read: no plain tensors ({cause})") from None


def fit(module: nn.Module, state: Mapping[str, Tensor], name: str) -> None:
    """Raise WeightsError unless tensors are those of a module, naming what differs."""
    wanted = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    given = {key: tuple(value.shape) for key, value in state.items()}
    lacking = [f"{key} is missing" for key in wanted if key not in given]
    extra = [f"{key} is unknown" for key in given if key not in wanted]
    other = [
        f"{key} is {given[key]}, not {wanted[key]}"
        for key in wanted
        if key in given and given[key] != wanted[key]
    ]
    wrong = [*other, *lacking, *extra]
    if wrong:
        more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        told = "; ".join(wrong[:NAMED])
        raise WeightsError(f"{name} is of another model: {told}{more}; name its own .model file")
