"""Who may take everything out by a browser, what comes, and that nothing stays on the disk."""

import fcntl
import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.insight.exports import gathering, parcel
from alongside.insight.exports.models import Export
from alongside.insight.exports.person import export_person
from alongside.people.actions import grants
from alongside.people.models import Person, Rung
from alongside.record.actions import Words, finish_entry
from alongside.record.models import Entry
from alongside.record.tests.chronicling import begin, rows, say
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WHY = "Siân’s family moved to Eastmere 🙂 مرحبا"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return Path(settings.DATA)


@pytest.fixture
def note(cast: Cast) -> Entry:
    return write(
        cast.alice, cast.ade, title="D’Arcy’s visit 🙂 <b>", text="مرحبا “it’s” fine & *well*"
    )


def write(by: Account, *people: Person, title: str = "A note", text: str = "Met") -> Entry:
    with acting(by.pk):
        return finish_entry(
            id=new_id(),
            kind="note",
            people=people,
            happened=When(date(2026, 3, 2), "day"),
            title=title,
            parts=[Words("fact", text)],
            by=by,
        )


def address(person: Person) -> str:
    return f"/people/{person.pk}/take-out/"


def everything(data: Path) -> list[Path]:
    return list((data / parcel.PLACE).rglob("*"))


def lines(cast: Cast) -> list[tuple[str, UUID]]:
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select what, by_id from gate.whole_trail(now() + interval '1 hour', 900, %s)"
            " where what like '%%export%%'",
            [cast.ade.pk],
        )
        return list(cursor.fetchall())


def unpacked(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_who_may_not(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        rung = Rung.CONTACT
        grants.allocate(person=cast.stranger, account=cast.mo, rung=rung, by=cast.system)
    refused = (
        (cast.alice, cast.ade, 403),  # works with him; her role does not include it
        (cast.mo, cast.stranger, 403),  # the role, and only the contact rung
        (cast.charlie, cast.ade, 404),
        (cast.mo, cast.temi, 404),
        (cast.protection, cast.ade, 404),  # the role, and no grant
        (cast.ade_account, cast.ade, 404),
        (cast.pat, cast.ade, 404),
        (cast.sam, cast.ade, 404),
    )
    for account, person, status in refused:
        browser = browse(account)
        assert browser.get(address(person)).status_code == status, account.email
        posted = browser.post(address(person), {"reason": "Give it to me"})
        assert posted.status_code == status, account.email
    with acting(cast.protection.pk):
        assert not Export.objects.exists()


def test_the_page_says_what_it_is_and_is_led_to(cast: Cast, browse: Browse) -> None:
    see = f"/people/{cast.ade.pk}/who-may-see/"
    assert address(cast.ade) in browse(cast.mo).get(see).content.decode()
    assert address(cast.ade) not in browse(cast.alice).get(see).content.decode()
    page = browse(cast.mo).get(address(cast.ade)).content.decode()
    for words in ("It leaves Alongside’s protection", "What is not in it", "not encrypted"):
        assert words in page
    assert ("record opened to export", cast.mo.pk) in lines(cast)


def test_it_is_the_folder_of_the_command(
    cast: Cast, note: Entry, browse: Browse, data: Path, tmp_path: Path
) -> None:
    answer = browse(cast.mo).post(address(cast.ade), {"reason": WHY})
    assert answer.status_code == 200
    assert everything(data) == []  # before the first piece is sent
    today = timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="record-{today}.zip"'
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    size = int(answer["Content-Length"])
    ours = unpacked(answer)
    assert size > 0
    assert [what for what, by in lines(cast) if by == cast.mo.pk] == [
        "person exported", "person export begun", "record opened to export",
    ]  # fmt: skip
    path = tmp_path / "by-command"
    export_person(path=path, id=str(cast.ade.pk), reason=WHY, by=cast.mo)
    theirs = {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    assert ours.keys() == theirs.keys()
    moving = {"person.json", "manifest.json"}  # the moment, and who opened it since
    for name in theirs.keys() - moving:
        assert ours[name] == theirs[name], name
    one, other = (json.loads(some["person.json"]) for some in (ours, theirs))
    assert one["entries"] == other["entries"]
    assert one["reason"] == other["reason"] == WHY
    html = ours["2026.html"].decode()
    assert "D’Arcy’s visit 🙂 &lt;b&gt;" in html
    assert "مرحبا “it’s” fine &amp; <em>well</em>" in html
    assert WHY in ours["index.html"].decode()
    assert str(note.pk) in html


def test_without_a_reason_nothing_leaves(cast: Cast, browse: Browse, data: Path) -> None:
    for reason in ("", "   ", "x" * 401):
        answer = browse(cast.mo).post(address(cast.ade), {"reason": reason})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/html")
        assert "Error: " in answer.content.decode()
    with acting(cast.mo.pk):
        assert not Export.objects.exists()
    assert everything(data) == []


def test_sent_twice_it_is_taken_out_once(cast: Cast, browse: Browse) -> None:
    browser, draft = browse(cast.mo), str(new_id())
    asked = {"reason": WHY, "draft": draft, "draft-pieces": '{"reason": [0, ""]}'}
    first = browser.post(address(cast.ade), asked)
    assert unpacked(first)
    again = browser.post(address(cast.ade), asked)
    assert again.status_code == 302
    assert again["Location"] == f"{address(cast.ade)}?taken="
    page = browser.get(again["Location"]).content.decode()
    assert "The copy was handed to your browser" in page
    with acting(cast.mo.pk):
        assert Export.objects.filter(person=cast.ade).count() == 1
        assert Draft.objects.get(pk=draft).outcome == Draft.Outcome.FINISHED


def test_a_second_copy_at_the_same_time_is_refused(
    cast: Cast, browse: Browse, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "PATIENCE", 0)
    place = data / parcel.PLACE / str(cast.mo.pk)
    place.mkdir(parents=True)
    handle = os.open(place, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    answer = browse(cast.mo).post(address(cast.ade), {"reason": WHY})
    assert parcel.BUSY in answer.content.decode()
    assert WHY in answer.content.decode()
    assert parcel.clear_leftovers() == 0
    assert place.exists()
    os.close(handle)
    assert unpacked(browse(cast.mo).post(address(cast.ade), {"reason": WHY}))


def test_what_a_kill_left_is_cleared(cast: Cast, browse: Browse, data: Path) -> None:
    for who in (cast.mo, cast.alice):
        left = data / parcel.PLACE / str(who.pk) / "record"
        left.mkdir(parents=True)
        (left / "person.json").write_text("somebody’s record")
    assert unpacked(browse(cast.mo).post(address(cast.ade), {"reason": WHY}))
    assert everything(data) == []
    (data / parcel.PLACE / str(cast.bob.pk)).mkdir()
    assert parcel.clear_leftovers() == 1
    assert everything(data) == []


def test_too_little_room_is_said_before_anything_is_written(
    cast: Cast, browse: Browse, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "LEAST_ROOM", 1 << 62)
    answer = browse(cast.mo).post(address(cast.ade), {"reason": WHY})
    assert "too little room" in answer.content.decode()
    assert everything(data) == []
    with acting(cast.mo.pk):
        assert not Export.objects.exists()


@pytest.mark.parametrize("wrong", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_breaks_on_the_way_leaves_nothing(
    cast: Cast, browse: Browse, data: Path, monkeypatch: pytest.MonkeyPatch, wrong: BaseException
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise wrong

    monkeypatch.setattr(zipfile.ZipFile, "write", breaks)
    browser = browse(cast.mo)
    if isinstance(wrong, OSError):
        answer = browser.post(address(cast.ade), {"reason": WHY})
        assert "could not be written" in answer.content.decode()
        assert str(data) not in answer.content.decode()
    else:
        with pytest.raises(KeyboardInterrupt):
            browser.post(address(cast.ade), {"reason": WHY})
    assert everything(data) == []
    assert ("person export begun", cast.mo.pk) in lines(cast)


def test_a_copy_with_a_changed_file_is_not_handed_out(
    cast: Cast, browse: Browse, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        gathering, "copies", lambda _: iter([("files/x.pdf", "0" * 64, cast.ade.pk)])
    )
    monkeypatch.setattr(gathering, "original", lambda _: iter([b"not what came"]))
    answer = browse(cast.mo).post(address(cast.ade), {"reason": WHY})
    assert parcel.CHANGED in answer.content.decode()
    assert everything(data) == []


# Chronologies about several -----------------------------------------------------------------------


def test_lines_about_somebody_else_alone_are_counted(cast: Cast) -> None:
    both = write(cast.alice, cast.ade, cast.temi, title="Both")
    hers = write(cast.alice, cast.temi, title="Hers", text="Temi’s alone")
    made = begin(cast.alice, cast.ade, cast.temi)
    for line in rows(made, cast.alice):
        words = "Of both" if line.entry_id == both.pk else "Of Temi alone"
        say(line, cast.alice, words, "It mattered")
    with acting(cast.system.pk):
        RoleHeld.objects.create(
            account=cast.alice,
            role_id="manager",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    with acting(cast.alice.pk):
        told = gathering.gather(cast.ade, "x", cast.alice)
    [one] = told["chronologies"]
    assert one["finished_at"] is None
    assert set(one["about"]) == {str(cast.ade.pk), str(cast.temi.pk)}
    assert [line.get("summary") for line in one["lines"] if "entry" in line] == ["Of both"]
    words = json.dumps(told, ensure_ascii=False)
    for never in (str(hers.pk), "Of Temi alone", "Temi’s alone"):
        assert never not in words
    counted = {"what": "lines of chronologies", "count": 1}
    assert {**counted, "why": "They are about somebody else alone."} in told["left_out"]
    with acting(cast.mo.pk):  # who does not reach Temi's record has none of it
        assert gathering.gather(cast.ade, "x", cast.mo)["chronologies"] == []
