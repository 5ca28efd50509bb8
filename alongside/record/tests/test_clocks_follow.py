"""Clocks follow from what is written: started, met, moved, and taken away again."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.foundation.ids import new_id
from alongside.people.actions.lives import record_death, undo_death
from alongside.people.models import Person
from alongside.record.access.clocks import counted
from alongside.record.actions import Words, amend_entry, move_misfiled_entry
from alongside.record.actions.clocks import CHANGED, start_clocks
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, Entry, Seen
from tests import cast as making
from tests.cast import Cast

from .conftest import Trail, Write

TODAY = timezone.localdate()
Clocks = Callable[..., dict[str, Clock]]


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def on(days: int) -> When:
    return When(ago(days), "day")


@pytest.fixture
def kofi(cast: Cast) -> Person:
    """A child of ten, with whom Alice works."""
    with acting(cast.system.pk):
        return making.person("Kofi Mensah", ago(3700), worker=cast.alice, by=cast.system)


@pytest.fixture
def clocks(cast: Cast) -> Clocks:
    """The live clocks of somebody by rule, the newest of each, as Alice reads them."""

    def found(person: Person, by: Account | None = None) -> dict[str, Clock]:
        account = by or cast.alice
        with acting(account.pk):
            live = Clock.objects.visible_to(account).filter(person=person, ended_at=None)
            return {one.rule: one for one in live.order_by("started_on", "pk")}

    return found


def amended(entry: Entry, by: Account, **more: object) -> None:
    with acting(by.pk):
        entry.refresh_from_db()
        amend_entry(
            entry=entry,
            base=entry.versions,
            parts=[Words("fact", "It was another day.")],
            why="The day was wrong",
            by=by,
            **more,  # type: ignore[arg-type]
        )


def test_a_conference_starts_what_comes_next(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks, trailed: Trail
) -> None:
    note(kind="strategy", people=[kofi], happened=on(30))
    assert set(clocks(kofi)) == {"initial-conference"}
    assert clocks(kofi)["initial-conference"].due_on == working_days_after(ago(30), 15)
    held = note(kind="conference", people=[kofi], happened=on(20))
    found = clocks(kofi)
    assert set(found) == {"initial-conference", "core-group", "review-conference-first"}
    assert found["initial-conference"].done_on == ago(20)
    assert found["initial-conference"].met_by_id == held.pk
    assert found["review-conference-first"].due_on == months_after(ago(20), 3)
    assert trailed(kofi).count("clock started") == 3
    assert trailed(kofi).count("clock met") == 1


def test_a_second_conference_meets_the_first_review_and_begins_the_next(
    note: Write, kofi: Person, clocks: Clocks
) -> None:
    note(kind="conference", people=[kofi], happened=on(100))
    again = note(kind="conference", people=[kofi], happened=on(10))
    found = clocks(kofi)
    assert set(found) == {"core-group", "review-conference-first", "review-conference-later"}
    assert found["review-conference-first"].done_on == ago(10)
    later = found["review-conference-later"]
    assert (later.started_on, later.entry_id) == (ago(10), again.pk)
    assert later.after_id == found["review-conference-first"].pk
    assert later.due_on == months_after(ago(10), 6)


def test_only_the_first_strategy_discussion_counts_while_its_conference_is_to_come(
    note: Write, kofi: Person, clocks: Clocks
) -> None:
    note(kind="strategy", people=[kofi], happened=on(9))
    note(kind="strategy", people=[kofi], happened=on(2))
    assert clocks(kofi)["initial-conference"].started_on == ago(9)


def test_amending_the_day_moves_what_it_started_and_what_it_met(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks, trailed: Trail
) -> None:
    first = note(kind="conference", people=[kofi], happened=on(100))
    again = note(kind="conference", people=[kofi], happened=on(10))
    amended(again, cast.alice, happened=on(12))
    found = clocks(kofi)
    assert found["review-conference-first"].done_on == ago(12)
    assert found["review-conference-later"].started_on == ago(12)
    assert found["review-conference-later"].due_on == months_after(ago(12), 6)
    amended(first, cast.alice, happened=on(101))
    found = clocks(kofi)
    assert set(found) == {"core-group", "review-conference-first", "review-conference-later"}
    assert found["review-conference-first"].started_on == ago(100)  # it is done, and stays
    assert found["review-conference-first"].due_on == months_after(ago(100), 3)
    assert found["core-group"].due_on == working_days_after(ago(101), 10)
    assert found["review-conference-later"].started_on == ago(12)
    assert trailed(kofi).count("clock moved") == 3


def test_amending_words_alone_moves_nothing(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks, trailed: Trail
) -> None:
    entry = note(kind="conference", people=[kofi], happened=on(10))
    before = {key: (one.pk, one.due_on) for key, one in clocks(kofi).items()}
    amended(entry, cast.alice)
    assert {key: (one.pk, one.due_on) for key, one in clocks(kofi).items()} == before
    assert "clock moved" not in trailed(kofi)


def test_what_becomes_another_kind_starts_nothing_any_more(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    entry = note(kind="conference", people=[kofi], happened=on(10))
    amended(entry, cast.alice, kind="meeting")
    assert clocks(kofi) == {}
    with acting(cast.alice.pk):
        assert set(Clock.objects.values_list("ended_why", flat=True)) == {CHANGED}
    amended(entry, cast.alice, kind="conference")
    assert set(clocks(kofi)) == {"core-group", "review-conference-first"}


def test_what_is_moved_away_takes_its_clocks_with_it(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks, trailed: Trail
) -> None:
    with acting(cast.system.pk):
        esi = making.person("Esi Mensah", ago(3000), worker=cast.alice, by=cast.system)
    note(kind="strategy", people=[kofi], happened=on(30))
    held = note(kind="conference", people=[kofi], happened=on(20))
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=held, wrong=kofi, right=esi, why="Her brother’s", by=cast.alice)
    found = clocks(kofi)
    assert set(found) == {"initial-conference"}
    assert found["initial-conference"].done_on is None
    assert set(clocks(esi)) == {"core-group", "review-conference-first"}
    assert trailed(kofi).count("clock stopped") == 2
    assert trailed(kofi).count("clock opened again") == 1


def test_where_the_next_one_was_done_since_it_met_this_one_instead(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    note(kind="conference", people=[kofi], happened=on(300))
    second = note(kind="conference", people=[kofi], happened=on(200))
    third = note(kind="conference", people=[kofi], happened=on(50))
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=second, wrong=kofi, right=None, why="A slip", by=cast.alice)
    found = clocks(kofi)
    first, later = found["review-conference-first"], found["review-conference-later"]
    assert (first.done_on, first.met_by_id) == (ago(50), third.pk)
    assert (later.after_id, later.started_on, later.done_on) == (first.pk, ago(50), None)


def test_a_visit_counts_only_where_the_child_was_seen(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    begun = note(kind="note", people=[kofi], happened=on(20))
    with acting(cast.alice.pk):
        Clock.objects.create(
            person=kofi,
            rule="looked-after-visit",
            started_on=ago(20),
            entry=begun,
            due_on=ago(-22),
            started_by=cast.alice,
        )
    note(kind="visit", people=[kofi], happened=on(5), seen={kofi.pk: Seen.NOT_SEEN})
    assert clocks(kofi)["looked-after-visit"].started_on == ago(20)
    note(kind="visit", people=[kofi], happened=on(4), seen={kofi.pk: Seen.ALONE})
    assert clocks(kofi)["looked-after-visit"].started_on == ago(4)
    note(kind="visit", people=[kofi], happened=on(4), seen={kofi.pk: Seen.ALONE})  # the same day
    with acting(cast.alice.pk):
        assert Clock.objects.filter(rule="looked-after-visit").count() == 2


def test_rules_for_adults_and_children_are_not_mixed(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    note(kind="plan", people=[cast.ade, kofi], happened=on(40))
    assert set(clocks(cast.ade)) == {"care-plan-review-light"}
    assert clocks(kofi) == {}
    note(kind="review", people=[cast.ade, kofi], happened=on(1))
    found = clocks(cast.ade)
    assert found["care-plan-review-light"].done_on == ago(1)
    assert found["care-plan-review"].due_on == months_after(ago(1), 12)
    assert len(found) == 2
    assert clocks(kofi) == {}


def test_whose_birthday_nobody_knows_counts_as_a_child(
    cast: Cast, note: Write, clocks: Clocks
) -> None:
    note(kind="plan", people=[cast.stranger], by=cast.charlie)
    assert clocks(cast.stranger, cast.charlie) == {}
    note(kind="strategy", people=[cast.stranger], by=cast.charlie)
    assert set(clocks(cast.stranger, cast.charlie)) == {"initial-conference"}


def test_a_word_changed_in_what_was_there_before_makes_nothing_late(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    old = note(kind="meeting", people=[kofi], happened=on(500))
    amended(old, cast.alice, kind="conference")  # as one that was written before there were clocks
    amended(old, cast.alice)
    assert clocks(kofi) == {}
    brought = note(kind="conference", people=[kofi], by=cast.system, source="A return")
    amended(brought, cast.alice)
    assert clocks(kofi) == {}


def test_a_day_that_is_not_known_starts_nothing(note: Write, kofi: Person, clocks: Clocks) -> None:
    note(kind="conference", people=[kofi], happened=When(ago(400).replace(day=1), "month"))
    assert clocks(kofi) == {}


def test_closing_a_case_ends_nothing_by_itself(note: Write, kofi: Person, clocks: Clocks) -> None:
    note(kind="conference", people=[kofi], happened=on(10))
    note(kind="closure", people=[kofi], happened=on(2))
    assert set(clocks(kofi)) == {"core-group", "review-conference-first"}
    assert not any(one.is_over for one in clocks(kofi).values())


def test_finished_twice_counts_once(note: Write, kofi: Person, clocks: Clocks) -> None:
    id = new_id()
    note(id=id, kind="conference", people=[kofi])
    note(id=id, kind="conference", people=[kofi])
    with acting(clocks(kofi)["core-group"].started_by_id):
        assert Clock.objects.count() == 2


def test_an_import_starts_nothing(cast: Cast, note: Write, kofi: Person, clocks: Clocks) -> None:
    note(kind="conference", people=[kofi], by=cast.system, source="A return")
    assert clocks(kofi) == {}


def test_death_ends_what_is_due_and_a_death_told_wrongly_brings_it_back(
    cast: Cast, note: Write
) -> None:
    note(kind="plan", people=[cast.ade], happened=on(10))

    def still_open() -> int:
        return Clock.objects.visible_to(cast.alice).still_open().filter(person=cast.ade).count()

    with acting(cast.alice.pk):
        assert still_open() == 1
        record_death(person=cast.ade, died_on=ago(1), by=cast.alice)
        assert still_open() == 0
        undo_death(person=cast.ade, why="Another man of that name", by=cast.alice)
        assert still_open() == 1


def test_an_ordinary_note_costs_no_question(note: Write) -> None:
    with CaptureQueriesContext(connection) as asked:
        note(kind="note")
    assert not [one for one in asked.captured_queries if "record_clock" in one["sql"]]


def test_a_slip_in_a_file_stops_nobody_from_writing_or_reading(
    cast: Cast, note: Write, tmp_path: Path, settings: Settings
) -> None:
    note(kind="plan")
    (tmp_path / "clocks").mkdir()
    for name in ("adults", "follows"):
        (tmp_path / "clocks" / f"{name}.yaml").write_text("rules: [\n")
    settings.CONTENT_DIR = tmp_path
    with acting(cast.alice.pk):
        clock = Clock.objects.get()
        assert clock.entry
        start_clocks(entry=clock.entry, by=cast.alice)
        assert counted(clock).rule is None
        assert counted(clock).title == "Something is due"


def test_a_form_counts_by_what_was_answered(note: Write, kofi: Person, clocks: Clocks) -> None:
    def answered(kind: str, form: str, question: str, *codes: str, days: int) -> None:
        value = {"codes": list(codes)}
        part = Words("fact", "As it was said.", question=question, asked="What?", value=value)
        note(part, kind=kind, form=f"{form} 1", people=[kofi], happened=on(days))

    note(kind="referral", people=[kofi], happened=on(30))
    assert clocks(kofi)["referral-decision"].due_on == working_days_after(ago(30), 1)
    answered("referral", "front-door", "decision", "nothing-more", days=29)
    assert set(clocks(kofi)) == {"referral-decision"}
    assert clocks(kofi)["referral-decision"].done_on == ago(29)
    answered("referral", "front-door", "decision", "assess", days=28)
    assert clocks(kofi)["child-and-family-assessment"].started_on == ago(28)
    answered("strategy", "strategy-discussion", "begin", "meet-again", days=20)
    assert "initial-conference" not in clocks(kofi)
    answered("strategy", "strategy-discussion", "begin", "begin-enquiry", days=18)
    assert clocks(kofi)["initial-conference"].started_on == ago(18)
    answered("assessment", "child-and-family", "needs", days=5)
    assert clocks(kofi)["child-and-family-assessment"].done_on == ago(5)
    answered("assessment", "life-online", "needs", days=4)
    answered("strategy", "position-of-trust", "begin", "begin-enquiry", days=3)
    assert len(clocks(kofi)) == 3
