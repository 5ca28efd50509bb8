"""What becomes due with a handover: an answer, a reason, its undoing, a consent taken back."""

from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import working_days_after
from alongside.people.models import Basis, Consent, Grant, Handover, HandoverLine
from alongside.record.models import Task

ANSWER_WITHIN = 2  # working days; a local rule
REASON_WITHIN = 1


def task_for_handover(*, handover: Handover, by: Account, **_: Any) -> None:
    """Whoever is asked answers. Without the person's id: a colleague there may be kept out."""
    is_ask = handover.kind == Handover.Kind.ASK
    account = handover.from_account_id if is_ask else handover.to_account_id
    team = handover.from_team_id if is_ask else handover.to_team_id
    _make(Task.What.HANDOVER, handover, by, ANSWER_WITHIN, account_id=account, team_id=team)


def task_for_reason(*, handover: Handover, by: Account, **_: Any) -> None:
    """What was opened at once is explained by the next working day."""
    whose = {"account_id": by.pk, "person_id": handover.person_id}
    _make(Task.What.REASON, handover, by, REASON_WITHIN, **whose)


def tasks_for_answer(*, handover: Handover, by: Account, **_: Any) -> None:
    """Whoever asked reads what was answered from outside, as long as they work with the person.

    The database makes the task: whoever answers knows nobody here, and holds nothing any more.
    """
    due = working_days_after(timezone.localdate(), ANSWER_WITHIN)
    with connection.cursor() as cursor:
        cursor.execute("select gate.tell_of_answer(%s, %s)", [handover.pk, due])


def tasks_for_undone(*, handover: Handover, by: Account, **_: Any) -> None:
    """Both sides read that it was undone, save whoever undid it; a team where nobody is named.

    Without the person's id: the record may be closed by now to those who are told.
    """
    accepted = handover.lines.get(what=HandoverLine.What.ACCEPTED)
    offered = {handover.by_id}
    answered = {accepted.by_id} - offered  # what was so at once nobody answered
    if handover.kind == Handover.Kind.ASK:
        offered, answered = answered, offered
    giving = {handover.from_account_id} | offered
    taking = {handover.to_account_id} | answered
    others = [one for one in giving | taking if one and one != by.pk]
    staff = Account.objects.filter(kind=Account.Kind.STAFF, is_active=True, pk__in=others)
    told = set(staff.values_list("pk", flat=True))
    whose = [{"account_id": one} for one in sorted(told)]
    for team, side in ((handover.from_team_id, giving), (handover.to_team_id, taking)):
        if team is not None and not side & told:
            whose.append({"team_id": team})
    for one in whose:
        _make(Task.What.UNDONE, handover, by, ANSWER_WITHIN, **one)


def tasks_for_withdrawn(*, consent: Consent, by: Account, **_: Any) -> None:
    """Where the person took it back themselves, those who work with them are told."""
    if by.kind == Account.Kind.STAFF:
        return
    grants = Grant.objects.filter(in_force(), person_id=consent.person_id, rung__gte=2)
    workers = list(grants.filter(basis=Basis.ALLOCATED, account__isnull=False))
    for one in workers or list(grants.filter(team__isnull=False)):
        whose = {"account_id": one.account_id, "team_id": one.team_id}
        person = {"person_id": consent.person_id}
        _make(Task.What.CONSENT, consent, by, ANSWER_WITHIN, **whose, **person)


def _make(what: str, source: Handover | Consent, by: Account, within: int, **whose: Any) -> None:
    Task.objects.create(
        what=what,
        from_kind=source._meta.label_lower,
        from_id=source.pk,
        due_on=working_days_after(timezone.localdate(), within),
        made_by=by,
        **whose,
    )
