"""Every look at where one stands: in one table, two side by side, and on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of
from alongside.foundation import trail
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.learning import drawn
from alongside.learning.access.capability import (
    Looks,
    look_of,
    looks_of,
    read_attempt,
    short_looks_of,
)
from alongside.learning.instrument import instrument_named
from alongside.learning.looks import AreaLooks, Look, every_area
from alongside.learning.measuring import ASSUMED
from alongside.learning.profiles import roles_named
from alongside.learning.report_paper import looks_on_paper

from .reporting import lines_for

PAGES = 1_000  # more than anybody looks in a life


@require_safe
def every_look(request: HttpRequest) -> HttpResponse:
    """One table of all whole looks, and the way from the first to the newest."""
    by = account_of(request)
    found = looks_of(by, _page(request))
    if found.first:
        trail.note("learning: every look opened", on=by, by=by)
    shown = found.all
    context: dict[str, Any] = {
        "looks": [_look(one.pk, one, found) for one in shown],
        "first": found.first,
        "newest": shown[-1] if shown else None,
        "is_many": len(shown) > 1,
        "is_reworded": len({one.form for one in shown}) > 1,
        "areas": [_area(one) for one in _areas(found)],
        "scale": drawn.SCALE,
        "noise": ASSUMED,
        "smallest": ASSUMED.smallest_clear(),
        "older_url": f"?page={found.page + 1}" if found.has_earlier else "",
        "newer_url": f"?page={found.page - 1}" if found.page > 1 else "",
        "shorts": short_looks_of(by),
    }
    return render(request, "learning/capability/every_look.html", context)


def _page(request: HttpRequest) -> int:
    wanted = request.GET.get("page", "")
    return min(int(wanted), PAGES) if wanted.isascii() and wanted.isdigit() else 1


def _look(pk: UUID, one: Any, found: Looks) -> dict[str, Any]:
    first = found.first
    is_later = first is not None and first.pk != pk
    return {
        "attempt": one,
        "url": reverse("learning:my-report", args=[pk]),
        "beside_url": (
            reverse("learning:look-beside", args=[pk, first.pk]) if first and is_later else ""
        ),
    }


def _areas(found: Looks) -> list[AreaLooks]:
    if not found.all:
        return []
    newest = found.all[-1]
    typical = roles_named(newest.roles_version)
    role = typical.by_id.get(newest.role) or next(iter(typical.by_id.values()))
    asked = {form: instrument_named(form) for form in {one.form for one in found.all}}
    looks = [Look(asked[one.form], found.said.get(one.pk, {})) for one in found.all]
    return every_area(looks, role)


def _area(one: AreaLooks) -> dict[str, Any]:
    return {
        "title": one.title,
        "item": drawn.looks(one.line, one.between),
        "cells": drawn.looks_row(one.title, one.figures),
    }


@require_safe
def beside(request: HttpRequest, piece_id: UUID, earlier_id: UUID) -> HttpResponse:
    """Two of one's own looks, with what changed and what is noise."""
    by = account_of(request)
    later, earlier = look_of(by, piece_id), look_of(by, earlier_id)
    if (earlier.finished_at, earlier.pk) >= (later.finished_at, later.pk):
        raise Http404
    trail.note("learning: two looks side by side opened", on=later.piece, by=by)
    read = read_attempt(later, by, beside=earlier)
    _, lines = lines_for(read, roles_named(later.roles_version), earlier)
    context = {
        "earlier": earlier,
        "later": later,
        "has_then": later.before_id == earlier.pk,
        "grown": drawn.grown(lines),
        "left_out": [one.area.title for one in lines if not one.has_change],
        "noise": ASSUMED,
        "smallest": ASSUMED.smallest_clear(),
    }
    return render(request, "learning/capability/beside.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def print_looks(request: HttpRequest) -> HttpResponse:
    """Choose the print, then save the newest looks and the first as a tagged PDF or for Word."""
    by = account_of(request)
    found = looks_of(by)
    if found.first is None:
        raise Http404
    form = PaperForm(
        request.POST if request.method == "POST" else None, initial={"format": Format.STANDARD}
    )
    if form.is_valid():
        format_ = Format(form.cleaned_data["format"])
        paper = looks_on_paper(found, _areas(found), format_)
        try:
            response = handed_out(paper, form.kind, "every-look")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
        else:
            trail.note("learning: every look saved", on=by, by=by)
            return response
    context = {"form": form, "back_url": reverse("learning:every-look")}
    return render(request, "learning/capability/print.html", context)
