"""Pictures and papers of an entry that one may not read, and what was kept back."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from tests.attacks.attacker import changes, entry, inserts, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def attached(by: Account, made: UUID, state: str = "clean", **more: Any) -> bool:
    return inserts(
        by,
        "record_attachment",
        id=new_id(),
        entry_id=made,
        name="x.pdf",
        kind="pdf",
        size=1,
        sha256="0" * 64,
        description="",
        shown_kind="",
        pages=1,
        text="Words",
        since=1,
        state=state,
        said="",
        by_id=by.pk,
        at=timezone.now(),
        taken_off_why="",
        **more,
    )


def test_a_draft_with_the_id_of_an_entry_opens_no_file(cast: Cast) -> None:
    theirs = entry(cast.charlie, [cast.stranger])
    assert attached(cast.charlie, theirs)
    with acting(cast.bob.pk):
        drafts.begin_draft(id=theirs, purpose="note", address="/write/", about=[], by=cast.bob)
    assert reads(cast.bob, "select text from record_attachment") == []
    assert not changes(cast.bob, "update record_attachment set description = 'Mine'")
    assert reads(cast.charlie, "select text from record_attachment") == ["Words"]


def test_a_file_of_ones_own_draft_is_still_ones_own(cast: Cast) -> None:
    mine = new_id()
    with acting(cast.bob.pk):
        drafts.begin_draft(id=mine, purpose="note", address="/write/", about=[], by=cast.bob)
    assert attached(cast.bob, mine)
    assert reads(cast.bob, "select text from record_attachment") == ["Words"]


@pytest.mark.parametrize("state", ["quarantined", "waiting"])
def test_what_was_kept_back_is_let_go_by_nobody_who_reads_the_entry(cast: Cast, state: str) -> None:
    note = entry(cast.alice, [cast.ade])
    assert attached(cast.alice, note, state)
    for who in (cast.alice, cast.bob, cast.mo, cast.protection):
        for other in ("clean", "unscanned", "locked"):
            assert not changes(who, "update record_attachment set state = %s", [other]), who.email


def test_nothing_comes_locked_without_a_reason(cast: Cast) -> None:
    assert not attached(cast.alice, entry(cast.alice, [cast.ade]), "locked")
