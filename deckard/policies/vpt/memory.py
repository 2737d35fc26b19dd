"""VPT's memory: attention to the frames that came before, in this episode and not too long ago."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

BASES = 10
"""Functions of the distance in time, of which each head mixes its own."""


@dataclass(frozen=True)
class Memory:
    """What is remembered, of n episodes side by side: the last so many frames of each."""

    keys: tuple[Tensor, ...]
    """For each block (n, frames, hidden)."""
    values: tuple[Tensor, ...]
    own: Tensor
    """bool (n, frames): which of the frames are of the present episode."""

    def rows(self, which: Tensor) -> "Memory":
        """That of some of the episodes."""
        keys, values = ([t[which] for t in of] for of in (self.keys, self.values))
        return Memory(tuple(keys), tuple(values), self.own[which])

    def without(self, which: Tensor) -> "Memory":
        """The same, with all forgotten where `which` (n,) says so."""
        return Memory(self.keys, self.values, self.own & ~which[:, None])


class Attention(nn.Module):
    """Self-attention with a memory; it adds nothing by itself to what it is given."""

    def __init__(self, hidden: int, heads: int, memory: int) -> None:
        super().__init__()
        self.heads, self.memory = heads, memory
        self.q_layer = nn.Linear(hidden, hidden)
        self.k_layer = nn.Linear(hidden, hidden, bias=False)
        self.v_layer = nn.Linear(hidden, hidden, bias=False)
        self.proj_layer = nn.Linear(hidden, hidden)
        self.r_layer = nn.Linear(hidden, BASES * heads)
        self.b_nd = nn.Parameter(0.2 * torch.randn(BASES, memory))

    def forward(
        self, x: Tensor, keys: Tensor, values: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Attend from `x` (n, t, hidden) to what is remembered and to itself where `mask` says.

        Returns what attention gives, and the keys and values to be remembered.
        """
        keys = torch.cat([keys, self.k_layer(x)], 1)
        values = torch.cat([values, self.v_layer(x)], 1)
        query, key, value = (self._by_head(t) for t in (self.q_layer(x), keys, values))
        logits = query @ key.transpose(-1, -2) / query.shape[-1]  # muP: not its root
        mixed = self._by_head(self.r_layer(x))
        logits = logits + torch.einsum("nhtb,bts->nhts", mixed, self._far(x.shape[1]))
        weights = logits.masked_fill(~mask[:, None], -1e9).softmax(-1)
        mixture = (weights @ value).transpose(1, 2).flatten(2)
        return self.proj_layer(mixture), keys[:, -self.memory :], values[:, -self.memory :]

    def _by_head(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def _far(self, t: int) -> Tensor:
        """The functions at each distance in time: (BASES, t, memory + t)."""
        far = distances(t, self.memory, self.b_nd.device)
        within = (far >= 0) & (far < self.memory)
        return self.b_nd[:, far.clamp(0, self.memory - 1)] * within


def distances(t: int, memory: int, device: torch.device) -> Tensor:
    """How long before each of t frames each frame was, the remembered ones first."""
    return (
        torch.arange(t, device=device)[:, None] + memory - torch.arange(memory + t, device=device)
    )


def attention_mask(own: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
    """Which frames each frame may attend to, and which ones are of the present episode afterwards.

    `first` (n, t) marks the frames with which an episode begins: none before it is seen after it.
    """
    n, t = first.shape
    memory = own.shape[1]
    episode = torch.cat([own.new_zeros(n, memory, dtype=torch.long), first.long().cumsum(1)], 1)
    there = torch.cat([own, own.new_ones(n, t)], 1)
    far = distances(t, memory, own.device)
    same = episode[:, memory:, None] == episode[:, None, :]
    mask = same & there[:, None, :] & ((far >= 0) & (far < memory))
    after = there & (episode == episode[:, -1:])
    return mask, after[:, -memory:]
