"""The process in which llama.cpp's server runs, so that a crash of native code ends it alone.

python -m deckard.llms.local.native OPTIONS

OPTIONS are those of `ServerOptions` as JSON. It prints one line of JSON, with the `url` once it
serves or the `error`, and goes on until its standard input ends.
"""

import json
import os
import sys

import xllamacpp

from deckard.types import JsonObject

QUIET_CORS = "localhost"
"""Pages of other origins in the user's browser may not ask the model (llama.cpp#25655)."""


def main(options: JsonObject) -> None:
    """Serve until standard input ends."""
    reply_to = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what native code prints is log
    server, reply = None, {"error": _memory_fault(options["size"])}
    if reply["error"] is None:
        try:
            server = xllamacpp.Server(parameters(options))
            reply = {"url": server.listening_address}
        except RuntimeError as error:
            reply = {"error": str(error)}
    os.write(reply_to, f"{json.dumps(reply)}\n".encode())
    if server is not None:
        sys.stdin.read()
        os._exit(0)  # to take a server down in order may never end, if it has only just begun


def parameters(options: JsonObject) -> xllamacpp.CommonParams:
    """Return the options as llama.cpp has them; None leaves its default."""
    params = xllamacpp.CommonParams()
    params.model.path, params.model_alias = options["path"], {options["name"]}
    params.hostnames, params.port = [options["host"]], options["port"]
    params.cors_origins, params.ui = QUIET_CORS, False
    # llama.cpp divides the context among its slots.
    params.n_parallel = options["parallel"]
    params.n_ctx = options["context"] * options["parallel"]
    # A cache of earlier questions beside the one in each slot would take up to 8 GB.
    params.cache_ram_mib = 0
    if options["threads"] is not None:
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = options["threads"]
    if options["gpu_layers"] is not None:
        params.n_gpu_layers = options["gpu_layers"]
    if options["template"] is not None:
        params.chat_template = options["template"]
    if options["thinking"] is not None:
        params.sampling.reasoning_budget_tokens = options["thinking"]
    if options["thinking"] == 0:
        params.enable_reasoning = 0
        params.default_template_kwargs = {"enable_thinking": "false"}
    return params


def _memory_fault(size: int) -> str | None:
    """Say so if a model cannot be in memory; only known where no GPU has memory of its own."""
    kinds = {device["type"] for device in xllamacpp.get_device_info()}
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    has_gpu = any("CPU" not in str(kind) and "ACCEL" not in str(kind) for kind in kinds)
    if has_gpu or size <= memory:
        return None
    return (
        f"the model takes {size / 1e9:.1f} GB, and this machine has {memory / 1e9:.1f} GB of "
        "memory: choose a smaller one, or one with fewer bits"
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
