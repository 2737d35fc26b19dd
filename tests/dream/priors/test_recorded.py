import json
from dataclasses import replace

import pytest

from deckard.dream.priors.recorded import Recorded
from deckard.dream.prompt import load_prompt
from deckard.errors import ConfigError, LLMError
from deckard.llms import Request
from deckard.llms.records import digest
from deckard.resources import find_resource

HEAD = {"deckard_cassette": 1}
SYSTEM = digest("Be brief.")


def take(item="log", text="punch a tree", system=SYSTEM, **more):
    asked = {"item": item, "system": system, **more}
    return {"asked": asked, "answer": {"text": text, "model": "tiny"}}


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
    llm, prompt = Recorded(), load_prompt(find_resource("prompts", "recipe.md"))
    assert len(llm.answers) == 390
    for item in llm.answers:
        system, user = prompt.render(item, ["it failed"])
        asked = Request(item=item, system=system, user=user, prompt=prompt.digest)
        completion = llm.complete(asked)
        assert json.loads(completion.text)["item"] == item
        assert completion.model == "claude"
        assert completion.cached


@pytest.mark.parametrize("name", ["crafter-minecraft", "crafter-named"])
def test_the_recordings_of_crafter_answer_17_items_asked_with_their_own_prompts(name):
    llm = Recorded(f"recordings/claude-{name}.jsonl")
    prompt = load_prompt(find_resource("prompts", f"{name}.md"))
    assert len(llm.answers) == 17
    for item in llm.answers:
        system, user = prompt.render(item)
        answer = llm.complete(Request(item=item, system=system, user=user, prompt=prompt.digest))
        assert json.loads(answer.text)["item"] == item


def test_an_item_has_one_answer_however_often_it_is_asked(path):
    llm = Recorded(write(path, HEAD, take()))
    assert ask(llm, "log", attempt=0) == ask(llm, "log", attempt=3)
    assert ask(llm, "log").text == "punch a tree"


def test_what_was_answered_when_asked_again_is_answered_then(path):
    again = take(text="use a sapling", attempt=1)
    llm = Recorded(write(path, HEAD, take(), again))
    said = [ask(llm, "log", attempt=attempt).text for attempt in range(3)]
    assert said == ["punch a tree", "use a sapling", "punch a tree"]


def test_an_item_without_an_answer_is_named(path):
    llm = Recorded(write(path, HEAD, take()))
    with pytest.raises(LLMError, match="no answer for 'stick'; add it or use another llm"):
        ask(llm, "stick")


def test_a_repaired_answer_is_given_to_the_repair_question(path):
    llm = Recorded(write(path, HEAD, take(text="?"), take(repair=True)))
    asked = Request(item="log", system="Be brief.", user="USER log")
    assert llm.complete(asked).text == "?"
    assert llm.complete(replace(asked, user="it is unreadable", repair=True)).text == "punch a tree"


def test_a_prompt_with_another_user_part_is_refused(path):
    llm = Recorded(write(path, HEAD, take(prompt="abc")))
    asked = Request(item="log", system="Be brief.", user="USER log", prompt="abc")
    assert llm.complete(asked).text == "punch a tree"
    with pytest.raises(LLMError, match=r"another prompt \(digest abc, this one has def\)"):
        llm.complete(replace(asked, prompt="def"))


def test_the_shipped_recording_is_refused_to_a_changed_prompt(tmp_path):
    text = find_resource("prompts", "recipe.md").read_text(encoding="utf-8")
    (tmp_path / "mine.md").write_text(text.replace("USER $item", "Item: $item"), encoding="utf-8")
    prompt = load_prompt(tmp_path / "mine.md")
    system, user = prompt.render("stick")
    with pytest.raises(LLMError, match="no longer matches"):
        Recorded().complete(Request("stick", system, user, prompt=prompt.digest))


def test_another_prompt_is_refused(path):
    llm = Recorded(write(path, HEAD, take()))
    with pytest.raises(LLMError, match="no longer matches: it was recorded with another prompt"):
        ask(llm, "log", system="Be long.")


def test_a_recording_may_go_with_any_prompt(path):
    llm = Recorded(write(path, HEAD, take(system=None)))
    assert ask(llm, "log", system="Be long.").text == "punch a tree"


def test_its_sha256_says_which_recording_it_is(path):
    before = Recorded(write(path, HEAD, take())).about
    assert Recorded(write(path, HEAD, take())).about == before
    assert Recorded(write(path, HEAD, take(text="chop"))).about != before


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([], ":1: .*not JSON"),
        ([take()], ":1: .*a cassette begins with"),
        ([HEAD | {"deckard_cassette": 2}], ":1: .*a cassette begins with"),
        ([HEAD, "{"], ":2: .*not JSON"),
        ([HEAD, "[]"], ":2: "),
        ([HEAD, {"item": "log"}], ":2: .*lacks 'text'"),
        ([HEAD, take(), {"asked": {"item": "stick"}}], ":3: .*asked.system: field required"),
        ([HEAD, {"sha256": SYSTEM, "text": "Be long."}], ":2: .*the text is not the one"),
        ([HEAD, take() | {"key": "0"}], ":2: .*the question is not the one"),
    ],
)
def test_a_damaged_recording_is_refused_with_its_line(path, lines, complaint):
    with pytest.raises(ConfigError, match=complaint):
        Recorded(write(path, *lines))


def test_a_file_that_is_no_text_is_refused(path):
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(ConfigError, match="no UTF-8 text"):
        Recorded(str(path))


def test_a_missing_recording_is_named():
    with pytest.raises(ConfigError, match=r"nowhere\.jsonl"):
        Recorded("nowhere.jsonl")


def test_what_was_not_recorded_may_count_as_unknown_but_not_another_prompt(path):
    llm = Recorded(write(path, HEAD, take()), missing="unknown")
    assert ask(llm, "log").text == "punch a tree"
    assert ask(llm, "planks").text == "I do not know."
    with pytest.raises(LLMError, match="recorded with another prompt"):
        ask(llm, "planks", system="Be long.")
