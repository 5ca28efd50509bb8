"""A transfer that goes wrong and is undone, each way, and as each of those in it sees it."""

from typing import Any

import pytest

from . import transferring
from .conftest import Enter
from .hands import PHONE, WIDE, Hands, Keyboard, Touch
from .northmere import Council

HER = "select id from people_person where called = %s"
STANDING = """
select coalesce(a.email, t.name), g.rung, g.basis, g.until from people_grant g
  left join accounts_account a on a.id = g.account_id left join accounts_team t on t.id = g.team_id
 where g.person_id = %s and g.until > now() order by 1, 2, 3
"""
LINES = """select l.what, h.rung, l.rung from people_handoverline l join people_handover h
    on h.id = l.handover_id where h.person_id = %s and h.kind = 'transfer' order by l.number"""


def all_the_way(alice: Hands, charlie: Hands, mo: Hands, council: Council) -> None:
    """Offered, taken, wrong and undone; who works with her is as it was, to the day."""
    her = council.one(HER, transferring.DANUTA)
    page, before = f"/people/{her}/", council.rows(STANDING, her)
    handed(alice, charlie, transferring.DANUTA, council)
    transferring.goes_wrong(alice, charlie, transferring.DANUTA, page)
    transferring.undoes(mo, transferring.DANUTA)
    assert council.rows(STANDING, her) == before
    assert council.rows(LINES, her) == [("accepted", 2, 2), ("undone", 2, None)]
    transferring.is_as_before(alice, charlie, transferring.DANUTA, page)


def handed(alice: Hands, charlie: Hands, who: str, council: Council) -> None:
    """Nothing is given before the other team has answered; then they work with them."""
    person = council.one(HER, who)
    before = council.rows(STANDING, person)
    transferring.offers(alice, who)
    transferring.is_not_open_yet(charlie, who, f"/people/{person}/")
    assert council.rows(STANDING, person) == before
    transferring.takes(charlie, who)
    transferring.works_with_them(charlie, who)
    assert council.rows(STANDING, person) != before


@pytest.mark.parametrize(("hands", "how"), [(Keyboard, WIDE), (Touch, PHONE)])
def test_a_transfer_that_goes_wrong_is_undone(
    as_: Enter, council: Council, hands: type[Hands], how: dict[str, Any]
) -> None:
    council.fresh()
    alice, charlie, mo = (hands(as_(who, **how)) for who in ("worker", "other-team", "manager"))
    all_the_way(alice, charlie, mo, council)


def test_as_he_sees_it_meanwhile_and_afterwards(as_: Enter, council: Council) -> None:
    council.fresh()
    ade = Touch(as_("person", **PHONE))
    alice, charlie, mo = (Touch(as_(w, **PHONE)) for w in ("worker", "other-team", "manager"))
    alice.judges = charlie.judges = mo.judges = False
    him = council.one(HER, transferring.ADE)
    before = council.rows(STANDING, him)
    handed(alice, charlie, transferring.ADE, council)
    transferring.ade_reads_meanwhile(ade)
    transferring.undoes(mo, transferring.ADE)
    assert council.rows(STANDING, him) == before
    transferring.ade_reads(ade)
    transferring.pat_reads(Touch(as_("proxy", **PHONE)))
