"""Nobody pulls somebody's draft over without the asking, with SQL of their own."""

from typing import Any

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.tests.closing import SONG, begun, close_to, keep_out, offered
from alongside.foundation.actor import acting
from alongside.foundation.drafts import ask_to_hand_over
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.people.actions import grants
from alongside.people.models import Basis
from tests.attacks.attacker import changes, entry, inserts, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db

TAKE = "select id from gate.take_over_draft(%s)"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def asks(me: Account, draft: Draft, **row: Any) -> bool:
    """Whether this account can ask that this draft is taken over."""
    usual = {
        "id": new_id(),
        "draft_id": draft.pk,
        "purpose": draft.purpose,
        "about": draft.about,
        "began_at": draft.began_at,
        "asked_by_id": me.pk,
        "asked_at": timezone.now(),
        "reason": "",
        "state": "waiting",
        "answer": "",
    }
    return inserts(me, "foundation_handover", **(usual | row))


def whose(draft: Draft, *maybe: Account) -> list[Account]:
    """Those of them who read the draft."""
    return [one for one in maybe if reads(one, "select id from foundation_draft", ())]


def test_only_a_writer_asks_and_only_of_what_it_is(cast: Cast) -> None:
    draft = begun(cast, cast.alice)
    for who in (cast.bob, cast.mo, cast.charlie, cast.protection, cast.ade_account, cast.system):
        assert not asks(who, draft)
        assert not asks(who, draft, asked_by_id=cast.alice.pk)
    wrongs: tuple[dict[str, Any], ...] = (
        {"purpose": "questionnaire"},
        {"about": [cast.temi.pk]},
        {"about": []},
        {"began_at": timezone.now()},
        {"state": "taken"},
        {"state": "declined"},
        {"answer": "x"},
        {"answered_by_id": cast.mo.pk},
        {"asked_by_id": cast.mo.pk},
    )
    for wrong in wrongs:
        assert not asks(cast.alice, draft, **wrong), wrong
    other = begun(cast, cast.alice, cast.stranger)  # with whom she never worked
    reason = begun(cast, cast.alice, purpose="reason for keeping somebody out")
    alleged = begun(cast, cast.alice, purpose="allegation")
    own = begun(cast, cast.ade_account)
    assert not any(asks(cast.alice, one) for one in (other, reason, alleged))
    assert not asks(cast.ade_account, own)
    assert asks(cast.alice, draft)
    assert not asks(cast.alice, draft)  # one asking at a time


def test_nobody_takes_what_was_not_asked(cast: Cast) -> None:
    draft = begun(cast, cast.alice)
    close_to(cast, cast.alice)
    for who in (cast.mo, cast.bob, cast.charlie, cast.protection, cast.system):
        assert not reads(who, TAKE, [draft.pk])
        assert not reads(who, TAKE, [new_id()])
        assert not changes(who, "update foundation_draft set owner_id = %s", [who.pk])
        assert not changes(who, "update foundation_draft set offered_at = now()")
        assert not reads(who, "select gate.settle_hand_overs(array[%s::uuid])", [draft.pk])
    assert whose(draft, cast.mo, cast.bob, cast.charlie, cast.alice) == [cast.alice]


def test_what_was_asked_goes_to_nobody_but_who_may_read_it(cast: Cast) -> None:
    draft, asked = offered(cast, cast.alice)
    for who in (cast.bob, cast.charlie, cast.protection, cast.sam, cast.pat, cast.ade_account):
        assert not reads(who, TAKE, [asked.pk])
        assert not reads(who, "select id from foundation_handover")
        assert not reads(who, "select account_id from gate.takers_of(%s)", [asked.pk])
        assert reads(who, "select gate.could_take_over(%s)", [asked.pk]) in ([False], [])
    assert not reads(cast.alice, TAKE, [asked.pk])
    assert not reads(cast.mo, "select account_id from gate.takers_of(%s)", [asked.pk])
    keep_out(cast, cast.mo)
    assert not reads(cast.mo, TAKE, [asked.pk])
    assert not reads(cast.mo, "select id from foundation_handover")
    assert whose(draft, cast.mo, cast.bob, cast.charlie, cast.alice) == [cast.alice]


def test_a_manager_reads_nothing_before_it_is_theirs(cast: Cast) -> None:
    draft, asked = offered(cast, cast.alice)
    assert reads(cast.mo, "select purpose from foundation_handover") == ["note"]
    assert reads(cast.mo, "select text from foundation_piece") == []
    assert reads(cast.mo, TAKE, [asked.pk]) == [draft.pk]
    assert reads(cast.mo, "select text from foundation_piece") == [SONG]
    assert reads(cast.alice, "select text from foundation_piece") == []
    assert reads(cast.mo, TAKE, [asked.pk]) == []  # once
    assert reads(cast.alice, "select state from foundation_handover") == ["taken"]


def test_an_answer_is_written_by_who_gives_it_and_not_changed(cast: Cast) -> None:
    _, asked = offered(cast, cast.alice)
    say = "update foundation_handover set state = %s, answered_by_id = %s, answer = %s"
    for who, state, by, words in (
        (cast.alice, "taken", cast.alice.pk, ""),
        (cast.alice, "declined", cast.mo.pk, "No"),
        (cast.alice, "declined", cast.alice.pk, "No"),
        (cast.mo, "taken", cast.mo.pk, ""),
        (cast.mo, "kept", None, ""),
        (cast.mo, "declined", cast.bob.pk, "No"),
        (cast.mo, "declined", cast.mo.pk, ""),
        (cast.charlie, "declined", cast.charlie.pk, "No"),
    ):
        assert not changes(who, say, [state, by, words]), (who, state)
    for column in ("reason", "purpose", "about", "asked_by_id", "draft_id"):
        assert not changes(cast.mo, f"update foundation_handover set {column} = {column}")
        assert not changes(cast.alice, f"update foundation_handover set {column} = {column}")
    assert changes(cast.mo, say, ["declined", cast.mo.pk, "No"]) == 1
    assert not changes(cast.mo, say, ["waiting", None, ""])
    assert not changes(cast.alice, say, ["kept", None, ""])
    assert not changes(cast.alice, "delete from foundation_handover")
    assert not reads(cast.mo, TAKE, [asked.pk])


def test_about_somebody_else_as_well(cast: Cast) -> None:
    both, asked = offered(cast, cast.alice, "", cast.ade, cast.temi)
    assert not reads(cast.mo, TAKE, [asked.pk])
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system)
    assert reads(cast.mo, TAKE, [asked.pk]) == [both.pk]


def test_what_changes_an_entry_goes_to_who_may_read_the_entry(cast: Cast) -> None:
    made = entry(cast.alice, [cast.ade, cast.temi])
    told = {"purpose": "amendment", "address": f"/entries/{made}/change/?base=1"}
    draft = begun(cast, cast.alice, **told)
    close_to(cast, cast.alice, cast.ade, cast.temi)
    with acting(cast.alice.pk):
        asked = ask_to_hand_over(draft=draft, by=cast.alice)
    assert reads(cast.mo, "select gate.could_take_over(%s)", [asked.pk]) == [True]
    keep_out(cast, cast.mo, cast.temi)  # the entry is about her as well, though the draft is not
    assert reads(cast.mo, "select gate.could_take_over(%s)", [asked.pk]) == [False]
    assert not reads(cast.mo, TAKE, [asked.pk])


def test_what_was_finished_or_moved_on_is_not_taken(cast: Cast) -> None:
    draft, asked = offered(cast, cast.alice)
    assert changes(cast.alice, "update foundation_draft set outcome = 'discarded'") == 1
    assert not reads(cast.mo, TAKE, [asked.pk])
    assert changes(cast.alice, "update foundation_draft set outcome = 'open'") == 1
    # Whom it is about now is what counts, whatever was said when it was asked.
    assert changes(cast.alice, "update foundation_draft set about = %s", [[cast.stranger.pk]]) == 1
    assert not reads(cast.mo, TAKE, [asked.pk])
    assert whose(draft, cast.mo, cast.alice) == [cast.alice]
