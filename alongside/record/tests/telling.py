"""What tests of allegations stand on: somebody who keeps them, and one that was told."""

from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.questionnaires.access import in_force
from alongside.questionnaires.answering import Filled
from alongside.record.actions.allegations import tell_of_allegation
from alongside.record.apart import part_to_tell
from tests.cast import Cast, account

from .test_questions import opened, turn

KEY = "position-of-trust"
TELLS = "/allegations/tell/position-of-trust/"
SAID = "He pushed the child off the bench. O’Brien 🙂"
TEXTS = {
    "reported-at": "3 November 2026, 2pm",
    "reported-by": "The head teacher, 01632 960 150",
    "their-work": "Coach at a swimming club",
    "what-said": SAID,
    "tests": "harmed\noffence",
    "child-safe": "She is with her aunt",
    "parents-told": "parents-told-yes",
    "person-told": "person-not-yet",
    "work-meanwhile": "not-decided",
}
DAY = date(2026, 11, 22)


def keeper(cast: Cast, name: str = "Josie") -> Account:
    """A designated officer."""
    with acting(cast.system.pk):
        return account("staff", name, "Designated officer", ("designated-officer",))


def filled(**more: str) -> Filled:
    """What whoever tells answers."""
    asked = in_force(KEY, DAY)
    assert asked is not None
    return Filled(part_to_tell(asked), TEXTS | more, DAY)


def tell(by: Account, **more: Any) -> UUID:
    """Told by the action; its id."""
    made = new_id()
    with acting(by.pk):
        tell_of_allegation(id=made, filled=filled(), by=by, **more)
    return made


def told_on_pages(browser: Client, **more: str) -> str:
    """Typed page by page and sent, as without a script; where the last button led."""
    first = browser.get(TELLS).headers["Location"]
    step = turn(
        browser, first, {}, **{one: TEXTS[one] for one in list(TEXTS)[:4]}, tests=["harmed"]
    )
    step = turn(browser, step, {}, **{one: TEXTS[one] for one in ("child-safe", "parents-told")})
    last = turn(
        browser,
        step,
        {"go": "check"},
        **{"person-told": "person-not-yet", "work-meanwhile": "as-before"},
    )
    done = browser.post(last, opened(browser, last) | more | {"finish": "1"})
    assert done.status_code == 302, done.content.decode()
    return str(done.headers["Location"])
