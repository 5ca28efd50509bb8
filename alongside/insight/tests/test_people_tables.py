"""Bringing in a table of people: any columns, encodings and days; refused field by field."""

import json

import pytest

from alongside.foundation.actor import acting
from alongside.insight.actions import keep_ours, take_theirs
from alongside.insight.models import Disagreement
from alongside.insight.returns.people import TWICE
from alongside.people.actions.facts import correct_fact
from alongside.people.models import Fact, Person
from alongside.record.models import About, Entry, Part, Version
from tests.cast import Cast

from .conftest import adds_up, child, count, refusals
from .people_tables import HEAD, SAID, TWO, Bring
from .people_tables import bring as bring

pytestmark = pytest.mark.django_db


def facts(person: Person) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in Fact.objects.filter(person=person, over_at=None).order_by("pk"):
        found.setdefault(fact.kind, []).append(fact.code or fact.value or fact.known)
    return found


def test_a_table_becomes_people_and_notes(cast: Cast, bring: Bring) -> None:
    report = bring(TWO)
    assert adds_up(report.tables)
    assert count(report, "imported") == {"people": 2, "notes": 1}
    assert report.checks == 0
    with acting(cast.alice.pk):
        zoe, other = child("C1", cast.alice), child("C2", cast.alice)
        assert (zoe.called, str(zoe.born_on)) == ("Zoë O’Brien-Łuczak", "1980-05-03")
        assert other.called == "محمد الأحمد"
        found = facts(zoe)
        assert found["sex"] == ["F"]
        assert found["nhs number"] == ["943 476 5919"]
        assert found["address"] == ["1 High Street, Leeds, LS6 1AB"]
        assert facts(other)["phone"] == ["0113 496 0002", "07700 900123"]
        entry = Entry.objects.get(abouts__person=zoe)
        assert (entry.kind, entry.source) == ("call", "Table people.csv")
        part = Part.objects.get(entry=entry)
        assert part.text == 'Rang.\nShe said "hello", and 🙂.\n\nWritten by Sam Jones.'
        assert (part.origin, part.origin_detail) == ("imported", "Table people.csv")
        assert About.objects.get(entry=entry).sharing == "held"  # of whom it speaks nobody knows


def test_a_second_run_changes_nothing_and_a_later_table_corrects(cast: Cast, bring: Bring) -> None:
    bring(TWO)
    again = bring(TWO)
    assert count(again, "imported") == count(again, "refused") == {}
    assert count(again, "unchanged") == {"people": 2, "notes": 1}
    later = bring(TWO.replace("03/05/1980", "04/05/1980").replace("07700 900123", "07700 900124"))
    assert count(later, "imported") == {"people": 2}
    with acting(cast.alice.pk):
        assert str(child("C1", cast.alice).born_on) == "1980-05-04"
        assert facts(child("C2", cast.alice))["phone"] == ["0113 496 0002", "07700 900124"]
        assert Entry.objects.filter(source__startswith="Table").count() == 1


def test_what_somebody_wrote_since_is_not_overwritten(cast: Cast, bring: Bring) -> None:
    bring(TWO)
    with acting(cast.alice.pk):
        zoe = child("C1", cast.alice)
        born = Fact.objects.get(person=zoe, kind="birth", over_at=None)
        correct_fact(fact=born, value="1 May 1980", why="Her passport", by=cast.alice)
    later = bring(TWO.replace("03/05/1980", "05/05/1980"))
    assert "Nothing was overwritten" in refusals(later)[0]["reason"]
    with acting(cast.mo.pk):
        assert str(child("C1", cast.mo).born_on) == "1980-05-01"
        assert Disagreement.objects.get().label == "Date of birth"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_common_encoding_and_separator(
    cast: Cast, bring: Bring, encoding: str, separator: str
) -> None:
    text = f"ID{separator}Name{separator}DOB\nC7{separator}Zoë O’Brien{separator}2001-02-03\n"
    said = {"source": "x", "number": "ID", "people": {"known as": "Name", "birth": "DOB"}}
    report = bring(text.encode(encoding), said)
    assert count(report, "imported") == {"people": 1}
    with acting(cast.alice.pk):
        assert child("C7", cast.alice).called == "Zoë O’Brien"


def test_bad_fields_refuse_the_field_and_bad_rows_the_row(cast: Cast, bring: Bring) -> None:
    table = HEAD + (
        "C1,Ann,Lee,31/02/1980,9,123,,,,,,Some words,,,\n"
        ",Nobody,Known,,,,,,,,,,,,\n"
        "C3,Bo,Li,03/04/85,F,,,,,,,,,,\n"
        "C3,Bo,Liu,03/04/1985,F,,,,,,,,,,\n"
        'C4,"Quo,te,1/1/2001,,,,,,,,,,,\n'
        "C5,Cy,Ray,03/27/2008,,,,,,,,,,,,too,wide\n"
        "C6,,,n/k,unknown,,,,,,,,,,\n"
        "C7,Di,Day,01/01/2090,,,,,,,,,,,\n"
    )
    report = bring(table)
    assert adds_up(report.tables)
    assert count(report, "read") == {"people": 8, "notes": 1}
    assert count(report, "imported") == {"people": 4}
    assert count(report, "refused") == {"people": 4, "notes": 1}
    why = {(one["row"], one["column"]): one["reason"] for one in refusals(report)}
    assert "left out" in why["2", "DOB"]
    assert "none of the answers" in why["2", "Sex"]
    assert "Kept as stated" in why["2", "NHS No"]
    assert "does not say on which day" in why["2", "Note date"]
    assert "nobody can tell whose" in why["3", "Client ID"]
    assert "either century" in why["4", "DOB"]
    assert why["5", "Client ID"] == TWICE
    assert "quotation mark" in why["6", "Client ID"]
    assert "columns" in why["7", "Client ID"]
    assert "has not come yet" in why["9", "DOB"]
    with acting(cast.alice.pk):
        nobody = child("C6", cast.alice)
        assert nobody.called == "Person C6"
        assert facts(nobody)["birth"] == ["not known"]
        assert facts(nobody)["sex"] == ["not known"]
        assert "address" not in facts(nobody)  # empty is not the same as not known
        assert facts(child("C1", cast.alice))["nhs number"] == ["123"]
    assert count(bring(table), "imported") == {}


def test_a_name_that_comes_later_takes_the_place_of_the_number(cast: Cast, bring: Bring) -> None:
    bring(HEAD + "C6,,,,,,,,,,,,,,\n")
    bring(HEAD + "C6,Noor,Aziz,,,,,,,,,,,,\n")
    with acting(cast.alice.pk):
        assert child("C6", cast.alice).called == "Noor Aziz"
        assert not Disagreement.objects.exists()


def test_one_column_with_the_family_name_first_and_people_without_a_number(
    cast: Cast, bring: Bring
) -> None:
    said = {
        "source": "list",
        "number": ["Name", "Born"],
        "people": {"known as": {"family first": "Name"}, "birth": "Born"},
        "always": {"language": "Polish"},
    }
    table = 'Name;Born\n"Nowak, Łukasz";5 May 1990\n"Nowak, Jan";\n'
    report = bring(table, said)
    assert count(report, "imported") == {"people": 1}
    assert "lacks a part" in refusals(report)[0]["reason"]
    assert count(bring(table, said), "imported") == {}
    with acting(cast.alice.pk):
        lukasz = Person.objects.get(called="Łukasz Nowak")
        assert facts(lukasz)["language"] != ["Polish"]  # by its code
        assert "local id" not in facts(lukasz)


# Somebody who may be here already -----------------------------------------------------------------


def test_the_same_name_and_day_is_asked_and_never_merged(cast: Cast, bring: Bring) -> None:
    bring(TWO)
    other = {**SAID, "source": "schools"}
    table = TWO.replace("C1,", "S9,").replace("943 476 5919", "").split("C2,")[0]
    report = bring(table, other)
    assert count(report, "refused") == {"people": 1, "notes": 1}
    assert "same name and day of birth" in refusals(report)[0]["reason"]
    with acting(cast.mo.pk):
        asked = Disagreement.objects.get()
        assert asked.label == "Is it the same person?"
        assert asked.person_id == child("C1", cast.mo).pk
        take_theirs(disagreement=asked, by=cast.mo)
        assert asked.settled
    report = bring(table, other)
    assert count(report, "imported") == {"people": 1, "notes": 1}
    with acting(cast.mo.pk):
        assert child("S9", cast.mo).pk == child("C1", cast.mo).pk


def test_two_people_with_one_name_and_day(cast: Cast, bring: Bring) -> None:
    bring(TWO)
    table = TWO.replace("C1,", "S9,").replace("943 476 5919", "").split("C2,")[0]
    bring(table, {**SAID, "source": "schools"})
    with acting(cast.mo.pk):
        keep_ours(disagreement=Disagreement.objects.get(), by=cast.mo)
    report = bring(table, {**SAID, "source": "schools"})
    assert count(report, "imported") == {"people": 1, "notes": 1}
    with acting(cast.mo.pk):
        assert Person.objects.filter(called="Zoë O’Brien-Łuczak").count() == 2


def test_within_one_source_two_numbers_are_two_people(cast: Cast, bring: Bring) -> None:
    twins = HEAD + "A1,Sam,Lee,1/1/2010,,,,,,,,,,,\nA2,Sam,Lee,1/1/2010,,,,,,,,,,,\n"
    assert count(bring(twins), "imported") == {"people": 2}


# The command --------------------------------------------------------------------------------------


def test_a_dry_run_keeps_nothing(cast: Cast, bring: Bring) -> None:
    report = bring(TWO, is_dry=True)
    assert json.dumps(report.as_json())
    assert count(report, "imported") == {"people": 2, "notes": 1}
    with acting(cast.alice.pk):
        assert not Version.objects.filter(form="people of a table 1").exists()
    assert count(bring(TWO), "imported") == {"people": 2, "notes": 1}
