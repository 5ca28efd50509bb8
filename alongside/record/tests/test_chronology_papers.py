"""A chronology as a file: what stands on it, who may have it, and long ones made by the worker."""

import io
import json
import re
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.paper import Format, PaperNotMade
from alongside.record.actions import Words
from alongside.record.actions import printing_chronologies as printing
from alongside.record.actions.chronologies import finish_chronology
from alongside.record.chronology_paper import paper_of, read_for_paper
from alongside.record.models import Chronology, ChronologyPaper, Entry
from tests.attacks import attacker
from tests.browsing import Browse
from tests.cast import Cast

from .chronicling import begin, many, rows, say
from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(cast: Cast, note: Write) -> Chronology:
    """Two lines: one said in few words, one as it was written with Ade’s own."""
    note(Words("fact", "Long and secret."))
    note(Words("fact", "Moved in."), Words("own words", "My own bed."))
    made = begin(cast.alice, cast.ade)
    say(rows(made, cast.alice)[0], cast.alice, "He is **home**.", "He sleeps again.")
    with acting(cast.alice.pk):
        finish_chronology(chronology=made, letters="AT", by=cast.alice)
        return Chronology.objects.get(pk=made.pk)


def words_of(raw: bytes) -> str:
    """All that is written in a Word file."""
    document = ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", " ", document)


def test_it_says_what_happened_what_it_meant_and_where_it_is_from(
    cast: Cast, finished: Chronology, browse: Browse, trailed: Trail
) -> None:
    address = f"/chronologies/{finished.pk}/paper/"
    answer = browse(cast.bob).post(address, {"format": "standard", "file": "word"})
    told = words_of(answer.content)
    for words in (
        "Chronology for Ade Bankole",
        "home",
        "He sleeps again.",
        "As the entry was written: Moved in.",
        "My own bed.",
        "AT1",
        "AT2",
        "Nothing else was written about this time.",
    ):
        assert words in told, words
    assert "Long and secret" not in told
    assert answer["Cache-Control"] == "no-store"
    name = f"chronology-{timezone.localdate():%Y-%m-%d}.docx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert trailed(cast.ade, cast.bob)[0] == "chronology printed"


def test_the_pdf_is_tagged(cast: Cast, finished: Chronology, browse: Browse) -> None:
    address = f"/chronologies/{finished.pk}/paper/"
    answer = browse(cast.bob).post(address, {"format": "large", "file": "pdf"})
    assert answer.content.startswith(b"%PDF")
    assert b"/MarkInfo" in answer.content
    assert b"/StructTreeRoot" in answer.content


def test_what_the_printer_may_not_read_is_a_place_and_no_more(
    cast: Cast, finished: Chronology, browse: Browse
) -> None:
    secret = rows(finished, cast.alice)[0]
    with acting(cast.alice.pk):
        Entry.objects.filter(pk=secret.entry_id).update(needs=3)
    address = f"/chronologies/{finished.pk}/paper/"
    answer = browse(cast.bob).post(address, {"format": "easy-read", "file": "word"})
    told = words_of(answer.content)
    assert "home" not in told
    assert "He sleeps again." not in told
    assert "Something is written here that you may not read." in told
    assert "1 line that Bob may not read" in told


def test_side_by_side_each_has_a_column_and_an_unfinished_one_says_so(
    cast: Cast, note: Write
) -> None:
    note(people=[cast.ade, cast.temi])
    made = begin(cast.alice, cast.ade, cast.temi)
    with acting(cast.alice.pk):
        paper = paper_of(read_for_paper(made, cast.alice), Format.STANDARD)
    blocks = list(paper.body)
    assert "Not finished" in getattr(blocks[0], "text", "")
    table = next(one for one in blocks if hasattr(one, "columns"))
    heads = [column.words for column in table.columns]
    assert heads == ["When", "Ade Bankole", "Temi Bankole", "What it meant"]


@pytest.fixture
def long_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Chronology:
    """One that counts as long."""
    monkeypatch.setattr(printing, "AT_ONCE", 20)
    monkeypatch.setattr(printing, "EVERY", 0)
    many(120, [cast.ade], cast.alice)
    return begin(cast.alice, cast.ade)


def asked(browser: Any, of: Chronology, file: str = "word") -> str:
    """Ask for the file of a long one; gives where it is being made."""
    address = f"/chronologies/{of.pk}/paper/"
    answer = browser.post(address, {"format": "standard", "file": file})
    assert answer.status_code == 302
    return str(answer.url)


def test_a_long_one_is_made_by_the_worker_who_tells_how_far_it_is(
    cast: Cast, long_one: Chronology, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browse(cast.alice)
    where = asked(alice, long_one)
    assert asked(alice, long_one) == where  # asked twice
    assert "It begins in a moment." in alice.get(where).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args from procrastinate_jobs where status = 'todo'")
        ((task, args),) = cursor.fetchall()
    given = json.loads(args)
    assert task == printing.JOB
    seen: list[str] = []
    say = printing._say

    def watch(paper: Any, account: Any, **told: Any) -> None:
        say(paper, account, **told)
        seen.append(alice.get(where).content.decode())

    monkeypatch.setattr(printing, "_say", watch)
    printing.make_paper(paper=given["paper"], account=given["account"])
    assert any("50 of 120 lines are in." in page for page in seen)
    page = alice.get(where).content.decode()
    assert "It is made." in page
    told = words_of(alice.get(f"{where}?file=1").content)
    assert "Visit 119: the kettle was on" in told
    printing.make_paper(paper=given["paper"], account=given["account"])  # the job runs again


def test_a_file_is_for_whoever_asked_and_for_a_day(
    cast: Cast, long_one: Chronology, browse: Browse
) -> None:
    alice = browse(cast.alice)
    where = asked(alice, long_one)
    with acting(cast.alice.pk):
        row = ChronologyPaper.objects.get()
    printing.make_paper(paper=row.pk, account=cast.alice.pk)
    for account in (cast.bob, cast.mo, cast.system):
        with acting(account.pk):
            assert not ChronologyPaper.objects.exists()
    assert browse(cast.bob).get(f"{where}?file=1").status_code == 404
    with acting(cast.system.pk):
        assert printing.clear_papers() == 0
    old = {
        "id": new_id(),
        "chronology_id": long_one.pk,
        "by_id": cast.alice.pk,
        "kind": "pdf",
        "format": "standard",
        "asked_at": timezone.now() - timedelta(hours=25),
        "done": 0,
        "of": 120,
        "read": 0,
        "wrong": "",
    }
    assert attacker.inserts(cast.alice, "record_chronologypaper", **old)
    late = alice.get(f"/chronologies/papers/{old['id']}/").content.decode()
    assert "Ask for it again" in late
    with acting(cast.system.pk):
        assert printing.clear_papers() == 1
    assert alice.get(f"/chronologies/papers/{old['id']}/").status_code == 404
    assert alice.get(where).status_code == 200


def test_what_was_kept_to_fewer_meanwhile_is_not_handed_out(
    cast: Cast, long_one: Chronology, browse: Browse
) -> None:
    bob = browse(cast.bob)
    where = asked(bob, long_one)
    with acting(cast.bob.pk):
        row = ChronologyPaper.objects.get()
    printing.make_paper(paper=row.pk, account=cast.bob.pk)
    secret = rows(long_one, cast.alice)[0].entry_id
    with acting(cast.alice.pk):
        Entry.objects.filter(pk=secret).update(needs=3)
    answer = bob.get(f"{where}?file=1")
    assert answer.status_code == 403
    assert "Make the file again" in answer.content.decode()


def test_what_cannot_be_made_says_why(
    cast: Cast, long_one: Chronology, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> bytes:
        raise PaperNotMade("This is more than one paper can hold.")

    monkeypatch.setattr(printing, "as_word", fails)
    alice = browse(cast.alice)
    where = asked(alice, long_one)
    with acting(cast.alice.pk):
        row = ChronologyPaper.objects.get()
    printing.make_paper(paper=row.pk, account=cast.alice.pk)
    assert "This is more than one paper can hold." in alice.get(where).content.decode()
    assert alice.get(f"{where}?file=1").status_code == 403


def test_an_empty_one_is_not_printed(cast: Cast) -> None:
    made = begin(cast.alice, cast.ade)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Nothing is in it yet"):
        printing.print_chronology(chronology=made, kind="pdf", format="standard", by=cast.alice)
