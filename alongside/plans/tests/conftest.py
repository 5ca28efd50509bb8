"""What the tests of plans stand on: a plan that Alice agreed with Ade, its form, and the trail."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.models import Person
from alongside.plans.models import Sheet
from tests.cast import Cast

from .agreeing import agree

Agreed = Callable[..., Sheet]
Trail = Callable[..., list[str]]


@pytest.fixture
def agreed(cast: Cast) -> Agreed:
    """A plan of Ade's, agreed by Alice unless told otherwise."""

    def made(person: Person | None = None, by: Account | None = None, **more: Any) -> Sheet:
        return agree(person or cast.ade, by or cast.alice, **more)

    return made


@pytest.fixture
def trailed(cast: Cast) -> Trail:
    """What the trail says was done, newest first, as data protection reads it."""

    def lines(person: Person) -> list[str]:
        with acting(cast.protection.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what from gate.whole_trail(now() + interval '1 hour', 900, %s)", [person.pk]
            )
            return [what for (what,) in cursor.fetchall()]

    return lines


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html)
    return {name: value.replace("&quot;", '"') for name, value in found if "csrf" not in name}


def sent(browser: Client, address: str, **told: Any) -> Any:
    """The form of a page as it stands, sent with these answers."""
    html = browser.get(address).content.decode()
    return browser.post(address, {**fields(html), **answers(html), **renamed(told)})


def renamed(told: dict[str, Any]) -> dict[str, Any]:
    """goal_1_words as the page calls it: goal-1-words."""
    rows = ("goal_", "step_", "money_", "voice_", "part_")
    return {
        name.replace("_", "-") if name.startswith(rows) else name: value
        for name, value in told.items()
    }


def answers(html: str) -> dict[str, str]:
    """What already stands in the boxes of a page."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(html, "lxml")
    found = {str(one["name"]): one.get_text().removeprefix("\n") for one in page.select("textarea")}
    for box in page.select("input[type=text]"):
        found[str(box["name"])] = str(box.get("value") or "")
    for menu in page.select("select"):
        chosen = menu.select_one("option[selected]")
        found[str(menu["name"])] = str(chosen["value"]) if chosen else ""
    return found


def whole(**more: Any) -> dict[str, Any]:
    """Enough for a plan to be agreed on the page."""
    today = timezone.localdate()
    return {
        "wanted": "I want to cook for my sister again.",
        "goal_1_words": "Ade cooks on Sundays",
        "goal_1_where": "0",
        "step_1_words": "Buy the rice",
        "step_1_owner": "person",
        "step_2_words": "Look at the cooker",
        "step_2_owner": "worker",
        "step_2_name": "Alice",
        "voice_0_says": "agrees",
        "agreed_on": f"{today:%d/%m/%Y}",
        "review_on": f"{today + timedelta(days=40):%d/%m/%Y}",
        **more,
    }


def day(n: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=n)
