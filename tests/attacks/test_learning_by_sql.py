"""What the database itself says in learning, tried with SQL that says it otherwise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.actions import circles, giving, sessions, supervision
from alongside.learning.models import (
    Asked,
    Booking,
    Champion,
    Circle,
    Cpd,
    Member,
    Piece,
    Round,
    Session,
    Wave,
    Words,
)
from alongside.learning.tests.in_circles import ask, circle, said, texts_by_sql
from alongside.learning.tests.supervised import written
from tests.cast import Cast, account, assemble

from .attacker import changes, inserts, reads
from .test_learning import share

__all__ = ("circle",)
pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DRAW = "update learning_asked set gave_on = null, ticket = %s where account_id = %s"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def principal(cast: Cast) -> Account:
    with acting(cast.system.pk):
        return account("staff", "Principal", roles=("principal-social-worker",))


@pytest.fixture
def wave(cast: Cast, principal: Account) -> Wave:
    """Open today, by team; Alice and Bob are asked."""
    today = timezone.localdate()
    with acting(principal.pk):
        made = Wave.objects.create(
            kind="survey", title="How we are", opens_on=today, closes_on=today,
            made_by=principal, groups=["team"],
        )  # fmt: skip
        for one in (cast.alice, cast.bob):
            Asked.objects.create(wave=made, account=one)
    return made


def puts_in(by: Account, wave: Wave, **row: Any) -> bool:
    """Whether a ballot of one's own making is taken."""
    usual = {"groups": '{"team": "A"}', "answers": '{"kit": "no"}'}
    return inserts(by, "learning_ballot", wave_id=wave.pk, **{**usual, **row})


def gives(by: Account, wave: Wave) -> None:
    with acting(by.pk):
        giving.give_answers(wave=wave, answers={"kit": "no"}, groups={"team": "A"}, by=by)


def test_nobody_gives_more_than_one_ballot(cast: Cast, wave: Wave) -> None:
    """Else one person lifts a small team over the smallest number, and knows the other answers."""
    gives(cast.alice, wave)
    for row in ("gave_on = null", "ticket = gen_random_uuid()", """groups = '{"team": "B"}'"""):
        assert changes(cast.alice, f"update learning_asked set {row}") == 0, row
    ticket = uuid4()
    assert changes(cast.alice, DRAW, [ticket, cast.alice.pk]) == 0
    assert not puts_in(cast.alice, wave, id=ticket)


def test_a_number_is_drawn_once_and_forgotten_by_giving_alone(cast: Cast, wave: Wave) -> None:
    with acting(cast.bob.pk):
        ticket = giving.draw_ticket(wave=wave, groups={"team": "A"}, by=cast.bob)
    assert not puts_in(cast.bob, wave, id=ticket, groups='{"team": "B"}')
    assert puts_in(cast.bob, wave, id=ticket)
    for row in ("ticket = gen_random_uuid()", "ticket = null", "groups = '{}'"):
        assert changes(cast.bob, f"update learning_asked set {row}") == 0, row
    assert changes(cast.bob, "update learning_asked set ticket = null, gave_on = now()") == 1
    assert not puts_in(cast.bob, wave, id=ticket)


def test_who_declined_has_declined(cast: Cast, wave: Wave) -> None:
    with acting(cast.alice.pk):
        giving.decline(wave=wave, by=cast.alice)
    assert changes(cast.alice, "update learning_asked set declined_on = null") == 0


def test_a_second_try_under_another_team_counts_where_the_first_one_said(
    cast: Cast, wave: Wave
) -> None:
    with acting(cast.bob.pk):
        first = giving.draw_ticket(wave=wave, groups={"team": "A"}, by=cast.bob)
        assert giving.draw_ticket(wave=wave, groups={"team": "B"}, by=cast.bob) == first
        giving.put_in(wave=wave, ticket=first, answers={"kit": "no"}, by=cast.bob)
    assert reads(cast.bob, "select groups ->> 'team' from learning_asked") == ["A"]


@pytest.mark.parametrize(
    "answers", ["[1]", "1", "null", '{"kit": ["no"]}', f'{{"kit": "{"x" * 100_001}"}}']
)
def test_nobody_makes_a_wave_uncountable(
    cast: Cast, principal: Account, wave: Wave, answers: str
) -> None:
    gives(cast.alice, wave)
    with acting(cast.bob.pk):
        ticket = giving.draw_ticket(wave=wave, groups={"team": "A"}, by=cast.bob)
    assert not puts_in(cast.bob, wave, id=ticket, answers=answers)
    assert puts_in(cast.bob, wave, id=ticket)


def test_nobody_promises_in_anothers_name(cast: Cast, principal: Account, wave: Wave) -> None:
    today = timezone.localdate()
    row: dict[str, Any] = {
        "smallest": 10, "kind": "survey", "title": "x", "about": "", "series": "", "form": "",
        "text": "", "digest": "", "groups": [], "opens_on": today, "closes_on": today, "teams": [],
        "made_by_id": principal.pk, "made_at": timezone.now(), "whom": "staff", "reply": "",
    }  # fmt: skip
    promised = {"reply": "I promise", "replied_by_id": cast.mo.pk, "replied_at": timezone.now()}
    assert not inserts(principal, "learning_wave", id=new_id(), **{**row, **promised})
    assert inserts(principal, "learning_wave", id=new_id(), **row)
    says = "update learning_wave set reply = 'x', replied_at = now(), replied_by_id = %s"
    closes = "update learning_wave set closed_at = now(), closed_by_id = %s"
    for verb in (says, closes):
        assert changes(principal, verb, [cast.mo.pk]) == 0
    assert changes(principal, closes, [principal.pk]) == 2


def test_whoever_is_asked_in_says_not_since_when_they_are_there(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    said(one, cast.alice, "Very private")
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
        circles.close_round(round=Round.objects.get(pk=one.pk), by=cast.alice)
    assert texts_by_sql(cast.bob, one) == ["Very private"]
    joins = "update learning_member set joined_at = %s where account_id = %s"
    assert changes(cast.charlie, joins, [LONG_AGO, cast.charlie.pk]) == 1
    assert texts_by_sql(cast.charlie, one) == []
    assert reads(cast.charlie, "select 1 from learning_round") == []
    assert changes(cast.charlie, joins, [LONG_AGO, cast.charlie.pk]) == 0


def test_nor_does_whoever_comes_in_unasked(cast: Cast) -> None:
    with acting(cast.alice.pk):
        made = circles.begin_circle(kind="reflection", title="All", open_to="staff", by=cast.alice)
    row = {
        "circle_id": made.pk, "account_id": cast.charlie.pk, "called": "C", "place": 1,
        "invited_by_id": cast.charlie.pk, "invited_at": LONG_AGO, "joined_at": LONG_AGO,
    }  # fmt: skip
    with acting(cast.alice.pk):
        Circle.objects.filter(pk=made.pk).update(open_to="staff")
    assert inserts(cast.charlie, "learning_member", id=new_id(), **row)
    with acting(cast.charlie.pk):
        mine = Member.objects.get(account=cast.charlie)
    assert mine.joined_at
    assert min(mine.joined_at, mine.invited_at) > LONG_AGO


def test_newcomers_read_nothing_of_a_round_that_was_shown_before_they_came(
    cast: Cast, circle: Circle
) -> None:
    one = ask(circle)
    said(one, cast.alice, "Very private")
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
        row = Round.objects.get(pk=one.pk)
        circles.change_notes(round=row, notes="We keep this", by=cast.alice)
    with acting(cast.charlie.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    assert texts_by_sql(cast.charlie, one) == []
    assert reads(cast.charlie, "select notes from learning_round") == []
    assert reads(cast.charlie, "select gate.heard_in_round(%s)", [one.pk]) == [[]]
    says = {"round_id": one.pk, "by_id": cast.charlie.pk, "choice": "", "text": "x"}
    says = {**says, "brings": False, "at": timezone.now()}
    assert not inserts(cast.charlie, "learning_turn", id=new_id(), **says)
    assert texts_by_sql(cast.bob, one) == ["Very private"]


def test_a_newcomer_takes_part_in_what_is_not_shown_yet(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    said(one, cast.alice, "First")
    with acting(cast.charlie.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    said(one, cast.charlie, "Second")
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
    assert texts_by_sql(cast.charlie, one) == ["First", "Second"]


def test_of_an_open_thread_a_newcomer_reads_what_came_since(cast: Cast, circle: Circle) -> None:
    thread = ask(circle, "talk")
    gone = said(thread, cast.alice, "Among us")
    said(thread, cast.bob, "Between us")
    with acting(cast.charlie.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    said(thread, cast.bob, "Welcome")
    with acting(cast.alice.pk):
        circles.take_back(turn=gone, by=cast.alice)
    assert texts_by_sql(cast.charlie, thread) == ["Welcome"]
    assert texts_by_sql(cast.bob, thread) == ["Between us", "Welcome"]
    taken_back = "select id from gate.taken_back_in(%s)"
    assert reads(cast.charlie, taken_back, [thread.pk]) == []
    assert reads(cast.bob, taken_back, [thread.pk]) == [gone.pk]


def test_whoever_hosts_a_circle_later_opens_the_next_round(cast: Cast, circle: Circle) -> None:
    """The database numbers it: the rounds of before are not there for them."""
    one = ask(circle)
    with acting(cast.alice.pk):
        circles.close_round(round=one, by=cast.alice)
    with acting(cast.charlie.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    hand_on = "select gate.hand_circle_on(%s, %s)"
    assert reads(cast.alice, hand_on, [circle.pk, cast.charlie.pk]) == [True]
    with acting(cast.charlie.pk):
        circle.refresh_from_db()
        made = circles.open_round(circle=circle, kind="write", prompt="And?", by=cast.charlie)
    assert made.number == one.number + 1
    assert reads(cast.bob, "select gate.next_round_in(%s)", [circle.pk]) == [1]  # tells no other


def test_nobody_is_given_words_by_whoever_asks_them(cast: Cast) -> None:
    with acting(cast.bob.pk):
        Champion.objects.create(account=cast.bob, clusters=["record"], ways=[], room_for=2)
    now = timezone.now()
    row = {
        "asker_id": cast.alice.pk, "champion_id": cast.bob.pk, "cluster": "", "text": "",
        "state": "asked", "asked_at": now, "reply": "", "thanks": "",
    }  # fmt: skip
    for forged in (
        {"reply": "You are hopeless", "answered_at": now}, {"reply": "x"}, {"thanks": "x"},
        {"answered_at": now}, {"ended_at": now}, {"thanked_at": now},
    ):  # fmt: skip
        assert not inserts(cast.alice, "learning_helprequest", id=new_id(), **{**row, **forged})
    assert inserts(cast.alice, "learning_helprequest", id=new_id(), **row)


def test_nobody_goes_before_those_who_wait(cast: Cast, principal: Account) -> None:
    now = timezone.now()
    with acting(principal.pk):
        one = Session.objects.create(
            title="S", about="a", how="classroom", place="x", places=1, offered_by=principal,
            starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1),
        )  # fmt: skip
    for who in (cast.alice, cast.bob):
        with acting(who.pk):
            sessions.book(session=one, by=who)
    assert inserts(
        cast.charlie, "learning_booking", id=new_id(), session_id=one.pk, state="waiting",
        account_id=cast.charlie.pk, at=LONG_AGO, changed_at=now, has_news=False,
    )  # fmt: skip
    with acting(cast.alice.pk):
        sessions.give_up(session=one, by=cast.alice)
    state = "select state from learning_booking where account_id = %s"
    assert reads(cast.bob, state, [cast.bob.pk]) == [Booking.State.BOOKED]
    assert reads(cast.charlie, state, [cast.charlie.pk]) == [Booking.State.WAITING]


def test_sharing_one_part_of_cpd_shows_that_part(cast: Cast) -> None:
    with acting(cast.alice.pk):
        made = Piece.objects.create(
            owner=cast.alice, kind="cpd", title="x", on=date(2026, 11, 1), versions=1
        )
        Words.objects.create(piece=made, owner=cast.alice, number=1, part="learning", text="x")
        Cpd.objects.create(
            piece=made, owner=cast.alice, pack="p", activity="a", is_peer=True,
            peer_relation="my sponsor", sent_on=date(2026, 11, 2),
        )  # fmt: skip
    share(made, cast.bob, "learning")
    assert reads(cast.bob, "select part from learning_words") == ["learning"]
    assert reads(cast.bob, "select peer_relation from learning_cpd") == []
    assert reads(cast.alice, "select peer_relation from learning_cpd") == ["my sponsor"]


def test_a_signature_and_a_comment_are_of_the_moment_they_were_given(cast: Cast) -> None:
    before = timezone.now()
    meeting = written(cast)
    row = {"meeting_id": meeting.pk, "by_id": cast.mo.pk, "words": "", "at": LONG_AGO}
    assert inserts(cast.mo, "learning_signature", id=new_id(), **row)
    (at,) = reads(cast.mo, "select at from learning_signature")
    assert at > before
    with acting(cast.alice.pk):
        made = Piece.objects.create(
            owner=cast.alice, kind="reflection", title="x", on=date(2026, 11, 1), versions=1
        )
    share(made, cast.bob)
    assert inserts(
        cast.bob, "learning_comment", id=new_id(), piece_id=made.pk, owner_id=cast.alice.pk,
        by_id=cast.bob.pk, part="", text="hi", at=LONG_AGO,
    )  # fmt: skip
    (at,) = reads(cast.alice, "select at from learning_comment")
    assert at > before


def test_a_follow_up_belongs_to_the_meeting_of_those_two(cast: Cast) -> None:
    meeting = written(cast)
    with acting(cast.bob.pk):
        other = supervision.propose_supervision(
            colleague=cast.charlie, i_am="supervisor", rhythm="social-worker", by=cast.bob
        )
    with acting(cast.charlie.pk):
        supervision.accept_supervision(supervision=other, by=cast.charlie)
    row = {
        "supervision_id": other.pk, "meeting_id": meeting.pk, "text": "x", "outcome": "",
        "who_id": cast.bob.pk, "by_id": cast.bob.pk, "at": timezone.now(), "is_done": False,
    }  # fmt: skip
    assert not inserts(cast.bob, "learning_followup", id=new_id(), **row)
    signed = {"meeting_id": meeting.pk, "by_id": cast.mo.pk, "words": "", "at": timezone.now()}
    assert inserts(cast.mo, "learning_signature", id=new_id(), **signed)
    asks = "select gate.is_signed(%s)"
    assert reads(cast.alice, asks, [meeting.pk]) == reads(cast.mo, asks, [meeting.pk]) == [True]
    assert reads(cast.charlie, asks, [meeting.pk]) == [False]


def test_supervision_is_between_two_who_work_here(cast: Cast) -> None:
    row = {
        "supervisor_id": cast.mo.pk, "rhythm": "x", "every_days": 30, "ended_why": "",
        "proposed_by_id": cast.mo.pk, "made_at": timezone.now(),
    }  # fmt: skip
    for other in (cast.ade_account, cast.pat, cast.sam):
        assert not inserts(
            cast.mo, "learning_supervision", id=new_id(), worker_id=other.pk, **row
        ), other.email
    assert inserts(cast.mo, "learning_supervision", id=new_id(), worker_id=cast.bob.pk, **row)
