"""The front door: names that stay out, deciding anew, and what is nobody else's."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from alongside.accounts.actions import close_account
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions.handovers import assign
from alongside.people.models import Person
from alongside.record.access import referrals as access
from alongside.record.actions import Words, amend_entry, front_door
from alongside.record.actions.deciding import write_decision
from alongside.record.actions.receiving import Source
from alongside.record.models import Clock, Entry, ReferralLine, Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail
from .front_door import NEIGHBOUR, Three, days_ago, decided, now, received, tell
from .front_door import three as three_children


@pytest.fixture
def three(cast: Cast) -> Three:
    return three_children(cast)


def refused(match: str) -> Any:
    return pytest.raises(ValidationError, match=match)


def clocks(cast: Cast, person: Person) -> dict[str, Clock]:
    with acting(cast.alice.pk):
        return {one.rule: one for one in Clock.objects.filter(person=person, ended_at=None)}


@pytest.mark.parametrize("who", ["Mary O'Neill, next door", "Mary O Neill", "mary  ONEILL"])
def test_a_name_is_found_however_its_apostrophe_is_written(
    cast: Cast, three: Three, who: str
) -> None:
    for words in ("Mary O’Neill rang.", "It was mary o'neill’s worry", "Said (Mary O Neill): x"):
        with refused("stands in these words"):
            received(cast, [three.kofi], source=Source("public", who), words=words)


def test_words_in_which_a_name_is_only_part_of_a_word_are_taken(cast: Cast, three: Three) -> None:
    jo = Source("public", "Jo, next door")
    (one,) = received(cast, [three.kofi], source=jo, words="Two men joined them at the major road.")
    for words in ("Jo rang.", "It is Jo’s worry.", "(JO) said so", "Was it Jo?"):
        with refused("stands in these words"):
            decided(one, cast.mo, why=words)


def test_a_name_does_not_come_in_by_amending(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi], source=NEIGHBOUR)
    decided(one, cast.mo)
    with acting(cast.mo.pk):
        entries = [Entry.objects.get(kind=kind) for kind in ("referral", "decision")]
        for entry in entries:
            for said in (
                {"parts": [Words("reported", "Gwen Astbury saw them.")], "why": "More is known"},
                {"parts": [Words("reported", "x")], "why": "Gwen Astbury rang again"},
                {"parts": [Words("reported", "x")], "why": "x", "title": "By Gwen Astbury"},
            ):
                with refused("stands in these words"):
                    amend_entry(entry=entry, base=entry.versions, by=cast.mo, **said)  # type: ignore[arg-type]
            parts = [Words("reported", "A neighbour saw them.")]
            amend_entry(entry=entry, base=entry.versions, parts=parts, why="Put right", by=cast.mo)


def waits_with(cast: Cast, by: Account) -> list[tuple[object, str]]:
    with acting(by.pk):
        found = Task.objects.filter(what="follow up", done_at=None).order_by("words")
        return [(one.team_id or one.account_id, one.words) for one in found]


def test_deciding_anew_asks_the_other_team_and_nobody_else(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    asks = ["Hold a strategy discussion", "Say who works with them"]
    decided(one, cast.mo, "enquiry", team=cast.children)
    assert waits_with(cast, cast.charlie) == [(cast.children.pk, words) for words in asks]
    decided(one, cast.mo, "assess", team=cast.adults, why="They have moved.")
    assert waits_with(cast, cast.mo) == [(cast.adults.pk, asks[1])]
    decided(one, cast.mo, "assess", team=cast.adults, why="As before, and more is known.")
    assert waits_with(cast, cast.mo) == [(cast.adults.pk, asks[1])]  # not asked twice
    decided(one, cast.mo, "nothing-more", why="They have moved to Wales.")
    assert waits_with(cast, cast.mo) == []
    decided(one, cast.mo, "assess", team=cast.adults, why="They are back.")
    assert waits_with(cast, cast.mo) == [(cast.adults.pk, asks[1])]


def test_what_somebody_does_themselves_stays_theirs(cast: Cast, three: Three) -> None:
    (one,) = received(cast, [three.kofi])
    decided(one, cast.alice, "immediate")
    decided(one, cast.mo, "nothing-more")
    assert waits_with(cast, cast.alice) == [(cast.alice.pk, "Ring the manager and the police now")]


def test_a_decision_answers_its_own_referral_and_no_other(cast: Cast, three: Three) -> None:
    received(cast, [three.kofi], received=When(days_ago(4), "day"))
    (second,) = received(cast, [three.kofi], received=When(days_ago(2), "day"))
    with acting(cast.mo.pk):
        write_decision(
            id=new_id(), person=three.kofi, decided="A new worker", because="x", by=cast.mo
        )
    assert clocks(cast, three.kofi)["referral-decision"].done_on is None
    decided(second, cast.mo, "assess", team=cast.children)
    found = clocks(cast, three.kofi)
    assert found["referral-decision"].done_on is None
    assert found["child-and-family-assessment"].started_on == days_ago(2)


def test_a_strategy_discussion_or_protection_at_once_begins_the_assessment_too(
    cast: Cast, three: Three
) -> None:
    (one,) = received(cast, [three.kofi], received=When(days_ago(2), "day"))
    decided(one, cast.alice, "immediate")
    assert clocks(cast, three.kofi)["child-and-family-assessment"].started_on == days_ago(2)
    decided(one, cast.mo, "enquiry", team=cast.children)
    assert clocks(cast, three.kofi)["child-and-family-assessment"].started_on == days_ago(2)
    decided(one, cast.mo, "early-help", team=cast.children)
    assert set(clocks(cast, three.kofi)) == {"referral-decision"}


def test_who_got_in_touch_is_known_however_much_was_said(
    cast: Cast, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST_LINES", 3)
    (one,) = received(cast, [three.kofi], source=NEIGHBOUR)
    with acting(cast.alice.pk):
        for _ in range(5):
            front_door.say_of_referral(referral=one, what="looked at", words="x", by=cast.alice)
        found = access.told(one)
        assert found.source
        assert found.source.who == "Gwen Astbury"
        assert [line.what for line in found.lines] == ["from", "looked at", "looked at"]


def test_what_a_leaver_had_taken_on_is_nobodys_again(
    cast: Cast, three: Three, trailed: Trail
) -> None:
    (one,) = received(cast, [three.kofi])
    with acting(cast.bob.pk):
        front_door.take_referral(referral=one, seen=None, by=cast.bob)
    with acting(cast.system.pk):
        close_account(account=cast.bob, by=cast.system)
    assert now(one, cast.alice).taken_by_id is None
    with acting(cast.alice.pk):
        line = ReferralLine.objects.get(what="given back")
        assert line.words == "Whoever had taken it on has left."
    assert "referral given back" in trailed(three.kofi)


def test_nobody_read_in_their_own_pages_what_they_cannot_open(cast: Cast, three: Three) -> None:
    (kofi,) = received(cast, [three.kofi])
    decided(kofi, cast.mo, is_shown=True)
    with refused("they have none"):
        tell(kofi, cast.alice, "family", how="own pages")
    (ade,) = received(cast, [cast.ade])
    decided(ade, cast.mo)
    with refused("held from them"):
        tell(ade, cast.alice, "family", how="own pages")
    (other,) = received(cast, [cast.ade])
    decided(other, cast.mo, is_shown=True)
    with refused("in another way"):
        tell(other, cast.alice, "referrer", how="own pages")
    tell(other, cast.alice, "family", how="own pages")


def test_what_the_page_offers_is_so(cast: Cast, browse: Browse) -> None:
    (one,) = received(cast, [cast.ade])
    mo, here = browse(cast.mo), one.get_absolute_url()
    assert "as soon as it is decided" in mo.get(f"{here}decide/").content.decode()
    decided(one, cast.mo)
    html = mo.get(f"{here}decide/").content.decode()
    assert "as soon as it is decided" not in html
    assert "stays so until somebody has looked" in html
    assert "in their own pages" not in mo.get(f"{here}tell-family/").content.decode()
    (other,) = received(cast, [cast.ade])
    decided(other, cast.mo, is_shown=True)
    here = other.get_absolute_url()
    assert "as soon as it is decided" in mo.get(f"{here}decide/").content.decode()
    assert "They read it in their own pages" in mo.get(f"{here}tell-family/").content.decode()


def test_who_works_with_them_is_said_from_the_list_and_then_waits_no_more(
    cast: Cast, three: Three, browse: Browse
) -> None:
    (one,) = received(cast, [three.kofi])
    decided(one, cast.mo, "assess", team=cast.adults)
    mo, page = browse(cast.mo), f"/front-door/{one.pk}/"
    listed = mo.get("/waiting/").content.decode()
    assert f'<a href="{page}">For Kofi Mensah: Say who works with them</a>' in listed
    names = f"/people/{three.kofi.pk}/who-may-see/add/"
    assert names in mo.get(page).content.decode()
    assert names not in browse(cast.alice).get(page).content.decode()  # her role does not allocate
    with acting(cast.mo.pk):
        assign(person=three.kofi, team=cast.children, by=cast.mo)
    assert names in mo.get(page).content.decode()  # a team is nobody by name
    with acting(cast.mo.pk):
        assign(person=three.kofi, account=cast.bob, by=cast.mo)
    assert names not in mo.get(page).content.decode()
    assert "Say who works with them" not in mo.get("/waiting/").content.decode()
