"""`alongside database-setup`: the six roles and the database on a server of the council's own."""

import argparse
import os

import psycopg

from alongside.foundation.running.folder import data_folder

from . import place, setup
from .roles import FILE, make_passwords


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--superuser-url",
        metavar="URL",
        default=os.environ.get("ALONGSIDE_SUPERUSER_URL", ""),
        help="postgresql://postgres:…@host:5432/postgres (or ALONGSIDE_SUPERUSER_URL); used once",
    )
    parser.add_argument(
        "--print-sql",
        action="store_true",
        help="print what an administrator runs with psql instead; it holds no password in clear",
    )


def run(options: argparse.Namespace) -> int:
    target = place.find(data_folder())
    if options.print_sql:
        print(setup.as_script(target.name, make_passwords(data_folder())), end="")
        return 0
    if place.is_embedded():
        raise SystemExit(
            "Set DATABASE_URL first, such as postgresql://localhost:5432/alongside. "
            "The embedded database needs no setting up: ./start does it."
        )
    if not options.superuser_url:
        raise SystemExit("Give --superuser-url, or --print-sql for a server managed by others.")
    try:
        set_up(options.superuser_url, target.name)
    except psycopg.Error as refusal:
        raise SystemExit(f"The server refused: {str(refusal).strip()}") from None
    print(f"The database {target.name} and its roles are ready.")
    print(f"The roles' passwords are in {data_folder() / FILE}; only you can read it.")
    return 0


def set_up(url: str, name: str) -> None:
    """As the superuser of this address: make the roles, the database, and what belongs in it."""
    secrets = make_passwords(data_folder())
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as server:
        setup.set_up_server(server, name, secrets)
    with psycopg.connect(url, dbname=name, autocommit=True, connect_timeout=10) as inside:
        setup.set_up_database(inside, name)
