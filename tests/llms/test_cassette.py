import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deckard.config import LLMConfig
from deckard.errors import ConfigError, LLMError, RunDirError
from deckard.files import AppendOnlyFile
from deckard.llms import LLM, Completion, Request
from deckard.llms.cached import CachedLLM, wrap_llm
from deckard.llms.cassette import CassetteFile, locate
from deckard.llms.contents import read_cassette
from tests.test_files import files_no_longer_than

ASK = Request("log", "Be brief.", "USER log", schema={"type": "object"})


class Says(LLM):
    """Numbers its answers."""

    def __init__(self, about=None):
        self.about, self.asked, self.lock = about or {"model": "m"}, [], threading.Lock()

    def complete(self, request):
        with self.lock:
            self.asked.append(request)
            if request.item == "bad":
                raise LLMError("no answer today")
            return Completion(f"answer {len(self.asked)}", "m-1", 10, 5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "llm" / "cassette.jsonl"


def on(path, model, **common):
    return wrap_llm(model, LLMConfig(name="x", **common), CassetteFile(path))


def test_what_was_answered_is_not_asked_again_also_by_another_process(path):
    model = Says()
    first = on(path, model).complete(ASK)
    again = on(path, model).complete(ASK)
    assert len(model.asked) == 1
    assert (again.text, again.tokens_in, again.cached) == (first.text, 10, True)
    assert not first.cached
    assert first.seconds >= 0


@pytest.mark.parametrize(
    "change",
    [
        {"item": "stick"},
        {"system": "Be long."},
        {"user": "USER log, please"},
        {"attempt": 1},
        {"sample": 1},
        {"schema": None},
        {"schema": {"type": "array"}},
    ],
    ids=str,
)
def test_all_that_is_sent_makes_another_question(path, change):
    model = Says()
    on(path, model).complete(ASK)
    on(path, model).complete(Request(**vars(ASK) | change))
    assert len(model.asked) == 2


def test_another_model_is_another_question(path):
    on(path, Says()).complete(ASK)
    other = Says({"model": "m", "temperature": 1.0})
    on(path, other).complete(ASK)
    assert len(other.asked) == 1


def test_a_cassette_holds_question_answer_model_tokens_seconds_and_time(path):
    on(path, Says()).complete(ASK)
    contents = read_cassette(path)
    [take] = contents.exchanges
    assert (take.question.item, take.question.user, take.about) == (
        "log",
        "USER log",
        {"model": "m"},
    )
    assert contents.texts[take.question.system] == "Be brief."
    assert json.loads(contents.texts[take.question.schema_sha256]) == {"type": "object"}
    assert (take.answer.text, take.answer.model) == ("answer 1", "m-1")
    assert (take.answer.tokens_in, take.answer.tokens_out) == (10, 5)
    assert take.at.startswith("20")
    assert len(take.key) == 64


def test_texts_that_questions_share_are_written_once(path):
    cassette = on(path, Says())
    for sample in range(5):
        cassette.complete(Request(**vars(ASK) | {"sample": sample}))
    assert path.read_text(encoding="utf-8").count("Be brief.") == 1


def test_a_question_that_failed_is_kept_and_asked_again(path):
    model = Says()
    for _ in range(2):
        with pytest.raises(LLMError):
            on(path, model).complete(Request("bad", "S", "U"))
    assert len(model.asked) == 2
    assert [take.fault for take in read_cassette(path).exchanges] == ["no answer today"] * 2


@pytest.mark.parametrize(
    "line", ['{"learnt": 5}', "[" * 100_000, '{"asked": null}', "[]", "5", '{"text": null}']
)
def test_a_line_that_is_none_is_named(path, line):
    on(path, Says()).complete(ASK)
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")
    with pytest.raises(ConfigError, match=r"cassette.jsonl:5: no line of a cassette"):
        CassetteFile(path)


@pytest.mark.parametrize("torn", [b'{"asked": {"item', b"{", b'"\xff'])
def test_a_torn_last_line_is_left_out_and_overwritten(path, torn):
    model = Says()
    on(path, model).complete(ASK)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert len(on(path, model).cassette.contents.exchanges) == 1
    on(path, model).complete(Request("stick", "S", "U"))
    assert path.read_bytes().startswith(whole)
    assert len(read_cassette(path).exchanges) == 2


def test_a_file_torn_within_its_head_begins_anew(path):
    path.parent.mkdir()
    path.write_bytes(b'{"deck')
    on(path, Says()).complete(ASK)
    assert len(read_cassette(path).exchanges) == 1


@pytest.mark.parametrize("text", [b"my only notes, no newline", b"\xff\x00\x01"])
def test_a_file_that_is_no_cassette_is_left_as_it_is(path, text):
    path.parent.mkdir()
    path.write_bytes(text)
    model = Says()
    with pytest.raises(RunDirError, match="is no cassette, and is left as it is"):
        on(path, model).complete(ASK)
    assert path.read_bytes() == text


def test_a_last_line_that_lacks_nothing_but_its_end_counts(path):
    model = Says()
    on(path, model).complete(ASK)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    on(path, model).complete(ASK)
    assert len(model.asked) == 1, "it is paid for"
    on(path, model).complete(Request("stick", "S", "U"))
    assert [take.question.item for take in read_cassette(path).exchanges] == ["log", "stick"]


def test_no_two_write_to_a_cassette_at_once(path):
    model, other = Says(), Says()
    first = on(path, model)
    first.complete(ASK)
    second = on(path, other)
    assert second.complete(ASK).text == "answer 1", "to read it is free"
    with pytest.raises(RunDirError, match=f"another deckard writes to {path}; wait for it"):
        second.complete(Request("stick", "S", "U"))
    assert other.asked == []
    first.complete(Request("stick", "S", "U"))
    first.cassette.close()
    assert second.complete(Request("stick", "S", "U")).text == "answer 2", "asked meanwhile"
    second.complete(Request("torch", "S", "U"))
    assert (len(other.asked), len(read_cassette(path).exchanges)) == (1, 3)


def test_a_disk_that_fills_up_loses_no_answer_in_silence(path):
    cassette = on(path, Says())
    cassette.complete(ASK)
    whole = path.read_bytes()
    full = files_no_longer_than(len(whole) + 50)
    with full, pytest.raises(RunDirError, match="cannot write"):
        cassette.complete(Request("stick", "S", "U"))
    assert path.read_bytes() == whole, "no half of a line is left"
    cassette.complete(Request("torch", "S", "U"))
    assert [take.question.item for take in read_cassette(path).exchanges] == ["log", "torch"]


class Halves(Says):
    """Says halves of characters, in its name, too."""

    def complete(self, request):
        said = super().complete(request)
        return replace(said, text=f"{said.text} \ud800", model="m\udc00")


def test_halves_of_characters_are_marked_and_paid_for_once(path):
    model = Halves()
    first = on(path, model).complete(ASK)
    assert (first.text, first.model) == ("answer 1 \ufffd", "m\ufffd")
    assert on(path, model).complete(ASK).text == first.text
    assert len(model.asked) == 1


def test_requests_are_counted_also_of_a_question_without_an_answer(path):
    model = Says()
    error = LLMError("gone")
    error.requests = 4
    model.complete = lambda request: (_ for _ in ()).throw(error)
    cassette = on(path, model)
    with pytest.raises(LLMError):
        cassette.complete(ASK)
    model.complete = lambda request: Completion("x", "m", requests=3)
    cassette.complete(ASK)
    assert [take.requests for take in read_cassette(path).exchanges] == [4, 3]


def test_many_threads_write_whole_lines(path):
    cassette = on(path, Says())
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda k: cassette.complete(Request(f"i{k}", "S", "U")), range(100)))
    assert len(read_cassette(path).exchanges) == 100


def test_a_replay_asks_no_model_and_is_kept_as_cached(path, tmp_path):
    on(path, Says()).complete(ASK)
    model, own = Says(), tmp_path / "own.jsonl"
    said = on(own, model, cassette=str(path)).complete(ASK)
    assert (said.text, said.cached, model.asked) == ("answer 1", True, [])
    assert read_cassette(own).exchanges[0].answer.cached
    assert on(own, model).complete(ASK).text == "answer 1", "the run needs the other no more"


@pytest.mark.parametrize(
    ("change", "model", "said"),
    [
        ({"item": "stick"}, {"model": "m"}, "no answer for 'stick'"),
        ({"system": "Be long."}, {"model": "m"}, "answers 'log' to another prompt"),
        ({"user": "with evidence"}, {"model": "m"}, "to this very question"),
        ({"attempt": 2}, {"model": "m"}, "attempt 2"),
        ({}, {"model": "other"}, "of another llm"),
    ],
)
def test_a_replay_says_what_it_lacks_and_what_to_do(path, tmp_path, change, model, said):
    on(path, Says()).complete(ASK)
    replay = on(tmp_path / "own.jsonl", Says(model), cassette=str(path))
    with pytest.raises(LLMError, match=said) as caught:
        replay.complete(Request(**vars(ASK) | change))
    assert "deckard llm record" in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_cassette_is_found_by_file_folder_or_run_directory(path):
    on(path, Says()).complete(ASK)
    assert locate(path) == locate(path.parent) == locate(path.parent.parent) == path
    with pytest.raises(ConfigError, match="no cassette in"):
        locate(path / "nowhere")


def test_a_question_that_was_altered_is_refused(path):
    on(path, Says()).complete(ASK)
    path.write_text(path.read_text(encoding="utf-8").replace("USER log", "USER axe"))
    with pytest.raises(ConfigError, match=r":4: .*not the one that its key tells"):
        CassetteFile(path)


def test_a_line_that_is_no_text_is_named_with_a_cure(path):
    on(path, Says()).complete(ASK)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b'{"asked": "\xff"}\n', *lines[1:]]))
    with pytest.raises(ConfigError, match=r"jsonl:2: .*byte 12 is no UTF-8 text: delete the line"):
        CassetteFile(path)


class Restores(Says):
    """Finds something out about its server."""

    def __init__(self, saved):
        super().__init__()
        self.saved = saved

    def capabilities(self):
        return self.saved

    def restore_capabilities(self, saved):
        self.saved = saved


def test_what_was_learnt_about_a_server_is_kept(path):
    model = Restores({"of": "here", "refused": ["temperature"]})
    on(path, model).complete(ASK)
    assert json.loads(path.read_text().splitlines()[1]) == {"learnt": model.saved}
    other = Restores({})
    on(path, other)
    assert other.saved == model.saved


def test_a_cassette_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "llm").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("llm/cassette.jsonl", "a" * 300, "loop", "."):
        with pytest.raises(RunDirError, match="cannot write"):
            on(tmp_path / name, Says()).complete(ASK)
    for name in ("a" * 300, "loop"):
        with pytest.raises(ConfigError, match="no cassette in"):
            locate(tmp_path / name)


def test_cassettes_compose_with_any_model_by_hand(path):
    cassette = CachedLLM(Says(), {"model": "m"}, CassetteFile(path))
    assert cassette.complete(ASK).text == cassette.complete(ASK).text == "answer 1"


def test_nothing_is_asked_whose_answer_could_not_be_kept(path):
    path.mkdir(parents=True)
    model = Says()
    with pytest.raises(RunDirError, match="cannot write"):
        on(path, model).complete(ASK)
    assert model.asked == []


def test_a_sync_puts_all_answers_so_far_on_the_disk_and_another_one_nothing(path, monkeypatch):
    sizes, llm = [], on(path, Says())
    monkeypatch.setattr(AppendOnlyFile, "sync", lambda file: sizes.append(file.size))
    for k in range(3):
        llm.complete(replace(ASK, item=f"i{k}"))
    llm.sync()
    llm.sync()
    assert sizes == [path.stat().st_size]
    llm.complete(replace(ASK, item="late"))
    llm.cassette.close()
    assert sizes[1:] == [path.stat().st_size]
