"""Comparing what disagrees: by who reads the record, once, and with nothing lost either way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.actions import keep_ours, take_theirs
from alongside.insight.models import Disagreement, ImportRun
from alongside.people.actions.facts import correct_fact
from alongside.people.models import Fact, Person
from alongside.record.actions import Words, amend_entry
from alongside.record.models import Entry, Part, Task, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Import

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast: Cast, brought: Import, changed: Callable[..., Path]) -> dict[str, Disagreement]:
    """A day of birth and an entry that Alice changed, and that a later file has otherwise."""
    brought()
    with acting(cast.alice.pk):
        four = Person.objects.get(facts__value="NM0004")
        born = Fact.objects.get(person=four, kind="birth", over_at=None)
        correct_fact(fact=born, value="1 May 2015", why="Their passport", by=cast.alice)
        entry = Entry.objects.get(abouts__person=four, kind="closure")
        words = [Words("fact", "Early help said that they would ring.")]
        amend_entry(entry=entry, base=1, parts=words, why="They rang", by=cast.alice)
    brought(
        changed(
            ("<Year>2024<", "<Year>2025<"),
            ("<PersonBirthDate>2015-04-22", "<PersonBirthDate>2015-04-23"),
            ("<ReasonForClosure>RC9", "<ReasonForClosure>RC8"),
        )
    )
    with acting(cast.mo.pk):
        return {"entry" if one.is_entry else "fact": one for one in Disagreement.objects.all()}


def address(one: Disagreement) -> str:
    return f"/imports/disagreements/{one.pk}/"


def open_tasks(who: Account, one: Disagreement) -> int:
    with acting(who.pk):
        return Task.objects.filter(from_id=one.pk, done_at=None).count()


def test_the_manager_finds_it_and_sees_both(
    cast: Cast, two: dict[str, Disagreement], browse: Browse
) -> None:
    mo = browse(cast.mo)
    assert address(two["fact"]) in mo.get("/waiting/").content.decode()
    page = mo.get(address(two["fact"])).content.decode()
    assert "1 May 2015" in page
    assert "23 April 2015" in page
    assert "CIN census 2025, LEA 935" in page
    page = mo.get(address(two["entry"])).content.decode()
    assert "Early help said that they would ring" in page
    assert "Ended after the assessment, with nothing further (RC8)" in page


def test_nobody_else_learns_of_it(
    cast: Cast, kit: Account, two: dict[str, Disagreement], browse: Browse
) -> None:
    for who in (cast.charlie, kit, cast.protection, cast.ade_account, cast.sam, cast.pat):
        assert browse(who).get(address(two["fact"])).status_code == 404
        with acting(who.pk):
            assert not Disagreement.objects.exists()


def test_keeping_what_is_here(cast: Cast, two: dict[str, Disagreement], browse: Browse) -> None:
    one = two["fact"]
    assert open_tasks(cast.mo, one) == 1
    response = browse(cast.mo).post(address(one), {"choice": "ours"})
    assert response.status_code == 302
    with acting(cast.mo.pk):
        assert str(Person.objects.get(pk=one.person_id).born_on) == "2015-05-01"
        assert Disagreement.objects.get(pk=one.pk).state == "kept"
    assert open_tasks(cast.mo, one) == 0
    assert "kept" in browse(cast.mo).get(address(one)).content.decode()


def test_taking_the_day_from_the_file(
    cast: Cast, two: dict[str, Disagreement], browse: Browse
) -> None:
    one = two["fact"]
    browse(cast.mo).post(address(one), {"choice": "theirs"})
    with acting(cast.mo.pk):
        assert str(Person.objects.get(pk=one.person_id).born_on) == "2015-04-23"
        births = Fact.objects.filter(person_id=one.person_id, kind="birth")
        assert births.count() == 3  # all three stay to be read
        assert births.get(over_at=None).recorded_by_id == cast.mo.pk


def test_taking_the_entry_from_the_file(cast: Cast, two: dict[str, Disagreement]) -> None:
    one = two["entry"]
    with acting(cast.mo.pk):
        take_theirs(disagreement=one, by=cast.mo)
        last = Version.objects.get(entry_id=one.became, number=3)
        part = Part.objects.get(version=last)
        assert "(RC8)" in part.text
        assert (part.origin, part.origin_detail) == ("imported", "CIN census 2025, LEA 935")
        with pytest.raises(ValidationError, match="settled"):
            keep_ours(disagreement=one, by=cast.mo)


def test_a_page_without_an_answer_says_so(
    cast: Cast, two: dict[str, Disagreement], browse: Browse
) -> None:
    page = browse(cast.mo).post(address(two["fact"]), {}).content.decode()
    assert "Choose which is right" in page
    assert open_tasks(cast.mo, two["fact"]) == 1


def test_opening_and_settling_are_on_the_trail(
    cast: Cast, two: dict[str, Disagreement], browse: Browse
) -> None:
    browse(cast.mo).post(address(two["fact"]), {"choice": "ours"})
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select what from gate.whole_trail(now() + interval '1 hour', 50, %s)",
            [two["fact"].person_id],
        )
        lines = [what for (what,) in cursor.fetchall()]
    assert "import disagreement opened" in lines
    assert "import disagreement kept" in lines


def test_the_list_of_imports_is_numbers_for_administrators(
    cast: Cast, kit: Account, two: dict[str, Disagreement], browse: Browse
) -> None:
    page = browse(kit).get("/imports/").content.decode()
    assert "CIN census 2024, LEA 935" in page
    with acting(kit.pk):
        run = ImportRun.objects.order_by("started_at")[0]
    one = browse(kit).get(f"/imports/{run.pk}/").content.decode()
    assert "Referrals" in one
    assert "NM0001" not in page + one
    assert browse(cast.alice).get("/imports/").status_code == 403
    assert browse(cast.ade_account).get("/imports/").status_code == 404


def test_no_import_yet(kit: Account, browse: Browse) -> None:
    assert "No file has been brought in yet" in browse(kit).get("/imports/").content.decode()
