#!/usr/bin/env bash
# llama.cpp's server counts the tokens of one answer where it was asked for several.
# With `n` the reply holds so many choices, but `usage.completion_tokens` is that of one of them:
# whoever holds a budget by it spends n times as much. OpenAI's count is over all choices.
# With: xllamacpp 2026.10.11549 (llama.cpp's own server), a model of random weights that this script
# makes, and openai 3.54.0 to ask it on the loopback. Needs python3 with venv.
# Seen on 2026-11-29: what stands at `expected` below.
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
    params.n_parallel = 4
    server = xllamacpp.Server(params)
    return server, server.listening_address
PY
cat >ask.py <<'PY'
import os

import openai
from tiny import make, serve

make("tiny.gguf")
server, address = serve("tiny.gguf")
client = openai.OpenAI(api_key="none", base_url=f"{address}/v1")
for n in (1, 2, 4):
    reply = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "hi"}], max_tokens=10, n=n, seed=1
    )
    cut = sum(choice.finish_reason == "length" for choice in reply.choices)
    tokens = reply.usage.completion_tokens
    print(f"n={n}: {len(reply.choices)} choices, {cut} of them of 10 tokens, {tokens} counted")
os._exit(0)  # the server's threads know no end
PY
python3 -m venv venv
venv/bin/pip install -q xllamacpp==2026.10.11549 gguf==0.17.1 openai==3.54.0 numpy
venv/bin/python ask.py 2>log >seen || { tail -n 5 log; exit 1; }
cat seen
cat >expected <<'TXT'
n=1: 1 choices, 1 of them of 10 tokens, 10 counted
n=2: 2 choices, 2 of them of 10 tokens, 10 counted
n=4: 4 choices, 4 of them of 10 tokens, 10 counted
TXT
diff expected seen
