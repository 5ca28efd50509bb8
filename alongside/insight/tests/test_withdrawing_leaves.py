"""What a withdrawn import leaves as it is, what the person sees, and going on after a stop."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.insight import jobs
from alongside.insight.actions import taking_back
from alongside.insight.models import Imported, ImportRun, Withdrawal
from alongside.people.actions.facts import correct_fact
from alongside.people.actions.grants import open_own_record
from alongside.people.models import Fact, Person
from alongside.record.actions import Words, amend_entry, answer_entry, pin_entry, place_hold
from alongside.record.models import About, Entry, Misfiled, Part, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import WHY, Import, child, left

pytestmark = pytest.mark.django_db


# What stays -------------------------------------------------------------------------------------


def test_what_somebody_touched_is_listed_and_left(
    cast: Cast, kit: Account, withdrawn: Callable[..., Withdrawal], browse: Browse
) -> None:
    with acting(cast.alice.pk):
        four, one = child("NM0004", cast.alice), child("NM0001", cast.alice)
        closed = Entry.objects.get(abouts__person=four, kind="closure")
        words = [Words("fact", "Early help said that they would ring. 🙂 O’Brien")]
        amend_entry(entry=closed, base=1, parts=words, why="They rang", by=cast.alice)
        pinned = Entry.objects.filter(abouts__person=one).first()
        assert pinned is not None
        pin_entry(entry=pinned, by=cast.alice)
        born = Fact.objects.get(person=one, kind="birth", over_at=None)
        correct_fact(fact=born, value="1 May 2015", why="Their passport", by=cast.alice)
    done = withdrawn()
    found = left(done, kit)
    assert ("NM0004", "An entry", "changed") in found
    assert ("NM0004", "The record itself", "used") in found
    assert ("NM0001", "An entry", "used") in found
    assert ("NM0001", "Date of birth", "changed") in found
    assert ("NM0001", "Council’s own number", "known by") in found
    assert {number for number, _, _ in found} == {"NM0001", "NM0004"}
    page = browse(cast.alice).get(f"/people/{one.pk}/timeline/").content.decode()
    assert "brought in by mistake" in page
    assert "Kit asked for it, and" in page
    assert WHY in page
    with acting(cast.alice.pk):
        assert Entry.objects.filter(pk__in=[closed.pk, pinned.pk]).count() == 2
        assert About.objects.filter(person=one).count() == 1
        assert str(Person.objects.get(pk=one.pk).born_on) == "2015-05-01"
    listed = browse(kit).get(f"/imports/withdrawals/{done.pk}/").content.decode()
    assert "NM0004" in listed
    assert "Somebody has changed it since" in listed
    assert "Early help" not in listed
    assert str(four.pk) not in listed  # an administrator opens no record
    assert (
        str(four.pk) in browse(cast.alice).get(f"/imports/withdrawals/{done.pk}/").content.decode()
    )


def test_a_hold_stops_it(cast: Cast, kit: Account, withdrawn: Callable[..., Withdrawal]) -> None:
    with acting(cast.alice.pk):
        one = child("NM0001", cast.alice)
        before = About.objects.filter(person=one).count()
    with acting(cast.protection.pk):
        place_hold(ground="police", why="Reference 7", person=one, by=cast.protection)
    done = withdrawn()
    assert {why for number, _, why in left(done, kit) if number == "NM0001"} == {"hold"}
    with acting(cast.alice.pk):
        assert About.objects.filter(person=one).count() == before


def test_what_waits_with_somebody_and_was_decided_stays(
    cast: Cast, kit: Account, brought: Import, changed: Callable[..., Path],
    withdrawn: Callable[..., Withdrawal],
) -> None:  # fmt: skip
    """An open question is over; an answered one stays."""
    with acting(cast.alice.pk):
        born = Fact.objects.get(person=child("NM0004", cast.alice), kind="birth", over_at=None)
        correct_fact(fact=born, value="1 May 2015", why="Their passport", by=cast.alice)
    pairs = (("<PersonBirthDate>2015-04-22", "<PersonBirthDate>2015-04-23"),)
    second = brought(changed(*pairs))
    with acting(kit.pk):
        which = ImportRun.objects.get(pk=second.run)
    with acting(cast.mo.pk):
        assert Task.objects.filter(what="disagrees", done_at=None).exists()
    done = withdrawn(which)
    assert not done.counts.get("left")
    with acting(cast.mo.pk):
        assert not Task.objects.filter(what="disagrees", done_at=None).exists()
        assert str(child("NM0004", cast.mo).born_on) == "2015-05-01"


# The person -------------------------------------------------------------------------------------


def test_the_person_sees_a_marker_of_what_they_could_read(
    cast: Cast, kit: Account, withdrawn: Callable[..., Withdrawal], browse: Browse
) -> None:
    with acting(cast.alice.pk):
        one = child("NM0001", cast.alice)
        assert About.objects.filter(person=one, sharing="shown").exists()
        mine = Account.objects.create_user("theirs@northmere.example", "x" * 14, kind="person")
        open_own_record(person=one, account=mine, by=cast.alice)
        titles = About.objects.filter(person=one, sharing="shown")
        held = About.objects.filter(person=one).exclude(sharing="shown").count()
        shown = titles.count()
    withdrawn()
    page = browse(mine).get("/my/record/").content.decode()
    assert page.count("taken out on") == shown
    assert held
    assert "by mistake" in page
    with acting(mine.pk):
        assert Misfiled.objects.count() == shown
        assert not Entry.objects.exists()


def test_what_the_person_answered_stays(
    cast: Cast, kit: Account, withdrawn: Callable[..., Withdrawal]
) -> None:
    with acting(cast.alice.pk):
        one = child("NM0001", cast.alice)
        mine = Account.objects.create_user("theirs@northmere.example", "x" * 14, kind="person")
        open_own_record(person=one, account=mine, by=cast.alice)
    with acting(mine.pk):
        part = Part.objects.order_by("pk").first()
        assert part is not None
        answer_entry(id=new_id(), part=part, text="That was not me.", by=mine)
    found = left(withdrawn(), kit)
    assert ("NM0001", "An entry", "answered") in found
    with acting(mine.pk):
        assert Entry.objects.count() == 1


# Cut off ----------------------------------------------------------------------------------------


def test_what_was_cut_off_goes_on_where_it_stopped(
    cast: Cast, kit: Account, run: ImportRun, withdrawn: Callable[..., Withdrawal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    real = taking_back.take_back_of_person
    seen: list[UUID] = []

    def killed(*, person_id: UUID, **more: Any) -> None:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(person_id)
        real(person_id=person_id, **more)

    monkeypatch.setattr(taking_back, "take_back_of_person", killed)
    with pytest.raises(KeyboardInterrupt):
        withdrawn()
    monkeypatch.setattr(taking_back, "take_back_of_person", real)
    with acting(kit.pk):
        [half] = Withdrawal.objects.all()
        assert half.ended_at is None
        assert 0 < half.counts["done"] < half.counts["rows"]
    jobs.take_back_agreed(0)
    with acting(kit.pk):
        half.refresh_from_db()
        assert half.ended_at is not None
        assert half.counts["done"] == half.counts["rows"]
    with acting(cast.system.pk):
        marks = Misfiled.objects.filter(because="import")
        assert marks.count() == half.counts["entries"]
    jobs.take_back_agreed(0)  # nothing is left to do
    with acting(kit.pk):
        assert Withdrawal.objects.get().counts == half.counts


def test_other_work_comes_between(
    cast: Cast, kit: Account, run: ImportRun, withdrawn: Callable[..., Withdrawal],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    again: list[int] = []
    monkeypatch.setattr(jobs, "take_back", partial(taking_back.take_back, seconds=-1))
    monkeypatch.setattr(jobs, "begin_taking_back", lambda: again.append(1))
    half = withdrawn()
    assert half.ended_at is None
    while not jobs.take_back_agreed(0):
        assert len(again) < 100
    with acting(kit.pk):
        half.refresh_from_db()
    assert half.counts["done"] == half.counts["rows"]
    assert len(again) == half.counts["people"]


def test_an_import_that_is_running_is_waited_for(
    cast: Cast, kit: Account, run: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alongside.insight.one_at_a_time import BusyError

    def busy() -> Any:
        raise BusyError("Another import is running.")

    monkeypatch.setattr(jobs, "one_at_a_time", busy)
    assert jobs.take_back_agreed(0) == 0


# Who is kept out --------------------------------------------------------------------------------


def test_roles(cast: Cast, kit: Account, run: ImportRun, browse: Browse) -> None:
    with acting(cast.system.pk):
        partner = cast.sam
    pages = ("/imports/", f"/imports/{run.pk}/", f"/imports/{run.pk}/withdraw/")
    for who in (cast.alice, cast.mo, cast.charlie):
        assert [browse(who).get(page).status_code for page in pages] == [403, 403, 403]
    for who in (cast.ade_account, cast.pat, partner):
        assert [browse(who).get(page).status_code for page in pages] == [404, 404, 404]
    for who in (kit, cast.protection):
        assert [browse(who).get(page).status_code for page in pages] == [200, 200, 200]
    assert browse(kit).get(f"/imports/{UUID(int=1)}/").status_code == 404


def test_imported_rows_are_the_importers_alone(cast: Cast, kit: Account, run: ImportRun) -> None:
    for who in (kit, cast.alice, cast.protection, cast.ade_account):
        with acting(who.pk):
            assert not Imported.objects.exists()
