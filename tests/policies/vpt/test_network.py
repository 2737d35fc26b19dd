import os
import pickle

import pytest
import torch

from deckard.errors import WeightsError
from deckard.policies.vpt import load
from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.memory import attention_mask
from deckard.policies.vpt.rollout import divergence
from tests.policies.vpt.small import SHAPE, policy, write


def seen(n=2, t=6, seed=1):
    return torch.randn(n, t, SHAPE.hidden, generator=torch.Generator().manual_seed(seed))


def firsts(n=2, t=6):
    first = torch.zeros(n, t, dtype=torch.bool)
    first[:, 0] = True
    return first


def trained(seed=0):
    """An adapter whose bottlenecks add something."""
    torch.manual_seed(seed)
    adapter = Adapter(SHAPE, 4)
    for weight in adapter.parameters():
        torch.nn.init.normal_(weight, std=0.3)
    return adapter


def test_frames_of_any_size_are_seen():
    eye = policy().net.img_process
    for size in ((16, 16), (40, 64), (9, 8)):
        assert eye(torch.rand(3, 3, *size)).shape == (3, SHAPE.hidden)


def test_a_thought_is_of_probabilities():
    vpt = policy()
    thought = vpt(seen(), firsts(), vpt.blank(2), trained())
    assert thought.chords.shape == (2, 6, SHAPE.chords)
    assert thought.turns.shape == (2, 6, SHAPE.turns)
    assert thought.value.shape == (2, 6)
    for logs in (thought.chords, thought.turns):
        assert torch.allclose(logs.exp().sum(-1), torch.ones(2, 6), atol=1e-5)


def test_frame_by_frame_comes_to_the_same_as_all_at_once():
    vpt, adapter, shown, first = policy(), trained(), seen(t=11), firsts(t=11)
    first[1, 5] = True
    whole = vpt(shown, first, vpt.blank(2), adapter)
    memory, parts = vpt.blank(2), []
    for t in range(11):
        thought = vpt(shown[:, t : t + 1], first[:, t : t + 1], memory, adapter)
        memory = thought.memory
        parts.append(thought.chords)
    assert torch.allclose(torch.cat(parts, 1), whole.chords, atol=1e-5)
    assert torch.equal(memory.own, whole.memory.own)


def test_nothing_is_seen_of_the_future_of_other_episodes_or_of_long_ago():
    known = torch.tensor([[False, True, True], [True, True, True]])
    first = torch.tensor([[False, False, False], [False, True, False]])
    seen, after = attention_mask(known, first)
    assert seen[0].int().tolist() == [[0, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 0], [0, 0, 0, 1, 1, 1]]
    assert seen[1].int().tolist() == [[0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 1, 1]]
    assert after.int().tolist() == [[1, 1, 1], [0, 1, 1]]


def test_what_was_before_an_episode_changes_nothing_in_it():
    vpt = policy()
    memory = vpt(seen(seed=3), firsts(), vpt.blank(2)).memory
    one = vpt(seen(), firsts(), memory)
    other = vpt(seen(), firsts(), vpt.blank(2))
    forgotten = vpt(seen(), ~firsts() & False, memory.without(torch.tensor([True, True])))
    goes_on = vpt(seen(), ~firsts() & False, memory)
    assert torch.allclose(one.chords, other.chords, atol=1e-6)
    assert torch.allclose(forgotten.chords, other.chords, atol=1e-6)
    assert not torch.allclose(goes_on.chords, other.chords, atol=1e-4)


def test_a_new_adapter_changes_nothing():
    vpt, adapter = policy(), Adapter(SHAPE, 4)
    with_it, without = (vpt(seen(), firsts(), vpt.blank(2), a) for a in (adapter, None))
    assert torch.equal(with_it.chords, without.chords)
    assert divergence(with_it, without.chords, without.turns).abs().max() == 0
    other = vpt(seen(), firsts(), vpt.blank(2), trained())
    assert divergence(other, without.chords, without.turns).min() > 0


def test_gradients_reach_the_adapter_alone():
    vpt, adapter = policy(), trained()
    thought = vpt(seen(), firsts(), vpt.blank(2), adapter)
    (thought.chords[..., 0].sum() + thought.turns[..., 0].sum() + thought.value.sum()).backward()
    assert all(weight.grad is None and not weight.requires_grad for weight in vpt.parameters())
    assert all(weight.grad.abs().sum() > 0 for weight in adapter.parameters())


def test_weights_that_were_written_are_read(tmp_path):
    vpt = policy()
    again = load.load_vpt_weights(write(tmp_path / "s.weights", vpt), SHAPE)
    theirs, ours = (p(seen(), firsts(), p.blank(2)).chords for p in (vpt, again))
    assert torch.equal(theirs, ours)
    assert not any(weight.requires_grad for weight in again.parameters())


def test_weights_of_another_model_are_refused_by_what_differs(tmp_path):
    vpt = policy()
    path = write(tmp_path / "s.weights", vpt)
    state = torch.load(path, weights_only=True)
    state["net.final_ln.bias"] = torch.zeros(5)
    state["net.spleen"] = state.pop("net.final_ln.weight")
    torch.save(state, path)
    with pytest.raises(WeightsError) as caught:
        load.load_vpt_weights(path, SHAPE)
    said = str(caught.value)
    for part in ("net.final_ln.bias is (5,), not (16,)", "weight is missing", "spleen is unknown"):
        assert part in said
    assert len(said.splitlines()) == 1


class Wicked:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_weights_that_would_act_are_refused_before_they_act(tmp_path):
    path, trace = tmp_path / "s.weights", tmp_path / "trace"
    torch.save({"net": Wicked(str(trace))}, path)
    plain = pickle.dumps({"net": Wicked(str(trace))}, 2)
    for content in (path.read_bytes(), plain, b"", b"no weights"):
        path.write_bytes(content)
        with pytest.raises(WeightsError, match=r"s\.weights") as caught:
            load.load_vpt_weights(path, SHAPE)
        assert len(str(caught.value).splitlines()) == 1
        assert not trace.exists()
    for other in ([1, 2], {1: torch.zeros(2)}, {"weight": "heavy"}):
        torch.save(other, path)
        with pytest.raises(WeightsError, match="something else than named tensors"):
            load.load_vpt_weights(path, SHAPE)
