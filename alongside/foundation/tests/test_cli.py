"""The `alongside` command: every line of its table works, and mistakes get sentences."""

import argparse
from importlib import import_module

import pytest

from alongside.cli import COMMANDS, Command, main


def test_help_lists_every_command_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for command in COMMANDS:
        assert command.name in said
        assert command.sentence in said
        assert command.sentence.count(".") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    module = import_module(f"alongside.{command.module}")
    module.arguments(argparse.ArgumentParser())
    assert callable(module.run)
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    assert "--data" in capsys.readouterr().out


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["strat"]) == 2
    assert "there is no command 'strat'" in capsys.readouterr().err
