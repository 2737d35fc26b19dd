"""How large a VPT policy is: the published sizes, and what a `.model` file says.

A `.model` file is a pickle, and a pickle is a program. Ours is read by an unpickler that makes
plain containers, numbers and strings, and refuses everything else before it is called.
"""

import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deckard.errors import WeightsError
from deckard.types import JsonObject

MOST = 1 << 20
"""Bytes of a `.model` file, which holds some dozens of numbers."""
LARGEST = 1 << 16
"""No number of a model is above this."""
DEEPEST = 1 << 8
"""No model has more blocks."""
WRITTEN = {
    "recurrence_type": "transformer",
    "attention_mask_style": "clipped_causal",
    "pointwise_use_activation": False,
    "recurrence_is_residual": True,
    "use_pointwise_layer": True,
    "use_pre_lstm_ln": False,
}
"""What all published models say alike, and this architecture takes for granted."""


@dataclass(frozen=True)
class VPTShape:
    """Hyperparameters, by their meaning; the defaults are those of the published 1x model."""

    hidden: int = 1024
    heads: int = 8
    channels: tuple[int, ...] = (64, 128, 128)
    frame: tuple[int, int] = (128, 128)
    blocks: int = 4
    widening: int = 4
    memory: int = 128
    """Frames that are remembered, the present one included."""
    features: int = 256
    """What the convolutions come to."""
    temperature: float = 2.0
    chords: int = 8641
    turns: int = 121

    def __post_init__(self) -> None:
        counts = (self.hidden, self.heads, self.blocks, self.widening, self.memory)
        every = (*counts, self.temperature, *self.channels, *self.frame)
        possible = self.channels and all(0 < n <= LARGEST for n in every)
        if not possible or self.blocks > DEEPEST or self.hidden % self.heads:
            raise WeightsError(f"no VPT model can have such a shape: {self}")


SIZES: Mapping[str, VPTShape] = {
    "1x": VPTShape(),
    "2x": VPTShape(hidden=2048, heads=16, channels=(128, 256, 256)),
    "3x": VPTShape(hidden=3072, heads=24, channels=(192, 384, 384)),
}
"""The published sizes, for whoever has weights and no `.model` file.

2x is what OpenAI's `agent.py` says; of the others the heads are by analogy, and weights that have
others do not fit.
"""


def read_model_file(path: Path) -> VPTShape:
    """Return what a `.model` file says; WeightsError when it holds anything but plain data."""
    if not path.is_file():
        raise WeightsError(f"there is no {path}: deckard fetch-weights brings it")
    if path.stat().st_size > MOST:
        raise WeightsError(f"{path.name} is too large for a .model file: name another")
    with path.open("rb") as content:
        try:
            return _shape(_Plain(content).load()["model"]["args"])
        except WeightsError as error:
            raise WeightsError(f"{path.name}: {error}") from None
        except Exception as error:  # a pickle can be wrong in any way
            cause = " ".join(f"{type(error).__name__} {error}".split())
            raise WeightsError(f"{path.name} is no .model file of VPT ({cause})") from None


class _Plain(pickle.Unpickler):
    """Makes containers, numbers and strings alone."""

    def find_class(self, module: str, name: str) -> type:
        """Refuse all that could act."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise WeightsError(
            f"it asks for {module}.{name}, and only plain data is read; "
            f"name the size in its place ({', '.join(SIZES)}) if you trust the weights"
        )


def _shape(args: JsonObject) -> VPTShape:
    """Take over what is understood; WeightsError when the model is of another kind."""
    net = args["net"]["args"]
    for key, value in WRITTEN.items():
        if net.get(key, value) != value:
            raise WeightsError(f"{key} is {net[key]!r}, and only {value!r} is understood")
    height, width, colours = net["img_shape"]
    if colours != 3:
        raise WeightsError(f"it sees {colours} colours, not 3")
    return VPTShape(
        hidden=int(net["hidsize"]),
        heads=int(net["attention_heads"]),
        channels=tuple(int(net["impala_width"] * c) for c in net["impala_chans"]),
        frame=(int(height), int(width)),
        blocks=int(net["n_recurrence_layers"]),
        widening=int(net["pointwise_ratio"]),
        memory=int(net["attention_memory_size"]) - int(net["timesteps"]),
        temperature=float(args["pi_head_opts"]["temperature"]),
    )
