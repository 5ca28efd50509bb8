"""The standards that the ten areas are laid beside: a list, and a page for each.

Nobody's data is here, and who reads it is not noted, as with guides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.foundation.days import in_words
from alongside.learning.frameworks import (
    OWN,
    Framework,
    LinedUp,
    Node,
    Version,
    frameworks,
    lined_up,
)

OURS = "alongside"
RIGHTS = {
    True: "Our own words.",
    False: "By link alone. Its text is its publisher’s and is not copied here.",
}
SHORT_RIGHTS = {True: "Our own words", False: "By link alone"}
STANDS = {
    "exact": "Means the same as",
    "narrower": "Is one part of",
    "broader": "Takes in",
    "related": "Has to do with",
    "replaced_by": "Is replaced by",
    "replaces": "Takes the place of",
}


def today() -> date:
    """The day whose standards are shown."""
    return timezone.localdate()


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Which of them hold now, which will, and which did."""
    day = today()
    known = sorted(frameworks().values(), key=lambda one: (one.id != OURS, one.title.casefold()))
    now = [one for one in known if one.on(day)]
    later = [one for one in known if not one.on(day) and _begins(one.shown(day)) > day]
    context = {
        "now": [_listed(one, day) for one in now],
        "later": [_listed(one, day) for one in later],
        "earlier": [_listed(one, day) for one in known if one not in now and one not in later],
    }
    return render(request, "learning/frameworks/standards.html", context)


def _begins(version: Version) -> date:
    return version.dated.valid_from or date.min


def _listed(one: Framework, day: date) -> dict[str, str]:
    return {
        "heading": one.title,
        "url": reverse("learning:framework", args=[one.id]),
        "line": one.publisher,
        "quiet": f"{holds(one.shown(day))}. {SHORT_RIGHTS[one.rights == OWN]}",
    }


def holds(version: Version) -> str:
    """From when until when, in words; no more than the year where nobody checked the first day."""
    begin, end = _begins(version), version.dated.valid_to
    from_ = f"From {in_words(begin) if version.is_day_checked else begin.year}"
    return f"{from_} until {in_words(end)}" if end else from_


@require_safe
def standard(request: HttpRequest, key: str) -> HttpResponse:
    """One of them: whose it is, when it holds, what it names, and what lines up with it."""
    found = frameworks().get(key)
    if found is None:
        raise Http404
    day = today()
    version = found.shown(day)
    is_ours = found.id == OURS
    statements = [one for one in version.nodes if one.kind == "statement"]
    context = {
        "framework": found,
        "version": version,
        "rights": RIGHTS[found.rights == OWN],
        "is_own": found.rights == OWN,
        "is_ours": is_ours,
        "is_later": _begins(version) > day,
        "is_over": version.dated.valid_to is not None and version.dated.valid_to < day,
        "holds": holds(version),
        "parts": _parts(one for one in version.nodes if one.kind not in ("statement", "level")),
        "levels": [one for one in version.nodes if one.kind == "level"],
        "statements": len(statements),
        "has_unchecked": any(not one.is_checked for one in version.nodes),
        "lined": _lined(lined_up(found, day)),
        "others": [
            {"name": one.version, "holds": holds(one)} for one in found.versions if one != version
        ],
        "exchange_id": found.case_id(),
    }
    return render(request, "learning/frameworks/standard.html", context)


def _parts(nodes: Iterable[Node]) -> list[dict[str, Any]]:
    """Each part that stands by itself, with those under it."""
    top: dict[str, dict[str, Any]] = {}
    for one in nodes:
        if one.under in top:
            top[one.under]["under"].append(one)
        else:
            top[one.id] = {"node": one, "under": []}
    return list(top.values())


def _lined(found: Iterable[LinedUp]) -> list[dict[str, Any]]:
    """What lines up: ours first, then by title; in each, by the part of this framework."""
    groups: dict[str, dict[str, Any]] = {}
    for one in found:
        other = one.framework
        group = groups.setdefault(
            other.id,
            {
                "framework": other,
                "url": reverse("learning:framework", args=[other.id]),
                "is_ours": other.id == OURS,
                "whole": [],
                "parts": {},
            },
        )
        said = {"stands": STANDS[one.match], "there": one.there, "because": one.because}
        if one.here is None:
            group["whole"].append(said)
        else:
            group["parts"].setdefault(one.here.label, []).append(said)
    return sorted(
        groups.values(),
        key=lambda one: (one["framework"].id != OURS, one["framework"].title.casefold()),
    )
