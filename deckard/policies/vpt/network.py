"""VPT's policy: sight, a transformer with memory, and what to press and how to turn.

Modules are named so that their weights bear the names in OpenAI's `.weights` files.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.memory import Attention, Memory, attention_mask
from deckard.policies.vpt.shape import VPTShape
from deckard.policies.vpt.vision import ImageEncoder, Normed, dense


@dataclass(frozen=True)
class Thought:
    """What the policy comes to, for n episodes and t frames of each."""

    chords: Tensor
    """Log-probabilities of the chords of buttons (n, t, chords)."""
    turns: Tensor
    """Log-probabilities of the turns (n, t, turns)."""
    value: Tensor | None
    """By the adapter, if there is one: the return that is expected (n, t)."""
    memory: Memory


class _Recurrent(nn.Module):
    """Only there for the name that published weights have."""

    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        self.orc_block = Attention(shape.hidden, shape.heads, shape.memory)


class _Block(nn.Module):
    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        hidden, wide = shape.hidden, shape.hidden * shape.widening
        self.mlp0, self.mlp1 = dense(hidden, wide), Normed(nn.Linear(wide, hidden), None, False)
        self.pre_r_ln = nn.LayerNorm(hidden)
        self.r = _Recurrent(shape)

    def forward(
        self,
        x: Tensor,
        memory: tuple[Tensor, Tensor],
        mask: Tensor,
        n: int,
        adapter: Adapter | None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        x = self.pre_r_ln(x)  # what is added to is the normed, as published
        mixture, keys, values = self.r.orc_block(x, *memory, mask)
        x = x + (adapter.attention[n](mixture) if adapter else mixture)
        made = self.mlp1(self.mlp0(x))
        return x + (adapter.pointwise[n](made) if adapter else made), keys, values


class _Blocks(nn.Module):
    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(_Block(shape) for _ in range(shape.blocks))


class _Net(nn.Module):
    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        self.img_process = ImageEncoder(shape)
        self.recurrent_layer = _Blocks(shape)
        self.lastlayer = dense(shape.hidden, shape.hidden)
        self.final_ln = nn.LayerNorm(shape.hidden)


class _Head(nn.Module):
    def __init__(self, hidden: int, choices: int, temperature: float) -> None:
        super().__init__()
        self.linear_layer, self.temperature = nn.Linear(hidden, choices), temperature

    def forward(self, x: Tensor) -> Tensor:
        return F.log_softmax(self.linear_layer(x) / self.temperature, dim=-1)


class VPT(nn.Module):
    """The policy. It is frozen: adapters alone are trained."""

    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        self.shape = shape
        self.net = _Net(shape)
        choices = {"camera": shape.turns, "buttons": shape.chords}
        self.pi_head = nn.ModuleDict(
            {name: _Head(shape.hidden, n, shape.temperature) for name, n in choices.items()}
        )
        self.requires_grad_(False)

    def blank(self, episodes: int) -> Memory:
        """Return the memory of episodes that begin."""
        of, at = self.shape, self.net.final_ln.weight
        nothing = at.new_zeros(episodes, of.memory, of.hidden)
        own = torch.zeros(episodes, of.memory, dtype=torch.bool, device=at.device)
        return Memory((nothing,) * of.blocks, (nothing,) * of.blocks, own)

    def forward(
        self, shown: Tensor, first: Tensor, memory: Memory, adapter: Adapter | None = None
    ) -> Thought:
        """Think about what frames show (n, t, hidden), as `Sight` tells it.

        `first` (n, t) marks the frames with which episodes begin.
        """
        mask, own = attention_mask(memory.own, first)
        x, keys, values = shown, [], []
        for n, block in enumerate(self.net.recurrent_layer.blocks):
            x, key, value = block(x, (memory.keys[n], memory.values[n]), mask, n, adapter)
            keys.append(key)
            values.append(value)
        x = self.net.final_ln(self.net.lastlayer(F.relu(x)))
        return Thought(
            self.pi_head["buttons"](x),
            self.pi_head["camera"](x),
            adapter.value(x).squeeze(-1) if adapter else None,
            Memory(tuple(keys), tuple(values), own),
        )
