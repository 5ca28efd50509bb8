"""The answers of the demo: right for what is asked, and read by those who should read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.desk.demo.answers.reading import all_told
from alongside.desk.demo.calendar import Calendar
from alongside.desk.demo.council import DOMAIN
from alongside.foundation.actor import acting
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.library import shipped
from alongside.record.asked import last_time
from alongside.record.models import (
    About,
    Allegation,
    AllegationVersion,
    Approval,
    Entry,
    Origin,
    Part,
    Remark,
    Task,
    Version,
)
from alongside.record.saying import is_late
from tests import cluster
from tests.journeys.northmere import move_in

CARE = "care-act-assessment"


@pytest.fixture(scope="module")
def northmere(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once in a run; the next module's database is fresh."""
    with django_db_blocker.unblock():
        move_in()
        yield
        cluster.make_copy(connection.settings_dict["NAME"])


@contextmanager
def signed_in(who: str) -> Iterator[Account]:
    """Everything inside is done by this account, in a transaction, as a request is."""
    with acting(Account.objects.get(email=f"{who}@{DOMAIN}").pk), transaction.atomic():
        yield Account.objects.get(email=f"{who}@{DOMAIN}")


def versions_of(key: str, called: str) -> list[Version]:
    """What was finished by this questionnaire about somebody, the last first."""
    about = About.objects.filter(person__called=called).values("entry_id")
    found = Version.objects.filter(entry__in=about, form__startswith=f"{key} ")
    return list(found.select_related("entry__written_by").order_by("-happened_at"))


# What stands in the files -----------------------------------------------------------------------


def _filled() -> Iterator[tuple[Questionnaire, Filled]]:
    asked = {found.id: found for found, _ in shipped()}
    days, last = Calendar.now(), dict[tuple[str, tuple[str, ...]], dict[str, str]]()
    for one in all_told():
        whom = one.key, one.about
        texts = last[whom] = one.typed(days, last.get(whom, {}))
        yield asked[one.key], Filled(asked[one.key], texts, days.day(one.back))


def test_every_questionnaire_is_answered() -> None:
    asked = {found.id for found, _ in shipped() if not found.is_of_oneself}
    assert {one.key for one in all_told()} == asked


def test_every_answer_is_right_for_its_questionnaire() -> None:
    for asked, filled in _filled():
        names = {slot.name for slot, _ in filled.all_slots()}
        assert set(filled.texts) <= names, asked.id
        assert filled.wrong() == [], asked.id
        assert filled.missing() == [], asked.id
        assert filled.broken() == [], asked.id
        assert filled.no_longer_asked() == [], asked.id


def test_who_decides_follows_what_the_answers_point_to() -> None:
    for asked, filled in _filled():
        for item in asked.questions:
            proposal = filled.proposal(item) if item.is_decided else None
            assert proposal is None or filled.value(item) == proposal.option, (asked.id, item.id)


def test_both_speak_and_not_everybody_sees_everything_the_same_way() -> None:
    texts = {name: text for _, filled in _filled() for name, text in filled.texts.items()}
    said = [text for name, text in texts.items() if name.endswith(".agree")]
    assert "agree" in said
    assert "differ" in said
    assert any(name.endswith(".person") for name in texts)
    assert any(name.endswith(".worker") for name in texts)


# Once it is loaded ------------------------------------------------------------------------------


def test_each_was_written_up_on_its_day(northmere: None) -> None:
    with signed_in("worker"):
        twice = versions_of(CARE, "Ade Bankole")
        now, spring = twice
        assert not any(is_late(one.entry, one) for one in twice)
        assert timedelta(230) < now.happened_at - spring.happened_at < timedelta(250)
        assert spring.at == spring.entry.written_at > spring.happened_at


def test_the_second_assessment_says_what_was_taken_over(northmere: None) -> None:
    with signed_in("worker") as alice:
        now, spring = versions_of(CARE, "Ade Bankole")
        copied = Part.objects.filter(version=now, origin=Origin.COPIED)
        before = dict(Part.objects.filter(version=spring).values_list("question", "text"))
        assert copied.count() > 5
        assert all(part.text == before[part.question] for part in copied)
        ade = Person.objects.get(called="Ade Bankole")
        last = last_time(alice, ade, CARE, but=now.entry_id)
        assert last is not None
        assert last.entry == spring.entry_id


def test_mo_agreed_to_one_returned_one_and_is_asked_for_one(northmere: None) -> None:
    with signed_in("manager"):
        ades = [one.entry_id for one in versions_of(CARE, "Ade Bankole")]
        first, last = Approval.objects.filter(entry__in=ades).order_by("asked_at")
        assert first.outcome == Approval.Outcome.AGREED
        assert last.outcome == Approval.Outcome.WAITING
        assert first.asked_at < first.verdicts.get().at < first.asked_at + timedelta(days=10)
    with signed_in("worker") as alice:
        back = Task.objects.get(account=alice, what=Task.What.RETURNED, done_at=None)
        assert back.person is not None
        assert back.person.called == "Winifred Garstang"
        (asked,) = versions_of("adult-safeguarding", "Winifred Garstang")
        assert Remark.objects.filter(entry=asked.entry_id).count() == 2


def test_what_is_kept_apart_is_read_by_its_keepers_alone(northmere: None) -> None:
    for who in ("principal", "yasmin"):
        with signed_in(who):
            assert Allegation.objects.get().versions == 2
            assert AllegationVersion.objects.count() == 2
    for who in ("niamh", "delroy", "manager", "protection", "worker", "administrator", "hamza"):
        with signed_in(who):
            assert not Allegation.objects.exists(), who
            assert not AllegationVersion.objects.exists(), who
    with signed_in("niamh"):
        assert not Version.objects.filter(form__startswith="position-of-trust").exists()


def test_ade_reads_his_own_in_his_record(northmere: None) -> None:
    with signed_in("person"):
        titles = set(Version.objects.values_list("title", flat=True))
        assert {"About me", "Care Act assessment", "Communication and access needs"} <= titles
        mine = Entry.objects.filter(written_by__kind=Account.Kind.PERSON)
        assert mine.count() == 3
    with signed_in("worker") as alice:
        told = Task.objects.filter(account=alice, person__called="Ade Bankole", done_at=None)
        assert told.filter(what=Task.What.WORDS, words="Answer their feedback").count() == 1
    with signed_in("proxy"):
        assert Entry.objects.count() == 2


def test_each_team_reads_only_what_is_about_its_people(northmere: None) -> None:
    with signed_in("other-team"):
        for key, called in (
            ("life-online", "Jonah Marsh-Bello"),
            ("young-carer", "Courtney Aspinall"),
            ("section-47", "Nour al-Sayed"),
            ("conference-report", "Tariq Iqbal"),
        ):
            assert len(versions_of(key, called)) == 1, key
        assert versions_of("child-and-family", "Ruby Lindo") == []
        assert versions_of(CARE, "Ade Bankole") == []
    with signed_in("colleague"):
        assert versions_of("mental-capacity", "Dorothy Kettleworth") == []
