"""What was refused stays on the trail, although the request that it happened in was undone."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string

from . import trail
from .actor import acting
from .drafts.refused import instead

REFUSED = (403, 404)  # a page that is not for them, or that they may not even know of
MOST_A_MINUTE = 20  # lines of one account; nobody fills the trail by knocking
# Asked for by a script every few seconds; they are about nobody but whoever types.
UNASKED = ("foundation:draft-",)


class RefusalsMiddleware:
    """Around each page and its transaction: what `trail.refused` was told is written after both.

    A page that answers 403 or 404 to somebody who signed in is a refusal by itself, whatever in it
    said so, and whether it raised or answered. It still loses nobody's words: where they were sent
    to it, or its draft is one's own, it leads to where they are read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        with trail.refusals_kept():
            response = self.get_response(request)
        if response.status_code in REFUSED and account.is_authenticated:
            _note(request, account, response.status_code)
            if is_undone(request) and (leads := instead(request)):
                return redirect(leads)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What a view has kept is undone when it raises; a page of its own keeps it."""
        cast(Any, request).is_undone = True


def is_undone(request: HttpRequest) -> bool:
    """Whether the page raised, and so kept nothing of what was sent to it."""
    return bool(getattr(request, "is_undone", False))


def _note(request: HttpRequest, account: Any, status: int) -> None:
    match = request.resolver_match
    if match is None or match.view_name.startswith(UNASKED) or is_forgery(request):
        return  # no page of ours, or none that somebody asked for
    about = _about(match.kwargs)
    # Ids only: a token, or what stands behind a question mark, is nobody's to keep.
    detail: dict[str, Any] = {
        name: str(value) for name, value in match.kwargs.items() if isinstance(value, UUID)
    }
    detail |= {"page": match.view_name, "status": status, "method": request.method}
    try:
        with acting(account.pk), transaction.atomic():
            _note_once(account, about, detail)
    except Error:  # the page is refused all the same, and what is wrong says so elsewhere
        return


def _note_once(account: Any, about: list[UUID], detail: dict[str, Any]) -> None:
    """Once a minute for the same page about the same person, and so many in all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from gate.my_refusals(%s, %s, %s)",
            [detail["page"], next(iter(about), None), detail["method"]],
        )
        lately, is_known = cursor.fetchone()
    if is_known or lately >= MOST_A_MINUTE:
        return
    if lately == MOST_A_MINUTE - 1:
        detail |= {"more": True}  # what else they tried within this minute is not written down
    # The person is not told of it: nothing was opened. Data protection reads it.
    trail.note("refused", on=account, about=about, by=account, detail={**detail, "withheld": True})


def _about(given: dict[str, Any]) -> list[UUID]:
    from alongside import wiring

    found: list[UUID] = import_string(wiring.WHOM_A_PAGE_IS_ABOUT.replace(":", "."))(given)
    return found


def is_forgery(request: HttpRequest) -> bool:
    """Whether another site made the browser send this: nobody was refused a page."""
    return bool(getattr(request, "is_forgery", False))
