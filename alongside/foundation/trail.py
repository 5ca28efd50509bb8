"""Writing to the trail: a line for all that is done, opened or searched; no line, no action."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction

from . import actor
from .actor import Actor
from .ids import new_id

INSERT = """
insert into foundation_trail
  (act, by_id, behalf_id, what, on_kind, on_id, person_id, listed, detail)
values (%s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::jsonb)
"""


def note(
    what: str,
    *,
    on: models.Model | None = None,
    about: Iterable[models.Model | UUID] = (),
    listed: Iterable[UUID] = (),
    by: Actor,
    detail: dict[str, Any] | None = None,
) -> UUID:
    """Add one line for each person it is about (or one line), in the caller's transaction.

    The lines share the act id that is returned. `detail` holds ids, counts and keyed hashes only:
    never a name, never words. `listed` is for people who appeared in a list without being opened.
    """
    said = Said(what, on, about, listed, detail)
    note_all([said], by=by)
    return said.act


@dataclass(frozen=True)
class Said:
    """One line for each person it is about, or one line."""

    what: str
    on: models.Model | None = None
    about: Iterable[models.Model | UUID] = ()
    listed: Iterable[UUID] = ()
    detail: dict[str, Any] | None = None
    act: UUID = field(default_factory=new_id)

    def lines(self, by: Actor) -> Iterator[tuple[Any, ...]]:
        """What is inserted, by whoever acts now."""
        on, shown = self.on, list(self.listed)
        people: list[models.Model | UUID | None] = [*self.about]
        for person in people or [None]:
            yield (
                self.act,
                by.pk,
                actor.on_behalf_of(),
                self.what,
                on._meta.label_lower if on is not None else None,
                on.pk if on is not None else None,
                person if person is None or isinstance(person, UUID) else person.pk,
                shown or None,
                json.dumps(self.detail or {}, default=str),
            )


def note_all(said: Iterable[Said], *, by: Actor) -> None:
    """The same for many things that were done at once, in that order."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [line for one in said for line in one.lines(by)])


_refusals: ContextVar[list[Callable[[], None]] | None] = ContextVar("refusals", default=None)


def refused(what: str, *, by: Actor, detail: dict[str, Any]) -> None:
    """Note a refusal in a transaction of its own; within a request, after that one is over.

    What is refused is undone with its request, and a line that was written there would be too.
    """

    def keep() -> None:
        with actor.acting(by.pk), transaction.atomic():
            note(what, by=by, detail=detail)

    waiting = _refusals.get()
    if waiting is None:
        keep()
    else:
        waiting.append(keep)


@contextmanager
def refusals_kept() -> Iterator[None]:
    """Around a request and its transaction: refusals are noted once both are over."""
    waiting: list[Callable[[], None]] = []
    before = _refusals.set(waiting)
    try:
        yield
    finally:
        _refusals.reset(before)
        for keep in waiting:
            keep()


def keyed(words: str) -> str:
    """Return a keyed hash of what was searched for: equal searches look equal, and nothing more."""
    key = hashlib.sha256(b"trail words:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, words.casefold().encode(), hashlib.sha256).hexdigest()[:32]
