"""What a partner may write: what they ask for one person, once, held, and nothing beside it."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Grant
from alongside.portal.tests.test_asking_for import filled, grant_of
from alongside.record.actions.referring import send_referral
from tests.attacks.attacker import changes, entry, inserts, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def begun(by: Account, kind: str = "referral", **more: Any) -> UUID | None:
    """An envelope of this account's, if it may add one."""
    made = new_id()
    row = {
        "id": made, "kind": kind, "written_by_id": by.pk, "written_at": timezone.now(),
        "versions": 1, "about_count": 1, "source": "", "needs": 2,
    }  # fmt: skip
    return made if inserts(by, "record_entry", **(row | more)) else None


def about(by: Account, made: UUID, person: UUID, sharing: str = "held") -> bool:
    row = {"id": new_id(), "entry_id": made, "person_id": person, "happened_at": timezone.now()}
    words = {"sharing": sharing, "sharing_words": "", "removed_why": ""}
    return inserts(by, "record_about", **row, **words)


def listed(by: Account, made: UUID, person: UUID, grant: UUID) -> bool:
    row = {"id": new_id(), "grant_id": grant, "person_id": person, "entry_id": made, "fact": ""}
    return inserts(by, "people_shared", **row, why="", by_id=by.pk, at=timezone.now())


def test_only_a_referral_and_only_in_their_own_name(cast: Cast) -> None:
    assert begun(cast.sam)
    assert begun(cast.sam, "letter")  # what comes with a document
    for kind in ("note", "own words", "assessment", "police"):
        assert begun(cast.sam, kind) is None, kind
    assert begun(cast.sam, written_by_id=cast.alice.pk) is None
    assert begun(cast.sam, versions=2) is None
    assert begun(cast.pat) is None
    assert begun(cast.ade_account) is None


def test_it_is_about_one_who_is_shared_with_them_and_held(cast: Cast) -> None:
    made = begun(cast.sam)
    assert made
    assert not about(cast.sam, made, cast.temi.pk)
    assert not about(cast.sam, made, cast.ade.pk, "shown")
    assert not about(cast.sam, made, cast.ade.pk, "not disclosed")
    assert about(cast.sam, made, cast.ade.pk)


def test_nothing_of_the_council_is_listed_or_added_to(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    grant = grant_of(cast)
    assert not about(cast.sam, note, cast.ade.pk)
    assert not listed(cast.sam, note, cast.ade.pk, grant.pk)
    assert reads(cast.sam, "select id from record_entry") == []


def test_once_it_is_sent_nothing_is_added_or_changed(cast: Cast) -> None:
    grant, made = grant_of(cast), new_id()
    with acting(cast.alice.pk):
        grants.share_with_partner(
            person=cast.temi, account=cast.sam, reason="A rail too", by=cast.alice
        )
    with acting(cast.sam.pk):
        send_referral(id=made, filled=filled(), grant=grant, called="", by=cast.sam)
        other = Grant.objects.get(account=cast.sam, person=cast.temi)
    assert not about(cast.sam, made, cast.temi.pk)
    assert not listed(cast.sam, made, cast.temi.pk, other.pk)
    now = timezone.now()
    version = {
        "id": new_id(), "entry_id": made, "number": 2, "title": "", "happened_at": now,
        "happened_precision": "day", "contact": "", "place": "", "there": "", "seen": "{}",
        "form": "note 1", "answers": "{}", "why": "", "is_earlier_readable": True,
        "by_id": cast.sam.pk, "at": now,
    }  # fmt: skip
    assert not inserts(cast.sam, "record_version", **version)
    [mine] = reads(cast.sam, "select id from record_version")
    part = {
        "id": new_id(), "entry_id": made, "version_id": mine, "position": 9, "sort": "fact",
        "about": [cast.ade.pk], "of": "", "origin": "typed", "origin_detail": "", "text": "x",
        "question": "", "asked": "",
    }  # fmt: skip
    assert not inserts(cast.sam, "record_part", **part)
    for verb in (
        "update record_entry set kind = 'note'",
        "update record_entry set needs = 1",
        "update record_about set sharing = 'shown'",
        "update people_shared set ended_at = null",
        "update people_grant set rung = 2",
        "delete from record_entry",
    ):
        assert changes(cast.sam, verb) == 0, verb


def test_with_an_ended_grant_nothing_at_all(cast: Cast) -> None:
    made, grant = begun(cast.sam), grant_of(cast)
    assert made
    with acting(cast.system.pk):
        grants.end_grant(grant=grant, why="closed", by=cast.system)
    assert not about(cast.sam, made, cast.ade.pk)
    assert not listed(cast.sam, made, cast.ade.pk, grant.pk)
    assert reads(cast.sam, "select * from gate.whom_a_referral_reaches(%s)", [cast.ade.pk]) == []


def test_work_is_made_only_for_one_who_is_shared_with_them(cast: Cast) -> None:
    def task(by: Account, what: str, person: UUID) -> bool:
        row = {"id": new_id(), "what": what, "words": "x", "person_id": person, "made_by_id": by.pk}
        more = {"account_id": cast.alice.pk, "from_kind": "record.entry", "from_id": new_id()}
        return inserts(by, "record_task", **row, **more, made_at=timezone.now())

    assert task(cast.sam, "referral", cast.ade.pk)
    assert not task(cast.sam, "referral", cast.temi.pk)
    assert not task(cast.sam, "words", cast.ade.pk)
    assert not task(cast.pat, "referral", cast.ade.pk)
    assert reads(cast.sam, "select id from record_task") == []
    for other in (cast.pat, cast.ade_account, cast.alice):
        reached = "select * from gate.whom_a_referral_reaches(%s)"
        assert reads(other, reached, [cast.ade.pk]) == [], other.email
