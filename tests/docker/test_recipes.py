"""The Dockerfiles and compose.yaml: what they name is there, and hadolint has nothing to say."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
DOCKERFILES = sorted(DOCKER.glob("*.Dockerfile"))
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which(
    "hadolint"
)


def instructions(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]


@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint (extra: dev)")
@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_hadolint_has_nothing_to_say(path):
    done = subprocess.run([str(HADOLINT), str(path)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_what_is_copied_is_there_and_not_ignored(path):
    sent = [line[1:] for line in _lines(ROOT / ".dockerignore") if line.startswith("!")]
    copies = [shlex.split(rest) for word, rest in instructions(path) if word == "COPY"]
    sources = [
        source
        for words in copies
        if not words[0].startswith("--from")
        for source in words[:-1]
        if not source.startswith("--")
    ]
    assert {"deckard", "pyproject.toml", "docker/entrypoint.sh"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if source.split("/")[0] not in sent] == []


def _lines(path):
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_an_image_runs_as_nobody_of_note_by_tini_and_the_entrypoint(path):
    last = {word: rest for word, rest in instructions(path)}
    assert last["USER"] == "1000:1000"
    assert last["ENTRYPOINT"] == '["tini", "-g", "--", "/usr/local/bin/entrypoint.sh"]'
    assert "DECKARD_CONTAINER=1" in last["ENV"]


def test_the_extras_that_are_installed_are_known():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for path in DOCKERFILES:
        for extras in re.findall(r"'\.\[([\w,]+)\]'", path.read_text(encoding="utf-8")):
            for extra in extras.split(","):
                if extra == "minedojo" and "\nminedojo = " not in project:
                    pytest.skip("this checkout has no extra minedojo yet")
                assert re.search(rf"^{extra} = ", project, re.MULTILINE), f"{path.name}: {extra}"


def test_every_service_is_in_a_profile_and_named_in_how_to_start_it():
    told = (DOCKER / "compose.yaml").read_text(encoding="utf-8").partition("\nname:")[0]
    for service in SERVICES.values():
        assert all(f"--profile {profile} up" in told for profile in service["profiles"])


def test_what_services_refer_to_exists():
    for name, service in SERVICES.items():
        for other in service.get("depends_on", ()):
            assert set(SERVICES[other]["profiles"]) == set(service["profiles"]), name
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"])
        mode, _, other = service.get("network_mode", "").partition(":")
        assert not mode or (mode == "service" and other in service["depends_on"])
        if build := service.get("build"):
            context = (DOCKER / build["context"]).resolve()
            assert context == ROOT
            assert (context / build["dockerfile"]).is_file()
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source == "../runs" or source in COMPOSE["volumes"]


def test_one_image_has_one_recipe():
    built = {(s["image"], s["build"]["dockerfile"]) for s in SERVICES.values() if "build" in s}
    assert built == {
        ("deckard:minedojo", "docker/minedojo.Dockerfile"),
        ("deckard:slim", "docker/slim.Dockerfile"),
    }


def test_what_runs_deckard_has_no_rights_to_lose():
    for service in (s for s in SERVICES.values() if "build" in s):
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["user"] == "${DECKARD_UID:-1000}"


def test_the_commands_are_ones_that_deckard_takes():
    from tests.docs.test_blocks import parsed

    for service in SERVICES.values():
        words = [
            word.replace("${MODEL:-qwen3:8b}", "qwen3:8b") for word in service.get("command", ())
        ]
        if words and words[0] != "minecraft":
            assert parsed(shlex.join(["deckard", *words]))[0] == "run"


def test_a_minecraft_is_healthy_once_it_listens_on_a_port_that_the_agent_attaches_to():
    ports = []
    for name in ("minecraft", "practice"):
        launched, port = SERVICES[name]["command"]
        assert launched == "minecraft"
        assert f":{int(port):04X} " in SERVICES[name]["healthcheck"]["test"][1]
        ports.append(int(port))
    assert f"world.ports={ports}" in SERVICES["agent"]["command"]


def test_the_health_check_sees_who_listens(tmp_path):
    """The very command, with /proc/net/tcp as Linux writes it."""
    command = SERVICES["minecraft"]["healthcheck"]["test"][1]
    line = "   0: {}:2328 {}:{} {} 00000000:00000000 00:00000000 00000000 0 0 1 1 0 100 0 0 10 0\n"
    listening = line.format("0" * 32, "0" * 32, "0000", "0A")
    connected = line.format("0100007F", "0100007F", "A2C4", "01")
    for text, healthy in ((listening, True), (connected, False), ("", False)):
        (tmp_path / "tcp").write_text(connected, encoding="ascii")
        (tmp_path / "tcp6").write_text(text, encoding="ascii")
        seen = command.replace("/proc/net/", f"{tmp_path}/")
        assert (subprocess.run(["sh", "-c", seen]).returncode == 0) is healthy
