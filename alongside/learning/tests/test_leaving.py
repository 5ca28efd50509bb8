"""Somebody leaves: circles go on with another host, and nobody waits for somebody who is gone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.actions import close_account, reopen_account
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access.home import something_waits
from alongside.learning.actions import champions, circles, group_dilemmas, leaving, supervision
from alongside.learning.actions.circles import hosting
from alongside.learning.models import (
    Booking,
    Champion,
    Circle,
    HelpRequest,
    Meeting,
    Member,
    Session,
    Supervision,
)
from alongside.learning.scenarios import library
from tests.browsing import Browse
from tests.cast import Cast, account

from .in_circles import ask, circle, refused_by_database, said, texts_by_sql
from .supervised import address, at, begun, planned, written
from .test_my_trail import told
from .test_pieces import made
from .test_sessions import begin, book, offer, state

__all__ = ["circle"]
pytestmark = pytest.mark.django_db
BY_SQL = "select 1 where gate.hand_circle_on(%s, %s)"


@pytest.fixture
def ada(cast: Cast) -> Account:
    """Looks after accounts."""
    with acting(cast.system.pk):
        return account("staff", "Ada", roles=("administrator",))


def leaves(who: Account, ada: Account) -> None:
    with acting(ada.pk):
        close_account(account=Account.objects.get(pk=who.pk), by=ada)


def host(circle: Circle, by: Account) -> Account:
    with acting(by.pk):
        return Circle.objects.select_related("host").get(pk=circle.pk).host


def test_a_circle_is_handed_on_through_the_page(cast: Cast, browse: Browse, circle: Circle) -> None:
    alice, bob = browse(cast.alice), browse(cast.bob)
    url = f"/learning/together/{circle.pk}/hand-on/"
    assert url in alice.get(circle.get_absolute_url()).content.decode()
    page = alice.get(url).content.decode()
    assert str(cast.bob.pk) in page
    assert str(cast.charlie.pk) not in page  # invited, and has not said yes
    assert bob.get(url).status_code == 404
    none = alice.post(url, {})
    assert none.status_code == 422
    assert "Choose who hosts it" in none.content.decode()
    for other in (cast.charlie, cast.alice, cast.mo):
        assert alice.post(url, {"to": str(other.pk)}).status_code == 422, other.email
    assert host(circle, cast.alice) == cast.alice
    assert alice.post(url, {"to": str(cast.bob.pk)}).status_code == 302
    assert alice.post(url, {"to": str(cast.bob.pk)}).status_code == 404  # no longer hers to give
    assert host(circle, cast.alice) == cast.bob
    assert "Leave this group" in alice.get(circle.get_absolute_url()).content.decode()
    assert ("learning: circle handed on", "another") in told(cast.bob)
    with acting(cast.bob.pk):
        circles.end_circle(circle=Circle.objects.get(pk=circle.pk), by=cast.bob)
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="ended"):
        hosting.hand_on(circle=Circle.objects.get(pk=circle.pk), to=cast.alice.pk, by=cast.bob)
    assert refused_by_database(cast.bob, BY_SQL, [circle.pk, cast.alice.pk])


def test_alone_one_is_told_to_ask_somebody_in(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        one = circles.begin_circle(kind="community", title="T", by=cast.alice)
    page = browse(cast.alice).get(f"/learning/together/{one.pk}/hand-on/").content.decode()
    assert "Nobody else is in it yet" in page
    assert "Hand it on" not in page


def test_whoever_is_in_it_takes_it_over_once_the_host_has_left(
    cast: Cast, browse: Browse, ada: Account, circle: Circle
) -> None:
    bob, words = browse(cast.bob), "Host it from now on"
    url = circle.get_absolute_url()
    assert words not in bob.get(url).content.decode()
    assert bob.post(f"{url}take-over/").status_code == 302
    assert host(circle, cast.bob) == cast.alice
    leaves(cast.alice, ada)
    page = bob.get(url).content.decode()
    assert words in page
    assert "Hosted it, and has left" in page
    assert browse(cast.mo).post(f"{url}take-over/").status_code == 404
    browse(cast.charlie).post(f"{url}take-over/")
    assert host(circle, cast.bob) == cast.alice
    assert bob.post(f"{url}take-over/").status_code == 302
    assert bob.post(f"{url}take-over/").status_code == 302
    assert host(circle, cast.bob) == cast.bob
    assert words not in bob.get(url).content.decode()
    assert told(cast.bob).count(("learning: circle taken over", "me")) == 1
    with acting(cast.bob.pk):
        seat = Member.objects.get(circle=circle, account=cast.alice)
        circles.remove_member(member=seat, by=cast.bob)
    assert cast.alice.pk not in seats_in(circle, cast.bob)


def seats_in(circle: Circle, by: Account) -> set[object]:
    with acting(by.pk):
        there = Member.objects.filter(circle=circle, left_at=None).exclude(joined_at=None)
        return set(there.values_list("account_id", flat=True))


def test_a_group_that_plays_a_dilemma_goes_on_too(cast: Cast, browse: Browse, ada: Account) -> None:
    scenario = library.scenarios()["open-profile"]
    with acting(cast.alice.pk):
        group = group_dilemmas.begin_group(scenario=scenario, title="G", by=cast.alice)
        circles.invite(circle=group, account=cast.bob, by=cast.alice)
    with acting(cast.bob.pk):
        circles.answer_invitation(circle=group, accepts=True, by=cast.bob)
    page = browse(cast.alice).get(f"/learning/together/{group.pk}/", follow=True)
    assert f"/learning/together/{group.pk}/hand-on/" in page.content.decode()
    leaves(cast.alice, ada)
    page = browse(cast.bob).get(f"/learning/together/{group.pk}/", follow=True)
    assert "Host it from now on" in page.content.decode()
    browse(cast.bob).post(f"/learning/together/{group.pk}/take-over/")
    page = browse(cast.bob).get(f"/learning/together/{group.pk}/", follow=True)
    assert "Open the first scene" in page.content.decode()
    browse(cast.bob).post(f"/learning/together/dilemmas/{group.pk}/start/")
    page = browse(cast.bob).get(f"/learning/together/dilemmas/{group.pk}/")
    assert "0 of 1 have chosen" in page.content.decode()  # nobody waits for whoever has left


def test_nobody_makes_themselves_host_with_sql_of_their_own(
    cast: Cast, ada: Account, circle: Circle
) -> None:
    write = "update learning_circle set host_id = %s where id = %s"
    for who in (cast.bob, cast.charlie, cast.mo, cast.sam, cast.ade_account, cast.system, ada):
        assert refused_by_database(who, BY_SQL, [circle.pk, who.pk]), who.email
        assert refused_by_database(who, BY_SQL, [circle.pk, cast.bob.pk]), who.email
        assert refused_by_database(who, write, [who.pk, circle.pk]), who.email
    assert refused_by_database(cast.alice, write, [cast.bob.pk, circle.pk])
    for taker in (cast.charlie, cast.mo, cast.system):  # not in it
        assert refused_by_database(cast.alice, BY_SQL, [circle.pk, taker.pk]), taker.email
    leaves(cast.alice, ada)
    for who in (cast.charlie, cast.mo, cast.sam, cast.ade_account, cast.system, ada):
        assert refused_by_database(who, BY_SQL, [circle.pk, who.pk]), who.email
        assert refused_by_database(who, BY_SQL, [circle.pk, cast.bob.pk]), who.email  # for another
    assert host(circle, cast.bob) == cast.alice
    assert not refused_by_database(cast.bob, BY_SQL, [circle.pk, cast.bob.pk])


def test_somebody_who_uses_services_is_in_it_and_does_not_host_it(
    cast: Cast, browse: Browse, ada: Account, circle: Circle
) -> None:
    with acting(cast.alice.pk):
        circles.invite(circle=circle, account=cast.ade_account, called="Ade", by=cast.alice)
    with acting(cast.ade_account.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.ade_account)
    assert refused_by_database(cast.alice, BY_SQL, [circle.pk, cast.ade_account.pk])
    leaves(cast.alice, ada)
    page = browse(cast.ade_account).get(circle.get_absolute_url()).content.decode()
    assert "A worker who is here can host it" in page
    assert "Host it from now on" not in page
    assert refused_by_database(cast.ade_account, BY_SQL, [circle.pk, cast.ade_account.pk])


def test_a_new_host_reads_nothing_that_they_did_not_read_before(
    cast: Cast, ada: Account, circle: Circle
) -> None:
    before = ask(circle)
    said(before, cast.alice, "Before Charlie came")
    with acting(cast.alice.pk):
        circles.reveal_round(round=before, by=cast.alice)
        circles.close_round(round=before, notes="", by=cast.alice)
    with acting(cast.charlie.pk):
        circles.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    hidden = ask(circle)
    said(hidden, cast.bob, "Nobody reads it yet")
    leaves(cast.alice, ada)
    with acting(cast.charlie.pk):
        hosting.take_over(circle=Circle.objects.get(pk=circle.pk), by=cast.charlie)
    assert texts_by_sql(cast.charlie, before) == []
    assert texts_by_sql(cast.charlie, hidden) == []


def test_the_page_of_a_circle_without_a_host_asks_no_more(
    cast: Cast, browse: Browse, ada: Account, circle: Circle
) -> None:
    bob = browse(cast.bob)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            bob.get(circle.get_absolute_url())
        return len(queries)

    asked()
    before = asked()
    leaves(cast.alice, ada)
    assert asked() == before


def test_whoever_booked_reads_that_a_session_will_not_be(
    cast: Cast, browse: Browse, ada: Account
) -> None:
    coming, over = offer(cast.mo, places=1), offer(cast.mo, title="Last week’s")
    for who in (cast.alice, cast.bob):  # Bob waits
        book(coming, who)
    book(over, cast.alice)
    begin(over, cast.mo)
    leaves(cast.mo, ada)
    for who in (cast.alice, cast.bob):
        with acting(who.pk):
            assert something_waits(who), who.email
    page = browse(cast.alice).get(coming.get_absolute_url()).content.decode()
    assert "Whoever was to run it has left." in page
    with acting(cast.alice.pk):
        assert Session.objects.get(pk=over.pk).cancelled_at is None
        assert not Booking.objects.get(session=over).has_news


def stands(session: Session, who: Account, by: Account) -> str:
    """How a booking stands, for whoever runs the session: a closed account reads none."""
    with acting(by.pk):
        return Booking.objects.get(session=session, account=who).state


def test_a_place_goes_to_whoever_waits_whoever_closes_the_account(cast: Cast, ada: Account) -> None:
    one, over = offer(cast.mo, places=1), offer(cast.mo)
    for session, who in ((one, cast.alice), (one, cast.bob), (one, cast.sam), (over, cast.alice)):
        book(session, who)
    begin(over, cast.mo)
    leaves(cast.alice, ada)
    assert stands(one, cast.alice, cast.mo) == "cancelled"
    assert [state(one, who) for who in (cast.bob, cast.sam)] == ["booked", "waiting"]
    assert stands(over, cast.alice, cast.mo) == "booked"  # that she was there is not undone
    with acting(cast.system.pk):
        close_account(account=Account.objects.get(pk=cast.bob.pk), by=cast.system)
    assert state(one, cast.sam) == "booked"


def test_supervision_ends_and_what_was_planned_is_called_off(
    cast: Cast, browse: Browse, ada: Account
) -> None:
    past = planned(cast, hours=-2)
    with acting(cast.mo.pk):
        to_come = supervision.plan_meeting(
            supervision=past.supervision, starts=at(50), how="phone", by=cast.mo
        )
    leaves(cast.mo, ada)
    with acting(cast.alice.pk):
        assert Meeting.objects.get(pk=past.pk).called_off_at is None
        assert Meeting.objects.get(pk=to_come.pk).called_off_why == "They have left."
        assert Supervision.objects.get().ended_why == "One of the two has left."
        assert something_waits(cast.alice)
    page = browse(cast.alice).get(to_come.get_absolute_url()).content.decode()
    assert "Called off by Mo" in page


def test_what_was_proposed_and_not_answered_ends_too(cast: Cast, ada: Account) -> None:
    with acting(cast.mo.pk):
        supervision.propose_supervision(
            colleague=cast.bob, i_am="supervisor", rhythm="social-worker", by=cast.mo
        )
    leaves(cast.bob, ada)
    with acting(cast.mo.pk):
        assert Supervision.objects.get().ended_at is not None


def test_help_is_not_waited_for(cast: Cast, browse: Browse, ada: Account) -> None:
    for who in (cast.mo, cast.alice):
        with acting(who.pk):
            champions.offer_help(clusters=["A", "B"], says="", ways=["phone"], room_for=5, by=who)
    with acting(cast.bob.pk):
        asked = champions.ask_for_help(champion=cast.mo.pk, cluster="A", text="How?", by=cast.bob)
        agreed = champions.ask_for_help(champion=cast.mo.pk, cluster="B", text="How?", by=cast.bob)
    with acting(cast.mo.pk):
        champions.answer_request(request=agreed, accepts=True, by=cast.mo)
        hers = champions.ask_for_help(champion=cast.alice.pk, cluster="A", text="?", by=cast.mo)
    leaves(cast.mo, ada)
    with acting(cast.bob.pk):
        found = dict(HelpRequest.objects.values_list("pk", "state"))
        assert found == {asked.pk: "declined", agreed.pk: "done"}
        assert list(Champion.objects.values_list("account_id", flat=True)) == [cast.alice.pk]
    with acting(cast.alice.pk):
        assert HelpRequest.objects.get(pk=hers.pk).state == "withdrawn"
    page = browse(cast.bob).get(address("help-request", asked.pk)).content.decode()
    assert "does not work here any more" in page


def test_an_invitation_is_withdrawn_and_a_seat_is_kept(
    cast: Cast, ada: Account, circle: Circle
) -> None:
    leaves(cast.charlie, ada)
    leaves(cast.bob, ada)
    with acting(cast.alice.pk):
        there = Member.objects.filter(circle=circle, left_at=None)
        assert set(there.values_list("account_id", flat=True)) == {cast.alice.pk, cast.bob.pk}


def test_nothing_of_theirs_is_lost_and_a_second_time_changes_nothing(
    cast: Cast, ada: Account, circle: Circle
) -> None:
    made(cast.alice, free="Mine")
    written(cast)
    told_before = told(cast.alice)
    before = all_by_sql(cast.alice)
    leaves(cast.alice, ada)
    with acting(ada.pk):
        reopen_account(account=Account.objects.get(pk=cast.alice.pk), by=ada)
    assert all_by_sql(cast.alice) == before
    line = ("learning: plans ended as the account closed", "another")
    assert told(cast.alice) == [line, *told_before]
    with acting(cast.alice.pk):
        again = Supervision.objects.get()
        session = offer(cast.mo)
        book(session, cast.alice)
    with acting(ada.pk):  # open: nothing ends
        leaving.end_learning_of(account=cast.alice, by=ada)
    assert state(session, cast.alice) == "booked"
    with acting(cast.alice.pk):
        assert Supervision.objects.get().ended_at == again.ended_at


def test_both_are_told_that_learning_is_taken_along_before(
    cast: Cast, browse: Browse, ada: Account
) -> None:
    office, first = browse(ada), "They should take their learning along first"
    assert first in office.get(f"/accounts/{cast.alice.pk}/close/").content.decode()
    assert first not in office.get(f"/accounts/{cast.ade_account.pk}/close/").content.decode()
    assert first not in office.get(f"/accounts/{cast.alice.pk}/forget/").content.decode()
    own, along = reverse("mfa_index"), 'href="/learning/take-along/"'
    assert along in browse(cast.alice).get(own).content.decode()
    assert along not in browse(cast.ade_account).get(own).content.decode()
    leaves(cast.alice, ada)
    with acting(ada.pk):
        again = reopen_account(account=Account.objects.get(pk=cast.alice.pk), by=ada)
    saved = browse(again).post("/learning/take-along/")  # without a role, as the guide says
    assert saved["Content-Type"] == "application/zip"


def all_by_sql(who: Account) -> list[int]:
    """How much of their own they read."""
    tables = ("piece", "words", "turn", "said", "point", "meeting", "agreement", "member")
    found = []
    with acting(who.pk), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from learning_{table}")
            found.append(cursor.fetchone()[0])
    return found


def test_only_those_who_close_accounts_end_anything_and_they_read_nothing(
    cast: Cast, ada: Account
) -> None:
    session = offer(cast.mo)
    book(session, cast.alice)
    begun(cast)
    with acting(ada.pk):
        Account.objects.filter(pk=cast.alice.pk).update(
            is_active=False, left_on=timezone.localdate()
        )
    end = "select gate.end_learning_of(%s)"
    for who in (cast.bob, cast.mo, cast.sam, cast.protection, cast.ade_account):
        assert refused_by_database(who, end, [cast.alice.pk]), who.email
    assert stands(session, cast.alice, cast.mo) == "booked"
    with acting(ada.pk), connection.cursor() as cursor:
        cursor.execute(end, [cast.alice.pk])
        assert cursor.fetchone() == ("",)
        for table in ("booking", "supervision", "meeting", "member", "helprequest"):
            cursor.execute(f"select count(*) from learning_{table}")
            assert cursor.fetchone() == (0,), table
    assert stands(session, cast.alice, cast.mo) == "cancelled"
