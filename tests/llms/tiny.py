"""A tiny model of random weights for llama.cpp's server, which runs in a process of its own.

python -m tests.llms.tiny MODEL.gguf PORT
"""

import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 32768
SLOTS = 4
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
SIGNS = [chr(code) for code in range(33, 127)] + ["\u2581"]
CHAT = "{% for m in messages %}[{{ m.role }}]: {{ m.content }}\n{% endfor %}[assistant]: "


def make(path):
    """Write a llama of random weights that speaks in single signs."""
    import gguf

    kinds = gguf.TokenType
    special = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    tokens = [*special, *((b, kinds.BYTE) for b in BYTES), *((s, kinds.NORMAL) for s in SIGNS)]
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([name.encode() for name, _ in tokens])
    writer.add_token_scores([0.0] * 3 + [-1e4] * 256 + [-float(i) for i in range(len(SIGNS))])
    writer.add_token_types([kind for _, kind in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_chat_template(CHAT)
    for name, weights in _weights(len(tokens)):
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _weights(vocabulary):
    rng, one = np.random.default_rng(0), np.ones(WIDTH, np.float32)

    def random(*shape):
        return (rng.standard_normal(shape) * 0.05).astype(np.float32)

    yield "token_embd.weight", random(vocabulary, WIDTH)
    yield "output_norm.weight", one
    yield "output.weight", random(vocabulary, WIDTH)
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            yield f"blk.{layer}.{norm}.weight", one
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{layer}.{part}.weight", random(WIDTH, WIDTH)
        for part in ("ffn_gate", "ffn_up"):
            yield f"blk.{layer}.{part}.weight", random(INNER, WIDTH)
        yield f"blk.{layer}.ffn_down.weight", random(WIDTH, INNER)


def serve(path, port):
    """Serve a model until the process is killed."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx, params.n_parallel = CONTEXT, SLOTS
    params.hostnames, params.port, params.warmup = ["127.0.0.1"], port, False
    # More threads than idle cores would spin and wait for each other.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(params)
    print("serving", server, flush=True)
    threading.Event().wait()


@contextmanager
def serving(folder, port):
    """Yield the address of a server with a tiny model, made in `folder`."""
    path = folder / "tiny.gguf"
    make(path)
    command = [sys.executable, "-m", "tests.llms.tiny", str(path), str(port)]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()
            process.wait()


def _await(url, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1) as reply:
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the model server did not start")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
