"""What those who have left did not finish: by owner and date, never what it says."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from alongside.accounts.models import Account
from alongside.foundation.drafts import LeftBehind, drafts_left_behind

from .waiting import account_names


@dataclass(frozen=True)
class Leaver:
    """Somebody who has left, and the drafts that wait for another hand, the oldest first."""

    id: UUID
    name: str
    drafts: tuple[LeftBehind, ...]


def leavers(account: Account) -> list[Leaver]:
    """Those with open drafts, by name; nobody where handing them over is not this account's."""
    rows = drafts_left_behind(account)  # already together by owner
    names = account_names({row.owner_id for row in rows})
    found = [
        Leaver(owner, names.get(owner, ""), tuple(theirs))
        for owner, theirs in groupby(rows, key=_owner)
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _owner(row: LeftBehind) -> UUID:
    return row.owner_id


def how_many(found: Iterable[Leaver]) -> int:
    """All of their drafts."""
    return sum(len(one.drafts) for one in found)
