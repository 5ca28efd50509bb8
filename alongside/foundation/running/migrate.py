"""`alongside migrate`: tables, policies, cache and static files, brought up to this version."""

import argparse
import os

from alongside.foundation.backup import mark
from alongside.foundation.postgres import place
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import OWNER

from . import fingerprint
from .folder import data_folder
from .progress import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quiet", action="store_true", help="say nothing unless something is wrong"
    )


def run(options: argparse.Namespace) -> int:
    mark.refuse_half_restored()
    if place.is_embedded():
        EmbeddedPostgres(data_folder()).start(say)
    os.environ["ALONGSIDE_DATABASE_ROLE"] = OWNER
    import django
    from django.core.management import call_command

    django.setup()
    bring_up(verbosity=0 if options.quiet else 1)
    call_command("collectstatic", interactive=False, verbosity=0)
    fingerprint.remember_code()
    return 0


def bring_up(*, verbosity: int) -> None:
    """As the owner: make the cache table and migrate; policies follow from post_migrate."""
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    call_command("migrate", interactive=False, verbosity=verbosity)
