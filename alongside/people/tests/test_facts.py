"""Facts are recorded, changed, corrected, ended and protected; nothing is overwritten."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people import facts, finding
from alongside.people.actions.facts import (
    change_fact,
    correct_fact,
    end_fact,
    record_fact,
    take_back_fact,
)
from alongside.people.actions.grants import allocate, break_glass
from alongside.people.actions.protecting import end_protection, protect_fact
from alongside.people.header import header_of
from alongside.people.models import Fact, FactKind, Known, Person, Rung
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def as_alice(cast: Cast) -> Any:
    with acting(cast.alice.pk):
        yield


def the(person: Person, kind: str) -> Fact:
    return Fact.objects.get(facts.current(), person=person, kind=kind)


def test_a_fact_is_recorded_once_however_often_it_is_sent(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    first = record_fact(person=lukasz, kind=FactKind.SEX, code="M", by=cast.alice)
    second = record_fact(person=lukasz, kind=FactKind.SEX, code="M", by=cast.alice)
    assert first.pk == second.pk
    assert first.value == "Male"
    assert [line[0] for line in lines(lukasz)].count("fact recorded") == 1


def test_one_of_a_kind_is_changed_or_corrected_rather_than_doubled(
    cast: Cast, lukasz: Person
) -> None:
    with pytest.raises(ValidationError, match="written down already"):
        record_fact(person=lukasz, kind=FactKind.BIRTH, value="4 May 2019", by=cast.alice)


def test_an_answer_takes_the_place_of_not_asked_and_not_the_other_way(
    cast: Cast, lukasz: Person
) -> None:
    asked = record_fact(
        person=lukasz, kind=FactKind.ETHNICITY, known=Known.NOT_ASKED, by=cast.alice
    )
    assert facts.said(asked) == "We have not asked yet"
    record_fact(person=lukasz, kind=FactKind.ETHNICITY, code="WOTH", by=cast.alice)
    assert the(lukasz, FactKind.ETHNICITY).code == "WOTH"
    asked.refresh_from_db()
    assert asked.over_why == "Since answered"
    with pytest.raises(ValidationError, match="known already"):
        record_fact(person=lukasz, kind=FactKind.ETHNICITY, known=Known.NOT_KNOWN, by=cast.alice)


def test_a_change_ends_what_was_and_keeps_it(cast: Cast, lukasz: Person, lines: Lines) -> None:
    old = the(lukasz, FactKind.NAME_KNOWN_AS)
    change_fact(fact=old, value="Luke Nowak", starts_on=date(2026, 1, 5), by=cast.alice)
    old.refresh_from_db()
    lukasz.refresh_from_db()
    assert (old.value, old.ends_on, old.over_at) == ("Łukasz O’Brien-Nowak", date(2026, 1, 5), None)
    assert (lukasz.called, lukasz.sort_key) == ("Luke Nowak", "nowak luke")
    assert "fact changed" in [line[0] for line in lines(lukasz)]


def test_a_correction_keeps_what_was_wrong_with_the_reason(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    old = the(lukasz, FactKind.BIRTH)
    new = correct_fact(fact=old, value="3 June 2019", why="Passport seen", by=cast.alice)
    old.refresh_from_db()
    lukasz.refresh_from_db()
    assert new.replaces_id == old.pk
    assert (old.value, old.over_why, old.over_by_id) == (
        "3 May 2019",
        "Passport seen",
        cast.alice.pk,
    )
    assert lukasz.born_on == date(2019, 6, 3)
    assert "fact corrected" in [line[0] for line in lines(lukasz)]
    with pytest.raises(ValidationError, match="Somebody has corrected this"):
        correct_fact(fact=old, value="4 June 2019", why="Again", by=cast.alice)


def test_a_correction_says_why(cast: Cast, lukasz: Person) -> None:
    with pytest.raises(ValidationError) as refusal:
        correct_fact(fact=the(lukasz, FactKind.BIRTH), value="2018", why=" ", by=cast.alice)
    assert "why" in refusal.value.message_dict


def test_what_was_never_true_goes_from_the_lists_and_stays_to_be_read(
    cast: Cast, lukasz: Person
) -> None:
    take_back_fact(fact=the(lukasz, FactKind.BIRTH), why="Another child’s", by=cast.alice)
    lukasz.refresh_from_db()
    assert (lukasz.born_on, lukasz.birth_known) == (None, "not known")
    assert Fact.objects.filter(person=lukasz, kind=FactKind.BIRTH).count() == 1


def test_an_address_ends_on_its_day(cast: Cast, lukasz: Person) -> None:
    home = the(lukasz, FactKind.ADDRESS)
    tomorrow = timezone.localdate() + timedelta(days=1)
    end_fact(fact=home, ends_on=tomorrow, by=cast.alice)
    assert the(lukasz, FactKind.ADDRESS).pk == home.pk
    with pytest.raises(ValidationError, match="ended on"):
        end_fact(fact=home, by=cast.alice)


def test_a_protected_address_takes_its_earlier_wordings_along(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    first = the(lukasz, FactKind.ADDRESS)
    second = correct_fact(
        fact=first, value="13 Canal Terrace, LS6 1AB", why="Number", by=cast.alice
    )
    protect_fact(
        fact=second,
        from_whom="His father",
        why="Threats",
        review_on=timezone.localdate() + timedelta(days=90),
        by=cast.alice,
    )
    for fact in (first, second):
        fact.refresh_from_db()
        assert (fact.needs, fact.key, fact.is_protected) == (2, "", True)
    moved = change_fact(
        fact=second, value="1 Mill Row, LS6 9ZZ", starts_on=timezone.localdate(), by=cast.alice
    )
    assert (moved.needs, moved.key, moved.is_protected) == (2, "", True)
    assert moved.protections.count() == 1
    kept = moved.protections.get()
    with pytest.raises(ValidationError, match="Say why"):
        end_protection(protection=kept, why=" ", by=cast.alice)
    end_protection(protection=kept, why="He has died", by=cast.alice)
    moved.refresh_from_db()
    assert (moved.needs, moved.key, moved.is_protected) == (1, "ls69zz", False)
    said = [line[0] for line in lines(lukasz)]
    assert "fact protected" in said
    assert "protection ended" in said


def test_protecting_says_from_whom_why_and_when_it_is_looked_at_again(
    cast: Cast, lukasz: Person
) -> None:
    with pytest.raises(ValidationError) as refusal:
        protect_fact(
            fact=the(lukasz, FactKind.ADDRESS),
            from_whom="",
            why="",
            review_on=timezone.localdate(),
            by=cast.alice,
        )
    assert set(refusal.value.message_dict) == {"from_whom", "why", "review_on"}
    with pytest.raises(ValidationError, match="Only an address"):
        protect_fact(
            fact=the(lukasz, FactKind.BIRTH),
            from_whom="x",
            why="y",
            review_on=date(2099, 1, 1),
            by=cast.alice,
        )


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (FactKind.NHS_NUMBER, "943 476 5918", "two digits may be swapped"),
        (FactKind.UPN, "123", "13 characters"),
        (FactKind.PHONE, "ask mum", "with its digits"),
        (FactKind.EMAIL, "nobody", "e-mail address"),
        (FactKind.DEATH, "1 January 2300", "2300"),
        (FactKind.SEX, "", "Choose one"),
        (FactKind.NAME_PREVIOUS, "  ", "Write the name"),
        (FactKind.GP, "x" * 300, "too long"),
        (FactKind.KNOW_FIRST, "x" * 5_000_000, "too long"),
        ("shoe size", "44", "Choose what it is"),
    ],
)
def test_wrong_answers_are_refused_with_a_sentence(
    cast: Cast, lukasz: Person, kind: str, value: str, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        record_fact(person=lukasz, kind=kind, value=value, by=cast.alice)


def test_a_number_that_fails_its_check_is_kept_as_stated_where_that_is_asked(
    cast: Cast, lukasz: Person
) -> None:
    kept = record_fact(
        person=lukasz, kind=FactKind.UPN, value="X 1234", as_stated=True, by=cast.alice
    )
    assert (kept.value, kept.is_check) == ("X 1234", True)
    assert "fails its check" in facts.said(kept)


def test_the_same_number_on_two_people_tells_nothing(cast: Cast, lukasz: Person) -> None:
    with acting(cast.charlie.pk):
        written = record_fact(
            person=cast.stranger, kind=FactKind.NHS_NUMBER, value="9434765919", by=cast.charlie
        )
    assert written.value == "943 476 5919"


def test_emoji_and_apostrophes_stay_as_they_were_written(cast: Cast, lukasz: Person) -> None:
    words = "I’m shy 🙂 don’t rush me\nO'Brien <b>& sons</b>"
    record_fact(person=lukasz, kind=FactKind.KNOW_FIRST, value=words, by=cast.alice)
    assert header_of(lukasz, cast.alice).know_first == words


def test_a_colleague_with_the_team_reads_and_a_stranger_does_not(
    cast: Cast, lukasz: Person
) -> None:
    with acting(cast.bob.pk):
        assert Fact.objects.filter(person=lukasz).count() == 5
    with acting(cast.charlie.pk):
        assert not Fact.objects.filter(person=lukasz).exists()
        with pytest.raises(Error), transaction.atomic():
            record_fact(person=lukasz, kind=FactKind.SEX, code="M", by=cast.charlie)


def test_what_a_fact_says_can_never_be_changed(cast: Cast, lukasz: Person) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update people_fact set value = 'Somebody else'")


def test_what_is_kept_safe_stays_so_when_it_is_written_down_again(
    cast: Cast, lukasz: Person
) -> None:
    home, phone = the(lukasz, FactKind.ADDRESS), the(lukasz, FactKind.PHONE)
    later = timezone.localdate() + timedelta(days=90)
    for fact in (home, phone):
        protect_fact(fact=fact, from_whom="His father", why="x", review_on=later, by=cast.alice)
    with acting(cast.system.pk):
        allocate(person=lukasz, account=cast.charlie, rung=Rung.CONTACT, by=cast.system)
    with acting(cast.charlie.pk):
        for kind, value in (
            (FactKind.ADDRESS, "12 canal terrace,  LS6 1AB"),
            (FactKind.PHONE, "07700 900123"),
        ):
            again = record_fact(person=lukasz, kind=kind, value=value, by=cast.charlie)
            assert not Fact.objects.filter(pk=again.pk).exists()
        assert not finding.find("12 canal terrace", cast.charlie).people
        assert not finding.find("07700 900123", cast.charlie).people
        record_fact(person=lukasz, kind=FactKind.ADDRESS, value="4 Beck Lane", by=cast.charlie)
        assert finding.find("4 beck lane", cast.charlie).people
    with acting(cast.alice.pk):
        copy = Fact.objects.get(kind=FactKind.ADDRESS, recorded_by=cast.charlie, is_protected=True)
        assert (copy.needs, copy.key, copy.protections.get().from_whom) == (2, "", "His father")
        assert not finding.find("12 canal terrace", cast.alice).people


def test_nobody_ends_a_protection_from_an_emergency(cast: Cast, lukasz: Person) -> None:
    later = timezone.localdate() + timedelta(days=90)
    kept = protect_fact(
        fact=the(lukasz, FactKind.ADDRESS), from_whom="x", why="x", review_on=later, by=cast.alice
    )
    with acting(cast.charlie.pk):
        break_glass(person_id=lukasz.pk, reason="He is on the bridge now", by=cast.charlie)
        with pytest.raises(ValidationError, match="emergency"):
            end_protection(protection=kept, why="x", by=cast.charlie)
