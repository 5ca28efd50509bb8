"""The only way from a web address to a piece of somebody's learning, and what of it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account, Practitioner
from alongside.learning.areas import areas
from alongside.learning.models import Comment, Corroboration, Evidence, Piece, Share, Words
from alongside.learning.shapes import headings_of
from alongside.record.models import Entry

FROM_ENTRY = "record.entry"  # what a reflection beside an entry came from
CPD_HEADINGS = {
    "about": "What you did, and why",
    "learning": "What you learnt",
    "impact": "What good it did",
    "peer": "What talking it over added",
}
LINES = 100  # of one's own trail, on one page
SESSION_HEADINGS = {"learnt": "What stays with you", "differently": "What you do differently"}
MOST_STEPS = 1_000  # of a dilemma that have a heading of their own
WRITTEN = (Piece.Kind.REFLECTION.value, Piece.Kind.MISTAKE.value)


@dataclass(frozen=True)
class Text:
    """What stands in one part, under what it is called."""

    part: str
    heading: str
    text: str


def piece_to_view(by: Account, piece_id: UUID) -> Piece:
    """One's own, or one that somebody shares with this account now; or 404."""
    return get_object_or_404(Piece.objects.visible_to(by), pk=piece_id)


def may_read(by: Account, piece_id: UUID) -> bool:
    """Whether it is one's own, or shared with this account now."""
    return Piece.objects.visible_to(by).filter(pk=piece_id).exists()


def entry_behind(by: Account, piece: Piece) -> Entry | None:
    """The entry that it was begun from, for as long as its owner may read that."""
    if piece.from_kind != FROM_ENTRY or piece.from_id is None:
        return None
    return Entry.objects.visible_to(by).filter(pk=piece.from_id).first()


def piece_of_mine(by: Account, piece_id: UUID) -> Piece:
    """One's own, or 404: whoever may read it may do nothing else with it."""
    return get_object_or_404(Piece.objects.filter(owner=by), pk=piece_id)


def share_with(by: Account, piece: Piece) -> Share:
    """By which this reader reads it now, or 404."""
    shares = Share.objects.in_force().filter(piece=piece, reader=by)
    if (found := shares.order_by("-until").first()) is None:
        raise Http404
    return found


def share_of_mine(by: Account, share_id: UUID) -> Share:
    """A share of one's own, or 404."""
    return get_object_or_404(Share.objects.filter(owner=by).select_related("piece"), pk=share_id)


def evidence_of_mine(by: Account, evidence_id: UUID) -> Evidence:
    """What one's own piece shows, or 404."""
    return get_object_or_404(Evidence.objects.filter(owner=by), pk=evidence_id)


def asked_of_me(by: Account, asked_id: UUID) -> Corroboration:
    """What somebody asks this account to agree with, or 404."""
    found = Corroboration.objects.filter(peer=by).select_related("evidence")
    return get_object_or_404(found, pk=asked_id)


def texts_of(piece: Piece, number: int | None = None) -> list[Text]:
    """What stands in it, in the order of its parts, as far as whoever acts may read it."""
    wanted = piece.versions if number is None else number
    found = dict(Words.objects.filter(piece=piece, number=wanted).values_list("part", "text"))
    called = called_in(piece)
    known = [Text(part, heading, found[part]) for part, heading in called.items() if part in found]
    rest = sorted(set(found) - set(called))
    return known + [Text(part, "Words", found[part]) for part in rest]


def parts_to_share(piece: Piece) -> list[Text]:
    """The parts among which its owner chooses; none where it is shared as a whole.

    It is where it has one part only, or has no words yet.
    """
    if piece.kind == Piece.Kind.ASSESSMENT:  # which has no words of its own
        return [Text(letter, name, "") for letter, name in areas()]
    return texts_of(piece) if len(called_in(piece)) > 1 else []


def what_is_shared(piece: Piece, share: Share) -> str:
    """The parts that a share lets somebody read, as their owner knows them."""
    called = dict(areas()) if piece.kind == Piece.Kind.ASSESSMENT else called_in(piece)
    return ", ".join(f"“{called.get(part, 'Words')}”" for part in share.parts) or "all of it"


def called_in(piece: Piece) -> dict[str, str]:
    """What the parts of this piece are called, in order."""
    if piece.kind == Piece.Kind.CPD:
        return CPD_HEADINGS
    if piece.kind == Piece.Kind.SESSION:
        return SESSION_HEADINGS
    if piece.kind == Piece.Kind.DILEMMA:
        return {f"step {number}": f"Step {number}" for number in range(1, MOST_STEPS)}
    return headings_of(piece.shape) or {"words": "Words"}


def versions_of(piece: Piece) -> list[tuple[int, datetime]]:
    """Every version and when it was written, the newest first."""
    found = Words.objects.filter(piece=piece).order_by("number", "at").values_list("number", "at")
    return sorted(dict(found).items(), reverse=True)


def reflections_of(by: Account) -> QuerySet[Piece]:
    """What somebody thought through in writing."""
    return Piece.objects.filter(owner=by, kind__in=WRITTEN).order_by("-on", "-pk")


def shares_of(piece: Piece) -> list[Share]:
    """Everybody who was ever let in, the last first."""
    return list(Share.objects.filter(piece=piece, owner_id=piece.owner_id).order_by("-starts"))


def shared_with(by: Account) -> list[Share]:
    """What others let this account read now."""
    found = Share.objects.in_force().filter(reader=by).select_related("piece")
    return list(found.order_by("-starts"))


def comments_on(piece: Piece) -> list[Comment]:
    """What readers said beside it, as far as whoever acts may read that."""
    return list(Comment.objects.filter(piece=piece).order_by("at"))


def evidence_on(piece: Piece) -> list[tuple[Evidence, list[Corroboration]]]:
    """What it shows in its owner's judgement, and who was asked."""
    found = list(Evidence.objects.filter(piece=piece, owner_id=piece.owner_id).order_by("cluster"))
    asked = list(Corroboration.objects.filter(evidence__in=found).order_by("asked_at"))
    return [(one, [a for a in asked if a.evidence_id == one.pk]) for one in found]


def names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """What colleagues are called."""
    found = Practitioner.objects.filter(account_id__in=set(accounts))
    return dict(found.values_list("account_id", "name"))


def is_now(share: Share) -> bool:
    """Whether it lets somebody in at this moment."""
    return share.ended_at is None and share.starts <= timezone.now() < share.until


@dataclass(frozen=True)
class Line:
    """One thing that was done with one's own learning."""

    at: datetime
    id: UUID
    what: str
    by_id: UUID
    on_kind: str
    on_id: UUID | None


Place = tuple[datetime, UUID]  # a line, as the database puts them in order


def my_trail(before: Place | None = None, most: int = LINES) -> tuple[list[Line], Place | None]:
    """What one did in learning, and what others did with one's own: the newest, and what is next.

    Lines older than the one that is given, so that none is read twice and none is left out.
    """
    at, id = before or (timezone.now() + timedelta(minutes=1), UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            "select at, id, what, by_id, on_kind, on_id from gate.my_learning_trail(%s, %s, %s)",
            [at, id, most + 1],
        )
        found = [Line(*row) for row in cursor.fetchall()]
    is_more = len(found) > most
    shown = found[:most]
    return shown, (shown[-1].at, shown[-1].id) if is_more else None
