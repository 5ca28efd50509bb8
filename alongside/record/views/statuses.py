"""The pages of statuses: what stands, what was, what does not fit, and saying something of one."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.record import saying_statuses as saying
from alongside.record.access import statuses as access
from alongside.record.actions import statuses as actions
from alongside.record.actions.statuses import MEANWHILE, Saying
from alongside.record.forms.statuses import EndStatusForm, StatusForm, StatusWhyForm
from alongside.record.models import Episode
from alongside.record.statuses import Kind, kind_of

both = require_http_methods(["GET", "HEAD", "POST"])
WAYS = {
    "right": ("Put it right", "Save this"),
    "end": ("It has ended", "End it"),
    "true": ("It is true all the same", "Save this"),
    "out": ("It is in the wrong record", "Take it out"),
}


@staff_only
@require_safe
def status(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What somebody is now, what they were, and what does not add up."""
    by = account_of(request)
    person = record_to_open(by, person_id, what="status opened")
    standing = access.standing_of(person, by)
    kinds, earlier = access.kinds_for(person) if access.may_say(by, person) else ([], [])
    context = {
        **_frame(person, by),
        "now": saying.items(standing.now, person.pk),
        "to_come": saying.items(standing.to_come, person.pk),
        "before": saying.items(standing.before, person.pk),
        "asked": saying.asked(standing, person.pk),
        "is_cut": standing.is_cut,
        "kinds": kinds,
        "earlier": earlier,
    }
    return render(request, "record/status.html", context)


@staff_only
@require_safe
def one_status(request: HttpRequest, person_id: UUID, episode_id: UUID) -> HttpResponse:
    """Everything that was said of one status, oldest first."""
    by = account_of(request)
    person = person_to_view(by, person_id, Rung.RECORD)
    every = access.sayings_of(by, person, episode_id)
    head = every[-1]
    trail.note("status opened", on=head, about=[person], by=by)
    standing = access.standing_of(person, by)
    is_out = head.what == Episode.What.OUT
    context = {
        **_frame(person, by),
        "head": head,
        "is_out": is_out,
        "title": saying.title(head),
        "days": saying.days(head),
        "said": saying.said(head),
        "lines": [
            {"heading": saying.who_said(one), "days": saying.days(one), "said": saying.said(one)}
            for one in every
        ],
        "asked": [one for one in standing.checks if head.episode in one.of],
        "may_say": not is_out and access.may_say(by, person),
    }
    return render(request, "record/one_status.html", context)


@staff_only
@drafts.not_twice
@both
def say(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """Say that somebody is something."""
    by = account_of(request)
    person = person_to_view(by, person_id, Rung.RECORD)
    access.to_say(by, person)
    kind = kind_of(key)
    if kind is None:
        raise Http404
    people = access.people_named(person)
    form = partial(StatusForm, kind=kind, people=[(str(one.pk), one.called) for one in people])

    def act(*, by: Account, **given: Any) -> Episode:
        told = _saying(kind, people, given)
        return actions.say_status(person=person, saying=told, by=by)

    return _ask(request, person, form, act, heading=kind.title, button="Save this", kind=kind)


@staff_only
@drafts.not_twice
@both
def say_of(request: HttpRequest, person_id: UUID, episode_id: UUID, way: str) -> HttpResponse:
    """Put a status right, end it, say that it is true, or take it out of this record."""
    by = account_of(request)
    person = person_to_view(by, person_id, Rung.RECORD)
    head = access.status_to_change(by, person, episode_id)
    access.to_say(by, person)
    if head.about is None:
        raise Http404
    heading, button = WAYS[way]
    make, act = _way(way, person, head, head.about, by)
    more = {"heading": heading, "button": button, "head": head, "kind": head.about}
    seen = request.POST.get("seen", "")
    return _ask(request, person, make, partial(_if_seen, act, head, seen), **more)


def _way(
    way: str, person: Person, head: Episode, kind: Kind, by: Account
) -> tuple[Callable[..., Any], Callable[..., Episode]]:
    if way == "right":
        people = access.people_named(person, head)
        pairs = [(str(one.pk), one.called) for one in people]

        def put_right(*, why: str, by: Account, **given: Any) -> Episode:
            told = _saying(kind, people, given, head)
            return actions.put_status_right(status=head, saying=told, why=why, by=by)

        return partial(StatusForm, kind=kind, people=pairs, head=head), put_right
    if way == "end":
        return EndStatusForm, partial(actions.end_status, status=head)
    if way == "true":
        asked = access.standing_of(person, by).checks
        keys = [one.key for one in asked if head.episode in one.of]
        return StatusWhyForm, partial(actions.say_true, status=head, keys=keys)
    return StatusWhyForm, partial(actions.take_status_out, status=head)


def _if_seen(act: Callable[..., Episode], head: Episode, seen: str, **given: Any) -> Episode:
    """Only of what one has read: a colleague may have said something in between."""
    if seen and seen != str(head.number):
        raise ValidationError(MEANWHILE)
    return act(**given)


def _saying(
    kind: Kind, people: list[Any], given: dict[str, Any], head: Episode | None = None
) -> Saying:
    named = next((one for one in people if str(one.pk) == given["named"]), None)
    kept = actions.saying_of(head) if head else None
    is_kept = kept and (not kind.names or given["named"] == str(kept.named))
    if kept and named is None and is_kept:  # was not asked, or is somebody whom they may not see
        named = kept.named
    return Saying(
        kind=kind.key,
        since=given["since"],
        code=given["code"],
        until=given["until"],
        named=named,
        words=given["words"],
        traits=tuple(given["traits"]),
        more=kept.more if kept else (),
        entry=kept.entry if kept else None,
        source=kept.source if kept else "",
    )


def _ask(
    request: HttpRequest,
    person: Person,
    make: Callable[..., Any],
    act: Callable[..., Any],
    **more: Any,
) -> HttpResponse:
    by = account_of(request)
    asked = drafts.asking(
        request,
        make,
        act,
        then=lambda _: reverse("record:status", args=[person.pk]),
        purpose="status",
        about=[person],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**_frame(person, by), **asked.context, **more}
    if head := more.get("head"):
        context |= {"title": saying.title(head), "days": saying.days(head)}
        context["asked"] = [
            one.sentence for one in access.standing_of(person, by).checks if head.episode in one.of
        ]
    return render(request, "record/say_status.html", context)


def _frame(person: Person, by: Account) -> dict[str, Any]:
    header = header_of(person, by)
    return {"person": person, "header": header, "called": header.short}
