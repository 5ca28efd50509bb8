"""One's supervisions, proposing one, saying yes or no, its page, its rhythm and its end."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import ago, in_words
from alongside.learning import supervising
from alongside.learning.access.supervision import (
    Rota,
    agreements_of,
    called,
    day_of,
    meetings_before,
    meetings_to_come,
    open_follow_ups,
    other_of,
    rotas,
    supervision_to_view,
    supervisions_of,
)
from alongside.learning.actions.supervision import (
    accept_supervision,
    change_rhythm,
    decline_supervision,
    end_supervision,
    propose_supervision,
)
from alongside.learning.forms.supervision import ProposeForm, RhythmForm, WhyForm
from alongside.learning.models import Supervision

from .asked import ask
from .lines import agreement_line, follow_up_item, meeting_item, when_words

GET_OR_POST = ["GET", "HEAD", "POST"]


@staff_only
@require_safe
def supervisions(request: HttpRequest) -> HttpResponse:
    """All that one is one of the two of."""
    by = account_of(request)
    page = _number(request.GET.get("page"))
    some, is_more = supervisions_of(by, page)
    found = rotas(some)
    context = {
        "here": [_item(one, by) for one in found if one.supervision.ended_at is None],
        "over": [_item(one, by) for one in found if one.supervision.ended_at],
        "page": page,
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if is_more else "",
    }
    return render(request, "learning/supervision/supervisions.html", context)


def _number(given: str | None) -> int:
    """The page that is asked for; what is no number counts as the first."""
    is_number = given is not None and given.isascii() and given.isdecimal() and len(given) < 5
    return max(int(given), 1) if is_number and given else 1


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None


def _item(rota: Rota, by: Account) -> dict[str, Any]:
    one = rota.supervision
    supervises = "You supervise them" if one.supervisor_id == by.pk else "They supervise you"
    return {
        "heading": other_of(one, by).practitioner.name,
        "url": one.get_absolute_url(),
        "line": _stands(rota, by),
        "quiet": f"{supervises}. {supervising.how_often(one.every_days).capitalize()}.",
    }


def _stands(rota: Rota, by: Account) -> str:
    one, today = rota.supervision, timezone.localdate()
    if one.ended_at:
        words = "Was not taken up" if one.accepted_at is None else "Ended"
        return f"{words} on {in_words(day_of(one.ended_at))}: {one.ended_why}"
    if one.accepted_at is None:
        other = called(other_of(one, by))
        is_mine = one.proposed_by_id == by.pk
        return f"{other} has not answered yet." if is_mine else f"{other} proposes this to you."
    if rota.next:
        first = rota.next.starts_at
        return f"Next: {when_words(first)}, {ago(day_of(first), today)}."
    if rota.unsaid:
        return f"Have you met on {in_words(day_of(rota.unsaid.starts_at))}? Say so on its page."
    return late_words(rota) or "Nothing is planned yet."


def late_words(rota: Rota) -> str:
    """Kindly, that the next one should have been by now; nothing where it should not."""
    today = timezone.localdate()
    if not rota.is_late(today):
        return ""
    often = supervising.how_often(rota.supervision.every_days)
    if rota.last is None:
        return f"You meant to meet {often}, and have not met here yet."
    last = day_of(rota.last.starts_at)
    return f"You meant to meet {often}. The last time was {in_words(last)}, {ago(last, today)}."


@staff_only
@require_http_methods(GET_OR_POST)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to a colleague that one of the two supervises the other."""
    home = reverse("learning:supervisions")
    return ask(
        request,
        "propose",
        ProposeForm,
        propose_supervision,
        then=lambda made: str(made.get_absolute_url()),
        back_url=home,
        by=account_of(request),
        context={"length": supervising.length()},
    )


@staff_only
@require_safe
def supervision(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """When the two meet, what they agreed, and what is still to be done."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    rota = rotas([found])[0]
    later, earlier = _id(request.GET.get("after")), _id(request.GET.get("before"))
    to_come, before = meetings_to_come(found, later), meetings_before(found, earlier)
    context = {
        **_who(found, by),
        "rota": rota,
        "late": late_words(rota),
        "often": supervising.how_often(found.every_days),
        "better": _better(found),
        "agreement": agreement_line(agreements_of(found), found, by),
        "follow_ups": [follow_up_item(one, can_end=True) for one in open_follow_ups(found)],
        "planned": [meeting_item(one, found, by) for one in to_come.meetings],
        "before": [meeting_item(one, found, by) for one in before.meetings],
        "next_url": found.get_absolute_url() if later else "",
        "newest_url": found.get_absolute_url() if earlier else "",
        "later_url": f"?after={to_come.more}" if to_come.more else "",
        "earlier_url": f"?before={before.more}" if before.more else "",
    }
    return render(request, "learning/supervision/supervision.html", context)


def _who(found: Supervision, by: Account) -> dict[str, Any]:
    other = other_of(found, by)
    return {
        "supervision": found,
        "other": other.practitioner,
        "has_left": not other.is_active,
        "is_supervisor": found.supervisor_id == by.pk,
        "is_asked": found.accepted_at is None
        and found.ended_at is None
        and found.proposed_by_id != by.pk,
        "is_mine": found.proposed_by_id == by.pk,
        "goes_on": found.accepted_at is not None and found.ended_at is None,
        "chosen": supervising.rhythm_of(found.rhythm),
    }


def _better(found: Supervision) -> supervising.Rhythm | None:
    if found.accepted_at is None or found.ended_at:
        return None
    began = day_of(found.accepted_at)
    return supervising.fits_better(found.rhythm, began, timezone.localdate())


@staff_only
@require_POST
def accept(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Say yes to what was proposed."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    with suppress(ValidationError):  # answered before, by a second press: its page says so
        accept_supervision(supervision=found, by=by)
    return redirect(found)


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def decline(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    address = found.get_absolute_url()
    action = partial(decline_supervision, supervision=found)
    return ask(
        request, "decline", WhyForm, action, then=address, back_url=address, by=by,
        context=_who(found, by),
    )  # fmt: skip


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def end(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """End it, or take back what one proposed."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    address = found.get_absolute_url()
    action = partial(end_supervision, supervision=found)
    return ask(
        request, "end", WhyForm, action, then=address, back_url=address, by=by,
        context=_who(found, by),
    )  # fmt: skip


@staff_only
@require_http_methods(GET_OR_POST)
def rhythm(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Settle on another rhythm."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    address, better = found.get_absolute_url(), _better(found)
    initial = {"rhythm": better.key if better else found.rhythm}
    return ask(
        request,
        "rhythm",
        lambda data: RhythmForm(data, initial=initial),
        partial(change_rhythm, supervision=found),
        then=address,
        back_url=address,
        by=by,
        context={**_who(found, by), "length": supervising.length()},
    )
