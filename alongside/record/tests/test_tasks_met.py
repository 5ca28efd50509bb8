"""What somebody had to do is done once it is written down, and waits again where it was not so."""

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.foundation.days import When
from alongside.people.models import Person
from alongside.questionnaires.definition import Lead
from alongside.questionnaires.library import shipped
from alongside.record.actions import Words, amend_entry, move_misfiled_entry
from alongside.record.actions.tasks import task_for_answer
from alongside.record.door import FAMILY_TOLD, door
from alongside.record.models import Entry, EntryKind, Seen, Task
from tests.cast import Cast

from .conftest import Trail, Write
from .front_door import TODAY, Three, days_ago, decided, received, tell
from .front_door import three as three_children

DISCUSSION = "Hold a strategy discussion"


@pytest.fixture
def three(cast: Cast) -> Three:
    return three_children(cast)


def on(days: int) -> When:
    return When(days_ago(days), "day")


def waits(by: Account, person: Person) -> set[str]:
    with acting(by.pk):
        found = Task.objects.filter(what="follow up", done_at=None, person=person)
        return set(found.values_list("words", flat=True))


def asked(entry: Entry, person: Person, by: Account, awaits: str) -> None:
    with acting(by.pk):
        task_for_answer(
            entry=entry, person=person, words=f"Do {awaits}", within=1, awaits=awaits, by=by
        )


def amended(entry: Entry, by: Account, **more: Any) -> None:
    with acting(by.pk):
        entry.refresh_from_db()
        said = [Words("fact", "It was otherwise.")]
        amend_entry(entry=entry, base=entry.versions, parts=said, why="A slip", by=by, **more)


def test_a_strategy_discussion_that_is_written_down_was_held(
    cast: Cast, three: Three, note: Write, trailed: Trail
) -> None:
    kofi, _ama = received(cast, [three.kofi, three.ama])
    for one in (kofi, _ama):
        decided(one, cast.mo, "enquiry", team=cast.children)
    assert DISCUSSION in waits(cast.charlie, three.kofi)  # who is in the team that was asked
    held = note(kind="strategy", people=[three.kofi])  # by Alice, who is not
    assert waits(cast.charlie, three.kofi) == {"Say who works with them"}
    assert DISCUSSION in waits(cast.charlie, three.ama)  # of whom nobody spoke
    with acting(cast.charlie.pk):
        task = Task.objects.get(words=DISCUSSION, person=three.kofi)
        assert (task.met_by_id, task.done_by_id) == (held.pk, cast.alice.pk)
    assert "task done" in trailed(three.kofi, cast.alice)


def test_what_was_in_the_wrong_record_did_nothing_there(
    cast: Cast, three: Three, note: Write, trailed: Trail
) -> None:
    for one in received(cast, [three.kofi, three.ama]):
        decided(one, cast.mo, "enquiry", team=cast.children)
    held = note(kind="strategy", people=[three.kofi])
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=held, wrong=three.kofi, right=three.ama, why="Her brother’s", by=cast.alice
        )
    assert DISCUSSION in waits(cast.charlie, three.kofi)
    assert DISCUSSION not in waits(cast.charlie, three.ama)
    assert "task opened again" in trailed(three.kofi)


def test_what_is_put_right_does_what_it_says_now(cast: Cast, three: Three, note: Write) -> None:
    (one,) = received(cast, [three.kofi])
    decided(one, cast.mo, "enquiry", team=cast.children)
    entry = note(kind="note", people=[three.kofi])
    assert DISCUSSION in waits(cast.charlie, three.kofi)
    amended(entry, cast.alice, kind="strategy")
    assert DISCUSSION not in waits(cast.charlie, three.kofi)
    amended(entry, cast.alice)  # a word alone
    assert DISCUSSION not in waits(cast.charlie, three.kofi)
    amended(entry, cast.alice, happened=on(1))  # before anything was decided
    assert DISCUSSION in waits(cast.charlie, three.kofi)
    amended(entry, cast.alice, happened=When(TODAY, "day"))
    assert DISCUSSION not in waits(cast.charlie, three.kofi)


def test_what_was_written_before_does_not_do_what_was_asked_since(
    cast: Cast, three: Three, note: Write
) -> None:
    held = note(kind="strategy", people=[three.kofi])
    (one,) = received(cast, [three.kofi])
    decided(one, cast.mo, "enquiry", team=cast.children)
    amended(held, cast.alice)
    assert DISCUSSION in waits(cast.charlie, three.kofi)
    note(kind="strategy", people=[three.kofi], happened=When(date(TODAY.year, 1, 1), "year"))
    note(kind="strategy", people=[three.kofi], happened=on(3))
    assert DISCUSSION in waits(cast.charlie, three.kofi)


@pytest.mark.parametrize(
    ("awaits", "does", "does_not"),
    [
        ("visit", {"kind": "visit", "seen": Seen.ALONE}, {"kind": "visit", "seen": Seen.NOT_SEEN}),
        ("visit", {"kind": "visit", "seen": Seen.WITH_OTHERS}, {"kind": "visit"}),
        ("conference", {"kind": "conference"}, {"kind": "strategy"}),
        (
            "section-47",
            {"kind": "s47", "form": "section-47 1.1"},
            {"kind": "s47", "form": "note 1"},
        ),
        (
            "meeting/family-meeting",
            {"kind": "meeting", "form": "meeting/family-meeting 1"},
            {"kind": "meeting"},
        ),
        ("strategy", {"kind": "strategy", "form": "meeting/strategy-discussion 1"}, {}),
    ],
)
def test_it_is_done_by_what_it_awaits_and_by_nothing_else(
    cast: Cast, note: Write, awaits: str, does: dict[str, Any], does_not: dict[str, Any]
) -> None:
    entry = note(kind="note")
    asked(entry, cast.ade, cast.alice, awaits)
    for told, is_open in ((does_not, True), (does, False)):
        seen = {cast.ade.pk: told["seen"]} if "seen" in told else {}
        note(**{"kind": "note", **told, "seen": seen})
        assert (f"Do {awaits}" in waits(cast.alice, cast.ade)) == is_open


def test_the_person_is_told_nothing_of_it(cast: Cast, note: Write, trailed: Trail) -> None:
    asked(note(kind="note"), cast.ade, cast.alice, "conference")
    held = note(kind="conference", names_others=True)
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=held, wrong=cast.ade, right=None, why="A slip", by=cast.alice)
    assert {"task done", "task opened again"} <= set(trailed(cast.ade))
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 900)")
        told = {what for (what,) in cursor.fetchall()}
    assert not {"task done", "task opened again"} & told


def test_what_an_import_brings_does_nothing(cast: Cast, note: Write) -> None:
    asked(note(kind="note"), cast.ade, cast.alice, "conference")
    note(kind="conference", by=cast.system, source="A return")
    assert waits(cast.alice, cast.ade) == {"Do conference"}


def test_what_follows_from_an_entry_is_not_done_by_that_entry(cast: Cast, note: Write) -> None:
    entry = note(kind="strategy")
    asked(entry, cast.ade, cast.alice, "strategy")
    amended(entry, cast.alice)
    assert waits(cast.alice, cast.ade) == {"Do strategy"}


def test_looking_again_at_telling_a_family_ends_what_waited_for_it(
    cast: Cast, three: Three
) -> None:
    kofi, ama = received(cast, [three.kofi, three.ama])
    for one in (kofi, ama):
        decided(one, cast.mo)
        not_now = {"how": "not told", "ground": "crime", "words": "The police ask so."}
        tell(one, cast.mo, "family", **not_now)
    again = "Look again at whether the person and family can be told what was decided"
    tell(kofi, cast.alice, "referrer")
    assert waits(cast.mo, three.kofi) == {again}
    tell(kofi, cast.alice, "family", **not_now)  # again, by another: one waits, and with them
    assert (waits(cast.mo, three.kofi), waits(cast.alice, three.kofi)) == (set(), {again})
    tell(kofi, cast.mo, "family")
    assert waits(cast.alice, three.kofi) == set()
    assert waits(cast.mo, three.ama) == {again}


def test_nobody_else_says_what_an_entry_has_done(cast: Cast, note: Write, three: Three) -> None:
    entry = note(kind="conference")
    (one,) = received(cast, [three.kofi])
    decided(one, cast.mo)
    tell(one, cast.alice, "family")
    for who in (cast.bob, cast.charlie, cast.ade_account, cast.sam):
        for function, of in (("lay_tasks_beside", entry.pk), ("looked_at_telling", one.pk)):
            with (
                acting(who.pk),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"select * from gate.{function}(%s)", [of])


def test_every_task_awaits_what_can_be_written() -> None:
    forms = {one.id for one, _ in shipped()}
    leads = [lead for asked, _ in shipped() for item in asked.questions for lead in item.leads_to]
    found = {one.awaits for one in leads}
    found |= {do.awaits for one in door().decisions.values() for do in one.tasks}
    met = {one.removeprefix("meeting/") for one in found if one.startswith("meeting/")}
    assert {"strategy", "conference", "visit"} <= found
    assert all((folder() / "meetings" / f"{one}.yaml").is_file() for one in met)
    rest = found - {f"meeting/{one}" for one in met} - {""}
    assert rest <= forms | set(EntryKind.values)
    assert FAMILY_TOLD not in forms | set(EntryKind.values)
    assert not Lead("task", awaits="nowhere").can_be_met(forms, EntryKind.values)
