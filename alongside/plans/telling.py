"""What pages say of a plan: its steps, what is missing, what changed, how far a goal is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from alongside.foundation.actor import Actor
from alongside.foundation.days import ago, in_words
from alongside.people.models import Person
from alongside.record.access.clocks import counted

from .access import Plan, clocks_beside
from .models import Line, Sheet
from .wording import WHERE, Goal, Owner, Wording, from_data, picture_of

# Up to how much there is on it, the page for the fridge is set so large that it fits on one sheet.
SIZES = ((740, "large"), (1_080, "middle"), (1_480, "small"))
ROW = 60  # as many characters as a goal or a step takes room, besides its own


@dataclass(frozen=True)
class StepTold:
    """A step as a page shows it."""

    key: str
    words: str
    whose: str
    by: date | None
    is_done: bool
    is_own: bool
    picture: str
    said: list[Line]


@dataclass(frozen=True)
class GoalTold:
    """A goal as a page shows it, with the way it has come."""

    goal: Goal
    where: str
    way: list[tuple[date, int]]
    sentence: str


@dataclass(frozen=True)
class Change:
    """One thing that differs from the version before."""

    what: str
    words: str
    was: str = ""


def steps(plan: Plan, called: str) -> list[StepTold]:
    """The steps in their order, each with what was said of it."""
    return [
        StepTold(
            key=one.key,
            words=one.words,
            whose=one.whose(called),
            by=one.by,
            is_done=plan.is_done(one),
            is_own=one.owner == Owner.PERSON,
            picture=picture_of(one.words, one.owner),
            said=plan.said_of(one),
        )
        for one in plan.wording.steps
    ]


def kindly(plan: Plan, called: str, today: date) -> list[str]:
    """What would make this plan a better one, said as one would say it in the room."""
    if not plan.goes_on or not plan.is_newest:
        return []
    found = []
    is_born = plan.person.state != Person.State.UNBORN
    if is_born and not any(one.owner == Owner.PERSON for one in plan.wording.steps):
        found.append(
            f"Nothing in this plan is {called}’s own to do yet. "
            f"Is there a step that {called} would like to take?"
        )
    on = plan.sheet.review_on
    if on is None:
        found.append("No day is set for looking at it again. Settle on one together.")
    elif on < today:
        found.append(
            f"It was to be looked at again by {in_words(on)}, {ago(on, today)}. "
            f"Find a day for it with {called}. Until then it holds."
        )
    if is_born and not any(one.is_own and one.what != Line.What.NOT_ASKED for one in plan.voices):
        found.append(f"Nobody has written down yet whether {called} agrees.")
    return found


@dataclass(frozen=True)
class DueTold:
    """Something due beside a plan: by when, and whether this version seems to stand for it.

    It does where the plan was looked at again nearer to that day than to the one it counts from.
    """

    title: str
    due_on: date
    url: str
    seems_done: bool


def due_beside(plan: Plan, by: Actor) -> list[DueTold]:
    """What is due for them that looking at this plan again does not do."""
    sheet = plan.sheet
    return [
        DueTold(
            title=counted(one).title,
            due_on=one.due_on,
            url=reverse("record:clock", args=[one.pk]),
            seems_done=sheet.number > 1
            and sheet.agreed_on - one.started_on > one.due_on - sheet.agreed_on,
        )
        for one in clocks_beside(plan, by)
    ]


def size_of(wording: Wording) -> str:
    """How large the page for the fridge is set, so that it fits on one sheet where it can."""
    room = wording.size + ROW * (len(wording.goals) + len(wording.steps))
    return next((name for most, name in SIZES if room <= most), "full")


def ways(sheets: Sequence[Sheet], upto: int) -> dict[str, list[tuple[date, int]]]:
    """For each goal, how far it was said to be in each version, the first one first."""
    found: dict[str, list[tuple[date, int]]] = {}
    for sheet in sheets:
        if sheet.number <= upto:
            for goal in from_data(sheet.content).goals:
                if goal.where is not None:
                    found.setdefault(goal.key, []).append((sheet.agreed_on, goal.where))
    return found


def keys_of(sheets: Sequence[Sheet]) -> list[str]:
    """The keys that rows had in any version, so that none comes to mean another."""
    read = [from_data(one.content) for one in sheets]
    return [
        one.key for said in read for rows in (said.goals, said.steps, said.money) for one in rows
    ]


def where(goal: Goal | None) -> str:
    """How far it was said to be, in words."""
    return WHERE[goal.where] if goal and goal.where is not None else ""


def goals(plan: Plan, sheets: Sequence[Sheet]) -> list[GoalTold]:
    """The goals of this version, each with the way it has come so far."""
    along = ways(sheets, plan.sheet.number)
    return [
        GoalTold(
            goal=one,
            where=where(one),
            way=along.get(one.key, []),
            sentence=sentence(along.get(one.key, [])),
        )
        for one in plan.wording.goals
    ]


def sentence(way: Sequence[tuple[date, int]]) -> str:
    """From “A start” on 3 March 2026 to “Halfway” on 2 June 2026, in 3 looks."""
    if not way:
        return "Nobody has said yet how far this is."
    (first_on, first), (last_on, last) = way[0], way[-1]
    if len(way) == 1:
        return f"“{WHERE[first]}” on {in_words(first_on)}."
    looks = f"looked at {len(way)} times"
    if first == last:
        return f"“{WHERE[last]}” on {in_words(last_on)}, as on {in_words(first_on)}; {looks}."
    return (
        f"From “{WHERE[first]}” on {in_words(first_on)} to “{WHERE[last]}” on "
        f"{in_words(last_on)}; {looks}."
    )


def changes(before: Wording, now: Wording, done: Collection[str] = ()) -> list[Change]:
    """What is new, what reads otherwise and what is left out; `done` are the keys of steps done."""
    found = []
    if before.wanted != now.wanted:
        found.append(Change("What is wanted reads otherwise", now.wanted, before.wanted))
    for what, old, new in (
        ("goal", before.goals, now.goals),
        ("step", before.steps, now.steps),
        ("line of money", before.money, now.money),
    ):
        was = {one.key: one for one in old}
        keeps = {one.key for one in new}
        for one in new:
            if one.key not in was:
                found.append(Change(f"New {what}", one.words))
            elif _told(one) != _told(was[one.key]):
                found.append(Change(f"Changed {what}", _told(one), _told(was[one.key])))
        for key, one in was.items():
            if key not in keeps:
                how = f"Done: a {what}" if key in done else f"Left out: a {what}"
                found.append(Change(how, one.words))
    return found


def _told(one: object) -> str:
    """A goal, a step or a line of money in one line, so that two of them can be compared."""
    words = str(getattr(one, "words", ""))
    more = [
        WHERE[where] if (where := getattr(one, "where", None)) is not None else "",
        str(getattr(one, "know", "")),
        str(getattr(one, "name", "")) or str(getattr(one, "owner", "")),
        f"by {in_words(by)}" if (by := getattr(one, "by", None)) else "",
        str(getattr(one, "told", "")),
    ]
    return " · ".join([words, *(part for part in more if part)])
