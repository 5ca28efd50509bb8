"""A child of a file who is on record already, or who was sealed since: nothing is made twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.models import Disagreement
from alongside.people.actions import grants
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import Fact, FactKind, Person
from alongside.record.models import About, Task
from tests.browsing import Browse
from tests.cast import Cast, account, assemble

from .conftest import Import, adds_up, child, count, refusals

ASK = "select gate.import_kept_out('cin:935', 'NM0001', '{}', '{}')"
NUMBER = Told(FactKind.LOCAL_ID, "NM0001")


@pytest.fixture
def wren(cast: Cast) -> Person:
    """Somebody with a number of the council's, of Alice's."""
    with acting(cast.alice.pk):
        return add_person(
            given="Wren", family="Marlow", told=[NUMBER], is_somebody_new=True, by=cast.alice
        )


def with_the_number(cast: Cast) -> list[str]:
    with acting(cast.system.pk):
        found = Fact.objects.filter(kind="local id", value="NM0001", over_at=None)
        return sorted(found.values_list("person__called", flat=True))


def the_question(who: Account) -> Disagreement:
    with acting(who.pk):
        return Disagreement.objects.get()


@pytest.mark.django_db
def test_somebody_with_the_number_is_asked_about_and_not_doubled(
    cast: Cast, wren: Person, brought: Import
) -> None:
    for _ in range(2):  # the same file again asks nobody again
        report = brought()
        assert adds_up(report.tables)
        assert count(report, "refused")["children"] == 1
        [line] = [one for one in refusals(report) if one["field"] == "LAchildID"]
        assert "on record already" in line["reason"]
        assert with_the_number(cast) == ["Wren Marlow"]
    with acting(cast.mo.pk):
        assert Task.objects.filter(what="disagrees", person=wren, done_at=None).count() == 1
        assert not About.objects.filter(person=wren).exists()


@pytest.mark.django_db
def test_the_same_child_gets_what_the_file_says_from_the_next_time_on(
    cast: Cast, wren: Person, brought: Import, browse: Browse
) -> None:
    brought()
    address = f"/imports/disagreements/{the_question(cast.mo).pk}/"
    page = browse(cast.mo).get(address).content.decode()
    assert "Is it the same child?" in page
    assert "H935200012001" in page
    assert browse(cast.charlie).get(address).status_code == 404
    assert browse(cast.mo).post(address, {"choice": "theirs"}).status_code == 302
    assert "It is the same child" in browse(cast.mo).get(address).content.decode()
    report = brought()
    assert adds_up(report.tables)
    assert count(report, "refused") == {}
    assert with_the_number(cast) == ["Wren Marlow"]
    with acting(cast.alice.pk):
        assert child("NM0001", cast.alice).called == "Wren Marlow"
        assert About.objects.filter(person=wren, entry__kind="assessment").exists()
        assert Fact.objects.filter(person=wren, kind="upn", value="H935200012001").exists()
    assert count(brought(), "imported") == {}


@pytest.mark.django_db
def test_two_children_become_two_records(
    cast: Cast, wren: Person, brought: Import, browse: Browse
) -> None:
    brought()
    address = f"/imports/disagreements/{the_question(cast.mo).pk}/"
    assert browse(cast.mo).post(address, {"choice": "ours"}).status_code == 302
    assert "They are two children" in browse(cast.mo).get(address).content.decode()
    assert count(brought(), "refused") == {}
    assert with_the_number(cast) == ["Child NM0001", "Wren Marlow"]
    assert count(brought(), "imported") == {}


@pytest.mark.django_db
def test_two_people_with_the_number_are_put_right_first(
    cast: Cast, wren: Person, brought: Import
) -> None:
    with acting(cast.alice.pk):
        add_person(given="Robin", told=[NUMBER], is_somebody_new=True, by=cast.alice)
    report = brought()
    assert "2 people" in " ".join(one["reason"] for one in refusals(report))
    assert len(with_the_number(cast)) == 2
    with acting(cast.mo.pk):
        assert not Disagreement.objects.exists()


@pytest.mark.django_db
def test_another_council_s_number_is_another_child(
    cast: Cast, brought: Import, changed: Callable[..., Path]
) -> None:
    brought()
    no_upn = ("<UPN>H935200012001</UPN>", "")
    report = brought(changed(("<LEA>935<", "<LEA>936<"), no_upn))
    assert count(report, "imported")["children"] >= 1
    assert with_the_number(cast) == ["Child NM0001", "Child NM0001"]


@pytest.mark.django_db
def test_nobody_but_an_import_asks_who_is_kept_from_it(cast: Cast) -> None:
    for who in (cast.alice, cast.mo, cast.ade_account, cast.protection):
        with acting(who.pk), pytest.raises(Exception, match="Only an import"), transaction.atomic():
            connection.cursor().execute(ASK)


@pytest.fixture
def sealed(transactional_db: None) -> dict[str, Any]:
    """The cast, with real transactions: sealing is several."""
    with transaction.atomic():
        cast = assemble()
        with acting(cast.system.pk):
            return {
                "cast": cast,
                "kit": account("staff", "Kit", "", ("administrator",)),
                "officer": account("staff", "Olu", "", ("adoption-records-officer",)),
            }


def seal(of: Person, cast: Cast, officer: Account) -> None:
    with acting(cast.alice.pk), transaction.atomic():
        grants.allocate(person=of, account=officer, by=cast.alice)
    with acting(officer.pk):
        seal_identity(person=of, given="Robin", family="Ash", why="An order", by=officer)


def bring(kit: Account, team: str) -> Any:
    from alongside.insight.returns.importing import Wanted, bring_in

    from .conftest import OWN

    return bring_in(Wanted(OWN, behalf=kit.email, team=team), lambda done, of: None)


@pytest.mark.parametrize("is_from_file", [True, False])
def test_after_a_sealing_the_file_comes_in_again_and_opens_nobody(
    sealed: dict[str, Any], is_from_file: bool
) -> None:
    cast, officer = sealed["cast"], sealed["officer"]
    if is_from_file:
        bring(sealed["kit"], cast.adults.name)
        with acting(cast.alice.pk), transaction.atomic():
            old = child("NM0001", cast.alice)
    else:
        with acting(cast.alice.pk), transaction.atomic():
            old = add_person(given="Wren", told=[NUMBER], is_somebody_new=True, by=cast.alice)
    seal(old, cast, officer)
    report = bring(sealed["kit"], cast.adults.name)
    assert adds_up(report.tables)
    assert count(report, "refused")["children"] == 1
    [line] = [one for one in refusals(report) if one["value"] == "NM0001"]
    assert line["reason"] == "The import may not write in this record."
    assert report.tables["children"]["read"] == 4
    with acting(cast.alice.pk), transaction.atomic():
        assert not Fact.objects.filter(kind="local id", value="NM0001").exists()
        assert not Person.objects.filter(called="Child NM0001").exists()
    with acting(officer.pk), transaction.atomic():
        assert Fact.objects.filter(kind="local id", value="NM0001").count() == 1
