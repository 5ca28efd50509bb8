"""A name that is over can out somebody: it takes the record to read it, and to find them by it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people import finding
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.facts import (
    change_fact,
    correct_fact,
    end_fact,
    record_fact,
    take_back_fact,
)
from alongside.people.actions.grants import allocate
from alongside.people.models import Fact, FactKind, Person, Rung
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FORMER = ("marcus fielding", "marcus", "markus feilding")


@pytest.fixture
def maya(cast: Cast) -> Person:
    """Known to Alice by another name so far; Charlie may see how to reach her, and no more."""
    with acting(cast.alice.pk):
        told = [
            Told(FactKind.PRONOUNS, "He/him"),
            Told(FactKind.SAY_IT, "MAR-kus"),
            Told(FactKind.SEX, "Male"),
            Told(FactKind.NAME_LEGAL, "Marcus John Fielding"),
        ]
        made = add_person(
            given="Marcus", family="Fielding", told=told, is_somebody_new=True, by=cast.alice
        )
    with acting(cast.system.pk):
        allocate(person=made, account=cast.charlie, rung=Rung.CONTACT, by=cast.system)
    return made


def called(words: str, by: Account) -> list[str]:
    """Who is found, with what stands beside them, and how many stubs there are."""
    with acting(by.pk):
        findings = finding.find(words, by)
        said = [f"{one.person.called} {one.line} {one.why}" for one in findings.people]
        return [*said, *("stub" for _ in findings.elsewhere)]


def fact(person: Person, kind: FactKind) -> Fact:
    return Fact.objects.get(person=person, kind=kind, over_at=None, ends_on=None)


def changed(maya: Person, by: Account) -> None:
    """She tells what she is called now."""
    now = {
        FactKind.NAME_KNOWN_AS: "Maya Stone",
        FactKind.NAME_LEGAL: "Maya Stone",
        FactKind.PRONOUNS: "She/her",
        FactKind.SAY_IT: "MY-a",
        FactKind.SEX: "Female",
    }
    with acting(by.pk):
        for kind, words in now.items():
            change_fact(fact=fact(maya, kind), value=words, by=by)


def test_it_is_found_by_those_who_read_the_record_alone(cast: Cast, maya: Person) -> None:
    assert called("marcus fielding", cast.charlie)
    changed(maya, cast.alice)
    for words in FORMER:
        assert called(words, cast.alice), words
        for who in (cast.charlie, cast.protection, cast.sam):
            assert called(words, who) == [], (words, who.email)
    # Beside a word that finds her, the former one says no more than any other.
    assert called("marcus stone", cast.charlie) == called("zzyzx stone", cast.charlie)
    [there] = called("maya stone", cast.charlie)
    assert "Marcus" not in there
    assert "Fielding" not in there


def test_nor_is_it_read_by_anybody_else(cast: Cast, maya: Person, browse: Browse) -> None:
    changed(maya, cast.alice)
    for who, reads in ((cast.alice, True), (cast.charlie, False)):
        page = browse(who).get(f"/people/{maya.pk}/about/").content.decode()
        for words in ("Marcus", "Fielding", "He/him", "MAR-kus"):
            assert (words in page) is reads, (who.email, words)
        assert "Maya Stone" in page
        assert "She/her" in page
    with acting(cast.charlie.pk):
        assert not Fact.objects.filter(person=maya, ends_on__isnull=False).exists()


def test_whoever_holds_less_than_the_record_changes_it_all_the_same(
    cast: Cast, maya: Person
) -> None:
    """A receptionist who is told of a new name writes it down, and by that closes the old one."""
    changed(maya, cast.charlie)
    assert called("marcus fielding", cast.charlie) == []
    assert called("marcus fielding", cast.alice)


@pytest.mark.parametrize("how", ["corrected", "taken back", "ended"])
def test_what_was_wrong_or_is_over_follows_the_same_rule(
    cast: Cast, maya: Person, how: str
) -> None:
    with acting(cast.alice.pk):
        known = fact(maya, FactKind.NAME_KNOWN_AS)
        legal = fact(maya, FactKind.NAME_LEGAL)
        change_fact(fact=legal, value="Maya Stone", by=cast.alice)
        if how == "corrected":
            correct_fact(fact=known, value="Maya Stone", why="Misheard", by=cast.alice)
        elif how == "taken back":
            take_back_fact(fact=known, why="Misheard", by=cast.alice)
        else:
            end_fact(fact=known, by=cast.alice)
    assert called("marcus fielding", cast.charlie) == []
    with acting(cast.charlie.pk):
        assert not Fact.objects.filter(person=maya, value__contains="Marcus").exists()


def test_a_word_that_is_still_theirs_finds_them(cast: Cast, maya: Person) -> None:
    with acting(cast.alice.pk):
        for kind in (FactKind.NAME_KNOWN_AS, FactKind.NAME_LEGAL):
            change_fact(fact=fact(maya, kind), value="Maya Fielding", by=cast.alice)
    assert called("maya fielding", cast.charlie)
    assert called("fielding", cast.charlie)
    assert called("marcus fielding", cast.charlie) == called("zzyzx fielding", cast.charlie)


def test_a_name_taken_up_again_is_nobody_s_secret(cast: Cast, maya: Person) -> None:
    changed(maya, cast.alice)
    with acting(cast.alice.pk):
        known = fact(maya, FactKind.NAME_KNOWN_AS)
        take_back_fact(fact=known, why="She asked us to", by=cast.alice)
        today, kind = timezone.localdate(), FactKind.NAME_KNOWN_AS
        again = "Marcus Fielding"
        record_fact(person=maya, kind=kind, value=again, starts_on=today, by=cast.alice)
    assert called("marcus fielding", cast.charlie)


def test_a_name_does_not_end_on_a_day_to_come(cast: Cast, maya: Person) -> None:
    """Or nobody would close it on that day."""
    with acting(cast.alice.pk):
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(ValidationError, match="has not come yet"):
            end_fact(fact=fact(maya, FactKind.NAME_KNOWN_AS), ends_on=tomorrow, by=cast.alice)


def test_nobody_closes_the_facts_of_a_record_that_they_do_not_see(cast: Cast, maya: Person) -> None:
    wrong = pytest.raises(ProgrammingError, match="not yours to name")
    with acting(cast.sam.pk), connection.cursor() as cursor, wrong:
        cursor.execute("select gate.keep_former(%s)", [maya.pk])
