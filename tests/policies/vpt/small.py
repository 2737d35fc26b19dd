"""Small VPT models with random weights, in files of OpenAI's form."""

import pickle

import torch

from deckard.policies.vpt.network import VPT
from deckard.policies.vpt.shape import VPTShape

SHAPE = VPTShape(
    hidden=16, heads=2, channels=(4, 8), frame=(16, 16), blocks=2, memory=4, features=8,
    temperature=1.0, chords=6, turns=3,
)  # fmt: skip


def policy(shape=SHAPE, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return VPT(shape).eval()


def write(path, of):
    """A `.weights` file, with the value head that is published and not used."""
    value = {"value_head.linear.weight": torch.zeros(1, of.shape.hidden)}
    torch.save(dict(of.state_dict()) | value, path)
    return path


def model(path, **other):
    """A `.model` file of the published form."""
    net = {
        "attention_heads": 2, "attention_mask_style": "clipped_causal", "hidsize": 16,
        "attention_memory_size": 8, "timesteps": 4, "img_shape": [16, 16, 3],
        "impala_chans": [2, 4], "impala_width": 2, "n_recurrence_layers": 2, "pointwise_ratio": 4,
        "recurrence_type": "transformer",
    }  # fmt: skip
    args = {"net": {"args": net | other}, "pi_head_opts": {"temperature": 1.0}}
    path.write_bytes(pickle.dumps({"model": {"args": args}}))
    return path
