"""A session that locks after idleness, and keeps what arrives while it is locked."""

import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from . import keeping
from .entering import CAME_FROM, LOCKED, SEEN, TELL_EVERY
from .guards import is_background, is_public, turned_away

# What may be asked for with a locked session: unlocking, and leaving.
OPEN_WHEN_LOCKED = ("/locked/", "/sign-out/", "/demo/", "/sign-in/with/", "/static/")


def seconds_until_lock(kind: str) -> int:
    """How long a session of this kind may be idle, in seconds."""
    return int(settings.LOCK_AFTER_MINUTES.get(kind, settings.LOCK_AFTER_MINUTES["staff"]) * 60)


def is_locked(request: HttpRequest) -> bool:
    """Whether this session has been locked, by its owner or by idleness."""
    if not request.user.is_authenticated:
        return False
    session = request.session
    if LOCKED in session:
        return True
    seen = session.get(SEEN)
    idle = int(time.time()) - int(seen) if seen is not None else 0
    if idle < seconds_until_lock(request.user.kind):
        return False
    session[LOCKED] = int(seen or time.time())
    session.save()
    return True


def lock(request: HttpRequest) -> None:
    """Lock now; saved at once, so that no slower request of the same session can undo it."""
    request.session.setdefault(LOCKED, int(time.time()))
    request.session.save()


def unlock(request: HttpRequest) -> None:
    """The same person is back: a new session key, and idle time begins anew."""
    request.session.cycle_key()
    request.session.pop(LOCKED, None)
    request.session[SEEN] = int(time.time())


def touch(request: HttpRequest, after: int) -> None:
    """Somebody is here; written at once, since a page that runs for long would undo a lock."""
    now, session = int(time.time()), request.session
    if now - int(session.get(SEEN, 0)) >= min(TELL_EVERY, after // 4):
        session[SEEN] = now
        session.save()
        session.modified = False


def safe_return(request: HttpRequest, wanted: str) -> str:
    """Where to go back to, if it is a page of ours; otherwise nothing."""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") and not _is_lock(wanted) else ""


def locked_page(request: HttpRequest, came_from: str) -> str:
    """The address of the lock, for one tab; what follows a question mark stays in the session."""
    came_from = safe_return(request, came_from)
    if not came_from:
        return reverse("accounts:locked")
    request.session[CAME_FROM] = came_from
    return f"{reverse('accounts:locked')}?{urlencode({'from': came_from.partition('?')[0]})}"


def way_back(request: HttpRequest) -> str:
    """The page that this tab was on, with its question mark if that was the last one asked for."""
    last = str(request.session.get(CAME_FROM, ""))
    wanted = request.GET.get("from", "")
    return safe_return(request, wanted if wanted and last.partition("?")[0] != wanted else last)


def _is_lock(path: str) -> bool:
    return path.startswith(("/locked/", "/kept/", "/sign-out/"))


class LockMiddleware:
    """Between the guard and every page: a locked session sees nothing, and loses nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast(Any, request)
        known.is_locked = is_locked(request)
        known.locks_after = None
        if known.is_locked:
            if is_public(request.path_info) and not request.path_info.startswith(OPEN_WHEN_LOCKED):
                request.user = AnonymousUser()  # who passes by may read only what a stranger may
        elif request.user.is_authenticated:
            known.locks_after = seconds_until_lock(request.user.kind)
            touch(request, known.locks_after)
        response = self.get_response(request)
        keeping.forget_what_was_sent(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, more: Any
    ) -> HttpResponse | None:
        """After the check against forgery, so that no other site can put words here."""
        path = request.path_info
        if not cast(Any, request).is_locked or is_public(path) or path.startswith(OPEN_WHEN_LOCKED):
            return None
        to = reverse("accounts:locked")
        if is_background(request):
            return turned_away(request, "locked", to)
        if request.method == "POST":
            keeping.keep(request)
            return redirect(to)
        return redirect(locked_page(request, request.get_full_path()))
