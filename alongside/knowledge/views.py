"""The library of guides, and one of them; who reads what here is not noted anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from typing import Any, BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods, require_safe
from whitenoise.responders import StaticFile

from alongside.foundation.days import in_words

from .access import guide_named, guide_to_view, in_force, recording_to_view
from .finding import find
from .forms import FindGuideForm
from .guide import KINDS, Guide, Piece

PIECE = 65_536  # bytes of a recording at a time
CONTENTS_FROM = 3  # headings; a shorter page needs no list of them


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """Every guide, by kind; or those that have the words that were sent."""
    form = FindGuideForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "shelves": _shelves()}
    if form.is_bound and form.is_valid():
        found = find(in_force(), form.cleaned_data["words"])
        context |= {"found": found, "items": [_item(one) for one in found.guides]}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "knowledge/library.html", context, status=status)


def _shelves() -> list[tuple[str, list[dict[str, str]]]]:
    shelves = groupby(in_force(), key=lambda one: one.kind)
    return [(KINDS[kind][1], [_item(one) for one in some]) for kind, some in shelves]


def _item(guide: Guide) -> dict[str, str]:
    return {
        "heading": guide.title,
        "url": reverse("knowledge:guide", args=[guide.key]),
        "line": guide.purpose,
        "quiet": _due(guide),
        "aside": _minutes(guide),
    }


def _due(guide: Guide) -> str:
    if not guide.is_due(timezone.localdate()):
        return ""
    return f"Was to be looked at again by {in_words(guide.review_by)}"


def _minutes(guide: Guide) -> str:
    return "1 minute" if guide.minutes == 1 else f"{guide.minutes} minutes"


@require_safe
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """One guide: what to do, what to tick, where it comes from and who looks after it."""
    found = guide_to_view(key)
    contents = [one for one in found.body.headings if one.level == 2]
    related = [one for one in map(guide_named, found.related) if one is not None]
    context = {
        "guide": found,
        "minutes": _minutes(found),
        "contents": contents if len(contents) >= CONTENTS_FROM else [],
        "pieces": [_drawn(piece, number, request) for number, piece in enumerate(_pieces(found))],
        "has_checks": any(one.checks for one in found.body.pieces),
        "is_due": found.is_due(timezone.localdate()),
        "related": [_item(one) for one in related],
    }
    return render(request, "knowledge/guide.html", context)


@require_safe
def recording(request: HttpRequest, key: str, number: int) -> StreamingHttpResponse:
    """The sound or the film itself, or the piece of it that a player asks for."""
    found = recording_to_view(key, number)
    headers = [("Content-Type", found.type), ("Accept-Ranges", "bytes")]
    answer = StaticFile(str(found.file), headers).get_response(request.method, request.META)
    given = StreamingHttpResponse(_read(answer.file), status=answer.status, content_type=found.type)
    for name, value in answer.headers:
        given[name] = value
    return given


def _read(file: BinaryIO | None) -> Iterator[bytes]:
    if file is not None:
        with closing(file):
            while some := file.read(PIECE):
                yield some


@require_safe
def captions(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What is said in it, with times."""
    found = recording_to_view(key, number)
    return HttpResponse(found.captions.read_bytes(), content_type="text/vtt; charset=utf-8")


def _pieces(guide: Guide) -> tuple[Piece, ...]:
    return guide.body.pieces


def _drawn(piece: Piece, number: int, request: HttpRequest) -> dict[str, Any]:
    """A piece; its boxes are remembered by a mark that says neither who nor which guide."""
    reader = str(getattr(request.user, "pk", ""))
    checks = [
        {
            "id": f"check-{number}-{line}",
            "html": one.html,
            "mark": salted_hmac("knowledge ticks", f"{reader} {one.words}").hexdigest()[:16],
        }
        for line, one in enumerate(piece.checks)
    ]
    return {"html": piece.html, "checks": checks}
