"""What an entry keeps when it is moved to the right record: its writer, and what protects it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Rung
from alongside.record.actions import (
    Words,
    answer_entry,
    decide_sharing,
    may_release,
    move_misfiled_entry,
    place_hold,
    restrict_entry,
    second_decision,
)
from alongside.record.models import (
    About,
    Answer,
    Entry,
    Hold,
    Part,
    Reader,
    Restriction,
    SharingDecision,
    Task,
    Version,
)
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write

SOON = timezone.localdate() + timedelta(days=30)
NOT_ME = "This is not me. I was in hospital."


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Mo and Charlie may read Temi's record, beside Alice."""
    with acting(cast.system.pk):
        for account in (cast.mo, cast.charlie):
            grants.allocate(person=cast.temi, account=account, by=cast.system)
    return cast


def moved(cast: Cast, entry: Entry, by: str = "mo") -> Entry:
    """Mo moves it to Temi's record."""
    mover = getattr(cast, by)
    with acting(mover.pk):
        move_misfiled_entry(entry=entry, wrong=cast.ade, right=cast.temi, why="Mixed up", by=mover)
        return Entry.objects.select_related("written_by").get(abouts__person=cast.temi)


def text(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def test_few_still_read_what_few_read(both: Cast, note: Write) -> None:
    entry = note(Words("fact", "The allegation against a colleague"))
    with acting(both.mo.pk):
        restrict_entry(entry=entry, words="Few", until=SOON, review_by=both.alice, by=both.mo)
    new = moved(both, entry)
    with acting(both.charlie.pk):  # may read Temi's record, and not this
        assert not Entry.objects.exists()
        assert not Part.objects.exists()
        assert About.objects.get(person=both.temi).entry_id == new.pk  # a stub
        assert Restriction.objects.get(entry=new).words == "Few"
    with acting(both.alice.pk):
        assert Entry.objects.get() == new
        task = Task.objects.get(what=Task.What.REVIEW_RESTRICTION, done_at=None)
        assert task.from_id == Restriction.objects.get(entry=new).pk
    with acting(both.mo.pk):
        assert {one.account_id for one in Reader.objects.filter(entry=new)} >= {both.alice.pk}


def test_what_is_not_disclosed_stays_so(both: Cast, note: Write) -> None:
    entry = note()
    told: dict[str, Any] = {"ground": "crime", "why": "The police", "review_on": SOON}
    with acting(both.alice.pk):
        about = About.objects.select_related("entry").get()
        decision = decide_sharing(about=about, sharing="not disclosed", by=both.alice, **told)
    with acting(both.mo.pk):
        second_decision(decision=decision, is_agreed=True, by=both.mo)
    moved(both, entry)
    with acting(both.mo.pk):
        assert About.objects.get(person=both.temi).sharing == "not disclosed"
        again = SharingDecision.objects.get(person=both.temi)
        assert (again.state, again.ground, again.review_on) == ("proposed", "crime", SOON)
    with acting(both.system.pk):  # somebody else than the mover is asked
        task = Task.objects.get(from_id=again.pk, done_at=None)
        assert task.account_id != both.mo.pk


def test_a_hold_goes_with_it(both: Cast, note: Write) -> None:
    entry = note()
    with acting(both.system.pk):
        grants.allocate(person=both.ade, account=both.protection, rung=Rung.RECORD, by=both.system)
    with acting(both.protection.pk):
        place_hold(ground="court", why="A case", entry=entry, by=both.protection)
    new = moved(both, entry)
    with acting(both.protection.pk):
        hold = Hold.objects.get(entry=new)
        assert (hold.ground, hold.why, hold.by_id) == ("court", "A case", both.protection.pk)


def test_it_stays_the_work_of_whoever_wrote_it(both: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("opinion", "I think he is at risk"), seen={both.ade.pk: "alone"})
    new = moved(both, entry)
    page = text(browse(both.mo).get(new.get_absolute_url()).content)
    assert "What Alice makes of it" in page
    assert "Written by Alice" in page
    assert "Moved here from another record by Mo" in page
    change = text(browse(both.mo).get(f"/entries/{new.pk}/change/").content)
    assert "What Alice makes of it" in change
    assert "What Mo makes of it" not in change
    assert "Temi Bankole: seen alone." in page
    line = text(browse(both.mo).get(f"/people/{both.temi.pk}/timeline/").content)
    assert "Alice" in line
    with acting(both.mo.pk):
        assert Version.objects.get(entry=new).seen == {str(both.temi.pk): "alone"}
        assert (new.written_by, new.first_written_at) == (both.mo, entry.written_at)


def test_its_first_writer_opens_nothing_of_it(both: Cast, note: Write) -> None:
    """A manager's own note, which somebody else moved, is still not hers to show."""
    entry = note(by=both.mo)
    with acting(both.system.pk):
        for person in (both.ade, both.temi):
            grants.allocate(person=person, account=both.protection, by=both.system)
        role = {"starts": timezone.now(), "until": FOR_EVER, "given_by": both.system}
        RoleHeld.objects.create(account=both.protection, role_id="business-support", **role)
    moved(both, entry, by="protection")
    with acting(both.mo.pk):
        about = About.objects.select_related("entry").get(person=both.temi)
        with pytest.raises(PermissionDenied):
            decide_sharing(about=about, sharing="shown", by=both.mo)
        with pytest.raises(DatabaseError, match="not yours to decide"), transaction.atomic():
            About.objects.filter(pk=about.pk).update(sharing="shown")
        assert not may_release(Part.objects.get(), both.mo)


def test_what_the_person_wrote_beside_it_stays(both: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    with acting(both.ade_account.pk):
        part = Part.objects.get()
        answer_entry(id=new_id(), part=part, text=NOT_ME, is_correction=True, by=both.ade_account)
    with acting(both.alice.pk):
        assert Task.objects.filter(what=Task.What.CORRECT, done_at=None).exists()
    moved(both, entry)
    for account in (both.alice, both.mo, both.protection, both.ade_account):
        with acting(account.pk):
            assert Answer.objects.get().text == NOT_ME, account
    with acting(both.charlie.pk):  # Temi's record is no way to Ade's words
        assert not Answer.objects.exists()
    with acting(both.alice.pk):
        assert not Task.objects.filter(what=Task.What.CORRECT, done_at=None).exists()
        mark = Task.objects.filter(what=Task.What.MISFILED)
        assert not mark.exists()
    assert NOT_ME in text(browse(both.bob).get(f"/people/{both.ade.pk}/timeline/").content)
    assert NOT_ME in text(browse(both.ade_account).get("/my/record/").content)
    with acting(both.protection.pk):
        task = Task.objects.get(what=Task.What.MISFILED)
    assert NOT_ME in text(browse(both.protection).get(f"/waiting/misfiled/{task.from_id}/").content)


def test_nobody_carries_over_past_the_gate(both: Cast, note: Write) -> None:
    """Nobody makes a note of their own look like a colleague's, nor one that is not theirs."""
    entry, mine = note(), note(by=both.bob)
    with acting(both.bob.pk):
        for old, new in ((entry.pk, mine.pk), (mine.pk, entry.pk), (mine.pk, mine.pk)):
            with (
                pytest.raises(DatabaseError, match=r"not yours to move|just moved"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("select * from gate.carry_over(%s, %s)", [old, new])
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Entry.objects.create(kind="note", written_by=both.bob, first_written_by=both.alice)
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("update record_entry set first_written_by_id = %s", [both.alice.pk])
