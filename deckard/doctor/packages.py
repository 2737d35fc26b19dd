"""Checks of installed packages and their versions. Nothing is imported, so it is quick."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

from deckard.doctor.check import Check, Diagnosis

OURS = "deckard-awm"
CHECKOUT = Path(__file__).resolve().parents[2] / "pyproject.toml"
FORM = re.compile(r"([\w.-]+)\s*(?:\[[^]]*\])?\s*([^;]*)(?:;.*extra\s*==\s*['\"]([\w-]+)['\"])?")
MINEDOJO = "0.1"
"""The version of minedojo that deckard is written for."""
GYMS = ("0.21", "0.26")
"""Versions of gym with which minedojo is known to run."""


@dataclass(frozen=True)
class Requirement:
    """A package that deckard, or one of its extras, requires."""

    name: str
    bounds: str
    extra: str = ""


def package_requirements() -> list[Requirement]:
    """Return deckard's requirements, from its checkout or else its installation."""
    if CHECKOUT.is_file():
        project = tomllib.loads(CHECKOUT.read_text(encoding="utf-8"))["project"]
        extras = project.get("optional-dependencies", {})
        lines = [*project["dependencies"]]
        lines += [f"{line}; extra == '{extra}'" for extra in extras for line in extras[extra]]
    else:
        lines = metadata.requires(OURS) or []
    matches = [match for line in lines if (match := FORM.match(line))]
    return [Requirement(m[1], m[2].strip(), m[3] or "") for m in matches if m[1] != OURS]


def package_checks(extra: str = "") -> list[Check]:
    """Return the checks of deckard's requirements and those of an extra."""
    requirements = package_requirements()
    by_name = {r.name: r for r in requirements if r.extra in ("", extra)}
    return [
        Check(name, partial(check_package, requirement)) for name, requirement in by_name.items()
    ]


def check_package(requirement: Requirement) -> Diagnosis:
    """Check that a package is installed in a version that fits."""
    where = f"deckard-awm[{requirement.extra}]" if requirement.extra else "deckard-awm"
    cure = f"pip install '{requirement.name}{requirement.bounds}', or {where} again"
    try:
        has = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return Diagnosis(False, "not installed", cure)
    if any(not fits for fits in _fitting(has, requirement.bounds)):
        return Diagnosis(False, f"{has}; deckard needs {requirement.bounds}", cure)
    return Diagnosis(True, has)


def _fitting(version: str, bounds: str) -> Iterator[bool]:
    """Yield whether a version keeps each bound of the kinds >=, < and ==."""
    has = release(version)
    for sign, bound in re.findall(r"(>=|<(?!=)|==)\s*([\d.]+)", bounds):
        least = release(bound)
        yield {">=": has >= least, "<": has < least, "==": has == least}[sign]


def release(version: str) -> tuple[int, ...]:
    """Return the numbers of a version without trailing zeros, local and candidate parts."""
    match = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else [0]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def check_gym() -> Diagnosis:
    """Check that gym is installed in a version that MineDojo runs with."""
    cure = "pip install gym==0.26.2"
    try:
        has = metadata.version("gym")
    except metadata.PackageNotFoundError:
        return Diagnosis(
            False, "not installed; MineDojo imports it (gymnasium does not count)", cure
        )
    if not has.startswith(GYMS):
        return Diagnosis(False, f"{has}; MineDojo is known to run with {' or '.join(GYMS)}", cure)
    return Diagnosis(True, has)


def check_minedojo() -> Diagnosis:
    """Check that MineDojo is installed in the version that deckard is written for."""
    cure = f"pip install --no-deps minedojo=={MINEDOJO}"
    try:
        has = metadata.version("minedojo")
    except metadata.PackageNotFoundError:
        return Diagnosis(False, "not installed", f"{cure} (its own pins can't be met any more)")
    if has != MINEDOJO:
        return Diagnosis(False, f"{has}; deckard is written for {MINEDOJO}", cure)
    return Diagnosis(True, has)
