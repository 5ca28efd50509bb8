"""Rows of a return that are wrong: none stops it, none is lost, each is listed with its reason."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.foundation.actor import acting
from alongside.foundation.content import codes
from alongside.insight.returns import looked_after, rows, ssda903
from alongside.insight.returns.cin import UnreadableFileError
from alongside.insight.returns.reading import READERS
from alongside.insight.returns.ssda903 import day_in, gather
from alongside.people.models import Fact, Person
from tests.cast import Cast

from .conftest import Import, adds_up, child, count, refusals
from .looked_after import FILES, HEADER, changed, rows_in, write

Bring = Callable[..., Any]


@pytest.fixture
def bring(brought: Import, tmp_path: Path) -> Bring:
    """Bring a return in from these files."""

    def run(files: dict[str, str], encoding: str = "utf-8", **more: Any) -> Any:
        folder = tmp_path / f"return-{len(list(tmp_path.iterdir()))}"
        return brought(write(folder, files, encoding), kind="ssda903", **more)

    return run


def listed(report: Any) -> set[tuple[str, str, str, str]]:
    """File, row, column and value of each line of the list."""
    return {(one["file"], one["row"], one["column"], one["value"]) for one in refusals(report)}


BAD = {
    "a day that is none": ("reviews", "LA0001,,31/02/2017,PN1", "REVIEW", "31/02/2017"),
    "a day to come": ("reviews", "LA0001,,01/01/2190,PN1", "REVIEW", "01/01/2190"),
    "a day too long ago": ("reviews", "LA0001,,01/01/1066,PN1", "REVIEW", "01/01/1066"),
    "no day": ("reviews", "LA0001,,,PN1", "REVIEW", ""),
    "an unknown child": ("reviews", "LA9999,,01/03/2017,PN1", "CHILD", "LA9999"),
    "no child": ("reviews", ",,01/03/2017,PN1", "CHILD", ""),
    "a cell too many": ("reviews", "LA0001,,01/03/2017,PN1,what", "", "what"),
    "an open quotation mark": ("reviews", 'LA0001,"27/03/2008,01/03/2017,PN1', "", ""),
    "cut off": ("episodes", "LA0001,15/0", "DECOM", "15/0"),
    "far too long": ("reviews", f"LA0001,,01/03/2017,{'9' * 20_000}", "", ""),
    "formula": ("reviews", "=1+1,,01/03/2017,PN1", "CHILD", "'=1+1"),
    "emoji": ("missing", "LA0001,,M,🙂 O’Brien,", "MIS_START", "🙂 O’Brien"),
    "NUL": ("missing", "LA0001,,M,\x00\x07,", "MIS_START", " "),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused_and_listed(name: str, bring: Bring) -> None:
    file, row, column, value = BAD[name]
    report = bring(FILES | {file: f"{FILES[file]}{row}\n"})
    assert adds_up(report.tables)
    assert count(report, "refused") == {file: 1}
    assert count(report, "imported") == rows_in(FILES)  # everything else came in
    line = str(len(FILES[file].splitlines()) + 1)
    assert (f"{file}.csv", line, column, value) in listed(report)


@pytest.mark.django_db
def test_an_unknown_code_is_kept_as_stated_and_listed(cast: Cast, bring: Bring) -> None:
    report = bring(changed(episodes=(",C1,N1,U6,", ",QQ,N1,ZZ9,"), header=("WROM", "XXXX")))
    assert count(report, "refused") == {}
    assert {
        ("episodes.csv", "2", "LS", "QQ"), ("episodes.csv", "2", "PLACE", "ZZ9"),
        ("header.csv", "2", "ETHNIC", "XXXX"),
    } <= listed(report)  # fmt: skip
    with acting(cast.alice.pk):
        one = child("LA0001", cast.alice)
        assert not Fact.objects.filter(person=one, kind="ethnicity").exists()


@pytest.mark.django_db
def test_a_birth_that_is_no_day_is_left_out_and_the_child_comes_in(
    cast: Cast, bring: Bring
) -> None:
    report = bring(changed(header=("27/03/2008", "99/99/2008")))
    assert count(report, "imported") == rows_in(FILES)
    assert ("header.csv", "2", "DOB", "99/99/2008") in listed(report)
    with acting(cast.alice.pk):
        assert child("LA0001", cast.alice).born_on is None


@pytest.mark.django_db
def test_another_day_of_birth_in_another_file_is_listed(bring: Bring) -> None:
    report = bring(changed(uasc=("14/02/2003", "15/02/2003")))
    assert ("uasc.csv", "2", "DOB", "15/02/2003") in listed(report)
    assert count(report, "refused") == {}


@pytest.mark.django_db
def test_a_row_twice_is_one_entry(cast: Cast, bring: Bring) -> None:
    again = "LA0001,27/03/2008,12/01/2018,PN1\n"
    report = bring(FILES | {"reviews": FILES["reviews"] + again, "header": FILES["header"]
                            + "LA0002,1,09/09/2011,REFU,UN5,,\n"})  # fmt: skip
    assert adds_up(report.tables)
    assert report.tables["reviews"] == {"read": 4, "imported": 3, "unchanged": 1, "refused": 0}
    assert report.tables["header"] == {"read": 4, "imported": 3, "unchanged": 1, "refused": 0}
    with acting(cast.alice.pk):
        assert Person.objects.filter(called="Child LA0002").count() == 1


@pytest.mark.django_db
def test_a_child_twice_with_other_words_is_refused_once(bring: Bring) -> None:
    report = bring(FILES | {"header": FILES["header"] + "LA0001,1,01/01/2001,WBRI,,,\n"})
    assert adds_up(report.tables)
    assert report.tables["header"]["refused"] == 1
    assert ("header.csv", "5", "CHILD", "LA0001") in listed(report)


@pytest.mark.django_db
def test_a_file_with_other_columns_is_refused_row_by_row(bring: Bring) -> None:
    files = changed(reviews=("REVIEW,REVIEW_CODE", "DATE,CODE")) | {"missing": ""}
    report = bring(files)
    assert adds_up(report.tables)
    assert report.tables["reviews"] == {"read": 3, "imported": 0, "unchanged": 0, "refused": 3}
    assert {one[1] for one in listed(report) if one[0] == "reviews.csv"} == {"2", "3", "4"}
    assert ("missing.csv", "1", "", "") in listed(report)  # the empty one


@pytest.mark.django_db
def test_columns_and_files_that_nobody_knows_are_listed(bring: Bring) -> None:
    files = changed(reviews=("DOB,REVIEW,", "BIRTHDAY,REVIEW,")) | {"lunches": "A,B\n1,2\n"}
    report = bring(files)
    assert count(report, "refused") == {}
    assert ("reviews.csv", "1", "BIRTHDAY", "") in listed(report)
    assert ("lunches.csv", "0", "", "lunches.csv") in listed(report)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_common_encoding_and_way_of_writing(encoding: str, cast: Cast, bring: Bring) -> None:
    files = changed(sw_episodes=("ORG", "café – côté"))
    once = bring(files)
    written = {
        name: text.replace(",", ";").replace("\n", "\r\n").replace("LA0001", '"LA0001"')
        for name, text in files.items()
    }
    again = bring(written, encoding=encoding)
    assert count(again, "unchanged") == count(once, "imported") == rows_in(FILES)
    assert count(again, "imported") == count(again, "refused") == {}


@pytest.mark.django_db
def test_numbers_and_days_from_a_spreadsheet(cast: Cast, bring: Bring) -> None:
    files = {
        "header": HEADER + "566910.0,2.0,2008-03-27 00:00:00,WROM,,,\n",
        "reviews": "child,dob,review,review_code\n566910,,2017-08-30,PN6\n",
    }
    report = bring(files)
    assert count(report, "imported") == {"header": 1, "reviews": 1}
    with acting(cast.alice.pk):
        assert str(child("566910", cast.alice).born_on) == "2008-03-27"


WORDS = st.sampled_from(["", "x", "31/02/2017", "01/01/2190", "🙂", '"', "A" * 700, "0", "LA0002"])


@pytest.mark.django_db
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), WORDS), min_size=1, max_size=15))
def test_it_adds_up_whatever_the_cells_say(changes: list[tuple[int, str]], bring: Bring) -> None:
    cells = [
        (name, row, place)
        for name, text in FILES.items()
        for row, line in enumerate(text.splitlines()[1:], 1)
        for place in range(len(line.split(",")))
        if (name, row, place) != ("header", 3, 0)  # one child always stays
    ]
    table = {name: [line.split(",") for line in text.splitlines()] for name, text in FILES.items()}
    for number, said in changes:
        name, row, place = cells[number % len(cells)]
        table[name][row][place] = said
    files = {name: "\n".join(map(",".join, lines)) + "\n" for name, lines in table.items()}
    report = bring(files, is_dry=True)
    assert adds_up(report.tables)
    assert {name: counts["read"] for name, counts in report.tables.items()} == rows_in(files)


# Without a database -----------------------------------------------------------------------------


def test_without_children_nothing_is_read(tmp_path: Path) -> None:
    for number, header in enumerate((None, "", HEADER, "A,B\n1,2\n")):
        files = FILES | {"header": header} if header is not None else {"oc3": FILES["oc3"]}
        with pytest.raises(UnreadableFileError, match=r"header\.csv"):
            gather(write(tmp_path / str(number), files), date(2026, 1, 1))


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(ssda903, "_settle", full)
    with pytest.raises(UnreadableFileError, match="disk for temporary files is full"):
        READERS["ssda903"](write(tmp_path, FILES), None)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    folder = write(tmp_path, FILES)
    with (folder / "oc2.csv").open("ab") as file:
        file.truncate(rows.LARGEST + 1)
    with pytest.raises(UnreadableFileError, match=r"oc2\.csv has 2,048 MB"):
        gather(folder, date(2026, 1, 1))


def test_a_child_with_far_too_many_rows_never_fills_the_memory(tmp_path: Path) -> None:
    many = "LA0001,,01/03/2017,PN1\n" * (ssda903.MOST_ROWS + 1)
    gathered = gather(
        write(tmp_path, FILES | {"reviews": FILES["reviews"] + many}), date(2026, 1, 1)
    )
    first = next(gathered.children())
    assert [row.name for row in first.inside] == ["header"]
    taken = [one for one in gathered.refused() if one.reason == ssda903.TOO_MANY]
    assert len(taken) == ssda903.MOST_ROWS + 1 + 9  # theirs in all files but header.csv


@pytest.mark.parametrize(
    ("text", "day"),
    [("27/03/2008", "2008-03-27"), ("7/3/2008", "2008-03-07"), ("27-03-2008", "2008-03-27"),
     ("27.03.2008", "2008-03-27"), ("2008-03-27", "2008-03-27"),
     ("27/03/2008 00:00", "2008-03-27"), ("2008-03-27 00:00:00", "2008-03-27"),
     ("2008-03-27T00:00:00", "2008-03-27"), ("31/02/2008", None), ("03/27/2008", None),
     ("27/03/08", None), ("zz/05/2012", None), ("٢٧/٠٣/٢٠٠٨", None), ("", None)],
)  # fmt: skip
def test_a_day_as_returns_write_it(text: str, day: str | None) -> None:
    found = day_in(text)
    assert (found.isoformat() if found else None) == day


def test_every_code_of_the_return_has_words(tmp_path: Path) -> None:
    for name in ("legal-status", "placement", "reason-ceased", "review-participation"):
        assert len(codes(f"ssda903-{name}").codes) > 5
    gathered = gather(write(tmp_path, FILES), date(2026, 1, 1))
    header = gathered.header(None)
    told = [looked_after.tell(node, header) for node in gathered.children()]
    assert header.reference == date(2018, 3, 31)
    assert [one.reason for all_of in told for one in all_of.remarks] == [
        "This is not a day. Kept as stated."
    ]
