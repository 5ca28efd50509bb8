"""The pages of locking a file and of opening it again, without a script."""

from typing import Any

import pytest
from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.record.models import Attachment, Entry, FileLock, Unlocking
from tests.browsing import Browse
from tests.cast import Cast

from . import samples
from .bringing import add, begin
from .conftest import Finished, Trail, fields
from .locking import A_MISTAKE, MAY_SHOW, SEEN_THE_LETTER, as_seen, ask, decide, lock

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(finished: Finished) -> tuple[Entry, Attachment]:
    """A note, and the letter beside it."""
    return finished(samples.pdf(), name="letter.pdf")


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def form(browser: Client, address: str, **told: str) -> dict[str, Any]:
    """What a browser sends from this page."""
    return fields(page(browser, address)) | told


def locks(by: Account) -> list[str]:
    with acting(by.pk):
        return list(FileLock.objects.values_list("why", flat=True))


def test_it_is_locked_with_a_sentence_that_the_next_reader_sees(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    entry, row = both
    bob, address = browse(cast.bob), f"/attachments/{row.pk}/lock/"
    assert address in page(bob, f"/attachments/{row.pk}/about/")
    html = page(bob, address)
    assert "Nothing is lost" in html
    assert "two people agree" in html
    refused = bob.post(address, fields(html) | {"why": ""}).content.decode()
    assert "Say in a sentence why nobody should look at it" in refused
    assert "<title>Error: " in refused
    done = bob.post(address, fields(html) | {"why": f"{MAY_SHOW} <b>"})
    assert done.headers["Location"] == f"/attachments/{row.pk}/about/"
    alice = browse(cast.alice)
    for where in (f"/entries/{entry.pk}/", f"/attachments/{row.pk}/about/"):
        told = page(alice, where)
        assert "Bob locked it on" in told
        assert f"“{MAY_SHOW} &lt;b&gt;”" in told
        assert "nobody can open it" in told
        assert "kettle" not in told
        assert f'href="/attachments/{row.pk}/"' not in told
    about = page(alice, f"/attachments/{row.pk}/about/")
    assert "ring 999" in about
    assert "Save what came" not in about
    assert "can be added again" not in about
    assert page(browse(cast.ade_account), f"/my/record/{entry.pk}/").count("letter.pdf") == 0


def test_a_second_click_and_a_page_that_is_sent_again_change_nothing(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    _, row = both
    bob, address = browse(cast.bob), f"/attachments/{row.pk}/lock/"
    sent = form(bob, address, why=MAY_SHOW)
    assert bob.post(address, sent).status_code == 302
    assert bob.post(address, sent).headers["Location"] == f"/attachments/{row.pk}/about/"
    assert locks(cast.bob) == [MAY_SHOW]
    stands = FileLock(pk=standing(cast.mo))
    decide(ask(stands, cast.mo), cast.protection)
    assert bob.post(address, sent).status_code == 302  # the same page, after it was opened again
    assert as_seen(row, cast.bob)[0] == "unscanned"
    assert locks(cast.bob) == [MAY_SHOW]


def standing(by: Account) -> Any:
    with acting(by.pk):
        return FileLock.objects.get(ended_at=None).pk


def test_what_is_typed_is_kept_where_somebody_was_first(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    _, row = both
    alice, address = browse(cast.alice), f"/attachments/{row.pk}/lock/"
    sent = form(alice, address, why="My own words 🙈")
    lock(row, cast.bob)
    html = alice.post(address, sent).content.decode()
    assert "locked this file already" in html
    assert 'value="My own words 🙈"' in html
    assert locks(cast.alice) == [MAY_SHOW]
    again = alice.get(address)
    assert again.headers["Location"] == f"/attachments/{row.pk}/about/"


def test_an_emergency_locks_nothing(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    _, row = both
    with acting(cast.charlie.pk):
        grants.break_glass(
            person_id=cast.ade.pk, reason="She fell and could not get up", by=cast.charlie
        )
    charlie, address = browse(cast.charlie), f"/attachments/{row.pk}/lock/"
    about = page(charlie, f"/attachments/{row.pk}/about/")
    assert address not in about
    for answer in (charlie.get(address), charlie.post(address, {"why": MAY_SHOW})):
        assert answer.status_code == 403
        assert "You are here in an emergency" in answer.content.decode()
    assert as_seen(row, cast.alice)[0] == "unscanned"


def test_it_is_opened_again_by_two(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse, trailed: Trail
) -> None:
    entry, row = both
    lock(row, cast.bob)
    mo, protection = browse(cast.mo), browse(cast.protection)
    about, address = f"/attachments/{row.pk}/about/", f"/attachments/{row.pk}/unlock/"
    assert address in page(mo, about)
    assert address not in page(browse(cast.alice), about)
    assert "Say why it may be opened" in mo.post(address, form(mo, address)).content.decode()
    sent = form(mo, address, why=A_MISTAKE)
    where = mo.post(address, sent).headers["Location"]
    assert mo.post(address, sent).headers["Location"] == where  # once
    assert "so somebody else decides" in page(mo, where)
    assert mo.post(where, {"is_agreed": "yes", "words": "x"}).status_code == 403
    assert mo.get(address).headers["Location"] == where
    assert where in page(protection, "/waiting/")
    html = page(protection, where)
    for told in (MAY_SHOW, A_MISTAKE, "Bob locked it", "Mo asked"):
        assert told in html
    assert f"/entries/{entry.pk}/" not in html  # which data protection does not read
    assert "Say whether you agree" in protection.post(where, fields(html)).content.decode()
    empty = protection.post(where, fields(html) | {"is_agreed": "yes"}).content.decode()
    assert "Say why, or why not" in empty
    assert as_seen(row, cast.alice)[0] == "locked"
    yes = fields(html) | {"is_agreed": "yes", "words": SEEN_THE_LETTER}
    assert protection.post(where, yes).headers["Location"] == where
    assert protection.post(where, yes).headers["Location"] == where
    after = page(protection, where)
    assert "This has been decided." in after
    assert SEEN_THE_LETTER in after
    assert "letter.pdf" not in after
    assert where not in page(protection, "/waiting/")
    assert f"/attachments/{row.pk}/about/" not in page(protection, "/waiting/")
    shown = page(browse(cast.alice), f"/entries/{entry.pk}/")
    assert "Page 2 says kettle" in shown
    history = page(browse(cast.alice), about)
    for told_then in (MAY_SHOW, A_MISTAKE, SEEN_THE_LETTER, "It was opened again on"):
        assert told_then in history
    assert "letter.pdf" in page(browse(cast.ade_account), f"/my/record/{entry.pk}/")
    assert "attachment unlocked" in trailed(cast.ade, cast.protection)


def test_no_keeps_it_locked(cast: Cast, both: tuple[Entry, Attachment], browse: Browse) -> None:
    _, row = both
    asked = ask(lock(row, cast.bob), cast.protection)
    mo, where = browse(cast.mo), f"/unlockings/{asked.pk}/"
    sent = form(mo, where, is_agreed="no", words="The police have it")
    assert mo.post(where, sent).status_code == 302
    after = page(mo, where)
    assert "The file stays locked" in after
    other = form(mo, where, is_agreed="yes", words="Now yes")
    assert "decided already" in mo.post(where, other | {"draft": ""}).content.decode()
    assert as_seen(row, cast.alice)[0] == "locked"
    about = page(browse(cast.protection), f"/attachments/{row.pk}/about/")
    assert "Mo did not agree" in about
    assert f"/attachments/{row.pk}/unlock/" in about


def test_by_somebody_elses_id(cast: Cast, both: tuple[Entry, Attachment], browse: Browse) -> None:
    _, row = both
    asked = ask(lock(row, cast.bob), cast.mo)
    ours = (f"/attachments/{row.pk}/lock/", f"/attachments/{row.pk}/unlock/")
    yes = {"is_agreed": "yes", "words": "x", "why": "x"}
    for who in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        for where in (*ours, f"/unlockings/{asked.pk}/"):
            assert browse(who).get(where).status_code == 404
            assert browse(who).post(where, yes).status_code == 404
    for who in (cast.alice, cast.bob):
        assert browse(who).post(f"/attachments/{row.pk}/unlock/", yes).status_code == 403
        where = f"/unlockings/{asked.pk}/"
        assert "Agreeing is for a manager" in page(browse(who), where)
        assert browse(who).post(where, yes).status_code == 403
    assert browse(cast.mo).get(f"/unlockings/{row.pk}/").status_code == 404
    assert as_seen(row, cast.alice)[0] == "locked"
    with acting(cast.mo.pk):
        assert Unlocking.objects.get().state == "proposed"


def test_a_file_that_is_not_locked_is_not_opened(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    _, row = both
    assert browse(cast.mo).get(f"/attachments/{row.pk}/unlock/").status_code == 404


def test_beside_what_is_being_written(cast: Cast, browse: Browse) -> None:
    draft = begin(cast.alice, cast.ade)
    row = add(draft, cast.alice)
    alice, address = browse(cast.alice), f"/attachments/{row.pk}/lock/"
    sent = form(alice, address, why=MAY_SHOW)
    told = page(alice, alice.post(address, sent).headers["Location"])
    assert MAY_SHOW in told
    with acting(cast.alice.pk):
        assert drafts.draft_of(cast.alice, draft).outcome == "open"
    written = page(alice, f"/people/{cast.ade.pk}/write/?draft={draft}")
    assert MAY_SHOW in written
    ask_page = browse(cast.protection).get(f"/attachments/{row.pk}/unlock/")
    assert ask_page.status_code == 403
    assert "not finished yet" in ask_page.content.decode()


def test_earlier_versions_say_it_too(
    cast: Cast, both: tuple[Entry, Attachment], browse: Browse
) -> None:
    entry, row = both
    lock(row, cast.bob)
    assert MAY_SHOW in page(browse(cast.alice), f"/entries/{entry.pk}/?version=1")
