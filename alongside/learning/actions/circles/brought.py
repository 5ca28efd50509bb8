"""What somebody brought to group supervision: its decision goes on the record, by them alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.actions.deciding import decision_on_record
from alongside.learning.models import Turn
from alongside.people.models import Person

TITLE = "Decided in group supervision"


@transaction.atomic
def decide_brought(
    *,
    turn: Turn,
    person: Person,
    decided: str,
    why: str,
    names_others: bool = False,
    hold: str = "",
    by: Account,
) -> Turn:
    """Write what was decided for somebody in their record. Only the entry's id stays here.

    Nobody else of the group is named there: not all of them work for the council.
    """
    found = Turn.objects.select_for_update(of=("self",)).filter(pk=turn.pk, by=by).first()
    if found is None or not found.brings:
        raise ValidationError("Only whoever brought this writes what was decided.")
    if found.taken_back_at:
        raise ValidationError("You took this back. Write the decision from the record itself.")
    if found.entry_id:
        raise ValidationError("What was decided on this has been written before.")
    entry = decision_on_record(
        person=person,
        on=timezone.localdate(),
        title=TITLE,
        there=f"{by.practitioner.name}, with a group of practitioners",
        decided=decided,
        why=why,
        names_others=names_others,
        hold=hold,
        by=by,
    )
    found.entry_id = entry.pk
    found.save(update_fields=["entry_id"])
    trail.note("learning: decided in group supervision", on=found, by=by)
    return found
