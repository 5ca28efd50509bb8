"""The library of guides, and one of them; who reads what here is not noted anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from typing import Any, BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from whitenoise.responders import StaticFile

from alongside.foundation.days import in_words

from . import shelves
from .access import guide_named, guide_to_view, in_force, recording_to_view
from .finding import find
from .forms import FindGuideForm
from .guide import Guide, Piece
from .shelves import Shelf
from .ticking import mark

PIECE = 65_536  # bytes of a recording at a time
CONTENTS_FROM = 3  # headings; a shorter page needs no list of them

# Ways to see the library: the last part of the address, words of the link, how it is sorted.
Sorts = Callable[[Iterable[Guide], date], list[Shelf]]
WAYS: dict[str, tuple[str, str, Sorts]] = {
    "situation": (
        "what you are in the middle of",
        "What are you in the middle of?",
        shelves.by_situation,
    ),
    "area": ("area of capability", "Areas of capability", shelves.by_area),
    "reader": ("who it is for", "Who it is for", shelves.by_reader),
    "owner": ("who looks after it", "Who looks after what", shelves.by_owner),
}


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """Every guide, by kind; or those that have the words that were sent."""
    form = FindGuideForm(request.POST if request.method == "POST" else None)
    today = timezone.localdate()
    some = shelves.by_kind(in_force(today), today)
    context: dict[str, Any] = {
        "form": form,
        "shelves": _shelves(some, _item),
        "ways": _ways(""),
        "situations": [one.title for one in shelves.by_situation(in_force(today), today)],
    }
    if form.is_bound and form.is_valid():
        found = find(in_force(), form.cleaned_data["words"])
        context |= {"found": found, "items": [_item(one) for one in found.guides]}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "knowledge/library.html", context, status=status)


@require_safe
def sorted_by(request: HttpRequest, way: str) -> HttpResponse:
    """The whole library under other headings; a guide may stand under several of them."""
    today = timezone.localdate()
    _, heading, sorts = WAYS[way]
    guides = in_force(today)
    as_item = _looked_after if way == "owner" else _short
    context = {
        "way": way,
        "heading": heading,
        "shelves": _shelves(sorts(guides, today), as_item),
        "ways": _ways(way),
        "due": [_owned(one) for one in _past(guides, today)] if way == "owner" else [],
    }
    return render(request, "knowledge/sorted.html", context)


def _ways(here: str) -> list[tuple[str, str, bool]]:
    """Where each way of seeing the library is, its words, and whether one is there."""
    first = (reverse("knowledge:library"), "kind", not here)
    others = [
        (reverse(f"knowledge:by-{way}"), words, way == here) for way, (words, _, _) in WAYS.items()
    ]
    return [first, *others]


def _shelves(
    some: Iterable[Shelf], as_item: Callable[[Guide], dict[str, str]]
) -> list[dict[str, Any]]:
    return [
        {"title": one.title, "about": one.about, "items": [as_item(each) for each in one.guides]}
        for one in some
    ]


def _past(guides: Iterable[Guide], day: date) -> list[Guide]:
    """Those that somebody should have looked at again, the longest ago first."""
    return sorted((one for one in guides if one.is_due(day)), key=lambda one: one.review_by)


def _short(guide: Guide) -> dict[str, str]:
    item = _item(guide)
    return {key: item[key] for key in ("heading", "url", "quiet")}


def _looked_after(guide: Guide) -> dict[str, str]:
    return {**_short(guide), "aside": in_words(guide.review_by)}


def _owned(guide: Guide) -> dict[str, str]:
    return {**_looked_after(guide), "quiet": "", "line": f"Looked after by {guide.owner}"}


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
            "mark": mark(reader, one.words),
        }
        for line, one in enumerate(piece.checks)
    ]
    return {"html": piece.html, "checks": checks}
