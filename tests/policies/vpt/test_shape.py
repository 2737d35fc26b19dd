import os
import pickle
from collections import OrderedDict
from dataclasses import replace

import pytest
import torch

from deckard.errors import WeightsError
from deckard.policies.vpt import shape
from deckard.policies.vpt.network import VPT
from deckard.worlds.minedojo import keys
from tests.policies.vpt.small import SHAPE, model


def sized(size):
    with torch.device("meta"):
        return {name: tuple(t.shape) for name, t in VPT(shape.SIZES[size]).state_dict().items()}


def test_the_1x_model_has_the_names_and_shapes_of_the_published_weights():
    state = sized("1x")
    block, cnn = "net.recurrent_layer.blocks.3.", "net.img_process.cnn."
    told = {
        cnn + "stacks.0.firstconv.layer.weight": (64, 3, 3, 3),
        cnn + "stacks.0.firstconv.layer.bias": (64,),
        cnn + "stacks.1.firstconv.norm.weight": (64,),
        cnn + "stacks.1.firstconv.layer.weight": (128, 64, 3, 3),
        cnn + "stacks.2.n.bias": (128,),
        cnn + "stacks.2.blocks.1.conv1.layer.weight": (128, 128, 3, 3),
        cnn + "dense.norm.weight": (32768,),
        cnn + "dense.layer.weight": (256, 32768),
        "net.img_process.linear.layer.weight": (1024, 256),
        block + "pre_r_ln.weight": (1024,),
        block + "mlp0.norm.bias": (1024,),
        block + "mlp0.layer.weight": (4096, 1024),
        block + "mlp1.layer.weight": (1024, 4096),
        block + "mlp1.layer.bias": (1024,),
        block + "r.orc_block.q_layer.bias": (1024,),
        block + "r.orc_block.k_layer.weight": (1024, 1024),
        block + "r.orc_block.r_layer.weight": (80, 1024),
        block + "r.orc_block.b_nd": (10, 128),
        "net.lastlayer.layer.weight": (1024, 1024),
        "net.final_ln.bias": (1024,),
        "pi_head.camera.linear_layer.weight": (121, 1024),
        "pi_head.buttons.linear_layer.bias": (8641,),
    }
    assert told.items() <= state.items()
    assert not {block + "mlp0.layer.bias", block + "r.orc_block.k_layer.bias"} & state.keys()
    assert (shape.SIZES["1x"].chords, shape.SIZES["1x"].turns) == (keys.CHORDS, keys.TURNS)


@pytest.mark.parametrize(("size", "millions"), [("1x", 71), ("2x", 248)])
def test_a_published_size_has_as_many_million_weights_as_the_paper_says_by_memory(size, millions):
    policy = sum(torch.Size(s).numel() for s in sized(size).values())
    assert millions - 1 < policy / 1e6 < millions + 1


def test_a_model_file_says_the_shape(tmp_path):
    read = shape.read_model_file(model(tmp_path / "s.model"))
    assert replace(read, features=8, chords=6, turns=3) == SHAPE


def test_a_model_file_of_another_kind_is_refused(tmp_path):
    numbers = {"hidsize": 15}, {"hidsize": 1 << 50}, {"n_recurrence_layers": 10**9}
    absurd = {"pointwise_ratio": 0}, {"impala_chans": []}
    for wrong in ({"recurrence_type": "lstm"}, {"img_shape": [16, 16, 1]}, *numbers, *absurd):
        with pytest.raises(WeightsError, match=r"^s\.model: "):
            shape.read_model_file(model(tmp_path / "s.model", **wrong))


class Wicked:
    def __init__(self, call, *args):
        self.call, self.args = call, args

    def __reduce__(self):
        return self.call, self.args


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_would_act_is_refused_before_it_acts(tmp_path, protocol):
    path, trace = tmp_path / "s.model", tmp_path / "trace"
    for wicked in (Wicked(os.mkdir, str(trace)), Wicked(eval, f"open({str(trace)!r}, 'w')")):
        path.write_bytes(pickle.dumps({"model": wicked}, protocol))
        with pytest.raises(WeightsError, match="only plain data is read") as caught:
            shape.read_model_file(path)
        assert len(str(caught.value).splitlines()) == 1
        assert not trace.exists()


@pytest.mark.parametrize("content", [b"", b"no pickle", pickle.dumps([1]), pickle.dumps({})[:-1]])
def test_what_is_no_model_file_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "s.model"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"s\.model is no \.model file") as caught:
        shape.read_model_file(path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_model_file_that_is_missing_or_huge_is_named(tmp_path):
    with pytest.raises(WeightsError, match="fetch-weights"):
        shape.read_model_file(tmp_path / "s.model")
    (tmp_path / "s.model").write_bytes(bytes(shape.MOST + 1))
    with pytest.raises(WeightsError, match="too large"):
        shape.read_model_file(tmp_path / "s.model")


def test_ordered_dictionaries_are_plain_data(tmp_path):
    path = model(tmp_path / "s.model")
    path.write_bytes(pickle.dumps(OrderedDict(pickle.loads(path.read_bytes()))))
    assert shape.read_model_file(path).hidden == 16
