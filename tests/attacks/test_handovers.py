"""Handovers, attacked in SQL: offered in another's name, accepted for another, undone by nobody."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import consents, grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Consent, Handover
from tests.cast import Cast, assemble, join
from tests.cast import account as somebody

from . import attacker

pytestmark = pytest.mark.django_db
WHY = "She has moved, and your team works there."
LINE = "select refused from gate.say_of_handover(%s, %s, %s, %s::smallint, null, %s)"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def made(cast: Cast) -> Handover:
    with acting(cast.alice.pk):
        return handovers.offer(
            person=cast.ade, kind="transfer", to=Whom(cast.charlie), reason=WHY,
            basis="public-task", by=cast.alice,
        )  # fmt: skip


@pytest.fixture
def consent(cast: Cast) -> Consent:
    with acting(cast.alice.pk):
        return consents.note_consent(
            person=cast.ade, purpose="x", explained="x", evidence="x", given_by="Ade",
            given_on=timezone.localdate(), by=cast.alice,
        )  # fmt: skip


def row(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {
        "id": new_id(),
        "kind": "transfer",
        "person_id": cast.ade.pk,
        "from_account_id": cast.alice.pk,
        "to_account_id": cast.charlie.pk,
        "reason": WHY,
        "basis": "public-task",
        "rung": 2,
        "by_id": cast.alice.pk,
        "at": timezone.now(),
    }
    return usual | more


def says(who: Account, made: UUID, what: str, words: str = "x", rung: int = 2) -> str | None:
    """What the database answers: nothing where it raised, an empty word where it was done."""
    try:
        with acting(who.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LINE, [made, what, words, rung, "legal-duty"])
            return str(cursor.fetchone()[0])
    except DatabaseError:
        return None


def test_only_who_is_in_it_or_reads_the_record_sees_it(cast: Cast, made: Handover) -> None:
    for account in (cast.alice, cast.bob, cast.mo, cast.charlie):
        assert attacker.reads(account, "select id from people_handover") == [made.pk]
        named = attacker.reads(account, "select called from gate.handover_names(%s)", [[made.pk]])
        assert named == ["Ade Bankole"]
    for account in (cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(account, "select id from people_handover") == []
        assert attacker.reads(account, "select id from gate.handover_names(%s)", [[made.pk]]) == []
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.charlie, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert attacker.reads(cast.charlie, "select id from people_handover") == []
    assert says(cast.charlie, made.pk, "accepted") is None


def test_nobody_offers_in_anothers_name_or_what_is_not_theirs(cast: Cast) -> None:
    assert attacker.inserts(cast.alice, "people_handover", **row(cast))
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        assert not attacker.inserts(account, "people_handover", **row(cast, by_id=account.pk))
    team = {"from_account_id": None, "from_team_id": cast.children.pk}
    to_me = {"to_account_id": cast.alice.pk, "from_account_id": cast.bob.pk}
    for wrong in (
        {"by_id": cast.bob.pk},
        {"from_account_id": cast.bob.pk},
        {"person_id": cast.stranger.pk},
        {"rung": 3},
        {"rung": 0},
        {"reason": " "},
        {"kind": "assign"},
        {"kind": "anything"},
        {"basis": "immediate-harm"},
        {"basis": "consent"},
        {"kind": "share"},
        {"kind": "share", "last_day": timezone.localdate() - timedelta(days=1)},
        {"kind": "share", "last_day": timezone.localdate() + timedelta(days=999)},
        {"to_account_id": cast.pat.pk},
        {"to_account_id": cast.sam.pk},
        {"kind": "ask"},
        team,
        to_me,
    ):
        assert not attacker.inserts(cast.alice, "people_handover", **row(cast, **wrong)), wrong


def test_nobody_writes_a_line_but_by_what_moves_the_grants(cast: Cast, made: Handover) -> None:
    line = {
        "id": new_id(), "handover_id": made.pk, "number": 1, "what": "accepted", "words": "",
        "basis": "", "gave": "{}", "ended": "{}", "by_id": cast.charlie.pk, "at": timezone.now(),
    }  # fmt: skip
    for account in (cast.charlie, cast.alice, cast.mo, cast.system):
        assert not attacker.inserts(account, "people_handoverline", **line | {"by_id": account.pk})
    for inner in (
        "select gate.stop_grants(array(select id from people_grant), 'x')",
        "select gate.give_again(array(select id from people_grant))",
        "select gate.give_by_handover(h, h.to_account_id, null, 3::smallint, 'allocated',"
        " '9999-01-01') from people_handover h",
        "select gate.is_kept_out(person_id, to_account_id, null) from people_handover",
        "select gate.why_not_said(h, 'accepted', '', 2::smallint, '') from people_handover h",
    ):
        assert attacker.changes(cast.charlie, inner) == 0, inner


def test_each_says_only_what_is_theirs_to_say(cast: Cast, made: Handover) -> None:
    for account in (cast.protection, cast.ade_account, cast.pat, cast.sam):
        for what in ("accepted", "declined", "withdrawn", "undone"):
            assert says(account, made.pk, what) is None
    for account in (cast.alice, cast.bob, cast.mo):
        assert says(account, made.pk, "accepted") == "not yours"
    assert says(cast.charlie, made.pk, "accepted", rung=3) == "rung"
    assert says(cast.charlie, made.pk, "accepted", rung=1) == "rung"
    for what in ("undone", "revoked", "done", "reason", "goes on", "anything"):
        assert says(cast.charlie, made.pk, what) != "", what
    assert says(cast.charlie, made.pk, "accepted") == ""
    assert says(cast.charlie, made.pk, "accepted") == "taken"
    assert says(cast.alice, made.pk, "withdrawn") == "taken"
    assert says(cast.charlie, made.pk, "undone") == "not yours"
    assert says(cast.alice, made.pk, "undone") == "not yours"
    assert says(cast.mo, made.pk, "undone", words=" ") == "words"
    assert says(cast.mo, made.pk, "undone") == ""


def test_lines_and_offers_stay_as_they_are(cast: Cast, made: Handover) -> None:
    assert says(cast.charlie, made.pk, "accepted") == ""
    for account in (cast.alice, cast.charlie, cast.mo, cast.system):
        for table in ("people_handover", "people_handoverline"):
            assert not attacker.changes(account, f"delete from {table}")
        assert not attacker.changes(account, "update people_handover set reason = 'x'")
        assert not attacker.changes(account, "update people_handoverline set words = 'x'")
        assert not attacker.changes(account, "update people_consent set purpose = 'x'")


def test_consent_is_withdrawn_by_the_person_and_those_who_write_there(
    cast: Cast, consent: Consent
) -> None:
    seen = "select id from people_consent"
    for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
        assert attacker.reads(account, seen) == []
        assert not attacker.changes(account, "select gate.withdraw_consent(%s, 'x')", [consent.pk])
    taken_back = "update people_consent set withdrawn_at = now()"
    for account in (cast.alice, cast.ade_account):
        assert attacker.reads(account, seen) == [consent.pk]
        assert not attacker.changes(account, taken_back)
    attacker.reads(
        cast.ade_account, "select handover from gate.withdraw_consent(%s, '')", [consent.pk]
    )
    with acting(cast.alice.pk):
        assert Consent.objects.get().withdrawn_by_id == cast.ade_account.pk


def test_nobody_notes_consent_for_another_or_on_a_visit(cast: Cast) -> None:
    row = {
        "id": new_id(), "person_id": cast.ade.pk, "purpose": "x", "explained": "x",
        "evidence": "x", "given_by": "x", "given_on": timezone.localdate(), "at": timezone.now(),
        "withdrawn_why": "",
    }  # fmt: skip
    assert attacker.inserts(cast.alice, "people_consent", **row, by_id=cast.alice.pk)
    row["id"] = new_id()
    assert not attacker.inserts(cast.alice, "people_consent", **row, by_id=cast.bob.pk)
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account, cast.protection):
        assert not attacker.inserts(account, "people_consent", **row, by_id=account.pk)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He has fallen at home.", by=cast.charlie)
    assert not attacker.inserts(cast.charlie, "people_consent", **row, by_id=cast.charlie.pk)


def test_why_it_could_not_wait_is_said_by_whoever_opened_it_or_leads_them(cast: Cast) -> None:
    with acting(cast.system.pk):
        leads_others = somebody("staff", "Omar", "Team manager", ("manager",))
        join(leads_others, cast.children, is_manager=True)
        only_called = somebody("staff", "Nia", "Social worker", ("social-worker",))
        join(only_called, cast.adults, is_manager=True)
        colleague = somebody("staff", "Ines", "Team manager", ("manager",))
    with acting(cast.alice.pk):
        opened = handovers.open_now(person=cast.ade, to=Whom(cast.charlie), by=cast.alice)
    given = [opened.pk, "reason", "x", None, ""]
    for who in (cast.bob, cast.charlie, leads_others, only_called, cast.protection, cast.sam):
        assert attacker.reads(who, LINE, given) in ([], ["not yours"]), who.email
    with acting(cast.system.pk):
        kept = Bar.Ground.FAMILY
        bar = grants.bar(person=cast.ade, account=cast.mo, ground=kept, by=cast.system)
    assert attacker.reads(cast.mo, LINE, given) == []
    with acting(colleague.pk):
        grants.end_bar(bar=bar, why="x", by=colleague)
    assert attacker.reads(cast.mo, LINE, given) == [""]
    assert attacker.reads(cast.alice, LINE, given) == ["taken"]
