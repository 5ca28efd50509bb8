"""Writing a survey on its pages: seen before anybody is asked, kept as it is typed, asked once."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account, Membership
from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.learning.models import Asked, Wave
from alongside.learning.surveys import drafting
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.shipped import SHIPPED, text_of
from tests.browsing import Browse
from tests.cast import Cast, account

ASK = "/learning/surveys/ask/"
EDITOR = "4f1e0c3a-0000-4000-8000-000000000001"


@pytest.fixture
def principal(cast: Cast) -> Account:
    """Whoever may ask everybody."""
    with acting(cast.system.pk):
        return account("staff", "Principal", "Principal", roles=("principal-social-worker",))


def typed(**said: Any) -> dict[str, Any]:
    """Fields as a page sends them, with what it was given of each."""
    given = {name: [0, "-"] for name in said}
    return {**said, "draft-pieces": json.dumps(given), "draft-form": EDITOR}


def began(browser: Client, what: str = "own", draft: str = "", **more: Any) -> str:
    """The first step; gives the address that it leads to."""
    sent = {
        "what": what, "title": "Ours, autumn", "about": "To know what to do first.",
        "whom": "staff", "smallest": "10", "closes_on": in_words(timezone.localdate()),
    }  # fmt: skip
    answer = browser.post(ASK, {**typed(**(sent | more)), "draft": draft})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def draft_in(address: str) -> str:
    """The draft that an address names."""
    found = re.search(r"draft=([0-9a-f-]{36})", address)
    assert found
    return found[1]


def pressed(browser: Client, draft: str, does: str, order: str) -> str:
    """A button of the page of all questions; gives where it leads."""
    sent = {"draft": draft, "do": does, "order": order}
    answer = browser.post(f"{ASK}questions/change/", sent)
    assert answer.status_code == 302
    return str(answer["Location"])


def wrote(browser: Client, draft: str, number: int, **said: str) -> Any:
    """A question as it is sent."""
    address = f"{ASK}questions/{number}/?draft={draft}"
    page = browser.get(address).content.decode()
    hidden = re.findall(r'name="(draft[a-z-]*)" value="([^"]*)"', page)
    button = {said.pop("press"): "1"} if "press" in said else {}
    names = {f"q{number}-{name}": words for name, words in said.items()}
    return browser.post(
        address, {**{name: html.unescape(one) for name, one in hidden}, **names, **button}
    )


TEA_SENT = {"ask": "Is there tea? ☕", "kind": "one", "options": "Yes\nNo", "none": "I don’t know"}


@pytest.mark.django_db
def test_from_a_blank_page_to_asking(cast: Cast, principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    to = began(browser)
    draft = draft_in(to)
    assert to.startswith(f"{ASK}questions/")
    blank = browser.get(to).content.decode()
    assert "Write the first question" in blank
    assert "See it before anybody is asked" not in blank

    first = pressed(browser, draft, "add", "")
    assert first == f"{ASK}questions/1/?draft={draft}"
    assert "I don’t know" in browser.get(first).content.decode()
    refused = wrote(browser, draft, 1, ask="Is there tea? ☕", kind="one").content.decode()
    assert "Write two answers or more" in refused
    assert "Not ready: Write two answers" in browser.get(to).content.decode()
    assert wrote(browser, draft, 1, **TEA_SENT).status_code == 302
    listed = browser.get(to).content.decode()
    assert "1. Is there tea? ☕" in listed
    assert "One of: Yes · No (I don’t know)" in listed

    look = f"{ASK}look/?draft={draft}"
    shown = browser.get(look).content.decode()
    assert "who work here would be asked." in shown
    assert "To know what to do first." in shown
    assert "Nobody sees what you answer, or whether you do" in shown.replace("nobody", "Nobody", 1)
    assert "Is there tea? ☕" in shown
    sent = re.findall(r"<form\b.*?</form>", shown, re.DOTALL)
    assert not any('name="q-' in one for one in sent)  # what is tried there goes nowhere
    with acting(principal.pk):
        assert not Wave.objects.exists()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert seen
    asked = browser.post(look, {"draft": draft, "seen": seen[1]})
    with acting(principal.pk):
        wave = Wave.objects.get()
        people = Asked.objects.filter(wave=wave).count()
    assert asked["Location"] == wave.get_absolute_url()
    assert people <= 1  # one's own row alone is there to be read
    survey = survey_of(wave.text)
    assert (wave.series, survey.title) == (f"own-{draft[-12:]}", "Ours, autumn")
    assert survey.asks[0].ask == "Is there tea? ☕"

    again = browser.post(look, {"draft": draft, "seen": seen[1]})  # pressed twice
    assert again["Location"] == wave.get_absolute_url()
    with acting(principal.pk):
        assert Wave.objects.count() == 1


@pytest.mark.django_db
def test_how_many_would_be_asked_is_how_many_are(
    cast: Cast, principal: Account, browse: Browse
) -> None:
    browser = browse(principal)
    look = began(browser, "health-check", whom="teams", teams=[str(cast.adults.pk)])
    shown = browser.get(look).content.decode()
    told = re.search(r"<b>(\d+) (?:people|person) in Adults, East would be asked", shown)
    assert told
    assert "nothing could be told of so few" in shown
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert seen
    browser.post(look, {"draft": draft_in(look), "seen": seen[1]})
    with acting(principal.pk):
        wave = Wave.objects.get()
    with acting(cast.system.pk):
        there = Membership.objects.filter(team=cast.adults).values("account").distinct().count()
    assert int(told[1]) == there
    for one, is_asked in ((cast.alice, True), (cast.charlie, False)):
        with acting(one.pk):
            assert Asked.objects.filter(wave=wave).exists() is is_asked


@pytest.mark.django_db
def test_what_was_not_looked_at_is_not_asked(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    look = began(browser, "health-check")
    draft = draft_in(look)
    old = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(look).content.decode())
    assert old
    began(browser, "health-check", draft=draft, title="Another name")
    answer = browser.post(look, {"draft": draft, "seen": old[1]}).content.decode()
    assert "Something was changed after you had opened this page." in answer
    assert "Another name" in answer
    with acting(principal.pk):
        assert not Wave.objects.exists()


@pytest.mark.django_db
def test_going_back_loses_nothing(cast: Cast, principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    look = began(browser, "health-check", whom="teams", teams=[str(cast.adults.pk)], groups="team")
    back = browser.get(f"{ASK}?draft={draft_in(look)}").content.decode()
    assert 'value="Ours, autumn"' in back
    for value in ("health-check", "teams", str(cast.adults.pk), "team"):
        assert re.search(rf'value="{value}"[^>]* checked', back), value


@pytest.mark.django_db
def test_copying_changing_and_moving(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    to = began(browser)
    draft = draft_in(to)
    pressed(browser, draft, "copy:sector-survey", "")
    pressed(browser, draft, "copy:sector-survey", "")  # pressed twice
    listed = browser.get(to).content.decode()
    assert "13. What stands in the way?" in listed
    assert "14." not in listed
    order = drafting.ordered(range(1, 14))
    assert wrote(browser, draft, 13, **TEA_SENT, place="1").status_code == 302
    listed = browser.get(to).content.decode()
    assert "1. Is there tea? ☕" in listed
    assert browser.get(f"{ASK}questions/13/?draft={draft}").content.decode().count("1 of 13") >= 1
    moved = drafting.ordered([13, *range(1, 13)])
    gone = wrote(browser, draft, 2, **{**TEA_SENT, "ask": "Who brews it?"}, press="out")
    assert gone.status_code == 302
    listed = browser.get(to).content.decode()
    assert "Taken out" in listed
    assert "13." not in listed
    pressed(browser, draft, "back:2", order)  # a page that is no longer true
    assert "Taken out" in browser.get(to).content.decode()
    pressed(browser, draft, "back:2", drafting.ordered([13, 1, *range(3, 13)]))
    listed = browser.get(to).content.decode()
    assert "Taken out" not in listed
    assert "13. Who brews it?" in listed
    assert moved != order


@pytest.mark.django_db
def test_writing_one_after_the_other(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    draft = draft_in(began(browser))
    pressed(browser, draft, "add", "")
    then = wrote(browser, draft, 1, **TEA_SENT, press="next")
    assert then["Location"] == f"{ASK}questions/2/?draft={draft}"
    assert pressed(browser, draft, "add", "1 2") == then["Location"]  # that one is empty still
    twin = wrote(browser, draft, 2, **TEA_SENT)
    assert "Questions 1 and 2 ask the same" in browser.get(twin["Location"]).content.decode()
    look = browser.get(f"{ASK}look/?draft={draft}")
    assert look["Location"] == f"{ASK}questions/?draft={draft}"


@pytest.mark.django_db
def test_a_survey_that_is_written_already(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    to = began(browser)
    draft = draft_in(to)
    there = f"{ASK}text/"

    def send(text: str) -> Any:
        return browser.post(there, {**typed(text=text), "draft": draft})

    assert "Line 1:" in send("id: x").content.decode()
    assert "id: x" in browser.get(f"{there}?draft={draft}").content.decode()
    assert "cannot be asked yet" in browser.get(to).content.decode()
    words = text_of("health-check").replace("type: choice", "type: text", 1)
    assert "Line" in send(words).content.decode()
    assert "200,000 fit" in send("a" * 200_001).content.decode()
    assert "longer than a million" in send("a" * 5_000_000).content.decode()
    assert (
        send(text_of("health-check").replace("id: health-check", "id: our-own")).status_code == 302
    )
    assert "12 questions" in browser.get(to).content.decode()
    shown = browser.get(f"{ASK}look/?draft={draft}").content.decode()
    assert "Fewer people to work with at once" in shown
    pressed(browser, draft, "leave", "")
    assert "Write the first question" in browser.get(to).content.decode()


@pytest.mark.django_db
def test_starting_from_what_was_asked_before(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    first = draft_in(began(browser))
    pressed(browser, first, "add", "")
    wrote(browser, first, 1, **TEA_SENT)
    look = f"{ASK}look/?draft={first}"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(look).content.decode())
    assert seen
    browser.post(look, {"draft": first, "seen": seen[1]})
    with acting(principal.pk):
        wave = Wave.objects.get()
    to = began(browser, title="Ours, spring")
    draft = draft_in(to)
    assert "Ours, autumn" in browser.get(to).content.decode()
    pressed(browser, draft, f"copy:{wave.pk}", "")
    look = f"{ASK}look/?draft={draft}"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(look).content.decode())
    assert seen
    refused = browser.post(look, {"draft": draft, "seen": seen[1]}).content.decode()
    assert "The same questions are open already." in refused  # it goes on as the same survey
    assert "Go back and change it" in refused


@pytest.mark.django_db
def test_nobody_else_comes_near(cast: Cast, principal: Account, browse: Browse) -> None:
    draft = draft_in(began(browse(principal)))
    for step in ("", "questions/", "questions/1/", "text/", "look/"):
        assert browse(cast.alice).get(f"{ASK}{step}?draft={draft}").status_code == 403
    assert browse(cast.alice).post(f"{ASK}questions/change/").status_code == 403
    with acting(cast.system.pk):
        other = account("staff", "Second", "Principal", roles=("principal-social-worker",))
    blank = browse(other).get(f"{ASK}?draft={draft}").content.decode()
    assert "Ours, autumn" not in blank
    assert browse(other).get(f"{ASK}questions/?draft={draft}")["Location"] == ASK
    assert browse(other).get(f"{ASK}look/?draft={draft}")["Location"] == ASK


@pytest.mark.django_db
def test_a_page_asks_as_often_however_much_is_written(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    counts = []
    for source in ("barriers-none", "health-check", "sector-survey"):
        draft = draft_in(began(browser))
        if source in SHIPPED:
            pressed(browser, draft, f"copy:{source}", "")
        else:
            pressed(browser, draft, "add", "")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"{ASK}questions/?draft={draft}")
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


@pytest.mark.django_db
def test_each_kind_of_asking_can_be_seen_first(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    shown = browser.get(began(browser, "capability", groups=["role", "team"])).content.decode()
    assert "Whoever finishes a self-assessment from" in shown
    assert "levels of your own self-assessment" in shown
    assert "May your answers be counted with those of their team?" in shown
    assert "Which of these is nearest to what you do?" in shown
    partners = browser.get(began(browser, "sector-survey", whom="partner")).content.decode()
    assert "at partner agencies would be asked." in partners
    assert "Three to five times" in partners


@pytest.mark.django_db
def test_of_nobody_nothing_can_be_asked(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    shown = browser.get(began(browser, "health-check", whom="teams")).content.decode()
    assert "Nobody would be asked." in shown
    assert "Ask them now" not in shown


@pytest.mark.django_db
def test_too_many_are_said_and_no_more_are_added(principal: Account, browse: Browse) -> None:
    browser = browse(principal)
    to = began(browser)
    draft, count = draft_in(to), 0
    for _ in range(6):
        order = drafting.ordered(range(1, count + 1))
        pressed(browser, draft, "copy:sector-survey", order)
        count += 13 if count <= 60 else 0
    shown = browser.get(to).content.decode()
    assert count == 65
    assert "There are 65 questions, and 60 fit." in shown
    assert "See it before anybody is asked" not in shown
    assert pressed(browser, draft, "add", drafting.ordered(range(1, 66))) == to
