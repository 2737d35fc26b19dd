import fcntl
import random

import pytest

from deckard.errors import WeightsError
from deckard.policies.download import fetch
from tests.file_server import serving

CONTENT = random.Random(0).randbytes(1_000_000)


@pytest.fixture
def shelf():
    with serving(CONTENT) as server:
        yield server


def fetched(shelf, folder, tries=3, told=lambda had, total: None):
    return fetch("w.bin", shelf.url, folder, told, tries=tries, pause=0.001)


def fails(shelf, folder, *words):
    with pytest.raises(WeightsError) as failed:
        fetched(shelf, folder)
    said = str(failed.value)
    assert all(word in said for word in ("cannot fetch w.bin", shelf.url, *words)), said


def test_a_file_is_fetched_whole_and_progress_told(shelf, tmp_path):
    told = []
    got = fetched(shelf, tmp_path, told=lambda *words: told.append(words))
    assert got.path == tmp_path / "w.bin.part"
    assert got.path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["w.bin.part"]
    assert shelf.asked == [(None, None)]


def test_what_was_cut_goes_on_where_it_stopped(shelf, tmp_path):
    shelf.cuts = [300_000, 1, 400_000]
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT
    ranges = ["bytes=300000-", "bytes=300001-", "bytes=700001-"]
    assert shelf.asked[1:] == [(asked, '"one"') for asked in ranges]


def test_it_goes_on_in_another_process_after_it_was_given_up(shelf, tmp_path):
    shelf.cuts = [600_000, 0, 0, 0]
    fails(shelf, tmp_path, "600,000 of 1,000,000 bytes", str(tmp_path / "w.bin"))
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT
    assert shelf.asked[-1] == ("bytes=600000-", '"one"')


def test_as_long_as_something_comes_it_is_not_given_up(shelf, tmp_path):
    shelf.cuts = [90_000] * 11
    assert fetched(shelf, tmp_path, tries=1).path.read_bytes() == CONTENT


def test_a_server_that_never_gets_further_than_before_is_given_up(shelf, tmp_path):
    shelf.ranges, shelf.cuts = False, [600_000, 300_000] * 5
    fails(shelf, tmp_path, "of 1,000,000 bytes")
    assert len(shelf.asked) == 4


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(shelf, tmp_path):
    shelf.cuts = [600_000, 0, 0, 0]
    fails(shelf, tmp_path)
    shelf.tag, shelf.content = '"two"', CONTENT[::-1]
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT[::-1]


def test_a_server_without_ranges_sends_all_again(shelf, tmp_path):
    shelf.ranges, shelf.cuts = False, [600_000]
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT


def test_a_part_of_unknown_version_is_not_gone_on_with(shelf, tmp_path):
    (tmp_path / "w.bin.part").write_bytes(b"something else")
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT
    assert shelf.asked == [(None, None)]


def test_a_server_that_promises_more_than_it_has_is_given_up(shelf, tmp_path):
    shelf.length = len(CONTENT) + 1
    fails(shelf, tmp_path, "nothing after 1,000,000 bytes")
    assert len(shelf.asked) < 10


def test_another_part_than_asked_for_is_refused_and_forgotten(shelf, tmp_path):
    shelf.cuts, shelf.shift = [500_000], 7
    fails(shelf, tmp_path, "another part")
    shelf.shift = 0
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT


def test_faults_that_pass_are_waited_out(shelf, tmp_path):
    shelf.statuses = [503, 429]
    assert fetched(shelf, tmp_path).path.read_bytes() == CONTENT


def test_a_refusal_is_told_at_once_and_nothing_is_left(shelf, tmp_path):
    shelf.statuses = [404]
    fails(shelf, tmp_path, "404 Not Found")
    assert len(shelf.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_not_taken_for_the_file(shelf, tmp_path):
    shelf.headers["Content-Type"] = "text/html; charset=utf-8"
    fails(shelf, tmp_path, "sent a page, no file")


def test_a_file_that_would_fill_the_disk_is_not_begun(shelf, tmp_path):
    shelf.length = 10**18
    fails(shelf, tmp_path, "1,000,000,000,000,000,000 bytes more")


def test_without_a_network_one_line_says_so_at_once(tmp_path):
    with pytest.raises(WeightsError, match="no network, or no such host") as failed:
        fetch("w.bin", "http://weights.invalid/w", tmp_path, lambda *_: None, pause=60)
    assert "\n" not in str(failed.value)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_asked_a_bounded_number_of_times(tmp_path):
    with serving(b"") as gone:
        url = gone.url
    with pytest.raises(WeightsError, match="Connection refused"):
        fetch("w.bin", url, tmp_path, lambda *_: None, tries=3, pause=0.001)


def test_two_processes_do_not_fetch_one_file(shelf, tmp_path):
    with (tmp_path / "w.bin.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        fails(shelf, tmp_path, "another process")


def test_a_folder_that_takes_no_file_is_named(shelf, tmp_path):
    (tmp_path / "w.bin.part").mkdir()
    with pytest.raises(WeightsError, match=r"cannot write .*w\.bin\.part"):
        fetched(shelf, tmp_path)


@pytest.mark.parametrize("header", ["Content-MD5", "x-ms-blob-content-md5"])
def test_the_hash_that_the_server_tells_is_passed_on(shelf, tmp_path, header):
    shelf.headers[header] = "CY9rzUYh03PK3k6DJie09g=="
    assert fetched(shelf, tmp_path).md5 == "098f6bcd4621d373cade4e832627b4f6"


def test_the_hash_of_a_part_is_not_taken_for_that_of_the_whole(shelf, tmp_path):
    shelf.headers["Content-MD5"], shelf.cuts = "CY9rzUYh03PK3k6DJie09g==", [5]
    assert fetched(shelf, tmp_path).md5 is None
