"""The newest answers behind two locks: our own filter, asked where no policy is in its way."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.questionnaires import access as library
from alongside.questionnaires.answering import Filled
from alongside.record.about_me import about_me
from alongside.record.access.newest import newest_answers
from alongside.record.actions.asking import amend_answers, finish_answers
from alongside.record.actions.sending import send_answers
from alongside.record.asked import last_time
from alongside.record.models import About, Entry, Part
from tests import cluster
from tests.cast import Cast, assemble

CARE = "care-act-assessment"
TODAY = date(2026, 11, 22)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    with transaction.atomic():
        return assemble()


def filled(key: str, **texts: str) -> Filled:
    found = library.in_force(key, TODAY)
    assert found is not None
    return Filled(found, {name.replace("__", "."): text for name, text in texts.items()}, TODAY)


def assessed(cast: Cast, words: str, day: date = TODAY) -> UUID:
    """A Care Act assessment of Ade by Alice, with this as what he wants."""
    with acting(cast.alice.pk), transaction.atomic():
        return finish_answers(
            id=new_id(),
            filled=filled(CARE, wants__person=words),
            people=[cast.ade],
            title="Care Act assessment",
            happened=When(day, "day"),
            gaps_why="Urgent",
            by=cast.alice,
        ).pk


def told(cast: Cast, words: str) -> UUID:
    """An “About me” that Ade sent himself."""
    with acting(cast.ade_account.pk), transaction.atomic():
        answers = filled("about-me", matters=words)
        return send_answers(id=new_id(), filled=answers, by=cast.ade_account).pk


def words_by_filter(cast: Cast, account: Account) -> tuple[list[str], list[str]]:
    """Last time's answers and “About me” where only our filter stands: as the tables' owner."""
    with cluster.as_owner(), acting(account.pk), transaction.atomic():
        last, own = last_time(account, cast.ade, CARE), about_me(account, cast.ade)
        return (
            [part.text for part in last.parts.values()] if last else [],
            [words for _, words in own.lines] if own else [],
        )


def test_nobody_without_a_grant_gets_any_of_it_though_no_policy_stands_in_the_way(
    cast: Cast,
) -> None:
    assessed(cast, "The garden")
    told(cast, "My dog")
    for account in (cast.alice, cast.bob, cast.mo):
        assert words_by_filter(cast, account) == (["The garden"], ["My dog"]), account.email
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam):
        assert words_by_filter(cast, account) == ([], []), account.email


def test_what_is_restricted_or_held_is_passed_over_for_what_may_be_read(cast: Cast) -> None:
    assessed(cast, "Spring", TODAY - timedelta(100))
    grave = assessed(cast, "Autumn")
    told(cast, "My dog")
    held = told(cast, "My secret")
    with cluster.as_owner(), acting(cast.system.pk), transaction.atomic():
        Entry.objects.filter(pk=grave).update(needs=3)
        About.objects.filter(entry_id=held).update(sharing="held")
    assert words_by_filter(cast, cast.bob)[0] == ["Spring"]
    assert words_by_filter(cast, cast.alice)[0] == ["Autumn"]  # she wrote it
    assert words_by_filter(cast, cast.ade_account)[1] == ["My dog"]
    with acting(cast.ade_account.pk), transaction.atomic():
        own = about_me(cast.ade_account, cast.ade)
        assert own is not None
        assert [words for _, words in own.lines] == ["My dog"]


def test_what_was_moved_out_of_the_record_is_not_found(cast: Cast) -> None:
    moved = assessed(cast, "The garden")
    with cluster.as_owner(), acting(cast.system.pk), transaction.atomic():
        About.objects.filter(entry_id=moved).update(removed_at=timezone.now())
    assert words_by_filter(cast, cast.alice)[0] == []


def test_the_version_that_stands_answers_whatever_day_it_was_moved_to(cast: Cast) -> None:
    entry_id = assessed(cast, "The garden")
    with acting(cast.alice.pk), transaction.atomic():
        entry = Entry.objects.get(pk=entry_id)
        amend_answers(
            entry=entry,
            base=1,
            stood=list(Part.objects.filter(entry=entry)),
            people=[cast.ade],
            happened=When(TODAY - timedelta(30), "day"),
            filled=filled(CARE, wants__person="The sea"),
            gaps_why="Urgent",
            why="He said it again",
            by=cast.alice,
        )
        last = last_time(cast.alice, cast.ade, CARE)
        assert last is not None
        assert [part.text for part in last.parts.values()] == ["The sea"]
        assert last.on == TODAY - timedelta(30)
        assert last_time(cast.alice, cast.ade, CARE, but=entry_id) is None


def test_it_is_found_in_one_question_or_two_however_often_it_was_asked(cast: Cast) -> None:
    def asked() -> int:
        with acting(cast.alice.pk), transaction.atomic(), CaptureQueriesContext(connection) as sent:
            newest_answers(cast.alice, cast.ade.pk, CARE)
        return len(sent)

    asked()
    assert asked() == 1
    for days in range(3):
        assessed(cast, f"Number {days}", TODAY - timedelta(days))
        assert asked() == 2
    with acting(cast.alice.pk), transaction.atomic():
        found = newest_answers(cast.alice, cast.ade.pk, CARE)
    assert found is not None
    assert [part.text for part in found.parts] == ["Number 0"]
