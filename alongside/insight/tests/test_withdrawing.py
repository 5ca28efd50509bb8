"""Withdrawing an import: asked by one, agreed by another, and gone behind a marker."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight import jobs
from alongside.insight.actions import ask_to_withdraw, decide_withdrawal
from alongside.insight.models import ImportRun, Withdrawal
from alongside.people.models import Fact, Person
from alongside.record.models import About, Entry, Misfiled, Part
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import WHY, Import, child, count, left

pytestmark = pytest.mark.django_db


def asks(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


# Two people -------------------------------------------------------------------------------------


def test_the_whole_way_through_the_pages(
    cast: Cast, kit: Account, run: ImportRun, browse: Browse
) -> None:
    with acting(cast.alice.pk):
        theirs = child("NM0001", cast.alice)
        before = About.objects.filter(person=theirs).count()
    assert before
    alice, me, olu = browse(cast.alice), browse(kit), browse(cast.protection)
    page = me.get(f"/imports/{run.pk}/").content.decode()
    assert "Ask to withdraw this import" in page
    sent = me.post(f"/imports/{run.pk}/withdraw/", {"why": WHY})
    assert sent.status_code == 302
    address = sent.headers["Location"]
    assert "somebody else decides" in me.get(address).content.decode()
    assert address in olu.get("/waiting/").content.decode()
    page = olu.get(address).content.decode()
    assert WHY in page
    assert "Do you agree that it is withdrawn?" in page
    assert olu.post(address, {"is_agreed": "yes", "words": "The wrong file."}).status_code == 302
    assert "begins within a few minutes" in olu.get(address).content.decode()
    assert address not in olu.get("/waiting/").content.decode()
    with acting(cast.alice.pk):
        assert About.objects.filter(person=theirs).count() == before  # the worker does it
    jobs.take_back_agreed(0)
    page = me.get(address).content.decode()
    assert "It was withdrawn" in page
    assert "Records taken out of find and all lists" in page
    assert "Withdrawn" in me.get("/imports/").content.decode()
    assert alice.get(f"/people/{theirs.pk}/").status_code == 404
    assert "NM0001" not in alice.get("/").content.decode()
    team = alice.get("/waiting/").content.decode()
    assert "What an import brought to your team was taken out again" in team
    assert "It was withdrawn" in alice.get(address).content.decode()
    with acting(cast.charlie.pk):
        assert not Withdrawal.objects.exists()
    assert browse(cast.charlie).get(address).status_code == 404


def test_nobody_agrees_with_themselves(
    cast: Cast, kit: Account, run: ImportRun, browse: Browse
) -> None:
    with acting(kit.pk):
        asked = ask_to_withdraw(run=run, why=WHY, by=kit)
        with pytest.raises(PermissionDenied):
            decide_withdrawal(withdrawal=asked, is_agreed=True, words="Yes", by=kit)
        by_itself = "update insight_withdrawal set state = 'agreed', second_by_id = %s, words = 'x'"
        for second in (kit.pk, cast.protection.pk):
            assert asks(by_itself + " where id = %s returning 1", second, asked.pk) == []
        assert Withdrawal.objects.get(pk=asked.pk).state == "asked"
    data = {"is_agreed": "yes", "words": "Yes"}
    assert browse(kit).post(f"/imports/withdrawals/{asked.pk}/", data).status_code == 403
    jobs.take_back_agreed(0)
    with acting(cast.alice.pk):
        assert child("NM0001", cast.alice)


def test_the_table_itself_refuses_one_person_twice(kit: Account, run: ImportRun) -> None:
    with acting(kit.pk), pytest.raises(DatabaseError), transaction.atomic():
        Withdrawal.objects.create(
            run=run, why=WHY, asked_by=kit, state="agreed", second_by=kit, words="x"
        )


def test_it_takes_two_with_the_role(cast: Cast, kit: Account, run: ImportRun) -> None:
    with acting(cast.mo.pk), pytest.raises(PermissionDenied):
        ask_to_withdraw(run=run, why=WHY, by=cast.mo)
    with acting(kit.pk):
        with pytest.raises(ValidationError, match="Say why"):
            ask_to_withdraw(run=run, why=" ", by=kit)
        asked = ask_to_withdraw(run=run, why=WHY, by=kit)
        with pytest.raises(ValidationError, match="already"):
            ask_to_withdraw(run=run, why=WHY, by=kit)
    with acting(cast.mo.pk), pytest.raises(PermissionDenied):
        decide_withdrawal(withdrawal=asked, is_agreed=True, words="Yes", by=cast.mo)


def test_what_was_refused_can_be_asked_again(cast: Cast, kit: Account, run: ImportRun) -> None:
    with acting(kit.pk):
        asked = ask_to_withdraw(run=run, why=WHY, by=kit)
    with acting(cast.protection.pk):
        decide_withdrawal(
            withdrawal=asked, is_agreed=False, words="It is ours.", by=cast.protection
        )
        with pytest.raises(ValidationError, match="decided"):
            decide_withdrawal(withdrawal=asked, is_agreed=True, words="Yes", by=cast.protection)
    jobs.take_back_agreed(0)
    with acting(cast.alice.pk):
        assert child("NM0001", cast.alice)
    with acting(kit.pk):
        assert ask_to_withdraw(run=run, why="Look again", by=kit).state == "asked"


def test_the_application_takes_nothing_out_without_two(cast: Cast, run: ImportRun) -> None:
    with acting(cast.mo.pk):
        entry = About.objects.filter(person=child("NM0001", cast.mo)).first()
        assert entry is not None
        for statement in (
            "select * from gate.take_out_brought_in(%s, %s, 'x')",
            "select * from gate.entries_touched(%s) where %s is not null",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                asks(
                    statement, run.pk if "take" in statement else [entry.entry_id], [entry.entry_id]
                )


# What leaves ------------------------------------------------------------------------------------


def test_everything_leaves_and_nothing_is_destroyed(
    cast: Cast, kit: Account, run: ImportRun, withdrawn: Callable[..., Withdrawal]
) -> None:
    with acting(cast.alice.pk):
        people = list(Fact.objects.filter(kind="local id").values_list("person_id", flat=True))
        entries = set(About.objects.filter(person__in=people).values_list("entry_id", flat=True))
    done = withdrawn()
    assert left(done, kit) == []
    assert done.counts["people"] == len(people)
    assert done.counts["entries"] == len(entries)
    assert done.counts["done"] == done.counts["rows"]
    with acting(cast.alice.pk):
        assert not Person.objects.filter(pk__in=people).exists()
        assert not Entry.objects.filter(pk__in=entries).exists()
        assert not Part.objects.filter(entry_id__in=entries).exists()
        assert not asks("select * from gate.find_exact('{local id}', '{nm0001}', '{}', '{}')")
    with acting(cast.system.pk):
        assert {one.state for one in Person.objects.filter(pk__in=people)} == {"mistake"}
        assert not Fact.objects.filter(person__in=people, over_at=None).exists()
        assert Fact.objects.filter(person__in=people, over_why__contains=WHY).exists()
        marks = Misfiled.objects.filter(person__in=people, because="import")
        assert {one.entry_id for one in marks} == entries
        assert not any(one.was_shown for one in marks)
        assert {(one.asked_by_id, one.agreed_by_id) for one in marks} == {
            (kit.pk, cast.protection.pk)
        }


def test_the_same_file_comes_in_again_as_new(
    cast: Cast, brought: Import, withdrawn: Callable[..., Withdrawal]
) -> None:
    with acting(cast.alice.pk):
        first = child("NM0001", cast.alice)
        people = Person.objects.count()
    withdrawn()
    again = brought()
    assert count(again, "unchanged") == {"conferences": 1}  # the file has that one twice
    with acting(cast.alice.pk):
        assert Person.objects.count() == people
    with acting(cast.alice.pk):
        assert child("NM0001", cast.alice).pk != first.pk
    once_more = brought()
    assert count(once_more, "imported") == {}


def test_what_the_later_file_changed_is_as_it_was(
    cast: Cast, kit: Account, run: ImportRun, brought: Import,
    changed: Callable[..., Path], withdrawn: Callable[..., Withdrawal],
) -> None:  # fmt: skip
    later = changed(
        ("<Year>2024<", "<Year>2025<"),
        ("<PersonBirthDate>2015-04-22", "<PersonBirthDate>2015-04-23"),
        ("<ReasonForClosure>RC9", "<ReasonForClosure>RC8"),
    )
    with acting(cast.alice.pk):
        four = child("NM0004", cast.alice)
        entry = Entry.objects.get(abouts__person=four, kind="closure")
        said = Part.objects.get(entry=entry, version__number=1).text
        others = Fact.objects.filter(over_at=None).count()
    second = brought(later)
    with acting(cast.alice.pk):
        assert str(Person.objects.get(pk=four.pk).born_on) == "2015-04-23"
    with acting(kit.pk):
        which = ImportRun.objects.get(pk=second.run)
    done = withdrawn(which)
    assert done.counts["back"] == 2
    assert not done.counts.get("people")
    with acting(cast.alice.pk):
        assert str(Person.objects.get(pk=four.pk).born_on) == "2015-04-22"
        assert Fact.objects.filter(over_at=None).count() == others
        entry.refresh_from_db()
        assert entry.versions == 3
        assert Part.objects.get(entry=entry, version__number=3).text == said
    assert count(brought(), "imported") == {}  # the first file is as it was left
    assert count(brought(later), "imported") == {"children": 1, "closures": 1}


def test_another_import_is_untouched(
    cast: Cast, kit: Account, brought: Import, changed: Callable[..., Path],
    withdrawn: Callable[..., Withdrawal],
) -> None:  # fmt: skip
    other = changed(("<LEA>935<", "<LEA>936<"), ("NM00", "ZZ00"), name="other.xml")
    text = other.read_text()
    for old, new in (("L801", "L802"), ("M801", "M802")):
        text = text.replace(old, new)
    other.write_text(text)
    brought(other)

    def standing() -> tuple[int, int]:
        with acting(cast.alice.pk):
            theirs = Fact.objects.filter(kind="local id", key__startswith="zz").values("person_id")
            facts = Fact.objects.filter(person_id__in=theirs, over_at=None).count()
            return facts, About.objects.filter(person_id__in=theirs).count()

    before = standing()
    assert before[1]
    withdrawn()
    assert standing() == before
