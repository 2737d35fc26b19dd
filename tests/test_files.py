import resource
import signal
from contextlib import contextmanager

import pytest

from deckard.errors import RunDirError
from deckard.files import AppendOnlyFile, replacing, try_lock, write_atomically, writing


@contextmanager
def files_no_longer_than(size):
    """A disk on which a file cannot grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_what_does_not_fit_on_the_disk_leaves_no_part_of_itself(tmp_path):
    file = AppendOnlyFile(tmp_path / "lines")
    file.append(b"first\n")
    with files_no_longer_than(10), pytest.raises(OSError):
        file.append(b"second\n")
    assert file.read() == b"first\n"
    file.append(b"third\n", sync=True)
    file.close()
    assert (tmp_path / "lines").read_bytes() == b"first\nthird\n"


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b""), (b"ab", b""), (b"a\n", b"a\n"), (b"a\nb", b"a\n")]
)
def test_a_torn_last_line_is_cut_off(tmp_path, before, after):
    (tmp_path / "lines").write_bytes(before)
    file = AppendOnlyFile(tmp_path / "lines")
    assert file.cut_torn_line() == len(after) == file.size
    file.append(b"c\n")
    assert file.read() == after + b"c\n"
    file.close()


def test_a_locked_file_is_locked_by_nobody_else_until_it_is_closed(tmp_path):
    path = tmp_path / "lines"
    first, second = AppendOnlyFile(path), AppendOnlyFile(path)
    assert first.lock()
    assert not second.lock()
    with path.open("rb") as reader:
        assert not try_lock(reader, shared=True)
        first.close()
        assert try_lock(reader, shared=True)
        assert not second.lock()
    assert second.lock()
    second.close()


def test_a_file_that_is_replaced_is_whole_or_as_it_was(tmp_path):
    path = tmp_path / "config.yaml"
    write_atomically(path, b"seed: 1\n")
    with files_no_longer_than(4), pytest.raises(OSError):
        write_atomically(path, b"seed: 2\n")
    assert path.read_bytes() == b"seed: 1\n"
    with pytest.raises(KeyError), replacing(path) as part:
        part.write_bytes(b"seed: 3\n")
        raise KeyError
    assert path.read_bytes() == b"seed: 1\n"
    write_atomically(path, b"seed: 4\n")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(path.name, b"seed: 4\n")]


def test_a_file_that_cannot_be_written_is_one_line_that_says_what_to_do(tmp_path):
    path = tmp_path / "nowhere" / "config.yaml"
    with (
        pytest.raises(RunDirError, match=r"cannot write .*No such file.* run the same command"),
        writing(path),
    ):
        write_atomically(path, b"")
