#!/usr/bin/env bash
# openai 3 leaves a server's words out of the exception's text unless the body has one of two forms.
# Servers that speak OpenAI's protocol answer errors in other forms too: Gemini sends a list, LM
# Studio a bare string, FastAPI `detail`. The words are then in `error.body` alone: who prints the
# exception reads only the status. The version before (2) put every body into the text.
# With: openai 3.54.0 and 2.54.0, against a server of this script's own on the loopback.
# Needs python3 with venv.
# Seen on 2026-11-28: what stands at `expected` below: of each form, whether the text of the exception
# holds the server's words.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >ask.py <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import openai

WORDS = "the context is too long"
FORMS = {
    "object with error.message": {"error": {"message": WORDS}},
    "object with message": {"message": WORDS},
    "list (Gemini)": [{"error": {"code": 400, "message": WORDS}}],
    "string under error (LM Studio)": {"error": WORDS},
    "detail (FastAPI)": {"detail": [{"loc": ["body"], "msg": WORDS}]},
}


class Server(BaseHTTPRequestHandler):
    body = b""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = openai.OpenAI(api_key="none", base_url=f"http://127.0.0.1:{server.server_port}/v1")
print("openai", openai.__version__.split(".")[0])
for form, body in FORMS.items():
    Server.body = json.dumps(body).encode()
    try:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])
    except openai.BadRequestError as error:
        print(f"  {form}: in the text {WORDS in str(error)}, in the body {WORDS in str(error.body)}")
server.shutdown()
PY
for version in 3.54.0 2.54.0; do
    python3 -m venv "venv$version"
    "venv$version/bin/pip" install -q "openai==$version"
    "venv$version/bin/python" ask.py
done | tee seen
cat >expected <<'TXT'
openai 3
  object with error.message: in the text True, in the body True
  object with message: in the text True, in the body True
  list (Gemini): in the text False, in the body True
  string under error (LM Studio): in the text False, in the body True
  detail (FastAPI): in the text False, in the body True
openai 2
  object with error.message: in the text True, in the body True
  object with message: in the text True, in the body True
  list (Gemini): in the text True, in the body True
  string under error (LM Studio): in the text True, in the body True
  detail (FastAPI): in the text True, in the body True
TXT
diff expected seen
