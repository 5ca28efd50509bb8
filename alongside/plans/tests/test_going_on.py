"""A review that was put aside: what was typed of a step stands there as it did."""

import pytest
from bs4 import BeautifulSoup

from alongside.foundation.actor import acting
from alongside.plans.actions import say_of_step
from alongside.plans.wording import Owner, Step
from tests.browsing import Browse
from tests.cast import Cast

from .agreeing import worded
from .conftest import Agreed, day, fields

pytestmark = pytest.mark.django_db


def test_a_step_that_was_done_meanwhile_keeps_its_owner_and_day(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    steps = (
        Step("s1", "Buy the rice"),
        Step("s2", "Look at the cooker", Owner.WORKER, "Alice", day(9)),
    )
    made = agreed(wording=worded(steps=steps))
    alice = browse(cast.alice)
    address = f"/plans/{made.plan}/review/?on=1"
    told = fields(alice.get(address).content.decode())
    put_aside = {"step-2-words": "Look at the cooker, and the plug", "save-draft": "1"}
    assert alice.post(address, {**told, **put_aside}).headers["location"] == "/drafts/"
    with acting(cast.alice.pk):
        for step in ("s1", "s2"):
            say_of_step(plan=made.plan, step=step, is_done=True, on=day(0), by=cast.alice)
    html = alice.get(f"{address}&draft={told['draft']}").content.decode()
    page = BeautifulSoup(html, "lxml")

    def value(name: str) -> str:
        found = page.select_one(f"[name={name}]")
        assert found is not None, name
        chosen = found.select_one("option[selected]") or page.select_one(f"[name={name}][checked]")
        return str((chosen or found).get("value") or found.get_text(strip=True))

    assert value("step-2-words") == "Look at the cooker, and the plug"
    assert value("step-2-name") == "Alice"
    assert value("step-2-owner") == Owner.WORKER
    assert value("step-2-by")
    assert "Buy the rice" not in [one.get("value") for one in page.select("input")]
