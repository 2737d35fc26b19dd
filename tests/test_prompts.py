import pytest

from deckard.errors import ConfigError
from deckard.prompts import digest, load_prompt
from deckard.share import find

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


def test_the_digest_is_of_the_system_text(tmp_path):
    prompt = load(tmp_path, GOOD)
    assert prompt.digest == digest(prompt.render("log")[0])
    assert load(tmp_path, GOOD.replace("Seen", "Known")).digest == prompt.digest
    assert load(tmp_path, GOOD.replace("brief", "long")).digest != prompt.digest


def test_the_shipped_prompt_asks_about_one_item():
    prompt = load_prompt(find("prompts", "recipe.md"))
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
        ("answer: json", "answer: xml", "form of answer 'xml'; known: json"),
        ("name: small", "name: [", "not YAML"),
        ("name: small\nversion: 2\nanswer: json", "hello", "no `key: value`"),
        ("$evidence", "$proof", r"user part: \$proof; it may hold \$item and \$evidence"),
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
