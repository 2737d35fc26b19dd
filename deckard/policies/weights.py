"""Weights that others trained, by name: where their makers put them, and whether a copy is theirs.

VPT: addresses as in the README of openai/Video-Pre-Training, "Agent Model Zoo" (MIT). It publishes
neither sizes nor hashes.

MineCLIP: the two links in the README of MineDojo/MineCLIP, "MineCLIP" (MIT). Its
`main/mineclip/load_ckpt.py` compares an MD5 that its config names; the two below were not read
there, but in projects that repeat that config (STEVE-1 and others). It publishes no sizes.

CLIP's vocabulary: `clip/bpe_simple_vocab_16e6.txt.gz` of openai/CLIP (MIT), at one revision; its
SHA-256 was not read there, but in projects that check it (Keras and others).

Where no hash is published the first copy is trusted: its SHA-256 is written to `SHA256SUMS` beside
it, for `sha256sum -c` too, and no other copy is taken later.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckard import resources as places
from deckard.errors import WeightsError
from deckard.policies.download import DownloadProgress, fetch

VPT = "https://openaipublic.blob.core.windows.net/minecraft-rl/models"
DRIVE = "https://drive.usercontent.google.com/download?export=download&confirm=t&id="
"""Where a file shared on Google Drive is without the page about viruses before it."""
SUMS = "SHA256SUMS"
BLOCK = 1 << 20


@dataclass(frozen=True)
class WeightsFile:
    """A published file."""

    name: str
    url: str
    md5: str | None = None
    """Where one is published."""
    sha256: str | None = None


@dataclass(frozen=True)
class Weights:
    """Files that belong together."""

    files: tuple[WeightsFile, ...]
    about: str
    page: str
    """Where its makers publish it, for people."""


def _vpt(name: str, model: str, about: str) -> Weights:
    names = (f"{model}.model", f"{name}.weights")
    files = tuple(WeightsFile(file, f"{VPT}/{file}") for file in names)
    return Weights(files, f"VPT, {about}", "https://github.com/openai/Video-Pre-Training")


CLIP = "https://raw.githubusercontent.com/openai/CLIP/d05afc436d78f1c48dc0dbf8e5980a9d471f35f6/clip"


def _mineclip(name: str, on_drive: str, md5: str) -> Weights:
    page = "https://github.com/MineDojo/MineCLIP"
    file = WeightsFile(f"{name}.pth", f"{DRIVE}{on_drive}", md5)
    return Weights((file,), f"MineCLIP, {name.removeprefix('mineclip-')} pooling", page)


VOCABULARY = WeightsFile(
    "bpe_simple_vocab_16e6.txt.gz",
    f"{CLIP}/bpe_simple_vocab_16e6.txt.gz",
    sha256="924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a",
)

KNOWN: Mapping[str, Weights] = {
    "foundation-model-1x": _vpt("foundation-model-1x", "foundation-model-1x", "all videos, 1x"),
    "foundation-model-2x": _vpt("foundation-model-2x", "2x", "all videos, 2x"),
    "foundation-model-3x": _vpt("foundation-model-3x", "foundation-model-3x", "all videos, 3x"),
    "bc-early-game-2x": _vpt("bc-early-game-2x", "2x", "early game, 2x"),
    "bc-early-game-3x": _vpt("bc-early-game-3x", "foundation-model-3x", "early game, 3x"),
    "bc-house-3x": _vpt("bc-house-3x", "foundation-model-3x", "building a house, 3x"),
    "rl-from-foundation-2x": _vpt("rl-from-foundation-2x", "2x", "RL from all videos, 2x"),
    "rl-from-house-2x": _vpt("rl-from-house-2x", "2x", "RL from building a house, 2x"),
    "rl-from-early-game-2x": _vpt("rl-from-early-game-2x", "2x", "RL from early game, 2x"),
    "mineclip-attn": _mineclip(
        "mineclip-attn", "1uaZM1ZLBz2dZWcn85rZmjP7LV6Sg5PZW", "b5ece9198337cfd117a3bfbd921e56da"
    ),
    "mineclip-avg": _mineclip(
        "mineclip-avg", "1mFe09JsVS5FpZ82yuV7fYNFYnkz9jDqr", "d97a07f2830095a2016a8da22abcff52"
    ),
    "clip-vocabulary": Weights(
        (VOCABULARY,), "the tokens of CLIP, for MineCLIP", "https://github.com/openai/CLIP"
    ),
}


def named(name: str) -> Weights:
    """Return the weights of a name; WeightsError names the known ones."""
    if name not in KNOWN:
        raise WeightsError(f"no weights {name!r}; known: {', '.join(KNOWN)}")
    return KNOWN[name]


def default() -> Path:
    """Where weights are kept unless a folder is named."""
    try:
        return places.weights_folder()
    except RuntimeError as error:
        raise WeightsError(f"{error}: name a folder with --dir") from None


def downloaded_weights(folder: Path) -> list[str]:
    """Names of the weights of which every file is in a folder."""
    return [n for n, w in KNOWN.items() if all((folder / f.name).is_file() for f in w.files)]


def obtain(file: WeightsFile, folder: Path, progress: DownloadProgress) -> str:
    """Have a file in a folder, and say how it got there and why it is trusted.

    One that is there is checked, any other fetched, checked and only then given its name.
    """
    path = folder / file.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            checked = check_weights(file, path, None, f"delete {path} and fetch it again")
            return f"there already, {checked}"
        got = fetch(file.name, file.url, folder, progress)
        try:
            trust = check_weights(file, got.path, got.md5, "it was thrown away; try again")
        except WeightsError:
            got.path.unlink()
            raise
        got.path.rename(path)
    except OSError as error:
        raise WeightsError(f"cannot write to {folder}: {error.strerror}; name another") from None
    return f"fetched, {trust}"


def check_weights(file: WeightsFile, path: Path, promised: str | None, cure: str) -> str:
    """Compare a copy with the MD5 that is published, the one promised, and the first copy fetched.

    WeightsError when it is another. Returns what it was found to be like; a first copy is kept in
    mind beside it.
    """
    md5, sha256 = digests(path)
    sums_of_others = (
        ("was published", "MD5", md5, file.md5),
        ("was published", "SHA-256", sha256, file.sha256),
        ("the server promised", "MD5", md5, promised),
    )
    for source, kind, own, other in sums_of_others:
        if other is not None and own != other:
            difference = f"({kind} {own}, not {other})"
            raise WeightsError(f"{file.name} is not what {source} {difference}: {cure}")
    sums = path.parent / SUMS
    first = trusted(sums).get(file.name)
    if first is None:
        with sums.open("a", encoding="utf-8") as lines:
            lines.write(f"{sha256}  {file.name}\n")
    elif first != sha256:
        raise WeightsError(
            f"{file.name} is not the one fetched first (SHA-256 {sha256}, not {first}): {cure}; "
            f"or trust it by deleting its line in {sums}"
        )
    if file.md5 is not None or file.sha256 is not None:
        return "as published"
    return "as fetched first" if first else "trusted as the first copy: no hash is published"


def trusted(sums: Path) -> dict[str, str]:
    """Read the SHA-256 of each file that was fetched before."""
    if not sums.is_file():
        return {}
    lines = sums.read_text(encoding="utf-8").splitlines()
    matches = [re.fullmatch(r"([0-9a-f]{64})  (.+)", line) for line in lines]
    if not all(matches):
        raise WeightsError(f"{sums} is damaged: repair it, or delete it to trust what is there")
    return {match[2]: match[1] for match in matches if match}


def digests(path: Path) -> tuple[str, str]:
    """Return the MD5 and the SHA-256 of a file."""
    sums = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with path.open("rb") as content:
        for block in iter(lambda: content.read(BLOCK), b""):
            for one in sums:
                one.update(block)
    return sums[0].hexdigest(), sums[1].hexdigest()


def wanted(names: Iterable[str]) -> list[WeightsFile]:
    """Return the files of several weights, each once."""
    return list({file.name: file for name in names for file in named(name).files}.values())
