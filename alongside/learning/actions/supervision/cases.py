"""A decision about somebody, made in supervision: written on their record, and nowhere else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.learning.models import Point
from alongside.people.models import Person
from alongside.record.actions import Held, Words, finish_note
from alongside.record.models import EntryKind, PartSort, Sharing

from .follow_ups import day_of_meeting
from .meetings import still_open

TITLE = "Decided in supervision"


@transaction.atomic
def decide_case(
    *,
    point: Point,
    person: Person,
    decided: str,
    why: str,
    names_others: bool = False,
    hold: str = "",
    by: Account,
) -> Point:
    """Write what was decided and why in the person's record, by record's own rules and sharing.

    `hold` is what the person reads instead where it is held for now. Of all this only the entry's
    id stays here: no name, and no word of it.
    """
    meeting = still_open(point.meeting)
    found = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if found.kind != Point.Kind.CASE or found.taken_off_at:
        raise ValidationError("This is not a point about somebody you work with.")
    if found.entry_id:
        raise ValidationError("What was decided on this point has been written before.")
    if not decided.strip():
        raise ValidationError({"decided": "Write what was decided."})
    if not why.strip():
        raise ValidationError({"why": "Write why. Whoever reads it later has only this."})
    two = point.meeting.supervision
    names = " and ".join(one.practitioner.name for one in (two.worker, two.supervisor))
    entry = finish_note(
        id=new_id(),
        kind=EntryKind.DECISION,
        people=[person],
        happened=When(day_of_meeting(meeting), "day"),
        title=TITLE,
        there=names[:400],
        parts=[Words(PartSort.FACT, decided), Words(PartSort.OPINION, why)],
        names_others=names_others,
        held=Held(Sharing.HELD, hold.strip()) if hold.strip() else None,
        by=by,
    )
    found.entry_id = entry.pk
    found.save(update_fields=["entry_id"])
    trail.note("learning: decided in supervision", on=found, by=by)
    return found
