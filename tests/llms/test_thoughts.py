import pytest

from deckard.llms.thoughts import part_thoughts


@pytest.mark.parametrize(
    ("text", "spoken", "thoughts"),
    [
        ("<think>{1}</think>{2}", "{2}", "<think>{1}</think>"),
        ("{1}</think>{2}", "{2}", "{1}</think>"),
        ("{1}<Thinking>{2}", "{1}", "<Thinking>{2}"),
        (
            "<think>{1}</think>\n<think>{2}</think>{3}",
            "\n{3}",
            "<think>{1}</think>\n<think>{2}</think>",
        ),
        ("[THINK]{1}[/THINK]{2}", "{2}", "[THINK]{1}[/THINK]"),
        ("```thinking\n{1}\n```{2}", "{2}", "```thinking\n{1}\n```"),
        (
            "<|channel|>analysis<|message|>{1}<|end|>{2}",
            "{2}",
            "<|channel|>analysis<|message|>{1}<|end|>",
        ),
        ("{1}", "{1}", ""),
        ("", "", ""),
    ],
)
def test_a_text_is_parted_from_the_thoughts_in_it(text, spoken, thoughts):
    assert part_thoughts(text) == (spoken, thoughts)
