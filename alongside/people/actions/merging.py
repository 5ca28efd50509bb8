"""Making two records one, by two people, and undoing it as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.ids import new_id
from alongside.people import access, merging
from alongside.people.models import Merge, Person

from .adding import not_the_same

NOT_YOURS = "Agreeing that two records are one person is not part of your role here. Ask a manager."
NOT_ALL_YOURS = (
    "This needs sight of all of both records, of what is restricted too. Ask somebody who has it."
)
REFUSED = "42501"  # PostgreSQL: insufficient privilege
DECIDED = "That has been decided already. Open the page again to see how."
CHANGED = "Something changed while you were looking. Open the page again, then decide."


@transaction.atomic
def ask_to_merge(*, gone: Person, into: Person, why: str, by: Account) -> Merge:
    """Ask that `gone` stands under `into` from now on. Asking twice gives back the first.

    Nothing moves yet. Until somebody has decided, neither person reads their record from outside,
    nor does anybody who acts for them: it may be somebody else's.
    """
    for person in (gone, into):
        if not access.may_write(by, person):
            raise PermissionDenied("You need to work with both of them. Ask who does.")
        access.not_on_a_visit(person.pk)
    standing = Merge.objects.filter(gone=gone, into=into, asked_by=by, state=Merge.State.WAITING)
    if found := standing.first():
        return found
    words = _words(why, "Say why you think that they are one person.")
    _stops(gone, into, but_for=("restricted",))
    with _refusing():
        merge = Merge.objects.create(id=new_id(), gone=gone, into=into, why=words, asked_by=by)
    trail.note("merge asked", on=merge, about=[gone, into], by=by)
    return merge


@transaction.atomic
def agree_to_merge(
    *, merge: Merge, why: str, is_restricted_too: bool = False, by: Account
) -> Merge:
    """Agree, as the second person. Everything about the one is about the other from now on.

    Nobody comes to read more of what is restricted, unless `is_restricted_too` says so.
    """
    _second(merge, by)
    words = _words(why, "Say how you know that they are one person.")
    _stops(merge.gone, merge.into, merge, ("restricted",) if is_restricted_too else ())
    with _refusing():
        _call("select gate.merge_people(%s, %s, %s)", merge.pk, words, is_restricted_too)
    merge = Merge.objects.get(pk=merge.pk)
    trail.note("merged", on=merge, about=[merge.gone_id, merge.into_id], by=by)
    return merge


@transaction.atomic
def find_them_two(*, merge: Merge, why: str, by: Account) -> Merge:
    """They are two people, says a second person, and they are not offered as one again."""
    _second(merge, by)
    words = _words(why, "Say how you know that they are two people.")
    with _refusing():
        _call("select gate.merge_not(%s, %s)", merge.pk, words)
    trail.note("merge refused", on=merge, about=[merge.gone_id, merge.into_id], by=by)
    not_the_same(one=merge.gone, other=merge.into, why=words, by=by)
    return Merge.objects.get(pk=merge.pk)


@transaction.atomic
def take_back_merge(*, merge: Merge, by: Account) -> Merge:
    """Whoever asked takes it back while it waits; both read their records again."""
    if merge.asked_by_id != by.pk:
        raise PermissionDenied
    with _refusing():
        _call("select gate.merge_not(%s, '')", merge.pk)
    trail.note("merge taken back", on=merge, about=[merge.gone_id, merge.into_id], by=by)
    merge.state = Merge.State.TAKEN_BACK  # who may not see both sees it no longer
    return merge


@transaction.atomic
def check_merge(*, merge: Merge, by: Account) -> Merge:
    """Somebody looked at what the person reads from now on: the sign-ins are open again."""
    if not may(by, "merge people"):
        raise PermissionDenied(NOT_YOURS)
    merge = Merge.objects.get(pk=merge.pk)  # pressed twice, it was looked at by now
    if merge.checked_at is None:
        with _refusing():
            _call("select gate.merge_checked(%s)", merge.pk)
        trail.note("merge checked", on=merge, about=[merge.into_id], by=by)
    return Merge.objects.get(pk=merge.pk)


@transaction.atomic
def undo_merge(*, merge: Merge, why: str, by: Account) -> Merge:
    """They were two people after all: every value that the merge changed is what it was before.

    What was written since stays with `into`, and is listed for somebody to look at.
    """
    if not may(by, "merge people"):
        raise PermissionDenied(NOT_YOURS)
    words = _words(why, "Say how you know that they are two people.")
    with _refusing():
        _call("select gate.merge_undone(%s, %s)", merge.pk, words)
    trail.note("merge undone", on=merge, about=[merge.gone_id, merge.into_id], by=by)
    merge.state = Merge.State.UNDONE
    return merge


@transaction.atomic
def look_at_parted(*, merge: Merge, by: Account) -> Merge:
    """Data protection has looked at who read what of the wrong person."""
    if not may(by, "read whole trail"):
        raise PermissionDenied
    merge = Merge.objects.get(pk=merge.pk)
    if merge.looked_at is None:
        with _refusing():
            _call("select gate.merge_looked(%s)", merge.pk)
        trail.note("parting looked at", on=merge, about=[merge.gone_id, merge.into_id], by=by)
    return Merge.objects.get(pk=merge.pk)


def _words(why: str, ask: str) -> str:
    if not (words := why.strip()):
        raise ValidationError({"why": ask})
    return words[:400]


def _second(merge: Merge, by: Account) -> None:
    if merge.asked_by_id == by.pk:
        raise PermissionDenied("You asked for this, so somebody else decides.")
    if not may(by, "merge people"):
        raise PermissionDenied(NOT_YOURS)
    if merge.state != Merge.State.WAITING:
        raise ValidationError(DECIDED)


def _stops(
    gone: Person, into: Person, merge: Merge | None = None, but_for: tuple[str, ...] = ()
) -> None:
    found = merging.stops(gone, into, merge)
    if said := [words for code, words in found.items() if code not in but_for]:
        raise ValidationError(said)


def _call(statement: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@contextmanager
def _refusing() -> Iterator[None]:
    """What the database refuses, in a sentence: somebody was quicker, or it is known by a word."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        said = str(error).split("\n", maxsplit=1)[0].strip()
        raise ValidationError(merging.STOPS.get(said, CHANGED)) from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != REFUSED:
            raise
        raise PermissionDenied(NOT_ALL_YOURS) from error
