"""Who got in touch is on no page of the person, nor of those beside them; looked for."""

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.record.actions.front_door import decide_referral, tell_of_decision
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.models import About, Entry, Referral
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide
from .test_printing import said

NEVER = ("Astbury", "Gwen", "960 044", "A neighbour", "must not be known")
WORDS = "The curtains have been closed since Friday."


@pytest.fixture
def one(cast: Cast) -> Referral:
    with acting(cast.alice.pk):
        (made,) = receive_referral(
            id=new_id(),
            people=[cast.ade],
            received=When(timezone.localdate(), "day"),
            source=Source("public", "Gwen Astbury", "01632 960 044", is_quiet=True),
            words=WORDS,
            by=cast.alice,
        )
    return made


def pages(entry: Entry) -> list[str]:
    here = f"/my/record/{entry.pk}/"
    return ["/my/", "/my/record/", "/my/who-may-see/", "/my/who-looked/", here, f"{here}print/"]


def said_to(browser: Client, entry: Entry) -> str:
    found = [browser.get(address) for address in pages(entry)]
    return "".join(page.content.decode() for page in found if page.status_code == 200)


def test_what_came_in_is_held_and_says_nothing_of_who_it_was(
    ade: Client, one: Referral, cast: Cast
) -> None:
    with acting(cast.alice.pk):
        entry = Entry.objects.get(pk=one.entry_id)
    html = said_to(ade, entry)
    assert WORDS not in html
    assert [word for word in NEVER if word in html] == []


def test_nor_once_they_read_it_on_screen_or_on_paper(
    ade: Client, one: Referral, cast: Cast, decide: Decide
) -> None:
    with acting(cast.mo.pk):
        entry = Entry.objects.get(pk=one.entry_id)
        why = "Ade is well, and glad that somebody asked."
        decide_referral(referral=one, decision="nothing-more", why=why, is_shown=True, by=cast.mo)
        for whom in ("referrer", "family"):
            tell_of_decision(
                referral=one, whom=whom, how="phone", on=timezone.localdate(),
                words="We rang, and said what may be said.", by=cast.mo,
            )  # fmt: skip
        decision = Entry.objects.get(kind="decision")
        assert About.objects.get(entry=decision).sharing == "shown"
    decide(entry, "shown")
    html = said_to(ade, entry) + said_to(ade, decision)
    assert WORDS in html
    assert why in html
    assert [word for word in NEVER if word in html] == []
    paper = said(ade, entry)
    assert WORDS in paper
    assert [word for word in NEVER if word in paper] == []


def test_nor_what_those_beside_them_read(one: Referral, cast: Cast, browse: Browse) -> None:
    for who in (cast.pat, cast.sam):
        html = browse(who).get("/shared/").content.decode()
        assert [word for word in NEVER if word in html] == [], who.email
