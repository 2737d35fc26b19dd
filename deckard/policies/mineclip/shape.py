"""How large a MineCLIP model is; the published ones are all of one size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MineCLIPShape:
    """CLIP's ViT-B/16 for frames of another size (`vit_base_p16_fz.v2.t2`), and what is after it.

    That is what pools the frames of a video, by attention (`attn.d2.nh8.glusw`) or as their mean,
    and an adapter of two layers (`v0-2.t0`).
    """

    frame: tuple[int, int] = (160, 256)
    patch: int = 16
    width: int = 768
    blocks: int = 12
    heads: int = 12
    features: int = 512
    """Of a frame, a video and a sentence alike."""
    text_blocks: int = 12
    text_heads: int = 8
    sentence: int = 77
    """Tokens of a sentence, with its beginning and end."""
    vocabulary: int = 49408
    pool_blocks: int = 2
    """0 where the mean is taken."""
    pool_heads: int = 8
    pool_width: int = 64
    """Of a head."""
    longest: int = 32
    """Frames of a video at most."""


PUBLISHED = MineCLIPShape()
