"""Twins: what was written before the birth stands on both records, and nobody reads more for it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.people.actions.adding import add_person
from alongside.people.actions.around import add_relationship
from alongside.people.actions.lives import Newborn, record_birth
from alongside.people.models import Basis, Grant, Known, Person, Rung
from alongside.record.access import timeline
from alongside.record.actions import decide_sharing, move_misfiled_entry, restrict_entry
from alongside.record.models import About, Entry, Task
from tests.cast import Cast, person

from .conftest import Trail, Write

TODAY = timezone.localdate()


@pytest.fixture
def unborn(cast: Cast) -> Person:
    with acting(cast.alice.pk):
        return add_person(
            called="Baby Bankole",
            born_on=TODAY + timedelta(days=20),
            birth_known=Known.EXPECTED,
            is_somebody_new=True,
            by=cast.alice,
        )


def born(cast: Cast, unborn: Person, count: int = 2) -> list[Person]:
    """Bob writes the birth down."""
    children = [Newborn(name, "Bankole") for name in ("Esi", "Kofi", "Ama")[:count]]
    with acting(cast.bob.pk):
        return record_birth(person=unborn, born_on=TODAY, children=children, by=cast.bob)


def sharing(child: Person, cast: Cast) -> dict[UUID, tuple[str, bool]]:
    """How each entry is shared with a child, and whether somebody is to look on a day."""
    with acting(cast.mo.pk):
        found = About.objects.filter(person=child)
        return {one.entry_id: (one.sharing, bool(one.sharing_review_on)) for one in found}


def test_what_was_written_stands_on_each_record(
    cast: Cast, note: Write, unborn: Person, trailed: Trail
) -> None:
    alone, both = note(people=[unborn]), note(people=[unborn, cast.temi])
    strategy = note(people=[unborn], kind="strategy")
    with acting(cast.mo.pk):
        about = About.objects.get(entry=both, person=unborn)
        decide_sharing(about=about, sharing="shown", why="Agreed", by=cast.mo)
    children = born(cast, unborn, 3)
    assert sharing(children[0], cast)[both.pk] == ("shown", False)
    for twin in children[1:]:
        assert sharing(twin, cast) == {
            alone.pk: ("shown", False),
            both.pk: ("held", False),
            strategy.pk: ("held", True),
        }
        assert trailed(twin).count("entry attached at birth") == 3
        with acting(cast.alice.pk):
            assert len(timeline(twin, by=cast.alice).lines) == 3
            words = About.objects.get(entry=both, person=twin).sharing_words
            assert words == "It is about somebody else too, so we look at it first."
    with acting(cast.alice.pk):
        counts = dict(Entry.objects.values_list("pk", "about_count"))
    assert counts == {alone.pk: 3, both.pk: 4, strategy.pk: 3}


def test_an_only_child_and_what_was_taken_out(cast: Cast, note: Write, unborn: Person) -> None:
    kept, gone = note(people=[unborn]), note(people=[unborn])
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=gone, wrong=unborn, right=None, why="Mixed up", by=cast.alice)
    _, twin = born(cast, unborn)
    assert set(sharing(twin, cast)) == {kept.pk}


def test_one_child_changes_nothing(cast: Cast, note: Write, unborn: Person) -> None:
    entry = note(people=[unborn])
    born(cast, unborn, 1)
    with acting(cast.alice.pk):
        assert Entry.objects.get().about_count == 1
        assert About.objects.get().entry_id == entry.pk


def test_what_is_restricted_stays_so_and_leaves_a_stub(
    cast: Cast, note: Write, unborn: Person
) -> None:
    entry = note(people=[unborn])
    with acting(cast.alice.pk):
        restrict_entry(
            entry=entry,
            words="About a relative.",
            until=TODAY + timedelta(days=9),
            review_by=cast.mo,
            by=cast.alice,
        )
    _, twin = born(cast, unborn)
    with acting(cast.bob.pk):
        assert not Entry.objects.filter(pk=entry.pk).exists()
        (line,) = timeline(twin, by=cast.bob).lines
        assert line.is_stub
    with acting(cast.alice.pk):
        read = Entry.objects.get(pk=entry.pk)  # she wrote it
        assert (read.needs, read.about_count) == (3, 2)


def test_what_the_first_is_not_told_of_neither_is_the_twin(
    cast: Cast, note: Write, unborn: Person
) -> None:
    entry = note(people=[unborn])
    with acting(cast.alice.pk):
        decide_sharing(
            about=About.objects.get(entry=entry),
            sharing="not disclosed",
            ground="serious harm",
            why="He may come to harm",
            review_on=TODAY + timedelta(days=30),
            by=cast.alice,
        )
        before = Task.objects.count()
    _, twin = born(cast, unborn)
    assert sharing(twin, cast) == {entry.pk: ("not disclosed", True)}
    with acting(cast.alice.pk):
        assert Task.objects.count() == before


def attaches(cast: Cast, first: Person, twin: Person) -> bool:
    """Past the action, as Bob, and taken back at once: whether the database lets him."""
    try:
        with acting(cast.bob.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select gate.attach_to_twins(%s, %s, 'x')", [first.pk, [twin.pk]])
            transaction.set_rollback(True)
    except ProgrammingError as refusal:
        if "not yours to begin" not in str(refusal):
            raise
        return False
    return True


def made_up(cast: Cast, first: Person) -> Person:
    """Somebody whom Bob invents as another twin."""
    with acting(cast.bob.pk):
        twin = person("Nobody", TODAY, worker=cast.bob, by=cast.bob)
        add_relationship(person=twin, kind="twin", other=first, by=cast.bob)
    return twin


def test_it_is_once_and_only_for_twins(cast: Cast, note: Write, unborn: Person) -> None:
    note(people=[unborn])
    first, twin = born(cast, unborn)
    assert not attaches(cast, first, twin)  # a second time
    assert not attaches(cast, first, cast.stranger)
    assert not attaches(cast, cast.stranger, twin)
    assert not attaches(cast, first, cast.temi)
    assert attaches(cast, first, made_up(cast, first))


@pytest.mark.parametrize(
    ("who", "basis"), [("bob", Basis.SUPERVISES), ("charlie", Basis.ALLOCATED)]
)
def test_nobody_comes_to_read_what_is_restricted(
    cast: Cast, note: Write, unborn: Person, who: str, basis: Basis
) -> None:
    note(people=[unborn])
    first, _ = born(cast, unborn)
    twin = made_up(cast, first)
    with acting(cast.system.pk):
        Grant.objects.create(
            person=twin,
            account=getattr(cast, who),
            rung=Rung.RESTRICTED,
            basis=basis,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    assert not attaches(cast, first, twin)
