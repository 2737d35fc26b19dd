import json

import pytest

from deckard.errors import ConfigError, LLMError
from deckard.llms import Request
from deckard.llms.recorded import Recorded
from deckard.prompts import digest, load_prompt
from deckard.share import find

HEAD = {"recording": 1, "model": "tiny", "prompt": digest("Be brief.")}
LOG = {"item": "log", "text": "punch a tree"}


def write(path, *lines):
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return str(path)


def ask(llm, item, system="Be brief.", attempt=0):
    return llm.complete(Request(item=item, system=system, user=f"USER {item}", attempt=attempt))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tiny.jsonl"


def test_the_shipped_recording_answers_390_items_asked_with_the_shipped_prompt():
    llm, prompt = Recorded(), load_prompt(find("prompts", "recipe.md"))
    assert len(llm.answers) == 390
    for item in llm.answers:
        system, user = prompt.render(item, ["it failed"])
        completion = llm.complete(Request(item=item, system=system, user=user))
        assert json.loads(completion.text)["item"] == item
        assert completion.model == "claude"


def test_an_item_has_one_answer_however_often_it_is_asked(path):
    llm = Recorded(write(path, HEAD, LOG))
    assert ask(llm, "log", attempt=0) == ask(llm, "log", attempt=3)
    assert ask(llm, "log").text == "punch a tree"


def test_an_item_without_an_answer_is_named(path):
    llm = Recorded(write(path, HEAD, LOG))
    with pytest.raises(LLMError, match="no answer for 'stick'; add it or use another llm"):
        ask(llm, "stick")


def test_another_prompt_is_refused(path):
    llm = Recorded(write(path, HEAD, LOG))
    with pytest.raises(LLMError, match="recorded with another prompt"):
        ask(llm, "log", system="Be long.")


def test_a_recording_may_go_with_any_prompt(path):
    llm = Recorded(write(path, HEAD | {"prompt": None}, LOG))
    assert ask(llm, "log", system="Be long.").text == "punch a tree"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], ":1: not JSON"),
        ([LOG], ":1: a recording starts with a head"),
        ([HEAD | {"recording": 2}], ":1: a recording starts with a head"),
        ([HEAD, "{"], ":2: not JSON"),
        ([HEAD, "[]"], ":2: not a JSON object"),
        ([HEAD, LOG, {"item": "stick"}], ":3: an answer is"),
        ([HEAD, LOG, LOG], ":3: a second answer for 'log'"),
    ],
)
def test_a_damaged_recording_is_refused_with_its_line(path, lines, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Recorded(write(path, *lines))


def test_a_file_that_is_no_text_is_refused(path):
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot read recording"):
        Recorded(str(path))


def test_a_missing_recording_is_named():
    with pytest.raises(ConfigError, match=r"nowhere\.jsonl"):
        Recorded("nowhere.jsonl")
