"""Services around a person, attacked in SQL: what is out of sight, whose reason, another's rows."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.outside import look_behind, write_down_service
from alongside.people.models import Bar, Person
from alongside.people.outside import looking
from tests.browsing import Browse
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
ALL = "select agency from people_service order by agency"
WHY = "A strategy meeting at two about last night."


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def told(cast: Cast) -> None:
    with acting(cast.alice.pk):
        for kind, agency in (("housing", "Homes"), ("sexual-health", "The clinic")):
            write_down_service(person=cast.ade, kind=kind, agency=agency, by=cast.alice)


def behind(by: Account, look: UUID | str, person: Person | None = None) -> list[Any]:
    """What somebody reads who sets the look by their own hand."""
    try:
        with acting(by.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('alongside.look', %s, true)", [str(look)])
            cursor.execute(ALL)
            found = [row[0] for row in cursor.fetchall()]
            cursor.execute("select set_config('alongside.look', '', true)")
            return found
    except DatabaseError:
        return []


def look_row(by: Account, person: Person, **more: Any) -> dict[str, Any]:
    usual = {"id": new_id(), "person_id": person.pk, "why": WHY, "by_id": by.pk}
    return {**usual, "at": timezone.now(), **more}


def test_nobody_reads_what_is_out_of_sight_without_a_reason(cast: Cast, told: None) -> None:
    for account in (cast.alice, cast.bob, cast.mo, cast.system):
        assert attacker.reads(account, ALL) == ["Homes"], account.email
    for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
        assert attacker.reads(account, ALL) == []
    assert attacker.reads(cast.ade_account, ALL) == ["Homes", "The clinic"]  # their own
    count = "select count(*) from people_service where is_sensitive"
    assert attacker.reads(cast.mo, count) == [0]


def test_a_look_opens_one_person_to_one_account_for_a_while(cast: Cast, told: None) -> None:
    with acting(cast.alice.pk):
        look = look_behind(person=cast.ade, why=WHY, by=cast.alice)
        other = look_behind(person=cast.temi, why=WHY, by=cast.alice)
        with looking(look), connection.cursor() as cursor:
            cursor.execute(ALL)
            assert cursor.fetchall() == [("Homes",), ("The clinic",)]
    assert attacker.reads(cast.alice, ALL) == ["Homes"]  # it is over with the page
    assert behind(cast.alice, look.pk) == ["Homes", "The clinic"]
    for account, key in ((cast.bob, look.pk), (cast.alice, other.pk), (cast.alice, "x")):
        assert behind(account, key) == ["Homes"], account.email
    assert behind(cast.charlie, look.pk) == []
    assert behind(cast.alice, new_id()) == ["Homes"]
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.alice, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert behind(cast.alice, look.pk) == []


def test_a_look_is_ones_own_has_words_and_is_of_now(cast: Cast, told: None) -> None:
    assert attacker.inserts(cast.alice, "people_servicelook", **look_row(cast.alice, cast.ade))
    day = timedelta(days=1)
    for by, row in (
        (cast.alice, look_row(cast.bob, cast.ade)),
        (cast.alice, look_row(cast.alice, cast.stranger)),
        (cast.alice, look_row(cast.alice, cast.ade, why="   x    ")),
        (cast.alice, look_row(cast.alice, cast.ade, at=timezone.now() - day)),
        (cast.alice, look_row(cast.alice, cast.ade, at=timezone.now() + day)),
        *((one, look_row(one, cast.ade)) for one in (cast.charlie, cast.pat, cast.sam)),
        (cast.ade_account, look_row(cast.ade_account, cast.ade)),
    ):
        assert not attacker.inserts(by, "people_servicelook", **row), row
    for change in ("update people_servicelook set why = 'y'", "delete from people_servicelook"):
        assert not attacker.changes(cast.alice, change)


def test_no_page_names_what_is_out_of_sight(cast: Cast, told: None, browse: Browse) -> None:
    with acting(cast.alice.pk):
        look = look_behind(person=cast.ade, why=WHY, by=cast.alice)
    browser, base = browse(cast.alice), f"/people/{cast.ade.pk}/"
    for end in ("", "involved/", "eco-map/", "household/", "about/", "about/around/",
                "chronologies/family/", "timeline/", "who-may-see/"):  # fmt: skip
        for more in ("", f"?look={look.pk}"):  # a reason opens no other page
            answer = browser.get(f"{base}{end}{more}")
            assert answer.status_code == 200, end
            is_there = "The clinic" in answer.content.decode()
            assert is_there == (end == "involved/" and bool(more)), (end, more)


def test_why_somebody_looked_is_not_for_every_colleague(cast: Cast) -> None:
    with acting(cast.alice.pk):
        look_behind(person=cast.ade, why=WHY, by=cast.alice)
    why = "select why from people_servicelook"
    for account in (cast.alice, cast.mo):  # who looked, and who reads what is restricted
        assert attacker.reads(account, why) == [WHY]
    for account in (cast.bob, cast.charlie, cast.pat, cast.sam, cast.protection, cast.ade_account):
        assert attacker.reads(account, why) == [], account.email


def test_nobody_changes_what_they_may_not_see(cast: Cast, told: None) -> None:
    end = "update people_service set ends_on = current_date"
    assert attacker.changes(cast.bob, end) == 1  # the one in sight
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account, cast.protection):
        assert attacker.changes(account, end) == 0, account.email
    for change in ("update people_service set agency = 'x'", "delete from people_service"):
        assert attacker.changes(cast.alice, change) == 0
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select ends_on from people_service where is_sensitive")
        assert cursor.fetchall() == [(None,)]


def test_when_somebody_was_last_involved_is_told_to_readers_alone(cast: Cast) -> None:
    made = attacker.entry(cast.alice, [cast.ade, cast.temi], there="Grace Bell")
    assert made
    asks = "select who || ' ' || at::date from gate.last_involved(%s, %s, %s, %s, now()) order by 1"
    given = [cast.ade.pk, [cast.alice.pk], [cast.temi.pk], ["Grace Bell", "Nobody Else"]]
    day = date(2026, 3, 2)
    wanted = sorted(f"{who} {day}" for who in (cast.alice.pk, cast.temi.pk, "Grace Bell"))
    assert sorted(attacker.reads(cast.alice, asks, given)) == wanted
    # Bob reads Ade's record and not Temi's: he is not told of whom else an entry is.
    assert len(attacker.reads(cast.bob, asks, given)) == 2
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account, cast.protection):
        assert attacker.reads(account, asks, given) == []
    attacker.entry(cast.alice, [cast.ade], there="Joanna O’Hara-Bell, and 🎾")
    given[3] = ["Anna", "O’Hara-Bell", "Joanna O'Hara Bell", "%", "  "]
    found = [
        one for one in attacker.reads(cast.alice, asks, given) if "Bell" in one or "nna" in one
    ]
    assert len(found) == 2  # whole words, whatever stands between them
    few = attacker.entry(cast.alice, [cast.ade], there="Olive Small")
    with acting(cast.mo.pk), connection.cursor() as cursor:
        cursor.execute("update record_entry set needs = 3 where id = %s", [few])
    given[3] = ["Olive Small"]
    assert [one for one in attacker.reads(cast.mo, asks, given) if "Olive" in one]
    assert not [one for one in attacker.reads(cast.bob, asks, given) if "Olive" in one]
