import os
from dataclasses import replace

import pytest
import torch

from deckard.errors import WeightsError
from deckard.policies.mineclip import load
from deckard.policies.mineclip.network import MineCLIP
from deckard.policies.mineclip.shape import PUBLISHED
from tests.policies.mineclip.small import SHAPE, clip, write


class Wicked:
    def __reduce__(self):
        return os.system, ("echo got you",)


def frames(n=3, size=SHAPE.frame, seed=1):
    return torch.rand(n, 3, *size, generator=torch.Generator().manual_seed(seed))


def sentences(*tokens):
    end = SHAPE.vocabulary - 1
    rows = [[end - 1, *of, end] for of in tokens]
    return torch.tensor([row + [0] * (SHAPE.sentence - len(row)) for row in rows])


def test_frames_of_any_size_and_sentences_come_to_features_of_one_kind():
    model = clip()
    for size in (SHAPE.frame, (64, 64), (9, 8)):
        assert model.frame_features(frames(size=size)).shape == (3, SHAPE.features)
    assert model.sentence_features(sentences([1, 2], [3])).shape == (2, SHAPE.features)


def test_what_comes_after_the_end_of_a_sentence_says_nothing():
    model, tokens = clip(), sentences([1, 2], [3])
    other = tokens.clone()
    other[:, 6:] = 7
    features = (model.sentence_features(rows) for rows in (tokens, other))
    assert torch.allclose(*features, atol=1e-6)


@pytest.mark.parametrize("blocks", [0, 2])
def test_a_video_of_any_length_goes_with_each_sentence_more_or_less(blocks):
    model = clip(replace(SHAPE, pool_blocks=blocks))
    sentence = model.sentence_features(sentences([1, 2], [3]))
    most = model.clip_model.logit_scale.exp() + 1e-4
    for length in (1, 16):
        videos = model.frame_features(frames(5 * length)).unflatten(0, (5, length))
        logits = model.likeness(videos, sentence)
        assert logits.shape == (5, 2) and (logits.abs() <= most).all()


def test_the_order_of_frames_matters_to_attention_and_not_to_the_mean():
    for blocks, matters in ((2, True), (0, False)):
        model = clip(replace(SHAPE, pool_blocks=blocks))
        video = model.frame_features(frames(6))[None]
        sentence = model.sentence_features(sentences([1]))
        pair = model.likeness(video, sentence), model.likeness(video.flip(1), sentence)
        assert torch.allclose(*pair, atol=1e-6) is not matters


def test_the_published_model_has_the_names_and_shapes_of_its_files():
    with torch.device("meta"):
        shapes = {name: tuple(v.shape) for name, v in MineCLIP(PUBLISHED).state_dict().items()}
    layers = "temporal_encoder.attn.model.attn_layers.layers"
    assert {
        "clip_model.vision_model.conv1.weight": (768, 3, 16, 16),
        "clip_model.vision_model.pos_embed": (161, 768),
        "clip_model.vision_model.blocks.11.attn.in_proj_weight": (2304, 768),
        "clip_model.vision_model.projection": (768, 512),
        "clip_model.text_model.token_embedding.weight": (49408, 512),
        "clip_model.text_model.blocks.11.mlp.c_fc.weight": (2048, 512),
        "clip_model.logit_scale": (),
        "temporal_encoder.attn.model.pos_emb.emb.weight": (32, 512),
        f"{layers}.0.0.0.weight": (512,),
        f"{layers}.2.1.to_out.weight": (512, 512),
        f"{layers}.3.1.net.0.proj.weight": (4096, 512),
        f"{layers}.3.1.net.3.weight": (512, 2048),
        "temporal_encoder.attn.model.norm.weight": (512,),
        "reward_head.video_adapter.3.weight": (512, 512),
        "reward_head.video_residual_weight": (),
    }.items() <= shapes.items()


@pytest.mark.parametrize("blocks", [0, 2])
def test_weights_in_a_file_make_the_model_that_was_written(tmp_path, blocks):
    model = clip(replace(SHAPE, pool_blocks=blocks))
    again = load.model(write(tmp_path / "m.pth", model), SHAPE)
    assert again.shape.pool_blocks == blocks
    video, sentence = model.frame_features(frames(4))[None], model.sentence_features(sentences([1]))
    assert torch.equal(again.likeness(video, sentence), model.likeness(video, sentence))
    assert not any(weight.requires_grad for weight in again.parameters())


def test_weights_of_another_model_are_refused_by_what_differs(tmp_path):
    more = {"model.reward_head.text_residual_weight": torch.tensor(4.0)}
    path = write(tmp_path / "m.pth", clip(), **more)
    with pytest.raises(WeightsError, match=r"reward_head.text_residual_weight is unknown; deckard"):
        load.model(path, SHAPE)
    with pytest.raises(WeightsError, match=r"cls_token is .*; and \d+ more; deckard fetch-wei"):
        load.model(write(tmp_path / "m.pth", clip()))


def test_a_file_that_would_be_executed_is_refused(tmp_path, capfd):
    path = tmp_path / "m.pth"
    torch.save({"state_dict": {"model.a": Wicked()}}, path)
    with pytest.raises(WeightsError, match=r"m.pth is not read"):
        load.model(path, SHAPE)
    assert "got you" not in capfd.readouterr().out
