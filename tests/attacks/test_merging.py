"""Two records made one, attacked in SQL: by who sees one, who asked, who is outside, and replay."""

from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions.grants import break_glass
from alongside.people.actions.merging import agree_to_merge, ask_to_merge, undo_merge
from alongside.people.models import Basis, Grant, Merge, Person, Rung
from alongside.record.actions import place_hold
from alongside.record.models import Entry
from tests.cast import Cast, assemble, person

from . import attacker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def second(cast: Cast) -> Person:
    """A second record of Ade, which Alice writes on and Mo reads."""
    with acting(cast.system.pk):
        made = person("Adeyemi Bankole", cast.ade.born_on, worker=cast.alice, by=cast.system)
        let_in(cast, made, cast.mo, Rung.RESTRICTED)
    return made


def let_in(cast: Cast, whom: Person, who: Account, rung: int) -> None:
    with acting(cast.system.pk):
        Grant.objects.create(
            person=whom,
            account=who,
            rung=rung,
            basis=Basis.ALLOCATED,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )


@pytest.fixture
def waiting(cast: Cast, second: Person) -> Merge:
    with acting(cast.alice.pk):
        return ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)


@pytest.fixture
def made(cast: Cast, waiting: Merge) -> Merge:
    with acting(cast.mo.pk):
        return agree_to_merge(merge=waiting, why="I asked him", by=cast.mo)


def does(who: Account, function: str, *given: object) -> bool:
    marks = ", ".join(["%s"] * len(given))
    return bool(attacker.changes(who, f"select gate.{function}({marks})", given))


def state(cast: Cast, merge: Merge) -> str:
    with acting(cast.mo.pk):
        return str(Merge.objects.values_list("state", flat=True).get(pk=merge.pk))


def test_only_who_reads_both_sees_that_it_was_asked(cast: Cast, waiting: Merge) -> None:
    for who in (cast.alice, cast.mo):
        assert attacker.reads(who, "select id from people_merge") == [waiting.pk]
    for who in (cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam, cast.protection):
        assert attacker.reads(who, "select id from people_merge") == [], who.email
        assert attacker.reads(who, "select id from people_mergedrow") == []


def test_nobody_asks_without_reading_both(cast: Cast, second: Person) -> None:
    row = {
        "gone_id": second.pk,
        "into_id": cast.ade.pk,
        "state": "waiting",
        "why": "x",
        "asked_at": timezone.now(),
        "is_restricted_too": False,
        "decided_why": "",
        "undone_why": "",
    }
    for who in (cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam, cast.protection):
        assert not attacker.inserts(who, "people_merge", id=new_id(), asked_by_id=who.pk, **row)
    made = {**row, "asked_by_id": cast.alice.pk}
    assert not attacker.inserts(
        cast.alice, "people_merge", id=new_id(), **{**made, "state": "made"}
    )
    named = {**row, "asked_by_id": cast.mo.pk}
    assert not attacker.inserts(cast.alice, "people_merge", id=new_id(), **named)
    already = {**made, "decided_by_id": cast.mo.pk}
    assert not attacker.inserts(cast.alice, "people_merge", id=new_id(), **already)
    assert attacker.inserts(cast.alice, "people_merge", id=new_id(), **made)


def test_no_row_of_a_merge_is_written_by_hand(cast: Cast, waiting: Merge) -> None:
    for who in (cast.alice, cast.mo, cast.system):
        assert attacker.changes(who, "update people_merge set state = 'made'") == 0
        assert attacker.changes(who, "delete from people_merge") == 0
        statement = (
            'insert into people_mergedrow (id, merge_id, "table", "column", "row")'
            " values (%s, %s, 'people_fact', 'person_id', %s)"
        )
        assert attacker.changes(who, statement, [new_id(), waiting.pk, new_id()]) == 0


def test_only_a_second_person_agrees(cast: Cast, waiting: Merge) -> None:
    let_in(cast, cast.ade, cast.charlie, Rung.RESTRICTED)
    others = (cast.alice, cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam, cast.system)
    for who in (*others, cast.protection):
        assert not does(who, "merge_people", waiting.pk, "x", True), who.email
    assert state(cast, waiting) == "waiting"
    assert does(cast.mo, "merge_people", waiting.pk, "x", False)
    assert not does(cast.mo, "merge_people", waiting.pk, "x", False)


def test_who_asked_does_not_say_that_it_was_looked_at(cast: Cast, made: Merge) -> None:
    for who in (cast.alice, cast.charlie, cast.ade_account, cast.pat, cast.protection):
        assert not does(who, "merge_checked", made.pk)
    assert does(cast.mo, "merge_checked", made.pk)
    assert not does(cast.mo, "merge_checked", made.pk)


def test_only_who_may_parts_them_again(cast: Cast, made: Merge) -> None:
    for who in (cast.alice, cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.protection):
        assert not does(who, "merge_undone", made.pk, "x")
    assert state(cast, made) == "made"
    assert does(cast.mo, "merge_undone", made.pk, "x")


def test_the_inner_functions_are_nobodys(cast: Cast, made: Merge) -> None:
    one, other = made.gone_id, made.into_id
    for who in (cast.mo, cast.alice, cast.system):
        assert not does(who, "merge_moves", made.pk, "people_fact", "person_id", None, other, one)
        assert not does(who, "merge_sets", made.pk, "people_grant", "rung", new_id(), "3")
        assert not does(who, "merge_facts", made.pk, one, other)
        assert not does(who, "merge_pairs", made.pk, one, other)
        assert not does(who, "write_index", one)


def test_nobody_outside_reads_either_until_it_was_looked_at(cast: Cast, waiting: Merge) -> None:
    with acting(cast.alice.pk):
        attacker.entry(cast.alice, [cast.ade])
    for who in (cast.ade_account, cast.pat):
        for table in ("record_entry", "record_about", "record_part", "people_fact"):
            assert attacker.reads(who, f"select id from {table}") == [], (who.email, table)
    with acting(cast.mo.pk):
        agree_to_merge(merge=waiting, why="I asked him", by=cast.mo)
    assert attacker.reads(cast.ade_account, "select id from record_entry") == []
    assert does(cast.mo, "merge_checked", waiting.pk)
    assert attacker.reads(cast.ade_account, "select id from record_entry") != []


def restricted(cast: Cast, whom: Person) -> UUID:
    made = attacker.entry(cast.alice, [whom])
    with acting(cast.system.pk), connection.cursor() as cursor:
        cursor.execute("update record_entry set needs = 3 where id = %s", [made])
    return made


def test_what_is_restricted_is_read_by_nobody_new(cast: Cast, second: Person) -> None:
    let_in(cast, cast.ade, cast.charlie, Rung.RESTRICTED)
    kept = restricted(cast, second)
    with acting(cast.alice.pk):
        waiting = ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)
    assert not does(cast.mo, "merge_people", waiting.pk, "x", False)
    with acting(cast.charlie.pk):
        assert not Entry.objects.filter(pk=kept).exists()
    assert does(cast.mo, "merge_people", waiting.pk, "x", True)  # said, and not by default
    with acting(cast.charlie.pk):
        assert Entry.objects.filter(pk=kept).exists()


def test_who_does_not_read_what_is_restricted_does_not_agree(cast: Cast, second: Person) -> None:
    with acting(cast.system.pk), connection.cursor() as cursor:
        cursor.execute(
            "update people_grant set until = now() where account_id = %s and person_id = %s",
            [cast.mo.pk, second.pk],
        )
    let_in(cast, second, cast.mo, Rung.RECORD)
    restricted(cast, second)
    with acting(cast.alice.pk):
        waiting = ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)
    assert not does(cast.mo, "merge_people", waiting.pk, "x", True)


def test_the_highest_rung_of_one_is_not_that_of_both(cast: Cast, second: Person) -> None:
    let_in(cast, second, cast.charlie, Rung.RESTRICTED)
    with acting(cast.alice.pk):
        waiting = ask_to_merge(gone=second, into=cast.ade, why="One man", by=cast.alice)
    assert does(cast.mo, "merge_people", waiting.pk, "x", False)
    kept = restricted(cast, cast.ade)
    with acting(cast.charlie.pk):
        assert Person.objects.filter(pk=cast.ade.pk).exists()
        assert not Entry.objects.filter(pk=kept).exists()
    with acting(cast.mo.pk):
        undo_merge(merge=waiting, why="Two", by=cast.mo)
        again = Grant.objects.get(person=second, account=cast.charlie)
    assert again.rung == Rung.RESTRICTED


def test_what_stops_it_stops_it_in_the_database_too(cast: Cast, waiting: Merge) -> None:
    with acting(cast.protection.pk):
        place_hold(person=cast.ade, ground="police", why="An inquiry", by=cast.protection)
    assert not does(cast.mo, "merge_people", waiting.pk, "x", True)
    assert state(cast, waiting) == "waiting"


def test_who_saw_what_is_told_to_those_who_answer_for_it(cast: Cast, made: Merge) -> None:
    with acting(cast.mo.pk):
        undo_merge(merge=made, why="Two", by=cast.mo)
    for who in (cast.mo, cast.protection, cast.alice):
        assert attacker.reads(who, "select (gate.reads_parted(%s)).id", [made.pk]) == [made.pk]
    for who in (cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(who, "select (gate.reads_parted(%s)).id", [made.pk]) in ([None], [])
        query = "select by_id from gate.who_saw_merged(%s, 100)"
        assert attacker.reads(who, query, [made.pk]) == []
        query = "select id from gate.written_while_merged(%s, 100)"
        assert attacker.reads(who, query, [made.pk]) == []
    assert not does(cast.mo, "merge_looked", made.pk)
    assert does(cast.protection, "merge_looked", made.pk)


def test_a_visit_to_one_is_no_visit_to_both(cast: Cast, second: Person, waiting: Merge) -> None:
    with acting(cast.charlie.pk):
        break_glass(
            person_id=second.pk, reason="He has fallen, and nobody answers.", by=cast.charlie
        )
    assert not does(cast.mo, "merge_people", waiting.pk, "x", True)
    assert state(cast, waiting) == "waiting"


def test_what_came_in_that_very_moment_comes_along(cast: Cast, made: Merge) -> None:
    with acting(cast.system.pk), connection.cursor() as cursor:  # as if it had waited for the lock
        cursor.execute(
            "insert into people_fact (id, person_id, kind, known, value, code, code_set, key,"
            " detail, needs, is_check, is_shown, is_protected, source, recorded_at,"
            " recorded_by_id, over_why) values (%s, %s, 'phone', 'known', 'x', '', '', 'x', '{}',"
            " 1, false, true, false, '', now(), %s, '')",
            [new_id(), made.gone_id, cast.system.pk],
        )
    count = "select count(*) from people_fact where person_id = %s and kind = 'phone'"
    assert attacker.reads(cast.alice, count, [made.into_id]) == [0]
    assert does(cast.mo, "merge_checked", made.pk)
    assert attacker.reads(cast.alice, count, [made.into_id]) == [1]
    with acting(cast.mo.pk):
        undo_merge(merge=made, why="Two", by=cast.mo)
    assert attacker.reads(cast.alice, count, [made.gone_id]) == [1]
