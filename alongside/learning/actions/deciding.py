"""A decision about somebody, made where people learn: written on the record, and nowhere else."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from alongside.accounts.models import Account
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Held, Words, finish_note
from alongside.record.models import Entry, EntryKind, PartSort, Sharing


def decision_on_record(
    *,
    person: Person,
    on: date,
    title: str,
    there: str,
    decided: str,
    why: str,
    names_others: bool,
    hold: str,
    by: Account,
) -> Entry:
    """Write what was decided and why in the person's record, by record's own rules and sharing.

    `hold` is what the person reads instead where it is held for now. Whoever asks for this keeps
    the entry's id alone: no name, and no word of it.
    """
    if not decided.strip():
        raise ValidationError({"decided": "Write what was decided."})
    if not why.strip():
        raise ValidationError({"why": "Write why. Whoever reads it later has only this."})
    return finish_note(
        id=new_id(),
        kind=EntryKind.DECISION,
        people=[person],
        happened=When(on, "day"),
        title=title,
        there=there[:400],
        parts=[Words(PartSort.FACT, decided), Words(PartSort.OPINION, why)],
        names_others=names_others,
        held=Held(Sharing.HELD, hold.strip()) if hold.strip() else None,
        by=by,
    )
