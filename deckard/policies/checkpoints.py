"""Files of tensors, as torch writes them. Nothing in them is executed."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from deckard.errors import WeightsError

NAMED = 3
"""Differences that are named."""


def tensors(path: Path, below: str | None = None) -> Mapping[str, Tensor]:
    """Return the named tensors in a file; WeightsError when it holds anything else.

    They may also lie `below` a key, with other plain data beside it.
    """
    if not path.is_file():
        raise WeightsError(f"there is no {path}: deckard fetch-weights brings it")
    content = load_plain(path)
    if below is not None and isinstance(content, Mapping) and below in content:
        content = content[below]
    if not isinstance(content, Mapping) or not all(map(_is_named, content.items())):
        raise WeightsError(f"{path.name} holds something else than named tensors")
    return content


def _is_named(pair: tuple[object, object]) -> bool:
    return isinstance(pair[0], str) and isinstance(pair[1], Tensor)


def load_plain(path: Path) -> object:
    """Return the tensors and plain data in a file of torch; WeightsError when there is more."""
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged or wicked file leads to
        cause = " ".join(str(error).split())[:120]
        raise WeightsError(f"{path.name} is not read: no plain tensors ({cause})") from None


def fit(module: nn.Module, state: Mapping[str, Tensor], name: str, cure: str) -> None:
    """Raise WeightsError unless tensors are those of a module, naming what differs, and a cure."""
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
        differences = "; ".join(wrong[:NAMED])
        raise WeightsError(f"{name} is of another model: {differences}{more}; {cure}")
