"""Letting in from outside the council: the person, whoever acts for them, a partner's worker."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk import letting_in, saying
from alongside.desk.access.guests import asked_by
from alongside.desk.access.listing import LISTED_FOR, on_list
from alongside.desk.access.person import grants_on
from alongside.foundation import drafts, trail
from alongside.people.access import may_open_to, person_to_view
from alongside.people.actions import ways_in
from alongside.people.header import header_of
from alongside.people.models import Basis, Grant, Person, Rung, WayIn

from .listing import told
from .who_may_see import FROM_OUTSIDE, whom


def _person_for(account: Account, person_id: UUID) -> Person:
    """The person, to those who read the record and may let somebody from outside in."""
    person = person_to_view(account, person_id, Rung.RECORD)
    if not may_open_to(person.pk):
        raise PermissionDenied(ways_in.NOT_YOURS)
    return person


def _page(grant: Grant) -> str:
    return reverse("desk:way-in", args=[grant.person_id, grant.pk])


LISTED_ONLY = "They read the name of {called}, and what you list for them afterwards. Nothing else."


class Way(NamedTuple):
    """One way of letting somebody in: what is asked, what is done, and the words of its page."""

    form: type[letting_in.NamedForm]
    action: Callable[..., Grant]
    purpose: str
    heading: str
    line: str


WAYS = {
    "own": Way(
        letting_in.OwnAccountForm,
        ways_in.let_person_read,
        "reason for letting them read",
        "Let {called} read this record",
        "{called} reads what is shown to them, in plain words, and can write beside it.",
    ),
    "acting": Way(
        letting_in.ActingForm,
        ways_in.let_somebody_act,
        "reason for letting somebody act",
        "Let somebody act for {called}",
        LISTED_ONLY,
    ),
    "partner": Way(
        letting_in.PartnerForm,
        ways_in.let_partner_read,
        "reason for sharing with a partner",
        "Share with a partner agency",
        LISTED_ONLY,
    ),
}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def let_in(request: HttpRequest, person_id: UUID, way: str) -> HttpResponse:
    """Ask for what lets somebody in, and lead to the page of what was given."""
    account, asks = account_of(request), WAYS[way]
    person = _person_for(account, person_id)
    header = header_of(person, account)
    asked = drafts.asking(
        request,
        partial(asks.form, called=header.short),
        asks.action,
        then=_page,
        purpose=asks.purpose,
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    made_sure = getattr(asks.form, "MADE_SURE", ())
    told = {
        "person": person,
        "header": header,
        "heading": asks.heading.format(called=header.short),
        "line": asks.line.format(called=header.short),
        "fields": [one for one in asked.form if one.name not in made_sure],
        "made_sure": [asked.form[name] for name in made_sure],
        "button": f"Let {header.short} in" if way == "own" else "Let them in",
    }
    return render(request, "desk/let_in.html", {**asked.context, **told})


def _grant_of(person: Person, grant_id: UUID) -> Grant:
    return get_object_or_404(grants_on(person).filter(basis__in=FROM_OUTSIDE), pk=grant_id)


def _show(
    request: HttpRequest, person: Person, grant: Grant, status: int = 200, **more: Any
) -> HttpResponse:
    account = account_of(request)
    header = header_of(person, account)
    own = f"{header.short}’s own account"
    sure = WayIn.objects.filter(grant=grant).select_related("by__practitioner").first()
    context = {
        "person": person,
        "header": header,
        "grant": grant,
        "heading": own if grant.basis == Basis.SELF else whom(grant, person),
        "who": whom(grant, person),
        "why": saying.why_granted(grant),
        "how_much": saying.how_much(grant),
        "until": saying.until(grant),
        "sure": sure,
        "may_open": may_open_to(person.pk),
        "by_link": grant.basis in (Basis.SELF, Basis.PROXY),
        "lists": grant.basis in LISTED_FOR,
        "asked_by": asked_by(grant) if saying.is_by_link(grant) else None,
        "listed": [told(one, person, grant) for one in on_list(grant, account)],
        **more,
    }
    return render(request, "desk/way_in.html", context, status=status)


@staff_only
@require_safe
def way_in(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """One way in from outside: whose it is, on what ground, and what was made sure of."""
    account = account_of(request)
    person = person_to_view(account, person_id, Rung.RECORD)
    grant = _grant_of(person, grant_id)
    trail.note("way in opened", on=grant, about=[person], by=account)
    return _show(request, person, grant)


# The link stands on the page that answers and nowhere else: reloading it asks for another one.
@staff_only
@require_POST
def make_link(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """A single-use link, shown once, to be handed over."""
    account = account_of(request)
    person = _person_for(account, person_id)
    grant = _grant_of(person, grant_id)
    try:
        token = ways_in.make_way_in(grant=grant, by=account)
    except ValidationError as refusal:
        return _show(request, person, grant, 400, refused=refusal.messages)
    link = request.build_absolute_uri(reverse("accounts:link", args=[token]))
    response = _show(request, person, grant, link=link)
    response["Cache-Control"] = "no-store"
    return response
