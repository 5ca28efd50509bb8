"""Somebody without an account is let in once: the link and the code are each shown alone."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.desk.access.guests import has_link_of
from alongside.desk.access.handovers import handover_to_view
from alongside.desk.guest_forms import GuestForm
from alongside.foundation import drafts
from alongside.people.access import may_open_to
from alongside.people.actions import guests
from alongside.people.actions.grants import NOT_YOURS
from alongside.people.header import header_of
from alongside.people.models import Handover

from .handovers import person_to_hand_on


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def ask_by_link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask somebody who has no account, such as a GP or a head teacher."""
    account = account_of(request)
    person = person_to_hand_on(account, person_id)
    if not may_open_to(person.pk):
        raise PermissionDenied(NOT_YOURS)
    asked = drafts.asking(
        request,
        partial(GuestForm, person=person),
        guests.ask_by_link,
        then=lambda made: reverse("desk:handover", args=[made.pk]),
        purpose="asking by a link",
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, "desk/ask_by_link.html", context)


@staff_only
@require_POST
def guest_key(request: HttpRequest, handover_id: UUID, which: str) -> HttpResponse:
    """The link, or the code: each on a page of its own, once. Asking again makes another one."""
    account = account_of(request)
    one = handover_to_view(account, handover_id).handover
    if not has_link_of(one, account):
        raise Http404
    try:
        told = _made(request, one, which)
    except ValidationError as refused:
        told = {"refused": refused.messages}
    context = {**told, "back": reverse("desk:handover", args=[one.pk])}
    status = 400 if "refused" in told else 200
    response = render(request, "desk/guest_key.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _made(request: HttpRequest, one: Handover, which: str) -> dict[str, object]:
    account = account_of(request)
    if which == "code":
        return {"code": guests.make_guest_code(handover=one, by=account)}
    token = guests.make_guest_link(handover=one, by=account)
    return {"link": request.build_absolute_uri(reverse("portal:guest", args=[token]))}
