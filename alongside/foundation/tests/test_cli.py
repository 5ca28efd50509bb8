"""The `alongside` command: every line of its table works, and mistakes get sentences."""

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

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


def said_by(data: Path, *words: str, **settings: str) -> str:
    """What a command says as it fails, in a folder and with settings of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ALONGSIDE_")}
    own = {"DJANGO_SETTINGS_MODULE": "alongside.settings", "ALONGSIDE_DATA": str(data)}
    done = subprocess.run(
        [sys.executable, "-m", "alongside", *words],
        env=kept | own | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (("start", "--port", "99999"), {}, "a port is a number from 1 to 65535"),
        (("start", "--port", "0"), {}, "a port is a number from 1 to 65535"),
        (("start", "--tcp-port", "x"), {}, "a port is a number from 1 to 65535"),
        (("account", "link", "a@b.example"), {}, "The database does not answer"),
        (("django", "showmigrations"), {}, "The database does not answer"),
        (
            ("account", "link", "a@b.example"),
            {"DATABASE_URL": "postgresql://localhost:1/alongside"},
            "The database does not answer",
        ),
        (
            ("account", "link", "a@b.example"),
            {"DATABASE_URL": "postgresql://localhost:abc/alongside"},
            "DATABASE_URL should look like",
        ),
        (("check-config",), {"ALONGSIDE_LOCK_STAFF": "never"}, "ALONGSIDE_LOCK_STAFF is 'never'"),
        (("check-config",), {"ALONGSIDE_LOCK_PERSON": "0"}, "a whole number above nought"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    assert sentence in said_by(tmp_path / "data", *words, **settings)


def test_asking_after_a_database_makes_none(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert said_by(data, "database", "status") == ""
    done = subprocess.run([sys.executable, "-m", "alongside", "database", "stop", "--data", data])
    assert done.returncode == 0
    assert not data.exists()
