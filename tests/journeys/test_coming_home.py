"""From a ward to a support plan and its first review: each way, and as the person sees it."""

from . import coming_home
from .conftest import Enter
from .hands import PHONE, WIDE, Hands, Keyboard, Touch
from .later import weeks_pass
from .northmere import Council

HER = "select id from people_person where called = %s"
CLOCKS = """select rule, done_on is not null from record_clock c join people_person p
    on p.id = c.person_id where p.called = %s and rule like 'care-plan%%' order by c.due_on"""


def all_the_way(alice: Hands, mo: Hands, council: Council) -> None:
    """The ward, the assessment, her manager, the plan, seven weeks, and the review."""
    coming_home.the_ward_rings(alice)
    coming_home.assessed(alice)
    coming_home.agreed(mo)
    coming_home.planned(alice)
    weeks_pass(council, council.one(HER, coming_home.WHO), 7)
    coming_home.due(alice)
    coming_home.reviewed(alice)
    rows = council.rows(CLOCKS, coming_home.WHO)
    assert rows == [("care-plan-review-light", True), ("care-plan-review", False)]


def test_from_a_ward_to_a_review(as_: Enter, council: Council) -> None:
    council.fresh()
    all_the_way(Keyboard(as_("worker", **WIDE)), Keyboard(as_("manager", **WIDE)), council)


def test_on_a_phone_and_as_she_sees_it_afterwards(as_: Enter, council: Council) -> None:
    council.fresh()
    alice, mo = Touch(as_("worker", **PHONE)), Touch(as_("manager", **PHONE))
    all_the_way(alice, mo, council)
    coming_home.winifred_reads(Touch(as_("winifred", **PHONE)))
    coming_home.alice_is_told(alice)
