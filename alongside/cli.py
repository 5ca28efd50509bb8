"""The `alongside` command: a table of what it can do, and nothing loaded before it is asked for."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple


class Command(NamedTuple):
    """One command: its name, one plain sentence, and the module with `arguments` and `run`."""

    name: str
    sentence: str
    module: str


COMMANDS = (
    Command(
        "start", "Run everything on this machine, and look after it.", "foundation.running.start"
    ),
    Command("serve", "Run only the web process.", "foundation.running.serve"),
    Command(
        "worker", "Run only the jobs and the sealing of the trail.", "foundation.running.worker"
    ),
    Command("database", "Start or stop only the database.", "foundation.postgres.embedded"),
    Command("migrate", "Bring the database up to this version.", "foundation.running.migrate"),
    Command(
        "database-setup",
        "Make the roles and the database on a server of your own.",
        "foundation.postgres.own_server",
    ),
    Command(
        "verify", "Prove that nobody changed the trail or what was written.", "foundation.proof"
    ),
    Command(
        "backup", "Write all that is kept into one encrypted file.", "foundation.backup.making"
    ),
    Command("backup-key", "Make the key that alone opens backups.", "foundation.backup.making_key"),
    Command(
        "restore", "Bring a backup back, into a place that is empty.", "foundation.backup.restoring"
    ),
    Command(
        "account", "Add somebody who signs in, or give them a new way in.", "accounts.commands"
    ),
    Command("import", "Bring a council's return in from a file.", "insight.returns.command"),
    Command(
        "export",
        "Take everything of one person, or of the council, out in files.",
        "insight.exports.command",
    ),
    Command(
        "questionnaires",
        "Check what is asked, take it out as FHIR, and bring a form in.",
        "questionnaires.commands",
    ),
    Command(
        "knowledge",
        "Check the guides: what is wrong, how long, how hard, and what to look at again.",
        "knowledge.commands",
    ),
    Command(
        "clock", "Say by when something is due, and how that was counted.", "record.clocks.command"
    ),
    Command("learning", "Check all that learning is made from.", "learning.commands"),
    Command(
        "population",
        "Fill a database of its own with invented people, for measuring.",
        "desk.population.command",
    ),
    Command("check-config", "Name each missing or unsafe setting.", "foundation.checks"),
    Command(
        "django", "Run one of Django's own commands, for developers.", "foundation.running.django"
    ),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, do the one thing it names, and return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = next((one for one in COMMANDS if given and one.name == given[0]), None)
    if command is None:
        return _help(given)
    module = import_module(f"alongside.{command.module}")
    parser = argparse.ArgumentParser(f"alongside {command.name}", description=command.sentence)
    parser.add_argument("--data", metavar="FOLDER", help="the data folder (default: .alongside)")
    module.arguments(parser)
    options = parser.parse_args(given[1:])
    if options.data:
        os.environ["ALONGSIDE_DATA"] = os.path.abspath(options.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.settings")
    try:
        return int(module.run(options))
    except KeyboardInterrupt:
        return 130
    except Exception as refusal:
        if not (sentence := _about_database(refusal)):
            raise
        raise SystemExit(sentence) from None


def _about_database(refusal: Exception) -> str:
    """What to say when a command found no database; nothing when something else went wrong."""
    import psycopg

    cause = refusal if isinstance(refusal, psycopg.Error) else refusal.__cause__
    # Without a code it never came to an answer; 08, 28 and 57P: no link, wrong password, stopping.
    if not isinstance(cause, psycopg.OperationalError) or not (cause.sqlstate or "08").startswith(
        ("08", "28", "57P")
    ):
        return ""
    said = str(cause).strip().partition("\n")[0]
    return (
        f"The database does not answer: {said}\n"
        "Start it with 'alongside start' or 'alongside database start', and check DATABASE_URL and "
        "the passwords."
    )


def _help(given: list[str]) -> int:
    asked = not given or given[0] in ("-h", "--help", "help")
    if not asked:
        print(f"alongside: there is no command {given[0]!r}.", file=sys.stderr)
    lines = [f"  {one.name:<16}{one.sentence}" for one in COMMANDS]
    print("alongside COMMAND [--data FOLDER] …\n", *lines, sep="\n", file=sys.stdout)
    print("\nEach command explains itself with --help.")
    return 0 if asked else 2
