"""A partner's whole task, and a guest's: asked, read, answered, over; and as the person sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from . import guesting, partnering, referring
from .conftest import Enter
from .hands import PHONE, WIDE, Hands, Keyboard, Touch
from .northmere import Council

Two = Callable[[type[Hands], dict[str, Any]], tuple[Hands, Hands]]
HIM = "select id from people_person where called = %s"
ENTRY = """select a.entry_id from record_about a join record_version v on v.entry_id = a.entry_id
    where a.person_id = %s and v.title = %s"""
WORK = """select r.is_urgent, e.written_by_id = (select id from accounts_account where email = %s)
    from record_referral r join record_entry e on e.id = r.entry_id join people_person p
    on p.id = r.person_id where p.called = %s"""


def not_for_a_partner(council: Council) -> list[str]:
    """Addresses that are there for others: the person, their timeline, and what is not listed."""
    him = council.one(HIM, partnering.WHO)
    other = council.one(ENTRY, him, guesting.READS)
    page = f"/people/{him}/"
    return [page, f"{page}timeline/", f"/entries/{other}/", f"/shared/{other}/", "/my/record/"]


def asked_and_done(alice: Hands, sam: Hands, council: Council) -> None:
    """One thing that Alice ends, and one that Sam does."""
    partnering.ends(alice, sam)
    partnering.asks(alice)
    partnering.says_yes(sam, partnering.RAIL)
    partnering.lists(alice)
    partnering.reads(sam, not_for_a_partner(council))
    partnering.sends(sam)
    partnering.does(sam)
    partnering.is_told(alice)


def by_a_link(alice: Hands, guest: Hands, other: Hands) -> None:
    """The surgery is asked, by a link that opens once in one browser."""
    address = guesting.asks(alice)
    link, code = guesting.keys(alice, address)
    guesting.comes_in(guest, other, link, code)
    guesting.answers(guest, other, link)
    guesting.is_told(alice)


def referred(alice: Hands, sam: Hands) -> None:
    """By one form to the front door, by the other to whoever works with him."""
    referring.refers(sam)
    referring.is_decided(alice)
    referring.asks_for_an_adaptation(sam)
    referring.waits(alice)


@pytest.fixture
def two(browser: Browser) -> Iterator[Two]:
    """Two browsers in which nobody has ever signed in."""
    opened = []

    def browsers(hands: type[Hands], how: dict[str, Any]) -> tuple[Hands, Hands]:
        for _ in range(2):
            made = browser.new_context(**how)
            made.set_default_timeout(30_000)
            opened.append(made)
        return hands(opened[0].new_page()), hands(opened[1].new_page())

    yield browsers
    for one in opened:
        one.close()


def test_a_partner_is_asked_and_does_it(as_: Enter, council: Council) -> None:
    council.fresh()
    asked_and_done(Keyboard(as_("worker", **WIDE)), Keyboard(as_("partner", **WIDE)), council)


def test_somebody_without_an_account_answers_once(as_: Enter, council: Council, two: Two) -> None:
    council.fresh()
    by_a_link(Keyboard(as_("worker", **WIDE)), *two(Keyboard, WIDE))


def test_a_partner_refers_and_it_is_decided(as_: Enter, council: Council) -> None:
    council.fresh()
    referred(Keyboard(as_("worker", **WIDE)), Keyboard(as_("partner", **WIDE)))
    assert council.rows(WORK, "partner@northmere.example", partnering.WHO) == [(False, True)]


def test_on_a_phone_and_as_he_sees_it_afterwards(as_: Enter, council: Council, two: Two) -> None:
    """All three by touch, each page judged; then whom it was about, and who acts for him."""
    council.fresh()
    alice, sam = Touch(as_("worker", **PHONE)), Touch(as_("partner", **PHONE))
    asked_and_done(alice, sam, council)
    by_a_link(alice, *two(Touch, PHONE))
    referred(alice, sam)
    assert council.rows(WORK, "partner@northmere.example", partnering.WHO) == [(False, True)]
    ade, pat = Touch(as_("person", **PHONE)), Touch(as_("proxy", **PHONE))
    partnering.ade_reads(ade, guesting.ASKED, guesting.SAYS)
    referring.ade_reads(ade)
    ade.reads_not(partnering.BESIDE)
    partnering.pat_reads(pat, guesting.ASKED, guesting.SAYS, referring.SAW, referring.HARD)
    partnering.is_let_through(Touch(as_("manager", **PHONE)))
    ade.go("/my/record/").reads(partnering.SENT, partnering.BESIDE)
