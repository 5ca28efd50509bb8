"""A partner sends a picture or a paper: on the record in their name, held, and a task for it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.record import scanning
from alongside.record.access.lines import midnight
from alongside.record.actions import documents, referring
from alongside.record.models import About, Attachment, Entry, Task
from alongside.record.scanning import Scanned, Verdict
from alongside.record.tests import samples
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on
from .test_asking_for import grant_of

TITLE = "Letter & plan from O’Neill’s 🛁"
SAID = "The bath is 1.7 m long."


@pytest.fixture(autouse=True)
def kept_here(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def sam(cast: Cast, browse: Browse) -> Client:
    return browse(cast.sam)


def page_of(cast: Cast) -> str:
    return f"/shared/send/{grant_of(cast).pk}/"


def letter(raw: bytes | None = None, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf() if raw is None else raw)


def send(sam: Client, cast: Cast, **told: Any) -> Any:
    usual = {"draft": str(uuid4()), "title": TITLE, "words": SAID, "file": letter()}
    return sam.post(page_of(cast), usual | told)


def made(cast: Cast) -> list[Entry]:
    with acting(cast.alice.pk):
        return list(Entry.objects.filter(written_by=cast.sam))


def test_it_stands_on_the_record_held_and_somebody_is_told(
    cast: Cast, sam: Client, browse: Browse, trailed: Trail
) -> None:
    assert page_of(cast) in sam.get("/shared/").content.decode()
    assert "About Ade Bankole" in words_on(sam.get(page_of(cast)))
    done = send(sam, cast)
    assert done.status_code == 302, words_on(done)
    (entry,) = made(cast)
    assert done["Location"] == f"/shared/{entry.pk}/"
    assert entry.kind == "letter"
    with acting(cast.alice.pk):
        assert About.objects.get(entry=entry).sharing == "held"
        (file,) = Attachment.objects.filter(entry_id=entry.pk)
        assert file.by_id == cast.sam.pk
        (task,) = Task.objects.filter(what="document")
        assert (task.account_id, task.from_id) == (cast.alice.pk, entry.pk)
    alice = browse(cast.alice)
    page = words_on(alice.get(f"/entries/{entry.pk}/"))
    assert TITLE in page
    assert SAID in page
    assert "Sam" in page
    assert "A document came from outside, about Ade" in words_on(alice.get("/waiting/"))
    assert alice.get(f"/attachments/{file.pk}/").status_code == 200
    mine = words_on(sam.get(f"/shared/{entry.pk}/"))
    assert SAID in mine
    assert browse(cast.ade_account).get(f"/my/record/{entry.pk}/").status_code == 404
    assert {"attachment added", "entry finished"} <= set(trailed(cast.ade, cast.sam))


def test_a_double_press_sends_it_once(cast: Cast, sam: Client) -> None:
    draft = str(uuid4())
    first, second = (send(sam, cast, draft=draft, file=letter()) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(made(cast)) == 1


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"file": ""}, "Choose the file that you want to send."),
        ({"title": " "}, "Say in a few words what it is."),
        ({"file": letter(b"")}, "There is nothing in this file"),
        ({"file": letter(b"MZ\x00\x01", "x.pdf")}, "not a kind of file"),
        ({"title": "a" * 121}, "at most 120 characters"),
    ],
    ids=["no file", "no title", "empty", "a program", "long"],
)
def test_what_is_wrong_is_said_and_the_words_stay(
    cast: Cast, sam: Client, told: dict[str, Any], says: str
) -> None:
    answer = send(sam, cast, **told)
    assert answer.status_code in (200, 422)
    page = words_on(answer)
    assert says in page
    assert SAID in answer.content.decode()
    assert made(cast) == []


def test_what_the_scanner_finds_is_not_taken(
    cast: Cast, sam: Client, monkeypatch: pytest.MonkeyPatch, trailed: Trail
) -> None:
    monkeypatch.setattr(scanning, "scan", lambda *_, **__: Scanned(Verdict.FOUND, "Eicar"))
    page = words_on(send(sam, cast))
    assert "Our virus scanner found something" in page
    assert "Eicar" not in page
    assert made(cast) == []
    assert "file from outside refused" in trailed(by=cast.sam)
    with acting(cast.sam.pk):
        assert not Attachment.objects.exists()


def test_nothing_is_sent_once_nothing_is_shared(cast: Cast, sam: Client) -> None:
    page, grant = page_of(cast), grant_of(cast)
    with acting(cast.alice.pk):
        grants.end_grant(grant=grant, why="over", by=cast.alice)
    for answer in (sam.get(page), sam.post(page, {"title": TITLE, "file": letter()})):
        assert answer.status_code == 410
        assert "Ade" not in answer.content.decode()
    with acting(cast.sam.pk), pytest.raises(Exception, match="shared with you any more"):
        documents.send_document(grant=grant, title=TITLE, file=letter(), by=cast.sam)
    assert made(cast) == []


def test_nobody_else_sends_by_it(cast: Cast, sam: Client, browse: Browse) -> None:
    for account in (cast.alice, cast.pat, cast.ade_account):
        assert browse(account).get(page_of(cast)).status_code == 404
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        documents.send_document(grant=grant_of(cast), title=TITLE, file=letter(), by=cast.alice)
    assert sam.get(f"/shared/send/{uuid4()}/").status_code == 404


def test_one_account_sends_so_much_a_day_and_is_told_what_to_do_then(
    cast: Cast, sam: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PARTNER_SENDS_A_DAY = 2
    settings.COUNCIL = {**settings.COUNCIL, "help_phone": "01632 960 150"}
    draft = str(uuid4())
    for _ in range(2):  # pressed twice, it counts once
        assert send(sam, cast, draft=draft).status_code == 302
    assert send(sam, cast).status_code == 302
    page = opened(sam, page_of(cast))
    late = page["draft"]
    refused = send(sam, cast, **page | {"title": TITLE, "words": SAID})
    said = words_on(refused)
    assert "You have sent 2 documents and referrals today" in said
    assert "ring us: 01632 960 150" in said
    assert "ring 999" in said
    assert SAID in refused.content.decode()
    assert SAID in sam.get(f"{page_of(cast)}?draft={late}").content.decode()
    assert len(made(cast)) == 2
    assert send(sam, cast, draft=draft).status_code == 302  # what came is answered as before
    monkeypatch.setattr(referring, "midnight", lambda day: midnight(day + timedelta(days=1)))
    assert send(sam, cast, draft=late).status_code == 302
    assert len(made(cast)) == 3


def test_what_is_no_longer_shared_still_counts(cast: Cast, sam: Client, settings: Any) -> None:
    settings.PARTNER_SENDS_A_DAY = 1
    assert send(sam, cast).status_code == 302
    with acting(cast.alice.pk):
        grants.end_grant(grant=grant_of(cast), why="over", by=cast.alice)
        again = grants.share_with_partner(
            person=cast.ade, account=cast.sam, reason="Again", by=cast.alice
        )
    with acting(cast.sam.pk), pytest.raises(ValidationError, match="You have sent 1 documents"):
        documents.send_document(grant=again, title=TITLE, file=letter(), by=cast.sam)


def test_the_page_costs_the_same_with_many(cast: Cast, sam: Client) -> None:
    asked = []
    for _ in range(3):
        send(sam, cast)
        with CaptureQueriesContext(connection) as few:
            sam.get("/shared/")
        asked.append(len(few))
    assert asked[1] == asked[2], asked
