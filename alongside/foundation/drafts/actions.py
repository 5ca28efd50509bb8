"""All that can be done to a draft, from its first word to what becomes of it."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft, Piece

from .access import drafts_of, has_two, locked, pieces_of
from .handing import no_longer_offered, settle_hand_overs
from .saving import digest

PURPOSE = re.compile(r"[a-z][a-z ’-]{0,39}")
MOST_PEOPLE = 60
LOOK_FIRST = "Two versions of this are kept. Look at both before you finish."
FINISHED_BEFORE = "This was finished before."


class LeftBehind(NamedTuple):
    """An open draft of somebody who has left: whose and when, never what it says."""

    id: UUID
    owner_id: UUID
    began_at: datetime
    saved_at: datetime


def ids_of(about: Iterable[models.Model | UUID]) -> list[UUID]:
    """The ids of the people that a draft is about, each once."""
    return list(dict.fromkeys(one if isinstance(one, UUID) else one.pk for one in about))


@transaction.atomic
def begin_draft(
    *, id: UUID, purpose: str, address: str, about: Iterable[models.Model | UUID], by: Actor
) -> Draft:
    """Give the draft with this id, locked, and make it if these are its first words.

    An id that is somebody else's draft is not found. Ended drafts are given as they are.
    """
    people = ids_of(about)
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if not PURPOSE.fullmatch(purpose) or not is_here or len(address) > 300 or address[:1] != "/":
        raise ValidationError("These words were not sent as a page of Alongside sends them.")
    if len(people) > MOST_PEOPLE:
        raise ValidationError(f"One draft can be about {MOST_PEOPLE} people at most.")
    found = locked(by, id)
    if found:
        return _at(found[0], address)
    draft = Draft(id=id, owner_id=by.pk, purpose=purpose, address=address, about=people)
    if not _made(draft):
        return _locked(id, by)
    draft.is_new = True
    trail.note(draft.noted("draft opened"), on=draft, about=people, by=by)
    return draft


def _at(draft: Draft, address: str) -> Draft:
    """A form of several pages is gone on with at the page where one wrote last."""
    is_same_form = draft.address.partition("?")[0] == address.partition("?")[0]
    if is_same_form and draft.address != address and draft.outcome == Draft.Outcome.OPEN:
        draft.address = address
        draft.save(update_fields=["address"])
    return draft


def _made(row: Draft) -> bool:
    """Whether this made it: two first saves may race, and the id may be somebody else's."""
    told: list[Any] = [
        row.pk,
        row.owner_id,
        row.purpose,
        row.address,
        row.about,
        row.outcome,
        row.became,
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into foundation_draft"
            " (id, owner_id, purpose, address, about, outcome, became, began_at, saved_at)"
            " values (%s, %s, %s, %s, %s::uuid[], %s, %s, now(), now()) on conflict do nothing"
            " returning began_at, saved_at",
            told,
        )
        made = cursor.fetchone()
    if made:
        row.began_at, row.saved_at = made
        row._state.adding = False
    return bool(made)


def _locked(id: UUID, by: Actor) -> Draft:
    found = locked(by, id)
    if not found:
        raise Http404("There is no such draft.")
    return found[0]


def _end(draft: Draft, outcome: Draft.Outcome, became: str = "") -> None:
    is_over = outcome != Draft.Outcome.OPEN
    draft.outcome, draft.became = outcome, became
    draft.ended_at = timezone.now() if is_over else None
    draft.save(update_fields=["outcome", "became", "ended_at"])


@transaction.atomic
def finish_draft(*, id: UUID, became: str = "", by: Actor) -> Draft | None:
    """End a draft inside the action that made something of it, in the same transaction.

    Its words now live in what it became, under that record's own protection, and are no longer kept
    here. `became` is the address of that. Nothing happens when nobody typed (an import, an API).
    """
    draft = next(iter(locked(by, id)), None)
    if draft is None:
        return None
    if draft.outcome == Draft.Outcome.FINISHED:
        raise ValidationError(FINISHED_BEFORE)
    if has_two(draft):
        raise ValidationError(LOOK_FIRST)
    _leave_digests(pieces_of(draft.pk))
    no_longer_offered(draft, by)
    _end(draft, Draft.Outcome.FINISHED, became)
    trail.note(draft.noted("draft finished"), on=draft, about=draft.about, by=by)
    return draft


def _leave_digests(pieces: Sequence[Piece]) -> None:
    """Of each piece no more stays than what tells the same words again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update foundation_piece p set text = '', digest = d.digest"
            " from unnest(%s::uuid[], %s::text[]) d (id, digest) where p.id = d.id",
            [
                [piece.pk for piece in pieces],
                [digest(one.draft_id, one.name, one.text) for one in pieces],
            ],
        )


@transaction.atomic
def discard(*, id: UUID, by: Actor) -> Draft:
    """Put an open draft away; its words stay, so that it can be brought back."""
    draft = _locked(id, by)
    if draft.outcome == Draft.Outcome.FINISHED:
        raise ValidationError("This was finished, so it can no longer be put away.")
    if draft.outcome == Draft.Outcome.OPEN:
        no_longer_offered(draft, by)
        _end(draft, Draft.Outcome.DISCARDED)
        trail.note(draft.noted("draft discarded"), on=draft, about=draft.about, by=by)
    return draft


@transaction.atomic
def forget_drafts(*, addresses: Sequence[str], by: Actor) -> None:
    """Keep nothing of what was typed on these pages, or became them: neither words nor digests.

    For what its owner takes away for good, inside that action, which leaves the line of the trail.
    """
    pages = reduce(
        or_, (Q(address__startswith=one) | Q(became__startswith=one) for one in addresses)
    )
    for draft in drafts_of(by).filter(pages).select_for_update():
        draft.pieces.update(text="", digest="")
        draft.beside.all().delete()
        if draft.outcome != Draft.Outcome.FINISHED:
            no_longer_offered(draft, by)
            _end(draft, Draft.Outcome.FINISHED)


@transaction.atomic
def bring_back(*, id: UUID, by: Actor) -> Draft:
    """Open again a draft that was put away."""
    draft = _locked(id, by)
    if draft.outcome == Draft.Outcome.FINISHED:
        raise ValidationError("This was finished, so there is nothing to bring back.")
    if draft.outcome == Draft.Outcome.DISCARDED:
        _end(draft, Draft.Outcome.OPEN)
        trail.note(draft.noted("draft brought back"), on=draft, about=draft.about, by=by)
    return draft


@transaction.atomic
def start_again(*, id: UUID, by: Actor) -> Draft:
    """Make a new draft of the words that came after one was finished."""
    old = _locked(id, by)
    late = list(old.beside.order_by("name", "saved_at"))
    if old.outcome != Draft.Outcome.FINISHED or not late:
        raise ValidationError("There are no words here that came late.")
    new = begin_draft(id=new_id(), purpose=old.purpose, address=old.address, about=old.about, by=by)
    words: dict[str, list[str]] = {}
    for row in late:
        words.setdefault(row.name, []).append(row.text)
    for name, texts in words.items():
        text = "\n\n".join(texts)
        Piece.objects.create(draft=new, name=name, version=1, text=text, editor=uuid4())
    put_late_words_away(id=id, by=by)
    return new


@transaction.atomic
def put_late_words_away(*, id: UUID, by: Actor) -> None:
    """Drop the words that came after a draft was finished; the person has just looked at them."""
    draft = _locked(id, by)
    if draft.outcome == Draft.Outcome.FINISHED and draft.beside.exists():
        draft.beside.all().delete()
        trail.note(draft.noted("late words put away"), on=draft, about=draft.about, by=by)


def drafts_left_behind(by: Actor) -> list[LeftBehind]:
    """Open drafts of accounts that have left, for whoever may reassign them; otherwise none."""
    del by  # the database asks who is acting
    with connection.cursor() as cursor:
        cursor.execute("select id, owner_id, began_at, saved_at from gate.drafts_left_behind()")
        return [LeftBehind(*row) for row in cursor.fetchall()]


@transaction.atomic
def hand_over_drafts(*, from_account: Actor, to_account: Actor, by: Actor) -> int:
    """Give the open drafts of somebody who has left to somebody else, unread; return how many.

    What is about a person whose record the new owner may not read stays where it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("select gate.may('reassign drafts')")
        if not cursor.fetchone()[0]:
            raise ValidationError("Handing over drafts needs the right to reassign them.")
        cursor.execute(
            "select id, about from gate.hand_over_drafts(%s, %s)", [from_account.pk, to_account.pk]
        )
        moved = cursor.fetchall()
    if not moved:
        raise ValidationError(
            "Nothing was handed over. The first account must have left and have open drafts; the "
            "second must be a member of staff who may read the records they are about: let them "
            "work with these people first."
        )
    for draft_id, about in moved:
        detail = {"from": from_account.pk, "to": to_account.pk}
        trail.note("draft handed over", on=Draft(pk=draft_id), about=about, by=by, detail=detail)
    settle_hand_overs([draft_id for draft_id, _ in moved], by)
    return len(moved)
