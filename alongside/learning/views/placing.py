"""Placing oneself at each statement: what it is, the statements on one page, and looking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.learning.access.capability import attempts_of, last_whole
from alongside.learning.actions.capability import finish_attempt
from alongside.learning.forms.capability import (
    SHORT,
    WHOLE,
    BeginForm,
    FinishForm,
    filled_from,
    names_of,
    then_name,
)
from alongside.learning.instrument import (
    CONFIDENCE,
    IMPORTANCE,
    KEY,
    LADDER,
    NOTHING,
    Area,
    Instrument,
    Statement,
    instrument_named,
    instrument_on,
)
from alongside.learning.models.capability import Attempt
from alongside.learning.profiles import Roles, roles, roles_with, vignettes

PURPOSE = "look at where you stand"
PURPOSES = (PURPOSE, "learning where i stand")  # as it was called when some began
BACK = "back"  # the page that asks how it was, looking back
Choice = tuple[str, str, bool]  # its value, its words, whether it is chosen


@require_http_methods(["GET", "HEAD", "POST"])
def where_i_stand(request: HttpRequest) -> HttpResponse:
    """What it is and who may ever read it; begin, go on, or look at an earlier one."""
    by = account_of(request)
    mine = attempts_of(by)
    first = {"role": mine[0].role} if mine else {}
    form = BeginForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        version = instrument_on(timezone.localdate()).form.rpartition(" ")[2]
        told = {"v": version, **form.cleaned_data}
        return redirect(f"{reverse('learning:place-myself')}?{urlencode(told)}")
    begun = [
        {"began_at": one.began_at, "url": drafts.go_on(one)}
        for one in drafts.open_drafts_of(by).filter(purpose__in=PURPOSES)
    ]
    context = {"form": form, "attempts": mine, "begun": begun, "roles": roles()}
    status = 422 if form.is_bound else 200
    return render(request, "learning/capability/begin.html", context, status=status)


@dataclass
class Placing:
    """All that one request knows."""

    by: Account
    instrument: Instrument
    roles: Roles
    role: str
    is_short: bool
    before: Attempt | None
    draft: drafts.OpenDraft
    told: dict[str, str]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What is asked."""
        return self.instrument.asked(is_short=self.is_short)

    def at(self, page: str = "", place: str = "") -> str:
        """The address of a page of this draft, or of a place in it."""
        told = {**self.told, **({"page": page} if page else {}), "draft": str(self.draft.id)}
        found = f"{reverse('learning:place-myself')}?{urlencode(told)}"
        return f"{found}#{place}" if place else found


@require_http_methods(["GET", "HEAD", "POST"])
def place_myself(request: HttpRequest) -> HttpResponse:
    """Every statement on one page, so that no signal is needed between them; then looking back."""
    placing = _placing(request)
    draft = placing.draft
    if draft.became:
        return redirect(draft.became)
    if draft.later and not draft.refused:
        return redirect("foundation:drafts")
    page = BACK if request.GET.get("page") == BACK and placing.before else ""
    form = FinishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not draft.refused:
        if "finish" in request.POST:
            if done := _finish(placing, form):
                return redirect(done)
        else:
            return redirect(_led(placing, request.POST.get("go", "")))
    context = {**_context(placing, page), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "learning/capability/place.html", context, status=status)


def _placing(request: HttpRequest) -> Placing:
    by = account_of(request)
    told = {key: request.GET.get(key, "") for key in ("v", "role", "length")}
    try:
        instrument = instrument_named(f"{KEY} {told['v']}")
    except LookupError as unknown:
        raise Http404 from unknown
    typical = roles_with(told["role"])
    if typical is None or told["length"] not in (WHOLE, SHORT):
        raise Http404
    address = f"{request.path}?{urlencode(told)}"
    draft = drafts.draft_for(request, purpose=PURPOSE, address=address)
    is_short = told["length"] == SHORT
    before = None if is_short else last_whole(by)
    return Placing(by, instrument, typical, told["role"], is_short, before, draft, told)


def _led(placing: Placing, wanted: str) -> str:
    """Where a button leads; its answers have been saved."""
    if wanted == BACK and placing.before:
        return placing.at(BACK)
    known = {f"area-{one.cluster.lower()}" for one in placing.instrument.areas} | {"examples"}
    return placing.at(place=wanted if wanted in known else "")


def _finish(placing: Placing, form: FinishForm) -> str:
    draft = placing.draft
    row = drafts.draft_of(placing.by, draft.id)
    act = drafts.ending_draft(
        finish_attempt, draft, lambda done: reverse("learning:my-report", args=[done.pk])
    )
    done = carry_out(
        form, act, id=draft.id, instrument=placing.instrument, roles=placing.roles,
        role=placing.role, filled=filled_from(draft.texts, placing.statements),
        is_short=placing.is_short, before=placing.before, started_at=row.began_at, by=placing.by,
    )  # fmt: skip
    return done.result if done else ""


def _context(placing: Placing, page: str) -> dict[str, Any]:
    is_back = page == BACK
    texts = placing.draft.texts
    asked = list(placing.statements)
    if is_back:  # only what has a level now can have had another one
        asked = [one for one in asked if texts.get(one.id, "") in ("1", "2", "3", "4")]
    is_last = is_back or placing.before is None
    return {
        "draft": placing.draft,
        "instrument": placing.instrument,
        "is_back": is_back,
        "is_short": placing.is_short,
        "is_last": is_last,
        "before": placing.before,
        "total": len(asked),
        "areas": list(_areas(placing, asked, is_back)),
        "examples": [] if is_back or placing.is_short else list(_examples(texts)),
        "names": names_of(asked, is_back=is_back, is_short=placing.is_short),
        "first_page": placing.at(),
        "leave": reverse("learning:where-i-stand"),
    }


def _areas(placing: Placing, asked: list[Statement], is_back: bool) -> Any:
    texts = placing.draft.texts
    numbers = {one.id: number for number, one in enumerate(asked, 1)}
    areas = [
        (area, [one for one in area.statements if one.id in numbers])
        for area in placing.instrument.areas
    ]
    shown = [(area, some) for area, some in areas if some]
    for place, (area, some) in enumerate(shown):
        following = shown[place + 1][0] if place + 1 < len(shown) else None
        yield {
            "area": area,
            "key": area.cluster.lower(),
            "next": f"area-{following.cluster.lower()}" if following else "",
            "statements": [
                _asked(one, numbers[one.id], place_in, len(some), texts, is_back)
                for place_in, one in enumerate(some, 1)
            ],
            "aside": None if is_back or placing.is_short else _aside(area, texts),
        }


def _asked(
    one: Statement, number: int, place: int, of: int, texts: dict[str, str], is_back: bool
) -> dict[str, Any]:
    name = then_name(one.id) if is_back else one.id
    said = texts.get(name, "")
    nothing = {"dont-know": "I cannot say"} if is_back else NOTHING
    return {
        "name": name,
        "text": one.text,
        "number": number,
        "place": place,
        "of": of,
        "levels": [(at, LADDER[at], one.anchors[at], said == str(at)) for at in LADDER],
        "nothing": [(key, words, said == key) for key, words in nothing.items()],
    }


def _aside(area: Area, texts: dict[str, str]) -> dict[str, Any]:
    key = area.cluster.lower()
    return {
        "confidence": _choices(CONFIDENCE, texts.get(f"confidence-{key}", "")),
        "importance": _choices(IMPORTANCE, texts.get(f"importance-{key}", "")),
        "has_star": texts.get(f"star-{key}", "") == "1",
    }


def _choices(words: Mapping[int, str], said: str) -> list[Choice]:
    return [(str(value), text, said == str(value)) for value, text in words.items()]


def _examples(texts: dict[str, str]) -> Any:
    for key, one in vignettes().by_id.items():
        name = f"place-{key}"
        yield {
            "name": name,
            "text": one.text,
            "levels": _choices(LADDER, texts.get(name, "")),
        }
