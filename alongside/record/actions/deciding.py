"""A manager's decision, with how it was reached, on the record of the person it is about."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation.days import When
from alongside.people.models import Person
from alongside.record.models import Entry, EntryKind, PartSort

from .writing import Words, finish_entry

TITLE = "Management decision"
FORM = "management 1"  # of its own: it answers no referral, and stops no clock of one


@transaction.atomic
def write_decision(*, id: UUID, person: Person, decided: str, because: str, by: Account) -> Entry:
    """What was decided, and why, by whoever supervises the work.

    It is held first: the reasons for a decision name others more often than not.
    """
    if not may(by, "supervise work"):
        raise PermissionDenied("Your role does not include this.")
    return finish_entry(
        id=id,
        kind=EntryKind.DECISION,
        title=TITLE,
        form=FORM,
        people=[person],
        happened=When(timezone.localdate(), "day"),
        parts=[Words(PartSort.FACT, decided), Words(PartSort.OPINION, because)],
        names_others=True,
        by=by,
    )
