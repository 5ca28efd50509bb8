"""Who may do what: permissions from the roles an account holds, and who may enter a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from itertools import chain
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from alongside.foundation.opened import is_open
from alongside.foundation.prepared import prepared

from .models import Account, Device, Practitioner, RoleHeld, in_force

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Where each kind of account is at home; a wrong turn leads there from the first page, else to 404.
HOMES: dict[str, str] = {
    Account.Kind.STAFF: "/",
    Account.Kind.PERSON: "/my/",
    Account.Kind.PROXY: "/shared/",
    Account.Kind.PARTNER: "/shared/",
}


WITHOUT_ROLES = (Account.Kind.PERSON, Account.Kind.PROXY)


def permissions_of(account: Account) -> frozenset[str]:
    """Everything that the account's roles allow today; nothing once it is closed."""
    known: frozenset[str] | None = getattr(account, "permissions_in_request", None)
    return permissions_now(account) if known is None else known


def permissions_now(account: Account) -> frozenset[str]:
    """The same, asked anew."""
    return standing_now(account).permissions


@dataclass(frozen=True)
class Standing:
    """What an account's roles allow today, the short name shown in the top bar, and the whole."""

    permissions: frozenset[str] = frozenset()
    called: str = ""
    name: str = ""  # of staff with a role


def standing_now(account: Account) -> Standing:
    """Asked anew, in one question; only staff and partners have a name here."""
    if account.kind in WITHOUT_ROLES:
        return Standing()
    held = _held(account.pk) if account.is_active else []
    allowed = frozenset(chain.from_iterable(role for role, _, _ in held))
    if held:
        _, called, name = held[0]
        return Standing(allowed, called or "", name or "")
    return Standing(allowed, next(iter(_called(account.pk)), ""))


@prepared
def _held(account: UUID) -> QuerySet[RoleHeld, tuple[list[str], str, str]]:
    held = RoleHeld.objects.filter(in_force(), account_id=account)
    who = "account__practitioner__"
    return held.values_list("role__permissions", f"{who}called", f"{who}name")


def may(account: Account, permission: str) -> bool:
    """Whether one of the account's roles allows this today."""
    return permission in permissions_of(account)


def account_of(request: HttpRequest) -> Account:
    """The account that signed in; a page that asks for it has made sure that there is one."""
    account = request.user
    if not isinstance(account, Account):
        raise PermissionDenied("Sign in first.")
    return account


def home_of(account: Account) -> str:
    """The first page of this kind of account."""
    home = HOMES.get(account.kind, "/")
    if is_open(home):
        return home
    is_invited = account.kind in (Account.Kind.PERSON, Account.Kind.PROXY)
    return "/learning/together/" if is_invited else "/learning/"


@prepared
def _called(account: UUID) -> QuerySet[Practitioner, str]:
    return Practitioner.objects.filter(account_id=account).values_list("called", flat=True)


def kinds(*allowed: str) -> Callable[[View[P]], View[P]]:
    """A page for these kinds: strangers sign in first; for everybody else it is not there."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.path)
            if account_of(request).kind not in allowed:
                raise Http404
            return view(request, *args, **more)

        return guarded

    return guard


def staff_only(view: View[P]) -> View[P]:
    """A page for those who work for the council."""
    return kinds(Account.Kind.STAFF)(view)


def permitted(permission: str) -> Callable[[View[P]], View[P]]:
    """A page for staff whose role allows this; other staff read that it is not theirs."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **more: P.kwargs) -> HttpResponse:
            if not may(account_of(request), permission):
                raise PermissionDenied("Your role does not include this. Ask an administrator.")
            return view(request, *args, **more)

        return staff_only(guarded)

    return guard


def did_lately(account: Account, *done: str) -> bool:
    """Whether whoever acts now did one of these to an account in the last 24 hours."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.i_did_lately(%s, %s)", [account.pk, list(done)])
        row = cursor.fetchone()
    return bool(row and row[0])


@dataclass(frozen=True)
class StepTaken:
    """That somebody else took one's second step away: who, when, and whether one knows of it."""

    by_id: UUID
    at: datetime
    is_new: bool  # one has not been here since


def step_taken() -> StepTaken | None:
    """The last time this happened to whoever acts now, if that was in the last 28 days."""
    with connection.cursor() as cursor:
        cursor.execute("select by_id, at, is_new from gate.my_step_taken()")
        row = cursor.fetchone()
    return StepTaken(*row) if row else None


def account_to_manage(by: Account, account_id: Any) -> Account:
    """An account that an administrator looks after; parts of the system are nobody's to manage."""
    if not may(by, "manage accounts"):
        raise PermissionDenied("Your role does not include this. Ask an administrator.")
    return get_object_or_404(Account.objects.exclude(kind=Account.Kind.SYSTEM), pk=account_id)


# Working without a signal


def devices_of(account: Account) -> QuerySet[Device]:
    """The devices of this account that are not switched off, the newest first."""
    found = Device.objects.filter(account=account, ended_at=None).select_related(
        "allowed_by__practitioner"
    )
    return found.order_by("-asked_at")


def device_of(device_id: UUID, owner: Account | None = None) -> Device:
    """One device, switched off or not, or 404; of this owner alone where one is named."""
    found = Device.objects.all() if owner is None else Device.objects.filter(account=owner)
    return get_object_or_404(found, pk=device_id)


def is_allowed(device: Device | None) -> bool:
    """Whether people may be taken along on it."""
    if device is None or device.ended_at is not None:
        return False
    return device.allowed_at is not None or settings.EVERY_DEVICE_IS_MANAGED


def every_device() -> QuerySet[Device]:
    """Every device that is not switched off, first those that wait; for whoever may allow them."""
    found = Device.objects.filter(ended_at=None)
    found = found.select_related("account__practitioner", "allowed_by__practitioner")
    return found.order_by("-allowed_at", "asked_at")
