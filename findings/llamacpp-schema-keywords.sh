#!/usr/bin/env bash
# llama.cpp's server takes some keywords of a JSON schema without a word and does not hold to them.
# A number's `minimum` and `maximum`, `multipleOf`, `uniqueItems` and `not` pass with HTTP 200, also
# with `strict`; an integer's bounds, `minItems`, `maxItems` and `enum` are held. Who trusts the
# schema gets numbers out of their bounds.
# With: xllamacpp 2026.10.11549 (llama.cpp's own server), a model of random weights that this script
# makes, and openai 3.54.0 to ask it on the loopback. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below: of 12 answers, whether all keep the schema.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >tiny.py <<'PY'
"""A llama of random weights that speaks in single signs, and llama.cpp's server for it."""

import gguf
import numpy as np
import xllamacpp

WIDTH = 64
CHAT = "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}[assistant] "


def make(path):
    kinds, rng = gguf.TokenType, np.random.default_rng(0)
    tokens = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    tokens += [(f"<0x{byte:02X}>", kinds.BYTE) for byte in range(256)]
    tokens += [(sign, kinds.NORMAL) for sign in (*map(chr, range(33, 127)), "\u2581")]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(4)
    writer.add_head_count_kv(4)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // 4)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([text.encode() for text, _ in tokens])
    writer.add_token_types([kind for _, kind in tokens])
    writer.add_token_scores([0.0] * 3 + [-1e4] * 256 + [-float(i) for i in range(95)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(CHAT)
    for name in ("token_embd", "output"):
        weights = rng.standard_normal((len(tokens), WIDTH)) * 0.05
        writer.add_tensor(f"{name}.weight", weights.astype(np.float32))
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
    for part in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
        weights = rng.standard_normal((WIDTH, WIDTH)) * 0.05
        writer.add_tensor(f"blk.0.{part}.weight", weights.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(path):
    """Start the server and return it with its address."""
    params = xllamacpp.CommonParams()
    params.model.path, params.n_ctx, params.warmup = path, 4096, False
    params.hostnames, params.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(params)
    return server, server.listening_address
PY
cat >ask.py <<'PY'
import json
import os

import openai
from tiny import make, serve

PAIR = {"type": "array", "items": {"enum": [1, 2]}, "minItems": 3, "maxItems": 3}
CASES = {
    "integer, minimum 10, maximum 19": (
        {"type": "integer", "minimum": 10, "maximum": 19}, lambda v: 10 <= v <= 19),
    "number, minimum 10, maximum 19": (
        {"type": "number", "minimum": 10, "maximum": 19}, lambda v: 10 <= v <= 19),
    "integer, multipleOf 7": (
        {"type": "integer", "multipleOf": 7, "minimum": 1, "maximum": 99}, lambda v: v % 7 == 0),
    "array, minItems 3, maxItems 3": (PAIR, lambda v: len(v) == 3),
    "array, uniqueItems": (PAIR | {"uniqueItems": True}, lambda v: len({*v}) == 3),
    "enum": ({"enum": ["a", "b"]}, lambda v: v in ("a", "b")),
    "enum, not": ({"enum": ["a", "b"], "not": {"const": "a"}}, lambda v: v == "b"),
}
make("tiny.gguf")
server, address = serve("tiny.gguf")
client = openai.OpenAI(api_key="none", base_url=f"{address}/v1")
for name, (schema, holds) in CASES.items():
    whole = {"type": "object", "properties": {"v": schema}, "required": ["v"]}
    form = {"name": "answer", "strict": True, "schema": whole | {"additionalProperties": False}}
    kept = []
    for seed in range(12):
        reply = client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hi"}], max_tokens=300, seed=seed,
            response_format={"type": "json_schema", "json_schema": form},
        )
        if reply.choices[0].finish_reason == "stop":
            kept.append(holds(json.loads(reply.choices[0].message.content)["v"]))
    print(f"{name}: {'held' if all(kept) else 'not held'}")
    assert len(kept) > 6, "too few answers came to an end"
os._exit(0)  # the server's threads know no end
PY
python3 -m venv venv
venv/bin/pip install -q xllamacpp==2026.10.11549 gguf==0.17.1 openai==3.54.0 numpy
venv/bin/python ask.py 2>log >seen || { tail -n 5 log; exit 1; }
cat seen
cat >expected <<'TXT'
integer, minimum 10, maximum 19: held
number, minimum 10, maximum 19: not held
integer, multipleOf 7: not held
array, minItems 3, maxItems 3: held
array, uniqueItems: not held
enum: held
enum, not: not held
TXT
diff expected seen
