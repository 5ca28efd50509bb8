"""Births, losses and facts put right: nothing lost on the way, and nobody born by a correction."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.entering import BACKEND, KIND, SEEN
from alongside.foundation.actor import acting
from alongside.people import facts, forms
from alongside.people.about import kinds_of
from alongside.people.actions.adding import add_person
from alongside.people.actions.facts import (
    change_fact,
    correct_fact,
    end_fact,
    record_fact,
    take_back_fact,
)
from alongside.people.actions.lives import (
    record_birth,
    record_death,
    record_lost_pregnancy,
    undo_lost_pregnancy,
)
from alongside.people.actions.needs import record_need, review_need
from alongside.people.header import header_of
from alongside.people.models import Fact, FactKind, Known, Person
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def as_alice(cast: Cast) -> Any:
    with acting(cast.alice.pk):
        yield


@pytest.fixture
def unborn(cast: Cast) -> Person:
    due = timezone.localdate() + timedelta(days=20)
    baby = {"called": "Baby Mensah", "born_on": due, "birth_known": Known.EXPECTED}
    return add_person(**baby, is_somebody_new=True, by=cast.alice)  # type: ignore[arg-type]


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.alice, backend=BACKEND)
    session = client.session
    session[KIND], session[SEEN] = str(cast.alice.kind), int(time.time())
    session.save()
    return client


def the(person: Person, kind: str) -> Fact:
    return Fact.objects.get(facts.current(), person=person, kind=kind)


def test_nobody_is_born_by_a_correction(cast: Cast, unborn: Person) -> None:
    due, by = the(unborn, FactKind.BIRTH), cast.alice
    for known in (Known.KNOWN, Known.ESTIMATED):
        with pytest.raises(ValidationError, match="Write the birth down"):
            correct_fact(fact=due, value="1 March 2026", known=known, why="Born", by=by)
    later = correct_fact(
        fact=due, value="1 March 2099", known=Known.EXPECTED, why="A new scan", by=by
    )
    unsure = correct_fact(fact=later, known=Known.NOT_KNOWN, why="No scan at all", by=by)
    unborn.refresh_from_db()
    assert (unborn.state, unborn.birth_known) == (Person.State.UNBORN, Known.NOT_KNOWN)
    take_back_fact(fact=unsure, why="Somebody else", by=by)
    unborn.refresh_from_db()
    assert unborn.state == Person.State.UNBORN
    with pytest.raises(ValidationError, match="Write the birth down"):
        record_fact(person=unborn, kind=FactKind.BIRTH, value="1 March 2026", by=by)
    [child] = record_birth(person=unborn, born_on=timezone.localdate(), by=by)
    child.refresh_from_db()
    assert child.state == Person.State.LIVING


def test_a_page_that_was_open_before_the_birth_undoes_nothing(cast: Cast, unborn: Person) -> None:
    older = Person.objects.get(pk=unborn.pk)
    record_birth(person=unborn, born_on=timezone.localdate(), by=cast.alice)
    record_fact(person=older, kind=FactKind.SAY_IT, value="EH-see", by=cast.alice)
    older.refresh_from_db()
    assert older.state == Person.State.LIVING


def test_a_lost_pregnancy_on_the_wrong_record_is_undone(
    cast: Cast, unborn: Person, browser: Client, lines: Lines
) -> None:
    with pytest.raises(ValidationError, match="Nothing is written"):
        undo_lost_pregnancy(person=unborn, why="Somebody else", by=cast.alice)
    record_lost_pregnancy(person=unborn, words="The family told us", by=cast.alice)
    with pytest.raises(ValidationError, match="Say how"):
        undo_lost_pregnancy(person=unborn, why=" ", by=cast.alice)
    address = reverse("people:undo-lost-pregnancy", args=[unborn.pk])
    assert address in browser.get(reverse("people:about", args=[unborn.pk])).content.decode()
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"why": "Another family"}).status_code == 302
    unborn.refresh_from_db()
    assert unborn.state == Person.State.UNBORN
    lost = Fact.objects.get(person=unborn, kind=FactKind.PREGNANCY)
    assert (lost.value, lost.over_why) == ("The family told us", "Another family")
    assert "lost pregnancy undone" in [line[0] for line in lines(unborn)]
    assert browser.get(address).status_code == 404
    record_birth(person=unborn, born_on=timezone.localdate(), by=cast.alice)


def test_a_death_is_no_fact_among_others(cast: Cast, lukasz: Person, browser: Client) -> None:
    record_death(person=lukasz, died_on=date(2026, 3, 1), by=cast.alice)
    death = the(lukasz, FactKind.DEATH)
    for page in ("change-fact", "correct-fact", "end-fact", "take-back-fact", "protect-fact"):
        address = reverse(f"people:{page}", args=[lukasz.pk, death.pk])
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"why": "Alive", "known": "not known"}).status_code == 404
    lukasz.refresh_from_db()
    assert lukasz.state == Person.State.DIED


def test_what_somebody_ended_is_not_ended_again_by_an_older_page(
    cast: Cast, lukasz: Person
) -> None:
    gp = record_fact(person=lukasz, kind=FactKind.GP, value="Mill Lane", by=cast.alice)
    end_fact(fact=gp, ends_on=date(2026, 3, 1), why="Moved away", by=cast.alice)
    with pytest.raises(ValidationError, match="until 1 March 2026"):
        change_fact(fact=gp, value="Canal Street", by=cast.alice)
    gp.refresh_from_db()
    assert (gp.ends_on, gp.over_why) == (date(2026, 3, 1), "Moved away")
    name = the(lukasz, FactKind.NAME_KNOWN_AS)
    change_fact(fact=name, value="Luke Nowak", by=cast.alice)
    with pytest.raises(ValidationError, match="Somebody has ended this"):
        change_fact(fact=name, value="Lucas Nowak", by=cast.alice)
    assert the(lukasz, FactKind.NAME_KNOWN_AS).value == "Luke Nowak"


def test_what_follows_on_a_day_to_come_is_written_beside_it(cast: Cast, lukasz: Person) -> None:
    gp = record_fact(person=lukasz, kind=FactKind.GP, value="Mill Lane", by=cast.alice)
    end_fact(fact=gp, ends_on=date(2098, 3, 1), by=cast.alice)
    with pytest.raises(ValidationError, match="written down already"):
        record_fact(person=lukasz, kind=FactKind.GP, value="Canal Street", by=cast.alice)
    [found] = [
        kind
        for _, group in kinds_of(lukasz, reads_record=True)
        for kind in group.written
        if kind.kind == FactKind.GP
    ]
    assert found.can_add
    assert not found.lines[0].can_change
    said: dict[str, Any] = {"value": "Canal Street", "starts_on": date(2098, 3, 1)}
    record_fact(person=lukasz, kind=FactKind.GP, **said, by=cast.alice)
    assert the(lukasz, FactKind.GP).value == "Mill Lane"


def test_words_beside_no_answer_are_asked_about(
    cast: Cast, lukasz: Person, browser: Client
) -> None:
    address = reverse("people:record-fact", args=[lukasz.pk]) + "?kind=gp"
    page = browser.post(address, {"value": "Mill Lane", "known": "not known"}).content.decode()
    assert "Which is right?" in page
    assert "Mill Lane" in page
    assert not Fact.objects.filter(person=lukasz, kind=FactKind.GP).exists()
    add = {"given": "Noor", "birth": "about 1986", "birth_known": "not known"}
    assert "Which is right?" in browser.post(reverse("people:add"), add).content.decode()


def test_what_the_page_filled_in_itself_is_no_second_answer(
    cast: Cast, lukasz: Person, browser: Client
) -> None:
    for kind, given in (
        (FactKind.BIRTH, {"value": "3 May 2019"}),
        (FactKind.SEX, {"code": "M", "value": ""}),
        (FactKind.ADDRESS, {"value": "12 Canal Terrace\r\nNorthmere LS6 1AB"}),
    ):
        if kind == FactKind.SEX:
            record_fact(person=lukasz, kind=kind, code="M", by=cast.alice)
        address = reverse("people:correct-fact", args=[lukasz.pk, the(lukasz, kind).pk])
        answers = {**given, "known": "not known", "why": "A slip", "source": ""}
        assert browser.post(address, answers).status_code == 302, kind
        assert (the(lukasz, kind).known, the(lukasz, kind).value) == ("not known", "")


def test_a_correction_begins_with_what_stands_there(cast: Cast, lukasz: Person) -> None:
    birth = the(lukasz, FactKind.BIRTH)
    guess = correct_fact(
        fact=birth, value="about 2019", known=Known.ESTIMATED, source="A neighbour",
        why="Nobody knows", by=cast.alice,
    )  # fmt: skip
    asked = forms.CorrectFactForm(kind=FactKind.BIRTH, fact=guess).fields
    assert [asked[name].initial for name in ("value", "known", "source")] == [
        "about 2019", "estimated", "A neighbour",
    ]  # fmt: skip


def test_an_answer_of_an_older_list_stays_one_of_it(cast: Cast, lukasz: Person) -> None:
    older = record_fact(
        person=lukasz, kind=FactKind.SEX, code="2", code_set="gender-dfe-until-2024", by=cast.alice
    )
    answers = {"code": "2", "value": "", "known": "not known", "why": "?", "source": ""}
    form = forms.CorrectFactForm({**answers, "known": "known"}, kind=FactKind.SEX, fact=older)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["code"], form.cleaned_data["code_set"]) == ("2", older.code_set)
    said = {**form.cleaned_data, "value": "Female, as the school says"}
    new = correct_fact(fact=older, **said, by=cast.alice)
    assert (new.code, new.code_set) == ("2", "gender-dfe-until-2024")


@pytest.mark.parametrize("name", ["\u200b", " \u200b\u2060 ", "\u0301", "--"])
def test_a_name_can_be_seen(cast: Cast, browser: Client, name: str) -> None:
    with pytest.raises(ValidationError, match="Write the name"):
        add_person(called=name, is_somebody_new=True, by=cast.alice)
    page = browser.post(reverse("people:add"), {"given": name, "birth_known": "known"})
    assert "Write a name, or what they are called for now." in page.content.decode()


def test_other_words_for_a_need_do_not_keep_its_old_option(cast: Cast) -> None:
    need = record_need(
        person=cast.ade, option="format-large-print", words="Large print", by=cast.alice
    )
    with pytest.raises(ValidationError, match="not right as it was"):
        review_need(need=need, is_right=True, option="format-braille", by=cast.alice)
    with pytest.raises(ValidationError, match="none of the needs"):
        review_need(need=need, is_right=False, option="no such", words="?", by=cast.alice)
    new = review_need(
        need=need, is_right=False, words="Braille, not large print any more", by=cast.alice
    )
    assert (new.option, new.category) == ("", "004")
    assert not header_of(cast.ade, cast.alice).has_large_print
    large = review_need(need=new, is_right=False, option="format-large-print", by=cast.alice)
    assert (large.option, large.category) == ("format-large-print", "004")
    assert header_of(cast.ade, cast.alice).has_large_print


def test_days_are_those_of_london(cast: Cast, lukasz: Person) -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on 2 July
    Fact.objects.create(
        person=lukasz, kind=FactKind.GP, value="Mill Lane", recorded_at=late, recorded_by=cast.alice
    )
    told = [
        line.told
        for _, group in kinds_of(lukasz, reads_record=True)
        for kind in group.written
        for line in kind.lines
        if line.words == "Mill Lane"
    ]
    assert len(told) == 1
    assert "on 2 July 2026" in told[0]
