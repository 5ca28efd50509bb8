"""Putting right whom words are about: nobody reads by it what is not theirs."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Person
from alongside.record.actions import (
    Words,
    amend_entry,
    decide_sharing,
    move_misfiled_entry,
    release_part,
)
from alongside.record.models import About, Entry, Part, SharingDecision, Task, Version
from alongside.record.whom import whom
from tests.cast import Cast

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


def shown(cast: Cast, note: Write, *parts: Words) -> Entry:
    """A note about Ade and Temi, shown to Ade by a manager."""
    entry = note(*parts, people=[cast.ade, cast.temi])
    with acting(cast.mo.pk):
        about = About.objects.get(entry=entry, person=cast.ade)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
    return entry


def about(text: str, *people: Person, sort: str = "fact") -> Words:
    return Words(sort, text, about=tuple(one.pk for one in people))


def amend(entry: Entry, by: Account, *parts: Words, **more: Any) -> Version:
    with acting(by.pk):
        return amend_entry(
            **{"entry": entry, "base": 1, "parts": parts, "why": "Put right", "by": by, **more}
        )


def reads(account: Account) -> set[str]:
    """The texts that this account reads, of any version."""
    with acting(account.pk):
        return set(Part.objects.values_list("text", flat=True))


def sharing(entry: Entry, person: Person, by: Account) -> str:
    with acting(by.pk):
        return About.objects.get(entry=entry, person=person).sharing


# Away from somebody -------------------------------------------------------------------------------


@pytest.mark.parametrize("stays", [True, False])
def test_words_that_were_somebody_elses_go_from_both_versions(
    stays: bool, cast: Cast, note: Write
) -> None:
    """Temi's words stood as Ade's. He reads them neither now nor in what was said before."""
    entry = shown(cast, note, about("Temi was hit.", cast.ade), about("He is well.", cast.ade))
    assert reads(cast.ade_account) == {"Temi was hit.", "He is well."}
    whose = (cast.ade, cast.temi) if stays else (cast.temi,)
    version = amend(
        entry, cast.alice, about("Temi was hit.", *whose), about("He is well.", cast.ade)
    )
    assert reads(cast.ade_account) == {"He is well."}
    assert not version.is_earlier_readable
    with acting(cast.ade_account.pk):
        assert [one.number for one in Version.objects.all()] == [2]
        assert Part.objects.count() == 1
    assert sharing(entry, cast.ade, cast.alice) == "shown"


def test_a_tick_does_not_keep_what_was_before_open(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("Temi was hit.", cast.ade))
    amend(entry, cast.alice, about("Temi was hit.", cast.temi), is_earlier_readable=True)
    assert reads(cast.ade_account) == set()


def test_nor_does_a_release_of_what_was_before(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    with acting(cast.mo.pk):
        release_part(part=Part.objects.get(), person=cast.ade, why="Both there", by=cast.mo)
    assert reads(cast.ade_account) == {"They talked."}
    amend(entry, cast.alice, about("They talked.", cast.temi))
    assert reads(cast.ade_account) == set()


def test_words_put_in_another_box_are_the_same_words(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("Temi was hit.", cast.ade))
    moved = Words("reported", " Temi  was hit. ", about=(cast.temi.pk,))
    version = amend(entry, cast.alice, moved)
    assert not version.is_earlier_readable


def test_without_a_correction_what_was_before_stays_readable(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("One.", cast.ade), about("Hers.", cast.temi))
    version = amend(entry, cast.alice, about("Two.", cast.ade), about("Hers.", cast.temi))
    assert version.is_earlier_readable
    assert reads(cast.ade_account) == {"One.", "Two."}


def test_which_part_is_which_is_known_by_its_id(cast: Cast, note: Write) -> None:
    """The first of two is taken out; the second has not become about somebody else by that."""
    entry = shown(cast, note, about("His.", cast.ade), about("Hers.", cast.temi))
    with acting(cast.alice.pk):
        hers = Part.objects.get(text="Hers.")
    new = Words("fact", "Hers, still.", about=(cast.temi.pk,), was=hers.pk)
    assert amend(entry, cast.alice, new).is_earlier_readable


# Towards somebody ---------------------------------------------------------------------------------


def test_what_it_opens_is_looked_at_first(cast: Cast, note: Write, trailed: Trail) -> None:
    """What was marked as also Temi's becomes Ade's to read: a manager looks before he does."""
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    amend(entry, cast.alice, about("They talked.", cast.ade))
    assert sharing(entry, cast.ade, cast.alice) == "held"
    assert reads(cast.ade_account) == set()
    with acting(cast.mo.pk):
        task = Task.objects.get(account=cast.mo, what=Task.What.DECIDE_HELD, done_at=None)
        assert task.person_id == cast.ade.pk
        mine = About.objects.get(person=cast.ade)
        decide_sharing(about=mine, sharing="shown", by=cast.mo)
    assert reads(cast.ade_account) == {"They talked."}
    assert "sharing decided" in trailed(cast.ade, cast.alice)


def test_also_where_a_colleague_changes_it(cast: Cast, note: Write) -> None:
    """Bob did not write it and decides nothing; holding it is part of his correction."""
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.bob, by=cast.system)
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    amend(entry, cast.bob, about("They talked.", cast.ade))
    assert sharing(entry, cast.ade, cast.bob) == "held"
    with acting(cast.mo.pk):
        assert Task.objects.filter(account=cast.mo, what="decide held", done_at=None).exists()


def test_whose_role_it_is_to_show_it_decides_by_changing_it(cast: Cast, note: Write) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    amend(entry, cast.mo, about("They talked.", cast.ade))
    assert sharing(entry, cast.ade, cast.mo) == "shown"
    assert reads(cast.ade_account) == {"They talked."}


def test_but_not_over_words_of_their_own(cast: Cast, note: Write) -> None:
    """Mo wrote the last version; what she opens of it waits for somebody else than her."""
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    amend(entry, cast.mo, about("They talked more.", cast.ade, cast.temi))
    amend(entry, cast.mo, about("They talked more.", cast.ade), base=2)
    assert sharing(entry, cast.ade, cast.mo) == "held"
    with acting(cast.mo.pk):
        task = Task.objects.get(person=cast.ade, what="decide held", done_at=None)
    assert task.account_id != cast.mo.pk


def test_what_was_released_word_for_word_is_not_held_again(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    with acting(cast.mo.pk):
        release_part(part=Part.objects.get(), person=cast.ade, why="Both there", by=cast.mo)
    amend(entry, cast.alice, about("They talked.", cast.ade))
    assert sharing(entry, cast.ade, cast.alice) == "shown"


def test_what_is_held_already_stays_as_it_is(cast: Cast, note: Write) -> None:
    entry = note(about("They talked.", cast.ade, cast.temi), people=[cast.ade, cast.temi])
    amend(entry, cast.alice, about("They talked.", cast.ade))
    with acting(cast.alice.pk):
        assert not SharingDecision.objects.exists()
        assert Task.objects.filter(what="decide held", person=cast.ade).count() == 1


# Whom one does not see ----------------------------------------------------------------------------


def test_who_sees_one_of_two_can_add_the_other(cast: Cast, note: Write) -> None:
    """Bob may not know Temi's name. He reads that the words are hers too, and says so."""
    entry = shown(cast, note, about("Temi was hit.", cast.ade))
    with acting(cast.bob.pk):
        here = whom(entry, Part.objects.all())
    assert here.others == {cast.temi.pk}
    both = (cast.ade.pk, *here.others)
    amend(entry, cast.bob, Words("fact", "She was hit.", about=both))
    assert reads(cast.ade_account) == set()


@pytest.mark.parametrize("before", ["both", "ade"])
def test_and_gives_nobody_words_whose_he_cannot_know(before: str, cast: Cast, note: Write) -> None:
    was = (cast.ade, cast.temi) if before == "both" else (cast.ade,)
    entry = shown(cast, note, about("They talked.", *was))
    now = [(cast.temi.pk,), *([(cast.ade.pk,)] if before == "both" else [])]
    for one in now:
        with pytest.raises(ValidationError, match="whose name you may not see"):
            amend(entry, cast.bob, Words("fact", "They talked.", about=one))
    new = Words("opinion", "New", about=(cast.temi.pk,))
    with pytest.raises(ValidationError, match="whose name you can see"):
        amend(entry, cast.bob, about("They talked.", *was), new)
    with acting(cast.bob.pk):
        assert Version.objects.count() == 1


def test_who_is_no_longer_on_it_can_be_taken_off_its_words(cast: Cast, note: Write) -> None:
    """Temi was put on it by a slip; what was written as about both is looked at once more."""
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=entry, wrong=cast.temi, right=None, why="A slip", by=cast.alice)
        here = whom(entry, Part.objects.all())
    assert not here.others
    assert here.gone == {cast.temi.pk}
    assert here.is_several
    amend(entry, cast.bob, about("Ade talked.", cast.ade))
    assert sharing(entry, cast.ade, cast.bob) == "held"


# Refused ------------------------------------------------------------------------------------------


def test_nobody_the_entry_is_not_about(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("They talked.", cast.ade))
    for other in (cast.stranger.pk, new_id(), UUID(int=0)):
        with pytest.raises(ValidationError, match="somebody whom this is not about"):
            amend(entry, cast.alice, Words("fact", "They talked.", about=(cast.ade.pk, other)))


def test_no_part_of_another_entry_stands_behind_one(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    other = note()
    with acting(cast.alice.pk):
        foreign = Part.objects.get(entry=other).pk
    words = Words("fact", "They talked.", about=(cast.ade.pk,), was=foreign)
    with pytest.raises(ValidationError, match="not here any more"):
        amend(entry, cast.alice, words)


def test_a_stranger_corrects_nothing(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("They talked.", cast.ade, cast.temi))
    with pytest.raises(PermissionDenied):
        amend(entry, cast.charlie, about("They talked.", cast.ade))


# What is kept -------------------------------------------------------------------------------------


def test_everybody_it_is_about_reads_on_the_trail_that_it_was_changed(
    cast: Cast, note: Write, trailed: Trail
) -> None:
    entry = note(about("They talked.", cast.ade, cast.temi), people=[cast.ade, cast.temi])
    amend(entry, cast.bob, about("They talked!", cast.ade, cast.temi))
    assert "entry amended" in trailed(cast.ade, cast.bob)
    assert "entry amended" in trailed(cast.temi, cast.bob)


def test_data_protection_can_tell_corrections_of_whom_it_is_about(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("Temi was hit.", cast.ade), about("He is well.", cast.ade))
    amend(entry, cast.alice, about("Temi was hit.", cast.temi), about("He is well.", cast.ade))
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select detail from gate.whole_trail(now() + interval '1 hour', 9, %s)"
            " where what = 'entry amended'",
            [cast.ade.pk],
        )
        assert [json.loads(line)["about_changed"] for (line,) in cursor.fetchall()] == [1]


def test_the_older_version_says_for_ever_whom_it_was_about(cast: Cast, note: Write) -> None:
    entry = shown(cast, note, about("Temi was hit.", cast.ade))
    amend(entry, cast.alice, about("Temi was hit.", cast.temi))
    with acting(cast.alice.pk):
        said = Part.objects.order_by("version__number").values_list("about", flat=True)
        assert list(said) == [[cast.ade.pk], [cast.temi.pk]]
