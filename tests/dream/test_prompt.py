import pytest

from deckard.dream.priors.recorded import Recorded
from deckard.dream.prompt import MOST_QUOTED, load_prompt
from deckard.errors import ConfigError
from deckard.llms.records import digest
from deckard.resources import find_resource

GOOD = """---
name: small
version: 2
answer: json
---
# System

Be brief; a diamond costs $$5.

# User

USER $item

Seen:
$evidence
"""


def load(tmp_path, text):
    path = tmp_path / "prompt.md"
    path.write_text(text, encoding="utf-8")
    return load_prompt(path)


def test_the_item_is_asked_for_and_the_system_part_is_the_same_for_all(tmp_path):
    prompt = load(tmp_path, GOOD)
    assert prompt.render("stick") == ("Be brief; a diamond costs $5.", "USER stick")
    assert prompt.render("log")[0] == prompt.render("stick")[0]
    assert (prompt.name, prompt.version, prompt.answer) == ("small", 2, "json")


def test_evidence_is_listed_and_its_paragraph_left_out_when_there_is_none(tmp_path):
    prompt = load(tmp_path, GOOD)
    assert prompt.render("log", ["a $item", "b\nc"])[1] == "USER log\n\nSeen:\n- a $item\n- b c"
    assert "Seen" not in prompt.render("log")[1]


@pytest.mark.parametrize(
    "change", [("brief", "long"), ("Seen", "Known"), ("version: 2", "version: 3"), ("json", "text")]
)
def test_the_digest_is_of_all_that_is_asked_and_not_of_what_is_known(tmp_path, change):
    prompt = load(tmp_path, GOOD)
    assert load(tmp_path, GOOD.replace("small", "tiny")).digest == prompt.digest
    assert load(tmp_path, GOOD.replace(*change)).digest != prompt.digest


def test_the_shipped_prompt_asks_about_one_item():
    prompt = load_prompt(find_resource("prompts", "recipe.md"))
    system, user = prompt.render("stick")
    assert system.startswith("You know Minecraft Java Edition 1.11.2.")
    assert user == "USER stick"
    assert (
        "- craft stick from 2 planks: failed"
        in prompt.render("stick", ["craft stick from 2 planks: failed"])[1].splitlines()
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("version: 2\n", "", "lacks version"),
        ("version: 2\nanswer: json", "x: 1", "lacks version, answer"),
        ("version: 2", "version: 2\nverson: 2", "unknown in the front matter: verson"),
        ("answer: json", "answer: xml", "form of answer 'xml'; known: json, json-stations, text"),
        ("name: small", "name: [", "not YAML"),
        ("name: small\nversion: 2\nanswer: json", "hello", "no `key: value`"),
        (
            "$evidence",
            "$proof",
            r"user part: \$proof; it may hold \$item and \$evidence and \$examples",
        ),
        ("brief", "brief, $item", r"system part: \$item; it may hold none"),
        ("$$5", "$5", r"lone \$"),
        ("USER $item", "USER", r"does not say \$item"),
        ("# User", "# Human", "# User"),
        ("---\nname", "name", "front matter between"),
    ],
)
def test_what_is_wrong_with_a_prompt_is_named(tmp_path, old, new, complaint):
    assert old in GOOD
    with pytest.raises(ConfigError, match=complaint):
        load(tmp_path, GOOD.replace(old, new))


def test_a_missing_prompt_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.md"):
        load_prompt(tmp_path / "nowhere.md")


def test_examples_are_lines_and_their_paragraph_is_left_out_when_there_are_none(tmp_path):
    prompt = load(tmp_path, GOOD.replace("USER $item", "Known:\n$examples\n\nUSER $item"))
    assert prompt.render("log", (), ['{"a": 1}', "b"])[1] == 'Known:\n{"a": 1}\nb\n\nUSER log'
    assert prompt.render("log")[1] == "USER log"


def test_a_repair_question_follows_the_question_and_quotes_the_end_of_the_answer(tmp_path):
    prompt = load(tmp_path, GOOD + "\n# Repair\n\nNot $answer: $fault.\n")
    assert prompt.ask_again("USER log", "$item " + "." * MOST_QUOTED, "why") == (
        f"USER log\n\nNot {'.' * MOST_QUOTED}: why."
    )
    assert prompt.render("log")[1] == "USER log"
    assert load(tmp_path, GOOD).repair == ""


def test_a_repair_part_speaks_of_nothing_else(tmp_path):
    with pytest.raises(ConfigError, match=r"repair part: \$item; it may hold \$answer and \$fault"):
        load(tmp_path, GOOD + "\n# Repair\n\nAbout $item.\n")


def test_the_recorded_answers_belong_to_the_shipped_prompt():
    prompt = load_prompt(find_resource("prompts", "recipe.md"))
    assert Recorded().prompts == {(prompt.digest, digest(prompt.system))}
