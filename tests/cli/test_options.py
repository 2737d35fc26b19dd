import pytest
from typer.main import get_command

from deckard.cli.app import app
from deckard.cli.options import named_config, split_commas
from deckard.errors import ConfigError


def commands(command, name):
    """Yield every command below one, itself included, with its name."""
    yield name, command
    for sub, child in getattr(command, "commands", {}).items():
        yield from commands(child, f"{name} {sub}")


COMMANDS = dict(commands(get_command(app), "deckard"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_argument_and_option_has_a_help_text(name):
    command = COMMANDS[name]
    assert command.help
    shown = [p for p in command.params if not getattr(p, "hidden", False)]
    assert [p.name for p in shown if not getattr(p, "help", None)] == []


def test_lists_with_commas_may_be_given_several_times():
    assert split_commas(["log, planks", "", "stick,"]) == ["log", "planks", "stick"]
    assert split_commas(None) == []


def test_without_a_name_the_settings_lie_over_the_defaults():
    assert named_config(None, ["seed=7"]).seed == 7
    assert named_config("iron_pickaxe", ["seed=7"]).target == "iron_pickaxe"
    with pytest.raises(ConfigError, match="no config 'nonsense'"):
        named_config("nonsense", None)
