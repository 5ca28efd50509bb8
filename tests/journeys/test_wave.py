"""A wave from invitation to report: asked by one, answered by hand and by many, read by all."""

import re
from typing import Any

from django.db import transaction
from playwright.sync_api import Page, expect

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import giving
from alongside.learning.models import Wave

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council, living_in

OFTEN = "Hardly ever, Sometimes, Mostly, Always"
SMALL = {"width": 320, "height": 640}
STAFF = """select a.id from accounts_account a join accounts_practitioner p on p.account_id = a.id
  join learning_asked l on l.account_id = a.id
  where l.wave_id = %s and l.gave_on is null order by a.email"""
OF_WAVE = "select count(*) from learning_ballot where wave_id = %s"


def good(page: Page) -> None:
    """Two judges find nothing wrong, and nothing runs off a small phone."""
    assert axe(page) == []
    assert htmlcs(page) == []
    size = page.viewport_size
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    if size:
        page.set_viewport_size(size)


def opened(page: Page) -> str:
    """The principal social worker asks about technology; gives the address."""
    page.goto("/learning/surveys/")
    good(page)
    page.get_by_role("link", name="Ask everybody something").click()
    good(page)
    page.get_by_label("Technology in social work").check()
    page.get_by_label("What is it called?").fill("Technology here")
    page.get_by_label("Why do you ask").fill("We answer in writing within a month.")
    page.get_by_label("How many people does a figure").fill("5")
    page.get_by_role("button", name="Next step").click()
    page.wait_for_url("**/surveys/ask/look/**", timeout=60_000)
    expect(page.get_by_text("would be asked.")).to_be_visible()
    expect(page.get_by_role("button", name="Give my answers")).to_be_disabled()
    good(page)
    page.get_by_role("button", name="Ask them now").click()
    page.wait_for_url(re.compile(r"/learning/surveys/[0-9a-f-]{36}/"), timeout=60_000)
    good(page)
    return page.url


def answered(page: Page, address: str) -> None:
    """A worker finds it on their page, and answers by keyboard."""
    page.goto("/learning/")
    page.get_by_role("link", name="Technology here").click()
    good(page)
    page.get_by_role("link", name="Answer", exact=True).click()
    good(page)
    page.locator("[name=q-skill]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=q-skill][value='3']")).to_be_checked()
    page.get_by_label("No time to learn", exact=True).check()
    page.get_by_role("button", name="Give my answers").click()
    page.wait_for_url(address + "**", timeout=60_000)
    expect(page.get_by_text("Your answers are in.")).to_be_visible()
    good(page)


def answered_by_many(council: Council, wave: str) -> int:
    """Everybody else who was asked answers as well, through the same action as the page."""
    ids = [row[0] for row in council.rows(STAFF, wave)]
    with living_in(council.name):
        for number, one in enumerate(ids):
            with acting(one):
                with transaction.atomic():
                    by, asked = Account.objects.get(pk=one), Wave.objects.get(pk=wave)
                said = {"skill": "4" if number % 2 else "5", "barrier/time": "yes"}
                giving.give_answers(wave=asked, answers=said, groups={}, by=by)
    return len(ids)


def test_from_invitation_to_report(as_: Enter, council: Council, django_db_blocker: Any) -> None:
    principal = as_("principal")
    address = opened(principal)
    worker = as_("worker", viewport={"width": 375, "height": 760})
    answered(worker, address)
    wave = address.rstrip("/").rpartition("/")[2]
    with django_db_blocker.unblock():
        others = answered_by_many(council, wave)
    assert others >= 9
    assert council.one(OF_WAVE, wave) == others + 1
    principal.goto(address)
    expect(
        principal.get_by_text("How many have answered is told when it is closed")
    ).to_be_visible()
    principal.get_by_role("link", name="Close it and count").click()
    good(principal)
    principal.get_by_role("button", name="Close it and count").click()
    principal.wait_for_url(address, timeout=60_000)
    assert council.one(OF_WAVE, wave) == 0
    principal.get_by_role("link", name="Answer in writing").click()
    good(principal)
    principal.get_by_label("What will be done").fill("Two hours a week for learning, from May.")
    principal.get_by_role("button", name="Publish this answer").click()
    worker.goto(address)
    expect(worker.get_by_text("Two hours a week for learning, from May.")).to_be_visible()
    about = round((others + 1) / 5) * 5
    expect(worker.get_by_text(f"About {about} answered")).to_be_visible()
    for summary in worker.locator("main details summary").all():
        summary.click()
    good(worker)


def test_without_a_script_one_may_say_no(as_: Enter, council: Council) -> None:
    principal = as_("principal")
    address = opened(principal)
    page = as_("colleague", java_script_enabled=False)
    page.goto("/learning/surveys/")
    page.get_by_role("link", name="Technology here").first.click()
    page.get_by_role("button", name="I would rather not").click()
    page.get_by_role("link", name="Technology here").first.click()
    expect(page.get_by_text("You said that you would rather not. Nobody is told.")).to_be_visible()
    principal.goto(f"{address}close/")  # the same questions are open once at a time
    principal.get_by_role("button", name="Close it and count").click()
    principal.wait_for_url(address, timeout=60_000)


def test_a_survey_of_our_own_by_keyboard_and_without_a_script(as_: Enter) -> None:
    page = as_("principal", java_script_enabled=False)
    page.goto("/learning/surveys/ask/")
    page.get_by_label("Questions of our own").check()
    page.get_by_label("What is it called?").fill("Video visits")
    page.get_by_label("Why do you ask").fill("To know what would make them work.")
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("button", name="Write the first question").press("Enter")
    page.get_by_label("What do you ask?").fill("How often do you meet somebody by video?")
    page.get_by_label("A scale: steps").press("Space")
    page.get_by_label("The steps of a scale").select_option(label=OFTEN)
    page.get_by_role("button", name="Keep it and write the next").press("Enter")
    page.get_by_label("What do you ask?").fill("What gets in the way?")
    page.get_by_label("As many answers as apply").press("Space")
    page.get_by_role("button", name="Keep this question").press("Enter")
    expect(page.get_by_role("link", name="Write two answers or more")).to_be_visible()
    page.get_by_label("The answers").fill("The connection\nThe equipment")
    page.get_by_role("button", name="Keep this question").press("Enter")
    page.get_by_role("link", name="See it before anybody is asked").click()
    expect(page.get_by_label("The connection")).to_be_visible()
    page.get_by_role("link", name="Your own questions").click()
    expect(page.get_by_role("link", name="2. What gets in the way?")).to_be_visible()


def test_the_pages_of_a_survey_of_our_own_are_good(as_: Enter) -> None:
    page = as_("principal")
    page.goto("/learning/surveys/ask/")
    page.get_by_label("Questions of our own").check()
    page.get_by_label("What is it called?").fill("Video visits")
    page.get_by_label("Why do you ask").fill("To know what would make them work.")
    page.get_by_role("button", name="Next step").click()
    page.wait_for_url("**/ask/questions/**", timeout=60_000)
    good(page)
    page.get_by_role("link", name="Give it as text").click()
    good(page)
    page.get_by_role("link", name="Back to all questions").click()
    page.get_by_role("button", name="Copy Technology").click()
    expect(page.get_by_role("link", name="13. What stands in the way?")).to_be_visible()
    page.get_by_role("link", name="13. What stands in the way?").click()
    good(page)
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_role("heading", name="Taken out")).to_be_visible()
    good(page)
    page.get_by_role("link", name="See it before anybody is asked").click()
    page.wait_for_url("**/ask/look/**", timeout=60_000)
    good(page)
