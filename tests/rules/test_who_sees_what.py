"""Who sees what, asked of PostgreSQL itself: raw SQL as the application, as each of the cast."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import rows
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar, Person
from alongside.record.actions import Words, finish_entry, release_part
from alongside.record.models import About, Part
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def entry(
    by: Account, people: list[Person], text: str = "Met", kind: str = "note", **more: object
) -> UUID:
    """Finish one entry with one part about everyone on it, and one about the first alone."""
    with acting(by.pk):
        made = finish_entry(
            id=new_id(),
            kind=kind,
            people=people,
            happened=When(date(2026, 3, 2), "day"),
            parts=[Words("fact", text), Words("opinion", "for one", about=(people[0].pk,))],
            by=by,
            **more,
        )
    return made.pk


def ids(account: Account, table: str, column: str = "id", where: str = "true") -> set[UUID]:
    """What this account sees of a table, with no filter of ours in the way."""
    with acting(account.pk), connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where {where}")
        return {value for (value,) in cursor.fetchall()}


def test_an_entry_about_one_is_seen_by_those_who_work_with_them(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    for account in (cast.alice, cast.bob, cast.mo, cast.ade_account):
        assert ids(account, "record_entry") == {note}, account.email
    for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
        assert ids(account, "record_entry") == set(), account.email


def test_the_others_on_an_entry_stay_unnamed(cast: Cast) -> None:
    both = entry(cast.alice, [cast.ade, cast.temi])
    assert ids(cast.alice, "record_about", "person_id") == {cast.ade.pk, cast.temi.pk}
    assert ids(cast.bob, "record_entry") == {both}
    assert ids(cast.bob, "record_about", "person_id") == {cast.ade.pk}


def test_what_is_about_two_is_held_and_a_released_part_is_read_alone(cast: Cast) -> None:
    both = entry(cast.alice, [cast.ade, cast.temi])
    assert ids(cast.ade_account, "record_entry") == set()
    assert ids(cast.ade_account, "record_about", "entry_id") == {both}  # the stub
    with acting(cast.mo.pk):
        About.objects.filter(entry_id=both, person=cast.ade).update(sharing="shown")
    own = ids(cast.ade_account, "record_part", where="text = 'for one'")
    assert ids(cast.ade_account, "record_part") == own
    part = ids(cast.alice, "record_part", where="text = 'Met'").pop()
    with acting(cast.mo.pk):
        release_part(
            part=Part.objects.get(pk=part), person=cast.ade, why="Agreed with Temi", by=cast.mo
        )
    assert ids(cast.ade_account, "record_part") == {*own, part}


def test_what_is_not_disclosed_leaves_nothing_behind(cast: Cast) -> None:
    hidden = entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        About.objects.filter(entry_id=hidden).update(sharing="not disclosed")
    for table in (
        "record_entry",
        "record_about",
        "record_version",
        "record_part",
        "record_sharingdecision",
    ):
        assert ids(cast.ade_account, table) == set(), table


def test_a_restricted_entry_leaves_a_stub_for_staff(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("update record_entry set needs = 3 where id = %s", [note])
    assert ids(cast.bob, "record_entry") == set()
    assert ids(cast.bob, "record_about", "entry_id") == {note}
    assert ids(cast.mo, "record_entry") == {note}  # supervises, with the restricted rung
    assert ids(cast.alice, "record_entry") == {note}  # who wrote it


def test_a_bar_outranks_every_grant(cast: Cast) -> None:
    note, both = entry(cast.alice, [cast.ade]), entry(cast.alice, [cast.ade, cast.temi])
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert ids(cast.bob, "people_person") == set()
    assert ids(cast.bob, "record_entry") == set()
    assert ids(cast.bob, "record_about") == set()
    with acting(cast.system.pk):
        grants.bar(person=cast.temi, account=cast.alice, ground=Bar.Ground.CONFLICT, by=cast.system)
    assert ids(cast.alice, "record_entry") == {note}, (
        "an entry also about somebody barred is hidden"
    )
    assert both


def test_a_proxy_reads_only_what_was_listed(cast: Cast) -> None:
    note, other = entry(cast.alice, [cast.ade]), entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        grant = cast.ade.grants.get(account=cast.pat)
        shared = grants.list_for(grant=grant, entry_id=note, by=cast.alice)
    assert ids(cast.pat, "record_entry") == {note}
    assert len(ids(cast.pat, "record_part")) == 2
    assert ids(cast.pat, "people_person") == set()
    assert ids(cast.pat, "people_fact") == set()
    with acting(cast.alice.pk):
        grants.take_off_list(shared=shared, by=cast.alice)
    assert ids(cast.pat, "record_entry") == set()
    assert other


def test_an_ended_grant_ends_everything(cast: Cast) -> None:
    entry(cast.alice, [cast.ade])
    with acting(cast.system.pk):
        for grant in cast.ade.grants.all():
            grants.end_grant(grant=grant, why="closed", by=cast.system)
    for account in (cast.alice, cast.bob, cast.mo, cast.ade_account):
        for table in ("people_person", "record_entry", "record_part", "record_about"):
            seen = ids(account, table, "person_id" if table == "record_about" else "id")
            assert cast.ade.pk not in seen, (account.email, table)


OPEN_BY_DESIGN = {"accounts_", "foundation_seal", "questionnaires_definition"}


def test_a_stranger_sees_no_row_of_any_personal_table(cast: Cast) -> None:
    entry(cast.alice, [cast.ade])
    fresh = Account.objects.create_user("fresh@northmere.example", kind="staff")
    for table, _ in rows.declared():
        if any(table.startswith(start) for start in OPEN_BY_DESIGN):
            continue
        with acting(fresh.pk), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table


def test_nobody_acting_is_refused_loudly(cast: Cast) -> None:
    with (
        acting(None),
        pytest.raises(ProgrammingError, match="Nobody is acting"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from people_person")


@pytest.mark.parametrize(
    "table", ["record_version", "record_part", "record_answer", "foundation_trail"]
)
@pytest.mark.parametrize("verb", ["update {t} set id = id", "delete from {t}", "truncate {t}"])
def test_what_is_final_cannot_be_touched_by_the_application(
    cast: Cast, table: str, verb: str
) -> None:
    with (
        acting(cast.alice.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(t=table))


def test_the_filter_and_the_policies_agree(cast: Cast) -> None:
    from alongside.record.models import Entry

    entry(cast.alice, [cast.ade])
    entry(cast.alice, [cast.ade, cast.temi])
    entry(cast.charlie, [cast.stranger])
    everyone = [
        getattr(cast, name)
        for name in ("alice", "bob", "charlie", "mo", "ade_account", "pat", "sam")
    ]
    for account in everyone:
        with acting(account.pk):
            mine = set(Entry.objects.visible_to(account).values_list("pk", flat=True))
            people = set(Person.objects.visible_to(account).values_list("pk", flat=True))
        assert mine == ids(account, "record_entry"), account.email
        assert people == ids(account, "people_person"), account.email
    assert timezone.now()
