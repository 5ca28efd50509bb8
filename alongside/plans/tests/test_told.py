"""What pages say of a plan that is not as usual: nobody’s yes, a kind that is gone, a death."""

from typing import Any

import pytest

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.tests.reading_papers import words_of
from alongside.people.actions import lives
from alongside.plans.actions import Voice
from alongside.plans.models import Sheet
from tests.browsing import Browse
from tests.cast import Cast

from .agreeing import worded
from .conftest import Agreed, answers, day, sent, whole

pytestmark = pytest.mark.django_db


def page(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    text: str = answer.content.decode()
    return text


def test_what_nobody_could_ask_is_no_quote_and_no_agreement(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    told = whole(wanted="We asked twice with pictures.", wanted_is_ours="on")
    told |= {"voice_0_says": "not asked", "voice_0_words": "He slept."}
    made = sent(alice, f"/people/{cast.ade.pk}/plans/begin/care-and-support/", **told)
    for address in (made.url, f"{made.url}fridge/", f"{made.url}fridge/?easy=1"):
        text = page(alice, address)
        assert "What we think Ade wants" in text, address
        assert "Written down" in text
        assert "What I want" not in text
        assert "Agreed " not in text
    paper = words_of(alice.post(f"{made.url}print/", {"format": "standard"}).content)
    assert "What we think Ade wants" in paper
    assert "Agreed" not in paper
    mine = page(browse(cast.ade_account), f"/my{made.url}")
    assert "What others think I want" in mine


def test_who_differs_is_on_the_page_for_the_fridge(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(voices=[Voice("differs", "Ade", "Not Sundays.", is_own=True)])
    alice = browse(cast.alice)
    address = f"/plans/{made.plan}/"
    paper = words_of(alice.post(f"{address}print/", {"format": "standard"}).content)
    for text in (page(alice, f"{address}fridge/"), paper):
        assert "I see it differently" in text
        assert "Not Sundays." in text
        assert "Written down" in text
        assert "Agreed" not in text


def test_a_kind_that_is_gone_and_odd_words_are_still_read(cast: Cast, browse: Browse) -> None:
    id = new_id()
    with acting(cast.alice.pk):
        Sheet.objects.create(
            id=id,
            plan=id,
            person=cast.ade,
            kind="old-plan",
            content={
                "steps": ["Wash up", {"owner": "dog", "key": 7}],
                "sections": {"what-was": "As it was"},
                "money": [{"words": "Bus", "amount": "lots"}],
            },
            agreed_on=day(-3),
            by=cast.alice,
        )
    alice, ade = browse(cast.alice), browse(cast.ade_account)
    about = f"/people/{cast.ade.pk}/"
    for browser, address in ((alice, about), (alice, f"{about}plans/"), (ade, "/my/plans/")):
        assert "Old plan" in page(browser, address), address
    for browser, address in ((alice, f"/plans/{id}/"), (ade, f"/my/plans/{id}/")):
        text = page(browser, address)
        for words in ("Wash up", "What was", "As it was", "How much cannot be read"):
            assert words in text, (address, words)
    for end in ("fridge/", "print/", "end/", "review/?on=1"):
        page(alice, f"/plans/{id}/{end}")
    assert alice.post(f"/plans/{id}/print/", {"format": "easy-read"}).status_code == 200


def test_after_a_death_nothing_is_looked_at_again(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(agreed_on=day(-9))
    with acting(cast.alice.pk):
        lives.record_death(person=cast.ade, died_on=day(-2), by=cast.alice)
    alice = browse(cast.alice)
    for address in (f"/people/{cast.ade.pk}/plans/", f"/plans/{made.plan}/"):
        assert "ooked at again" not in page(alice, address), address
    assert "look at this again" not in page(alice, f"/plans/{made.plan}/fridge/")


def test_the_person_finds_again_what_they_said(cast: Cast, browse: Browse, agreed: Agreed) -> None:
    made = agreed()
    mine = f"/my/plans/{made.plan}/"
    ade = browse(cast.ade_account)
    sent(ade, f"{mine}steps/s1/", is_done="no", words="The shop was shut.")
    sent(ade, f"{mine}say/", agrees="no", words="Not on Sundays.")
    agreed(plan=made.plan, seen=1, wording=worded(wanted="Anew"))
    text = page(ade, mine)
    assert "The shop was shut." in text
    assert "What you said to an earlier version" in text
    assert "Not on Sundays." in text


def test_what_was_not_their_own_stays_so_at_the_next_look(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    made = agreed(wording=worded(wanted_is_ours=True))
    html = page(browse(cast.alice), f"/plans/{made.plan}/review/?on=1")
    assert answers(html)["wanted"]
    assert 'name="wanted_is_ours"' in html
    assert "checked" in html.split('name="wanted_is_ours"')[1].split(">")[0]
