"""Pages of rounds: what is asked, who has written, what was said; showing it, and closing it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.learning.access import circles as access
from alongside.learning.access.circles import Heard, Seat, Talk
from alongside.learning.access.people_in_circles import Some, speakers_in, who_wrote
from alongside.learning.access.supervision import Decided, decided
from alongside.learning.actions import circles as actions
from alongside.learning.forms.circles import NotesForm, RoundForm, SayForm
from alongside.learning.models import Circle, Member, Round
from alongside.learning.models.pieces import LEARNERS
from alongside.learning.ways import way_of

from .circles import PURPOSE, asks, round_url, url_of, workers_only


@asks
@drafts.not_twice
def open_one(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Ask everybody something: what the circle's way asks next, or what the host likes."""
    by = account_of(request)
    seat = access.circle_to_host(by, circle_id)
    names = access.names_in(seat.circle)
    asked = drafts.asking(
        request,
        lambda data: RoundForm(data, not_of=names.values(), initial=_next_of(seat.circle)),
        actions.open_round,
        then=lambda made: reverse("learning:round", args=[made.pk]),
        purpose=PURPOSE,
        by=by,
        circle=seat.circle,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "circle": seat.circle, "way": way_of(seat.circle.shape)}
    return render(request, "learning/circles/open.html", context)


def _next_of(circle: Circle) -> dict[str, str]:
    """What the way asks next; once it is through, nothing."""
    way, asked = way_of(circle.shape), access.rounds_of(circle).count()
    first = Round.Kind.TALK if circle.kind == Circle.Kind.COMMUNITY else Round.Kind.WRITE
    if way is None or asked >= len(way.rounds):
        return {"kind": first.value}
    return {"kind": way.rounds[asked].kind, "prompt": way.rounds[asked].prompt}


@asks
@drafts.not_twice
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What is asked, and whatever of the answers is there to be read; and saying something."""
    by = account_of(request)
    one, seat = access.round_to_view(by, round_id)
    if one.circle.kind == Circle.Kind.DILEMMA and (leads := url_of(one.circle)) != request.path:
        return redirect(leads)
    answers = access.turn_to_answer(one, _id(request.GET.get("to")))
    context = _round(request, one, seat, by)
    if context["may_say"]:
        names = access.names_in(one.circle)
        asked = drafts.asking(
            request,
            lambda data: SayForm(data, not_of=names.values(), circle=one.circle, by=by),
            actions.say,
            then=lambda made: f"{reverse('learning:round', args=[one.pk])}#said-{made.pk}",
            purpose=PURPOSE,
            by=by,
            round=one,
            answers=answers,
        )
        if asked.leads:
            return redirect(asked.leads)
        context |= asked.context
    else:
        drafts.asks_nothing(request)
    if answers is not None:
        who = _last_called(speakers_in(one.circle, [answers.by_id]))
        context["answers"] = who.get(answers.by_id, "Somebody who was here")
    if request.method != "POST" and seat.mine is not None:
        actions.look_in(seat=seat.mine, by=by)
    return render(request, "learning/circles/round.html", context)


def _id(given: str | None) -> UUID | None:
    try:
        return UUID(given or "")
    except ValueError:
        return None


def _round(request: HttpRequest, one: Round, seat: Seat, by: Account) -> dict[str, Any]:
    """What the page shows of a round."""
    talk = access.talk_in(one, by, before=_id(request.GET.get("before")))
    speakers = speakers_in(one.circle, (here.by_id for here in talk.said))
    names = _last_called(speakers)
    names_of = partial(told, names=names, decided=_decided(talk, by), by=by)
    is_hidden = one.kind != Round.Kind.TALK and one.revealed_at is None
    wrote, waits = who_wrote(one) if is_hidden else (Some(), Some())
    is_over = one.closed_at is not None or seat.is_over
    in_order = talk.said if one.kind == Round.Kind.TALK else in_turn(talk, speakers)
    return {
        "round": one,
        "circle": one.circle,
        "seat": seat,
        "is_hidden": is_hidden,
        "is_over": is_over,
        "may_say": not is_over,
        "mine": [names_of(here) for here in talk.said if here.is_mine] if is_hidden else [],
        "first": [] if is_hidden else [names_of(here) for here in in_order],
        "after": [] if is_hidden else [names_of(here) for here in talk.afterwards],
        "written": wrote,
        "not_yet": waits,
        "older_url": f"?before={talk.earlier}" if talk.earlier else "",
        "is_community": one.circle.kind == Circle.Kind.COMMUNITY,
        "may_keep": is_over and by.kind in LEARNERS and access.has_said(by, one),
        "kept": access.kept_from(by, one) if is_over else None,
    }


def _decided(talk: Talk, by: Account) -> dict[UUID, Decided]:
    """Where decisions stand, for those who work here and may read that record."""
    entries = [one.entry_id for one in talk.said if one.entry_id]
    return decided(entries, by) if by.kind == Account.Kind.STAFF else {}


def told(
    heard: Heard, *, names: dict[UUID, str], decided: dict[UUID, Decided], by: Account
) -> dict[str, Any]:
    """One thing that was said, by whom, and what came of it where it was brought."""
    return {
        "heard": heard,
        "who": names.get(heard.by_id, "Somebody who was here"),
        "decided": decided.get(heard.entry_id) if heard.entry_id else None,
        "may_decide": heard.brings and heard.is_mine and heard.entry_id is None,
    }


def _last_called(members: list[Member]) -> dict[UUID, str]:
    """What they are or were called, by account; as they were last."""
    return {one.account_id: one.called for one in sorted(members, key=_since)}


def _since(one: Member) -> tuple[datetime, UUID]:
    return (one.invited_at, one.pk)


def in_turn(talk: Talk, members: list[Member]) -> list[Heard]:
    """What was said before it was shown: in the circle's own order, and not by who was quickest."""
    here = (one for one in members if one.left_at is None)
    place = {one.account_id: number for number, one in enumerate(here)}
    return sorted(talk.by_turn, key=lambda one: (place.get(one.by_id, len(place)), one.at))


@workers_only
@require_POST
def keep(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Make a reflection of one's own words in a round that is over."""
    by = account_of(request)
    one, _seat = access.round_to_view(by, round_id)
    try:
        made = actions.keep_my_words(round=one, by=by)
    except ValidationError:  # taken back in the meantime: the page no longer offers it
        return redirect(round_url(one.circle, one))
    return redirect("learning:piece", made.pk)


@asks
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Show everybody what everybody wrote; asks first where somebody has not written yet."""
    by = account_of(request)
    one, seat = access.round_to_host(by, round_id)
    if request.method == "POST":
        actions.reveal_round(round=one, by=by)
        return redirect(round_url(one.circle, one))
    if one.revealed_at is not None or one.closed_at is not None:
        return redirect(round_url(one.circle, one))
    context = _round(request, one, seat, by)
    return render(request, "learning/circles/show.html", context)


@asks
@drafts.not_twice
def close(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Say that a round is over, with what the circle keeps of it."""
    return _keep(request, round_id, actions.close_round, "learning/circles/close.html")


@asks
@drafts.not_twice
def notes(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Write what the circle keeps of a round."""
    return _keep(request, round_id, actions.change_notes, "learning/circles/notes.html")


def _keep(request: HttpRequest, round_id: UUID, action: Any, template: str) -> HttpResponse:
    by = account_of(request)
    one, seat = access.round_to_host(by, round_id)
    names = access.names_in(one.circle)
    is_open = one.closed_at is None and action is actions.change_notes
    goes_on = one.kind == Round.Kind.TALK and is_open
    asked = drafts.asking(
        request,
        lambda data: NotesForm(
            data,
            not_of=names.values(),
            circle=seat.circle,
            goes_on=goes_on,
            initial={"notes": one.notes},
        ),
        action,
        then=lambda _: round_url(one.circle, one),
        purpose=PURPOSE,
        by=by,
        round=one,
    )
    if asked.leads:
        return redirect(asked.leads)
    is_unshown = one.kind != Round.Kind.TALK and one.revealed_at is None
    context = {**asked.context, "round": one, "circle": seat.circle, "is_unshown": is_unshown}
    return render(request, template, context)


@asks
def take_back(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """Take back something that one said."""
    by = account_of(request)
    turn = access.turn_to_take_back(by, turn_id)
    one = access.round_said_in(turn)
    # All circles, where one has left that one.
    back = round_url(one.circle, one) if one is not None else reverse("learning:circles")
    if request.method == "POST":
        actions.take_back(turn=turn, by=by)
        return redirect(back)
    return render(request, "learning/circles/take_back.html", {"turn": turn, "back": back})
