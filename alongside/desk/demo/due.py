"""What is due in Northmere by rule: what follows from Ade’s plan, and what he asked for."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.models import Person
from alongside.record.actions.clocks import start_clocks
from alongside.record.actions.clocks_by_hand import begin_clock, pause_clock
from alongside.record.models import Entry

from .council import Council


def begin_what_is_due(council: Council, ade: Person, ades: dict[str, UUID]) -> None:
    """The histories were put in at once, so nothing followed from them; from this one it does."""
    alice = council.accounts["alice"]
    with acting(alice.pk):
        plan = Entry.objects.get(pk=ades["Plan agreed together"])
        start_clocks(entry=plan, by=alice)
        _he_asked_for_his_record(ade, alice)


def _he_asked_for_his_record(ade: Person, alice: Account) -> None:
    """Begun by hand, since nothing that is written starts it; and it stood still for a while."""
    today = timezone.localdate()
    asked = begin_clock(
        person=ade,
        rule="subject-access",
        started_on=today - timedelta(days=18),
        why="He asked for it aloud, when he rang about his kitchen.",
        by=alice,
    )
    pause_clock(
        clock=asked,
        since=today - timedelta(days=12),
        until=today - timedelta(days=8),
        why="We asked whether he means the years before he moved here too. He does.",
        by=alice,
    )
