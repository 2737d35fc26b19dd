"""Check a GGUF file before llama.cpp loads it: native code says little, and may end the process.

A GGUF file holds a head of named values, the tensors' names, shapes and places, and their data
(ggml's docs/gguf.md).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.errors import ConfigError, MissingExtra

if TYPE_CHECKING:
    from deckard.llms.local.gguf_head import GgufHead

EXTRA = "deckard llm serve needs two more packages: pip install 'deckard-awm[llamacpp]'"
MAGIC = b"GGUF"
MISTAKEN: Mapping[bytes, str] = {
    b"version https://git-lfs": "a pointer of Git LFS in the model's place: run `git lfs pull`",
    b"<": "a web page: download the file itself",
    b"PK": "an archive, perhaps of PyTorch: convert it with llama.cpp's convert_hf_to_gguf.py",
    b"ggjt": "of the format before GGUF: download the model as GGUF",
    b"tjgg": "of the format before GGUF: download the model as GGUF",
}
"""What else lies in files that were meant to be GGUF, by how they begin."""
NO_CHAT = re.compile(r"clip|bert|t5encoder|wavtokenizer|mmproj|adapter|imatrix|vocab")
"""Architectures and types of files that hold no language model."""
PART = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")
"""How llama.cpp's gguf-split names the parts of a model."""


@dataclass(frozen=True)
class ModelFile:
    """A GGUF file, or the first of several, with a whole language model."""

    path: Path
    size: int
    """Bytes, of all parts together."""
    context: int | None
    """Tokens that the model was trained for; None where the file does not tell."""

    @property
    def name(self) -> str:
        """What the model is called."""
        return PART.sub("", self.path.name).removesuffix(".gguf")


def read_model_file(path: Path) -> ModelFile:
    """Return what a GGUF file holds.

    Args:
        path: The file; of a model in several parts the first.

    Raises:
        ConfigError: It holds no language model, or not all of one. The message says what it is.
        MissingExtra: The reader is not installed.
    """
    if find_spec("gguf") is None:
        raise MissingExtra(EXTRA)
    parts = _parts(path)
    heads = [_whole_head(part) for part in parts]
    _check_kind(path, heads)
    values = heads[0].values
    context = values.get(f"{values.get('general.architecture')}.context_length")
    size = sum(part.stat().st_size for part in parts)
    return ModelFile(path, size, context if isinstance(context, int) else None)


def _parts(path: Path) -> list[Path]:
    """Return all files of the model."""
    part = PART.search(path.name)
    if part is None:
        return [path]
    number, count = int(part[1]), int(part[2])
    if number != 1:
        first = f"{path.name[: part.start()]}-00001-of-{part[2]}.gguf"
        raise _fault(path, f"is part {number} of {count}: name the first one, {first}")
    stem = path.name[: part.start()]
    parts = [path.with_name(f"{stem}-{k:05}-of-{count:05}.gguf") for k in range(1, count + 1)]
    if missing := [part.name for part in parts if not part.exists()]:
        raise _fault(path, f"is one of {count} parts; put the others beside it: {missing[0]} lacks")
    return parts


def _check_begin(path: Path) -> None:
    """Raise a ConfigError unless a file can be read and begins as GGUF does."""
    if path.is_dir():
        files = sorted(file.name for file in path.glob("*.gguf"))
        hint = f", for instance {files[0]}" if files else "; it holds none"
        raise _fault(path, f"is a folder: name a file *.gguf in it{hint}")
    if path.exists() and not path.is_file():
        raise _fault(path, "is no file: name a file *.gguf")
    try:
        with path.open("rb") as file:
            begin = file.read(64)
    except OSError as error:
        raise _fault(path, f"cannot be read: {os.strerror(error.errno or 0)}") from None
    if not begin:
        raise _fault(path, "is empty: download it again")
    if not begin.startswith(MAGIC):
        other = (what for how, what in MISTAKEN.items() if begin.lstrip().startswith(how))
        raise _fault(path, f"is no GGUF file but {next(other, 'something else')}")


def _whole_head(path: Path) -> "GgufHead":
    """Return the head of a file; ConfigError unless the data of all its tensors are there."""
    from deckard.llms.local.gguf_head import HeadFault, read_head

    _check_begin(path)
    try:
        head = read_head(path)
    except HeadFault as fault:
        raise _fault(path, f"is broken or was not downloaded whole: {fault}") from None
    size = path.stat().st_size
    if head.end > size:
        lacks = f"{(head.end - size) / 1e6:,.1f} MB of {head.end / 1e6:,.1f} MB lack"
        raise _fault(path, f"was not downloaded whole: {lacks}; download it again")
    return head


def _check_kind(path: Path, heads: "list[GgufHead]") -> None:
    """Raise a ConfigError unless the parts make a language model."""
    values = heads[0].values
    for kind in (values.get("general.architecture"), values.get("general.type")):
        if isinstance(kind, str) and NO_CHAT.search(kind):
            raise _fault(path, f"holds no language model but {kind}: name the model's own file")
    if not any(head.tensors for head in heads):
        raise _fault(path, "holds a vocabulary without a model: name the model's own file")
    count = values.get("split.count")
    if isinstance(count, int) and count > len(heads):
        raise _fault(path, f"is one of {count} parts under another name: keep their names")


def _fault(path: Path, what: str) -> ConfigError:
    return ConfigError(f"{path} {what}")
