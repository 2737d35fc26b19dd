"""A tiny model of random weights for llama.cpp's server, which runs in a process of its own."""

from contextlib import contextmanager

import numpy as np

from deckard.llms.local.server import ServerOptions
from deckard.llms.local.server import serving as serving_model

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 32768
SLOTS = 4
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
SIGNS = [chr(code) for code in range(33, 127)] + ["\u2581"]
CHAT = "{% for m in messages %}[{{ m.role }}]: {{ m.content }}\n{% endfor %}[assistant]: "
THINKING = (
    "{% for m in messages %}<|{{ m.role }}|>"
    "{% if m.role == 'assistant' and m.reasoning_content %}<think>\n{{ m.reasoning_content }}\n"
    "</think>\n\n{% endif %}{{ m.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>"
    "{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n"
    "{% else %}<think>\n{% endif %}{% endif %}"
)
"""A template that opens the thoughts, as those of Qwen3 and DeepSeek-R1 do."""


def make(path, template=CHAT, architecture="llama", context=CONTEXT):
    """Write a llama of random weights that speaks in single signs."""
    import gguf

    kinds = gguf.TokenType
    special = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    thoughts = [(mark, kinds.USER_DEFINED) for mark in ("<think>", "</think>")]
    signs = [(sign, kinds.NORMAL) for sign in SIGNS]
    tokens = [*special, *((byte, kinds.BYTE) for byte in BYTES), *signs, *thoughts]
    scores = [0.0] * 3 + [-1e4] * 256 + [-float(k) for k in range(len(SIGNS))] + [0.0] * 2
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_name("tiny-random")
    writer.add_context_length(context)
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
    writer.add_token_scores(scores)
    writer.add_token_types([kind for _, kind in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_chat_template(template)
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


@contextmanager
def serving(folder, template=CHAT, **options):
    """Yield the address of a server with a tiny model, made in `folder`."""
    path = folder / "tiny.gguf"
    make(path, template)
    # More threads than idle cores would spin and wait for each other.
    common = {"port": 0, "context": 8192, "parallel": SLOTS, "threads": 1}
    with serving_model(path, ServerOptions(**common | options)) as server:
        yield server.url
