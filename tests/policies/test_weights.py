import hashlib
import subprocess

import pytest

from deckard.errors import WeightsError
from deckard.policies import weights
from deckard.policies.weights import KNOWN, WeightsFile, obtain
from tests.file_server import serving

CONTENT = b"weights" * 1000
MD5 = hashlib.md5(CONTENT).hexdigest()


def quietly(had, total):
    pass


@pytest.fixture
def shelf():
    with serving(CONTENT) as server:
        yield server


def test_every_file_has_one_address_and_it_is_https():
    files = {file.name: file for known in KNOWN.values() for file in known.files}
    assert all(file.url.startswith("https://") for file in files.values())
    assert len({file.url for file in files.values()}) == len(files)


def test_files_that_several_weights_share_are_fetched_once():
    names = [file.name for file in weights.wanted(["foundation-model-2x", "rl-from-house-2x"])]
    assert names == ["2x.model", "foundation-model-2x.weights", "rl-from-house-2x.weights"]


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(WeightsError, match="no weights '2x'; known: foundation-model-1x, "):
        weights.wanted(["2x"])


def test_the_first_copy_is_trusted_and_any_other_refused_later(shelf, tmp_path):
    file = WeightsFile("w.bin", shelf.url)
    assert "trusted as the first copy" in obtain(file, tmp_path, quietly)
    assert obtain(file, tmp_path, quietly) == "there already, as fetched first"
    (tmp_path / "w.bin").unlink()
    shelf.content = CONTENT[::-1]
    with pytest.raises(WeightsError, match="not the one fetched first") as refused:
        obtain(file, tmp_path, quietly)
    assert "SHA256SUMS" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["SHA256SUMS"]
    shelf.content = CONTENT
    assert obtain(file, tmp_path, quietly) == "fetched, as fetched first"


def test_a_copy_that_was_changed_on_disk_is_noticed_and_left(shelf, tmp_path):
    file = WeightsFile("w.bin", shelf.url)
    obtain(file, tmp_path, quietly)
    (tmp_path / "w.bin").write_bytes(b"changed")
    with pytest.raises(WeightsError, match=r"delete .*w\.bin and fetch it again"):
        obtain(file, tmp_path, quietly)
    assert (tmp_path / "w.bin").read_bytes() == b"changed"


def test_sha256sum_reads_the_list_of_trusted_copies(shelf, tmp_path):
    obtain(WeightsFile("w.bin", shelf.url), tmp_path, quietly)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_a_published_hash_is_kept_to(shelf, tmp_path):
    assert (
        obtain(WeightsFile("w.bin", shelf.url, MD5), tmp_path, quietly) == "fetched, as published"
    )
    with pytest.raises(WeightsError, match=r"other\.bin is not what was published"):
        obtain(WeightsFile("other.bin", shelf.url, "0" * 32), tmp_path, quietly)
    assert not (tmp_path / "other.bin").exists()


def test_what_differs_from_the_servers_own_hash_is_thrown_away(shelf, tmp_path):
    shelf.headers["x-ms-blob-content-md5"] = "CY9rzUYh03PK3k6DJie09g=="
    with pytest.raises(WeightsError, match="not what the server promised"):
        obtain(WeightsFile("w.bin", shelf.url), tmp_path, quietly)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_list_of_trusted_copies_trusts_nothing(shelf, tmp_path):
    (tmp_path / "SHA256SUMS").write_text("abc  w.bin\n", encoding="utf-8")
    with pytest.raises(WeightsError, match="SHA256SUMS is damaged"):
        obtain(WeightsFile("w.bin", shelf.url), tmp_path, quietly)


def test_a_folder_that_cannot_be_made_is_named(shelf, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match=r"cannot write to .*file"):
        obtain(WeightsFile("w.bin", shelf.url), tmp_path / "file" / "weights", quietly)


def test_weights_are_kept_once_all_their_files_are(tmp_path):
    (tmp_path / "2x.model").touch()
    assert weights.downloaded_weights(tmp_path) == []
    (tmp_path / "rl-from-house-2x.weights").touch()
    assert weights.downloaded_weights(tmp_path) == ["rl-from-house-2x"]
