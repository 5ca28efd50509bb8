"""Plans of a record that became part of another: on the list, in the calendar and in the sum."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.desk.access import calendar, order, team
from alongside.desk.access.due import next_due
from alongside.foundation.actor import acting
from alongside.people.actions.merging import agree_to_merge, ask_to_merge
from alongside.people.models import Basis, Grant, Rung
from alongside.plans.meetings.actions import Asked
from alongside.plans.models import Sheet
from alongside.plans.tests.agreeing import agree
from alongside.plans.tests.meeting import arrange
from alongside.plans.wording import Owner, Step, Wording
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(cast: Cast) -> Sheet:
    """A plan of Ade's that was written on his second record, which is part of the first now."""
    with acting(cast.system.pk):
        second = person("Adeyemi Bankole", cast.ade.born_on, worker=cast.alice, by=cast.system)
        Grant.objects.create(
            person=second,
            account=cast.mo,
            rung=Rung.RESTRICTED,
            basis=Basis.SUPERVISES,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    step = Step("s1", "Order the rail", Owner.WORKER, "Alice", soon())
    made = agree(second, cast.alice, wording=Wording(wanted="Out", steps=(step,)))
    arrange(second, cast.alice, asked=[Asked("Mo, manager", "by phone")], why_not="He is away.")
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)
    with acting(cast.mo.pk):
        agree_to_merge(merge=merge, why="I asked him", by=cast.mo)
    return made


def soon() -> date:
    return timezone.localdate() + timedelta(days=2)


def test_their_steps_wait_and_name_the_record_of_today(cast: Cast, sheet: Sheet) -> None:
    with acting(cast.alice.pk):
        [line] = [one for one in order.lines_for(cast.alice)[0].lines if one.kind == "step"]
    assert (line.id, line.due_on, line.words) == (sheet.plan, soon(), "Order the rail")
    assert (line.person_id, line.called) == (cast.ade.pk, cast.ade.called)


def test_their_reviews_are_in_the_calendar(cast: Cast, sheet: Sheet) -> None:
    with acting(cast.alice.pk):
        reviews = [one.starts for one in calendar.days_of(cast.alice) if one.summary == "Review"]
    assert sheet.review_on
    assert reviews.count(sheet.review_on) == 1  # beside the clock that the council sets


def test_meetings_about_the_record_of_before_are_found_under_todays(
    cast: Cast, sheet: Sheet
) -> None:
    for who in (cast.alice, cast.mo):
        with acting(who.pk):
            [mine], _ = next_due([])
        assert (mine.person_id, mine.called) == (cast.ade.pk, cast.ade.called)


def test_they_count_where_work_is_added_up(cast: Cast, sheet: Sheet) -> None:
    with acting(cast.mo.pk):
        assert list(team._plans([cast.ade.pk, cast.temi.pk])) == [(cast.ade.pk, sheet.kind)]
