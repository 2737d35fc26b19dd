"""The changes to the mod's build, on the real file of MineDojo 0.1."""

import hashlib
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docker" / "patch_malmo.py"
INSIDE = "minedojo/sim/Malmo/Minecraft/build.gradle"
DIGEST = "c79aaeee53995e968a94b27d22c9b79533bd4722171c682f4a9aee889bf23e30"
DEAD = (
    "jcenter", "oss.sonatype.org", "MixinGradle:dcfaf61", "brandonhoughton",
    "new File('src/main",
)  # fmt: skip


def _original(folder):
    """The file of the wheel: of an installed MineDojo, or of one that pip has or downloads."""
    try:
        return Path(str(metadata.distribution("minedojo").locate_file(INSIDE))).read_bytes()
    except (metadata.PackageNotFoundError, FileNotFoundError):
        pass
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    try:
        subprocess.run([*command, "minedojo==0.1"], check=True, capture_output=True, timeout=60)
    except (subprocess.SubprocessError, OSError):
        return None
    with zipfile.ZipFile(next(folder.glob("minedojo*.whl"))) as wheel:
        return wheel.read(INSIDE)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    found = _original(tmp_path_factory.mktemp("wheel"))
    if found is None or hashlib.sha256(found).hexdigest() != DIGEST:
        pytest.skip("needs MineDojo 0.1 as PyPI has it: pip download --no-deps minedojo==0.1")
    return found


@pytest.fixture
def gradle(original, tmp_path):
    path = tmp_path / "build.gradle"
    path.write_bytes(original)
    return path


def patch(*words):
    command = [sys.executable, str(SCRIPT), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True)


def test_everything_dead_is_replaced_and_nothing_else_changed(gradle, original):
    assert patch(gradle.parent).returncode == 0
    before, after = original.decode().splitlines(), gradle.read_text("utf-8").splitlines()
    lost = [line for line in before if line not in after]
    assert not any(word in line for line in after for word in DEAD)
    assert len(lost) == 7
    gained = [line.strip() for line in after if line not in before]
    assert gained == [
        "// Changed by deckard's docker/patch_malmo.py.",
        'name = "sponge"',
        'url = "https://repo.spongepowered.org/repository/maven-public/"',
        "classpath('org.spongepowered:mixingradle:0.6-SNAPSHOT'){ // 0.6",
        "classpath 'com.github.MineDojo:ForgeGradle:FG_2.2_patched-SNAPSHOT'",
        "implementation 'com.github.MineDojo:ForgeGradle:FG_2.2_patched-SNAPSHOT'",
        'def schemaIndexFile = new File("$projectDir/src/main/resources/schemas.index")',
    ]


def test_the_server_that_has_the_plugin_is_asked_where_the_plugin_is_looked_for(gradle):
    patch(gradle.parent)
    buildscript = gradle.read_text("utf-8").partition("\nplugins {")[0]
    assert "maven-public" in buildscript
    assert "exclude group: 'org.ow2.asm', module: 'asm-debug-all'" in buildscript


def test_braces_still_pair(gradle, original):
    patch(gradle.parent)
    text = gradle.read_text("utf-8")
    for pair in ("{}", "()"):
        counts = [text.count(mark) - original.decode().count(mark) for mark in pair]
        assert counts[0] == counts[1]


def test_its_own_result_is_left_as_it_is(gradle):
    patch(gradle.parent)
    once = gradle.read_bytes()
    assert patch(gradle.parent).returncode == 0
    assert gradle.read_bytes() == once


def test_another_fork_of_forgegradle_is_taken_by_its_name(gradle):
    assert patch(gradle.parent, "com.github.someone:ForgeGradle:1.0-SNAPSHOT").returncode == 0
    assert gradle.read_text("utf-8").count("com.github.someone:ForgeGradle:1.0-SNAPSHOT") == 2


@pytest.mark.parametrize("damage", [b"// one more line\n", b"\r\n", b"\xff"])
def test_any_other_file_is_refused_and_left(gradle, damage):
    gradle.write_bytes(gradle.read_bytes() + damage)
    before = gradle.read_bytes()
    done = patch(gradle.parent)
    assert done.returncode == 1
    assert re.fullmatch(r"patch_malmo: .*build\.gradle is left as it was: .+\n", done.stderr)
    assert gradle.read_bytes() == before


def test_a_folder_without_the_file_is_refused(tmp_path):
    done = patch(tmp_path)
    assert (done.returncode, "No such file" in done.stderr) == (1, True)


@pytest.mark.parametrize("words", [[], ["x", "y"], ["x", "a:b:c", "z"], ["x", "a:b:'c"]])
def test_words_that_are_wrong_are_told(words):
    done = patch(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")
