"""Settling what disagrees: keeping what is here, or taking what the file says; nothing is lost."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import trail
from alongside.foundation.days import When, working_days_after
from alongside.insight.access import ours_of
from alongside.insight.models import Disagreement
from alongside.people.actions.facts import correct_fact, record_fact
from alongside.people.actions.lives import record_birth, record_death
from alongside.people.models import FactKind, Known, Person
from alongside.record.actions import Words, amend_entry, close_tasks
from alongside.record.models import Entry, Origin, Task

WITHIN = 10  # working days; a local rule


def task_for_disagreement(*, disagreement: Disagreement, by: Account, **_: Any) -> None:
    """Whoever manages the team compares the two; where nobody does, the whole team is asked."""
    managers = Membership.objects.filter(
        in_force(), team=disagreement.team, is_manager=True, account__is_active=True
    )
    manager = managers.values_list("account_id", flat=True).first()
    Task.objects.create(
        what=Task.What.DISAGREES,
        person_id=disagreement.person_id,
        account_id=manager,
        team_id=None if manager else disagreement.team_id,
        from_kind=disagreement._meta.label_lower,
        from_id=disagreement.pk,
        due_on=working_days_after(timezone.localdate(), WITHIN),
        made_by=by,
    )


@transaction.atomic
def keep_ours(*, disagreement: Disagreement, by: Account) -> Disagreement:
    """What is in the record stays; the same file does not ask again."""
    found = _open(disagreement, by)
    return _settle(found, Disagreement.State.KEPT, "import disagreement kept", by)


@transaction.atomic
def take_theirs(*, disagreement: Disagreement, by: Account) -> Disagreement:
    """What the file says becomes a correction, or a new version; what was there can be read."""
    found = _open(disagreement, by)
    if found.is_entry:
        _take_entry(found, by)
    elif not found.asks_same:  # that it is the same child is for the next run of the file
        _take_fact(found, by)
    return _settle(found, Disagreement.State.TAKEN, "import disagreement taken", by)


def _open(disagreement: Disagreement, by: Account) -> Disagreement:
    """The question as it is now, locked; refused once somebody has settled it."""
    if not may(by, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    found = Disagreement.objects.select_for_update().filter(pk=disagreement.pk).first()
    if found is None:
        raise PermissionDenied
    if found.state != Disagreement.State.OPEN:
        raise ValidationError("Somebody has settled this already.")
    return found


def _settle(found: Disagreement, state: str, what: str, by: Account) -> Disagreement:
    found.state, found.decided_by, found.decided_at = state, by, timezone.now()
    found.save(update_fields=["state", "decided_by", "decided_at"])
    trail.note(what, on=found, about=[found.person_id], by=by)
    close_tasks(source=found, by=by)
    return found


def _take_fact(found: Disagreement, by: Account) -> None:
    given = dict(found.theirs)
    standing = ours_of(found)
    known = given.get("known", Known.KNOWN)
    is_birth = given["kind"] == FactKind.BIRTH and known == Known.KNOWN
    if is_birth and found.person.state == Person.State.UNBORN:
        born_on = date.fromisoformat(given["detail"]["on"])
        record_birth(person=found.person, born_on=born_on, by=by)
    elif standing is not None:
        given.pop("kind")
        correct_fact(fact=standing, why=f"{found.said} says so.", **given, by=by)
    elif given["kind"] == FactKind.DEATH:
        died_on = date.fromisoformat(given["detail"]["on"])
        record_death(person=found.person, died_on=died_on, source=found.said, by=by)
    else:
        record_fact(person=found.person, **given, by=by)


def _take_entry(found: Disagreement, by: Account) -> None:
    entry = Entry.objects.visible_to(by).filter(pk=found.became).first()
    if entry is None:
        raise ValidationError("The entry is not in this record any more, so it cannot be changed.")
    said = found.theirs
    amend_entry(
        entry=entry,
        base=entry.versions,
        title=said["title"],
        happened=When(date.fromisoformat(said["on"]), said["precision"]),
        parts=[Words("fact", said["text"], origin=Origin.IMPORTED, origin_detail=found.said)],
        why=f"{found.said} says so.",
        by=by,
    )
