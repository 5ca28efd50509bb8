"""What returns say somebody was: statuses, placements and their clocks, once and no more."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.insight.models import ImportRun
from alongside.record.access.statuses import standing_of
from alongside.record.actions import statuses
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, Episode
from tests.cast import Cast

from .conftest import SHARED as SHARED_CIN
from .conftest import Import, child
from .looked_after import FILES, SHARED, changed, sample, write

pytestmark = pytest.mark.django_db
Bring = Callable[..., Any]


@pytest.fixture
def bring(brought: Import, tmp_path: Path) -> Bring:
    """Bring our own return in, or one with other files."""

    def run(files: dict[str, str] | None = None, **more: Any) -> Any:
        folder = tmp_path / f"return-{len(list(tmp_path.iterdir()))}"
        return brought(write(folder, files or FILES), kind="ssda903", **more)

    return run


def of(cast: Cast, number: str) -> list[tuple[str, str, date, date | None]]:
    with acting(cast.system.pk):
        found = Episode.objects.filter(person=child(number, cast.system)).said_last()
        return [
            (one.kind, one.code, one.since, one.until) for one in found.order_by("kind", "since")
        ]


def asked(cast: Cast, number: str) -> list[str]:
    with acting(cast.system.pk):
        return sorted(
            one.what for one in standing_of(child(number, cast.system), cast.system).checks
        )


def test_legal_statuses_and_placements_stand_on_what_the_rows_became(
    cast: Cast, bring: Bring
) -> None:
    bring()
    assert of(cast, "LA0001") == [
        ("looked-after", "C1", date(2016, 2, 15), date(2017, 8, 14)),
        ("looked-after", "C2", date(2017, 8, 14), None),
        ("placement", "U6", date(2016, 2, 15), date(2017, 8, 14)),
        ("placement", "K2", date(2017, 8, 14), None),
    ]
    with acting(cast.system.pk):
        one = Episode.objects.get(code="U6")
        assert one.detail == {"provider": "PR1", "change": "CARPL"}
        assert one.entry is not None
        assert one.why == "SSDA903 return 2018 says so."
    assert asked(cast, "LA0001") == ["age", "age"]  # nothing says that it ended, and she is 18
    assert asked(cast, "LA0002") == []


def test_its_reviews_are_met_and_what_was_not_due_when_it_ended_is_due(
    cast: Cast, bring: Bring
) -> None:
    bring()
    with acting(cast.system.pk):
        clocks = Clock.objects.filter(person=child("LA0001", cast.system))
        found = {(one.rule, one.started_on, one.due_on) for one in clocks}
    assert found == {("looked-after-review-later", date(2018, 1, 12), date(2018, 7, 12))}


def test_a_second_run_changes_nothing_and_the_next_year_carries_on(
    cast: Cast, bring: Bring
) -> None:
    def said() -> tuple[int, int]:
        with acting(cast.system.pk):
            return Episode.objects.count(), Clock.objects.count()

    bring()
    before = said()
    bring()
    assert said() == before
    files = changed(
        episodes=("14/08/2017,B,C2,N1,K2,PR4,,,", "14/08/2017,B,C2,N1,K2,PR4,01/05/2018,X1,")
    )
    files["episodes"] += "LA0001,01/05/2018,L,E1,N1,K2,PR4,,,,,,\n"
    bring(files)
    wanted = [
        ("looked-after", "C1", date(2016, 2, 15), date(2017, 8, 14)),
        ("looked-after", "C2", date(2017, 8, 14), date(2018, 5, 1)),
        ("looked-after", "E1", date(2018, 5, 1), None),
        ("placement", "U6", date(2016, 2, 15), date(2017, 8, 14)),
        ("placement", "K2", date(2017, 8, 14), None),
    ]
    assert of(cast, "LA0001") == wanted
    rows = files["episodes"].splitlines()
    files["episodes"] = "\n".join([rows[0], rows[-1].replace(",K2,PR4,,", ",K2,PR4,02/06/2018,E8")])
    bring(files)  # a year later only the last row is in the file
    assert of(cast, "LA0001") == [
        *wanted[:2],
        ("looked-after", "E1", date(2018, 5, 1), date(2018, 6, 2)),
        wanted[3],
        ("placement", "K2", date(2017, 8, 14), date(2018, 6, 2)),
    ]


def test_what_does_not_fit_is_kept_as_stated_and_flagged(cast: Cast, bring: Bring) -> None:
    files = dict(FILES)
    files["episodes"] += (
        "LA0001,01/02/2017,P,C1,N1,U4,PR1,01/10/2017,X1,,,,\n"
        "LA0002,10/05/2017,S,Q9,N3,U4,PR1,09/05/2017,E4A,,,,\n"
    )
    bring(files)
    assert asked(cast, "LA0001").count("two") == 4
    assert set(asked(cast, "LA0002")) == {"backwards", "code", "outside"}


def test_what_somebody_said_since_stands(cast: Cast, bring: Bring) -> None:
    bring()
    with acting(cast.system.pk):
        one = Episode.objects.get(code="K2")
    with acting(cast.alice.pk):
        statuses.end_status(status=one, until=When(date(2018, 2, 1), "day"), why="x", by=cast.alice)
    bring(
        changed(
            episodes=("14/08/2017,B,C2,N1,K2,PR4,,,", "14/08/2017,B,C2,N1,K2,PR4,01/05/2018,E8,")
        )
    )
    assert ("placement", "K2", date(2017, 8, 14), date(2018, 2, 1)) in of(cast, "LA0001")
    assert ("looked-after", "C2", date(2017, 8, 14), date(2018, 5, 1)) in of(cast, "LA0001")


def test_an_import_that_is_taken_back_takes_its_statuses_along(
    cast: Cast, kit: Account, bring: Bring, withdrawn: Callable[..., Any]
) -> None:
    bring()
    before = of(cast, "LA0002")
    files = dict(FILES)
    files["episodes"] += "LA0002,01/02/2018,S,V2,N3,U4,PR1,,,,,,\n"
    report = bring(files)
    with acting(kit.pk):
        later = ImportRun.objects.get(pk=report.run)
    after = of(cast, "LA0002")
    assert len(after) == len(before) + 2
    withdrawn(later)
    assert of(cast, "LA0002") == before
    with acting(cast.system.pk):
        assert not Clock.objects.filter(person=child("LA0002", cast.system), ended_at=None).exists()
    bring(files)
    assert of(cast, "LA0002") == after


def test_a_census_says_who_is_in_need_and_who_has_a_plan(cast: Cast, brought: Import) -> None:
    brought()
    with acting(cast.system.pk):
        kinds = set(Episode.objects.values_list("kind", flat=True))
        before = Episode.objects.count()
    assert "child-in-need" in kinds
    brought()
    with acting(cast.system.pk):
        assert Episode.objects.count() == before


def test_a_plan_with_its_reviews_stands_and_the_next_review_is_due(
    cast: Cast, brought: Import
) -> None:
    brought()
    assert of(cast, "NM0001") == [
        ("child-in-need", "N1", date(2023, 5, 2), None),
        ("protection-plan", "NEG", date(2023, 6, 19), None),
    ]
    assert asked(cast, "NM0001") == []
    assert of(cast, "NM0002") == [("child-in-need", "N3", date(2024, 2, 12), None)]
    with acting(cast.system.pk):
        person = child("NM0001", cast.system)
        found = {(one.rule, one.started_on, one.due_on) for one in Clock.objects.all()}
        assert set(Clock.objects.values_list("person", flat=True)) == {person.pk}
    # A review is no visit and no core group: what was due long before the census is not begun.
    assert found == {("review-conference-later", date(2024, 2, 26), date(2024, 8, 26))}


def test_a_plan_that_began_as_the_census_was_taken_is_due_from_its_first_day(
    cast: Cast, brought: Import, changed: Callable[..., Path]
) -> None:
    reviews = ("2023-09-11", "2024-02-26")
    pairs = [(f"            <CPPreviewDate>{one}</CPPreviewDate>\n", "") for one in reviews]
    began = ("<CPPstartDate>2023-06-19", "<CPPstartDate>2024-03-25")
    held = ("<DateOfInitialCPC>2023-06-19", "<DateOfInitialCPC>2024-03-25")
    brought(changed(began, held, *pairs))
    with acting(cast.system.pk):
        found = {(one.rule, one.started_on) for one in Clock.objects.all()}
    rules = ("child-protection-visit", "core-group", "review-conference-first")
    assert found == {(rule, date(2024, 3, 25)) for rule in rules}
    assert asked(cast, "NM0001") == []


def test_more_rows_ask_no_more_questions_for_statuses(cast: Cast, bring: Bring) -> None:
    def asks(files: dict[str, str]) -> int:
        with CaptureQueriesContext(connection) as every:
            bring(files)
        return len([one for one in every if '"record_episode"' in one["sql"]])

    few = asks(FILES)
    many = dict(FILES)
    days = [f"{day:02}/{month:02}/2015" for month in range(1, 12) for day in (1, 15)]
    rows = pairwise(days)
    many["episodes"] += "".join(
        f"LA0002,{since},P,V2,N3,U6,PR1,{until},X1,,,,\n" for since, until in rows
    )
    assert asks(many) <= few + 4


@pytest.mark.skipif(not SHARED.exists(), reason="the shared files are not here")
def test_a_part_of_the_shared_return_says_who_was_looked_after(
    cast: Cast, bring: Bring, brought: Import
) -> None:
    """One child in fifteen with all their stays, and then a census of other children."""
    files = sample(SHARED, 15)
    bring(files)
    _, *rows = csv.reader(files["episodes"].splitlines())
    children = {child for child, *_ in rows}
    with acting(cast.system.pk):
        said = Episode.objects.count()
        stays = Episode.objects.filter(kind="looked-after").said_last()
        assert len({one.person_id for one in stays}) == len(children) > 100
    brought(SHARED_CIN / "fake_CIN_data.xml")
    with acting(cast.system.pk):
        assert Episode.objects.count() > said


PLAN = """<ChildProtectionPlans><CPPstartDate>{0}</CPPstartDate>
<InitialCategoryOfAbuse>EMO</InitialCategoryOfAbuse>
<LatestCategoryOfAbuse>EMO</LatestCategoryOfAbuse>
<NumberOfPreviousCPP>0</NumberOfPreviousCPP>
<Reviews><CPPreviewDate>{1}</CPPreviewDate></Reviews></ChildProtectionPlans></CINdetails>"""
STILL = re.compile(r"<CINdetails>(?:(?!</CINdetails>|CINclosureDate).)*</CINdetails>", re.DOTALL)
HELD = re.compile(r"<DateOfInitialCPC>(.{10})<")


@pytest.mark.skipif(not SHARED_CIN.exists(), reason="the shared files are not here")
def test_the_shared_census_with_a_plan_after_each_conference(
    cast: Cast, brought: Import, tmp_path: Path
) -> None:
    """The file has no plans. Each who is still in need has one here, reviewed after 80 days."""
    reach, plans = date(2022, 7, 21), []

    def planned(found: re.Match[str]) -> str:
        held = HELD.search(found[0])
        begun = date.fromisoformat(held[1]) if held else reach
        reviewed = begun + timedelta(days=80)
        if reviewed >= reach:
            return found[0]
        plans.append((begun, reviewed))
        return found[0].replace("</CINdetails>", PLAN.format(begun, reviewed))

    path = tmp_path / "planned.xml"
    path.write_text(STILL.sub(planned, (SHARED_CIN / "fake_CIN_data.xml").read_text()))
    brought(path)
    with acting(cast.system.pk):
        stands = Episode.objects.filter(kind="protection-plan").said_last()
        assert sorted(stands.values_list("since", flat=True)) == sorted(one for one, _ in plans)
        due = [(one.rule, one.started_on) for one in Clock.objects.all()]
    assert len(plans) > 40
    later = [day for _, day in plans if months_after(day, 6) >= reach - timedelta(days=31)]
    assert sorted(due) == [("review-conference-later", day) for day in sorted(later)]
    assert later
