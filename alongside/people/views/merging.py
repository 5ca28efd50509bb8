"""Pages for making two records one: side by side, decided by a second person, and undone."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, may, permitted, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.people import access, merging
from alongside.people.actions import merging as actions
from alongside.people.header import headers_of
from alongside.people.merging_forms import AgreeMergeForm, AskMergeForm, TwoForm
from alongside.people.models import Merge, Person, Rung

both = require_http_methods(["GET", "POST"])
STATES = Merge.State


@staff_only
@both
@drafts.not_twice
def compare(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records side by side; and asking that they become one."""
    by = account_of(request)
    if person_id == other_id:
        raise Http404
    one, other = (access.person_to_view(by, pk, Rung.RECORD) for pk in (person_id, other_id))
    for person in (one, other):
        if why_not := access.only_visits(person.pk):
            raise PermissionDenied(why_not)
    asked = drafts.asking(
        request,
        partial(AskMergeForm, people=(one, other)),
        partial(_ask, people={str(one.pk): one, str(other.pk): other}),
        then=lambda merge: str(merge.get_absolute_url()),
        purpose="why two records are one person",
        about=[one, other],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method == "GET":
        trail.note("records compared", on=one, about=[one, other], by=by)
    told = _told(one, other, by)
    return render(request, "people/compare.html", {**asked.context, **told, "person": one})


def _ask(*, into: str, why: str, people: dict[str, Person], by: Account) -> Merge:
    stays = people[into]
    gone = next(one for one in people.values() if one != stays)
    return actions.ask_to_merge(gone=gone, into=stays, why=why, by=by)


def _told(one: Person, other: Person, by: Account, merge: Merge | None = None) -> dict[str, Any]:
    headers = headers_of([one, other], by)
    return {
        "one": one,
        "other": other,
        "one_line": headers[one.pk].facts,
        "other_line": headers[other.pk].facts,
        "beside": merging.beside(one, other, by, merge),
    }


@staff_only
@require_safe
def merge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """What was asked, what became of it, and what may be done now."""
    by = account_of(request)
    found = merging.merge_to_view(by, merge_id)
    trail.note("merge opened", on=found, about=[found.gone_id, found.into_id], by=by)
    names = access.names_of([found.gone_id, found.into_id], by)
    told: dict[str, Any] = {
        "merge": found,
        "is_mine": found.asked_by_id == by.pk,
        "may_decide": may(by, "merge people"),
        "may_look": may(by, "read whole trail"),
        "people": merging.people_of(found, names),
        "said": merging.said_of(found),
    }
    if found.state == STATES.WAITING and len(names) == 2:
        told |= _told(found.gone, found.into, by, found)
    if found.state == STATES.UNDONE:
        told |= {"saw": merging.who_saw(found), "since": merging.written_since(found)}
    return render(request, "people/merge.html", told)


@permitted("merge people")
@both
@drafts.not_twice
def agree(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """A second person agrees that they are one."""
    found = _to_decide(request, merge_id, STATES.WAITING)
    stops = merging.stops(found.gone, found.into, found)
    form = partial(AgreeMergeForm, is_restricted="restricted" in stops)
    told = _told(found.gone, found.into, account_of(request), found)
    button = "Make them one record"
    return _asking(request, found, form, actions.agree_to_merge, "agree", button, **told)


@permitted("merge people")
@both
@drafts.not_twice
def two_people(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """A second person finds that they are two."""
    found = _to_decide(request, merge_id, STATES.WAITING)
    button = "They are two people"
    return _asking(request, found, TwoForm, actions.find_them_two, "two", button)


@permitted("merge people")
@both
@drafts.not_twice
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """They were two people after all."""
    found = _to_decide(request, merge_id, STATES.MADE)
    return _asking(request, found, TwoForm, actions.undo_merge, "undo", "Part them again")


def _to_decide(request: HttpRequest, merge_id: UUID, state: str) -> Merge:
    found = merging.merge_to_decide(account_of(request), merge_id)
    if request.method == "GET" and found.state != state:
        raise Http404
    if state == STATES.WAITING and found.asked_by_id == account_of(request).pk:
        raise PermissionDenied("You asked for this, so somebody else decides.")
    return found


def _asking(
    request: HttpRequest,
    found: Merge,
    form: Callable[..., Form],
    action: Callable[..., Merge],
    what: str,
    button: str,
    **told: Any,
) -> HttpResponse:
    by = account_of(request)
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda merge: str(merge.get_absolute_url()),
        purpose="whether two records are one person",
        about=[found.gone_id, found.into_id],
        by=by,
        merge=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    names = access.names_of([found.gone_id, found.into_id], by)
    people = merging.people_of(found, names)
    told |= {"what": what, "button": button, "merge": found, "people": people}
    return render(request, "people/merge_ask.html", {**asked.context, **told})


@staff_only
@require_POST
def step(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """One press: taken back by whoever asked, looked at before they sign in, or after a slip."""
    by = account_of(request)
    found = merging.merge_to_view(by, merge_id)
    steps: dict[str, Callable[..., Merge]] = {
        "take-back": actions.take_back_merge,
        "checked": actions.check_merge,
        "looked": actions.look_at_parted,
    }
    action = steps.get(request.POST.get("step", ""))
    if action is None:
        raise Http404
    try:
        action(merge=found, by=by)
    except ValidationError as refusal:
        raise PermissionDenied(refusal.messages[0]) from refusal
    if merging.still_seen(found):
        return redirect(found)
    return redirect("desk:waiting")  # taken back by whoever may not see both
