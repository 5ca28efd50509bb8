"""What a worker and the person find of what was asked outside: where it stands, and afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.people.actions import grants, guests, handovers
from alongside.people.models import Grant, Handover
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import words_on
from .test_asked import NO, WHY, ask, page_of, sam, send
from .test_guest import ask as ask_by_link
from .test_guest import grant_of, keys

__all__ = ["sam"]


def test_the_list_says_what_was_answered_and_to_what(
    cast: Cast, sam: Client, browse: Browse
) -> None:
    alice = browse(cast.alice)
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    assert "From Sam: yes." in words_on(alice.get("/waiting/"))
    send(sam, made, words="Raised by 5 cm")
    other = ask(cast, reason="And the bath?")
    send(sam, other, is_accepted="no", words=NO)
    page = words_on(alice.get("/waiting/"))
    for said in ("From Sam: it is done.", "From Sam: no.", f"Asked: “{WHY}”", "“And the bath?”"):
        assert said in page


def test_who_said_yes_is_one_press_from_what_they_read(
    cast: Cast, sam: Client, browse: Browse
) -> None:
    made = ask(cast)
    alice, page = browse(cast.alice), f"/handovers/{made.pk}/"
    assert "Choose what they read" not in words_on(alice.get(page))
    send(sam, made, is_accepted="yes")
    with acting(cast.alice.pk):
        grant = Grant.objects.get(person=cast.ade, account=cast.sam, until__gt=timezone.now())
    way_in = f"/people/{cast.ade.pk}/who-may-see/{grant.pk}/"
    assert way_in in alice.get(page).content.decode()
    assert "List an entry for them" in words_on(alice.get(way_in))
    send(sam, made, words="Raised by 5 cm")
    assert "Choose what they read" not in words_on(alice.get(page))


def test_what_was_listed_and_goes_on_is_said_once_it_is_done(
    cast: Cast, sam: Client, browse: Browse
) -> None:
    alice, made = browse(cast.alice), ask(cast)
    still = "they still read all that was listed for them"
    send(sam, made, is_accepted="yes")
    send(sam, made, words="Raised by 5 cm")
    assert still not in words_on(alice.get(f"/handovers/{made.pk}/"))
    longer = {"kind": "share", "last_day": timezone.localdate() + timedelta(days=60)}
    ask(cast, **longer)
    again = ask(cast, reason="And the bath?")
    send(sam, again, is_accepted="yes")
    assert still not in words_on(alice.get(f"/handovers/{again.pk}/"))
    send(sam, again, words="Done too")
    page = alice.get(f"/handovers/{again.pk}/")
    assert still in words_on(page)
    with acting(cast.alice.pk):
        grant = Grant.objects.get(person=cast.ade, account=cast.sam, until__gt=timezone.now())
    assert f"/who-may-see/{grant.pk}/" in page.content.decode()


def test_of_a_link_no_address_is_shown_that_is_nobodys(cast: Cast, browse: Browse) -> None:
    made = ask_by_link(cast)
    alice = browse(cast.alice)
    way_in = alice.get(f"/people/{cast.ade.pk}/who-may-see/{grant_of(cast, made).pk}/")
    page = words_on(way_in)
    assert "Was asked by a link, and has no account here." in page
    assert "Signs in as" not in page
    assert f"/handovers/{made.pk}/" in way_in.content.decode()
    for address in ("involved/", "who-may-see/", ""):
        assert "link.invalid" not in words_on(alice.get(f"/people/{cast.ade.pk}/{address}"))
    heading = words_on(alice.get(f"/handovers/{made.pk}/"))
    assert "Alice shares what is listed about Ade Bankole with Hana Osei" in heading


def test_an_answer_by_a_link_is_an_answer(cast: Cast, client: Client, browse: Browse) -> None:
    made = ask_by_link(cast)
    address, code = keys(cast, made)
    shut = client.get(address).content.decode()
    assert "Five wrong codes end it." in shut
    opened = words_on(client.post(address, {"code": code}))
    assert "On what ground It is part of the council’s work with them" in opened
    client.post(address, {"words": "At night."})
    page = words_on(browse(cast.alice).get(f"/handovers/{made.pk}/"))
    assert "Hana Osei answered. “At night.”" in page
    assert "Hana Osei said that it is done" not in page


def test_a_record_says_what_each_was_asked(cast: Cast, sam: Client, browse: Browse) -> None:
    ask(cast)
    assert f"“{WHY}”" in words_on(browse(cast.alice).get(f"/people/{cast.ade.pk}/who-may-see/"))


@pytest.mark.parametrize("told", [{"words": "Raised"}, {}])
def test_the_partner_reads_at_once_that_it_arrived(
    cast: Cast, sam: Client, told: dict[str, str]
) -> None:
    made = ask(cast)
    if told:
        send(sam, made, is_accepted="yes")
    answered = send(sam, made, **(told or {"is_accepted": "no", "words": NO}))
    assert answered["Location"] == page_of(made)
    assert "your answer has arrived" in words_on(sam.get(page_of(made)))


def over(cast: Cast, sam: Client, how: str) -> Handover:
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    if how == "done":
        send(sam, made, words="O'Neill was there")
    if how == "revoked":
        with acting(cast.alice.pk):
            handovers.say(handover=made, what="revoked", words="The wrong one", by=cast.alice)
    if how == "grant":
        with acting(cast.alice.pk):
            for one in Grant.objects.filter(
                person=cast.ade, account=cast.sam, until__gt=timezone.now()
            ):
                grants.end_grant(grant=one, why="over", by=cast.alice)
    return made


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("done", "They answered on {day}."),
        ("revoked", "It was ended on {day}."),
        ("grant", "It is over."),
    ],
)
def test_the_person_reads_who_was_asked_before(
    cast: Cast, sam: Client, ade: Client, how: str, says: str
) -> None:
    over(cast, sam, how)
    _, before = words_on(ade.get("/my/who-may-see/")).split("Who was asked before")
    assert f"“{WHY}”" in before
    assert says.format(day=in_words(timezone.localdate())) in before
    for hidden in ("O'Neill was there", "The wrong one"):
        assert hidden not in before


def test_what_opened_nothing_or_was_to_prevent_harm_is_not_told_afterwards(
    cast: Cast, sam: Client, ade: Client
) -> None:
    refused = ask(cast)
    send(sam, refused, is_accepted="no", words=NO)
    with acting(cast.alice.pk):
        harm = ask(cast, basis="serious-harm", reason="He may be the one who hurts him.")
    send(sam, harm, is_accepted="yes")
    send(sam, harm, words="Done")
    page = words_on(ade.get("/my/who-may-see/"))
    assert "Who was asked before" not in page
    assert "hurts him" not in page


def test_before_a_guest_was_asked_stands_with_what_they_do(
    cast: Cast, client: Client, ade: Client
) -> None:
    made = ask_by_link(cast)
    address, code = keys(cast, made)
    client.post(address, {"code": code})
    client.post(address, {"words": "At night."})
    _, before = words_on(ade.get("/my/who-may-see/")).split("Who was asked before")
    assert "GP, Mill Street Surgery Something was shared with them for a time." in before
    assert "At night." not in before
    looked = words_on(ade.get("/my/who-looked/"))
    assert "Answered what they were asked" in looked
    assert "Stopped somebody from seeing your record They" not in looked


def test_what_a_partner_does_is_said_as_theirs(cast: Cast, sam: Client, ade: Client) -> None:
    over(cast, sam, "done")
    page = words_on(ade.get("/my/who-looked/"))
    sams = page.split("Equipment")
    assert any("Said yes to what they were asked" in one for one in sams)
    assert any("Answered what they were asked" in one for one in sams)
    with acting(cast.alice.pk):
        assert guests.handovers_over(Handover.objects.filter(person=cast.ade).latest("at"))


def test_many_things_that_are_over_cost_no_more_questions(
    cast: Cast, sam: Client, ade: Client
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(3):
        over(cast, sam, "done")
        ade.get("/my/who-may-see/")
        with CaptureQueriesContext(connection) as asked:
            ade.get("/my/who-may-see/")
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
