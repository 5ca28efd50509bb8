"""The report of a self-assessment: on the page, in a table, and on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.foundation.templatetags.alongside import address
from alongside.learning import drawn
from alongside.learning.access.capability import (
    Reading,
    attempt_to_view,
    focuses_of,
    read_attempt,
)
from alongside.learning.access.helping import helps_for
from alongside.learning.access.pieces import share_with
from alongside.learning.actions.pieces import open_shared
from alongside.learning.instrument import LADDER, Instrument, instrument_named
from alongside.learning.measuring import ASSUMED, MOST_SHOWN, strictness, strictness_in_words
from alongside.learning.models.capability import Attempt, Focus
from alongside.learning.profiles import roles, vignettes
from alongside.learning.report_paper import report_on_paper
from alongside.learning.standing import (
    Line,
    at,
    evidence_in_words,
    lines_of,
    opening,
    suggested,
    wide,
)

SCALE = [
    ("Starting", "0", ""),
    ("With support", "33.3%", "middle"),
    ("On my own", "66.7%", "middle"),
    ("Adapts", "100%", "end"),
]


@require_safe
def my_report(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Where somebody stands; for whoever it is shared with, the parts that are."""
    by = account_of(request)
    attempt = attempt_to_view(by, piece_id)
    _note_opened(attempt, by)
    read = read_attempt(attempt, by)
    instrument, lines = _lines(read)
    is_short = attempt.purpose == Attempt.Purpose.SHORT
    mine = focuses_of(by) if read.is_mine else []
    context: dict[str, Any] = {
        "attempt": attempt,
        "instrument": instrument,
        "is_mine": read.is_mine,
        "is_short": is_short,
        "role": roles().by_id.get(attempt.role),
        "roles": roles(),
        "opening": "" if is_short or not read.is_mine else opening(lines),
        "scale": SCALE,
        "ladder": LADDER,
        "rows": [_row(one, is_mine=read.is_mine) for one in lines],
        "grown": [_grown(one) for one in lines if one.has_change],
        "noise": ASSUMED,
        "smallest": ASSUMED.smallest_clear(),
        "strictness": _strictness(read),
        **_to_do(lines, mine, is_short=is_short, read=read),
        "share_url": address("learning:share-piece", attempt.pk),
        "remove_url": address("learning:remove-piece", attempt.pk),
        "piece_url": address("learning:piece", attempt.pk),
    }
    return render(request, "learning/capability/report.html", context)


def _note_opened(attempt: Attempt, by: Account) -> None:
    if attempt.owner_id == by.pk:
        trail.note("learning: where I stand opened", on=attempt.piece, by=by)
    else:
        open_shared(share=share_with(by, attempt.piece), by=by)


def _lines(read: Reading) -> tuple[Instrument, list[Line]]:
    attempt = read.attempt
    instrument = instrument_named(attempt.form)
    known = roles().by_id
    role = known.get(attempt.role) or next(iter(known.values()))
    return instrument, lines_of(instrument, read.said, role, read.evidence, clusters=read.clusters)


def _row(line: Line, *, is_mine: bool) -> dict[str, Any]:
    """One bar, with all that its table says."""
    low, high = line.typical
    standing = line.standing
    is_told = line.level is not None
    return {
        "title": line.area.title,
        "has_star": line.aside.has_star,
        "words": line.words,
        "bar": drawn.bar(
            at(low),
            wide(low, high),
            at(line.level) if line.level is not None else "",
            is_shown=standing.evidenced > 0,
            is_agreed=standing.corroborated > 0,
        ),
        "cells": drawn.row(line, is_mine=is_mine),
        "marks": evidence_in_words(standing) if is_told and is_mine else "",
        "said": drawn.said(line),
    }


def _grown(line: Line) -> dict[str, Any]:
    """Three looks at one area on one line, over the band in which a change says nothing."""
    before = line.before or 0.0
    band = ASSUMED.smallest_clear(min(line.compared, 4))
    low, high = max(before - band, 1.0), min(before + band, 4.0)
    return {
        "title": line.area.title,
        "change": line.change,
        "bar": drawn.changed_bar(
            at(low),
            wide(low, high),
            at(before),
            at(line.then) if line.then is not None else "",
            at(line.after) if line.after is not None else "",
        ),
        "cells": drawn.changed_row(line),
    }


def _strictness(read: Reading) -> str:
    if not read.is_mine:
        return ""
    return strictness_in_words(strictness(read.placed, vignettes().levels))


def _to_do(
    lines: list[Line], mine: list[Focus], *, is_short: bool, read: Reading
) -> dict[str, Any]:
    """At most three areas to choose from, those that are worked on left out."""
    by = read.attempt.owner
    if not read.is_mine:
        return {"cards": [], "may_choose": False}
    taken = {one.cluster for one in mine}
    worth = [one for one in ([] if is_short else suggested(lines)) if one.cluster not in taken]
    helps = helps_for([one.cluster for one in worth], by) if worth else {}
    cards = [
        {
            "line": one,
            "helps": helps[one.cluster],
            "why": why(one),
            "url": f"{reverse('learning:choose-focus', args=[one.cluster])}?from={read.attempt.pk}",
        }
        for one in worth[: MOST_SHOWN - len(mine)]
    ]
    return {"cards": cards, "open": mine, "is_full": len(mine) >= MOST_SHOWN}


def why(line: Line) -> str:
    """Why an area is named, in a sentence."""
    said = []
    if line.aside.has_star:
        said.append("you said that you would like to grow here")
    if line.level is not None and line.level < line.typical[0]:
        said.append("what you said lies below what is typical for your role")
    if line.aside.importance == 3:
        said.append("it matters a great deal in your work")
    sentence = ", and ".join(said) if len(said) < 3 else f"{said[0]}, {said[1]}, and {said[2]}"
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


@require_http_methods(["GET", "HEAD", "POST"])
def print_report(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Choose the print, then save the same report as a tagged PDF or for Word."""
    by = account_of(request)
    attempt = attempt_to_view(by, piece_id)
    form = PaperForm(
        request.POST if request.method == "POST" else None, initial={"format": Format.STANDARD}
    )
    if form.is_valid():
        _note_opened(attempt, by)
        read = read_attempt(attempt, by)
        instrument, lines = _lines(read)
        format_ = Format(form.cleaned_data["format"])
        try:
            paper = report_on_paper(read, instrument, lines, format_, _strictness(read))
            response = handed_out(paper, form.kind, "where-i-stand")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
        else:
            trail.note("learning: where I stand saved", on=attempt.piece, by=by)
            return response
    context = {"form": form, "attempt": attempt}
    return render(request, "learning/capability/print.html", context)
