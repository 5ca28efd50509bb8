"""Finishing a note as a page asks for it: what was written, and how far it is to be shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.record import defaults
from alongside.record.models import About, Entry, Sharing

from .sharing import decide_sharing
from .writing import finish_entry


@dataclass(frozen=True)
class Held:
    """What the writer wants instead of the usual: to hold it, or not to disclose it."""

    sharing: str
    words: str = ""
    ground: str = ""
    why: str = ""
    review_on: date | None = None


@transaction.atomic
def finish_note(*, id: UUID, held: Held | None = None, by: Account, **note: Any) -> Entry:
    """Finish the entry and, in the same transaction, hold it back from the people it is about.

    Finishing the same draft twice gives one entry and one decision.
    """
    entry = finish_entry(id=id, by=by, **note)
    if held is not None and entry.is_new:
        for about in About.objects.filter(entry=entry).select_related("entry"):
            _hold(about, held, by)
    return entry


def _hold(about: About, held: Held, by: Account) -> None:
    is_held = held.sharing == Sharing.HELD
    decide_sharing(
        about=about,
        sharing=held.sharing,
        words=held.words,
        ground=held.ground,
        why=held.words if is_held else held.why,
        review_on=defaults.decide_by(timezone.localdate()) if is_held else held.review_on,
        by=by,
    )
