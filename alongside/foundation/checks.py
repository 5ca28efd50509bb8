"""`alongside check-config`: names each missing or unsafe setting; what is unsafe does not start."""

import argparse
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings

from alongside.foundation.backup import mark
from alongside.foundation.postgres import place
from alongside.foundation.postgres.roles import APP
from alongside.foundation.running import fingerprint
from alongside.foundation.running.folder import DEMO_KEY

SHORTEST_KEY = 50  # characters
DEFAULTS = ("passing-", DEMO_KEY, "change", "secret", "django-insecure", "example")
SAFE_MODES = ("require", "verify-ca", "verify-full")
NOT_YET = (
    "Warning: Alongside is not yet for real people's data, whatever its settings are. Nobody "
    "outside has reviewed it. Use it with invented people only."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to ask


def run(options: argparse.Namespace) -> int:
    """Print every fault; exit 1 as long as there is one."""
    del options
    faults = [*refusals(), *gaps()]
    for fault in faults:
        print(f"- {fault}")
    if not faults:
        print("Every setting that Alongside can check is in order.")
        print("It cannot see these: disk encryption, and who may sign in to this machine.")
    print(f"\n{NOT_YET}")
    return 1 if faults else 0


def is_demo() -> bool:
    """Say whether this is a demonstration with invented people."""
    return bool(settings.IS_DEMO)


def demo_loader() -> str:
    """Return "module:function" of what loads the demo council."""
    return str(settings.DEMO_LOADER)


def refuse_unsafe() -> None:
    """Stop a service that would hold real people's data without what protects them."""
    mark.refuse_half_restored()
    if settings.MODE not in ("demo", "council"):
        raise SystemExit(f"ALONGSIDE_MODE is {settings.MODE!r}; it can be 'demo' or 'council'.")
    if is_demo():
        mark.refuse_real_people()
        return
    if faults := list(refusals()):
        lines = "\n".join(f"- {fault}" for fault in faults)
        raise SystemExit(f"Alongside does not start for a council like this:\n{lines}")


def refusals() -> Iterator[str]:
    """Give, as sentences, what a council's service does not start with."""
    if settings.ROOMS not in ("all", "learning"):
        yield "ALONGSIDE_ROOMS says neither “all” nor “learning”. Set it to one of the two."
    yield from _mode()
    yield from _secret()
    yield from _tls()
    yield from _database_link()
    yield from _database()


def gaps() -> Iterator[str]:
    """Give, as sentences, what should be put right but stops nothing by itself."""
    if not os.environ.get("ALONGSIDE_MAIL_HOST"):
        yield "No mail server: set ALONGSIDE_MAIL_HOST, so that invitations and alarms can leave."
    if not os.environ.get("ALONGSIDE_MAIL_FROM"):
        yield "No sender for mail: set ALONGSIDE_MAIL_FROM to an address of the council."
    if not settings.STAFF_SECOND_STEP:
        yield (
            "A password alone lets staff in: set ALONGSIDE_STAFF_SECOND_STEP=1, unless all of them "
            "come by single sign-on."
        )
    if not settings.CLAMD:
        yield (
            "No virus scanner: set ALONGSIDE_CLAMD to a clamd. Until then nobody can look at a "
            "file that was added."
        )
    for name in ("secret-key", "database-roles.json"):
        path = Path(settings.DATA) / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"Others on this machine can read {path}: run chmod 600 on it."
    if not os.environ.get("ALONGSIDE_BACKUP_KEYS"):
        yield (
            "No key for backups: make one with 'alongside backup-key' on another machine, and put "
            "its public half into ALONGSIDE_BACKUP_KEYS."
        )
    if place.is_embedded():
        yield (
            "The database is the one for trying Alongside out: set DATABASE_URL to a PostgreSQL "
            "server that your council looks after and backs up."
        )


def _mode() -> Iterator[str]:
    if settings.MODE != "council":
        yield "This is a demonstration: set ALONGSIDE_MODE=council for a council's own service."
    if settings.DEBUG:
        yield "Debugging is on: it shows a person's data in error pages."


def _secret() -> Iterator[str]:
    key = str(settings.SECRET_KEY)
    if key.startswith("passing-"):
        yield "No secret key: set ALONGSIDE_SECRET_KEY to at least 50 random characters."
    elif key.startswith(DEMO_KEY):
        yield "The secret key was made for a demonstration: set ALONGSIDE_SECRET_KEY to a new one."
    elif key.lower().startswith(DEFAULTS):
        yield "The secret key looks like an example: set ALONGSIDE_SECRET_KEY to a random one."
    elif len(key) < SHORTEST_KEY or len(set(key)) < 12:
        yield f"The secret key is too easy to guess: it needs {SHORTEST_KEY} random characters."


def _tls() -> Iterator[str]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or set(hosts) <= {"localhost", "127.0.0.1", "[::1]"}:
        yield "No address of its own: set ALONGSIDE_HOSTS to the name that people will type."
    if any(host == "*" or host.startswith(".") for host in hosts):
        yield "ALONGSIDE_HOSTS allows any name (* or .name): write out the names that are yours."
    certificate = os.environ.get("ALONGSIDE_CERTIFICATE", "")
    if certificate:
        yield from _certificate(certificate)
    elif not settings.TRUSTS_PROXY:
        yield (
            "Nothing encrypts the connection: set ALONGSIDE_CERTIFICATE and "
            "ALONGSIDE_CERTIFICATE_KEY, or ALONGSIDE_BEHIND_TLS_PROXY=1 behind a proxy that does."
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield "Cookies would travel without encryption; ALONGSIDE_MODE=council puts that right."


def _certificate(certificate: str) -> Iterator[str]:
    for name, path in (
        ("ALONGSIDE_CERTIFICATE", certificate),
        ("ALONGSIDE_CERTIFICATE_KEY", os.environ.get("ALONGSIDE_CERTIFICATE_KEY", "")),
    ):
        if not path or not os.access(path, os.R_OK):
            yield f"{name} does not name a file that Alongside can read."


def _database_link() -> Iterator[str]:
    found = place.find(Path(settings.DATA))
    is_near = found.host.startswith("/") or found.host in ("localhost", "127.0.0.1", "::1")
    if not is_near and found.options.get("sslmode") not in SAFE_MODES:
        yield "The way to the database is not encrypted: add ?sslmode=verify-full to DATABASE_URL."


ROLE = """
select rolsuper, rolbypassrls,
       exists (select 1 from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')),
       exists (select 1 from pg_auth_members m where m.member = r.oid)
  from pg_roles r where rolname = current_user
"""


def _database() -> Iterator[str]:
    try:
        with fingerprint.connect(APP) as database:
            row = database.execute(ROLE).fetchone()
        has_demo = fingerprint.is_demo_loaded()
    except psycopg.Error:
        if not place.is_embedded():  # an embedded one may simply not be running yet
            yield "The database does not let Alongside in: run alongside database-setup first."
        return
    if row and any(row):
        yield (
            f"The role {APP} may do too much: it must be no superuser, have no BYPASSRLS, own no "
            "table and be a member of no other role, or row-level security protects nobody."
        )
    if has_demo:
        yield "The database holds the invented demo people: use a new database for real ones."
