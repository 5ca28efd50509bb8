"""Tables as files: mappings, days as people write them, and spreadsheets, hostile ones too."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.models import ImportMapping
from alongside.insight.returns.choosing import Asked, choose
from alongside.insight.returns.cin import UnreadableFileError
from alongside.insight.returns.dates import Days, NotADayError
from alongside.insight.returns.mapping import Proposal, TableMapping, propose
from alongside.insight.returns.sheets import open_table
from alongside.people.models import Person
from tests.cast import Cast

from .conftest import child, count, refusals
from .people_tables import SAID, TWO, Bring
from .people_tables import bring as bring

pytestmark = pytest.mark.django_db


# Mappings -----------------------------------------------------------------------------------------


def test_without_a_mapping_one_is_proposed_and_nothing_comes_in(
    cast: Cast, kit: Account, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(TWO)
    proposal = choose(Asked(path, save_as="Mosaic people", behalf=kit.email))
    assert isinstance(proposal, Proposal)
    assert proposal.said["number"] == "Client ID"
    assert proposal.said["people"]["known as"] == {"given": "Forename", "family": "Surname"}
    assert proposal.said["people"]["address"] == ["Address 1", "Town", "Postcode"]
    assert proposal.said["notes"] == [
        {"text": "Note", "day": "Note date", "kind": "Note type", "who": "Worker"}
    ]
    with acting(cast.alice.pk):
        assert not Person.objects.filter(called__startswith="Zo").exists()
    chosen = choose(Asked(path, "Mosaic people", behalf=kit.email))
    assert isinstance(chosen, TableMapping)
    with acting(kit.pk):
        assert ImportMapping.objects.get().behalf_id == kit.pk
    with acting(cast.alice.pk):
        assert not ImportMapping.objects.exists()
    with pytest.raises(UnreadableFileError, match="Mosaic people"):
        choose(Asked(path, "another"))


def test_headings_that_nobody_knows_stay_out() -> None:
    found = propose(["Person_ID", "Surname", "Forename", "Favourite colour"])
    assert found.left_out == ("Favourite colour",)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "names and values"),
        ({**SAID, "source": ""}, "whose numbers"),
        ({**SAID, "number": ""}, "No column is the number"),
        ({**SAID, "people": {"shoe size": "x"}}, "shoe size"),
        ({**SAID, "days": "any"}, "day first"),
        ({**SAID, "two digit years": 30}, "first year"),
        ({**SAID, "notes": [{"text": "Note"}]}, "which its"),
        ({**SAID, "colour": 1}, "colour"),
        ({**SAID, "people": {"birth": "Born on"}}, "born on"),
    ],
)
def test_a_mapping_that_cannot_be_right_is_refused_in_a_sentence(
    said: Any, why: str, bring: Bring
) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        bring(TWO, said)


# Days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2008-03-27", date(2008, 3, 27)),
        ("2008-03-27 00:00:00", date(2008, 3, 27)),
        ("27/03/2008", date(2008, 3, 27)),
        ("27.3.2008", date(2008, 3, 27)),
        ("27 Mar 2008", date(2008, 3, 27)),
        ("27-Mar-2008", date(2008, 3, 27)),
        ("27th March 2008", date(2008, 3, 27)),
        ("March 27, 2008", date(2008, 3, 27)),
        ("39534", date(2008, 3, 27)),
        ("Sept 2008", date(2008, 9, 1)),
        ("about 1986", date(1986, 1, 1)),
    ],
)
def test_days(text: str, day: date) -> None:
    found = Days().read(text)
    assert found is not None
    assert found.day == day


def test_days_that_need_the_mapping() -> None:
    assert Days().read("01/01/1900") is None  # what others write for a day that they do not know
    for text in ("27/03/08", "03/27/2008", "31/02/2008", "yesterday", "2008", ""):
        if text != "2008":
            with pytest.raises(NotADayError):
                Days().read(text)
    early, late = (
        Days(two_digits_from=1930).read("27/03/30"),
        Days(two_digits_from=1930).read("27/03/29"),
    )
    assert early
    assert early.day.year == 1930
    assert late
    assert late.day.year == 2029
    other = Days(is_month_first=True).read("03/27/2008")
    assert other
    assert other.day == date(2008, 3, 27)


# Excel --------------------------------------------------------------------------------------------


def excel(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


SHORT = {"source": "x", "number": "ID", "people": {"known as": "Name", "birth": "DOB"}}


def test_excel_with_real_days_joined_cells_and_other_sheets(
    cast: Cast, bring: Bring, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        [],
        ["ID", "Name", "DOB"],
        [17.0, "Ann Lee", datetime(1980, 5, 3)],
        [],
        [18, "=1+1", 29344],
    ]
    path = excel(tmp_path / "people.xlsx", People=rows, Other=[["x"]])
    book = openpyxl.load_workbook(path)
    book["People"].merge_cells("B6:C6")
    book.save(path)
    report = bring(path, SHORT)
    assert count(report, "imported") == {"people": 2}
    told = " ".join(one["reason"] for one in refusals(report))
    assert "The sheet “People” was read. These were not: “Other”" in told
    assert "B6:C6" in told
    with acting(cast.alice.pk):
        assert str(child("17", cast.alice).born_on) == "1980-05-03"
        assert str(child("18", cast.alice).born_on) == "1980-05-03"
    with pytest.raises(UnreadableFileError, match="There are: People, Other"):
        bring(path, {**SHORT, "sheet": "Third"})


def repacked(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The same spreadsheet with one part of it changed."""
    with zipfile.ZipFile(path) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_a_hostile_spreadsheet_is_not_opened(tmp_path: Path) -> None:
    path = excel(tmp_path / "people.xlsx", People=[["ID"], [1]])
    sheet = "xl/worksheets/sheet1.xml"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    repacked(path, sheet, lambda content: entity + content)
    with pytest.raises(UnreadableFileError, match="document type"):
        open_table(path)
    repacked(path, sheet, lambda content: content.decode().encode("utf-16"))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        open_table(path)
    excel(path, People=[["ID"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b" " * 200_000_000)
    with pytest.raises(UnreadableFileError, match="Save it as CSV"):
        open_table(path)
    path.write_bytes(b"PK\x03\x04 no spreadsheet")
    with pytest.raises(UnreadableFileError, match="damaged"):
        open_table(path)


def test_other_files_are_named(tmp_path: Path) -> None:
    for name, content, why in (
        ("a.xls", b"x", "save it as .xlsx"),
        ("b.csv", b"", "empty"),
        ("c.csv", b"\n\n", "empty"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFileError, match=why):
            open_table(tmp_path / name)
    with pytest.raises(UnreadableFileError, match="no file"):
        open_table(tmp_path / "d.csv")
