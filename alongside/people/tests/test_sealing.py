"""A sealed record has no link to the old one by any column, id, time, transaction or search."""

import json
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from alongside.accounts.entering import BACKEND, KIND, SEEN
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people import duplicates, finding
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.around import add_relationship
from alongside.people.actions.grants import allocate, open_own_record
from alongside.people.actions.sealing import read_sealed_link, seal_identity
from alongside.people.models import FactKind, Person, SealedLink
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
    address = reverse("people:seal", args=[scene.old.pk])
    assert signed_in(scene.cast.mo).get(address).status_code == 403
    client = signed_in(scene.officer)
    page = client.get(address).content.decode()
    assert check(page) == []
    answers = {"given": "Robin", "family": "Ashdown", "why": " "}
    page = client.post(address, answers).content.decode()
    assert check(page) == []
    with transaction.atomic():
        assert not Person.objects.filter(called="Robin Ashdown").exists()
    page = client.post(address, {**answers, "why": "Adoption order"}).content.decode()
    assert check(page) == []
    assert "The record is sealed" in page
    with transaction.atomic():
        assert SealedLink.objects.filter(before=scene.old.pk).count() == 2
        new = Person.objects.get(called="Robin Ashdown").pk
    assert new.version == 4
    assert str(new) not in page


def signed_in(account: Account) -> Client:
    client = Client()
    with acting(account.pk):
        client.force_login(account, backend=BACKEND)
    session = client.session
    session[KIND], session[SEEN] = str(account.kind), int(time.time())
    session.save()
    return client
