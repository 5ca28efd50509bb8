"""The library of dilemmas, and playing one alone: choosing, looking back, and what was said."""

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

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access.dilemmas import (
    Played,
    is_counted,
    is_shared_with,
    played,
    positions_in,
    run_to_play,
    runs_of,
    scenario_to_view,
)
from alongside.learning.actions import dilemmas as actions
from alongside.learning.areas import in_words
from alongside.learning.forms.dilemmas import ChooseForm, ReflectForm
from alongside.learning.models import Piece, Run
from alongside.learning.scenarios.library import in_force, scenario_named
from alongside.learning.scenarios.playing import Decided
from alongside.learning.scenarios.scenario import Choice, Scenario
from alongside.learning.shapes import shapes

PURPOSE = "learning dilemma"
SHAPE = "what"  # of a reflection on a dilemma: what, so what, now what


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every dilemma: what it is about and how long it takes; and those one has begun."""
    runs = runs_of(account_of(request))
    context = {
        "going_on": [_run_item(one) for one in runs if one.ended_at is None],
        "ended": [_run_item(one) for one in runs if one.ended_at is not None],
        "items": [_item(one) for one in in_force()],
    }
    return render(request, "learning/dilemmas/library.html", context)


def _item(scenario: Scenario) -> dict[str, str]:
    due = scenario.is_due(timezone.localdate())
    return {
        "heading": scenario.title,
        "url": reverse("learning:dilemma", args=[scenario.key]),
        "line": scenario.about,
        "quiet": "Somebody should have looked at it again by now" if due else "",
        "aside": f"{scenario.minutes} minutes",
    }


def _run_item(run: Run) -> dict[str, Any]:
    return {
        "heading": run.piece.title,
        "url": reverse("learning:dilemma-run", args=[run.pk]),
        "run": run,
    }


@require_safe
def dilemma(request: HttpRequest, key: str) -> HttpResponse:
    """What a dilemma is about, who is in it, where it comes from, and the ways to play it."""
    scenario = scenario_to_view(key)
    mine = [one for one in runs_of(account_of(request)) if one.scenario == key]
    context = {
        "scenario": scenario,
        "mine": [_run_item(one) for one in mine],
        "is_due": scenario.is_due(timezone.localdate()),
        "areas": in_words(scenario.aligns),
    }
    return render(request, "learning/dilemmas/dilemma.html", context)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a run; one that was begun a moment ago, and has no step yet, is gone on with."""
    by, scenario = account_of(request), scenario_to_view(key)
    version = str(scenario.version)
    for one in runs_of(by):
        is_same = (one.scenario, one.version, one.ended_at) == (key, version, None)
        if is_same and not one.piece.steps.exists():
            return redirect("learning:dilemma-run", one.pk)
    run = actions.begin_run(scenario=scenario, by=by)
    return redirect("learning:dilemma-run", run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Where one is in a dilemma: a scene and its choices, or its end."""
    by = account_of(request)
    if is_shared_with(by, run_id):
        return redirect("learning:piece", run_id)
    found = run_to_play(by, run_id)
    if scenario_named(found.scenario) is None:  # it is not shipped any more: what one said is
        return redirect("learning:piece", run_id)
    now = played(found)
    if now.is_changed or now.play.is_ended:
        drafts.asks_nothing(request)
    if now.is_changed:
        return _way(request, now)
    if now.play.is_ended:
        shown = {**_shown(now), **_others(now, by)}
        return render(request, "learning/dilemmas/end.html", shown)
    asked = drafts.asking(
        request,
        partial(ChooseForm, scene=now.play.scene, number=now.next_number),
        actions.choose,
        then=lambda went: reverse("learning:dilemma-run", args=[went.run.pk]),
        purpose=PURPOSE,
        by=by,
        run=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if asked.form.is_bound else 200
    shown = {**_shown(now), **asked.context, "is_elsewhere": "elsewhere" in request.GET}
    return render(request, "learning/dilemmas/scene.html", shown, status=status)


def _shown(now: Played) -> dict[str, Any]:
    """What every page of a run shows: the scene, what one's last choice did, and one's way."""
    decided = now.play.decided
    came_by = now.play.place.by
    chosen = decided[-1] if decided else None
    return {
        "played": now,
        "scenario": now.scenario,
        "scene": now.play.scene,
        "people": now.scenario.people if now.play.here == 0 else (),
        "chosen": chosen,
        "effects": effects_of(now.scenario, chosen.choice) if chosen else [],
        "is_just_chosen": came_by is not None and now.play.steps[-1] == came_by,
        "seen": [
            {"place": one.number, "words": one.scene.title, "is_here": one == now.play.place}
            for one in now.play.seen
        ],
        "number": now.next_number,
        "before": now.play.place.came_from,
        "way": [_told(one) for one in decided],
        "elsewhere": [_tried(now, one.number, one.why) for one in now.play.elsewhere],
    }


def _others(now: Played, by: Account) -> dict[str, Any]:
    """What others chose in the scenes of one's way, as far as it may be told."""
    told = positions_in(now.scenario)
    others = []
    for one in now.play.decided:
        scene = one.place.scene
        known = [(scene.choice(position.choice), position) for position in told.get(scene.id, ())]
        lines = [(choice.words, position) for choice, position in known if choice is not None]
        if lines:
            others.append({"scene": scene.title, "chose": one.choice.words, "lines": lines})
    return {"others": others, "is_counted": is_counted(by, now.scenario)}


def effects_of(scenario: Scenario, choice: Choice) -> list[tuple[str, str]]:
    """Whom a choice touched, and how."""
    return [(scenario.called(one.party), one.words) for one in choice.effects]


def _told(one: Decided) -> dict[str, Any]:
    return {
        "scene": one.place.scene.title,
        "chose": one.choice.words,
        "why": one.why,
        "before": [{"chose": choice.words, "why": why} for choice, why in one.before],
        "is_changed": one.is_changed,
    }


def _tried(now: Played, number: int, why: str) -> dict[str, str]:
    scene, _colon, chose = now.words.get(number, "").partition(": ")
    return {"scene": scene, "chose": chose, "why": why}


@require_safe
def way(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The whole way: each choice and reason, also those that one changed or left."""
    return _way(request, played(run_to_play(account_of(request), run_id)))


def _way(request: HttpRequest, now: Played) -> HttpResponse:
    rest = [_tried(now, one.number, one.why) for one in now.rest if one.number in now.words]
    context = {**_shown(now), "rest": rest}
    return render(request, "learning/dilemmas/way.html", context)


@require_POST
def go(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Go back to a scene that one has seen."""
    by = account_of(request)
    found = run_to_play(by, run_id)
    here = reverse("learning:dilemma-run", args=[found.pk])
    try:
        number, place = int(request.POST.get("number", "")), int(request.POST.get("place", ""))
        actions.go(run=found, number=number, place=place, by=by)
    except (ValidationError, ValueError):  # from a page that is out of date: show where one is
        return redirect(f"{here}?elsewhere=1")
    return redirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def reflect(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Think over what one did in a dilemma, with one's way beside it; no machine writes it."""
    by = account_of(request)
    found = run_to_play(by, run_id)
    now, shape = played(found), shapes().by_id[SHAPE]
    asked = drafts.asking(
        request,
        partial(
            ReflectForm,
            parts=shape.parts,
            scenario=now.scenario,
            initial={"title": now.piece.title, "on": timezone.localdate()},
        ),
        actions.reflect_on,
        then=_leads_to,
        purpose="learning reflection",
        by=by,
        run=found,
        shape=shape.key,
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if asked.form.is_bound else 200
    shown = {**_shown(now), **asked.context, "shape": shape}
    return render(request, "learning/dilemmas/reflect.html", shown, status=status)


def _leads_to(piece: Piece) -> str:
    return address("learning:piece", piece.pk) or reverse("learning:dilemmas")


@require_POST
def count(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let one's choices be counted with everybody's."""
    by = account_of(request)
    found = run_to_play(by, run_id)
    with suppress(ValidationError):  # not at an end any more: its page says where one is
        actions.count_in(run=found, by=by)
    return redirect(f"{reverse('learning:dilemma-run', args=[found.pk])}#others")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask once, then take the run away for good."""
    by = account_of(request)
    found = run_to_play(by, run_id)
    if request.method == "POST":
        actions.remove_run(run=found, by=by)
        return redirect("learning:dilemmas")
    context = {"run": found, "away": reverse("learning:dilemma-run", args=[found.pk])}
    return render(request, "learning/dilemmas/remove.html", context)
