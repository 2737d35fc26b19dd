from importlib import metadata

import pytest

from deckard.doctor import packages
from deckard.doctor.packages import Requirement, check_package, package_requirements, release


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An environment in which no package is installed but those that a test puts there."""
    monkeypatch.setattr("sys.path", [str(tmp_path)])

    def install(name, version):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (folder / "METADATA").write_text(text, encoding="utf-8")

    return install


def test_the_requirements_are_those_of_the_project():
    asked = {(r.name, r.extra): r.bounds for r in package_requirements()}
    assert asked["numpy", ""] == ">=1.26,<3"
    assert asked["anthropic", "anthropic"] == ">=2.0,<3"


def test_an_installation_without_a_checkout_knows_its_requirements(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "CHECKOUT", tmp_path / "pyproject.toml")
    lines = [
        "numpy<3,>=1.26",
        'anthropic<3,>=2.0; extra == "anthropic"',
        'deckard-awm[x]; extra == "y"',
    ]
    monkeypatch.setattr(metadata, "requires", lambda name: lines)
    assert package_requirements() == [
        Requirement("numpy", "<3,>=1.26"),
        Requirement("anthropic", "<3,>=2.0", "anthropic"),
    ]


@pytest.mark.parametrize("version", ["1.26", "1.26.4", "2.13.0+cpu", "2.99rc1"])
def test_a_version_within_bounds_is_fine(site, version):
    site("numpy", version)
    assert check_package(Requirement("numpy", ">=1.26,<3")).good


@pytest.mark.parametrize("version", ["1.25.9", "3", "3.0.0", "0.9"])
def test_a_version_out_of_bounds_is_told_with_its_cure(site, version):
    site("numpy", version)
    found = check_package(Requirement("numpy", ">=1.26,<3"))
    assert not found.good
    assert found.message == f"{version}; deckard needs >=1.26,<3"
    assert "pip install 'numpy>=1.26,<3'" in found.cure


def test_a_package_that_is_missing_is_told(site):
    found = check_package(Requirement("numpy", ">=1.26,<3"))
    assert (found.good, found.message) == (False, "not installed")


def test_trailing_zeros_are_no_difference():
    assert release("2.0.0") == release("2") == (2,)
    assert release("10.1") > release("9.9")


@pytest.mark.parametrize(
    ("version", "good"), [("0.21.0", True), ("0.26.2", True), ("0.23.1", False)]
)
def test_the_gym_that_minedojo_runs_with_is_known(site, version, good):
    assert not packages.check_gym().good
    site("gym", version)
    found = packages.check_gym()
    assert found.good is good
    assert version in found.message


def test_the_minedojo_that_deckard_is_written_for_is_known(site):
    assert "--no-deps" in packages.check_minedojo().cure
    site("minedojo", "0.2")
    assert not packages.check_minedojo().good
