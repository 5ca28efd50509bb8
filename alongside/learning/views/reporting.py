"""The report of a self-assessment: on the page, in a table, and on paper."""

from __future__ import annotations

from dataclasses import replace
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
from alongside.learning.access.capability import Reading, attempt_to_view, read_attempt
from alongside.learning.access.helping import helps_for
from alongside.learning.access.pieces import share_with
from alongside.learning.actions.pieces import open_shared
from alongside.learning.instrument import Instrument, instrument_named
from alongside.learning.measuring import ASSUMED, MOST_SHOWN, strictness, strictness_in_words
from alongside.learning.models.capability import Attempt
from alongside.learning.profiles import Roles, meant, roles_named
from alongside.learning.report_paper import report_on_paper
from alongside.learning.standing import Line, comparable, lines_of, opening, suggested


@require_safe
def my_report(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Where somebody stands; for whoever it is shared with, the parts that are."""
    by = account_of(request)
    attempt = attempt_to_view(by, piece_id)
    _note_opened(attempt, by)
    read = read_attempt(attempt, by)
    typical = roles_named(attempt.roles_version)
    instrument, lines = lines_for(read, typical)
    is_short = attempt.purpose == Attempt.Purpose.SHORT
    is_mine = read.is_mine
    context: dict[str, Any] = {
        "attempt": attempt,
        "instrument": instrument,
        "is_mine": is_mine,
        "is_short": is_short,
        "role": typical.by_id.get(attempt.role),
        "roles": typical,
        "opening": "" if is_short or not is_mine else opening(lines),
        "bars": drawn.together((drawn.SCALE, *(drawn.item(one, is_mine=is_mine) for one in lines))),
        "cells": drawn.together(drawn.row(one, is_mine=is_mine) for one in lines),
        "said": drawn.together(drawn.said(one, is_mine=is_mine) for one in lines),
        "grown": drawn.grown(lines),
        "sure": [one for one in lines if one.sureness] if is_mine and not is_short else [],
        "said_how_sure": any(one.aside.confidence for one in lines),
        "noise": ASSUMED,
        "smallest": ASSUMED.smallest_clear(),
        "strictness": strictness_of(read),
        **(_to_do(lines, is_short=is_short, read=read, by=by) if is_mine else {}),
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


def lines_for(
    read: Reading, typical: Roles, beside: Attempt | None = None
) -> tuple[Instrument, list[Line]]:
    """Its areas, by the statements and the typical ranges of the day on which it was answered."""
    attempt = read.attempt
    instrument = instrument_named(attempt.form)
    role = typical.by_id.get(attempt.role) or next(iter(typical.by_id.values()))
    earlier = beside or attempt.before
    said = read.said
    if said.before and earlier is not None and earlier.form != attempt.form:
        was = comparable(instrument, instrument_named(earlier.form), said.before)
        said = replace(said, before=was)
    return instrument, lines_of(instrument, said, role, read.evidence, clusters=read.clusters)


def strictness_of(read: Reading) -> str:
    """How strictly its owner uses the four levels, in a sentence; nothing for anybody else."""
    if not read.is_mine or not read.placed:
        return ""
    return strictness_in_words(strictness(read.placed, meant()))


def _to_do(lines: list[Line], *, is_short: bool, read: Reading, by: Account) -> dict[str, Any]:
    """At most three areas to choose from, those that are worked on left out."""
    worth = [one for one in ([] if is_short else suggested(lines)) if one.cluster not in read.taken]
    worth = worth[: MOST_SHOWN - len(read.taken)]
    helps = helps_for([one.cluster for one in worth], by) if worth else {}
    cards = [
        {
            "line": one,
            "helps": helps[one.cluster],
            "why": why(one),
            "url": f"{reverse('learning:choose-focus', args=[one.cluster])}?from={read.attempt.pk}",
        }
        for one in worth
    ]
    return {"cards": cards, "open": len(read.taken), "is_full": len(read.taken) >= MOST_SHOWN}


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
        instrument, lines = lines_for(read, roles_named(attempt.roles_version))
        format_ = Format(form.cleaned_data["format"])
        try:
            paper = report_on_paper(read, instrument, lines, format_, strictness_of(read))
            response = handed_out(paper, form.kind, "where-i-stand")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
        else:
            trail.note("learning: where I stand saved", on=attempt.piece, by=by)
            return response
    context = {"form": form, "back_url": reverse("learning:my-report", args=[attempt.pk])}
    return render(request, "learning/capability/print.html", context)
