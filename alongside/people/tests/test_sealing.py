"""A sealed record has no link to the old one by any column, id, time, transaction or search."""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.entering import BACKEND, KIND, SEEN
from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.people import duplicates, finding
from alongside.people.actions import sealing
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.around import add_relationship
from alongside.people.actions.grants import allocate, bar, open_own_record
from alongside.people.actions.merging import ask_to_merge
from alongside.people.actions.sealing import read_sealed_link, seal_identity
from alongside.people.merging import is_in_doubt
from alongside.people.models import Bar, FactKind, Person, SealedLink
from alongside.record.models import Task
from tests.cast import Cast, account, assemble
from tests.cluster import as_owner
from tests.page_checks import check

BORN = date(2021, 4, 9)


class Scene:
    """An adopted child's two records, and who knew the first."""

    cast: Cast
    officer: Account
    old: Person
    new: Person
    own: Account


@pytest.fixture
def scene(transactional_db: None) -> Iterator[Scene]:
    made = Scene()
    with transaction.atomic():
        made.cast = assemble()
        with acting(made.cast.system.pk):
            made.officer = account(
                "staff", "Olu", "", ("adoption-records-officer", "social-worker")
            )
            made.own = account("person", "kit")
    with acting(made.cast.alice.pk), transaction.atomic():
        made.old = add_person(
            given="Kit",
            family="Marlow",
            born_on=BORN,
            told=[
                Told(FactKind.ADDRESS, "9 Fell View, LS9 9AA"),
                Told(FactKind.NHS_NUMBER, "943 476 5919"),
            ],
            is_somebody_new=True,
            by=made.cast.alice,
        )
        allocate(person=made.old, account=made.officer, by=made.cast.alice)
        open_own_record(person=made.old, account=made.own, by=made.cast.alice)
    keep_some_out(made)
    with acting(made.cast.alice.pk), transaction.atomic():
        add_relationship(person=made.old, kind="sibling", other=made.cast.temi, by=made.cast.alice)
    with acting(made.officer.pk):
        made.new = seal_identity(
            person=made.old,
            given="Kit",
            family="Ashdown",
            born_on=BORN,
            told=[Told(FactKind.ADDRESS, "2 Orchard Close, LS2 2BB")],
            why="Adoption order",
            by=made.officer,
        )
        yield made


def keep_some_out(scene: Scene) -> None:
    """Charlie for two reasons, a team, and Mo, for whom that was over before the sealing."""
    system, grounds = scene.cast.system, Bar.Ground
    with acting(system.pk), transaction.atomic():
        for account, team, ground in (
            (scene.cast.charlie, None, grounds.FAMILY),
            (scene.cast.charlie, None, grounds.OBJECTION),
            (None, scene.cast.children, grounds.CONFLICT),
        ):
            bar(
                person=scene.old,
                account=account,
                team=team,
                ground=ground,
                reason="His mother",
                by=system,
            )
        then = timezone.now() - timedelta(days=2)
        row = {"person": scene.old, "ground": grounds.FAMILY, "given_by": system}
        Bar.objects.create(account=scene.cast.mo, starts=then, until=then, **row)


def rows_about(person: Person) -> list[tuple[str, dict[str, Any]]]:
    """Every row of every table of ours that holds this id anywhere, read as the owner."""
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        if not model.__module__.startswith("alongside."):
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f'select to_jsonb(t), xmin::text from "{table}" t where to_jsonb(t)::text like %s',
                [f"%{person.pk}%"],
            )
            for row, xmin in cursor.fetchall():
                data = json.loads(row) if isinstance(row, str) else row
                found.append((table, {**data, "xmin": xmin}))
    return found


def test_no_column_id_time_or_transaction_joins_the_two(scene: Scene) -> None:
    with as_owner():
        old, new = rows_about(scene.old), rows_about(scene.new)
        with connection.cursor() as cursor:
            cursor.execute(
                "select what, person_id, on_id, listed, detail::text from foundation_trail"
            )
            trail = cursor.fetchall()
    both = [table for table, row in new if str(scene.old.pk) in json.dumps(row)]
    assert both == ["people_sealedlink"]
    new_rows = [row for table, row in new if table != "people_sealedlink"]
    old_rows = [row for table, row in old if table != "people_sealedlink"]
    assert new_rows
    assert {row["xmin"] for row in new_rows}.isdisjoint(row["xmin"] for row in old_rows)
    for row in new_rows:
        assert UUID(row["id"]).version == 4
        times = [value for key, value in row.items() if key.endswith("_at") or key == "starts"]
        assert all("-01T00:00:00" in value for value in times if value), row
    shared = _values(new_rows) & _values(old_rows)
    allowed = {str(BORN), "Kit", str(scene.officer.pk), "3 May", "9 April 2021"}
    allowed |= {str(scene.cast.charlie.pk), str(scene.cast.children.pk)}  # both are kept out
    assert {one for one in shared if len(one) > 3} <= allowed | ORDINARY
    for line in trail:
        if line[0] in ("identity sealed", "sealed record made"):
            assert str(scene.old.pk) not in str(line)
        assert str(scene.new.pk) not in str(line)


ORDINARY = {
    "known", "known as", "birth", "address", "living", "allocated", "9999-01-01T00:00:00+00:00",
}  # fmt: skip


def _values(rows: list[dict[str, Any]]) -> set[str]:
    return {value for row in rows for value in row.values() if isinstance(value, str)}


def test_who_was_kept_out_of_the_old_one_is_kept_out_of_the_new(scene: Scene) -> None:
    with transaction.atomic():
        bars = list(Bar.objects.filter(person=scene.new))
    whom = {one.account_id or one.team_id for one in bars}
    assert whom == {scene.cast.charlie.pk, scene.cast.children.pk}
    assert len(bars) == 2
    assert {(one.ground, one.reason, one.until) for one in bars} == {("not said", "", FOR_EVER)}
    with acting(scene.officer.pk), transaction.atomic():
        allocate(person=scene.new, account=scene.cast.charlie, by=scene.officer)
        allocate(person=scene.new, account=scene.cast.mo, by=scene.officer)
    for who, sees in ((scene.cast.charlie, False), (scene.cast.mo, True)):
        with acting(who.pk), transaction.atomic():
            assert Person.objects.filter(pk=scene.new.pk).exists() is sees
    with acting(scene.own.pk), transaction.atomic():
        assert not Bar.objects.exists()


def test_those_who_knew_the_old_one_never_find_the_new(scene: Scene) -> None:
    duty = scene.cast.system
    for who in (scene.cast.alice, scene.cast.bob, scene.cast.charlie, scene.cast.mo, duty):
        with acting(who.pk), transaction.atomic():
            for text in ("kit ashdown", "kit", "9 April 2021", "2 Orchard Close", "LS2 2BB"):
                findings = finding.find(text, who)
                assert scene.new.pk not in [found.person.pk for found in findings.people]
                behind = [finding.person_behind(stub.token, who) for stub in findings.elsewhere]
                assert scene.new.pk not in behind
            likely = duplicates.likely_duplicates(
                given="Kit", family="Ashdown", born_on=BORN, by=who
            )
            assert not likely.people
            assert not likely.elsewhere


def test_the_one_who_sealed_finds_it_but_is_not_offered_it_as_a_duplicate(scene: Scene) -> None:
    with transaction.atomic():
        found = finding.find("kit ashdown", scene.officer)
        assert scene.new.pk in [one.person.pk for one in found.people]
        likely = duplicates.likely_duplicates(
            given="Kit", family="Marlow", born_on=BORN, by=scene.officer
        )
        assert not likely.people


def test_everybody_else_loses_the_old_record(scene: Scene) -> None:
    for who in (scene.cast.alice, scene.cast.mo, scene.own):
        with acting(who.pk), transaction.atomic():
            assert not Person.objects.filter(pk__in=[scene.old.pk, scene.new.pk]).exists()
    with transaction.atomic():
        assert Person.objects.filter(pk__in=[scene.old.pk, scene.new.pk]).count() == 2


def test_only_adoption_records_reads_the_link_and_that_is_trailed(scene: Scene) -> None:
    with transaction.atomic():
        [link] = read_sealed_link(person=scene.new, by=scene.officer)
        assert link.before == scene.old.pk
    with acting(scene.cast.mo.pk), transaction.atomic():
        assert not SealedLink.objects.exists()
        with pytest.raises(PermissionDenied):
            read_sealed_link(person=scene.new, by=scene.cast.mo)


def test_a_fact_of_the_old_record_is_refused_on_the_new(scene: Scene) -> None:
    with pytest.raises(ValidationError, match="would lead to it"):
        seal_identity(
            person=scene.old,
            given="Kit",
            told=[Told(FactKind.NHS_NUMBER, "9434765919")],
            why="x",
            by=scene.officer,
        )


def test_sealing_needs_the_permission_and_a_ground(scene: Scene) -> None:
    with acting(scene.cast.mo.pk), pytest.raises(PermissionDenied):
        seal_identity(person=scene.old, given="Kit", why="x", by=scene.cast.mo)
    with pytest.raises(ValidationError):
        seal_identity(person=scene.old, given="Kit", why=" ", by=scene.officer)


def test_the_page_seals_and_leads_to_neither_record(scene: Scene) -> None:
    with acting(scene.cast.alice.pk), transaction.atomic():
        old = add_person(given="Wren", family="Marlow", is_somebody_new=True, by=scene.cast.alice)
        allocate(person=old, account=scene.officer, by=scene.cast.alice)
    address = reverse("people:seal", args=[old.pk])
    assert signed_in(scene.cast.mo).get(address).status_code == 403
    client = signed_in(scene.officer)
    page = client.get(address).content.decode()
    assert check(page) == []
    answers = {"given": "Robin", "family": "Ashdown", "why": " "}
    page = client.post(address, answers).content.decode()
    assert check(page) == []
    with transaction.atomic():
        assert not Person.objects.filter(called="Robin Ashdown").exists()
    answers |= {"why": "Adoption order", "worker": "Bob"}
    page = client.post(address, answers).content.decode()
    assert check(page) == []
    assert "The record is sealed" in page
    with transaction.atomic():
        assert SealedLink.objects.filter(before=old.pk).count() == 1
        new = Person.objects.get(called="Robin Ashdown").pk
    assert new.version == 4
    assert str(new) not in page
    page = client.post(address, answers).content.decode()
    assert check(page) == []
    assert "has been sealed already" in page
    with transaction.atomic():
        assert Person.objects.filter(called="Robin Ashdown").count() == 1
        assert SealedLink.objects.filter(before=old.pk).count() == 1


def test_whoever_is_to_work_with_them_reads_the_new_record_and_nothing_of_the_old(
    scene: Scene,
) -> None:
    cast = scene.cast
    with acting(cast.alice.pk), transaction.atomic():
        old = add_person(given="Wren", family="Marlow", is_somebody_new=True, by=cast.alice)
        allocate(person=old, account=scene.officer, by=cast.alice)
    with acting(scene.officer.pk):
        new = seal_identity(
            person=old, given="Robin", family="Ash", worker=cast.bob, why="x", by=scene.officer
        )
    for who in (cast.bob, cast.mo, cast.alice):  # his team and its manager with him
        with acting(who.pk), transaction.atomic():
            assert [*Person.objects.filter(pk__in=[old.pk, new.pk])] == [new]
    with acting(cast.charlie.pk), transaction.atomic():
        assert not Person.objects.filter(pk=new.pk).exists()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select starts, given_at from people_grant where person_id = %s", [new.pk])
        times = {timezone.localtime(at) for row in cursor.fetchall() for at in row}
        assert {(at.day, at.hour, at.minute) for at in times} == {(1, 0, 0)}
        line = "select count(*) from foundation_trail where person_id = %s or listed @> array[%s]"
        cursor.execute(line, [new.pk, new.pk])
        assert cursor.fetchone() == (0,)


def test_what_waits_and_was_begun_stays_with_whoever_keeps_the_old_record(scene: Scene) -> None:
    cast = scene.cast
    with acting(cast.alice.pk), transaction.atomic():
        old = add_person(given="Wren", family="Marlow", is_somebody_new=True, by=cast.alice)
        allocate(person=old, account=scene.officer, by=cast.alice)
        for about in ([old.pk], [old.pk, cast.ade.pk], [cast.ade.pk]):
            Draft.objects.create(owner=cast.alice, purpose="note", address="/", about=about)
        for person in (old, cast.ade):
            row = {"person": person, "account": cast.alice, "from_id": person.pk}
            Task.objects.create(what=Task.What.WORDS, made_by=cast.alice, **row)
        other = add_person(given="Robyn", family="Marlow", is_somebody_new=True, by=cast.alice)
        ask_to_merge(gone=old, into=other, why="One girl", by=cast.alice)
        assert is_in_doubt(other)
    for refused in (
        "select gate.keep_drafts_of_sealed(%s)",
        "select gate.keep_tasks_of_sealed(%s)",
        "select gate.take_back_of_sealed(%s)",
    ):
        wrong = pytest.raises(DatabaseError, match="Only whoever sealed")
        with acting(cast.alice.pk), wrong, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(refused, [old.pk])
    with acting(scene.officer.pk):
        seal_identity(person=old, given="Robin", why="x", by=scene.officer)
        with transaction.atomic():
            mine = Draft.objects.get(owner=scene.officer)
            assert (mine.about, mine.handed_over_by) == ([old.pk], scene.officer)
            assert Task.objects.get(person=old).account == scene.officer
    with acting(cast.alice.pk), transaction.atomic():
        assert {*map(len, Draft.objects.values_list("about", flat=True))} == {1, 2}
        assert [*Draft.objects.filter(about=[old.pk])] == []
        assert Task.objects.get(account=cast.alice).person == cast.ade
        assert not is_in_doubt(other)  # whoever else it was about is not locked out for ever


def test_nobody_who_was_kept_out_is_chosen_for_the_new_record(scene: Scene) -> None:
    cast = scene.cast
    with acting(cast.alice.pk), transaction.atomic():
        old = add_person(given="Wren", family="Marlow", is_somebody_new=True, by=cast.alice)
        allocate(person=old, account=scene.officer, by=cast.alice)
    with acting(cast.system.pk), transaction.atomic():
        bar(person=old, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.system)
    with pytest.raises(ValidationError, match="kept out"):
        seal_identity(person=old, given="Robin", worker=cast.bob, why="x", by=scene.officer)
    with transaction.atomic():
        assert not SealedLink.objects.filter(before=old.pk).exists()


def test_a_sealing_that_was_cut_off_is_finished_by_pressing_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(scene.cast.alice.pk), transaction.atomic():
        old = add_person(given="Wren", family="M", is_somebody_new=True, by=scene.cast.alice)
        allocate(person=old, account=scene.officer, by=scene.cast.alice)

    def cut_off(*args: Any) -> None:
        raise ConnectionError

    for step in ("_make_new", "_close_old"):
        with monkeypatch.context() as patch:
            patch.setattr(sealing, step, cut_off)
            with pytest.raises(ConnectionError):
                seal_identity(person=old, given="Robin", why="x", by=scene.officer)
    with acting(scene.cast.alice.pk), transaction.atomic():
        assert Person.objects.filter(pk=old.pk).exists()
    with pytest.raises(ValidationError, match="sealed already"):
        seal_identity(person=old, given="Robin", why="x", by=scene.officer)
    with acting(scene.cast.alice.pk), transaction.atomic():
        assert not Person.objects.filter(pk=old.pk).exists()
    with transaction.atomic():
        assert Person.objects.filter(called="Robin").count() == 1


def test_whoever_sealed_lets_others_in_to_the_new_record_by_its_page(scene: Scene) -> None:
    client = signed_in(scene.officer)
    page = reverse("desk:who-may-see", args=[scene.new.pk])
    add = reverse("desk:allocate", args=[scene.new.pk])
    assert add in client.get(page).content.decode()
    answers = {"who": f"account {scene.cast.bob.pk}", "rung": "2", "reason": ""}
    assert client.post(add, answers).status_code == 302
    with acting(scene.cast.bob.pk), transaction.atomic():
        assert Person.objects.filter(pk=scene.new.pk).exists()
    with acting(scene.cast.alice.pk), transaction.atomic():
        ordinary = scene.cast.ade
        allocate(person=ordinary, account=scene.officer, by=scene.cast.alice)
    other = reverse("desk:allocate", args=[ordinary.pk])
    assert client.get(other).status_code == 403  # only of what is sealed


def signed_in(account: Account) -> Client:
    client = Client()
    with acting(account.pk):
        client.force_login(account, backend=BACKEND)
    session = client.session
    session[KIND], session[SEEN] = str(account.kind), int(time.time())
    session.save()
    return client
