"""VPT's eye: an IMPALA network (Espeholt et al. 2018), from a frame to what it shows."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from deckard.policies.vpt.shape import VPTShape

PER_STACK = 2


class Normed(nn.Module):
    """A layer after its norm, and before a ReLU unless it is the last of its kind."""

    def __init__(self, layer: nn.Module, norm: nn.Module | None, bend: bool = True) -> None:
        super().__init__()
        self.norm, self.layer, self.bend = norm, layer, bend

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of `x`."""
        x = self.layer(x if self.norm is None else self.norm(x))
        return F.relu(x) if self.bend else x


def dense(of: int, to: int) -> Normed:
    """Return a fully connected layer with a norm."""
    return Normed(nn.Linear(of, to, bias=False), nn.LayerNorm(of))


def _convolved(of: int, to: int, norm: bool = True) -> Normed:
    layer = nn.Conv2d(of, to, 3, padding=1, bias=not norm)
    return Normed(layer, nn.GroupNorm(1, of) if norm else None)


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv0, self.conv1 = _convolved(channels, channels), _convolved(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv1(self.conv0(x))


class _Stack(nn.Module):
    """Halves height and width."""

    def __init__(self, of: int, to: int, norm: bool) -> None:
        super().__init__()
        self.firstconv = _convolved(of, to, norm)
        self.n = nn.GroupNorm(1, to)
        self.blocks = nn.ModuleList(_Residual(to) for _ in range(PER_STACK))

    def forward(self, x: Tensor) -> Tensor:
        x = self.n(F.max_pool2d(self.firstconv(x), 3, stride=2, padding=1))
        for block in self.blocks:
            x = block(x)
        return x


class _Convolutions(nn.Module):
    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        ins = (3, *shape.channels[:-1])
        pairs = enumerate(zip(ins, shape.channels, strict=True))
        self.stacks = nn.ModuleList(_Stack(i, o, norm=n > 0) for n, (i, o) in pairs)
        height, width = shape.frame
        for _ in shape.channels:
            height, width = (height + 1) // 2, (width + 1) // 2
        self.dense = dense(shape.channels[-1] * height * width, shape.features)

    def forward(self, x: Tensor) -> Tensor:
        for stack in self.stacks:
            x = stack(x)
        return self.dense(x.flatten(1))


class ImageEncoder(nn.Module):
    """From frames (n, 3, height, width) in [0, 1], of any size, to what they show (n, hidden)."""

    def __init__(self, shape: VPTShape) -> None:
        super().__init__()
        self.cnn = _Convolutions(shape)
        self.linear = dense(shape.features, shape.hidden)
        self.frame = shape.frame

    def forward(self, frames: Tensor) -> Tensor:
        """Return what the frames show."""
        if tuple(frames.shape[-2:]) != self.frame:
            frames = F.interpolate(frames, self.frame, mode="bilinear", align_corners=False)
        return self.linear(self.cnn(frames))


def in_batches(sight: ImageEncoder, frames: Tensor, most: int = 64) -> Tensor:
    """Return what many frames show, without gradients, so many at a time."""
    with torch.no_grad():
        return torch.cat([sight(part) for part in frames.split(most)])
