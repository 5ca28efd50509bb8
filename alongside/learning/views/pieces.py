"""Reflections: choosing a way, writing, reading, writing again, and taking one away for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address
from alongside.learning.access import pieces as access
from alongside.learning.actions import pieces as actions
from alongside.learning.areas import areas
from alongside.learning.forms.pieces import CommentForm, WritingForm
from alongside.learning.models import Piece
from alongside.learning.shapes import Part, Shape, shape_of, shapes
from alongside.record.access import entries
from alongside.record.models import Entry

PURPOSE = "learning reflection"
SAID = "learning what i said beside it"
OWN_PAGES = {
    Piece.Kind.ASSESSMENT.value: "learning:my-report",
    Piece.Kind.DILEMMA.value: "learning:dilemma-run",
}
asks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def reflections(request: HttpRequest) -> HttpResponse:
    """What somebody wrote, and the ways to begin."""
    by = account_of(request)
    context = {
        "pieces": [item(one) for one in access.reflections_of(by)],
        "ways": [_way(one) for one in shapes().by_id.values()],
        "shared": len(access.shared_with(by)) > 0,
    }
    return render(request, "learning/pieces/reflections.html", context)


def item(piece: Piece) -> dict[str, str]:
    """A piece in a list."""
    return {
        "heading": piece.title,
        "url": reverse("learning:piece", args=[piece.pk]),
        "line": piece.get_kind_display(),
        "aside": in_words(piece.on),
    }


def _way(shape: Shape) -> dict[str, str]:
    return {
        "heading": shape.title,
        "url": reverse("learning:reflect", args=[shape.id]),
        "line": shape.about,
        "aside": f"About {shape.minutes} minutes",
    }


@asks
@drafts.not_twice
def reflect(request: HttpRequest, shape: str) -> HttpResponse:
    """Think something through in this way."""
    return _writing(request, _shape(shape), {})


@staff_only
@require_safe
def reflect_on_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Choose a way to think about something on a record that one may read."""
    entry = entries.entry_to_view(account_of(request), entry_id)
    ways = [
        _way(one) | {"url": reverse("learning:reflect-beside", args=[entry.pk, one.id])}
        for one in shapes().by_id.values()
    ]
    return render(request, "learning/pieces/choose.html", {"ways": ways, "entry": entry})


@staff_only
@asks
@drafts.not_twice
def reflect_beside(request: HttpRequest, entry_id: UUID, shape: str) -> HttpResponse:
    """The same with what was written on the record beside it, of which nothing is copied."""
    by = account_of(request)
    entry = entries.entry_to_open(by, entry_id)
    read = entries.reading(entry)
    beside = {
        "entry": entry,
        "beside": [part.text for part in read.parts if part.text.strip()],
        "known": _known(read),
    }
    return _writing(request, _shape(shape), beside)


def _known(read: entries.Reading) -> tuple[str, ...]:
    """Names that must not slip in: of those whom it is about, and of who wrote it."""
    people = [name for one in read.abouts for name in (one.person.called,) if name]
    writers = access.names(one.by_id for one in read.versions).values()
    return (*people, *writers)


def _shape(key: str) -> Shape:
    if (found := shapes().by_id.get(key)) is None:
        raise Http404
    return found


def _writing(request: HttpRequest, shape: Shape, beside: dict[str, Any]) -> HttpResponse:
    entry: Entry | None = beside.get("entry")
    known: Iterable[str] = beside.get("known", ())
    asked = drafts.asking(
        request,
        lambda data: WritingForm(
            data, parts=shape.parts, known=known, initial={"on": timezone.localdate()}
        ),
        actions.write_piece,
        then=_to_piece,
        purpose=PURPOSE,
        by=account_of(request),
        kind=shape.kind,
        shape=shape.key,
        from_kind=access.FROM_ENTRY if entry else "",
        from_id=entry.pk if entry else None,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, **beside, "shape": shape}
    return render(request, "learning/pieces/write.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _to_piece(made: Piece) -> str:
    return reverse("learning:piece", args=[made.pk])


@asks
@drafts.not_twice
def piece(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """One piece, for whose it is, and as much as is shared for whoever was let in."""
    by = account_of(request)
    found = access.piece_to_view(by, piece_id)
    if found.owner_id == by.pk:
        return _own(request, found, by)
    return _shared(request, found, by)


def _own(request: HttpRequest, piece: Piece, by: Account) -> HttpResponse:
    number = _number(request.GET.get("version"), piece)
    shares = access.shares_of(piece)
    comments = access.comments_on(piece)
    evidence = access.evidence_on(piece)
    people = {one.reader_id for one in shares} | {one.by_id for one in comments}
    called = access.names(people | {a.peer_id for _, some in evidence for a in some})
    clusters = dict(areas())
    context = {
        "piece": piece,
        "texts": access.texts_of(piece, number),
        "number": number,
        "versions": access.versions_of(piece),
        "source": shape_of(piece.shape),
        "own_page": address(OWN_PAGES[piece.kind], piece.pk) if piece.kind in OWN_PAGES else "",
        "may_change": piece.kind in access.WRITTEN,
        "shares": [
            {
                "share": one,
                "who": called.get(one.reader_id, "Somebody"),
                "now": access.is_now(one),
                "what": access.what_is_shared(piece, one),
            }
            for one in shares
        ],
        "comments": [(called.get(one.by_id, "A reader"), one) for one in comments],
        "evidence": [
            {
                "one": one,
                "area": clusters.get(one.cluster, one.cluster),
                "asked": [(called.get(a.peer_id, "A peer"), a) for a in some],
            }
            for one, some in evidence
        ],
    }
    return render(request, "learning/pieces/piece.html", context)


def _number(given: str | None, piece: Piece) -> int:
    if given is None:
        return piece.versions
    if not given.isdecimal() or len(given) > 6 or not 1 <= int(given) <= piece.versions:
        raise Http404
    return int(given)


def _shared(request: HttpRequest, piece: Piece, by: Account) -> HttpResponse:
    share = access.share_with(by, piece)
    who = access.names([piece.owner_id]).get(piece.owner_id, "A colleague")
    asked = drafts.asking(
        request,
        lambda data: CommentForm(data, not_of=[who]),
        actions.comment_on,
        then=lambda made: f"{reverse('learning:piece', args=[piece.pk])}#said-{made.pk}",
        purpose=SAID,
        by=by,
        piece=piece,
        share=share,
    )
    if asked.leads:
        return redirect(asked.leads)
    actions.open_shared(share=share, by=by)
    context = {
        **asked.context,
        "piece": piece,
        "share": share,
        "texts": access.texts_of(piece),
        "who": who,
        "comments": access.comments_on(piece),
        "friend": shapes().friend,
        "friend_source": shapes().friend_source,
    }
    return render(request, "learning/pieces/shared.html", context, status=_status(request))


@asks
@drafts.not_twice
def rewrite(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Write a new version of one's own."""
    by = account_of(request)
    found = access.piece_of_mine(by, piece_id)
    if found.kind not in access.WRITTEN:
        raise Http404
    now = {one.part: one.text for one in access.texts_of(found)}
    parts = _parts(found, now)
    known = _known_of(found, by)

    def make(data: QueryDict | None) -> WritingForm:
        initial = {"title": found.title, "on": found.on, **now}
        return WritingForm(data, parts=parts, known=known, initial=initial)

    asked = drafts.asking(
        request, make, actions.rewrite_piece, then=_to_piece, purpose=PURPOSE, by=by, piece=found
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "piece": found, "readers": _readers(found)}
    return render(request, "learning/pieces/rewrite.html", context, status=_status(request))


def _readers(piece: Piece) -> list[dict[str, Any]]:
    """Who will read what is written now: whoever it is shared with today."""
    shares = [one for one in access.shares_of(piece) if access.is_now(one)]
    called = access.names(one.reader_id for one in shares)
    return [
        {"name": called.get(one.reader_id, "A colleague"), "until": one.until, "parts": one.parts}
        for one in shares
    ]


def _parts(piece: Piece, now: dict[str, str]) -> tuple[Part, ...]:
    """The parts of its shape, and those that stand in it though its shape has them no more."""
    shape = shape_of(piece.shape)
    known = shape.parts if shape else ()
    there = {one.key for one in known}
    called = access.called_in(piece)
    return (
        *known,
        *(Part(key, called.get(key, "Words"), "") for key in sorted(set(now) - there)),
    ) or (Part("words", "Your words", ""),)


def _known_of(piece: Piece, by: Account) -> tuple[str, ...]:
    entry = access.entry_behind(by, piece)
    return _known(entries.reading(entry)) if entry else ()


@asks
def remove(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Take one's own away for good."""
    by = account_of(request)
    found = access.piece_of_mine(by, piece_id)
    if request.method == "POST":
        actions.remove_piece(piece=found, by=by)
        return redirect("learning:home")
    return render(request, "learning/pieces/remove.html", {"piece": found})


@require_safe
def my_trail(request: HttpRequest) -> HttpResponse:
    """What was done with one's own learning, and by whom; page by page, the newest first."""
    by = account_of(request)
    before = _place(request.GET.get("before", ""))
    lines, older = access.my_trail(before)
    called = access.names(one.by_id for one in lines)
    told = [
        (
            one.at,
            _told(one.what),
            "You" if one.by_id == by.pk else called.get(one.by_id, "Somebody"),
        )
        for one in lines
    ]
    context = {
        "lines": told,
        "older_url": f"?{urlencode({'before': f'{older[0].isoformat()} {older[1]}'})}"
        if older
        else "",
        "newer_url": "?" if before else "",
    }
    return render(request, "learning/pieces/trail.html", context)


def _place(text: str) -> access.Place | None:
    """The moment and the id of a line; anything else is as good as none."""
    moment, _, id = text.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(id)) if at.tzinfo else None
    except ValueError:
        return None


def _told(what: str) -> str:
    said = what.removeprefix("learning: ")
    return said[:1].upper() + said[1:]
