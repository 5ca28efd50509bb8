"""What is done with a piece of one's own learning: written, shared, read, talked about, removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import LONDON
from alongside.learning.models import Comment, Piece, Share, Words

LONGEST = 100_000  # characters in one part
NOBODY_YET = "Write something first."


@transaction.atomic
def write_piece(
    *,
    kind: str,
    shape: str,
    title: str,
    on: date,
    texts: Mapping[str, str],
    came_from: Piece | None = None,
    from_kind: str = "",
    from_id: UUID | None = None,
    by: Account,
) -> Piece:
    """Keep something that one thought through. Nobody else reads it."""
    if kind not in {Piece.Kind.REFLECTION, Piece.Kind.MISTAKE, Piece.Kind.CPD}:
        raise ValidationError("This is not something that one writes.")
    must_say_something(texts)
    must_have_been(on)
    if came_from is not None and came_from.owner_id != by.pk:
        raise ValidationError("What this grew out of is not yours.")
    made = Piece(
        owner=by, kind=kind, shape=shape, title=title, on=on, versions=1, came_from=came_from,
        from_kind=from_kind, from_id=from_id,
    )  # fmt: skip
    made.save(force_insert=True)
    _write(made, texts, by)
    trail.note(f"learning: {made.get_kind_display()} kept", on=made, by=by)
    return made


@transaction.atomic
def rewrite_piece(
    *, piece: Piece, title: str, on: date, texts: Mapping[str, str], by: Account
) -> Piece:
    """Write a new version; the earlier ones stay, and only their owner reads them."""
    piece = held(piece, by)
    must_say_something(texts)
    must_have_been(on)
    if _is_same(piece, title, on, texts):
        return piece
    piece.title, piece.on, piece.versions = title, on, piece.versions + 1
    piece.save(update_fields=["title", "on", "versions", "changed_at"])
    _write(piece, texts, by)
    trail.note("learning: new version written", on=piece, by=by)
    return piece


def held(piece: Piece, by: Account) -> Piece:
    """The piece as it is now, held until this is over; only its owner's."""
    found = Piece.objects.select_for_update().filter(pk=piece.pk, owner=by).first()
    if found is None:
        raise ValidationError("This is not there any more.")
    return found


def must_say_something(texts: Mapping[str, str]) -> None:
    """Refuse what is empty, or longer than a page can show."""
    for part, text in texts.items():
        if len(text) > LONGEST:
            raise ValidationError(
                {part: f"This has {len(text):,} characters, and {LONGEST:,} fit. Divide it in two."}
            )
    if not any(text.strip() for text in texts.values()):
        raise ValidationError(NOBODY_YET)


def must_have_been(on: date) -> None:
    """Refuse a day that has not come."""
    if on > timezone.localdate():
        raise ValidationError({"on": "That day has not come yet. Write when it was."})


def _write(piece: Piece, texts: Mapping[str, str], by: Account) -> None:
    for part, text in texts.items():
        if text.strip():
            row = Words(piece=piece, owner=by, number=piece.versions, part=part, text=text)
            row.save(force_insert=True)


def _is_same(piece: Piece, title: str, on: date, texts: Mapping[str, str]) -> bool:
    found = Words.objects.filter(piece=piece, number=piece.versions).values_list("part", "text")
    now = {part: text for part, text in texts.items() if text.strip()}
    return (piece.title, piece.on, dict(found)) == (title, on, now)


@transaction.atomic
def remove_piece(*, piece: Piece, by: Account) -> None:
    """Take it away for good: every version, what readers said, and who they were."""
    piece = held(piece, by)
    # On oneself: the line outlives the piece, and says no more than that there was one.
    trail.note("learning: piece removed for good", on=by, by=by)
    drafts.forget_drafts(addresses=_pages_of(piece), by=by)
    piece.delete()


def _pages_of(piece: Piece) -> list[str]:
    """Where its words were typed: its own pages, and the one after a session."""
    names = ("piece", "cpd-piece", "dilemma-run", "my-report")
    found = [reverse(f"learning:{name}", args=[piece.pk]) for name in names]
    if piece.kind == Piece.Kind.SESSION and piece.from_id:
        found.append(reverse("learning:session-afterwards", args=[piece.from_id]))
    return found


@transaction.atomic
def share_piece(
    *,
    piece: Piece,
    reader: Account,
    until: date,
    parts: Collection[str] = (),
    asks: str = "",
    by: Account,
) -> Share:
    """Let one person read it, or these parts of it, until the end of a day."""
    piece = held(piece, by)
    if reader.pk == by.pk:
        raise ValidationError({"reader": "That is you. You read it anyway."})
    today = timezone.localdate()
    if until < today:
        raise ValidationError({"until": "That day is over. Write one to come."})
    if (until - today).days > 366:
        raise ValidationError({"until": "A year is the longest. You can share it again then."})
    now = timezone.now()
    for old in Share.objects.in_force().filter(piece=piece, owner=by, reader=reader):
        _end(old, now)
    end = datetime.combine(until, time(23, 59, 59), LONDON)
    made = Share(
        piece=piece, owner=by, reader=reader, parts=sorted(parts), asks=asks, starts=now, until=end
    )
    made.save(force_insert=True)
    trail.note("learning: shared", on=made, by=by)
    return made


@transaction.atomic
def end_share(*, share: Share, by: Account) -> None:
    """From now on they do not read it any more."""
    found = Share.objects.select_for_update().filter(pk=share.pk, owner=by, ended_at=None).first()
    if found is not None:
        _end(found, timezone.now())
        trail.note("learning: share ended", on=found, by=by)


def _end(share: Share, now: datetime) -> None:
    share.ended_at = now
    share.save(update_fields=["ended_at"])


@transaction.atomic
def open_shared(*, share: Share, by: Account) -> None:
    """Note that the reader opened it; its owner reads when."""
    share.opened_at = timezone.now()
    share.save(update_fields=["opened_at"])
    trail.note("learning: opened by whom it is shared with", on=share, by=by)


@transaction.atomic
def comment_on(*, piece: Piece, share: Share, text: str, part: str = "", by: Account) -> Comment:
    """Say something beside it, as the one whom it is shared with."""
    if not text.strip():
        raise ValidationError({"text": NOBODY_YET})
    if part and share.parts and part not in share.parts:
        raise ValidationError({"part": "That part is not shared with you."})
    made = Comment(piece=piece, owner_id=piece.owner_id, by=by, part=part, text=text)
    made.save(force_insert=True)
    trail.note("learning: said beside it", on=share, by=by)
    return made
