"""Group supervision, by SQL: whose the decision is, and what newcomers read of what is over."""

from uuid import uuid4

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Round, Turn
from tests.cast import Cast

from .attacker import changes, inserts, reads

pytestmark = pytest.mark.django_db


def group(cast: Cast, kind: str = "supervision") -> Circle:
    """Alice hosts; Bob and Sam, of a partner agency, are in it, and Ade is."""
    with acting(cast.alice.pk):
        made = actions.begin_circle(kind=kind, title="Thursday", by=cast.alice)
        for who, called in ((cast.bob, ""), (cast.sam, ""), (cast.ade_account, "Ade")):
            actions.invite(circle=made, account=who, called=called, by=cast.alice)
    for who in (cast.bob, cast.sam, cast.ade_account):
        with acting(who.pk):
            actions.answer_invitation(circle=made, accepts=True, by=who)
    return made


def asked(circle: Circle) -> Round:
    with acting(circle.host_id):
        return actions.open_round(circle=circle, kind="talk", prompt="What?", by=circle.host)


def turn_of(by: Account, round: Round, **more: object) -> dict[str, object]:
    return {
        "id": new_id(), "round_id": round.pk, "by_id": by.pk, "choice": "", "text": "x",
        "brings": True, "at": timezone.now(), **more,
    }  # fmt: skip


def test_the_decision_is_the_bringers_and_written_once(cast: Cast) -> None:
    one = asked(group(cast))
    with acting(cast.bob.pk):
        turn = actions.say(round=one, text="It stays with me", brings=True, by=cast.bob)
    write = "update learning_turn set entry_id = %s where id = %s"
    for other in (cast.alice, cast.sam, cast.ade_account, cast.mo, cast.protection):
        assert changes(other, write, [uuid4(), turn.pk]) == 0, other.email
    assert changes(cast.bob, "update learning_turn set brings = false") == 0
    first = uuid4()
    assert changes(cast.bob, write, [first, turn.pk]) == 1
    assert changes(cast.bob, write, [uuid4(), turn.pk]) == 0
    assert changes(cast.bob, "update learning_turn set entry_id = null") == 0
    assert reads(cast.alice, "select entry_id from learning_turn") == [first]
    assert reads(cast.mo, "select entry_id from learning_turn") == []


def test_who_does_not_work_here_brings_nobody_and_not_into_every_circle(cast: Cast) -> None:
    one = asked(group(cast))
    for other in (cast.sam, cast.ade_account):
        assert not inserts(other, "learning_turn", **turn_of(other, one)), other.email
    assert not inserts(cast.bob, "learning_turn", **turn_of(cast.bob, one, entry_id=uuid4()))
    assert inserts(cast.bob, "learning_turn", **turn_of(cast.bob, one))
    plain = turn_of(cast.bob, one, brings=False)
    assert inserts(cast.bob, "learning_turn", **plain)
    write = "update learning_turn set entry_id = %s where id = %s"
    assert changes(cast.bob, write, [uuid4(), plain["id"]]) == 0
    elsewhere = asked(group(cast, "reflection"))
    assert not inserts(cast.bob, "learning_turn", **turn_of(cast.bob, elsewhere))


def test_what_was_taken_back_gets_no_decision(cast: Cast) -> None:
    one = asked(group(cast))
    with acting(cast.bob.pk):
        turn = actions.say(round=one, text="It stays with me", brings=True, by=cast.bob)
        actions.take_back(turn=turn, by=cast.bob)
    assert changes(cast.bob, "update learning_turn set entry_id = %s", [uuid4()]) == 0


@pytest.mark.parametrize("kind", ["reflection", "supervision", "community"])
def test_newcomers_read_rounds_and_notes_since_they_came(cast: Cast, kind: str) -> None:
    circle = group(cast, kind)
    old = asked(circle)
    with acting(cast.bob.pk):
        actions.say(round=old, text="Before Charlie", by=cast.bob)
    with acting(cast.alice.pk):
        actions.close_round(round=old, notes="We keep this", by=cast.alice)
    still = asked(circle)
    with acting(cast.alice.pk):
        actions.invite(circle=circle, account=cast.charlie, by=cast.alice)
    assert reads(cast.charlie, "select notes from learning_round") == []  # only asked in
    with acting(cast.charlie.pk):
        actions.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    with acting(cast.alice.pk):
        actions.close_round(round=still, notes="With Charlie", by=cast.alice)
    notes = reads(cast.charlie, "select notes from learning_round order by number")
    heard = reads(cast.charlie, "select gate.heard_in_round(%s)", [old.pk])
    said = reads(cast.charlie, "select text from learning_turn")
    is_all = kind == "community"
    assert notes == (["We keep this", "With Charlie"] if is_all else ["With Charlie"])
    assert heard == [[cast.bob.pk] if is_all else []]
    assert said == (["Before Charlie"] if is_all else [])
    assert len(reads(cast.bob, "select notes from learning_round")) == 2


def test_whoever_left_and_came_again_reads_since_then(cast: Cast) -> None:
    circle = group(cast)
    one = asked(circle)
    with acting(cast.bob.pk):
        mine = actions.say(round=one, text="Mine", by=cast.bob)
        actions.leave_circle(circle=circle, by=cast.bob)
    with acting(cast.alice.pk):
        actions.close_round(round=one, notes="Without Bob", by=cast.alice)
        actions.invite(circle=circle, account=cast.bob, by=cast.alice)
    with acting(cast.bob.pk):
        actions.answer_invitation(circle=circle, accepts=True, by=cast.bob)
        assert list(Turn.objects.values_list("pk", flat=True)) == [mine.pk]
    assert reads(cast.bob, "select notes from learning_round") == []
