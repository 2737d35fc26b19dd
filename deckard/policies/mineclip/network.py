"""MineCLIP's networks: what frames show, what a sentence says, and how well they go together.

Modules are named so that their weights bear the names in the published `.pth` files.
"""

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from deckard.policies.mineclip.shape import MineCLIPShape

MEAN = (0.3331, 0.3245, 0.3051)
"""Of red, green and blue in MineDojo's videos."""
SPREAD = (0.2439, 0.2493, 0.2873)
"""Their standard deviations."""


class _QuickGELU(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


class _Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        layers = {
            "c_fc": nn.Linear(width, 4 * width),
            "gelu": _QuickGELU(),
            "c_proj": nn.Linear(4 * width, width),
        }
        self.mlp = nn.Sequential(OrderedDict(layers))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class _Vision(nn.Module):
    """A vision transformer (Dosovitskiy et al. 2021)."""

    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        width, (high, wide) = shape.width, shape.frame
        self.conv1 = nn.Conv2d(3, width, shape.patch, shape.patch, bias=False)
        self.cls_token = nn.Parameter(torch.randn(width) * width**-0.5)
        places = (high // shape.patch) * (wide // shape.patch) + 1
        self.pos_embed = nn.Parameter(torch.randn(places, width) * width**-0.5)
        self.ln_pre, self.ln_post = nn.LayerNorm(width), nn.LayerNorm(width)
        self.blocks = nn.ModuleList(_Block(width, shape.heads) for _ in range(shape.blocks))
        self.projection = nn.Parameter(torch.randn(width, shape.features) * width**-0.5)

    def forward(self, frames: Tensor) -> Tensor:
        patches = self.conv1(frames).flatten(2).transpose(1, 2)
        first = self.cls_token.expand(len(frames), 1, -1)
        x = self.ln_pre(torch.cat([first, patches], 1) + self.pos_embed)
        for block in self.blocks:
            x = block(x)
        return self.ln_post(x[:, 0]) @ self.projection


class _Text(nn.Module):
    """CLIP's transformer over tokens (Radford et al. 2021)."""

    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        width = shape.features
        self.token_embedding = nn.Embedding(shape.vocabulary, width)
        self.pos_embed = nn.Parameter(torch.randn(shape.sentence, width) * 0.01)
        self.blocks = nn.ModuleList(
            _Block(width, shape.text_heads) for _ in range(shape.text_blocks)
        )
        self.ln_final = nn.LayerNorm(width)
        self.projection = nn.Parameter(torch.randn(width, width) * width**-0.5)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.token_embedding(tokens) + self.pos_embed
        mask = torch.full((tokens.shape[1],) * 2, float("-inf"), device=x.device).triu(1)
        for block in self.blocks:
            x = block(x, mask)
        ends = tokens.argmax(1)  # the end of a sentence is the highest token
        return self.ln_final(x)[torch.arange(len(x)), ends] @ self.projection


class _Clip(nn.Module):
    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self.vision_model, self.text_model = _Vision(shape), _Text(shape)
        self.logit_scale = nn.Parameter(torch.tensor(1 / 0.07).log())


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int, each: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q, self.to_k, self.to_v = (
            nn.Linear(width, heads * each, bias=False) for _ in range(3)
        )
        self.to_out = nn.Linear(heads * each, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (
            to(x).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for to in (self.to_q, self.to_k, self.to_v)
        )
        mixture = F.scaled_dot_product_attention(query, key, value)
        return self.to_out(mixture.transpose(1, 2).flatten(2))


class _Gated(nn.Module):
    def __init__(self, width: int, wide: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 2 * wide)

    def forward(self, x: Tensor) -> Tensor:
        x, gate = self.proj(x).chunk(2, -1)
        return x * F.silu(gate)


class _FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        nothing = nn.Identity(), nn.Identity()  # there for the numbers of what is after them
        self.net = nn.Sequential(_Gated(width, 4 * width), *nothing, nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class _Layers(nn.Module):
    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self._pairs: list[tuple[nn.Module, nn.Module]] = []
        for _ in range(shape.pool_blocks):
            attention = _Attention(shape.features, shape.pool_heads, shape.pool_width)
            for what in (attention, _FeedForward(shape.features)):
                self._pairs.append((nn.LayerNorm(shape.features), what))
        pairs = ([nn.ModuleList([norm]), what] for norm, what in self._pairs)
        self.layers = nn.ModuleList(nn.ModuleList(pair) for pair in pairs)

    def forward(self, x: Tensor) -> Tensor:
        for norm, what in self._pairs:
            x = x + what(norm(x))
        return x


class _Positions(nn.Module):
    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self.emb = nn.Embedding(shape.longest, shape.features)

    def forward(self, x: Tensor) -> Tensor:
        return self.emb.weight[: x.shape[1]] * x.shape[2] ** -0.5


class _Transformer(nn.Module):
    """A transformer over the frames of a video, as `x_transformers` 0.27.1 has it."""

    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self.pos_emb, self.attn_layers = _Positions(shape), _Layers(shape)
        self.norm = nn.LayerNorm(shape.features)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.attn_layers(x + self.pos_emb(x)))


class _Pooling(nn.Module):
    """From the frames of a video to all of it: their mean, or that of what attention makes."""

    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self.attn = nn.ModuleDict({"model": _Transformer(shape)}) if shape.pool_blocks else None

    def forward(self, x: Tensor) -> Tensor:
        return (x if self.attn is None else self.attn["model"](x)).mean(1)


class _Head(nn.Module):
    """The adapter of a video: two layers, of which a share is added."""

    def __init__(self, features: int) -> None:
        super().__init__()
        layers = nn.Linear(features, features), nn.Linear(features, features)
        self.video_adapter = nn.Sequential(layers[0], nn.Identity(), nn.ReLU(), layers[1])
        self.video_residual_weight = nn.Parameter(torch.tensor(4.0))

    def forward(self, x: Tensor) -> Tensor:
        kept = torch.sigmoid(self.video_residual_weight)
        return kept * x + (1 - kept) * self.video_adapter(x)


class MineCLIP(nn.Module):
    """The model; it is frozen."""

    def __init__(self, shape: MineCLIPShape) -> None:
        super().__init__()
        self.shape = shape
        self.clip_model, self.temporal_encoder = _Clip(shape), _Pooling(shape)
        self.reward_head = _Head(shape.features)
        self.requires_grad_(False)

    def frame_features(self, frames: Tensor) -> Tensor:
        """Return what frames (n, 3, height, width) in [0, 1], of any size, show: (n, features)."""
        if tuple(frames.shape[-2:]) != self.shape.frame:
            frames = F.interpolate(frames, self.shape.frame, mode="bilinear", align_corners=False)
        mean, spread = (frames.new_tensor(of)[:, None, None] for of in (MEAN, SPREAD))
        return self.clip_model.vision_model((frames - mean) / spread)

    def sentence_features(self, tokens: Tensor) -> Tensor:
        """Return what sentences of tokens (n, length) say: (n, features)."""
        return self.clip_model.text_model(tokens)

    def likeness(self, videos: Tensor, sentences: Tensor) -> Tensor:
        """Return how well videos (n, frames, features) go with sentences: logits (n, sentences)."""
        video = F.normalize(self.reward_head(self.temporal_encoder(videos)), dim=1)
        return self.clip_model.logit_scale.exp() * video @ F.normalize(sentences, dim=1).T
