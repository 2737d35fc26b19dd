import pytest

from deckard.llms.cassette import CassetteFile
from deckard.llms.contents import Contents, read_cassette
from deckard.llms.doubt import doubtful_exchanges, is_doubtful, warn_of_doubtful
from deckard.llms.records import Answer, Exchange, Question, request_key

WHOLE = '{"item": "stick", "yield": 4}'
QUESTION = Question(item="stick", system=None)


def kept(text, ended=None, **more):
    """Return an answer as older versions kept it."""
    return Answer(text=text, model="m", ended=ended, **more)


@pytest.mark.parametrize(
    ("answer", "doubtful"),
    [
        (kept(""), True),
        (kept(" \n"), True),
        (kept('{"item": "stick", "ingredients": {"planks": 2'), True),
        (kept("<think>Two planks"), True),
        (kept("", "length"), True),
        (kept("<think>Two planks", "length"), True),
        (kept("", "content_filter"), False),
        (kept("", "refusal"), False),
        (kept('{"item": "sti', "length"), False),
        (kept(WHOLE), False),
        (kept("I do not know."), False),
        (kept("", cached=True), False),
        (kept("", answer_in="content"), False),
        (None, False),
    ],
)
def test_an_older_answer_is_doubtful_where_a_failure_may_have_been_kept(answer, doubtful):
    assert is_doubtful(answer) is doubtful


def cassette(path, *answers):
    """Write a cassette of an older version."""
    file = CassetteFile(path)
    for number, answer in enumerate(answers):
        question = QUESTION.model_copy(update={"attempt": number})
        key = request_key({}, question)
        file.contents.add(Exchange(question=question, key=key, answer=answer))
    return file.contents


def test_a_cassette_without_doubtful_answers_gives_no_warning(tmp_path, caplog):
    warn_of_doubtful(cassette(tmp_path / "c.jsonl", kept(WHOLE), kept("", answer_in="content")))
    assert caplog.messages == []


def test_a_cassette_with_doubtful_answers_gives_one_line_that_says_what_to_do(tmp_path, caplog):
    warn_of_doubtful(cassette(tmp_path / "c.jsonl", kept(""), kept(WHOLE), kept("<think>")))
    (line,) = caplog.messages
    assert "2 empty answers" in line
    assert line.endswith(f"deckard llm repair {tmp_path / 'c.jsonl'} has them asked again")


def test_what_is_void_is_not_used_and_not_doubtful_any_more_but_stays_on_the_cassette(tmp_path):
    contents = cassette(tmp_path / "c.jsonl", kept(""), kept(WHOLE))
    (exchange,) = doubtful_exchanges(contents)
    contents.void(exchange.key, "why")
    assert doubtful_exchanges(contents) == []
    assert [e.void for e in contents.exchanges] == ["why", None]
    assert list(contents.answers.values()) == [kept(WHOLE)]


def test_a_line_that_voids_is_read_also_before_a_new_answer(tmp_path):
    path = tmp_path / "c.jsonl"
    question = {"item": "stick", "system": None}
    key = request_key({}, QUESTION)
    line = '{{"asked": {}, "about": {{}}, "key": "{}", "answer": {{"text": "{}", "model": "m"}}}}'
    asked = str(question).replace("'", '"').replace("None", "null")
    lines = ['{"deckard_cassette": 1}', line.format(asked, key, "")]
    lines += [f'{{"void": "{key}", "why": "a failure"}}', line.format(asked, key, "good")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    contents: Contents = read_cassette(path)
    assert contents.answers[key].text == "good"
    assert [bool(e.valid_answer) for e in contents.exchanges] == [False, True]
