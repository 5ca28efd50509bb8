"""Attacks on surveys with SQL of one's own: counting twice around one ballot, and opening again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import giving, lessons, waves
from alongside.learning.models import Asked, Ballot, Lesson, Wave
from tests import cluster
from tests.cast import Cast, account, assemble

from .attacker import changes, inserts, reads

pytestmark = pytest.mark.django_db(transaction=True)
CLOSE = "update learning_wave set closed_at = now(), closed_by_id = %s where id = %s"
COUNT = "select coalesce(sum(people), 0) from gate.count_ballots(%s) where question = ''"
EVERY_COUNT = (
    "select people from gate.count_ballots(%s)",
    "select gave from gate.wave_taken_part(%s)",
    "select people from gate.wave_crossing(%s, '00000000-0000-0000-0000-000000000000')",
    "select gate.mark_given(%s)::text",
)


@pytest.fixture
def cast(db: None) -> Cast:
    with transaction.atomic():
        return assemble()


@pytest.fixture
def principal(cast: Cast) -> Account:
    with transaction.atomic(), acting(cast.system.pk):
        return account("staff", "Principal", roles=("principal-social-worker",))


@pytest.fixture
def wave(cast: Cast, principal: Account) -> Wave:
    """A survey that is open today, with one ballot in it."""
    today = timezone.localdate()
    with transaction.atomic(), acting(principal.pk):
        made = Wave.objects.create(
            kind="survey", title="How we are", opens_on=today, closes_on=today, made_by=principal
        )
        for one in (cast.alice, cast.bob):
            Asked.objects.create(wave=made, account=one)
    give(made, cast.alice)
    return made


def give(of: Wave, by: Account) -> None:
    with acting(by.pk):
        giving.give_answers(wave=of, answers={"kit": "no"}, groups={}, by=by)


@contextmanager
def undone(by: Account, start: str = "begin") -> Iterator[Callable[[str, list[object]], list[str]]]:
    """A transaction of the application's role that is rolled back: statements and their answers."""
    with cluster.server().connect(connection.settings_dict["NAME"]) as link:
        link.autocommit = True
        link.execute(start)
        link.execute("set local role alongside_app")
        link.execute("select set_config('alongside.account', %s, true)", [str(by.pk)])

        def ask(statement: str, given: list[object]) -> list[str]:
            with link.transaction():
                found = link.execute(statement, given)
                return [str(row[0]) for row in found.fetchall()] if found.description else []

        yield ask
        link.execute("rollback")


def test_closing_and_counting_in_one_transaction_is_refused(
    wave: Wave, cast: Cast, principal: Account
) -> None:
    """Else: count, roll back, let one more answer, count again; the rest is what they said."""
    with undone(principal) as ask:
        ask(CLOSE, [principal.pk, wave.pk])  # within a savepoint, as all that `ask` does
        for count in EVERY_COUNT:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ask(count, [wave.pk])
    give(wave, cast.bob)
    with acting(principal.pk):
        waves.close_wave(wave=wave, by=principal)
    assert reads(principal, COUNT, [wave.pk]) == [2]


@pytest.mark.parametrize(
    "first",
    [
        "select 1",
        "select pg_current_xact_id()::text",  # a number of its own, before closing
        "select age('3'::xid)::text",  # the number to count from, before there is one
        "create temporary table x () on commit drop",
    ],
)
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_no_savepoint_makes_it_look_committed(
    wave: Wave, principal: Account, first: str, depth: int
) -> None:
    with cluster.server().connect(connection.settings_dict["NAME"]) as link, link.transaction():
        link.execute("set local role alongside_app")
        link.execute("select set_config('alongside.account', %s, true)", [str(principal.pk)])
        link.execute(first)
        for number in range(depth):
            link.execute(f"savepoint s{number}")
            link.execute("update learning_wave set reminded_at = now()")
        link.execute(CLOSE, [principal.pk, wave.pk])
        for number in reversed(range(depth)):
            link.execute(f"release savepoint s{number}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), link.transaction():
            link.execute(COUNT, [wave.pk])
        raise psycopg.Rollback


def test_what_was_closed_long_ago_is_counted_still(wave: Wave, principal: Account) -> None:
    """Also when the database has tidied up in between, and the row is frozen."""
    with acting(principal.pk):
        waves.close_wave(wave=wave, by=principal)
    with cluster.server().connect(connection.settings_dict["NAME"]) as root:
        root.autocommit = True
        root.execute("vacuum (freeze) learning_wave")
    with undone(principal) as ask:
        assert ask(COUNT, [wave.pk]) == ["1"]
        ask("update learning_wave set reminded_at = now()", [])  # written by this one, now
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(COUNT, [wave.pk])


def test_an_older_view_of_the_database_counts_nothing(wave: Wave, principal: Account) -> None:
    """It would not see a ballot that came in meanwhile, and the next count would."""
    with acting(principal.pk):
        waves.close_wave(wave=wave, by=principal)
    for level in ("repeatable read", "serializable"):
        with undone(principal, f"begin isolation level {level}") as ask:
            for count in EVERY_COUNT:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    ask(count, [wave.pk])


def test_a_ballot_that_is_on_its_way_is_waited_for(
    wave: Wave, cast: Cast, principal: Account
) -> None:
    """Closed with SQL while somebody gives: the first count has their ballot already."""
    with acting(cast.bob.pk):
        ticket = giving.draw_ticket(wave=wave, groups={}, by=cast.bob)
    is_in, may_end = Event(), Event()

    def put_in() -> None:
        try:
            with acting(cast.bob.pk), transaction.atomic():
                giving.hold(wave, alone=False)
                Ballot.objects.bulk_create([Ballot(id=ticket, wave=wave, answers={"kit": "no"})])
                is_in.set()
                assert may_end.wait(20)
        finally:
            connections.close_all()

    found: list[object] = []

    def count() -> None:
        try:
            found.extend(reads(principal, COUNT, [wave.pk]))
        finally:
            connections.close_all()

    giver, counter = Thread(target=put_in), Thread(target=count)
    giver.start()
    assert is_in.wait(20)
    assert changes(principal, CLOSE, [principal.pk, wave.pk]) == 1
    counter.start()
    counter.join(1)
    assert counter.is_alive()  # it waits
    may_end.set()
    giver.join()
    counter.join()
    assert found == [2]


def test_what_is_closed_is_not_opened_again_and_takes_no_ballot(
    wave: Wave, cast: Cast, principal: Account
) -> None:
    with acting(cast.bob.pk):
        ticket = giving.draw_ticket(wave=wave, groups={}, by=cast.bob)
    with acting(principal.pk):
        waves.close_wave(wave=wave, by=principal)
    for change in (
        "closed_at = null",
        "closed_at = now() + interval '1 day'",
        "closes_on = closes_on + 7",
    ):
        assert changes(principal, f"update learning_wave set {change}") == 0, change
    late = {"wave_id": wave.pk, "groups": "{}", "answers": "{}"}
    assert not inserts(cast.bob, "learning_ballot", id=ticket, **late)
    assert not inserts(cast.bob, "learning_ballot", id=uuid4(), **late)
    assert not inserts(principal, "learning_asked", id=uuid4(), wave_id=wave.pk,
                       account_id=cast.mo.pk, groups="{}")  # fmt: skip
    assert reads(principal, COUNT, [wave.pk]) == [1]
    assert changes(principal, "delete from learning_ballot") == 0
    for other in (cast.mo, cast.alice, cast.protection):
        assert reads(other, COUNT, [wave.pk]) == []


def test_ballots_are_counted_once_and_then_gone(wave: Wave, cast: Cast, principal: Account) -> None:
    count = "select option from gate.count_ballots(%s) where question = 'kit'"
    assert reads(principal, count, [wave.pk]) == []  # still open
    assert changes(cast.mo, CLOSE, [cast.mo.pk, wave.pk]) == 0
    assert changes(principal, CLOSE, [principal.pk, wave.pk]) == 1
    assert set(reads(principal, count, [wave.pk])) == {"no"}
    assert reads(cast.mo, count, [wave.pk]) == []
    assert changes(principal, "update learning_wave set frozen = '{}'") == 1
    assert reads(principal, count, [wave.pk]) == []
    assert reads(principal, "select gate.destroy_ballots(%s)", [wave.pk]) == [1]
    assert changes(principal, """update learning_wave set frozen = '{"a": 1}'""") == 0


def test_nothing_is_frozen_or_destroyed_of_what_is_open(wave: Wave, principal: Account) -> None:
    assert changes(principal, "update learning_wave set frozen = '{}'") == 0
    assert changes(principal, "select gate.destroy_ballots(%s)", [wave.pk]) == 0


def test_what_was_said_before_is_written_by_the_database_alone(
    wave: Wave, cast: Cast, principal: Account
) -> None:
    with acting(principal.pk):
        waves.close_wave(wave=wave, by=principal)
    for words in ("First", "Second"):
        said = "update learning_wave set reply = %s, replied_by_id = %s, replied_at = now()"
        assert changes(principal, said, [words, principal.pk]) == 1
    for reader in (principal, cast.alice, cast.sam):
        assert reads(reader, "select text from learning_saidbefore") == ["First"]
    for outside in (cast.ade_account, cast.pat):
        assert reads(outside, "select text from learning_saidbefore") == []
    for by in (principal, cast.alice):
        assert changes(by, "update learning_saidbefore set text = 'x'") == 0
        assert changes(by, "delete from learning_saidbefore") == 0
        row = {"wave_id": wave.pk, "text": "x", "by_id": by.pk, "on": timezone.localdate()}
        assert not inserts(by, "learning_saidbefore", id=uuid4(), kept_at=timezone.now(), **row)


def test_what_was_answered_to_a_lesson_before_is_read_by_those_who_answer(
    cast: Cast, principal: Account
) -> None:
    with acting(cast.alice.pk):
        lessons.offer_lesson(happened="x", to_try="y", by=cast.alice)
    with acting(principal.pk):
        with transaction.atomic():
            one = Lesson.objects.get()
        for words in ("Ask Kaylee.", "Ask the team.", "Ask the team."):
            lessons.answer_lesson(lesson=one, answer=words, is_open=True, by=principal)
    before = "select text from learning_saidbefore"
    assert reads(principal, before) == ["Ask Kaylee."]
    for other in (cast.alice, cast.mo, cast.sam, cast.pat):
        assert reads(other, before) == []
