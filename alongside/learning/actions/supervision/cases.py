"""A decision about somebody, made in supervision: written on their record, and nowhere else."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.actions.deciding import decision_on_record
from alongside.learning.models import Point
from alongside.people.models import Person

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
    """Write what was decided in the person's record. Of all this only the entry's id stays here."""
    meeting = still_open(point.meeting)
    found = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if found.kind != Point.Kind.CASE or found.taken_off_at:
        raise ValidationError("This is not a point about somebody you work with.")
    if found.entry_id:
        raise ValidationError("What was decided on this point has been written before.")
    two = point.meeting.supervision
    entry = decision_on_record(
        person=person,
        on=day_of_meeting(meeting),
        title=TITLE,
        there=" and ".join(one.practitioner.name for one in (two.worker, two.supervisor)),
        decided=decided,
        why=why,
        names_others=names_others,
        hold=hold,
        by=by,
    )
    found.entry_id = entry.pk
    found.save(update_fields=["entry_id"])
    trail.note("learning: decided in supervision", on=found, by=by)
    return found
