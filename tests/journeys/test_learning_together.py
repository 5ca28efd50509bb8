"""A group, a colleague's help, a session and a lesson: each from its first page to its last."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone
from playwright.sync_api import Page, expect

from alongside.accounts.demo import address_of
from alongside.foundation.days import LONDON, in_words

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council

PHONE = {"width": 375, "height": 760}


def good(page: Page) -> None:
    """Two judges find nothing wrong, and nothing runs off a small phone."""
    assert [*axe(page), *htmlcs(page)] == [], page.url
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size(size or {"width": 1280, "height": 720})


def press(page: Page, words: str) -> None:
    """Press a button or follow a link, and look at where it leads."""
    what = page.get_by_role("button", name=words, exact=True)
    with page.expect_event("load"):  # a draft changes the address without one
        (what if what.count() else page.get_by_role("link", name=words)).first.click()
    good(page)


def send(page: Page) -> None:
    """Press the first button of the page’s form."""
    with page.expect_event("load"):
        page.locator("main form button").first.click()


def see(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def see_not(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_have_count(0)


# A circle


def a_circle(alice: Page) -> str:
    """Alice begins one and asks three people in; gives its address."""
    alice.goto("/learning/together/")
    press(alice, "Begin a group")
    alice.get_by_label("Group supervision").check()
    alice.get_by_label("What is it called?").fill("Thursday, east 🌿")
    alice.get_by_label("How will you go about it?").select_option(
        label="One situation, listened to, about 60 minutes"
    )
    press(alice, "Begin it")
    alice.wait_for_url(re.compile(r"/together/[0-9a-f-]{36}/"))
    circle = urlsplit(alice.url).path
    for who in ("colleague", "manager", "partner"):
        alice.goto(f"{circle}ask-in/")
        good(alice)
        alice.get_by_label("Who?").fill(address_of(who))
        press(alice, "Ask them in")
    return circle


def says(page: Page, around: str, words: str) -> None:
    page.goto(around)
    page.get_by_label("What do you say?").fill(words)
    good(page)
    press(page, "Put it with the others’")
    see(page, words)


def test_a_circle_from_its_beginning_to_its_end(as_: Enter, council: Council) -> None:
    alice, bob = as_("worker"), as_("colleague", viewport=PHONE)
    mo, sam = as_("manager", java_script_enabled=False), as_("partner", viewport=PHONE)
    circle = a_circle(alice)
    for page in (bob, sam):
        page.goto(circle)
        good(page)
        press(page, "Come in")
    mo.goto(circle)
    with mo.expect_event("load"):
        mo.get_by_role("button", name="No, thank you").click()
    assert (answer := mo.goto(circle))
    assert answer.status == 404
    alice.goto(circle)
    press(alice, "Ask everybody something")
    alice.get_by_label("What do you ask?").fill("What could you bring today?")
    alice.get_by_label("Everybody writes before anybody reads").check()
    press(alice, "Ask it")
    alice.goto(circle)
    press(alice, "What could you bring today?")
    around = urlsplit(alice.url).path
    says(bob, around, "A visit that went wrong.")
    says(sam, around, "Nothing today.")
    for page, others in ((alice, "A visit"), (sam, "A visit"), (bob, "Nothing today")):
        page.goto(around)
        see_not(page, others)
    _shown_and_closed(alice, bob, around)
    # Whoever is not in it finds nothing, whoever they are.
    for persona in ("manager", "principal", "protection", "person"):
        other = as_(persona)  # who said no, and who was never asked
        for address in (circle, around):
            assert (refused := other.goto(address))
            assert refused.status == 404, persona
    _left_and_ended(alice, sam, circle)
    bob.goto(around)
    see_not(bob, "Nothing today.")


def _shown_and_closed(alice: Page, bob: Page, around: str) -> None:
    alice.goto(around)
    press(alice, "Show it to everybody")
    press(alice, "Show it now")
    bob.goto(around)
    see(bob, "Nothing today.")
    bob.get_by_label("What do you say?").fill("We could ask <b>her</b>, couldn’t we?")
    press(bob, "Say it")
    see(bob, "We could ask <b>her</b>, couldn’t we?")
    alice.goto(around)
    press(alice, "Close this round, and keep notes")
    alice.get_by_label("What do you keep of it?").fill("We ask before we advise.")
    press(alice, "Close it")
    alice.goto(around)
    press(alice, "Change what you keep of it")
    alice.get_by_label("What do you keep of it?").fill("We ask, and wait, before we advise.")
    send(alice)
    bob.goto(around)
    see(bob, "We ask, and wait, before we advise.")
    good(bob)


def _left_and_ended(alice: Page, sam: Page, circle: str) -> None:
    sam.goto(circle)
    press(sam, "Leave this group")
    sam.get_by_label("Take back what I said here").check()
    send(sam)
    assert (answer := sam.goto(circle))
    assert answer.status == 404
    alice.goto(circle)
    press(alice, "End this group")
    press(alice, "End it for everybody")
    see(alice, "This group ended")


def test_somebody_who_uses_services_is_asked_in(as_: Enter) -> None:
    alice, ade = as_("worker"), as_("person", viewport=PHONE)
    alice.goto("/learning/together/begin/")
    alice.get_by_label("A community of practice").check()
    alice.get_by_label("What is it called?").fill("Records that people read")
    press(alice, "Begin it")
    circle = urlsplit(alice.url).path
    press(alice, "Ask in somebody who uses services")
    alice.get_by_label("The e-mail address that they sign in with").fill(address_of("person"))
    alice.get_by_label("How will the others call them?").fill("Ade")
    alice.get_by_label("I have asked them").check()
    press(alice, "Ask them in")
    ade.goto("/my/")
    press(ade, "Groups that asked you to come in")
    press(ade, "Records that people read")
    press(ade, "Come in")
    ade.goto("/my/")
    press(ade, "Groups that asked you to come in")
    press(ade, "Records that people read")
    assert urlsplit(ade.url).path == circle
    assert (answer := ade.goto("/learning/"))
    assert answer.status in (403, 404)


# Somebody who helps


def test_help_offered_asked_and_thanked_for(as_: Enter) -> None:
    alice, bob = as_("worker", viewport=PHONE), as_("colleague")
    bob.goto("/learning/champions/offer/")
    good(bob)
    bob.get_by_label("For how many people at a time?").fill("2")
    send(bob)
    alice.goto("/learning/champions/")
    good(alice)
    alice.get_by_role("link", name="Bob").first.click()
    good(alice)
    alice.get_by_label("What would you like help with?").fill("Captions in a video review")
    press(alice, "Ask")
    asked = urlsplit(alice.url).path
    bob.goto("/learning/")
    good(bob)
    bob.goto(asked)
    bob.get_by_label("Yes").check()
    bob.get_by_label("What would you like to say?").fill("Tuesday at two?")
    good(bob)
    send(bob)
    alice.goto(asked)
    see(alice, "Tuesday at two?")
    press(alice, "It is done")
    alice.get_by_label("What did it make possible?").fill("He could follow every word.")
    good(alice)
    send(alice)
    bob.goto(asked)
    see(bob, "He could follow every word.")
    good(bob)
    for persona in ("manager", "principal", "other-team"):
        assert (answer := as_(persona).goto(asked))
        assert answer.status == 404, persona


# A session


def offered(josephine: Page, title: str) -> str:
    """One that begins in an hour, for one person."""
    josephine.goto("/learning/sessions/offer/")
    good(josephine)
    soon = (timezone.now() + timedelta(hours=1)).astimezone(LONDON)
    josephine.get_by_role("radio", name="Online").check()
    josephine.get_by_label("What is it called?").fill(title)
    josephine.get_by_label("What will you do there, and for whom is it?").fill("We turn them on.")
    josephine.get_by_label("When does it begin?").fill(f"{in_words(soon.date())}, {soon:%H:%M}")
    josephine.get_by_label("For how many people?").fill("1")
    josephine.get_by_label("Address of the video meeting").fill("https://meet.example/captions")
    press(josephine, "Offer it")
    return urlsplit(josephine.url).path


def test_a_session_from_its_offer_to_what_was_learnt(as_: Enter, council: Council) -> None:
    josephine, alice, bob = as_("principal"), as_("worker", viewport=PHONE), as_("colleague")
    session = offered(josephine, "Captions, tried out")
    for page, words in ((alice, "Take a place"), (bob, "Wait for a place")):
        page.goto("/learning/sessions/")
        press(page, "Captions, tried out")
        press(page, words)
    alice.goto(session)
    press(alice, "Give up my place")
    bob.goto(session)
    expect(bob.get_by_role("button", name="Give up my place")).to_be_visible()
    key = session.split("/")[-2]
    council.rows(
        "update learning_session set starts_at = starts_at - interval '1 day',"
        " ends_at = ends_at - interval '1 day' where id = %s returning id",
        key,
    )
    josephine.goto(session)
    press(josephine, "Note who was there")
    josephine.get_by_role("checkbox").first.check()
    press(josephine, "Note it")
    bob.goto(session)
    press(bob, "Write it down")
    bob.get_by_label("What will you do differently?").fill("Turn them on before I begin.")
    good(bob)
    press(bob, "Keep it")
    bob.goto(session)
    good(bob)
    press(bob, "read it again")
    see(bob, "Turn them on before I begin.")
    josephine.goto(session)
    see_not(josephine, "Turn them on before I begin.")
    assert not council.one("select count(*) from learning_words where text ilike '%%bob%%'")


def test_a_session_that_is_cancelled_says_why(as_: Enter) -> None:
    josephine, alice = as_("principal"), as_("worker")
    session = offered(josephine, "A phone that reads aloud")
    alice.goto(session)
    press(alice, "Take a place")
    josephine.goto(session)
    press(josephine, "Cancel it")
    josephine.get_by_label("Why will it not be?").fill("The room is flooded.")
    press(josephine, "Cancel it")
    alice.goto(session)
    see(alice, "The room is flooded.")
    good(alice)


# A lesson


def test_a_lesson_without_a_name_is_answered(as_: Enter) -> None:
    alice, josephine = as_("worker", viewport=PHONE), as_("principal")
    alice.goto("/learning/lessons/")
    press(alice, "Offer a lesson")
    alice.get_by_label("What happened", exact=False).first.fill("A letter went to an old address.")
    alice.get_by_label("What to try, or to change").fill("Ask for the address on each visit.")
    press(alice, "Offer it without my name")
    see(alice, "Your lesson is offered")
    josephine.goto("/learning/lessons/")
    good(josephine)
    see(josephine, "A letter went to an old address.")
    press(josephine, "Answer it")
    changed = josephine.get_by_label("What changed, or why nothing can")
    changed.fill("It is asked on each visit now.")
    josephine.get_by_label("Yes").check()
    press(josephine, "Keep this answer")
    alice.goto("/learning/lessons/")
    see(alice, "It is asked on each visit now.")
    good(alice)
