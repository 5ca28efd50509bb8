"""`alongside account`: the first administrators, new ways in, and council accounts that changed."""

import argparse
import sys
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|link|roles|disconnect")
    add = verbs.add_parser("add", help="add an account and print its single-use sign-in link")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument(
        "--role", required=True, help="such as administrator; see: alongside account roles"
    )
    add.add_argument("--name", default="", help="the name that colleagues know them by")
    add.add_argument("--team", default="", help="the name of a team they join")
    link = verbs.add_parser("link", help="print a new single-use sign-in link")
    link.add_argument("email", metavar="EMAIL")
    listed = verbs.add_parser("roles", help="list the roles, each with its sentence")
    cut = verbs.add_parser("disconnect", help="forget who they are at the single sign-on provider")
    who = cut.add_mutually_exclusive_group(required=True)
    who.add_argument("email", metavar="EMAIL", nargs="?", default="")
    who.add_argument("--everybody", action="store_true", help="after moving to another provider")
    for one in (add, link, listed, cut):
        one.add_argument(
            "--data", metavar="FOLDER", default=argparse.SUPPRESS, help="the data folder"
        )
    for one in (add, link):
        one.add_argument("--address", default="", help="how people reach this Alongside")


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.exceptions import ValidationError

    try:
        return _carry_out(options)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            print(sentence, file=sys.stderr)
        return 1


def _carry_out(options: argparse.Namespace) -> int:
    if options.verb == "roles":
        return _list_roles()
    if options.verb == "disconnect":
        return _disconnect(options)
    from django.db import transaction

    from alongside.foundation.actor import acting

    from .actions import system_account

    console = system_account("console")
    with acting(console.pk), transaction.atomic():
        account = _add(options, console) if options.verb == "add" else _find(options.email)
        address = _link(account, console, options.address)
    print(f"{account.email} signs in here, once, within 24 hours:\n{address}")
    return 0


def _add(options: argparse.Namespace, console: Any) -> Any:
    from .actions import add_account, join_team
    from .models import Account, Team

    is_partner = options.role == "partner-worker"
    account = add_account(
        email=options.email,
        kind=Account.Kind.PARTNER if is_partner else Account.Kind.STAFF,
        name=options.name or options.email.partition("@")[0],
        role=options.role,
        by=console,
    )
    if options.team:
        join_team(account=account, team=_team(Team, options.team), by=console)
    return account


def _team(teams: Any, name: str) -> Any:
    from django.core.exceptions import ValidationError

    found = teams.objects.filter(name__iexact=name).first()
    if found is None:
        raise ValidationError(f"There is no team called “{name}”.")
    return found


def _find(email: str) -> Any:
    from django.core.exceptions import ValidationError

    from .models import Account

    found = Account.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise ValidationError(f"There is no account with the address {email}.")
    return found


def _link(account: Any, console: Any, address: str) -> str:
    from django.conf import settings
    from django.urls import reverse

    from .actions import make_sign_in_link

    token = make_sign_in_link(account=account, by=console)
    host = next((one for one in settings.ALLOWED_HOSTS if one != "*"), "localhost")
    usual = "http://localhost:8000" if settings.IS_DEMO else f"https://{host}"
    return (address or usual).rstrip("/") + reverse("accounts:link", args=[token])


def _disconnect(options: argparse.Namespace) -> int:
    from django.db import transaction

    from alongside.foundation.actor import acting

    from .actions import disconnect_provider, system_account
    from .models import Account

    console = system_account("console")
    with acting(console.pk), transaction.atomic():
        connected = Account.objects.filter(socialaccount__isnull=False).distinct()
        found = list(connected) if options.everybody else [_find(options.email)]
        for account in found:
            disconnect_provider(account=account, by=console)
    print(f"Disconnected: {len(found)}. The next time, their e-mail address counts again.")
    return 0


def _list_roles() -> int:
    from alongside.foundation import content

    for key, role in content.roles().items():
        if not role.is_system:
            print(f"{key:<28}{role.sentence}")
    return 0
