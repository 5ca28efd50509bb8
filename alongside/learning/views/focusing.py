"""The few things that somebody works on: choosing one, writing it anew, putting it away."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address, local_day
from alongside.learning.access.capability import (
    ended_focuses_of,
    focus_to_view,
    focuses_of,
    piece_of_look,
)
from alongside.learning.access.helping import Helps, helps_for
from alongside.learning.access.pieces import names
from alongside.learning.access.supervision import called, next_as_worker
from alongside.learning.actions.capability import change_focus, choose_focus, end_focus
from alongside.learning.actions.supervision import bring_point_once
from alongside.learning.forms.capability import EndFocusForm, FocusForm, Offers
from alongside.learning.instrument import Area, instrument_on
from alongside.learning.measuring import MOST_SHOWN
from alongside.learning.models import Point, Session
from alongside.learning.models.capability import Focus
from alongside.learning.scenarios.library import scenario_named

PURPOSE = "learning focus"


@require_safe
def working_on(request: HttpRequest) -> HttpResponse:
    """Everything one works on, with what helps; and what one worked on before."""
    by = account_of(request)
    mine = focuses_of(by)
    helps = helps_for([one.cluster for one in mine], by) if mine else {}
    areas, who = _areas(), names(one.helper_id for one in mine if one.helper_id)
    taken = {one.cluster for one in mine}
    meeting = next_as_worker(by) if any(one.question for one in mine) else None
    context = {
        "meets": called(meeting.supervision.supervisor) if meeting else "",
        "cards": [
            {
                "focus": one,
                "area": areas[one.cluster],
                "helps": helps[one.cluster],
                "named": _named(one, helps[one.cluster], who),
            }
            for one in mine
        ],
        "ended": [{"focus": one, "area": areas[one.cluster]} for one in ended_focuses_of(by)],
        "others": [one for one in areas.values() if one.cluster not in taken],
        "is_full": len(mine) >= MOST_SHOWN,
    }
    return render(request, "learning/capability/working_on.html", context)


def _named(one: Focus, helps: Helps, who: Mapping[UUID, str]) -> list[dict[str, str]]:
    """What is named on a card beside its words: somebody, a session, a dilemma."""
    found: list[dict[str, str]] = []
    if one.helper_id:
        offers = {each.key: each.url for each in helps.people}
        asks = offers.get(str(one.helper_id), "")
        called = who.get(one.helper_id, "A colleague")
        found.append({"sort": "A person", "words": called, "asks": asks})
    if one.session is not None:
        found.append({"sort": "A session", **_session_told(one.session)})
    dilemma = scenario_named(one.scenario) if one.scenario else None
    if dilemma is not None:
        url = address("learning:dilemma", dilemma.key)
        found.append({"sort": "A dilemma", "words": dilemma.title, "url": url})
    return found


def _session_told(one: Session) -> dict[str, str]:
    day = in_words(local_day(one.starts_at))
    was = one.starts_at <= timezone.now()
    why = f"It was cancelled ({day})." if one.cancelled_at else f"It was on {day}." if was else day
    return {"words": one.title, "url": address("learning:session", one.pk), "why": why}


def _offered(helps: Helps, focus: Focus | None = None) -> dict[str, Offers]:
    """What helps with the area, and what stands on the card already."""
    sessions = {one.key: f"{one.words}. {one.why}" for one in helps.sessions}
    dilemmas = {one.key: one.words for one in helps.dilemmas}
    if focus is not None and focus.session is not None:
        told = _session_told(focus.session)
        sessions.setdefault(str(focus.session_id), f"{told['words']}. {told['why']}")
    if focus is not None and (there := scenario_named(focus.scenario)) is not None:
        dilemmas.setdefault(there.key, there.title)
    return {"sessions": [*sessions.items()], "dilemmas": [*dilemmas.items()]}


def _areas() -> dict[str, Area]:
    return dict(instrument_on(timezone.localdate()).by_cluster)


@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, cluster: str) -> HttpResponse:
    """Put one area on a card, with something small to begin with."""
    by = account_of(request)
    area = _areas().get(cluster)
    if area is None:
        raise Http404
    helps = helps_for([cluster], by)[cluster]
    first = {"this_week": helps.suggested.this_week[0], "question": helps.suggested.question}
    came_from = piece_of_look(by, request.GET.get("from", ""))
    asked = drafts.asking(
        request,
        lambda data: FocusForm(data, initial=first, **_offered(helps)),
        choose_focus,
        then=lambda done: reverse("learning:working-on"),
        purpose=PURPOSE,
        by=by,
        cluster=cluster,
        came_from=came_from,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "area": area, "helps": helps, **_back()}
    return render(request, "learning/capability/focus.html", context, status=_status(asked))


def _back() -> dict[str, str]:
    return {"cards_url": reverse("learning:working-on")}


def _status(asked: drafts.Asking) -> int:
    return 422 if asked.form.is_bound else 200


@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: HttpRequest, focus_id: UUID) -> HttpResponse:
    """One card, to be read and written anew."""
    by = account_of(request)
    found = _open(request, focus_id)
    helps = helps_for([found.cluster], by)[found.cluster]
    called_now = names([found.helper_id]).get(found.helper_id, "") if found.helper_id else ""
    first = {
        "this_week": found.this_week, "for_people": found.for_people, "question": found.question,
        "helper": called_now, "session": str(found.session_id or ""), "scenario": found.scenario,
    }  # fmt: skip
    offered = _offered(helps, found)
    asked = drafts.asking(
        request,
        lambda data: FocusForm(data, initial=first, **offered).named(found.helper, called_now),
        change_focus,
        then=lambda done: reverse("learning:working-on"),
        purpose=PURPOSE,
        by=by,
        focus=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    area = _areas()[found.cluster]
    context = {**asked.context, "area": area, "helps": helps, "focus": found, **_back()}
    return render(request, "learning/capability/focus.html", context, status=_status(asked))


@require_POST
def bring(request: HttpRequest, focus_id: UUID) -> HttpResponse:
    """Put a card's question on the agenda of the next supervision; pressed twice it stands once."""
    by = account_of(request)
    found, meeting = _open(request, focus_id), next_as_worker(by)
    if meeting is None or not found.question.strip():
        return redirect("learning:supervisions")
    with suppress(ValidationError):  # signed or called off in this very moment: its page says so
        bring_point_once(meeting=meeting, kind=Point.Kind.LEARNING, text=found.question, by=by)
    return redirect(meeting)


@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, focus_id: UUID) -> HttpResponse:
    """Put a card away, and say what changed."""
    by = account_of(request)
    found = _open(request, focus_id)
    asked = drafts.asking(
        request,
        EndFocusForm,
        end_focus,
        then=lambda done: reverse("learning:working-on"),
        purpose=PURPOSE,
        by=by,
        focus=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "area": _areas()[found.cluster], **_back()}
    return render(request, "learning/capability/end_focus.html", context, status=_status(asked))


def _open(request: HttpRequest, focus_id: UUID) -> Focus:
    by = account_of(request)
    found = focus_to_view(by, focus_id)
    if found.ended_at is not None:
        raise Http404
    trail.note("learning: something to work on opened", on=found, by=by)
    return found
