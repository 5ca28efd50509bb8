"""The one rule by which typed words are taken in: each once, in order, and none in another's place.

A change is the whole text of one piece as one editor (one page's hold on that piece) now has it, on
top of the version that it last saw. It follows when nobody else has written since; otherwise it is
kept beside, until a person has looked at both.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.models import Beside, Draft, Heard, Piece

from .access import locked

MOST_CHARACTERS = 1_000_000  # of one piece
MOST_PIECES = 5_000  # of one draft: 500 rows of a questionnaire, and room to spare
NAME = re.compile(r"[\w.\[\]-]{1,80}")
LARGEST_SEQ = 2**53  # what a browser counts exactly
LARGEST_BASE = 2**31 - 1  # what the database counts as a version
TOO_LONG = (
    "This is longer than a million characters. It is kept on this device, not with the council: "
    "cut some of it into a second piece of writing."
)
TOO_MANY = "There are too many fields on this page. Finish it in two parts."


@dataclass(frozen=True)
class Change:
    """The whole text of one piece as one editor now has it."""

    piece: str
    editor: UUID
    seq: int
    base: int
    text: str

    def __post_init__(self) -> None:
        fits = 0 < self.seq <= LARGEST_SEQ and 0 <= self.base <= LARGEST_BASE
        if not fits or not NAME.fullmatch(self.piece):
            raise ValidationError("These words were not sent as a page of Alongside sends them.")
        object.__setattr__(self, "text", storable(self.text))


@dataclass(frozen=True)
class Seen:
    """A text beside, exactly as the person who settles it has seen it."""

    piece: str
    editor: UUID
    seq: int


@dataclass(frozen=True)
class Answer:
    """What became of one change: "current", "beside", or "refused" with a reason."""

    piece: str
    editor: UUID
    seq: int
    version: int
    kept: str
    why: str = ""


def storable(text: str) -> str:
    """The text with plain line ends, and without the two things that no database text can hold."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def digest(draft: UUID, piece: str, text: str) -> str:
    """A keyed hash, to know the same words again in this very place when they are no longer here.

    Elsewhere the same words look otherwise: nobody learns a short answer from one of their own.
    """
    key = hashlib.sha256(b"finished words:" + settings.SECRET_KEY.encode()).digest()
    told = f"{draft}\x00{piece}\x00{text}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


class _Desk:
    """A locked draft with all that is known of the pieces in question."""

    def __init__(self, draft: Draft, names: Collection[str]) -> None:
        self.draft = draft
        self.pieces: dict[str, Piece] = {}
        self.heard: dict[tuple[str, UUID], Heard] = {}
        self.beside: dict[tuple[str, UUID], Beside] = {}
        if names:
            self._look_up(names)
        self.new_pieces: dict[str, Piece] = {}
        self.new_heard: dict[tuple[str, UUID], Heard] = {}

    def _look_up(self, names: Collection[str]) -> None:
        draft = self.draft
        self.pieces = {one.name: one for one in draft.pieces.filter(name__in=names)}
        self.heard = {(h.name, h.editor): h for h in draft.heard.filter(name__in=names)}
        self.beside = {(b.name, b.editor): b for b in draft.beside.filter(name__in=names)}

    def take(self, change: Change) -> Answer:
        """Take one change in, once."""
        heard = self.heard.get((change.piece, change.editor))
        if heard and change.seq <= heard.seq:  # heard before, or overtaken by later words
            return Answer(change.piece, change.editor, heard.seq, heard.version, heard.kept)
        if len(change.text) > MOST_CHARACTERS:
            now = self.pieces.get(change.piece)
            version = now.version if now else 0
            return Answer(change.piece, change.editor, change.seq, version, "refused", TOO_LONG)
        version, kept = self._place(change)
        self._remember(change, version, kept)
        return Answer(change.piece, change.editor, change.seq, version, kept)

    def _place(self, change: Change) -> tuple[int, str]:
        now = self.pieces.get(change.piece)
        if self.draft.outcome == Draft.Outcome.FINISHED:
            version, was = (
                (now.version, now.digest) if now else (0, digest(self.draft.pk, change.piece, ""))
            )
            if was == digest(self.draft.pk, change.piece, change.text):
                return version, "current"
            self._put_beside(change)
            return version, "beside"
        if now is not None and now.text == change.text:  # no new version, so what follows fits
            self._take_back(change)
            return now.version, "current"
        if now is None or self._follows(now, change):
            return self._replace(now, change), "current"
        self._put_beside(change)
        return now.version, "beside"

    def _follows(self, now: Piece, change: Change) -> bool:
        """Whether nobody else has written since; an editor may miss an answer to its own words."""
        return change.base == now.version or now.editor == change.editor

    def _replace(self, now: Piece | None, change: Change) -> int:
        if now is None:
            now = Piece(draft=self.draft, name=change.piece)
            self.pieces[change.piece] = now
        now.version, now.text, now.editor = now.version + 1, change.text, change.editor
        if now._state.adding:
            self.new_pieces[change.piece] = now
        else:
            now.save(update_fields=["version", "text", "editor"])
        self._take_back(change)
        return now.version

    def _take_back(self, change: Change) -> None:
        """What this editor wrote beside is overtaken by its newer words."""
        if own := self.beside.pop((change.piece, change.editor), None):
            own.delete()

    def _put_beside(self, change: Change) -> None:
        key = (change.piece, change.editor)
        row = self.beside.get(key) or Beside(
            draft=self.draft, name=change.piece, editor=change.editor
        )
        is_new = row._state.adding
        row.seq, row.base, row.text = change.seq, change.base, change.text
        row.save(update_fields=None if is_new else ["seq", "base", "text", "saved_at"])
        self.beside[key] = row

    def _remember(self, change: Change, version: int, kept: str) -> None:
        key = (change.piece, change.editor)
        row = self.heard.get(key) or Heard(
            draft=self.draft, name=change.piece, editor=change.editor
        )
        row.seq, row.version, row.kept = change.seq, version, kept
        if row._state.adding:
            self.new_heard[key] = row
        else:
            row.save(update_fields=["seq", "version", "kept"])
        self.heard[key] = row

    def put_away(self) -> None:
        """Write down all that is new: a page has twenty pieces and more."""
        Piece.objects.bulk_create(self.new_pieces.values())
        Heard.objects.bulk_create(self.new_heard.values())


@transaction.atomic
def save_pieces(
    *, draft: Draft, changes: Sequence[Change], settles: Sequence[Seen] = (), by: Actor
) -> list[Answer]:
    """Take in all changes or none, with the draft locked; say for each what became of it.

    Saving needs only that the draft is one's own, never a grant, so that words typed before one
    ended are never refused. A draft that is finished does not change: later words stand beside it.
    """
    is_empty = draft.is_new and draft.owner_id == by.pk  # begun just now, and held since
    draft.is_new = False
    held = draft if is_empty else _held(draft, by)
    desk = _Desk(held, () if is_empty else {change.piece for change in changes})
    new = {change.piece for change in changes} - set(desk.pieces)
    before = 0 if is_empty or not new else held.pieces.count()
    if new and before + len(new) > MOST_PIECES:
        raise ValidationError(TOO_MANY)
    answers = [desk.take(change) for change in changes]
    desk.put_away()
    gone = 0
    for seen in settles:  # only the words that were seen: later ones stay beside
        gone += held.beside.filter(name=seen.piece, editor=seen.editor, seq=seen.seq).delete()[0]
    if gone:
        trail.note("two versions settled", on=held, by=by)
    if not is_empty:  # it was begun at this moment
        held.save(update_fields=["saved_at"])
        draft.saved_at = held.saved_at
    return answers


def _held(draft: Draft, by: Actor) -> Draft:
    found = locked(by, draft.pk)
    if not found:
        raise Draft.DoesNotExist
    return found[0]


def settle(*, draft: Draft, seen: Seen, base: int, text: str, by: Actor) -> Answer:
    """Keep the text that a person made of two; whatever was typed meanwhile stays beside it."""
    merged = Change(seen.piece, uuid4(), 1, base, text)
    if len(merged.text) > MOST_CHARACTERS:
        raise ValidationError(TOO_LONG)
    return save_pieces(draft=draft, changes=[merged], settles=[seen], by=by)[0]
