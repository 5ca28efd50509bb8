"""From a referral to a child-protection plan and its review, each way, and as the family sees."""

from playwright.sync_api import Browser

from . import protecting
from .conftest import Enter
from .hands import PHONE, WIDE, Hands, Keyboard, Touch, come_in
from .later import weeks_pass
from .northmere import Council

HER = "select id from people_person where called = %s"
MET = """select rule, done_on is not null from record_clock c
    join people_person p on p.id = c.person_id where p.called = %s
     and rule in ('referral-decision', 'initial-conference', 'core-group') order by rule"""


def all_the_way(delroy: Hands, niamh: Hands, council: Council) -> None:
    """What came in, who decided and who works with her; the plan; eleven weeks; the review."""
    protecting.what_the_school_tells(delroy)
    protecting.decided_and_told(delroy)
    protecting.allocated(delroy)
    protecting.is_new(niamh)
    protecting.discussed(niamh)
    protecting.enquired(niamh)
    protecting.assessed(niamh)
    protecting.conferred(niamh)
    protecting.planned(niamh)
    protecting.due(niamh)
    assert council.rows(MET, protecting.WHO) == [
        ("core-group", False),
        ("initial-conference", True),
        ("referral-decision", True),
    ]
    weeks_pass(council, council.one(HER, protecting.WHO), 11)
    protecting.reviewed(niamh)


def test_from_a_referral_to_a_review(as_: Enter, council: Council) -> None:
    council.fresh()
    all_the_way(Keyboard(as_("delroy", **WIDE)), Keyboard(as_("niamh", **WIDE)), council)


def test_on_a_phone_and_as_she_and_her_mother_see_it_afterwards(
    as_: Enter, council: Council, browser: Browser
) -> None:
    council.fresh()
    delroy, niamh = Touch(as_("delroy", **PHONE)), Touch(as_("niamh", **PHONE))
    all_the_way(delroy, niamh, council)
    links = protecting.let_in(niamh), protecting.let_mother_in(niamh)
    with come_in(browser, links[0]) as marnie, come_in(browser, links[1]) as gail:
        protecting.marnie_reads(marnie)
        protecting.gail_reads(gail)
    protecting.niamh_is_told(niamh)
