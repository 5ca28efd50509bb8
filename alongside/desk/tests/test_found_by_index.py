"""What is read of a whole council is found by an index, and not by looking at everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.record.access import referrals
from alongside.record.models import Episode
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def plan_of(question: str, given: Any, by: Account) -> str:
    """How the database would go about it, if reading a whole table cost a great deal."""
    with acting(by.pk), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {question}", given)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_what_turns_in_a_night(cast: Cast) -> None:
    today = timezone.localdate()
    turns = Q(since__range=(today - timedelta(days=3), today)) | Q(until__range=(today, today))
    with acting(cast.system.pk):
        question = Episode.objects.visible_to(cast.system).filter(turns).query
        sql, given = question.sql_with_params()
    plan = plan_of(sql, given, cast.system)
    assert "episodes_begin" in plan
    assert "episodes_end" in plan


def test_whose_referrals_a_worker_may_read(cast: Cast) -> None:
    with acting(cast.alice.pk):
        reached = referrals.people_reached()
    assert reached is not None
    assert set(reached) == {cast.ade.pk, cast.temi.pk}
    with acting(cast.system.pk):
        assert referrals.people_reached() is None, "The whole council is asked for as it is"
