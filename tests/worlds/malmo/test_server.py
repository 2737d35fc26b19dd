"""The protocol, over a socket."""

import socket
import struct
import threading

import pytest

from deckard.errors import ConfigError, WorldError
from deckard.worlds import malmo
from deckard.worlds.malmo.seeds import seed_of
from tests.worlds.malmo.client import Client, held, xml


@pytest.fixture(scope="module")
def server():
    with malmo.serve(size=16) as server:
        yield server


@pytest.fixture
def client(server):
    with Client(server.port) as client:
        client.number("<Quit/>")
        yield client


def closed(client):
    with pytest.raises(EOFError):
        client.receive()
    return True


def test_a_client_of_another_version_is_not_served(server):
    with Client(server.port, hello="<MalmoEnv0.36.0/>") as client:
        assert closed(client)


@pytest.mark.parametrize("message", ["<Jump/>", "", "no tag at all"])
def test_a_message_that_is_none_ends_the_connection(client, message):
    client.send(message)
    assert closed(client)


@pytest.mark.parametrize(
    "noise", [b"GET / HTTP/1.1\r\n\r\n", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02\xff\xfe"]
)
def test_another_protocol_ends_the_connection_and_not_the_server(server, noise):
    with socket.create_connection(("127.0.0.1", server.port), 10) as stranger:
        stranger.sendall(noise)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(100) == b""
    with Client(server.port) as client:
        assert client.number("<Init/>") == 1


def test_quit_is_answered_by_whether_no_mission_runs(client):
    assert client.number("<Quit/>") == 1
    client.mission()
    assert client.number("<Quit/>") == 0
    assert client.number("<Quit/>") == 1


def test_a_first_look_is_pixels_then_json_then_done(client):
    assert client.mission(xml(32, 20)) == 1
    pixels, info, done = client.peek()
    assert (len(pixels), done) == (20 * 32 * 3, 0)
    assert len(info["inventory"]) == 41


def test_a_step_is_pixels_then_ten_bytes_then_json_and_stepping_the_server_is_silent(client):
    client.begin()
    for tick in range(1, 4):
        pixels, done, info = client.step("forward 0", "camera 0.0 0.0")
        assert (len(pixels), done, info["total_time"]) == (20 * 32 * 3, 0, tick)
    client.socket.settimeout(0.05)
    with pytest.raises(TimeoutError):
        client.socket.recv(1)


@pytest.mark.parametrize(("option", "told"), [(0, True), (2, True), (1, False), (3, False)])
def test_the_digit_of_a_step_says_whether_json_is_wanted(client, option, told):
    client.begin()
    client.send(f"<StepClient{option}></StepClient{option} >")
    assert len(client.receive()) == 20 * 32 * 3
    assert len(client.receive()) == 10
    client.send("<Echo/>")
    assert (client.receive()[:1] == b"{") is told


def test_a_step_without_a_mission_ends_the_connection(client):
    client.send("<StepClient0></StepClient0 >")
    assert closed(client)


def test_what_is_no_mission_is_not_begun(client):
    for document in ("<MissionInit", "<MissionInit/>", xml(width="wide")):
        assert client.mission(document) == 0
    assert client.mission() == 1


def test_the_same_token_again_goes_on_with_the_mission_and_another_begins_anew(client):
    client.begin()
    client.step()
    assert client.mission(token="a:0:0:1:true") == 1
    assert client.peek()[1]["total_time"] == 1
    assert client.mission(token="b:0:0:1:true") == 1
    assert client.peek()[1]["total_time"] == 0


def test_the_other_messages_are_answered_as_the_mod_answers_them(client):
    assert client.number("<Find>a:0:0</Find>") == 0
    assert client.number("<Close>a:0:0</Close>") == 1
    assert client.number("<Interact>127.0.0.1:1</Interact>") == 1
    assert client.number("<Init/>") == 1
    client.send("<Echo>x</Echo>")
    assert client.receive() == b"<Echo><Echo>x</Echo></Echo>"
    client.send("<Status/>")
    assert b"running: false" in client.receive()


def test_after_a_disconnect_a_new_connection_finds_the_server_as_it_was(server):
    with Client(server.port) as client:
        client.begin()
        client.send("<Disconnect/>")
        assert closed(client)
    with Client(server.port) as client:
        assert client.number("<Quit/>") == 0


def test_missions_follow_one_another(server):
    with Client(server.port) as client:
        for n in range(3):
            start = (
                f'<Inventory><InventoryObject slot="3" type="dirt" quantity="{n + 1}"/></Inventory>'
            )
            _, info = client.begin(xml(start=start), f"{n}:0:0:1:true")
            assert held(info) == {"dirt": n + 1}


def play(port, seed, steps=12):
    """Return all that a server sends for the same commands."""
    with Client(port) as client:
        seen = [client.begin(xml(seed=seed), "same:0:0:1:true")]
        for i in range(steps):
            seen.append(client.step("forward 1", f"jump {i % 2}", "attack 1", "camera 2.5 -7.0"))
    return seen


def test_the_same_seed_and_commands_give_the_same_frames_and_another_seed_gives_others():
    with malmo.serve(size=16) as one, malmo.serve(size=16) as other:
        assert play(one.port, 1) == play(other.port, 1) == play(one.port, 1)
        assert play(one.port, 2)[0] != play(one.port, 1)[0]


def test_a_mission_without_a_seed_gets_the_servers_and_each_next_another():
    def first_frames(**given):
        with malmo.serve(size=16, **given) as server, Client(server.port) as client:
            return [client.begin(xml(seed=""), f"{n}:0:0:1:true")[0] for n in range(2)]

    assert first_frames(world_seed=5) == first_frames(world_seed=5)
    assert first_frames(world_seed=5)[1] == first_frames(world_seed=6)[0]
    assert len(set(first_frames(world_seed=5))) == 2


def test_a_seed_is_a_number_or_the_java_hash_of_a_word_and_0_is_none():
    """DefaultWorldGeneratorImplementation.getWorldSeedFromString."""
    assert [seed_of("7", 5, 2), seed_of("-1", 5, 2), seed_of(" 7 ", 5, 2)] == [7, 2**31 - 1, 7]
    assert [seed_of("", 5, 2), seed_of("0", 5, 2)] == [7, 7]
    assert seed_of("hello", 5, 2) == 99_162_322  # "hello".hashCode()


def test_several_servers_run_side_by_side():
    with malmo.serve(size=16) as one, malmo.serve(size=16) as other:
        assert one.port != other.port
        with Client(one.port) as a, Client(other.port) as b:
            a.begin()
            b.begin()
            a.step()
            assert (a.peek()[1]["total_time"], b.peek()[1]["total_time"]) == (1, 0)


def test_exit_is_answered_and_ends_the_server():
    server = malmo.start(size=16)
    thread = threading.Thread(target=server.serve)
    thread.start()
    with Client(server.port) as client:
        assert client.number("<Exit>NOW</Exit>") == 1
        assert closed(client)
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(OSError):
        Client(server.port)


def test_closing_ends_the_connections_that_are_open():
    with malmo.serve(size=16) as server:
        client = Client(server.port)
        client.begin()
    with client:
        assert closed(client)


def test_a_port_that_is_taken_and_a_size_that_is_none_are_said_in_one_line(server):
    with pytest.raises(WorldError, match=f"port {server.port}.*take another"):
        malmo.start(port=server.port)
    with pytest.raises(ConfigError, match="one of 16, 32, 64, 128"):
        malmo.start(size=20)


def test_the_length_of_a_message_is_big_endian(client):
    client.socket.sendall(b"\x00\x00\x00\x07<Init/>")
    assert client.stream.read(8) == struct.pack("!II", 4, 1)
