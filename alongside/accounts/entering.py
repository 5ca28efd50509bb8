"""Every way in and out: the session is new, knows its kind, and the trail has a line."""

import time
from typing import Any

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from alongside.foundation import trail
from alongside.foundation.actor import acting

from .models import Account

BACKEND = "alongside.accounts.adapters.Backend"
KIND, SEEN, LOCKED, CAME_FROM = "kind", "seen-at", "locked-at", "locked-from"
BY_LINK = "came-by-link"
HOW = "came-how"
TELL_EVERY = 30  # seconds: how exactly a session knows when it was last used


@transaction.atomic
def enter(request: HttpRequest, account: Account, *, how: str) -> None:
    """Sign this account in: a new session key, its kind stamped, idle time and lock begun anew."""
    if account.kind == Account.Kind.SYSTEM or account.is_guest or not account.is_active:
        raise PermissionDenied("Nobody signs in to this account.")
    session = request.session
    if auth.SESSION_KEY in session:
        session.cycle_key()  # Django makes a new key only for a new account
    with acting(account.pk):  # whoever was signed in before has nothing to do with this account
        auth.login(request, account, backend=BACKEND)
    session[KIND], session[SEEN] = str(account.kind), int(time.time())
    session[HOW] = how
    for left_over in (LOCKED, CAME_FROM):
        session.pop(left_over, None)
    with acting(account.pk):
        trail.note("signed in", on=account, by=account, detail={"how": how})


def leave(request: HttpRequest) -> None:
    """Sign out: nothing of the session stays."""
    account: Any = request.user
    if account.is_authenticated:
        trail.note("signed out", on=account, by=account)
    auth.logout(request)
