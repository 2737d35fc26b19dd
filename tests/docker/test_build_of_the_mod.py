"""The instruction of minedojo.Dockerfile that builds the mod, by sh, with a Gradle that fails."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.docker.test_recipes import DOCKER, instructions

BUILD = next(
    rest for word, rest in instructions(DOCKER / "minedojo.Dockerfile") if "gradlew" in rest
)
JAR = "build/libs/MalmoMod-0.37.0-fat.jar"
GRADLEW = f"""#!/bin/sh
echo "$GRADLE_USER_HOME $*" >>tries
[ "$(wc -l <tries)" -gt FAILURES ] || exit 1
mkdir -p build/libs run/gradle/caches run/wrapper .gradle
echo jar >{JAR}
touch run/gradle/caches/a.lock
"""


def build(folder, failures):
    """Run the instruction where Gradle fails so many times, and nobody waits for long."""
    (folder / "gradlew").write_text(GRADLEW.replace("FAILURES", str(failures)), encoding="utf-8")
    (folder / "launchClient.sh").touch()
    (folder / "bin").mkdir()
    (folder / "bin" / "sleep").write_text(f"#!/bin/sh\necho $1 >>{folder}/pauses\n", "utf-8")
    (folder / "bin" / "sleep").chmod(0o755)
    env = {"PATH": f"{folder}/bin:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-c", BUILD], cwd=folder, env=env, capture_output=True).returncode


def lines(path):
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.parametrize("failures", [0, 2, 5])
def test_the_mod_is_built_however_often_a_server_fails_before(tmp_path, failures):
    assert build(tmp_path, failures) == 0
    tried = f"{tmp_path}/run --no-daemon -g run/gradle shadowJar"
    assert lines(tmp_path / "tries") == [tried] * (failures + 1)
    assert lines(tmp_path / "pauses") == ["20", "40", "80", "160", "320"][:failures]
    assert (tmp_path / JAR).is_file()
    assert [path.name for path in (tmp_path / "run").rglob("*")] == ["gradle", "caches"]
    assert os.access(tmp_path / "launchClient.sh", os.X_OK)


def test_a_build_that_never_succeeds_fails_the_image(tmp_path):
    assert build(tmp_path, 99) == 1
    assert len(lines(tmp_path / "tries")) == 6


def test_a_gradle_that_builds_nothing_fails_the_image(tmp_path):
    for name in ("gradlew", "launchClient.sh"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
    done = subprocess.run(["sh", "-c", BUILD], cwd=tmp_path, capture_output=True)
    assert done.returncode == 1


def test_the_stand_in_for_java_is_plain_sh():
    script = Path(DOCKER, "stand_in_java.sh")
    done = subprocess.run([str(script), "-version"], capture_output=True, text=True)
    assert done.stderr == 'openjdk version "1.8.0_0"\n'
