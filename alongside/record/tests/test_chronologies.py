"""Making a chronology: what goes in, what is said of it, who reads it, and finishing it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.record import telling
from alongside.record.access import chronologies as access
from alongside.record.access.chronologies import Wanted
from alongside.record.actions import (
    Words,
    amend_entry,
    finish_entry,
    move_misfiled_entry,
    pin_entry,
)
from alongside.record.actions.chronologies import (
    begin_chronology,
    choose_all,
    choose_entries,
    finish_chronology,
    make_newer,
    say_what_for,
    take_as_it_is_now,
    take_out_lines,
    word_line,
)
from alongside.record.models import Chronology, ChronologyLine, Entry, LineWords
from tests.cast import Cast

from .chronicling import FOR, begin, lines, rows, say
from .conftest import Trail, Write

pytestmark = pytest.mark.django_db
MARCH = When(date(2026, 3, 4), "day")
MAY = When(date(2026, 5, 16), "day")


def test_it_takes_what_is_asked_for_oldest_first(cast: Cast, note: Write, trailed: Trail) -> None:
    late, early = note(happened=MAY), note(happened=MARCH, kind="call")
    made = begin(cast.alice, cast.ade)
    assert [one.told.line.entry_id for one in lines(made, cast.alice)] == [early.pk, late.pk]
    assert [one.start for one in lines(made, cast.alice)] == ["Ade made the tea himself."] * 2
    assert trailed(cast.ade, cast.alice)[0] == "chronology begun"
    calls = begin(cast.alice, cast.ade, take="kinds", kinds=["call"])
    assert [one.told.line.entry_id for one in lines(calls, cast.alice)] == [early.pk]
    spring = begin(cast.alice, cast.ade, since=date(2026, 4, 1), until=date(2026, 5, 16))
    assert [one.told.line.entry_id for one in lines(spring, cast.alice)] == [late.pk]
    assert lines(begin(cast.alice, cast.ade, take="none"), cast.alice) == []
    with acting(cast.alice.pk):
        pin_entry(entry=late, by=cast.alice)
    pinned = begin(cast.alice, cast.ade, take="pinned")
    assert [one.told.line.entry_id for one in lines(pinned, cast.alice)] == [late.pk]


def test_what_is_said_stands_apart_from_the_entry(cast: Cast, note: Write, trailed: Trail) -> None:
    entry = note(Words("fact", "Long."), Words("own words", "My own bed, my own kettle."))
    made = begin(cast.alice, cast.ade)
    say(rows(made, cast.alice)[0], cast.alice, "Ade wants to be at home.", "He came home.")
    (line,) = lines(made, cast.bob)
    assert (line.summary, line.impact, line.start) == (
        "Ade wants to be at home.",
        "He came home.",
        "",
    )
    assert [(one.said_by, one.text) for one in line.own] == [
        ("Ade Bankole said", "My own bed, my own kettle.")
    ]
    with acting(cast.alice.pk):
        assert Entry.objects.get(pk=entry.pk).versions == 1
    assert trailed(cast.ade, cast.alice)[0] == "line written"


def test_a_colleague_who_wrote_meanwhile_is_read_first(cast: Cast, note: Write) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    line = rows(made, cast.alice)[0]
    say(line, cast.bob, "Bob’s words.")
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Somebody else has written"):
        word_line(line=line, stood=0, summary="Alice’s words.", by=cast.alice)
    assert lines(made, cast.alice)[0].summary == "Bob’s words."
    say(line, cast.alice, "Both.", stood=1)
    assert lines(made, cast.alice)[0].summary == "Both."
    say(line, cast.alice, "Both.", stood=1)  # sent twice: nothing is lost by it
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="4,000 characters"):
        word_line(line=line, stood=2, summary="é" * 4_001, by=cast.alice)


def test_what_is_taken_out_comes_back_with_its_words(cast: Cast, note: Write) -> None:
    entry = note()
    made = begin(cast.alice, cast.ade)
    line = rows(made, cast.alice)[0]
    say(line, cast.alice, "Tea.")
    with acting(cast.bob.pk):
        assert take_out_lines(chronology=made, lines=[line.pk], by=cast.bob) == 1
        assert take_out_lines(chronology=made, lines=[line.pk], by=cast.bob) == 0
    assert lines(made, cast.alice) == []
    with acting(cast.alice.pk):
        assert choose_entries(chronology=made, entries=[entry.pk], by=cast.alice) == 1
        assert choose_entries(chronology=made, entries=[entry.pk], by=cast.alice) == 0
        with pytest.raises(ValidationError, match="Nothing fits"):
            choose_all(chronology=made, wanted=Wanted(), by=cast.alice)
    assert [one.summary for one in lines(made, cast.alice)] == ["Tea."]


def test_only_entries_of_those_it_is_about_go_in(cast: Cast, note: Write) -> None:
    temis = note(people=[cast.temi])
    made = begin(cast.alice, cast.ade, take="none")
    with acting(cast.alice.pk):
        assert choose_entries(chronology=made, entries=[temis.pk, new_id()], by=cast.alice) == 0
    assert rows(made, cast.alice) == []


def test_an_entry_that_was_changed_says_so_and_can_be_taken_anew(cast: Cast, note: Write) -> None:
    entry = note(happened=MAY)
    made = begin(cast.alice, cast.ade)
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "Pat made the tea.")],
            why="It was Pat.",
            happened=MARCH,
            by=cast.alice,
        )
    (line,) = lines(made, cast.alice)
    assert line.start == "Ade made the tea himself."
    assert line.told.is_changed
    assert "The entry was changed after this was chosen." in line.notes
    with acting(cast.alice.pk):
        take_as_it_is_now(line=rows(made, cast.alice)[0], by=cast.alice)
    (line,) = lines(made, cast.alice)
    assert (line.start, line.when) == ("Pat made the tea.", "4 March 2026")
    assert not line.told.is_changed


# Who reads it -------------------------------------------------------------------------------------


def test_whoever_works_with_all_of_them_reads_it_and_nobody_else(cast: Cast, note: Write) -> None:
    note(people=[cast.ade, cast.temi])
    alone, both = begin(cast.alice, cast.ade), begin(cast.alice, cast.ade, cast.temi)
    for account, seen in (
        (cast.alice, {alone.pk, both.pk}),
        (cast.bob, {alone.pk}),
        (cast.charlie, set()),
        (cast.ade_account, set()),
        (cast.pat, set()),
        (cast.sam, set()),
    ):
        with acting(account.pk):
            assert set(Chronology.objects.values_list("pk", flat=True)) == seen, account.email
            found = Chronology.objects.visible_to(account)
            assert set(found.values_list("pk", flat=True)) == seen, account.email
            if both.pk not in seen:
                with pytest.raises(Http404):
                    access.chronology_to_view(account, both.pk)
                assert not ChronologyLine.objects.filter(chronology=both).exists()


def test_a_restricted_entry_leaves_its_line_without_a_word(cast: Cast, note: Write) -> None:
    secret, plain = note(happened=MARCH), note(happened=MAY)
    made = begin(cast.alice, cast.ade)
    say(rows(made, cast.alice)[0], cast.alice, "What only a few may read.")
    with acting(cast.alice.pk):
        Entry.objects.filter(pk=secret.pk).update(needs=3)
    assert [bool(one.hidden) for one in lines(made, cast.alice)] == [False, False]
    first, second = lines(made, cast.bob)
    assert (first.hidden, first.summary, first.when) == (telling.HIDDEN, "", "4 March 2026")
    assert second.told.line.entry_id == plain.pk
    with acting(cast.bob.pk):
        assert not LineWords.objects.exists()
        with pytest.raises(Http404):
            access.line_to_change(cast.bob, first.told.line.pk)
    with acting(cast.mo.pk):
        assert LineWords.objects.count() == 1


def test_who_is_kept_out_later_reads_nothing_of_it(cast: Cast, note: Write) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    say(rows(made, cast.alice)[0], cast.alice, "Tea.")
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    with acting(cast.bob.pk):
        assert not Chronology.objects.exists()
        assert not ChronologyLine.objects.exists()
        assert not LineWords.objects.exists()


def test_an_entry_also_about_somebody_barred_is_a_stub(cast: Cast, note: Write) -> None:
    note(people=[cast.ade, cast.temi])
    made = begin(cast.alice, cast.ade)
    with acting(cast.system.pk):
        grants.bar(person=cast.temi, account=cast.bob, ground=Bar.Ground.CONFLICT, by=cast.system)
    assert [bool(one.hidden) for one in lines(made, cast.bob)] == [True]


def test_an_entry_in_the_wrong_record_leaves_the_chronology_at_once(
    cast: Cast, note: Write
) -> None:
    entry = note(people=[cast.ade, cast.temi])
    made = begin(cast.alice, cast.ade)
    say(rows(made, cast.alice)[0], cast.alice, "Said of Temi, in truth.")
    with acting(cast.alice.pk):
        why = "It is about Temi."
        move_misfiled_entry(entry=entry, wrong=cast.ade, right=None, why=why, by=cast.alice)
    (line,) = lines(made, cast.alice)  # who still reads the entry in Temi's record
    assert line.hidden.startswith("An entry was here that belongs to somebody else")
    with acting(cast.alice.pk):
        assert Entry.objects.filter(pk=entry.pk).exists()
        assert not LineWords.objects.exists()


def test_nobody_begins_one_about_somebody_they_do_not_reach(cast: Cast) -> None:
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        begin_chronology(
            people=[cast.ade, cast.stranger], purpose="review", made_for=FOR, by=cast.alice
        )
    with acting(cast.protection.pk), pytest.raises(PermissionDenied):
        begin_chronology(people=[cast.ade], purpose="review", made_for=FOR, by=cast.protection)


# Side by side -------------------------------------------------------------------------------------


def test_each_of_a_family_has_a_column(cast: Cast, note: Write) -> None:
    note(people=[cast.temi], happened=MARCH)
    note(people=[cast.ade, cast.temi], happened=MAY)
    made = begin(cast.alice, cast.ade, cast.temi)
    assert [one.cells for one in lines(made, cast.alice)] == [("", "here"), ("here", "also")]
    assert lines(made, cast.alice)[1].also == "The same as for Ade Bankole."
    with acting(cast.alice.pk):
        assert access.count_fitting(made, Wanted(), [cast.ade.pk], by=cast.alice) == 0


# Finishing ----------------------------------------------------------------------------------------


def test_finishing_numbers_the_lines_and_says_what_was_left_out(
    cast: Cast, note: Write, trailed: Trail
) -> None:
    note(happened=MAY)
    note(happened=MARCH)
    note(kind="call"), note(people=[cast.ade, cast.temi])
    made = begin(cast.alice, cast.ade, take="none")
    with acting(cast.alice.pk):
        spring = Wanted(since=date(2026, 1, 1), until=date(2026, 6, 1))
        assert choose_all(chronology=made, wanted=spring, by=cast.alice) == 2
        finish_chronology(chronology=made, letters="at", by=cast.alice)
        made.refresh_from_db()
    assert [one.exhibit for one in lines(made, cast.bob)] == ["AT1", "AT2"]
    assert made.left_out == {"kinds": {"call": 1}, "others": 1}
    assert made.finished_by_id == cast.alice.pk
    assert trailed(cast.ade, cast.alice)[0] == "chronology finished"


def test_nothing_changes_in_what_is_finished(cast: Cast, note: Write) -> None:
    entry = note()
    made = begin(cast.alice, cast.ade)
    line = rows(made, cast.alice)[0]
    with acting(cast.alice.pk):
        finish_chronology(chronology=made, by=cast.alice)
        line.chronology.refresh_from_db()
    with acting(cast.bob.pk):
        for change in (
            lambda: finish_chronology(chronology=made, by=cast.bob),
            lambda: choose_entries(chronology=made, entries=[entry.pk], by=cast.bob),
            lambda: take_out_lines(chronology=made, lines=[line.pk], by=cast.bob),
            lambda: word_line(line=line, stood=0, summary="Late.", by=cast.bob),
            lambda: take_as_it_is_now(line=line, by=cast.bob),
            lambda: say_what_for(chronology=made, purpose="court", made_for="No", by=cast.bob),
        ):
            with pytest.raises(ValidationError, match=r"was finished at .* by Alice"):
                change()
        with pytest.raises(PermissionDenied, match="Make a newer one"):
            access.chronology_to_change(cast.bob, made.pk)


def test_an_empty_one_is_not_finished_and_letters_are_letters(cast: Cast, note: Write) -> None:
    made = begin(cast.alice, cast.ade)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="Nothing is in it yet"):
            finish_chronology(chronology=made, by=cast.alice)
        for wrong in ("A1", "ABCDEFG"):
            with pytest.raises(ValidationError):
                finish_chronology(chronology=made, letters=wrong, by=cast.alice)


def test_a_newer_one_takes_along_what_its_maker_may_read(cast: Cast, note: Write) -> None:
    secret, _plain = note(happened=MARCH), note(happened=MAY)
    made = begin(cast.alice, cast.ade)
    for one in rows(made, cast.alice):
        say(one, cast.alice, f"Words of {one.happened_at:%B}.")
    with acting(cast.alice.pk):
        finish_chronology(chronology=made, letters="AT", by=cast.alice)
        Entry.objects.filter(pk=secret.pk).update(needs=3)
    with acting(cast.bob.pk):
        newer, behind = make_newer(chronology=made, by=cast.bob)
    assert behind == 1
    assert [one.summary for one in lines(newer, cast.bob)] == ["Words of May."]
    assert (newer.made_from_id, newer.finished_at) == (made.pk, None)
    assert len(lines(made, cast.alice)) == 2


@pytest.mark.parametrize(
    "told",
    [
        {"made_for": " "},
        {"made_for": "x" * 201},
        {"purpose": "fun"},
        {"since": date(2026, 2, 1), "until": date(2026, 1, 1)},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast: Cast, told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        begin(cast.alice, cast.ade, **told)


def test_a_chronology_holds_five_thousand_at_most(
    cast: Cast, note: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.record.actions.chronologies.MOST_LINES", 1)
    note(), note()
    with pytest.raises(ValidationError, match="Choose fewer kinds or days"):
        begin(cast.alice, cast.ade)


def test_what_people_write_anywhere_is_kept_as_it_is(cast: Cast, note: Write) -> None:
    note()
    made = begin(cast.alice, cast.ade, made_for="Zoë O’Neill’s review 🫖\x00 مراجعة")
    assert made.made_for == "Zoë O’Neill’s review 🫖 مراجعة"
    say(rows(made, cast.alice)[0], cast.alice, "إبريق شاي 🫖 <b>O’Neill</b>")
    assert lines(made, cast.alice)[0].summary == "إبريق شاي 🫖 <b>O’Neill</b>"
    with acting(cast.alice.pk):
        finish_entry(
            id=new_id(),
            kind="note",
            people=[cast.ade],
            happened=MAY,
            title="T",
            parts=[],
            by=cast.alice,
        )
