"""What becomes due when somebody asks that a draft is taken over: who leads has the task."""

from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import working_days_after
from alongside.foundation.models import HandOver
from alongside.people.access import is_barred
from alongside.people.actions.grants import ask_for_access
from alongside.record.models import Task

from .whose import Whose, somebodys_team

ANSWER_WITHIN = 2  # working days; a local rule
TO_FINISH = "To finish what I had begun to write"


def tasks_for_hand_over(*, hand_over: HandOver, by: Account, **_: Any) -> None:
    """A task for whoever leads where the record is held now; the database says who that is.

    Without the person's id, as it may reach a team: who is kept out of that record and is in the
    team learns nothing. Where nobody works with them any more, the writer asks to be let in, so
    that whoever looks after that can say which team does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id, team_id, is_unheld from gate.takers_of(%s)", [hand_over.pk]
        )
        found = cursor.fetchall()
    asked = [_whose(account, team) for account, team, _ in found]
    for who in asked or [somebodys_team(by)]:
        _make(hand_over, who, by)
    if any(is_unheld for *_, is_unheld in found):
        for person in hand_over.about:
            if not is_barred(person):
                ask_for_access(person_id=person, reason=hand_over.reason or TO_FINISH, by=by)


def _whose(account: Any, team: Any) -> Whose:
    return {"account_id": account} if account else {"team_id": team}


def _make(source: HandOver, who: Whose, by: Account) -> None:
    Task.objects.create(
        what=Task.What.TAKE_OVER,
        account_id=who.get("account_id"),
        team_id=who.get("team_id"),
        from_kind=source._meta.label_lower,
        from_id=source.pk,
        due_on=working_days_after(timezone.localdate(), ANSWER_WITHIN),
        made_by=by,
    )
