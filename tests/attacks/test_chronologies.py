"""Chronologies, attacked in SQL: reading what is not reached, and changing what is finished."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Grant
from alongside.record.actions.chronologies import finish_chronology
from alongside.record.models import Chronology
from alongside.record.tests.chronicling import begin, rows, say
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
TABLES = ("chronology", "chronologyperson", "chronologyline", "linewords")


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def made(cast: Cast) -> Chronology:
    """About Ade and Temi, by Alice, with one line in words of its own."""
    attacker.entry(cast.alice, [cast.ade, cast.temi])
    found = begin(cast.alice, cast.ade, cast.temi)
    say(rows(found, cast.alice)[0], cast.alice, "What only those two’s workers read.")
    return found


def test_whoever_reaches_only_one_of_them_reads_no_row(cast: Cast, made: Chronology) -> None:
    for table in TABLES:
        key = "line_id" if table == "linewords" else "id"
        statement = f"select {key} from record_{table}"
        assert attacker.reads(cast.alice, statement), table
        for account in (cast.bob, cast.mo, cast.charlie, cast.ade_account, cast.pat, cast.sam):
            assert attacker.reads(account, statement) == [], (account.email, table)
    assert made


def test_nobody_is_put_on_it_or_taken_off_to_reach_it(cast: Cast, made: Chronology) -> None:
    row = {"id": new_id(), "chronology_id": made.pk, "place": 1}
    for account, person in ((cast.alice, cast.ade), (cast.charlie, cast.stranger)):
        more = {**row, "person_id": person.pk}
        assert not attacker.inserts(account, "record_chronologyperson", **more)
    for account in (cast.alice, cast.bob):
        gone = "delete from record_chronologyperson where person_id = %s"
        assert attacker.changes(account, gone, [cast.temi.pk]) == 0


def test_nobody_begins_one_for_somebody_else_or_about_nobody(cast: Cast) -> None:
    row = {
        "id": new_id(),
        "purpose": "review",
        "made_for": "x",
        "by_id": cast.bob.pk,
        "made_at": timezone.now(),
        "letters": "",
        "left_out": "{}",
    }
    assert not attacker.inserts(cast.bob, "record_chronology", **row)
    assert not attacker.inserts(cast.alice, "record_chronology", **row)


def test_an_entry_that_one_may_not_read_is_not_put_in(cast: Cast) -> None:
    made = begin(cast.bob, cast.ade)
    secret = attacker.entry(cast.alice, [cast.ade])
    attacker.changes(cast.alice, "update record_entry set needs = 3 where id = %s", [secret])
    elsewhere = attacker.entry(cast.charlie, [cast.stranger])
    temis = attacker.entry(cast.alice, [cast.temi])
    now = timezone.now()
    row = {"chronology_id": made.pk, "version": 1, "happened_at": now, "chosen_at": now}
    for account, entry in ((cast.bob, secret), (cast.bob, elsewhere), (cast.alice, temis)):
        line = {**row, "id": new_id(), "entry_id": entry, "chosen_by_id": account.pk}
        assert not attacker.inserts(account, "record_chronologyline", **line)


def test_words_are_written_to_lines_whose_entry_one_reads(cast: Cast) -> None:
    secret, plain = (attacker.entry(cast.alice, [cast.ade]) for _ in range(2))
    made = begin(cast.alice, cast.ade)
    by_entry = {line.entry_id: line for line in rows(made, cast.alice)}
    attacker.changes(cast.alice, "update record_entry set needs = 3 where id = %s", [secret])
    row = {"summary": "x", "impact": "", "edits": 1, "edited_at": timezone.now()}
    row["by_id"] = cast.bob.pk
    hidden = {**row, "line_id": by_entry[secret].pk, "entry_id": secret}
    assert not attacker.inserts(cast.bob, "record_linewords", **hidden)
    # Under another entry, which one does read, they would be read by all who read that.
    disguised = {**hidden, "entry_id": plain}
    assert not attacker.inserts(cast.bob, "record_linewords", **disguised)
    told = {**row, "line_id": by_entry[plain].pk, "entry_id": plain}
    assert attacker.inserts(cast.bob, "record_linewords", **told)


def test_what_is_finished_stays_as_it_is(cast: Cast, made: Chronology) -> None:
    with acting(cast.alice.pk):
        finish_chronology(chronology=made, letters="AT", by=cast.alice)
    for statement in (
        "update record_chronology set finished_at = null, finished_by_id = null",
        "update record_chronology set made_for = 'x'",
        "update record_chronology set left_out = '{}'",
        "update record_chronologyline set taken_out_at = now()",
        "update record_chronologyline set exhibit = 9",
        "update record_chronologyline set version = 2",
        "update record_linewords set summary = 'x'",
        "delete from record_linewords",
        "delete from record_chronologyline",
        "delete from record_chronology",
    ):
        for account in (cast.alice, cast.system):
            assert attacker.changes(account, statement) == 0, statement
    line = rows(made, cast.alice)[0]
    entry = attacker.entry(cast.alice, [cast.ade])
    now = timezone.now()
    row = {"chronology_id": made.pk, "entry_id": entry, "version": 1, "happened_at": now}
    row |= {"id": new_id(), "chosen_by_id": cast.alice.pk, "chosen_at": now}
    assert not attacker.inserts(cast.alice, "record_chronologyline", **row)
    assert line.exhibit == 1


def test_nobody_finishes_it_in_another_s_name(cast: Cast, made: Chronology) -> None:
    statement = "update record_chronology set finished_at = now(), finished_by_id = %s"
    assert attacker.changes(cast.alice, statement, [cast.mo.pk]) == 0
    assert (
        attacker.changes(cast.alice, "update record_chronology set by_id = %s", [cast.mo.pk]) == 0
    )
    assert attacker.changes(cast.alice, statement, [cast.alice.pk]) == 1


def test_who_only_reads_here_changes_nothing(cast: Cast, made: Chronology) -> None:
    with acting(cast.system.pk):
        for person in (cast.ade, cast.temi):
            Grant.objects.create(
                person=person,
                account=cast.protection,
                rung=2,
                basis="rights request",
                starts=timezone.now(),
                until=timezone.now() + timedelta(days=1),
                given_by=cast.system,
            )
    assert attacker.reads(cast.protection, "select id from record_chronology") == [made.pk]
    for statement in (
        "update record_chronology set made_for = 'x'",
        "update record_chronologyline set taken_out_at = now()",
        "update record_linewords set summary = 'x'",
    ):
        assert attacker.changes(cast.protection, statement) == 0, statement


def test_once_the_record_of_one_is_closed_nobody_reads_it(cast: Cast, made: Chronology) -> None:
    with acting(cast.system.pk):  # as sealing does with the record that somebody had
        for grant in Grant.objects.filter(person=cast.temi):
            grants.end_grant(grant=grant, why="closed", by=cast.system)
    for table in TABLES:
        key = "line_id" if table == "linewords" else "id"
        assert attacker.reads(cast.alice, f"select {key} from record_{table}") == [], table
    assert made
