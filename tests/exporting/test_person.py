"""`alongside export person` and back: the same record, but for what a new place must change."""

import json
import re
import shutil
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from alongside.foundation.postgres.roles import FILE
from alongside.insight.exports.beside import PARTS
from alongside.insight.exports.schema import made as schema_made
from alongside.insight.exports.schema import wrong_with
from tests import cluster
from tests.backup.house import KEY, House, ask, url

from .conftest import Source

MO = "mo@northmere.example"
# What another place must say otherwise; everything else comes back as it was.
OTHERWISE = {
    "made_at", "made_by", "reason", "alongside", "who_may_see", "tasks", "opened", "left_out",
    "chronologies", *PARTS,
}  # fmt: skip


def take_out(house: House, person: str, path: Path, who: str = MO) -> dict[str, Any]:
    house.run("export", "person", person, str(path), "--as", who, "--reason", "They moved")
    told: dict[str, Any] = json.loads((path / "person.json").read_text())
    return told


@pytest.fixture(scope="session")
def ade(source: Source) -> str:
    ((id,),) = ask(source.house, "select id::text from people_person where called = 'Ade Bankole'")
    return str(id)


@dataclass
class Out:
    path: Path
    told: dict[str, Any]


@pytest.fixture(scope="session")
def out(source: Source, ade: str, folder: Path) -> Out:
    return Out(folder / "ade", take_out(source.house, ade, folder / "ade"))


@dataclass
class Elsewhere:
    """Another council's Alongside, into which the record was brought."""

    house: House
    done: dict[str, Any]


@pytest.fixture(scope="session")
def elsewhere(out: Out, folder: Path, django_db_setup: None) -> Iterator[Elsewhere]:
    server, data = cluster.server(), folder / "elsewhere"
    name = f"{connection.settings_dict['NAME']}_elsewhere"  # each worker of the tests has its own
    data.mkdir()
    shutil.copy(server.data / FILE, data / FILE)
    with server.connect("postgres") as root:
        root.execute(f'drop database if exists "{name}" with (force)')
        root.execute(f'create database "{name}" owner alongside_owner template alongside_template')
    settings = {"DATABASE_URL": url(server, name), "ALONGSIDE_SECRET_KEY": KEY[::-1]}
    house = House(data, server, name, settings)
    house.run("account", "add", "admin@eastmere.example", "--role", "administrator")
    done = json.loads(house.run("import", "person", str(out.path), "--json"))
    yield Elsewhere(house, done)
    with server.connect("postgres") as root:
        root.execute(f'drop database "{name}" with (force)')


def without(told: dict[str, Any]) -> dict[str, Any]:
    """What has to be the same; who is named stays in words, ids stay."""
    same = deepcopy({key: value for key, value in told.items() if key not in OTHERWISE})
    for entry in same["entries"]:
        entry["readers"] = []  # accounts that do not exist elsewhere: nobody is let in for them
        entry["about"] = [one for one in entry["about"] if one["person"] == told["person"]["id"]]
        for one in entry["restrictions"]:
            one.pop("review_by")  # somebody who is there looks at it again
        for version in entry["said"]:
            for part in version["parts"]:
                here = told["person"]["id"]
                part["answers"] = [one for one in part["answers"] if one["person"] == here]
        for one in entry["files"]:
            one.pop("state"), one.pop("state_words"), one.pop("said"), one.pop("text")
    return same


def test_the_same_record_comes_back(out: Out, elsewhere: Elsewhere, ade: str, folder: Path) -> None:
    house = elsewhere.house
    house.run("account", "add", "mel@eastmere.example", "--role", "manager", "--team", "Intake")
    with house.root() as root:  # whoever supervises reads what is restricted too
        root.execute(
            "insert into people_grant (id, person_id, account_id, rung, basis, called, reason,"
            " starts, until, given_by_id, given_at, ended_why) select gen_random_uuid(), %s, id, 3,"
            " 'supervises', '', '', now(), '9999-01-01', id, now(), '' from accounts_account"
            " where email = 'mel@eastmere.example'",
            [ade],
        )
    again = take_out(house, ade, folder / "ade-again", "mel@eastmere.example")
    theirs, ours = without(out.told), without(again)
    assert ours.keys() == theirs.keys()
    for key in theirs:
        assert ours[key] == theirs[key], key
    assert len(theirs["entries"]) >= 6
    first = {one["path"] for entry in theirs["entries"] for one in entry["files"]}
    assert len(first) == 2
    for path in first:
        assert (folder / "ade" / path).read_bytes() == (folder / "ade-again" / path).read_bytes()


def test_what_is_elsewhere_is_proven_and_bringing_it_again_changes_nothing(
    out: Out, elsewhere: Elsewhere
) -> None:
    house = elsewhere.house
    for table, counts in elsewhere.done["tables"].items():
        assert counts["read"] == counts["imported"], (table, elsewhere.done["refused"])
    before = ask(house, "select count(*) from record_part")
    again = json.loads(house.run("import", "person", str(out.path), "--json"))
    for counts in again["tables"].values():
        assert counts["read"] == counts["unchanged"]
    assert ask(house, "select count(*) from record_part") == before
    house.run("worker", "--once")
    told = json.loads(house.run("verify", "--files", "--json"))
    assert told["wrong"] == []


def test_nothing_is_more_open_than_it_was(source: Source, elsewhere: Elsewhere, ade: str) -> None:
    question = (
        "select a.entry_id, a.sharing, e.needs from record_about a join record_entry e on"
        f" e.id = a.entry_id where a.person_id = '{ade}' and a.removed_at is null order by 1"
    )
    assert ask(elsewhere.house, question) == ask(source.house, question)
    grants = ask(
        elsewhere.house,
        f"select basis, rung from people_grant where person_id = '{ade}' and basis <> 'supervises'",
    )
    assert grants == [("team", 2)]


def test_it_fits_its_schema(out: Out) -> None:
    assert list(wrong_with(out.told, schema_made())) == []
    assert json.loads((out.path / "person.schema.json").read_text()) == schema_made()
    broken = json.loads(json.dumps(out.told))
    broken["facts"][0]["recorded_at"] = "yesterday"
    broken["person"]["more"] = 1
    del broken["needs"][0]["words"]
    said = " ".join(wrong_with(broken, schema_made()))
    assert "facts[0].recorded_at is no date-time" in said
    assert "person.more is not known" in said
    assert "needs[0].words is missing" in said


def test_history_times_and_words_are_all_there(out: Out) -> None:
    facts = {(one["kind"], one["value"]): one for one in out.told["facts"]}
    slip = facts["phone", "01632 960 150"]
    assert slip["over_why"] == "A slip of the pen"
    assert facts["phone", "01632 960 151"]["replaces"] == slip["id"]
    assert slip["recorded_by"].startswith("Alice, Social worker")
    assert facts["address", "1 Mill Lane, LS6 1AB"]["ends_on"] == "2026-02-01"
    meeting = next(one for one in out.told["entries"] if one["kind"] == "meeting")
    assert [one["number"] for one in meeting["said"]] == [1, 2]
    assert meeting["kind_words"] == "Meeting"
    words = json.dumps(out.told, ensure_ascii=False)
    for part in ("It was raining, though.", "I like to be asked first.", "Ọjọ́ dára.", "🙂"):
        assert part in words


def test_the_pages_read_without_anything_else(out: Out) -> None:
    pages = {one.name: one.read_text() for one in out.path.glob("*.html")}
    assert set(pages) >= {"index.html", "2025.html", "2026.html"}
    for name, html in pages.items():
        assert "<script" not in html, name
        assert "http" not in html, name
        assert html.count("<h1>") == 1, name
        for target in re.findall(r'(?:href|src)="([^"#]+)', html):
            assert (out.path / target).exists(), target
    closed = sum(
        about["sharing"] != "shown"
        for entry in out.told["entries"]
        for about in entry["about"]
        if about["person"] == out.told["person"]["id"]
    )
    assert closed == 3  # the meeting about two people, what is not disclosed, and what came in
    assert f"{closed} entries are held or not disclosed" in pages["index.html"]
    assert "not for Ade Bankole to read" in pages["2025.html"]
    assert "A slip of the pen" in pages["index.html"]
    assert "It was raining, though." in pages["2025.html"]


def test_chronologies_are_in_it_and_left_aside_on_the_way_back(
    out: Out, elsewhere: Elsewhere
) -> None:
    [one] = out.told["chronologies"]
    assert one["purpose_words"] == "A review"
    assert one["made_for"] == "Ade’s review, “soon” 🙂"
    assert one["by"].startswith("Alice, Social worker")
    assert one["finished_at"]
    assert [line["exhibit"] for line in one["lines"]] == [
        f"AT{number}" for number in range(1, len(one["lines"]) + 1)
    ]
    assert {line["entry"] for line in one["lines"]} <= {e["id"] for e in out.told["entries"]}
    [said] = [line for line in one["lines"] if line["summary"]]
    assert (said["summary"], said["impact"]) == ("Visited & *heard*.", "He slept <better>. مرحبا")
    page = (out.path / "chronology-1.html").read_text()
    assert "Visited &amp; <em>heard</em>." in page
    assert "He slept &lt;better&gt;. مرحبا" in page
    assert "not for Ade Bankole to read" in page
    assert (
        'href="chronology-1.html">Ade’s review, “soon” 🙂' in (out.path / "index.html").read_text()
    )
    assert elsewhere.done["left_aside"]["chronologies"] == 1
    assert ask(elsewhere.house, "select count(*) from record_chronology") == [(0,)]
    words = elsewhere.house.run("import", "person", str(out.path))
    assert "1 chronology was left aside" in words


def test_what_stands_beside_the_record_is_in_it_as_on_its_pages(
    out: Out, elsewhere: Elsewhere, ade: str
) -> None:
    told = out.told
    assert [(one["kind"], one["agency"]) for one in told["services"]] == [
        ("gp", "Mill Lane “Surgery”")
    ]
    [warning] = told["warnings"]
    assert (warning["what"], warning["is_told"]) == ("A dog that bites.", False)
    assert [one["title"] for one in told["statuses"]] == ["Direct payment", "Direct payment"]
    assert all("Two of the same at once" in one["to_check"][0] for one in told["statuses"])
    [yes] = told["consents"]
    assert yes["purpose"] == "That Bob helps for a while 🙂"
    [handed] = told["handovers"]
    assert (handed["consent"], handed["reason"]) == (yes["id"], "A second pair of eyes")
    assert handed["to_account"].startswith("Bob")
    assert any(
        one["what"] == "statuses" and "in the wrong record" in one["why"]
        for one in told["left_out"]
    )
    written = "".join(one.read_text() for one in out.path.glob("*.*"))
    for hidden in ("Turning Corners", "substance", "Of his sister."):
        assert hidden not in written, hidden
    for hidden in ("Mrs Next-Door", "01632 960 444"):
        assert hidden not in written, hidden
    page = (out.path / "index.html").read_text()
    assert told["clocks"][0]["begun_why"] == "He rang “twice”."
    assert "Who got in touch: They are not to be known." in page
    assert "Ade Bankole was not told of this: not for them to read." in page
    assert "To check, so no return counts it: Two of the same at once" in page
    assert page.count("He chose “Kwame” himself") == 2
    assert "below of warnings, statuses, what is due and what came in is not all for Ade" in page
    assert "nothing here says whether there are any" in page
    aside = {name: elsewhere.done["left_aside"][name] for name in PARTS}
    assert aside == {"services": 1, "warnings": 1, "statuses": 2, "handovers": 1, "consents": 1,
                     "clocks": 1, "came_in": 1}  # fmt: skip
    assert ask(elsewhere.house, "select count(*) from record_episode") == [(0,)]
    assert "1 at the front door" in elsewhere.house.run("import", "person", str(out.path))


def test_an_export_of_before_is_read_too(elsewhere: Elsewhere, copied: Path) -> None:
    def as_before(told: dict[str, Any]) -> None:
        for name in PARTS:
            del told[name]

    rewrite(copied, as_before)
    assert "Left aside" not in bring(elsewhere, copied, 0)


def test_who_may_less_gets_less_and_is_told_how_much(
    source: Source, ade: str, folder: Path
) -> None:
    """Somebody at the ordinary rung: what is restricted to few is counted and not there."""
    with source.house.root() as root:
        root.execute(
            "insert into accounts_roleheld (id, account_id, role_id, starts, until, given_by_id)"
            " select gen_random_uuid(), id, 'manager', now(), '9999-01-01', id"
            " from accounts_account where email = 'bob@northmere.example'"
        )
    told = take_out(source.house, ade, folder / "ade-bob", "bob@northmere.example")
    stubs = [one for one in told["entries"] if "withheld" in one]
    assert len(stubs) == 1
    assert {"what": "entries", "count": 1, "why": "They are restricted to few."} in told["left_out"]
    assert "For few." not in (folder / "ade-bob" / "person.json").read_text()
    assert "which this copy lacks" in (folder / "ade-bob" / "2025.html").read_text()
    [one] = told["chronologies"]
    hidden = [line for line in one["lines"] if "withheld" in line]
    assert [set(line) for line in hidden] == [{"exhibit", "withheld"}]
    lines = {"what": "lines of chronologies", "count": 1}
    assert {**lines, "why": "Their entries are restricted to few."} in told["left_out"]
    page = (folder / "ade-bob" / "chronology-1.html").read_text()
    assert page.count("A line which this copy lacks") == 1
    assert list(wrong_with(told, schema_made())) == []


def test_who_may_not_gets_nothing(source: Source, ade: str, folder: Path) -> None:
    path = folder / "nothing"
    words = ("export", "person", ade, str(path), "--reason", "x", "--as")
    assert "does not include" in source.house.run(*words, "alice@northmere.example", status=2)
    said = source.house.run(*words, source.officer, status=2)  # the role, and no grant
    assert "see nobody with this id" in said
    said = source.house.run(
        "export", "person", "no-id", str(path), "--reason", "x", "--as", MO, status=2
    )
    assert "see nobody with this id" in said
    assert not path.exists()


def test_a_copy_that_was_cut_off_is_on_the_trail_too(
    source: Source, ade: str, folder: Path
) -> None:
    path = folder / "full"
    path.mkdir()
    (path / "something").touch()
    words = ("export", "person", ade, str(path), "--as", MO, "--reason", "Cut off")
    assert "is not empty" in source.house.run(*words, status=1)
    lines = ask(
        source.house,
        "select t.what, e.ended_at is null from foundation_trail t join insight_export e"
        " on e.id = t.on_id where e.reason = 'Cut off'",
    )
    assert lines == [("person export begun", True)]


def test_the_trail_tells_of_it(source: Source, out: Out, ade: str) -> None:
    lines = ask(
        source.house,
        "select t.what, e.reason from foundation_trail t join insight_export e on e.id = t.on_id"
        f" where t.person_id = '{ade}' and t.what like 'person export%'"
        f" and e.id = (select id from insight_export where ended_at = (select min(ended_at) from"
        f" insight_export where reason = 'They moved')) order by t.at",
    )
    assert lines == [("person export begun", "They moved"), ("person exported", "They moved")]


@pytest.fixture
def copied(out: Out, tmp_path: Path) -> Path:
    return Path(shutil.copytree(out.path, tmp_path / "copied"))


def rewrite(path: Path, change: Any) -> None:
    """Somebody who changes the file, and its hash with it."""
    told = json.loads((path / "person.json").read_text())
    change(told)
    raw = json.dumps(told).encode()
    (path / "person.json").write_bytes(raw)
    manifest = json.loads((path / "manifest.json").read_text())
    manifest["files"]["person.json"]["sha256"] = sha256(raw).hexdigest()
    (path / "manifest.json").write_text(json.dumps(manifest))


def bring(elsewhere: Elsewhere, path: Path, status: int) -> str:
    return elsewhere.house.run("import", "person", str(path), status=status)


def test_what_was_tampered_with_is_refused(elsewhere: Elsewhere, copied: Path) -> None:
    (copied / "person.json").write_text("{}")
    assert "is not what it was" in bring(elsewhere, copied, 1)


def test_what_does_not_fit_is_refused_in_a_sentence(elsewhere: Elsewhere, copied: Path) -> None:
    rewrite(copied, lambda told: told["facts"][0].update(needs="three"))
    assert "facts[0].needs is no integer" in bring(elsewhere, copied, 2)


def test_an_id_of_somebody_else_opens_nothing(elsewhere: Elsewhere, copied: Path) -> None:
    """A part that says it stands in another entry is not read from there: its place says it."""
    rewrite(copied, lambda told: told["facts"][0].update(replaces=told["person"]["id"]))
    said = bring(elsewhere, copied, 0)  # that fact is here already, and stays as it is
    assert "is not as it was when it was brought in" in said


def test_a_real_person_is_not_brought_into_a_demonstration(
    elsewhere: Elsewhere, copied: Path
) -> None:
    rewrite(copied, lambda told: told.update(mode="council"))
    assert "this is a demonstration" in bring(elsewhere, copied, 2)
