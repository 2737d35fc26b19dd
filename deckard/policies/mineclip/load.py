"""MineCLIP's weights, from their file, and the folder that they are kept in."""

from dataclasses import replace
from pathlib import Path

import torch

from deckard.errors import WeightsError
from deckard.policies import weights as published
from deckard.policies.checkpoints import fit, tensors
from deckard.policies.mineclip.network import MineCLIP
from deckard.policies.mineclip.shape import PUBLISHED, MineCLIPShape

PREFIX = "model."
TWICE = ("image_encoder.", "reward_head.clip_model.")
"""Published twice, by other names: CLIP is part of what sees, and of what judges."""
POOLS = "temporal_encoder.attn."


def found(name: str, folder: Path) -> tuple[Path, Path]:
    """Return the files of weights, by a published name or a path, and of CLIP's vocabulary."""
    path = Path(name)
    if name in published.KNOWN:
        [file] = published.KNOWN[name].files
        path = folder / file.name
    [file] = published.KNOWN["clip-vocabulary"].files
    for there, what in ((path, name), (folder / file.name, "clip-vocabulary")):
        if not there.is_file():
            raise WeightsError(f"there is no {there}: deckard fetch-weights {what}")
    return path, folder / file.name


def model(path: Path, shape: MineCLIPShape | None = None) -> MineCLIP:
    """Return the model of a `.pth` file, pooled as its weights are; WeightsError if it is none.

    It is of the published size, if no other is named.
    """
    shape = shape or PUBLISHED
    given = {
        name.removeprefix(PREFIX): value for name, value in tensors(path, "state_dict").items()
    }
    state = {name: value for name, value in given.items() if not name.startswith(TWICE)}
    if not any(name.startswith(POOLS) for name in state):
        shape = replace(shape, pool_blocks=0)
    with torch.device("meta"):
        made = MineCLIP(shape)
    fit(made, state, path.name, "deckard fetch-weights mineclip-attn brings one that fits")
    made.load_state_dict({name: value.float() for name, value in state.items()}, assign=True)
    return made.requires_grad_(False).eval()
