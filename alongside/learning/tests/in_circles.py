"""What tests of circles need: one with somebody in it, and what the database itself answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Round, Turn
from tests.cast import Cast


@pytest.fixture
def circle(cast: Cast) -> Circle:
    """Alice hosts; Bob is in; Charlie is invited and has not answered."""
    with acting(cast.alice.pk):
        made = actions.begin_circle(kind="reflection", title="Thursday", by=cast.alice)
        for who in (cast.bob, cast.charlie):
            actions.invite(circle=made, account=who, by=cast.alice)
    with acting(cast.bob.pk):
        actions.answer_invitation(circle=made, accepts=True, by=cast.bob)
    return made


def ask(circle: Circle, kind: str = "write", prompt: str = "What happened?") -> Round:
    with acting(circle.host_id):
        return actions.open_round(circle=circle, kind=kind, prompt=prompt, by=circle.host)


def said(round: Round, by: Account, text: str = "Something", **more: Any) -> Turn:
    with acting(by.pk):
        return actions.say(round=round, text=text, by=by, **more)


def texts_by_sql(by: Account, round: Round) -> list[str]:
    """What this account reads of a round when it asks the database itself."""
    with acting(by.pk), connection.cursor() as cursor:
        cursor.execute("select text from learning_turn where round_id = %s order by at", [round.pk])
        return [row[0] for row in cursor.fetchall()]


def rows(by: Account, table: str) -> int:
    with acting(by.pk), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def refused_by_database(by: Account, sql: str, given: list[Any]) -> bool:
    """Whether the database lets this account change nothing with this."""
    with acting(by.pk):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, given)
                return bool(cursor.rowcount == 0)
        except DatabaseError:
            return True
