"""A manager sees whose status is to be checked, and is led to it; a colleague's answer ends it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.record.access.statuses import standing_of
from alongside.record.actions import statuses
from alongside.record.actions.statuses import Saying
from alongside.record.models import Episode
from tests.browsing import Browse
from tests.cast import Cast

from .test_team_page import letting_mo_in, row, team_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def say(cast: Cast, back: int) -> Episode:
    with acting(cast.alice.pk):
        saying = Saying("direct-payment", When(TODAY - timedelta(days=back), "day"))
        return statuses.say_status(person=cast.ade, saying=saying, by=cast.alice)


def test_statuses_to_check_stand_beside_a_worker_and_lead_to_the_people(
    cast: Cast, browse: Browse
) -> None:
    letting_mo_in(cast)
    first = say(cast, 90)
    assert "1 with a status to check" not in row(team_page(browse, cast), "Alice")
    say(cast, 30)
    assert "1 with a status to check" in row(team_page(browse, cast), "Alice")
    page = browse(cast.mo).get(f"/team/{cast.alice.pk}/?which=to-check").content.decode()
    assert "With a status to check, and kept out of returns until then" in page
    assert "2 statuses to check, kept out of returns" in page
    assert f'href="/people/{cast.ade.pk}/status/"' in page
    listed = BeautifulSoup(page, "lxml").select("#who ~ ul h3")
    assert [one.get_text(strip=True) for one in listed] == [cast.ade.called]
    own = browse(cast.alice).get("/workload/?which=to-check").content.decode()
    assert "2 statuses to check" in own
    with acting(cast.alice.pk):
        keys = [one.key for one in standing_of(cast.ade, cast.alice).checks]
        statuses.say_true(status=first, keys=keys, why="Two banks.", by=cast.alice)
    assert "1 with a status to check" not in row(team_page(browse, cast), "Alice")


def test_a_status_weighs_as_its_plan_does_where_no_plan_stands_here(
    cast: Cast, browse: Browse
) -> None:
    letting_mo_in(cast)
    with acting(cast.alice.pk):
        saying = Saying("looked-after", When(TODAY - timedelta(days=40), "day"))
        said = statuses.say_status(person=cast.temi, saying=saying, by=cast.alice)
    assert row(team_page(browse, cast), "Alice")[-1].startswith("26 of 100")  # 15 + 4 + 7
    own = browse(cast.alice).get("/workload/").content.decode()
    assert "Looked after, or a care plan" in own
    with acting(cast.alice.pk):
        ended = When(TODAY - timedelta(days=2), "day")
        statuses.end_status(status=said, until=ended, why="Home again", by=cast.alice)
    assert row(team_page(browse, cast), "Alice")[-1].startswith("23 of 100")  # 15 + 4 + 4
