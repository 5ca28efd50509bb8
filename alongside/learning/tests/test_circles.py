"""Circles: asked in, yes or no, everybody writes before anybody reads, and who never reads."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.learning.access import circles as access
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Member, Round, Turn
from tests.browsing import Browse
from tests.cast import Cast, account

from .in_circles import ask, circle, refused_by_database, rows, said, texts_by_sql

__all__ = ["circle"]  # a fixture

pytestmark = pytest.mark.django_db


# Everybody writes before anybody reads


def test_nobody_reads_before_it_is_shown_and_everybody_in_it_does_afterwards(
    cast: Cast, circle: Circle
) -> None:
    one = ask(circle)
    said(one, cast.alice, "Alice’s")
    said(one, cast.bob, "Bob’s 🙂")
    assert texts_by_sql(cast.alice, one) == ["Alice’s"]  # also whoever hosts it
    assert texts_by_sql(cast.bob, one) == ["Bob’s 🙂"]
    assert texts_by_sql(cast.charlie, one) == []
    with acting(cast.alice.pk):
        assert access.heard_in(one) == {cast.alice.pk, cast.bob.pk}
        actions.reveal_round(round=one, by=cast.alice)
    assert texts_by_sql(cast.bob, one) == ["Alice’s", "Bob’s 🙂"]
    assert texts_by_sql(cast.charlie, one) == []  # invited, and has not said yes


def test_somebody_invited_reads_what_it_is_and_nothing_that_is_asked(
    cast: Cast, circle: Circle
) -> None:
    one = ask(circle, "talk", "A question")
    said(one, cast.bob)
    with acting(cast.charlie.pk):
        assert Circle.objects.filter(pk=circle.pk).exists()
        assert not Round.objects.filter(pk=one.pk).exists()
        assert access.heard_in(one) == frozenset()
        with pytest.raises(ValidationError, match="not in this group"):
            actions.say(round=one, text="Let me", by=cast.charlie)


def test_strangers_of_every_kind_find_no_row(cast: Cast, circle: Circle) -> None:
    one = ask(circle, "talk")
    said(one, cast.bob)
    strangers = (cast.mo, cast.protection, cast.sam, cast.ade_account, cast.pat, cast.system)
    with acting(cast.system.pk):
        more = [
            account("staff", name, "", (name,))
            for name in ("administrator", "principal-social-worker")
        ]
    for who in (*strangers, *more):
        for table in ("circle", "member", "round", "turn"):
            assert rows(who, f"learning_{table}") == 0, (who.email, table)


@pytest.mark.parametrize("page", ["circle", "leave-circle", "change-circle", "end-circle", "ask-in",
                                  "open-round", "answer-circle"])  # fmt: skip
def test_strangers_of_every_kind_find_no_page(
    cast: Cast, circle: Circle, browse: Browse, page: str
) -> None:
    from django.urls import reverse

    url = reverse(f"learning:{page}", args=[circle.pk])
    for who in (cast.mo, cast.protection, cast.sam, cast.ade_account, cast.pat):
        assert browse(who).get(url).status_code == 404, who.email
        assert browse(who).post(url, {"title": "Mine"}).status_code in (302, 404, 405), who.email
    with acting(cast.alice.pk):
        assert Circle.objects.get(pk=circle.pk).title == "Thursday"
        assert Member.objects.filter(circle=circle).count() == 3


def test_what_is_somebody_elses_to_do_is_not_done(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle)
    bob = browse(cast.bob)
    for page in ("show", "close", "notes"):
        assert bob.post(f"/learning/together/rounds/{one.pk}/{page}/", {}).status_code in (302, 404)
    turn = said(one, cast.alice, "Mine alone")
    assert bob.get(f"/learning/together/said/{turn.pk}/take-back/").status_code == 404
    with acting(cast.alice.pk):
        one.refresh_from_db()
        assert one.revealed_at is None
        assert one.closed_at is None
        assert Turn.objects.get(pk=turn.pk).taken_back_at is None


def test_the_database_refuses_what_the_pages_never_send(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    bob = said(one, cast.bob, "Bob’s")
    me, now = cast.bob, timezone.now()
    sql = "update learning_round set revealed_at = now() where id = %s"
    assert refused_by_database(me, sql, [one.pk])
    new = (
        "insert into learning_turn (id, round_id, by_id, choice, text, at)"
        " values (%s, %s, %s, %s, %s, %s)"
    )
    assert refused_by_database(cast.charlie, new, [uuid4(), one.pk, cast.charlie.pk, "", "x", now])
    assert refused_by_database(cast.mo, new, [uuid4(), one.pk, cast.mo.pk, "", "x", now])
    assert refused_by_database(cast.alice, new, [uuid4(), one.pk, me.pk, "", "as Bob", now])
    change = "update learning_turn set text = 'Other' where id = %s"
    assert refused_by_database(me, change, [bob.pk])
    yes = "update learning_member set joined_at = now() where circle_id = %s and account_id = %s"
    assert refused_by_database(cast.alice, yes, [circle.pk, cast.charlie.pk])  # only they say yes
    name = "update learning_member set called = 'Nobody' where circle_id = %s and account_id = %s"
    assert refused_by_database(cast.alice, name, [circle.pk, me.pk])
    with acting(cast.alice.pk):
        actions.reveal_round(round=one, by=cast.alice)
    back = "update learning_round set revealed_at = null where id = %s"
    assert refused_by_database(cast.alice, back, [one.pk])
    early = [uuid4(), one.pk, me.pk, "", "I said so first", bob.at]
    assert refused_by_database(
        me, new, early
    )  # nobody passes off as said before what is said after
    assert refused_by_database(cast.alice, "delete from learning_turn where id = %s", [bob.pk])


def test_two_who_show_it_at_once_show_it_once(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    said(one, cast.bob)
    with acting(cast.alice.pk):
        first = actions.reveal_round(round=one, by=cast.alice).revealed_at
        again = Round.objects.get(pk=one.pk)
        assert first
        assert actions.reveal_round(round=again, by=cast.alice).revealed_at == first
    later = said(one, cast.bob, "I see now")
    with acting(cast.alice.pk):
        talk = access.talk_in(Round.objects.get(pk=one.pk), cast.alice)
    assert [here.id for here in talk.afterwards] == [later.pk]


def test_one_choice_stands_and_none_is_made_once_all_is_seen(cast: Cast, circle: Circle) -> None:
    one = ask(circle, "vote")
    said(one, cast.bob, choice="answer")
    said(one, cast.bob, choice="wait")
    with acting(cast.bob.pk):
        standing = Turn.objects.filter(round=one, taken_back_at=None)
        assert [turn.choice for turn in standing] == ["wait"]
    with acting(cast.alice.pk):
        actions.reveal_round(round=one, by=cast.alice)
        assert access.talk_in(Round.objects.get(pk=one.pk), cast.alice).said[0].choice == "wait"
        assert len(access.talk_in(Round.objects.get(pk=one.pk), cast.alice).said) == 1
    with pytest.raises(ValidationError, match="shown already"):
        said(one, cast.bob, choice="answer")


# Taking back, going, ending


def test_what_was_taken_back_is_seen_to_be_and_read_by_nobody_else(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle, "talk")
    turn = said(one, cast.bob, "I regret this")
    alice = browse(cast.alice)
    url = f"/learning/together/rounds/{one.pk}/"
    assert "I regret this" in alice.get(url).content.decode()
    bob = browse(cast.bob)
    assert bob.post(f"/learning/together/said/{turn.pk}/take-back/").status_code == 302
    page = alice.get(url).content.decode()
    assert "I regret this" not in page
    assert "Bob took back something" in page
    assert texts_by_sql(cast.alice, one) == []
    assert texts_by_sql(cast.bob, one) == ["I regret this"]  # their own words stay theirs


def test_what_was_taken_back_before_it_was_shown_leaves_no_sign(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    turn = said(one, cast.bob, "Never mind")
    with acting(cast.bob.pk):
        actions.take_back(turn=turn, by=cast.bob)
    with acting(cast.alice.pk):
        assert access.heard_in(one) == frozenset()
        actions.reveal_round(round=one, by=cast.alice)
        assert access.talk_in(Round.objects.get(pk=one.pk), cast.alice).said == ()


def test_whoever_left_reads_nothing_more_and_may_take_all_of_it_back(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle, "talk")
    said(one, cast.alice, "Host speaks")
    said(one, cast.bob, "Bob speaks")
    bob = browse(cast.bob)
    assert (
        bob.post(f"/learning/together/{circle.pk}/leave/", {"takes_back": "on"}).status_code == 302
    )
    assert bob.get(f"/learning/together/{circle.pk}/").status_code == 404
    assert bob.get(f"/learning/together/rounds/{one.pk}/").status_code == 404
    assert texts_by_sql(cast.bob, one) == ["Bob speaks"]
    assert texts_by_sql(cast.alice, one) == ["Host speaks"]
    with pytest.raises(ValidationError):
        said(one, cast.bob, "Once more")


def test_the_host_stays_until_it_ends_and_then_nobody_says_anything(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle)
    said(one, cast.bob, "Unshown")
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="You host"):
            actions.leave_circle(circle=circle, by=cast.alice)
        actions.end_circle(circle=circle, by=cast.alice)
        ended = Circle.objects.get(pk=circle.pk)
        with pytest.raises(ValidationError, match="ended"):
            actions.invite(circle=ended, account=cast.mo, by=cast.alice)
        with pytest.raises(ValidationError):
            actions.open_round(circle=ended, kind="talk", prompt="More?", by=cast.alice)
        actions.reveal_round(round=Round.objects.get(pk=one.pk), by=cast.alice)
    assert texts_by_sql(cast.alice, one) == []  # what was not shown stays unshown
    with pytest.raises(ValidationError, match="closed"):
        said(one, cast.bob, "Late")
    assert "ended on" in browse(cast.bob).get(f"/learning/together/{circle.pk}/").content.decode()
    sql = "update learning_circle set ended_at = null where id = %s"
    assert refused_by_database(cast.alice, sql, [circle.pk])


def test_newcomers_do_not_read_what_was_over_before_they_came(cast: Cast, circle: Circle) -> None:
    one = ask(circle, "talk")
    said(one, cast.bob, "Before Charlie")
    with acting(cast.alice.pk):
        actions.close_round(round=one, notes="We keep this", by=cast.alice)
    with acting(cast.charlie.pk):
        actions.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
        assert not Round.objects.filter(pk=one.pk).exists()  # nor its notes
        assert access.heard_in(one) == frozenset()
    assert texts_by_sql(cast.charlie, one) == []
    two = ask(circle, "talk")
    said(two, cast.bob, "With Charlie")
    assert texts_by_sql(cast.charlie, two) == ["With Charlie"]
