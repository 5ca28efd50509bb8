"""What belongs to a practitioner, tried with SQL of their own by everybody who is not them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.models import (
    Answer,
    Asked,
    Attempt,
    Ballot,
    Champion,
    Circle,
    Comment,
    Cpd,
    Evidence,
    Focus,
    HelpRequest,
    Lesson,
    Member,
    Piece,
    Round,
    Run,
    Share,
    Turn,
    Wave,
    Words,
)
from tests.cast import Cast, account, assemble

from .attacker import changes, inserts, reads

pytestmark = pytest.mark.django_db

ROLES = (
    "social-worker", "student-social-worker", "manager", "principal-social-worker",
    "designated-officer", "business-support", "duty-worker", "out-of-hours", "administrator",
    "data-protection-officer", "digital-champion", "adoption-records-officer",
)  # fmt: skip
TODAY = date(2026, 11, 22)
OWN = ("piece", "words", "attempt", "answer", "focus", "cpd", "evidence", "comment", "share", "run")


@pytest.fixture
def cast() -> Cast:
    return assemble()


def piece(owner: Account, kind: str = "reflection", **parts: str) -> Piece:
    """A piece of somebody's own with these words."""
    with acting(owner.pk):
        made = Piece.objects.create(
            owner=owner, kind=kind, title="After the visit", on=TODAY, versions=1
        )
        for part, text in (parts or {"free": "I went home angry."}).items():
            Words.objects.create(piece=made, owner=owner, number=1, part=part, text=text)
    return made


def whole(owner: Account) -> Piece:
    """A piece with something in every table that hangs on it."""
    made = piece(owner)
    with acting(owner.pk):
        Attempt.objects.create(
            piece=made, owner=owner, form="digital-capability 1", purpose="baseline",
            role="social-worker", roles_version="1", rules_version="1", started_at=timezone.now(),
        )  # fmt: skip
        Answer.objects.create(piece=made, owner=owner, cluster="A", item="a1", frame="now", level=1)
        Focus.objects.create(owner=owner, cluster="A", this_week="Ask one person")
        Cpd.objects.create(piece=made, owner=owner, pack="england 1", activity="reading")
        Evidence.objects.create(piece=made, owner=owner, cluster="A")
        Comment.objects.create(piece=made, owner=owner, by=owner, text="To myself")
        Run.objects.create(piece=made, owner=owner, scenario="x", version="1", at_scene="one")
    return made


def share(it: Piece, reader: Account, *parts: str, **more: Any) -> Share:
    """Let somebody read it for a week."""
    now = timezone.now()
    with acting(it.owner_id):
        return Share.objects.create(
            piece=it,
            owner_id=it.owner_id,
            reader=reader,
            parts=list(parts),
            **{"starts": now - timedelta(minutes=1), "until": now + timedelta(days=7), **more},
        )


def everybody(cast: Cast) -> list[Account]:
    """One account for each role, and everybody else who can sign in."""
    with acting(cast.system.pk):
        made = [account("staff", f"Role{place}", roles=(role,)) for place, role in enumerate(ROLES)]
    others = (cast.bob, cast.charlie, cast.mo, cast.protection, cast.ade_account, cast.pat)
    return [*made, *others, cast.sam, cast.system]


def test_nobody_of_any_role_reads_what_is_somebodys_own(cast: Cast) -> None:
    whole(cast.alice)
    seen_by_owner = {t: len(reads(cast.alice, f"select 1 from learning_{t}")) for t in OWN}
    assert {t for t, count in seen_by_owner.items() if not count} == {"share"}  # nothing is shared
    for other in everybody(cast):
        for table in OWN:
            assert reads(other, f"select 1 from learning_{table}") == [], (other.email, table)


def test_a_share_opens_one_part_to_one_person_for_a_time(cast: Cast) -> None:
    made = piece(cast.alice, feelings="Angry", plan="Ask first")
    given = share(made, cast.mo, "plan")
    read = "select part from learning_words"
    assert reads(cast.mo, read) == ["plan"]
    assert reads(cast.bob, read) == []
    with acting(cast.alice.pk):
        Words.objects.create(piece=made, owner=cast.alice, number=2, part="plan", text="Later")
        Piece.objects.filter(pk=made.pk).update(versions=2)
    assert reads(cast.mo, "select text from learning_words") == ["Later"]  # the newest alone
    with acting(cast.alice.pk):
        Share.objects.filter(pk=given.pk).update(ended_at=timezone.now())
    assert reads(cast.mo, read) == []
    assert reads(cast.mo, "select 1 from learning_piece") == []


def test_a_share_that_is_over_or_to_come_opens_nothing(cast: Cast) -> None:
    now = timezone.now()
    made = piece(cast.alice)
    share(made, cast.mo, until=now - timedelta(seconds=5), starts=now - timedelta(days=2))
    share(made, cast.bob, starts=now + timedelta(hours=1))
    for reader in (cast.mo, cast.bob):
        assert reads(reader, "select 1 from learning_piece") == []


def test_nobody_shares_or_changes_what_is_not_theirs(cast: Cast) -> None:
    made, now = piece(cast.alice), timezone.now()
    row = {
        "id": new_id(), "piece_id": made.pk, "reader_id": cast.mo.pk, "parts": [], "asks": "",
        "starts": now, "until": now + timedelta(days=1),
    }  # fmt: skip
    for owner in (cast.mo, cast.alice):
        assert not inserts(cast.mo, "learning_share", owner_id=owner.pk, **row)
    assert not inserts(
        cast.mo, "learning_words", id=new_id(), piece_id=made.pk, owner_id=cast.mo.pk,
        number=9, part="free", text="Mine", at=now,
    )  # fmt: skip
    for is_shared in (False, True):
        if is_shared:
            share(made, cast.mo)
        for verb in ("update learning_piece set title = 'x'", "delete from learning_words"):
            assert changes(cast.mo, verb) == 0
    longer = "update learning_share set until = now() + interval '1 year'"
    assert changes(cast.mo, longer) == 0
    assert changes(cast.alice, "update learning_share set ended_at = now()") == 1
    for anew in ("ended_at = null", "ended_at = now() + interval '1 day'"):
        assert changes(cast.mo, f"update learning_share set {anew}") == 0


def test_not_even_the_owner_rewrites_what_they_wrote(cast: Cast) -> None:
    made = whole(cast.alice)
    for verb in (
        "update learning_words set text = 'better'",
        "update learning_answer set level = 4",
        "update learning_attempt set finished_at = now()",
    ):
        assert changes(cast.alice, verb) == 0
    with acting(cast.alice.pk):
        Piece.objects.get(pk=made.pk).delete()  # but may take it away
    assert reads(cast.alice, "select 1 from learning_words") == []


def test_nobody_gives_the_owner_evidence_or_agreement_but_who_was_asked(cast: Cast) -> None:
    whole(cast.alice)
    shown = reads(cast.alice, "select id from learning_evidence")[0]
    row = {
        "id": new_id(), "evidence_id": shown, "owner_id": cast.alice.pk, "relation": "Peer",
        "asked_at": timezone.now(), "said": "", "text": "",
    }  # fmt: skip
    assert not inserts(cast.mo, "learning_corroboration", peer_id=cast.mo.pk, **row)
    assert not inserts(cast.alice, "learning_corroboration", peer_id=cast.alice.pk, **row)
    agreed = {**row, "said": "agrees"}
    assert not inserts(cast.alice, "learning_corroboration", peer_id=cast.bob.pk, **agreed)
    assert inserts(cast.alice, "learning_corroboration", peer_id=cast.bob.pk, **row)
    says = "update learning_corroboration set said = 'agrees'"
    assert changes(cast.alice, says) == 0
    assert changes(cast.mo, says) == 0
    assert changes(cast.bob, says) == 1
    assert changes(cast.bob, "update learning_corroboration set said = 'cannot'") == 0
    assert reads(cast.bob, "select id from learning_evidence") == [shown]
    assert reads(cast.bob, "select id from learning_piece") == []  # not yet shown it


def circle(host: Account, *members: Account, kind: str = "write") -> tuple[Circle, Round]:
    """A circle in which everybody has joined, with one round."""
    now = timezone.now()
    with acting(host.pk):
        made = Circle.objects.create(kind="reflection", title="Six of us", host=host)
        for place, member in enumerate((host, *members)):
            Member.objects.create(
                circle=made, account=member, called="x", place=place, invited_by=host,
                joined_at=now if member == host else None,
            )  # fmt: skip
        asked = Round.objects.create(
            circle=made, number=1, kind=kind, prompt="What happened?", asked_by=host
        )
    for member in members:
        with acting(member.pk):
            Member.objects.filter(account=member).update(joined_at=now)
    return made, asked


def say(by: Account, asked: Round, text: str = "Mine") -> None:
    with acting(by.pk):
        Turn.objects.create(round=asked, by=by, text=text)


def test_nobody_reads_another_before_the_round_is_revealed(cast: Cast) -> None:
    _, asked = circle(cast.alice, cast.bob, cast.sam)
    say(cast.bob, asked, "Bob’s")
    say(cast.sam, asked, "Sam’s")
    read = "select text from learning_turn order by text"
    assert reads(cast.alice, read) == []  # not the host either
    assert reads(cast.bob, read) == ["Bob’s"]
    reveal = "update learning_round set revealed_at = now()"
    assert changes(cast.bob, reveal) == 0
    assert changes(cast.alice, reveal) == 1
    for member in (cast.alice, cast.bob, cast.sam):
        assert reads(member, read) == ["Bob’s", "Sam’s"]
    assert changes(cast.alice, "update learning_round set revealed_at = null") == 0
    for other in everybody(cast):
        if other not in (cast.bob, cast.sam):
            assert reads(other, read) == [], other.email
            assert reads(other, "select 1 from learning_circle") == [], other.email
            assert reads(other, "select 1 from learning_member") == [], other.email


def test_what_was_said_is_never_changed_and_a_closed_round_takes_no_more(cast: Cast) -> None:
    _, asked = circle(cast.alice, cast.bob)
    say(cast.bob, asked)
    assert changes(cast.bob, "update learning_turn set text = 'Other'") == 0
    row = {"round_id": asked.pk, "choice": "", "text": "x", "at": timezone.now()}
    assert not inserts(cast.alice, "learning_turn", id=new_id(), by_id=cast.bob.pk, **row)
    both = "update learning_round set revealed_at = now(), closed_at = now()"
    assert changes(cast.alice, both) == 1
    assert not inserts(cast.bob, "learning_turn", id=new_id(), by_id=cast.bob.pk, **row)


def test_a_round_that_was_closed_unshown_stays_unshown(cast: Cast) -> None:
    _, asked = circle(cast.alice, cast.bob)
    say(cast.bob, asked)
    assert changes(cast.alice, "update learning_round set closed_at = now()") == 1
    assert changes(cast.alice, "update learning_round set revealed_at = now()") == 0
    assert reads(cast.alice, "select text from learning_turn") == []


def test_data_protection_does_not_read_when_somebody_writes_for_themselves(cast: Cast) -> None:
    with acting(cast.alice.pk):
        for purpose in ("learning reflection", "note"):
            draft = drafts.begin_draft(
                id=new_id(), purpose=purpose, address="/x/", about=[], by=cast.alice
            )
            drafts.finish_draft(id=draft.pk, became="/y/", by=cast.alice)
    read = "select what from gate.whole_trail(now() + interval '1 hour', 99, null) where by_id = %s"
    seen = reads(cast.protection, read, [cast.alice.pk])
    assert sorted(seen) == ["draft finished", "draft opened"]  # of the note alone


def test_nobody_comes_into_a_circle_by_their_own_hand(cast: Cast) -> None:
    made, asked = circle(cast.alice, cast.bob)
    row = {
        "id": new_id(), "circle_id": made.pk, "called": "x", "place": 0,
        "invited_at": timezone.now(), "joined_at": timezone.now(),
    }  # fmt: skip
    for by in (cast.charlie, cast.alice):
        forged = {**row, "account_id": cast.charlie.pk, "invited_by_id": by.pk}
        assert not inserts(cast.charlie, "learning_member", **forged)
    # Nor does the host bring anybody in who has not said yes.
    forged = {**row, "account_id": cast.charlie.pk, "invited_by_id": cast.alice.pk}
    assert not inserts(cast.alice, "learning_member", **forged)
    assert inserts(cast.alice, "learning_member", **{**forged, "joined_at": None})
    say_it = {"id": new_id(), "round_id": asked.pk, "choice": "", "text": "x"}
    says = {**say_it, "at": timezone.now()}
    assert not inserts(cast.charlie, "learning_turn", by_id=cast.charlie.pk, **says)


def test_a_request_for_help_is_between_the_two(cast: Cast) -> None:
    with acting(cast.bob.pk):
        Champion.objects.create(account=cast.bob, clusters=["A"], room_for=2)
    with acting(cast.alice.pk):
        HelpRequest.objects.create(
            asker=cast.alice, champion=cast.bob, cluster="A", text="How do I…"
        )
    for other in everybody(cast):
        expected = 1 if other == cast.bob else 0
        assert len(reads(other, "select 1 from learning_helprequest")) == expected, other.email


def wave(by: Account, *asked: Account) -> Wave:
    """A survey that is open today."""
    today = timezone.localdate()
    with acting(by.pk):
        made = Wave.objects.create(
            kind="survey", title="How we are", opens_on=today, closes_on=today, made_by=by
        )
        for one in asked:
            Asked.objects.create(wave=made, account=one)
    return made


@pytest.fixture
def principal(cast: Cast) -> Account:
    with acting(cast.system.pk):
        return account("staff", "Principal", roles=("principal-social-worker",))


def ballot(of: Wave, by: Account, ticket: UUID | None = None) -> UUID:
    """Answer as the page does: draw a ticket, then put in a ballot under its number."""
    ticket = ticket or uuid4()
    with acting(by.pk):
        Asked.objects.filter(wave=of, account=by).update(ticket=ticket)
        Ballot.objects.bulk_create(
            [Ballot(id=ticket, wave=of, answers={"kit": "no"})], ignore_conflicts=True
        )
        Asked.objects.filter(wave=of, account=by).update(ticket=None, gave_on=timezone.localdate())
    return ticket


def test_nobody_reads_a_ballot_nor_who_gave(cast: Cast, principal: Account) -> None:
    made = wave(principal, cast.alice, cast.bob)
    ballot(made, cast.alice)
    for one in (*everybody(cast), cast.alice, principal):
        assert reads(one, "select 1 from learning_ballot") == [], one.email
        asked = reads(one, "select account_id from learning_asked")
        assert set(asked) <= {one.pk}, one.email
    for one in (principal, cast.mo):  # no number that grows while somebody watches
        assert reads(one, "select gave from gate.wave_taken_part(%s)", [made.pk]) == []


def test_nobody_gives_twice_or_without_being_asked(cast: Cast, principal: Account) -> None:
    made = wave(principal, cast.alice)
    drawn = ballot(made, cast.alice)
    row = {"wave_id": made.pk, "groups": "{}", "answers": "{}"}
    assert not inserts(cast.alice, "learning_ballot", id=uuid4(), **row)
    assert not inserts(cast.alice, "learning_ballot", id=drawn, **row)
    assert not inserts(cast.bob, "learning_ballot", id=uuid4(), **row)
    assert not inserts(principal, "learning_ballot", id=uuid4(), **row)


def test_no_wave_tells_of_fewer_than_five(cast: Cast, principal: Account) -> None:
    today = timezone.localdate()
    row = {
        "id": new_id(), "kind": "survey", "title": "x", "about": "", "series": "", "form": "",
        "text": "", "digest": "", "groups": [], "opens_on": today, "closes_on": today,
        "made_by_id": principal.pk, "made_at": timezone.now(), "reply": "",
        "whom": "staff", "teams": [],
    }  # fmt: skip
    assert not inserts(principal, "learning_wave", smallest=4, **row)
    assert not inserts(cast.mo, "learning_wave", smallest=10, **row)
    assert inserts(principal, "learning_wave", smallest=5, **row)


def test_a_lesson_leads_to_nobody(cast: Cast, principal: Account) -> None:
    with acting(cast.alice.pk):
        Lesson.objects.bulk_create([Lesson(happened="x", to_try="y", offered_on=TODAY)])
    read = "select id from learning_lesson"
    assert len(reads(principal, read)) == 1
    for other in everybody(cast):
        if other.email.startswith("role3@"):  # a principal social worker too
            continue
        assert reads(other, read) == [], other.email
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns"
            " where table_name = 'learning_lesson'"
        )
        columns = {name for (name,) in cursor.fetchall()}
    assert {name for name in columns if name.endswith("_id")} == {"answered_by_id"}
