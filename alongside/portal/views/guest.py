"""Somebody without an account opens their link: the code, what is listed for them, one answer."""

import secrets
from typing import Any, cast

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.people.actions.guests import Guest, enter_as_guest
from alongside.people.models import Handover
from alongside.portal import shown
from alongside.portal.access.asked import OF_HARM
from alongside.portal.access.guest import guest_within, is_sent
from alongside.portal.access.listed import shares_whole
from alongside.portal.forms import CodeForm, DoneForm
from alongside.record.actions.documents import answer_with_file
from alongside.record.readership import name_of

from .asked import ground
from .pages import show

# As the session's: nobody but this very site can give a browser a seat.
SEAT = "__Host-seat" if settings.SESSION_COOKIE_SECURE else "seat"
LONGEST = 3 * 24 * 60 * 60  # seconds that a seat is kept for; the database says what it opens
INSIDE = ("open", "entered", "answered")
MOST_WORDS = 100_000
WRONG = gettext_lazy("That is not the code. Look at it again, or ring whoever sent you the link.")


# A wrong code is counted at once, whatever becomes of the page that says so.
@transaction.non_atomic_requests
@sensitive_variables("token", "seat", "taken")
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, token: str) -> HttpResponse:
    """One link, one browser, one sitting. The secret is in the path alone, and is kept nowhere."""
    if refused := ratelimit.consume_or_429(request, action="login"):
        return cast(HttpResponse, refused)
    taken = request.get_signed_cookie(SEAT, default="", max_age=LONGEST) or ""
    seat = taken or secrets.token_urlsafe(32)
    code = str(request.POST.get("code", "")) if request.method == "POST" else ""
    found = enter_as_guest(token=token, code=code, seat=seat)
    with acting(found.account_id if found.state in INSIDE else None), transaction.atomic():
        response = _page(request, found)
    if not taken:  # before the code is typed, so that pressing twice comes from one browser
        response.set_signed_cookie(
            SEAT,
            seat,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, found: Guest) -> HttpResponse:
    words = request.POST.get("words", "")[:MOST_WORDS].replace("\x00", "")
    if found.state == "answered" and (not words or is_sent(found, words)):
        return show(request, "guest_thanks.html", None)
    if found.state in ("gone", "spent", "answered"):  # what they typed is theirs, to be copied
        return show(request, "guest_over.html", None, status=410, words=words)
    if found.state in ("closed", "wrong"):
        form = CodeForm(request.POST if request.method == "POST" else None)
        if found.state == "wrong" and form.is_valid():
            form.add_error("code", WRONG)
        return show(request, "guest_code.html", None, form=form)
    return _room(request, found)


def _room(request: HttpRequest, found: Guest) -> HttpResponse:
    account, one = guest_within(found)
    is_answer = request.method == "POST" and "words" in request.POST
    form = DoneForm(request.POST, request.FILES) if is_answer else DoneForm()
    if form.is_bound and form.is_valid() and _answered(form, one, account):
        return show(request, "guest_thanks.html", None)
    shares = shares_whole(account)
    about = [share.grant.person_id for share in shares if share.grant.person_id]
    trail.note("shared list opened", about=about, by=account)
    told: dict[str, Any] = {
        "one": one,
        "by_name": name_of(one.by),
        "is_kept": one.basis in OF_HARM,
        "ground": ground(one.basis),
        "whom": next((share.name for share in shares), ""),
        "entries": [
            shown.listed(each, account, is_whole=True) for share in shares for each in share.entries
        ],
        "form": form,
    }
    return show(request, "guest.html", None, **told)


def _answered(form: DoneForm, one: Handover, account: Account) -> bool:
    try:
        answer_with_file(handover=one, **form.cleaned_data, by=account)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True
