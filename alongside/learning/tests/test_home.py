"""The front page of somebody’s learning: what waits for them, in as many queries for much."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access.home import something_waits
from alongside.learning.access.signing import standing
from alongside.learning.actions import champions, circles, cpd, supervision
from alongside.learning.actions import sessions as offering
from alongside.learning.models import Champion, Focus, HelpRequest, Piece, Session, Share
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import written
from .test_sessions import at, book, given, offer

pytestmark = pytest.mark.django_db


def fill(cast: Cast, number: int, start: int = 0) -> None:
    """Give Alice so many things that wait, one on which she works, and pieces of her own."""
    now = timezone.now()
    with acting(cast.alice.pk):
        Champion.objects.get_or_create(
            account=cast.alice, defaults={"clusters": list("ABCDEFGH"), "room_for": 20}
        )
    for place in range(number):
        with acting(cast.bob.pk):
            piece = Piece.objects.create(
                owner=cast.bob, kind="reflection", title="Bob’s own", on=now.date()
            )
            Share.objects.create(
                piece=piece, owner=cast.bob, reader=cast.alice, asks=f"Look at this {place}",
                starts=now - timedelta(hours=1), until=now + timedelta(days=1),
            )  # fmt: skip
            HelpRequest.objects.create(
                asker=cast.bob, champion=cast.alice, cluster="ABCDEFGH"[start + place]
            )
        with acting(cast.alice.pk):
            Piece.objects.create(
                owner=cast.alice, kind="reflection", title="Alice’s own", on=now.date()
            )


def body(browse: Browse, who: Account) -> tuple[str, int]:
    client = browse(who)
    client.get("/learning/")
    with CaptureQueriesContext(connection) as sent:
        page = client.get("/learning/").content.decode()
    return page, len(sent)


def test_it_says_what_waits_and_for_whom(cast: Cast, browse: Browse) -> None:
    fill(cast, 1)
    with acting(cast.alice.pk):
        Focus.objects.create(owner=cast.alice, cluster="F", this_week="Ask what they like")
    page, _ = body(browse, cast.alice)
    for words in ("Bob lets you read something", "Bob asks for your help", "Ask what they like"):
        assert words in page
    assert "Alice’s own" in page
    others, _ = body(browse, cast.mo)
    for words in ("lets you read", "asks for your help", "Ask what they like", "Alice’s own"):
        assert words not in others


def test_it_asks_as_often_for_much_as_for_little(cast: Cast, browse: Browse) -> None:
    fill(cast, 1)
    _, few = body(browse, cast.alice)
    fill(cast, 5, start=1)
    _, many = body(browse, cast.alice)
    assert few == many


def test_a_partner_has_no_supervision_here(cast: Cast, browse: Browse) -> None:
    assert "An agenda you both fill in" in body(browse, cast.alice)[0]
    assert "An agenda you both fill in" not in body(browse, cast.sam)[0]


def test_a_person_supported_has_no_such_page(cast: Cast, browse: Browse) -> None:
    for other in (cast.ade_account, cast.pat):
        assert browse(other).get("/learning/").status_code == 404


# CPD in one line


def keep(by: Account, **more: object) -> None:
    told = {
        "title": "Listening", "on": timezone.localdate(), "activity": "reading",
        "texts": {"about": "A book.", "learning": "To wait.", "impact": "They spoke."},
    }  # fmt: skip
    with acting(by.pk):
        cpd.write_cpd(**{**told, **more}, by=by)  # type: ignore[arg-type]


def test_what_is_missing_of_the_year_stands_in_one_line(cast: Cast, browse: Browse) -> None:
    page, _ = body(browse, cast.alice)
    assert "0 of 2 pieces, the one talked over with a peer still to come; until 30 Nov" in page
    assert 'href="/learning/cpd/">CPD this year' in page
    keep(cast.alice)
    page, few = body(browse, cast.alice)
    assert "1 of 2 pieces, the one talked over with a peer still to come; until" in page
    texts = {"about": "B", "learning": "C", "impact": "D", "peer": "E"}
    keep(cast.alice, is_peer=True, peer_relation="my manager", texts=texts)
    page, many = body(browse, cast.alice)
    assert "you have what is asked of you until 30 November" in page
    assert few == many


def test_whoever_is_not_registered_reads_nothing_of_it_until_they_keep_some(
    cast: Cast, browse: Browse
) -> None:
    for who in (cast.sam, cast.protection):
        assert "CPD this year" not in body(browse, who)[0]
    keep(cast.protection)
    assert "1 of 2 pieces" in body(browse, cast.protection)[0]


# What was moved or cancelled


def change(session: Session, **more: object) -> None:
    with acting(session.offered_by_id):
        offering.change_session(session=session, **given(**more), by=session.offered_by)


def test_whoever_booked_reads_that_a_session_moved_until_they_have_looked(
    cast: Cast, browse: Browse
) -> None:
    when = at(48)
    one = offer(cast.mo, places=1, starts=when)
    book(one, cast.alice)
    assert book(one, cast.bob) == "waiting"
    change(one, places=1, starts=when, about="Said otherwise")
    assert "Changed: Video reviews" not in body(browse, cast.alice)[0]
    change(one, places=1, starts=at(72))
    for who in (cast.alice, cast.bob):
        assert "Changed: Video reviews that work" in body(browse, who)[0]
    assert "Changed" not in body(browse, cast.charlie)[0]
    client = browse(cast.alice)
    first, second = (client.get(one.get_absolute_url()).content.decode() for _ in range(2))
    assert "This has changed since you last looked" in first
    assert "This has changed since you last looked" not in second
    assert "Changed: Video" not in body(browse, cast.alice)[0]
    assert "Changed: Video" in body(browse, cast.bob)[0]
    with acting(cast.mo.pk):
        offering.cancel_session(session=one, why="The trainer is ill", by=cast.mo)
    page, _ = body(browse, cast.alice)
    assert "Cancelled: Video reviews that work" in page
    assert "The trainer is ill" in page


# Something waits


def waits(who: Account) -> bool:
    with acting(who.pk), CaptureQueriesContext(connection) as sent:
        found = something_waits(who)
    assert len(sent) == 1
    return found


def test_whatever_waits_is_said_in_one_question(cast: Cast) -> None:
    assert not waits(cast.alice)
    with acting(cast.bob.pk):
        made = circles.begin_circle(kind="reflection", title="Thursday", by=cast.bob)
        circles.invite(circle=made, account=cast.alice, by=cast.bob)
    assert waits(cast.alice)
    assert not waits(cast.bob)
    with acting(cast.alice.pk):
        circles.answer_invitation(circle=made, accepts=True, by=cast.alice)
    assert not waits(cast.alice)


def test_a_proposal_a_record_to_sign_help_and_a_moved_session_wait(cast: Cast) -> None:
    meeting = written(cast)
    with acting(cast.mo.pk):
        seen = set(standing(meeting).values())
        supervision.sign_meeting(meeting=meeting, seen=seen, by=cast.mo)
    assert waits(cast.alice)
    assert not waits(cast.mo)
    with acting(cast.bob.pk):
        champions.offer_help(clusters=["A"], says="", ways=["phone"], room_for=1, by=cast.bob)
    with acting(cast.charlie.pk):
        champions.ask_for_help(champion=cast.bob.pk, cluster="A", text="x", by=cast.charlie)
    assert waits(cast.bob)
    one = offer(cast.mo)
    book(one, cast.charlie)
    assert not waits(cast.charlie)
    change(one, place="Room 4")
    assert waits(cast.charlie)


@pytest.mark.parametrize("kind", ["staff", "partner"])
def test_the_first_page_says_so_without_a_word_of_it(cast: Cast, browse: Browse, kind: str) -> None:
    who = cast.alice if kind == "staff" else cast.sam
    path = "/" if kind == "staff" else "/shared/"
    quiet = browse(who).get(path).content.decode()
    assert "Something waits in Learning" not in quiet
    with acting(cast.bob.pk):
        made = circles.begin_circle(kind="reflection", title="Thursday", by=cast.bob)
        circles.invite(circle=made, account=who, by=cast.bob)
    page = browse(who).get(path).content.decode()
    assert '<a href="/learning/">Something waits in Learning</a>' in page
    assert "Thursday" not in page
    assert "Something waits" not in browse(cast.mo).get("/").content.decode()


def test_whoever_acts_for_somebody_reads_no_such_line(cast: Cast, browse: Browse) -> None:
    assert "Something waits" not in browse(cast.pat).get("/shared/").content.decode()


def test_a_proposal_of_supervision_waits(cast: Cast) -> None:
    with acting(cast.mo.pk):
        supervision.propose_supervision(
            colleague=cast.bob, i_am="supervisor", rhythm="social-worker", by=cast.mo
        )
    assert waits(cast.bob)
    assert not waits(cast.mo)
