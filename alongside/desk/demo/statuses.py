"""What some people of Northmere are from one day to another, and what a court ordered."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When, working_day_from
from alongside.people.models import Person, Relationship
from alongside.record.access.planned import is_visit
from alongside.record.actions.planning_visits import plan_visit
from alongside.record.actions.statuses import Saying, say_status
from alongside.record.models import Clock

from .calendar import Calendar
from .council import Council

SATURDAYS = (
    "Saturdays from ten to four, with Ruth told before. Either may ask the court to look again."
)
FIRST = "With her aunt Ruth, before Ruth was approved for the long term."
ROOM = "Her own room at her aunt Ruth’s, with Jonah next door."


def say_statuses(council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
    """Kezia is looked after, by her aunt. Ade has a direct payment, and Pat cares for him."""

    def day(back: int) -> When:
        return When(days.day(back), "day")

    charlie, alice = council.accounts["charlie"], council.accounts["alice"]
    kezia, ade, pat = people["kezia"], people["ade"], people["pat"]
    _say(kezia, charlie, Saying("looked-after", day(520), "V2"))
    _say(kezia, charlie, Saying("placement", day(520), "U3", day(430), words=FIRST))
    _say(kezia, charlie, Saying("placement", day(440), "U1", traits=("to-18",), words=ROOM))
    named = _named(kezia, charlie, kind="parent")
    _plan_to_see(kezia, charlie, days)
    _say(kezia, charlie, Saying("order", day(150), "contact", None, named, SATURDAYS))
    _say(
        ade,
        alice,
        Saying("direct-payment", day(300), "", day(110), words="Into his own bank account."),
    )
    _say(ade, alice, Saying("direct-payment", day(120), words="On a prepaid card."))
    since = When(date(days.today.year - 2, 1, 1), "about")
    _say(pat, alice, Saying("carer", since, named=_named(pat, alice, other=ade)))


def _say(person: Person, by: Account, saying: Saying) -> None:
    with acting(by.pk):
        say_status(person=person, saying=saying, by=by)


def _plan_to_see(person: Person, by: Account, days: Calendar) -> None:
    """After school, on a working day some time before it is due."""
    with acting(by.pk):
        open_now = Clock.objects.filter(person=person, done_on=None, ended_at=None)
        visit = next(one for one in open_now.order_by("due_on", "pk") if is_visit(one))
        day = working_day_from(max(visit.due_on - timedelta(days=11), days.day(-2)))
        starts = When(datetime.combine(day, time(16), LONDON), "time")
        plan_visit(clock=visit, starts=starts, by=by)


def _named(person: Person, by: Account, **which: Any) -> Relationship | None:
    """Somebody around them, by what they are to them or by their record."""
    with acting(by.pk):
        found = Relationship.objects.filter(person=person, of=None, over_at=None, **which)
        return found.order_by("-called").first()
