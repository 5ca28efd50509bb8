"""What comes first for one's people: what a fortnight brings, and else whatever there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.record.access.clocks import next_among
from alongside.record.models import Clock
from tests.attacks import attacker
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MOST = 3


def due_in(cast: Cast, *days: int) -> None:
    today = timezone.localdate()
    for n in days:
        entry = attacker.entry(cast.alice, [cast.ade])
        with acting(cast.alice.pk):
            Clock.objects.create(
                person=cast.ade, rule="care-plan-review", started_on=today, started_by=cast.alice,
                due_on=today + timedelta(days=n), entry_id=entry,
            )  # fmt: skip


def days_of(cast: Cast) -> list[int]:
    today = timezone.localdate()
    with acting(cast.alice.pk):
        return [(one.clock.due_on - today).days for one in next_among([cast.ade.pk], MOST)]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ([], []),
        ([300], [300]),
        ([40, -20, 15], [-20, 15, 40]),  # two of them later than a fortnight
        ([14, 9, 15, -400, 3], [-400, 3, 9]),  # as many as are wanted before it is over
        ([14, 1, 15], [1, 14, 15]),
    ],
)
def test_what_is_due_first_is_found_however_far_off(
    cast: Cast, days: list[int], first: list[int]
) -> None:
    due_in(cast, *days)
    assert days_of(cast) == first
