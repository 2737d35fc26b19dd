"""A small MineCLIP model with random weights, in a file of MineDojo's form."""

import gzip

import torch

from deckard.policies.mineclip.network import MineCLIP
from deckard.policies.mineclip.shape import MineCLIPShape

MERGES = ("c o", "l l", "co ll", "e c", "coll ec", "collec t</w>", "l o", "lo g</w>")
VOCABULARY = 512 + len(MERGES) + 2
SHAPE = MineCLIPShape(
    frame=(16, 32), patch=8, width=16, blocks=2, heads=2, features=8, text_blocks=1, text_heads=2,
    sentence=12, vocabulary=VOCABULARY, pool_blocks=2, pool_heads=2, pool_width=4, longest=20,
)  # fmt: skip


def clip(shape=SHAPE, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MineCLIP(shape).eval()


def write(path, of, **more):
    """A `.pth` file, with what is published twice and what is beside the weights."""
    state = {f"model.{name}": value for name, value in of.state_dict().items()}
    for name, value in of.clip_model.vision_model.state_dict().items():
        state[f"model.image_encoder.{name}"] = value
    for name, value in of.clip_model.state_dict().items():
        state[f"model.reward_head.clip_model.{name}"] = value
    torch.save({"state_dict": state | more, "epoch": 3}, path)
    return path


def vocabulary(path):
    """A file of merges as CLIP's is, but for their number."""
    path.write_bytes(gzip.compress("\n".join(["#version: 0.2", *MERGES]).encode()))
    return path
