"""Reading a file: what is no census is refused whole, and nothing reaches out of it."""

from pathlib import Path

import pytest
from lxml import etree

from alongside.insight.returns import cin
from alongside.insight.returns.remarks import harmless

from .conftest import OWN, SHARED

HEAD = (
    "<Message><Header><CollectionDetails><Collection>{}</Collection></CollectionDetails>"
    "<Source><LEA>{}</LEA></Source></Header>"
)
CHILD = (
    "<Children><Child><ChildIdentifiers><LAchildID>{}</LAchildID></ChildIdentifiers></Child>"
    "</Children></Message>"
)
BOMB = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'

BROKEN = {
    "empty": (b"", "empty"),
    "cut off": (OWN.read_bytes()[:2000], "broken at line"),
    "not XML": (b"PK\x03\x04 a spreadsheet", "broken"),
    "binary": (bytes(range(256)) * 20, "broken"),
    "wrong encoding": (b'<?xml version="1.0" encoding="UTF-8"?><Message>\xe9\xff', "broken"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><Message/>', "broken"),
    "another root": (b"<Return/>", "not a census"),
    "another return": ((HEAD.format("SSDA903", "975") + CHILD.format(1)).encode(), "another"),
    "no header": (("<Message>" + CHILD.format(1)).encode(), "no header"),
    "no council": ((HEAD.format("CIN", "") + CHILD.format(1)).encode(), "LEA"),
    "no child": ((HEAD.format("CIN", "975") + "<Children/></Message>").encode(), "no child"),
    "a bomb": ((BOMB + "<Message>&c;</Message>").encode(), "document type"),
    "a deep well": (b"<Message>" + b"<a>" * 100 + b"</a>" * 100 + b"</Message>", "too deep"),
    "a huge text": (b"<Message><a>" + b"x" * 11_000_000 + b"</a></Message>", "One child"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_census_is_refused_whole(name: str, tmp_path: Path) -> None:
    content, sentence = BROKEN[name]
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    with pytest.raises(cin.UnreadableFileError, match=sentence):
        cin.check(path)


def test_one_child_never_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    many = "<Disability>LD</Disability>" * (cin.LARGEST_CHILD // 20)
    inside = f"<LAchildID>1</LAchildID></ChildIdentifiers>{many}"
    whole = HEAD.format("CIN", "975") + CHILD
    path.write_text(whole.replace("<LAchildID>{}</LAchildID></ChildIdentifiers>", inside))
    reading = cin.children(path)
    with pytest.raises(cin.UnreadableFileError, match="One child has more than 4 MB"):
        cin.check(path)
    with pytest.raises(cin.UnreadableFileError, match="One child"):
        next(reading)
    grown = CHILD.replace("<Children>", "").replace("</Children></Message>", "").format(1)
    several = grown * (cin.LARGEST_CHILD // len(grown) + 1000)
    path.write_text(f"{HEAD.format('CIN', '975')}<Children>{several}</Children></Message>")
    assert path.stat().st_size > cin.LARGEST_CHILD  # many children are no trouble
    assert cin.check(path).children == several.count("<Child>")


def test_nothing_outside_the_file_is_ever_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("975")
    path = tmp_path / "file.xml"
    declared = f'<!DOCTYPE m [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path.write_text(declared + HEAD.format("CIN", "&x;") + CHILD.format("&x;"))
    with pytest.raises(cin.UnreadableFileError, match="document type"):
        cin.check(path)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(cin.UnreadableFileError, match="2,048 MB"):
        cin.check(path)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(cin.UnreadableFileError, match="There is no file"):
            cin.check(path)


def test_a_row_is_the_line_it_stands_on_however_long_the_file(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    many = "".join(f"\n<Child>\n<a>{n}</a></Child>" for n in range(40_000))
    path.write_text(HEAD.format("CIN", "975") + f"<Children>{many}</Children></Message>")
    last = list(cin.children(path))[-1]
    assert last.inside[0].line == 80_001  # beyond what 16 bits can count


def test_a_namespace_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_text(OWN.read_text().replace("<Message>", '<Message xmlns="urn:cin">'))
    assert cin.check(path).children == 4
    assert list(cin.children(path)) == list(cin.children(OWN))


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024-02-29", "2024-02-29"), ("2024-02-29Z", "2024-02-29"),
     ("2024-02-29+01:00", "2024-02-29"),
     ("2023-02-29", None), ("29/02/2024", None), ("20240229", None), ("2024-02-29x", None),
     ("", None)],
)  # fmt: skip
def test_a_day_is_one_of_xml_schema(text: str, day: str | None) -> None:
    found = cin.day_in(text)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\tx", "  =HYPERLINK(1)", "＝1"])
def test_no_value_is_a_formula(text: str) -> None:
    assert harmless(text).startswith("'")
    assert harmless("A=1") == "A=1"


def test_our_own_file_is_valid_by_the_schema() -> None:
    schema = SHARED / "CIN_schema_2026.xsd"
    if not schema.exists():
        pytest.skip("the consortium's schema is not beside the project (../shared/data/cin)")
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(OWN))
