"""From a referral to a child-protection plan and its review: by keyboard, and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from . import protecting
from .conftest import Enter
from .hands import PHONE, WIDE, Hands, Keyboard, Touch
from .later import weeks_pass
from .northmere import Council

HER = "select id from people_person where called = %s"


@pytest.mark.parametrize(("hands", "how"), [(Keyboard, WIDE), (Touch, PHONE)])
def test_from_a_referral_to_a_review(
    as_: Enter, council: Council, hands: type[Hands], how: dict[str, Any]
) -> None:
    council.fresh()
    delroy, niamh = hands(as_("delroy", **how)), hands(as_("niamh", **how))
    protecting.what_the_school_tells(delroy)
    protecting.decided_and_told(delroy)
    protecting.allocated(delroy)
    protecting.discussed(niamh)
    protecting.enquired(niamh)
    protecting.assessed(niamh)
    protecting.conferred(niamh)
    protecting.planned(niamh)
    protecting.due(niamh, "Core group")
    weeks_pass(council, council.one(HER, protecting.WHO), 11)
    protecting.reviewed(niamh)
