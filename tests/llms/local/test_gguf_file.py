"""What is wrong with a model's file is said in one line, before native code sees it."""

import os
import struct
from importlib.util import find_spec

import pytest

from deckard.errors import ConfigError, MissingExtra
from deckard.llms.local import gguf_file
from deckard.llms.local.gguf_file import read_model_file
from tests.llms import tiny

pytestmark = pytest.mark.skipif(not find_spec("gguf"), reason="needs the extra llamacpp")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "whole.gguf"
    tiny.make(path)
    return path.read_bytes()


def fault_of(path):
    with pytest.raises(ConfigError) as caught:
        read_model_file(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(path))
    return str(caught.value)


def test_a_whole_model_is_told_by_its_name_size_and_context(tmp_path, whole):
    path = tmp_path / "my model.gguf"
    path.write_bytes(whole)
    model = read_model_file(path)
    assert (model.name, model.size, model.context) == ("my model", len(whole), tiny.CONTEXT)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"hello", "is no GGUF file"),
        (b"<!DOCTYPE html><title>401</title>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"PK\x03\x04rest", "convert"),
        (b"GGUF", "head breaks off"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "version"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "head breaks off"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "head breaks off"),
        (b"GGUF" + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"k", 99), "kind 99"),
        (b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 9, 1), "list of kind 9"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_is_no_model_is_named(tmp_path, data, message):
    path = tmp_path / "model.gguf"
    path.write_bytes(data)
    assert message in fault_of(path)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.999])
def test_a_model_that_was_cut_off_is_downloaded_again(tmp_path, whole, share):
    path = tmp_path / "cut.gguf"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "download it again" in fault_of(path) or "breaks off" in fault_of(path)


@pytest.mark.parametrize("architecture", ["clip", "bert", "nomic-bert"])
def test_a_model_that_does_not_speak_is_refused(tmp_path, architecture):
    path = tmp_path / "mute.gguf"
    tiny.make(path, architecture=architecture)
    assert f"no language model but {architecture}" in fault_of(path)


def test_a_vocabulary_alone_is_refused(tmp_path):
    import gguf

    path = tmp_path / "vocabulary.gguf"
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    assert "vocabulary without a model" in fault_of(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path, whole):
    assert "No such file" in fault_of(tmp_path / "nowhere.gguf")
    assert "it holds none" in fault_of(tmp_path)
    (tmp_path / "b.gguf").write_bytes(whole)
    assert "for instance b.gguf" in fault_of(tmp_path)
    os.mkfifo(tmp_path / "pipe.gguf")
    assert "is no file" in fault_of(tmp_path / "pipe.gguf")


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path, whole):
    path = tmp_path / "shut.gguf"
    path.write_bytes(whole)
    path.chmod(0)
    assert "Permission denied" in fault_of(path)


def test_a_model_in_parts_needs_them_all_and_is_named_by_the_first(tmp_path, whole):
    first, second = (tmp_path / f"big-0000{k}-of-00002.gguf" for k in (1, 2))
    first.write_bytes(whole)
    assert f"{second.name} lacks" in fault_of(first)
    second.write_bytes(whole)
    assert f"name the first one, {first.name}" in fault_of(second)
    assert read_model_file(first).name == "big"
    assert read_model_file(first).size == 2 * len(whole)
    second.write_bytes(whole[:1000])
    with pytest.raises(ConfigError, match=second.name):
        read_model_file(first)


def test_without_the_extra_it_is_said_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr(gguf_file, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"deckard-awm\[llamacpp\]"):
        read_model_file(tmp_path / "model.gguf")
