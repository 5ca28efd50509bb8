"""Which drafts have a page that their owner can no longer open: asked of a table in wiring.py."""

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from alongside.foundation.actor import Actor
from alongside.foundation.models import Draft

# Of these ids, those whose pages are open to this account.
StillOpen = Callable[[Collection[UUID], Actor], Collection[UUID]]


def closed(drafts: Iterable[Draft], by: Actor) -> set[UUID]:
    """The drafts whose page is closed to this account, or is not there any more.

    One look-up for each kind of page, however many drafts there are.
    """
    places = {draft.pk: _place(draft.address) for draft in drafts}
    wanted: dict[str, set[UUID]] = {}
    for known in places.values():
        for asks, one in known or ():
            wanted.setdefault(asks, set()).add(one)
    found = {asks: set(_function(asks)(ids, by)) for asks, ids in wanted.items()}
    return {
        draft
        for draft, known in places.items()
        if known is None or any(one not in found[asks] for asks, one in known)
    }


def is_closed(draft: Draft, by: Actor) -> bool:
    """The same of one."""
    return bool(closed([draft], by))


def _place(address: str) -> list[tuple[str, UUID]] | None:
    """Who says whether this address is open, and of which id; None where no page is there."""
    from alongside import wiring

    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    rooms = ((match.namespace, name) for name in match.kwargs)
    return [
        (wiring.STILL_OPEN[room, name], match.kwargs[name])
        for room, name in rooms
        if (room, name) in wiring.STILL_OPEN
    ]


def _function(path: str) -> Any:
    found: StillOpen = import_string(path.replace(":", "."))
    return found
