"""Whatever was written: made one and parted again, every row is as it was; and nothing is lost."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Account
from alongside.desk.access.handovers import handed_on
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.adding import not_the_same
from alongside.people.actions.around import add_relationship
from alongside.people.actions.facts import record_fact
from alongside.people.actions.handovers import Whom, offer
from alongside.people.actions.merging import agree_to_merge, ask_to_merge, undo_merge
from alongside.people.actions.needs import record_need
from alongside.people.actions.outside import write_down_service
from alongside.people.actions.warnings import warn
from alongside.people.facts import RULES
from alongside.people.models import (
    Bar,
    Basis,
    FactKind,
    Handover,
    Merge,
    Person,
    Rung,
    WarningNote,
)
from alongside.people.outside import services_of
from alongside.plans.access import plans_of
from alongside.plans.meetings.access import meetings_of
from alongside.plans.tests.agreeing import agree
from alongside.plans.tests.meeting import arrange
from alongside.record.access.referrals import told
from alongside.record.access.statuses import standing_of
from alongside.record.actions import Words, finish_entry
from alongside.record.actions.front_door import say_of_referral
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.actions.statuses import Saying, say_status
from alongside.record.models import About, Entry, Referral
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
WHAT = ("note", "assessment", "phone", "address", "birth", "need", "family", "bar", "bob", "plan")
SAID = ("status", "warning", "service", "referral", "handover")
HISTORY = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from((*WHAT, "meeting", *SAID))), max_size=12
)
ORDERS = (((2, 1), (1, 0)), ((1, 0), (2, 0)), ((2, 0), (1, 0)))


def columns() -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute("select tbl, col, how from gate.kept_on_merge()")
        return {(table, column): how for table, column, how in cursor.fetchall()}


def test_every_column_that_points_at_a_person_is_declared() -> None:
    pointing = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.model is Person
    }
    assert pointing == set(columns())


def test_what_stays_is_what_is_written_once_or_tells_of_the_merge() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname = 'stays'"
        )
        once = {table for (table,) in cursor.fetchall()}
    declared = columns()
    stays = {table for (table, _), how in declared.items() if how == "stays"}
    assert stays - {"people_merge"} == {table for table, _ in declared} & once


def test_of_what_there_is_one_of_the_rules_and_the_gate_agree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'merge_facts'")
        said = cursor.fetchone()[0]
    # Names stand as names from before, and what they wrote themselves first stays current.
    apart = {FactKind.NAME_KNOWN_AS, FactKind.NAME_LEGAL, FactKind.KNOW_FIRST}
    singles = {str(kind) for kind, rule in RULES.items() if rule.is_single and kind not in apart}
    inside = said.split("f.kind in ('say it'")[1].split(")")[0]
    assert singles == {"say it", *(word.strip(" '") for word in inside.split(",") if word.strip())}


def snapshot(by: Account) -> dict[str, list[Any]]:
    tables = {table for table, _ in columns()} - {"people_merge"}
    found = {}
    with acting(by.pk), connection.cursor() as cursor:
        for table in sorted(tables | {"people_person", "record_entry", "record_part"}):
            cursor.execute(f"select * from {table} order by 1")
            found[table] = cursor.fetchall()
    return found


def reads(accounts: Iterable[Account]) -> dict[UUID, set[UUID]]:
    found = {}
    for one in accounts:
        with acting(one.pk):
            found[one.pk] = set(Entry.objects.visible_to(one).values_list("pk", flat=True))
    return found


def live(cast: Cast, whom: Person, what: str) -> None:
    by = cast.alice
    if what == "bar" or what == "bob":
        with acting(cast.mo.pk):
            if what == "bob":
                grants.allocate(person=whom, account=cast.bob, by=cast.mo)
            else:
                grants.bar(person=whom, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
        return
    if what == "plan":
        agree(whom, by)
        return
    if what == "meeting":
        arrange(whom, by)
        return
    if what in SAID:
        with acting(by.pk):
            say(cast, whom, what)
        return
    with acting(by.pk):
        if what in ("note", "assessment"):
            finish_entry(
                id=new_id(),
                kind=what,
                people=[whom],
                happened=When(date(2026, 3, 2), "day"),
                parts=[Words("fact", "Met at home 🙂")],
                by=by,
            )
        elif what == "need":
            record_need(person=whom, words="A quiet room", by=by)
        elif what == "family":
            add_relationship(
                person=whom, called="Ruth O’Neill", kind="friend", is_somebody_else=True, by=by
            )
        else:
            value = {"phone": "07700 900123", "address": "1 Mill Lane, Northmere LS6 1AB"}
            given_day = {"on": "1988-01-09"} if what == "birth" else {}
            record_fact(person=whom, kind=what, value=value.get(what, ""), detail=given_day, by=by)


def say(cast: Cast, whom: Person, what: str) -> None:
    """What is said about somebody, once and for good."""
    by = cast.alice
    if what == "status":
        since = When(date(2026, 3, 1), "day")
        say_status(person=whom, saying=Saying("carer", since), by=by)
    elif what == "service":
        write_down_service(person=whom, kind="school", agency="Mere Lane", by=by)
    elif what == "warning":
        warn(
            person=whom, what="The dog bites", safe="Ring before.", evidence="It did.",
            for_whom="visit", is_told=True, told_words="Yes.", by=by,
            review_on=timezone.localdate() + timedelta(days=60),
        )  # fmt: skip
    elif what == "referral":
        receive_referral(
            id=new_id(), people=[whom], received=When(timezone.localdate(), "day"), by=by,
            source=Source("professional", "Marion Tapp", "01632 960 012", is_quiet=False),
            words="She comes to school hungry.",
        )  # fmt: skip
        for one in Referral.objects.filter(person=whom):
            say_of_referral(referral=one, what="looked at", words="Ruth rang.", by=by)
    elif not Handover.objects.filter(person=whom).exists():
        offer(
            person=whom, kind="refer", to=Whom(cast.charlie), reason="They know her school.",
            basis="public-task", by=by,
        )  # fmt: skip


def kept(cast: Cast, people: Iterable[Person]) -> dict[str, set[UUID]]:
    """What Alice reads on the pages of these, of all that is said so."""
    by, found = cast.alice, {each: set[UUID]() for each in SAID}
    with acting(by.pk):
        for one in people:
            found["status"] |= {each.pk for each in standing_of(one, by).every}
            found["warning"] |= {each.pk for each in WarningNote.objects.filter(person=one)}
            found["service"] |= {each.pk for each in services_of(one)}
            found["handover"] |= {each.handover.pk for each in handed_on(one)}
            for referral in Referral.objects.visible_to(by).filter(person=one):
                found["referral"] |= {line.pk for line in told(referral).lines}
    return found


def three(cast: Cast) -> list[Person]:
    made = []
    for called in ("Ada Marsh", "Adah Marsh", "Addy Marsh"):
        with acting(cast.system.pk):
            one = person(called, None, worker=cast.alice, by=cast.system)
            grants.allocate(
                person=one,
                account=cast.mo,
                rung=Rung.RESTRICTED,
                basis=Basis.SUPERVISES,
                by=cast.system,
            )
        made.append(one)
    return made


def join(cast: Cast, gone: Person, into: Person) -> Merge:
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=gone, into=into, why="The same", by=cast.alice)
    with acting(cast.mo.pk):
        return agree_to_merge(merge=merge, why="I asked them", by=cast.mo)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORY, order=st.sampled_from(ORDERS), first=st.booleans())
def test_nothing_is_lost_either_way(
    cast: Cast, history: list[tuple[int, str]], order: Any, first: bool
) -> None:
    with transaction.atomic():
        people = three(cast)
        for who, what in history:
            live(cast, people[who], what)
        before, read = snapshot(cast.system), reads([cast.alice, cast.mo, cast.bob])
        here = kept(cast, people)
        is_bob_out = any(what == "bar" for _, what in history)
        merges = [join(cast, people[gone], people[into]) for gone, into in order]
        _all_is_found(cast, people, before, read, is_bob_out)
        assert kept(cast, people[:1]) == here
        undo = merges if first else merges[::-1]
        with acting(cast.mo.pk):
            try:
                for merge in undo:
                    undo_merge(merge=merge, why="They are not", by=cast.mo)
            except ValidationError as refusal:
                assert "Undo that first" in refusal.messages[0]  # noqa: PT017 - either may happen
                assert order[0][1] == order[1][0]  # only of a chain, and only from its wrong end
                assert first
                for merge in undo[::-1]:
                    undo_merge(merge=merge, why="They are not", by=cast.mo)
        assert snapshot(cast.system) == before
        assert kept(cast, people) == here
        transaction.set_rollback(True)


def _all_is_found(
    cast: Cast,
    people: list[Person],
    before: dict[str, list[Any]],
    read: dict[UUID, set[UUID]],
    is_bob_out: bool,
) -> None:
    """Everything of all three stands with the one, for whoever could read it, but the barred."""
    into, now = people[0], reads([cast.alice, cast.mo, cast.bob])
    for who in (cast.alice, cast.mo, *(() if is_bob_out else (cast.bob,))):
        assert read[who.pk] <= now[who.pk]
    if is_bob_out:
        assert now[cast.bob.pk] & {row[0] for row in before["record_entry"]} == set()
    with acting(cast.alice.pk):
        here = About.objects.filter(person=into).values_list("entry_id", flat=True)
        assert set(here) == {row[0] for row in before["record_entry"]}
        assert len(plans_of([into], cast.alice)) == len(before["plans_sheet"])
        assert len(meetings_of(into, cast.alice)[0]) == len(before["plans_meeting"])


def test_two_not_the_same_come_back_as_they_were(cast: Cast) -> None:
    people = three(cast)
    with acting(cast.alice.pk):
        not_the_same(one=people[1], other=cast.ade, why="Another", by=cast.alice)
        not_the_same(one=people[0], other=cast.ade, why="Another", by=cast.alice)
    before = snapshot(cast.system)
    merge = join(cast, people[1], people[0])
    with acting(cast.mo.pk):
        undo_merge(merge=merge, why="They are not", by=cast.mo)
    assert snapshot(cast.system) == before
