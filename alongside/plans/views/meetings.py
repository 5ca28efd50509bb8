"""The meetings about a person: arranged, spoken of beforehand, held and written down."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, permitted, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import age, in_words, time_in_words
from alongside.foundation.ids import new_id
from alongside.people.access import record_to_open
from alongside.people.header import header_of
from alongside.people.near import kept_away
from alongside.plans.access import NO_MORE, plans_of
from alongside.plans.forms.meetings import (
    ArrangeForm,
    AskForm,
    BeforeForm,
    ChangeForm,
    MinutesAnswerForm,
    MinutesForm,
)
from alongside.plans.kinds import AGES
from alongside.plans.meetings import access
from alongside.plans.meetings.access import Met
from alongside.plans.meetings.actions import (
    answer_minutes,
    arrange_meeting,
    ask_to_come,
    change_meeting,
    say_before,
    write_minutes,
)
from alongside.plans.meetings.around import Around, who_is_around
from alongside.plans.meetings.kinds import Kind, kinds
from alongside.plans.meetings.minutes import everybody, is_held_first
from alongside.plans.models import MeetingLine
from alongside.record.defaults import first_sharing
from alongside.record.models import EntryKind, Sharing

both = require_http_methods(["GET", "HEAD", "POST"])
What = MeetingLine.What


@staff_only
@require_safe
def meetings(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The meetings about somebody, and the kinds that can be arranged."""
    by = account_of(request)
    person = record_to_open(by, person_id, "plans opened")
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 4 else 1
    found, is_more = access.meetings_of(person, by, max(page, 1))
    today = timezone.localdate()
    fitting = [
        one
        for one in kinds().values()
        if one.who == "anybody" or person.born_on is None or _fits(one, person.born_on, today)
    ]
    writes = may(by, "write record") and person.state not in NO_MORE
    context = {
        "person": person,
        "header": header_of(person, by),
        "items": [item(one) for one in found if not one.out],
        "misplaced": access.misplaced(person),
        "out": [one for one in found if one.out],
        "next": page + 1 if is_more else None,
        "arrange": [_to_arrange(one, person.pk) for one in fitting] if writes else [],
    }
    return render(request, "plans/meetings/meetings.html", context)


def _fits(kind: Kind, born_on: date, today: date) -> bool:
    youngest, oldest = AGES[kind.who]
    return youngest <= age(min(born_on, today), today) <= oldest


def _to_arrange(kind: Kind, person: UUID) -> dict[str, str]:
    url = reverse("plans:arrange", args=[person, kind.key])
    return {"heading": kind.title, "line": kind.about, "url": url}


def item(met: Met) -> dict[str, Any]:
    """A meeting in a list."""
    starts = timezone.localtime(met.starts_at)
    views = len(met.of(What.VIEW))
    told = " Something was said beforehand." if views and met.is_open else ""
    return {
        "heading": met.kind.title,
        "url": met.meeting.get_absolute_url(),
        "line": f"{in_words(starts.date())}, {time_in_words(starts.time())}",
        "quiet": f"{met.says()}.{told}",
    }


@permitted("write record")
@both
@drafts.not_twice
def arrange(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """Write down that a meeting is to be held, and how each was asked."""
    by = account_of(request)
    person = record_to_open(by, person_id, "plans opened")
    kind = kinds().get(key)
    if kind is None:
        raise Http404
    header = header_of(person, by)
    around, away = who_is_around(person, by), kept_away(person)
    make = partial(
        ArrangeForm,
        called=header.short,
        kind=kind,
        around=around,
        has_orders=bool(away),
        initial={} if kind.asks_person else {"own_how": "no"},
    )
    context = {"person": person, "header": header, "called": header.short, "kind": kind}
    context |= {"is_left_out": around.is_left_out, "kept_away": away}
    told: dict[str, Any] = {"person": person, "kind": kind.key, "id": new_id()}
    return _ask(
        request,
        context,
        make,
        arrange_meeting,
        "arrange",
        then=lambda made: str(made.get_absolute_url()),
        **told,
    )


def _ask(
    request: HttpRequest,
    context: dict[str, Any],
    make: Callable[..., Any],
    action: Callable[..., Any],
    page: str,
    *,
    then: Callable[[Any], str],
    **given: Any,
) -> HttpResponse:
    asked = drafts.asking(
        request,
        make,
        action,
        then=then,
        purpose="plan",
        about=[context["person"]],
        by=account_of(request),
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(request, f"plans/meetings/{page}.html", {**context, **asked.context})


def frame(met: Met, by: Account) -> dict[str, Any]:
    """What every page about one meeting shows."""
    header = header_of(met.person, by)
    return {
        "met": met,
        "meeting": met.meeting,
        "kind": met.kind,
        "person": met.person,
        "header": header,
        "called": header.short,
        "may_change": access.may_change(by, met) and not met.off,
        "may_take_out": access.may_change(by, met),
        "is_to_come": met.is_to_come,
        "is_too_early": timezone.localdate(met.starts_at) > timezone.localdate(),
        "is_past": met.starts_at <= timezone.now(),
        "back_url": met.meeting.get_absolute_url(),
    }


@staff_only
@require_safe
def meeting(request: HttpRequest, met_id: UUID) -> HttpResponse:
    """One meeting: whom it is about first, then who is asked, what was said and what came of it."""
    by = account_of(request)
    met = access.meeting_to_open(by, met_id)
    is_review = met.is_to_come and met.kind.becomes == EntryKind.REVIEW
    reads_plans = bool(met.decisions) or is_review
    plans = [one for one in plans_of([met.person], by) if one.goes_on] if reads_plans else []
    context = frame(met, by) | {
        "is_shown": bool(met.decisions) and access.is_shown(met),
        "has_minutes": access.has_minutes(met, by),
        "plans": [
            (one.kind.title, f"{reverse('plans:review', args=[one.id])}?meeting={met.id}")
            for one in plans
        ],
    }
    return render(request, "plans/meetings/meeting.html", context)


def _page(
    make: Callable[..., Any],
    action: Callable[..., Any],
    page: str,
    *,
    names: bool = False,
    needs: str = "",
) -> Callable[..., HttpResponse]:
    """A page with one form about one meeting; `needs` says what the meeting must be for it."""

    @permitted("write record")
    @both
    @drafts.not_twice
    def view(request: HttpRequest, met_id: UUID) -> HttpResponse:
        by = account_of(request)
        met = access.meeting_to_change(by, met_id)
        if request.method != "POST":
            trail.note(
                "meeting opened", on=met.meeting, about=[met.person], by=by, detail=met.quietly
            )
        context = frame(met, by) | {"is_closed": bool(needs) and not getattr(met, needs)}
        form = partial(make, called=context["called"]) if names else make
        if make is AskForm:
            around, away = who_is_around(met.person, by), kept_away(met.person)
            form = partial(form, **_to_ask(met, around), has_orders=bool(away))
            context |= {"is_left_out": around.is_left_out, "kept_away": away}
        if make is MinutesAnswerForm and met.written and met.written.by_id != by.pk:
            form = make  # what the person says is written down by whoever wrote the minutes
        if make is MinutesForm:
            first = {"held_on": timezone.localdate(met.starts_at)}
            form = partial(form, everybody=everybody(met, context["called"]), initial=first)
            sharing, _ = first_sharing(
                met.kind.becomes, [met.person], names_others=is_held_first(met)
            )
            context["is_read_at_once"] = sharing == Sharing.SHOWN
        leads = context["back_url"]
        if action is change_meeting:
            leads = reverse("plans:meetings", args=[met.person.pk])
        return _ask(request, context, form, action, page, then=lambda _: leads, meeting=met.id)

    return view


def _to_ask(met: Met, around: Around) -> dict[str, Any]:
    """Whom one can still ask: those around the person who are not asked yet."""
    asked = {one.who.casefold() for one in met.invited}
    names = dict((*around.near, *around.working))
    return {
        "is_own_asked": met.own_invitation is not None,
        "around": [one for one in names.items() if one[0].casefold() not in asked],
    }


ask = _page(AskForm, ask_to_come, "ask", names=True)
before = _page(BeforeForm, say_before, "before", names=True)
change = _page(ChangeForm, change_meeting, "change")
minutes = _page(MinutesForm, write_minutes, "minutes", names=True, needs="is_open")
answer = _page(MinutesAnswerForm, answer_minutes, "answer", names=True, needs="written")
