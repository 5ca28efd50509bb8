"""Two plans of Northmere: Ade’s, looked at again, and his sister’s; and what a visitor is told."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db.models import Model

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.foundation.ids import new_id
from alongside.people.actions.warnings import warn
from alongside.people.models import Person, WarningNote
from alongside.plans.actions import Voice, agree_plan, say_of_step
from alongside.plans.models import Line, Sheet
from alongside.plans.wording import Goal, Money, Owner, Step, Wording
from alongside.record.models import Entry, Version

from .calendar import Calendar
from .council import Council

IN_SPRING, AGAIN, PATS = 191, 47, 39  # days ago
HOME = {
    "needs": "Getting out of the house, cooking safely with one strong hand, and time to speak.",
    "own-ways": "Ade dresses himself but for buttons and his left sock. Pat looks in. "
    "Kwame drives him on Tuesdays.",
    "if-it-breaks": "If the carer does not come, Ade rings the agency, and then us. "
    "Pat is rung third, not first.",
}
SPRING = Wording(
    wanted="I know this town better than any map. Let me out in it.",
    strengths="Thirty-one years of knowing every route. Friends from the depot. He says what he "
    "thinks, once somebody waits for it.",
    sections=HOME,
    goals=(
        Goal("g1", "Get to the allotment", "He has dug the far bed", 0),
        Goal("g2", "Cook his own evening meal", "Jollof on the table", 0),
    ),
    steps=(
        Step("s1", "Walk to the gate and back, every other day"),
        Step("s2", "Put a rail by the back step", Owner.WORKER, "Harriet"),
        Step("s3", "Drive to the stroke group on Tuesdays", Owner.RELATIVE, "Kwame"),
        Step("s4", "One visit a day, at eight in the morning", Owner.SERVICE, "Home care"),
    ),
    money=(Money("m1", "One visit of half an hour a day", Decimal("98.50")),),
    there="Ade, Pat and Alice",
)
NOW = Wording(
    wanted="The allotment, twice a week, whatever the weather. Jollof, not toast. "
    "And a weekend off for Pat.",
    views="The day centre is not for me. The depot lads are my day centre.",
    strengths=SPRING.strengths,
    sections=HOME,
    goals=(
        Goal("g1", "Get to the allotment twice a week", "He has dug the far bed", 2),
        Goal("g2", "Cook his own evening meal", "Jollof on the table", 1),
        Goal("g3", "A weekend away for Pat, every other month", "Pat has gone, and slept"),
    ),
    steps=(
        Step("s5", "Walk to the allotment on Mondays and Fridays"),
        Step("s6", "Ask the depot lads who has a spade to spare"),
        Step("s7", "Bring a perching stool and a grab rail", Owner.WORKER, "Harriet"),
        Step("s8", "Stay with Ade when Pat is away", Owner.RELATIVE, "Kwame"),
        Step("s3", "Drive to the stroke group on Tuesdays", Owner.RELATIVE, "Kwame"),
        Step("s4", "One visit a day, at eight in the morning", Owner.SERVICE, "Home care"),
    ),
    money=(
        Money("m1", "One visit of half an hour a day", Decimal("98.50")),
        Money("m2", "Getting out: bus and taxi", Decimal("60"), "month"),
    ),
    changed="The rail is there, and Ade walks to the gate by himself. He tried the day centre and "
    "does not want to go on with it.",
    decided="The day centre ends. What it cost goes into getting out.",
    there="Ade, Pat, Kwame and Alice, at the kitchen table",
)
RING = "Ask the council’s allotments office about a raised bed"
OF_PAT = Wording(
    wanted="I want to sleep through, two nights in a row, and not feel bad about it.",
    strengths="She asks for help before it is too late. Her choir.",
    sections={
        "caring": "Shopping, the post, and being there in the evening. She wants to go on with it.",
        "own-life": "Work until five, and the choir on Wednesdays, which she has missed since May.",
        "if-i-cannot": "Kwame stays with Ade. Then ring the Adults’ Team.",
    },
    goals=(Goal("g1", "A weekend away every other month", "She has slept through", 1),),
    steps=(
        Step("s1", "Go back to the choir on Wednesdays"),
        Step("s2", "Book the first weekend"),
        Step("s3", "Ring on the Monday after, to hear how it was", Owner.WORKER, "Bob"),
    ),
    money=(Money("m1", "A weekend away", Decimal("180"), "month"),),
    there="Pat and Bob",
)
DATED: tuple[tuple[type[Model], str], ...] = (
    (Sheet, "at"),
    (Line, "at"),
    (Entry, "written_at"),
    (Version, "at"),
)


class Agreer:
    """Agrees them, each on its day and by whoever works with them."""

    def __init__(self, council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
        self.council, self.days, self.people = council, days, people

    def agree_all(self) -> None:
        """Ade’s twice, with a step done in between; and Pat’s."""
        alice, bob = self.council.accounts["alice"], self.council.accounts["bob"]
        yes = Voice("agrees", "Ade", "Agreed. A. Bankole.", is_own=True)
        ade: dict[str, Any] = {
            "person": self.people["ade"],
            "kind": "care-and-support",
            "by": alice,
        }
        first = self._agree(IN_SPRING, wording=SPRING, voices=[yes], review_in=49, **ade)
        self._say(first, "s2", True, 176, "It is the height that Ade chose.", alice)
        self._say(first, "s1", True, 162, "To the gate, with the stick, on his own.", alice)
        pat = Voice("differs", "Pat, his sister", "He should keep one day at the centre, for me.")
        ring = Step("s9", RING, Owner.WORKER, "Alice", self.days.day(-9))
        now = replace(NOW, steps=(*NOW.steps, ring))
        told: dict[str, Any] = {"wording": now, "voices": [yes, pat], "plan": first.plan, "seen": 1}
        second = self._agree(AGAIN, review_in=182, **told, **ade)
        self._say(second, "s7", True, 18, "Both fitted the same day.", alice)
        own = [Voice("agrees", "Pat", "As long as Ade is asked too.", is_own=True)]
        who: dict[str, Any] = {"person": self.people["pat"], "kind": "carer-support", "by": bob}
        self._agree(PATS, wording=OF_PAT, voices=own, review_in=182, **who)

    def warn(self) -> None:
        """Where not to step, at Ade’s: he was told of it, and said what he thinks."""
        alice = self.council.accounts["alice"]
        with acting(alice.pk):
            warn(
                person=self.people["ade"],
                what="The back step is loose, and slippery when it rains.",
                safe="Use the front door, and ring before, so that Ade has time to come.",
                evidence=f"Harriet stood on it on {in_words(self.days.day(21))}, and held on to "
                "the rail. Housing repairs have been asked.",
                for_whom=WarningNote.Whom.VISIT,
                is_told=True,
                told_words="“I have told them twice. Mind how you go.”",
                review_on=self.days.day(-40),
                by=alice,
            )

    def _agree(self, back: int, *, review_in: int, by: Account, **told: Any) -> Sheet:
        at = self.days.at(back, 12, 30)
        with acting(by.pk), dated(at):
            return agree_plan(
                id=new_id(),
                agreed_on=at.date(),
                review_on=self.days.day(back - review_in),
                by=by,
                **told,
            )

    def _say(
        self, sheet: Sheet, step: str, is_done: bool, back: int, words: str, by: Account
    ) -> None:
        at = self.days.at(back, 16)
        told: dict[str, Any] = {
            "plan": sheet.plan,
            "step": step,
            "is_done": is_done,
            "words": words,
        }
        with acting(by.pk), dated(at):
            say_of_step(**told, on=at.date(), by=by)


@contextmanager
def dated(at: datetime) -> Iterator[None]:
    """What is agreed meanwhile bears its own day, like all of Northmere; the trail does not."""

    def given(name: str, row: Model, add: bool) -> datetime:
        setattr(row, name, at)
        return at

    with ExitStack() as all_of_them:
        for model, name in DATED:
            field = model._meta.get_field(name)
            all_of_them.enter_context(patch.object(field, "pre_save", partial(given, name)))
        yield
