"""Pictures and papers on pages: added without losing a word, looked at, taken, stopped."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation import uploads
from alongside.foundation.actor import acting
from alongside.record.access import Sought, timeline
from alongside.record.files import keeping
from alongside.record.models import Attachment, Entry
from tests.browsing import Browse
from tests.cast import Cast

from . import clamd, samples
from .bringing import add, begin, finish, upload
from .conftest import Finished, Trail, fields

pytestmark = pytest.mark.django_db


class Writing:
    """A page of writing in Alice's browser, as somebody fills it in."""

    def __init__(self, browser: Client, cast: Cast) -> None:
        self.browser, self.address = browser, f"/people/{cast.ade.pk}/write/"
        self.sent = fields(self.read(self.address)) | {
            "happened": "today",
            "kind": "visit home",
            "fact": "The new ramp 🦽 is O’Brien's.",
            "sharing": "usual",
        }

    def read(self, address: str) -> str:
        page = self.browser.get(address)
        assert page.status_code == 200
        return str(page.content.decode())

    def send(self, **more: Any) -> Any:
        return self.browser.post(self.address, self.sent | more)


@pytest.fixture
def writing(cast: Cast, browse: Browse) -> Writing:
    return Writing(browse(cast.alice), cast)


def files_of(account: Account) -> list[Attachment]:
    with acting(account.pk):
        return list(Attachment.objects.order_by("at"))


def test_a_picture_is_added_and_nothing_typed_is_lost(
    cast: Cast, writing: Writing, browse: Browse
) -> None:
    done = writing.send(attach="1", file=upload(samples.from_a_phone()), description="The ramp")
    assert done.status_code == 302
    (row,) = files_of(cast.alice)
    assert str(row.entry_id) == writing.sent["draft"]
    html = writing.read(done.headers["Location"])
    assert "The new ramp 🦽 is O’Brien" in html
    assert "ramp.jpg" in html
    finished = writing.browser.post(
        writing.address,
        fields(html) | {key: writing.sent[key] for key in ("happened", "kind", "fact", "sharing")},
    )
    assert finished.headers["Location"] == f"/entries/{row.entry_id}/"
    page = writing.read(finished.headers["Location"])
    assert f'<img src="/attachments/{row.pk}/" alt="The ramp"' in page
    ade = browse(cast.ade_account)
    own = ade.get(f"/my/record/{row.entry_id}/").content.decode()
    assert f'src="/attachments/{row.pk}/"' in own
    assert 'alt="The ramp"' in own
    assert ade.get(f"/attachments/{row.pk}/").status_code == 200


def test_a_file_that_comes_with_finishing_is_not_forgotten(cast: Cast, writing: Writing) -> None:
    done = writing.send(file=upload(samples.pdf(), "letter.pdf"))
    assert done.headers["Location"].startswith("/entries/")
    page = writing.read(done.headers["Location"])
    assert "letter.pdf" in page
    assert "Page 2 says kettle" in page
    again = writing.send(file=upload(samples.pdf(), "letter.pdf"))
    assert again.headers["Location"] == done.headers["Location"]
    assert len(files_of(cast.alice)) == 1


def test_nor_one_that_comes_with_going_on_later(cast: Cast, writing: Writing) -> None:
    done = writing.send(**{"save-draft": "1"}, file=upload(samples.picture()))
    assert done.headers["Location"] == "/drafts/"
    assert len(files_of(cast.alice)) == 1


@pytest.mark.parametrize("button", [{}, {"attach": "1"}, {"save-draft": "1"}])
def test_a_file_that_is_not_taken_finishes_nothing(
    button: dict[str, str], cast: Cast, writing: Writing, trailed: Trail
) -> None:
    page = writing.send(**button, file=upload(b"<svg onload=alert(1)>"), description="A drawing")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error: " in html
    assert "made of code" in html
    assert "The new ramp 🦽 is O’Brien" in html
    assert 'value="A drawing"' in html
    assert files_of(cast.alice) == []
    with acting(cast.alice.pk):
        assert not Entry.objects.exists()
    assert "attachment refused" in trailed(cast.ade)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"attach": "1"}, "Choose the picture or the paper first."),
        ({"description": "The ramp"}, "or empty this box"),
        ({"attach": "1", "description": "x" * 401}, "at most 400"),
    ],
)
def test_words_without_a_file_are_not_dropped(
    sent: dict[str, str], why: str, writing: Writing
) -> None:
    html = writing.send(**sent).content.decode()
    assert why in html
    assert "The new ramp 🦽 is O’Brien" in html


def test_25_mb_are_cut_off_and_refused(cast: Cast, writing: Writing) -> None:
    html = writing.send(attach="1", file=upload(b"a" * 25_000_000, "a.txt")).content.decode()
    assert "larger than 20 MB" in html
    assert "The new ramp 🦽 is O’Brien" in html
    assert files_of(cast.alice) == []


def test_what_comes_after_enough_is_not_written_down(settings: Any) -> None:
    settings.LARGEST_FILE = 100
    handler = uploads.EnoughHandler()
    assert handler.receive_data_chunk(b"a" * 90, 0) == b"a" * 90
    assert handler.receive_data_chunk(b"a" * 90, 90) == b"a" * 90
    assert handler.receive_data_chunk(b"a" * 90, 180) is None


def test_the_buttons_beside_a_file_save_first(cast: Cast, writing: Writing) -> None:
    writing.send(attach="1", file=upload(samples.picture()))
    (row,) = files_of(cast.alice)
    for button, name in (("file-words", "words"), ("file-off", "take-off"), ("file-lock", "lock")):
        went = writing.send(**{button: str(row.pk), "fact": f"Typed before {name}"})
        assert went.headers["Location"] == f"/attachments/{row.pk}/{name}/"
        page = writing.read(went.headers["Location"])
        assert "ramp.jpg" in page
    back = writing.read(f"{writing.address}?draft={row.entry_id}")
    assert "Typed before lock" in back


def test_describing_taking_off_and_locking_lead_back(cast: Cast, writing: Writing) -> None:
    writing.send(attach="1", file=upload(samples.picture()))
    (row,) = files_of(cast.alice)
    alice, go_on = writing.browser, f"{writing.address}?draft={row.entry_id}#files"
    assert "Say in a few words" in alice.post(f"/attachments/{row.pk}/words/").content.decode()
    done = alice.post(f"/attachments/{row.pk}/words/", {"description": "A ramp"})
    assert done.headers["Location"] == go_on
    done = alice.post(f"/attachments/{row.pk}/take-off/", {"why": "Not this one"})
    assert done.headers["Location"] == go_on
    assert "ramp.jpg" not in writing.read(go_on)
    sent = fields(writing.read(f"/attachments/{row.pk}/lock/")) | {"why": "It may show a child"}
    done = alice.post(f"/attachments/{row.pk}/lock/", sent)
    page = writing.read(done.headers["Location"])
    assert "ring 999" in page
    assert "It may show a child" in page


# Being looked at ----------------------------------------------------------------------------------


def test_how_a_picture_is_sent(
    cast: Cast, finished: Finished, browse: Browse, trailed: Trail
) -> None:
    _, row = finished(samples.from_a_phone(), name='../👩‍👧 "us"\u202egpj.exe')
    answer = browse(cast.bob).get(f"/attachments/{row.pk}/")
    assert answer.status_code == 200
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert b"PHONE-OF-PAT" not in sent
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert answer.headers["Content-Disposition"].endswith("gpj.jpg")
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"]  # what turns words round
    assert "attachment opened" in trailed(cast.ade, cast.bob)


@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (samples.pdf(), "a.pdf", "application/pdf"),
        (samples.docx(), "a.docx", "text/plain; charset=utf-8"),
        (b"javascript:alert(1)", "a.html", "text/plain; charset=utf-8"),
    ],
)
def test_anything_else_is_saved_and_never_opened(
    raw: bytes, name: str, kind: str, cast: Cast, finished: Finished, browse: Browse
) -> None:
    _, row = finished(raw, name=name)
    answer = browse(cast.alice).get(f"/attachments/{row.pk}/")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert ".html" not in answer.headers["Content-Disposition"]


def test_a_strangers_answer_is_that_it_does_not_exist(
    cast: Cast, finished: Finished, browse: Browse
) -> None:
    _, row = finished()
    for stranger in (cast.charlie, cast.pat, cast.sam, cast.protection):
        browser = browse(stranger)
        assert browser.get(f"/attachments/{row.pk}/").status_code == 404
        assert browser.post(f"/attachments/{row.pk}/original/").status_code == 404
        for page in ("about", "words", "take-off", "lock"):
            assert browser.get(f"/attachments/{row.pk}/{page}/").status_code == 404
    assert browse(cast.ade_account).get(f"/attachments/{row.pk}/about/").status_code == 404
    assert Client().get(f"/attachments/{row.pk}/").status_code == 302  # to signing in


def test_what_came_is_for_few_and_as_it_came(
    cast: Cast, finished: Finished, browse: Browse, trailed: Trail, scanner: clamd.Scanner
) -> None:
    came = samples.from_a_phone()
    _, row = finished(came)
    assert browse(cast.alice).post(f"/attachments/{row.pk}/original/").status_code == 403
    assert browse(cast.ade_account).post(f"/attachments/{row.pk}/original/").status_code == 404
    mo = browse(cast.mo)
    assert mo.get(f"/attachments/{row.pk}/original/").status_code == 405
    assert "Save what came" in mo.get(f"/attachments/{row.pk}/about/").content.decode()
    answer = mo.post(f"/attachments/{row.pk}/original/")
    assert b"".join(answer.streaming_content) == came  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "original taken" in trailed(cast.ade, cast.mo)


def test_what_was_changed_on_the_disk_is_not_handed_out(
    cast: Cast, finished: Finished, browse: Browse, scanner: clamd.Scanner, settings: Any
) -> None:
    _, row = finished()
    path = Path(settings.MEDIA_ROOT) / keeping.original(row.pk)
    path.write_bytes(samples.picture("PNG"))
    refusal = browse(cast.mo).post(f"/attachments/{row.pk}/original/")
    assert refusal.status_code == 403
    assert "not what came" in refusal.content.decode()


def test_what_no_scanner_looked_at_is_not_handed_out_as_it_came(
    cast: Cast, finished: Finished, browse: Browse
) -> None:
    entry, row = finished()
    assert browse(cast.mo).post(f"/attachments/{row.pk}/original/").status_code == 403
    page = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert "No virus scanner looked at this" in page
    assert "not described yet" in page


def test_data_protection_reads_what_was_stopped_and_sees_none_of_it(
    cast: Cast, browse: Browse, scanner: clamd.Scanner
) -> None:
    draft = begin(cast.alice, cast.ade)
    bad = add(draft, cast.alice, samples.EICAR, name="letter.txt")
    entry = finish(draft, cast.alice, cast.ade)
    protection = browse(cast.protection)
    waiting = protection.get("/waiting/").content.decode()
    assert f"/attachments/{bad.pk}/about/" in waiting
    told = protection.get(f"/attachments/{bad.pk}/about/").content.decode()
    assert "Eicar-Signature" in told
    assert bad.sha256[:32] in told
    assert protection.get(f"/attachments/{bad.pk}/").status_code == 404
    page = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert "The virus scanner found something" in page
    assert f'src="/attachments/{bad.pk}/"' not in page
    own = browse(cast.ade_account).get(f"/my/record/{entry.pk}/").content.decode()
    assert "letter.txt" not in own


def test_taking_off_by_changing_keeps_it_with_the_older_version(
    cast: Cast, finished: Finished, browse: Browse
) -> None:
    entry, row = finished()
    alice = browse(cast.alice)
    html = alice.get(f"/entries/{entry.pk}/change/").content.decode()
    assert "Pictures and papers to take off" in html
    sent = fields(html) | {
        "happened": "today",
        "fact_1": "No ramp yet.",
        "why": "The wrong picture",
        "is_earlier_readable": "on",
        "take_off": str(row.pk),
    }
    done = alice.post(f"/entries/{entry.pk}/change/?base=1", sent)
    assert done.status_code == 302, done.content.decode()
    assert "ramp.jpg" not in alice.get(f"/entries/{entry.pk}/").content.decode()
    assert "ramp.jpg" in alice.get(f"/entries/{entry.pk}/?version=1").content.decode()
    assert browse(cast.ade_account).get(f"/attachments/{row.pk}/").status_code == 404


def test_no_file_is_taken_off_by_somebody_elses_id(
    cast: Cast, finished: Finished, writing: Writing, browse: Browse
) -> None:
    _, row = finished()
    went = writing.send(**{"file-off": str(row.pk)})
    page = writing.browser.post(went.headers["Location"], {"why": "Gone"})
    assert page.status_code == 200
    assert "finished" in page.content.decode()
    went = writing.send(**{"file-off": "not an id"})
    assert went.headers["Location"].startswith("/entries/")


def test_a_name_is_shown_as_words_and_never_as_code(
    cast: Cast, finished: Finished, browse: Browse
) -> None:
    entry, _ = finished(b"hello", name="<img src=x onerror=alert(1)>.txt")
    page = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_empty_file_is_told_so(writing: Writing) -> None:
    html = writing.send(attach="1", file=SimpleUploadedFile("a.txt", b"")).content.decode()
    assert "There is nothing in this file" in html or "Choose the picture" in html


def test_the_words_in_a_paper_are_found(cast: Cast, finished: Finished) -> None:
    finished(samples.pdf(), name="letter.pdf", description="From the hospital")
    with acting(cast.alice.pk):
        for words, is_there in (("kettles", True), ("hospital", True), ("teapot", False)):
            page = timeline(cast.ade, Sought(words=words), by=cast.alice)
            assert bool(page.lines) == is_there, words
