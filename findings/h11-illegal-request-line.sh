#!/usr/bin/env bash
# h11 calls a reply that begins with a control character an "illegal request line".
# A client that speaks plain HTTP to a TLS port gets a TLS alert back (bytes 0x15 0x03 ...). The error
# blames a request, though it is the client's side that reads a reply, and shows none of the bytes;
# a reply that begins with letters is told as it should be, with its line.
# With: h11 0.16.0, by itself and as httpx 0.28.1 passes its words on. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >read.py <<'PY'
import socket
import threading

import h11
import httpx

ALERT = bytes([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x46])


def client_reads(data):
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method="GET", target="/", headers=[("Host", "h")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    try:
        client.next_event()
    except h11.RemoteProtocolError as error:
        return error


print("a TLS alert:", client_reads(ALERT))
print("a banner:", client_reads(b"SSH-2.0-server\r\n\r\n"))

listening = socket.create_server(("127.0.0.1", 0))


def alert():
    connection, _ = listening.accept()
    connection.recv(1000)
    connection.sendall(ALERT)
    connection.close()


threading.Thread(target=alert, daemon=True).start()
try:
    httpx.get(f"http://127.0.0.1:{listening.getsockname()[1]}/")
except httpx.RemoteProtocolError as error:
    print("httpx:", error)
PY
python3 -m venv venv
venv/bin/pip install -q h11==0.16.0 httpx==0.28.1
venv/bin/python read.py | tee seen
cat >expected <<'TXT'
a TLS alert: illegal request line
a banner: illegal status line: bytearray(b'SSH-2.0-server')
httpx: illegal request line
TXT
diff expected seen
