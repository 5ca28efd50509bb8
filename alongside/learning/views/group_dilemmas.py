"""A dilemma in a group: everybody chooses unseen, it is shown, talked about, and one goes on."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.learning.access.circles import circle_to_view, names_in
from alongside.learning.access.dilemmas import scenario_to_view
from alongside.learning.access.group_dilemmas import (
    Table,
    last_round_of,
    table_to_view,
    talk_at,
    votes_in,
)
from alongside.learning.actions import circles
from alongside.learning.actions import group_dilemmas as actions
from alongside.learning.forms.group_dilemmas import BeginGroupForm, GoOnForm, TalkForm, VoteForm
from alongside.learning.models import Round
from alongside.learning.models.pieces import LEARNERS
from alongside.learning.scenarios.scenario import Scene

from .circles import workers_only
from .dilemmas import effects_of
from .meets import meeting_told

PURPOSE = "learning circle"
TALK = "learning group talk"
MOST_ASKED = 30  # times that a page asks whether anything has changed: five minutes
asks = require_http_methods(["GET", "HEAD", "POST"])


def _page(circle_id: UUID) -> str:
    return reverse("learning:group-dilemma", args=[circle_id])


@workers_only
@asks
@drafts.not_twice
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Make a group that plays this dilemma."""
    scenario = scenario_to_view(key)
    asked = drafts.asking(
        request,
        BeginGroupForm,
        actions.begin_group,
        then=lambda made: _page(made.pk),
        purpose=PURPOSE,
        by=account_of(request),
        scenario=scenario,
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if asked.form.is_bound else 200
    context = {**asked.context, "scenario": scenario}
    return render(request, "learning/dilemmas/group_begin.html", context, status=status)


@asks
@drafts.not_twice
def group(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Where the group is: waiting to begin, choosing, looking at the choices, or at an end."""
    by = account_of(request)
    seat = circle_to_view(by, circle_id)
    if not seat.is_in:  # asked in and not come yet: the circle's own page says what it is
        return redirect("learning:circle", circle_id)
    table = table_to_view(by, circle_id)
    assert table.seat.mine is not None  # whoever is in it has a seat
    now, scene = table.round, table.scene
    asked = None
    if now is not None and scene is not None and not now.closed_at and not table.seat.is_over:
        asked = _asked(request, table, now, scene)
        if asked.leads:
            return redirect(asked.leads)
    elif request.method == "POST":  # the group went on, or ended, while one was writing
        drafts.draft_for(request, purpose=PURPOSE, address=request.path)
        return redirect(f"{request.path}?late=1")
    if request.method != "POST":
        circles.look_in(seat=table.seat.mine, is_told=True, by=by)
    status = 422 if asked and asked.form.is_bound else 200
    shown = _shown(request, table) | (asked.context if asked else {})
    return render(request, "learning/dilemmas/group.html", shown, status=status)


def _asked(request: HttpRequest, table: Table, now: Round, scene: Scene) -> drafts.Asking:
    """The one form of the page: to choose, or, once the choices are shown, to say something."""
    common: dict[str, Any] = {
        "then": lambda _: _page(table.circle.pk),
        "by": account_of(request),
    }
    # Those who sit here may be named, and those in the dilemma are invented.
    invented = (one.name for one in table.scenario.people)
    not_of = [*names_in(table.circle).values(), *invented]
    make: partial[Any]
    if not table.waits:
        if "choice" in request.POST:  # shown while one was choosing: the reason is kept
            drafts.asks_nothing(request)
        make = partial(TalkForm, not_of=not_of)
        return drafts.asking(request, make, circles.say, round=now, purpose=TALK, **common)
    make = partial(VoteForm, scene=scene, not_of=not_of)
    return drafts.asking(
        request, make, actions.vote, round=now, scene=scene, purpose=PURPOSE, **common
    )


def _shown(request: HttpRequest, table: Table) -> dict[str, Any]:
    by = account_of(request)
    talk = talk_at(table, by)
    names = names_in(table.circle)
    mine = next((one for one in reversed(talk.said) if one.choice and one.is_mine), None)
    scene = table.scene
    chosen = scene.choice(mine.choice) if scene and mine else None
    return {
        "table": table,
        "circle": table.circle,
        "scenario": table.scenario,
        "scene": scene,
        "round": table.round,
        "my_choice": chosen,
        "my_why": mine.text if mine else "",
        "votes": [
            {
                "words": one.choice.words,
                "effects": effects_of(table.scenario, one.choice),
                "is_taken": table.round is not None and table.round.chosen == one.choice.id,
                "said": [{"who": names.get(v.by_id, ""), "why": v.text} for v in one.votes],
            }
            for one in votes_in(table, talk)
        ],
        "talk": [
            {"who": names.get(one.by_id, ""), "said": one} for one in talk.said if not one.choice
        ],
        "earlier": _earlier(table),
        "go_on": GoOnForm(choices=_ways(table)) if table.seat.is_host else None,
        "last_mine": last_round_of(by, table.circle) if scene and scene.is_end else None,
        "is_late": "late" in request.GET,
        "may_host": by.kind in LEARNERS,
        "times": 0,
        "asks_again": True,
        **meeting_told(table.circle),
    }


def _earlier(table: Table) -> list[dict[str, Any]]:
    found = []
    for one in table.rounds[:-1]:
        scene = table.scenario.scene(one.scene)
        choice = scene.choice(one.chosen) if scene and one.chosen else None
        found.append(
            {
                "number": one.number,
                "scene": scene.title if scene else one.prompt,
                "chosen": choice.words if choice else "",
            }
        )
    return found


def _ways(table: Table) -> list[tuple[str, str]]:
    """By each choice of the scene, and back to each scene that the group has seen."""
    scene = table.scene
    found = [(f"choice {one.id}", one.words) for one in scene.choices] if scene else []
    seen = {one.scene: None for one in table.rounds}
    for id in seen:
        if (old := table.scenario.scene(id)) is not None and old != scene:
            found.append((f"scene {id}", f"Back to “{old.title}”"))
    return found


@require_safe
def earlier(request: HttpRequest, circle_id: UUID, number: int) -> HttpResponse:
    """An earlier round of the group: what was chosen and said."""
    table = table_to_view(account_of(request), circle_id, number)
    if table.is_now:
        return redirect("learning:group-dilemma", circle_id)
    return render(request, "learning/dilemmas/group.html", _shown(request, table))


@require_safe
def waiting(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """How many have chosen, for a page that waits: never who chose what.

    A page asks a few times and then no more: one that went on asking would never be locked.
    """
    table = table_to_view(account_of(request), circle_id)
    said = request.GET.get("asked", "")
    times = int(said) if said.isdecimal() and len(said) < 4 else MOST_ASKED
    context = {
        "table": table,
        "has_moved": request.GET.get("mark") != table.mark,
        "times": times + 1,
        "asks_again": times + 1 < MOST_ASKED,
    }
    return render(request, "learning/dilemmas/waiting.html", context)


@require_POST
def start(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Open the first scene; a second press changes nothing."""
    by = account_of(request)
    table = table_to_view(by, circle_id)
    scene = table.scenario.scene(table.scenario.begins)
    if table.seat.is_host and not table.rounds and scene is not None and not table.seat.is_over:
        with suppress(ValidationError):  # opened by a press a moment before
            actions.open_scene(circle=table.circle, scene=scene, by=by)
    return redirect("learning:group-dilemma", circle_id)


@require_POST
def show(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Show everybody what everybody chose."""
    by = account_of(request)
    table = table_to_view(by, circle_id)
    if table.seat.is_host and table.round is not None and table.waits:
        circles.reveal_round(round=table.round, by=by)
    return redirect("learning:group-dilemma", circle_id)


@require_POST
def go_on(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Go on the way the group chose, or back to a scene it has seen."""
    by = account_of(request)
    table = table_to_view(by, circle_id)
    if not table.seat.is_host or table.round is None:
        return redirect("learning:group-dilemma", circle_id)
    if request.POST.get("round") != str(table.round.number):  # sent twice, or from an old page
        return redirect("learning:group-dilemma", circle_id)
    form = GoOnForm(request.POST, choices=_ways(table))
    given = {"round": table.round, "scenario": table.scenario, "by": by}
    if carry_out(form, actions.go_on, **given):
        return redirect("learning:group-dilemma", circle_id)
    shown = _shown(request, table) | {"go_on": form, "forms": [form]}
    return render(request, "learning/dilemmas/group.html", shown, status=422)
