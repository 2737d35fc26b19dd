"""What goes wrong on purpose."""

import json
import time

import pytest

from deckard.errors import ConfigError
from deckard.worlds import malmo
from deckard.worlds.malmo.faults import ScriptedFault, load_faults
from tests.worlds.malmo.client import Client, held, xml


def faulty(*faults):
    return malmo.serve(size=16, faults=faults)


@pytest.mark.parametrize("on", ["quit", "mission", "peek", "step"])
def test_a_connection_drops_once_at_the_message_that_is_named(on):
    def go_through(client):
        client.begin()
        client.step()

    with faulty(ScriptedFault("drop", on)) as server:
        with Client(server.port) as client, pytest.raises(EOFError):
            go_through(client)
        with Client(server.port) as client:
            go_through(client)
        assert server.faults == (ScriptedFault("drop", on),)


def test_a_connection_can_drop_at_hello():
    with faulty(ScriptedFault("drop", "hello")) as server:
        with Client(server.port) as client, pytest.raises(EOFError):
            client.receive()
        with Client(server.port) as client:
            client.begin()


def test_a_fault_waits_for_its_mission_and_tick():
    with (
        faulty(ScriptedFault("done", "step", mission=2, tick=2)) as server,
        Client(server.port) as client,
    ):
        done = []
        for n in range(3):
            client.begin(token=f"{n}:0:0:1:true")
            done.append([client.step()[1] for _ in range(3)])
    assert done == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_fault_comes_again_at_every_nth_message_as_often_as_it_may():
    with (
        faulty(ScriptedFault("done", "step", every=3, times=2)) as server,
        Client(server.port) as client,
    ):
        client.begin()
        assert [client.step()[1] for _ in range(12)] == [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        assert len(server.faults) == 2


def test_a_busy_server_answers_0_and_then_begins():
    with faulty(ScriptedFault("busy", "mission", times=2)) as server, Client(server.port) as client:
        assert [client.mission() for _ in range(3)] == [0, 0, 1]


def test_a_frame_can_be_empty_and_json_can_be_garbage():
    faults = ScriptedFault("empty", "step", tick=1), ScriptedFault("garbage", "step", tick=2)
    with faulty(*faults) as server, Client(server.port) as client:
        client.begin()
        assert client.step()[0] == b""
        with pytest.raises(json.JSONDecodeError):
            client.step()


def test_death_comes_at_its_tick_and_the_mission_goes_on():
    start = '<Inventory><InventoryObject slot="0" type="dirt" quantity="9"/></Inventory>'
    with faulty(ScriptedFault("kill", "step", tick=3)) as server, Client(server.port) as client:
        client.begin(xml(start=start))
        told = [client.step()[2] for _ in range(4)]
    assert [info["life"] for info in told] == [20, 20, 0, 20]
    assert [info["living_death_event_fired"] for info in told] == [False, False, True, False]
    assert [info["stat"]["deaths"] for info in told] == [0, 0, 1, 1]
    assert [held(info) for info in told] == [{"dirt": 9}] * 2 + [{}] * 2


def test_a_hang_ends_after_its_time_or_when_nobody_waits():
    with faulty(
        ScriptedFault("hang", "step", tick=1, seconds=0.2), ScriptedFault("hang", "step", tick=2)
    ) as server:
        with Client(server.port) as client:
            client.begin()
            began = time.monotonic()
            client.step()
            assert time.monotonic() - began >= 0.2
            client.socket.settimeout(0.2)
            with pytest.raises(TimeoutError):
                client.step()
        with Client(server.port) as client:
            client.begin()


def test_an_exit_takes_the_whole_server_with_it():
    with faulty(ScriptedFault("exit", "step")) as server:
        with Client(server.port) as client, pytest.raises(EOFError):
            client.begin()
            client.step()
        with pytest.raises(OSError):
            Client(server.port)


def test_faults_are_read_from_a_file(tmp_path):
    path = tmp_path / "faults.yaml"
    path.write_text(
        "- {do: drop, on: step, tick: 9}\n- {do: hang, on: peek, every: 2, seconds: 1}\n"
    )
    assert load_faults(path) == (
        ScriptedFault("drop", "step", tick=9),
        ScriptedFault("hang", "peek", every=2, seconds=1),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {do: explode}", "cannot 'explode' on 'step'"),
        ("- {do: busy, on: step}", "busy on mission"),
        ("- {do: drop, tick: 0}", "above 0"),
        ("- {do: drop, every: 1.5}", "counts whole"),
        ("- {do: hang, seconds: long}", "above 0"),
        ("- {do: drop, when: 3}", "no fault"),
        ("drop", "not a list of faults"),
        ("[", "cannot read"),
    ],
)
def test_a_file_that_holds_no_faults_is_named(tmp_path, text, said):
    path = tmp_path / "faults.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        load_faults(path)
