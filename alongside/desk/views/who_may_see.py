"""Who may see a person's record and why, for those who keep it: letting in, ending, keeping out."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account, in_force
from alongside.desk import saying
from alongside.desk import saying_handovers as handed
from alongside.desk.access.handovers import Told, handed_on
from alongside.desk.access.person import grants_on
from alongside.desk.forms import AllocateForm, EndBarForm, EndGrantForm, KeepOutForm
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import (
    may_let_in,
    may_open_to,
    only_visits,
    person_to_view,
    record_to_open,
)
from alongside.people.actions import grants, handovers
from alongside.people.header import header_of
from alongside.people.merging import is_in_doubt
from alongside.people.models import Bar, Basis, Grant, Handover, Person, Rung
from alongside.record.access.kept_away import named_among, who_is_asked, who_is_let_in
from alongside.record.access.statuses import orders_that_keep_away
from alongside.record.models import Episode
from alongside.record.readership import name_of
from alongside.record.saying_statuses import items

LET_IN = "allocate"
FROM_OUTSIDE = (Basis.SELF, Basis.PROXY, Basis.PARTNER)


@staff_only
@require_safe
def who_may_see(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A sentence for each: who, how much, why, until when, and the way to end it."""
    account = account_of(request)
    person = record_to_open(account, person_id, "who may see opened")
    visits = only_visits(person.pk)
    may_give = may_let_in(account, person.pk)
    may_open = may_open_to(person.pk)
    may_bar = may(account, "bar") and not visits
    bars = Bar.objects.filter(in_force(), person=person).select_related(
        "account__practitioner", "team"
    )
    given = list(grants_on(person))
    context = {
        "person": person,
        "header": header_of(person, account),
        "grants": [_sentence(one, person, account, may_give, may_open) for one in given],
        "reads": any(one.basis == Basis.SELF for one in given),
        "orders": _orders(person),
        "bars": [_kept_out(one, person, may_bar) for one in bars],
        "handovers": [_handed(one, person) for one in handed_on(person)],
        "may_give": may_give,
        "may_hand_over": not visits and person.state == Person.State.LIVING,
        "may_bar": may_bar,
        "may_open": may_open,
        "is_living": person.state == Person.State.LIVING,
        "visits": visits,
        "in_doubt": is_in_doubt(person),
        "may_read_trail": may(account, "read whole trail"),
        "may_take_out": may(account, "export person"),
    }
    return render(request, "desk/who_may_see.html", context)


def _handed(told: Told, person: Person) -> dict[str, str]:
    one = told.handover
    return {
        "heading": handed.heading(one, person.called),
        "url": address("desk:handover", one.pk),
        "small": handed.STATES[told.state],
        "line": f"“{one.reason}”" if one.reason else "",
        "quiet": in_words(saying.local(one.at)),
    }


def _orders(person: Person) -> list[dict[str, Any]]:
    """Orders that keep somebody away; and whom each may name though they were let in, or asked."""
    found = orders_that_keep_away([person.pk])
    if not found:
        return []
    let_in, asked = who_is_let_in(person.pk), who_is_asked(person.pk)
    return [_order(one, person, let_in, asked) for one in found]


def _order(
    order: Episode, person: Person, let_in: list[Grant], asked: list[Handover]
) -> dict[str, Any]:
    names = [f"{whom(one, person)} is let in" for one in named_among(order, let_in)]
    names += [
        f"{name_of(one.to_account)} is asked to help, and reads once they say yes"
        for one in named_among(order, asked)
    ]
    quiet = [f"{one}, and this order may name them. Look at it today." for one in names]
    return {**items([order], person.pk)[0], "quiet": " ".join(quiet)}


def whom(given: Grant | Bar, person: Person) -> str:
    """Who is let in or kept out: a worker, a team, the person, or somebody who acts for them."""
    if given.team:
        return str(given.team.name)
    if isinstance(given, Grant) and given.basis == Basis.SELF:
        return person.called
    if isinstance(given, Grant) and given.called:
        return given.called
    return name_of(given.account)


def _sentence(
    grant: Grant, person: Person, by: Account, may_give: bool, may_open: bool
) -> dict[str, Any]:
    practitioner = getattr(grant.account, "practitioner", None)
    is_outside = grant.basis in FROM_OUTSIDE
    may_end = may_give or grant.account_id == by.pk or (may_open and is_outside)
    end = address("desk:end-grant", person.pk, grant.pk) if may_end else ""
    return {
        "heading": whom(grant, person),
        "url": address("desk:way-in", person.pk, grant.pk) if is_outside else "",
        "small": practitioner.job_title if practitioner and grant.account else "",
        "line": f"{saying.how_much(grant)} {saying.why_granted(grant)}",
        "quiet": f"{saying.until(grant)} Given by {name_of(grant.given_by)}.",
        "action": "End it",
        "action_url": end,
        "action_about": f"for {whom(grant, person)}",
    }


def _kept_out(one: Bar, person: Person, may_end: bool) -> dict[str, str]:
    # Why a colleague is kept out is theirs: for those who keep others out, and nobody else.
    ground = f"{one.get_ground_display()}. {one.reason}".strip() if may_end else ""
    return {
        "heading": whom(one, person),
        "line": ground,
        "action": "Keep them out no longer",
        "action_url": address("desk:end-bar", person.pk, one.pk) if may_end else "",
        "action_about": f"({whom(one, person)})",
    }


def _back(person: Person) -> str:
    return reverse("desk:who-may-see", args=[person.pk])


def _person_for(account: Account, person_id: UUID, permission: str) -> Person:
    """The person, to those who see the record and whose role includes this."""
    person = person_to_view(account, person_id, Rung.RECORD)
    if why_not := only_visits(person.pk):
        raise PermissionDenied(why_not)
    includes = may_let_in(account, person.pk) if permission == LET_IN else may(account, permission)
    if not includes:
        raise PermissionDenied("Your role does not include this. Ask a manager.")
    return person


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def allocate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a worker or a team work with somebody."""
    account = account_of(request)
    person = _person_for(account, person_id, LET_IN)
    asked = drafts.asking(
        request,
        partial(AllocateForm, person=person),
        handovers.assign,
        then=lambda _: _back(person),
        purpose="reason for letting somebody in",
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, "desk/allocate.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def keep_out(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep somebody out of this record, whatever else would let them in."""
    account = account_of(request)
    person = _person_for(account, person_id, "bar")
    asked = drafts.asking(
        request,
        KeepOutForm,
        grants.bar,
        then=lambda _: _back(person),
        purpose="reason for keeping somebody out",
        about=[person],
        by=account,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, account)}
    return render(request, "desk/keep_out.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def end_grant(request: HttpRequest, person_id: UUID, grant_id: UUID) -> HttpResponse:
    """End somebody's sight of a record: one's own, or anybody's where one's role includes it."""
    account = account_of(request)
    person = person_to_view(account, person_id, Rung.RECORD)
    grant = get_object_or_404(grants_on(person), pk=grant_id)
    is_mine = grant.account_id == account.pk
    if not is_mine and not (grant.basis in FROM_OUTSIDE and may_open_to(person.pk)):
        _person_for(account, person_id, LET_IN)
    asked = drafts.asking(
        request,
        EndGrantForm,
        grants.end_grant,
        then=lambda _: reverse("desk:my-people") if is_mine else _back(person),
        purpose="reason for ending access",
        about=[person],
        by=account,
        grant=grant,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        **asked.context,
        "person": person,
        "header": header_of(person, account),
        "who": whom(grant, person),
        "is_mine": is_mine,
        "how_much": saying.how_much(grant),
        "until": saying.until(grant),
    }
    return render(request, "desk/end_grant.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def end_bar(request: HttpRequest, person_id: UUID, bar_id: UUID) -> HttpResponse:
    """Keep somebody out no longer."""
    account = account_of(request)
    person = _person_for(account, person_id, "bar")
    found = get_object_or_404(Bar.objects.filter(in_force()), pk=bar_id, person=person)
    asked = drafts.asking(
        request,
        EndBarForm,
        grants.end_bar,
        then=lambda _: _back(person),
        purpose="reason for keeping out no longer",
        about=[person],
        by=account,
        bar=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {"who": whom(found, person), "ground": found.get_ground_display(), "bar": found}
    context |= {"person": person, "header": header_of(person, account), **asked.context}
    return render(request, "desk/end_bar.html", context)
