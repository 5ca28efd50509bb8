"""`alongside django …`: Django's own commands with our settings and database role."""

import argparse
import os

from alongside.foundation.postgres.roles import OWNER

AS_OWNER = ("migrate", "sqlmigrate", "showmigrations", "makemigrations", "flush", "sqlflush")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="such as: makemigrations people")


def run(options: argparse.Namespace) -> int:
    if options.words and options.words[0] in AS_OWNER:
        os.environ.setdefault("ALONGSIDE_DATABASE_ROLE", OWNER)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["alongside django", *options.words])
    return 0
