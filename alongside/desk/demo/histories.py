"""Turns a household and its bank of words into what was written over the months."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from alongside.record.defaults import HELD_FIRST
from alongside.record.models import Contact, EntryKind, PartSort, Seen

from .calendar import Calendar
from .households import ADULTS, Household
from .plans import EntryPlan, PartPlan, PersonPlan
from .telling import Line, Moment, say, theme

MINUTES = (30, 40, 45, 50, 60, 60, 75, 90)
COVER = {
    "adults": ("bob", "harriet", "alice"),
    "west": ("charlie", "yasmin"),
    "east": ("niamh", "tomasz"),
    "early": ("hamza", "ffion"),
}
MANAGER = {"adults": "mo", "west": "yasmin", "east": "delroy", "early": "ffion"}
MET = (EntryKind.VISIT, EntryKind.MEETING)
OFFICE = "Weavers Hall, our office"


class Storyteller:
    """Tells the stories of households, always the same from the same seed."""

    def __init__(self, dice: Random, days: Calendar, names: dict[str, str]) -> None:
        self.dice, self.days, self.names = dice, days, names

    def tell(self, home: Household, every: float) -> Iterator[EntryPlan]:
        """What was written about one household, with about so many days between two entries."""
        backs = self._days_back(home, every)
        moments = self._moments(home, len(backs))
        focus = [home.focus[number % len(home.focus)] for number in range(len(backs))]
        for number, (back, moment) in enumerate(zip(backs, moments, strict=True)):
            one = focus[0] if moment.stage == "begin" else self.dice.choice(focus)
            yield self._entry(home, moment, one, back, is_everybody=number == 1)

    def _days_back(self, home: Household, every: float) -> list[int]:
        last = home.closed if home.closed is not None else home.last
        back, found = float(home.since), []
        while back >= last:
            found.append(round(back))
            back -= max(1.0, self.dice.gauss(every, every / 2.5))
        if home.closed is not None and found[-1] != last:
            found.append(last)
        return found

    def _moments(self, home: Household, number: int) -> list[Moment]:
        """A beginning, a middle with a few things that happen once, and an end if it is over."""
        words = theme(home.theme)
        begin = words.of("begin")[:number]
        end = words.of("end") if home.closed is not None else words.of("end")[:0]
        end = end[: max(0, number - len(begin))]
        left = number - len(begin) - len(end)
        middle = self._middle(home, left)
        visits = [place for place, moment in enumerate(middle) if moment.kind == EntryKind.VISIT]
        if visits and not end:  # the latest that is known of somebody is that they were met
            middle.append(middle.pop(visits[-1]))
        return begin + middle + end

    def _middle(self, home: Household, left: int) -> list[Moment]:
        words = theme(home.theme)
        small = theme("anybody").of("then") + theme(
            "anyadult" if home.theme in ADULTS else "anychild"
        ).of("then")
        pool: list[Moment] = []
        found: list[Moment] = []
        while len(found) < left:
            if not pool:
                own = words.of("then")
                pool = own + self.dice.sample(small, min(len(small), max(3, len(own) // 3)))
                self.dice.shuffle(pool)
            found.append(pool.pop())
        for moment in words.of("once"):
            if found and self.dice.random() < 0.8:
                found[self.dice.randrange(len(found))] = moment
        return found

    # One entry -----------------------------------------------------------------------------------

    def _entry(
        self, home: Household, moment: Moment, one: PersonPlan, back: int, *, is_everybody: bool
    ) -> EntryPlan:
        sib = self._sibling(home, one)
        by = self._writer(home, moment)
        slots = self._slots(home, one, sib, by)
        kind = EntryKind(moment.kind)
        has_time = kind in (*MET, EntryKind.CALL)
        at = self.days.hour(back, self.dice) if has_time else self.days.at(back, 12)
        people = self._whom(home, moment, one, sib)
        if is_everybody:  # at the first visit one meets them all
            people = [one.id, *(other.id for other in home.people if other is not one)]
        if by == MANAGER[home.team]:
            people = [one.id]
        return EntryPlan(
            kind=kind.value,
            at=at,
            written_at=self._written(at, back),
            by=by,
            people=tuple(people),
            parts=tuple(self._parts(home, moment, one, sib, people, slots)),
            title=say(moment.title, slots, self.dice)[:200],
            contact=moment.contact,
            place=self._place(moment, slots),
            minutes=self.dice.choice(MINUTES) if kind in MET else None,
            there=self._there(home, moment, one),
            seen=self._seen(moment, one, people),
            precision="time" if has_time else "day",
            team=home.team,
            manager=MANAGER[home.team],
        )

    def _sibling(self, home: Household, one: PersonPlan) -> PersonPlan | None:
        others = [
            other
            for other in home.people
            if other is not one
            and other is not home.near_plan
            and _is_child(other, self.days.today)
        ]
        return others[0] if others else None

    def _writer(self, home: Household, moment: Moment) -> str:
        if moment.kind in HELD_FIRST:  # a manager decides about these, so somebody else writes them
            return home.worker
        if moment.kind == EntryKind.DECISION or (
            moment.kind == EntryKind.REVIEW and self.dice.random() < 0.2
        ):
            return MANAGER[home.team]
        if moment.stage == "then" and self.dice.random() < 0.08:
            return self.dice.choice(COVER[home.team])
        return home.worker

    def _slots(
        self, home: Household, one: PersonPlan, sib: PersonPlan | None, by: str
    ) -> dict[str, str]:
        cover = next(key for key in COVER[home.team] if key != by)
        return {
            **one.slots(),
            "near": home.near,
            "near_who": f"{one.slots()['their']} {home.near_who.split(' ', 1)[1]}",
            "sib": sib.given if sib else "a cousin",
            "gp": home.surgery,
            "school": home.school.get(one.key) or "the family hub",
            "cover": self.names[cover],
            "manager": self.names[MANAGER[home.team]]
            if MANAGER[home.team] != by
            else "the service manager",
        }

    def _written(self, at: datetime, back: int) -> datetime:
        if self.dice.random() < 0.03 and back > 14:  # now and then late, and the page says so
            return at + timedelta(days=7, minutes=20)
        return at + timedelta(minutes=self.dice.randrange(20, 240) if back > 1 else 3)

    def _whom(
        self, home: Household, moment: Moment, one: PersonPlan, sib: PersonPlan | None
    ) -> list[UUID]:
        """The person, and whoever else it speaks of at length and has a record."""
        words, found = moment.all_words, [one.id]
        at_length = [line.text for line in moment.lines if line.sort == PartSort.FACT]
        if sib is not None and "{sib}" in "".join([moment.title, *at_length]):
            found.append(sib.id)
        is_theirs_too = "{near}" in moment.title or ("{near}" in words and self.dice.random() < 0.2)
        if home.near_plan is not None and home.near_plan is not one and is_theirs_too:
            found.append(home.near_plan.id)
        return found

    def _parts(
        self,
        home: Household,
        moment: Moment,
        one: PersonPlan,
        sib: PersonPlan | None,
        people: list[UUID],
        slots: dict[str, str],
    ) -> Iterator[PartPlan]:
        for line in moment.lines:
            if line.sort == PartSort.OWN_WORDS and self.dice.random() < 0.3:
                continue
            if line.sort == PartSort.OPINION and self.dice.random() < 0.15:
                continue
            text, of = self._new(home, line, slots), say(line.of, slots, self.dice)
            if not text:
                continue
            about = self._about(home, line, one, sib, people)
            if line.sort == PartSort.OWN_WORDS:
                of = one.given
                if text.startswith(f"{home.near}: "):
                    of, text = home.near, text.removeprefix(f"{home.near}: ")
            if line.sort == PartSort.FACT and moment.kind in MET and self.dice.random() < 0.4:
                text = f"{text} {say(self.dice.choice(theme('next').next), slots, self.dice)}"
            yield PartPlan(line.sort, text, of, about)

    def _new(self, home: Household, line: Line, slots: dict[str, str]) -> str:
        """What was not written in this home before; what happened may happen again."""
        text = ""
        for _ in range(5):
            text = say(line.text, slots, self.dice)
            if text not in home.said:
                home.said.add(text)
                return text
        return text if line.sort == PartSort.FACT else ""

    def _about(
        self,
        home: Household,
        line: Line,
        one: PersonPlan,
        sib: PersonPlan | None,
        people: list[UUID],
    ) -> tuple[UUID, ...]:
        about = {one.id}
        if sib is not None and "{sib}" in line.text:
            about.add(sib.id)
        if home.near_plan is not None and "{near}" in line.text + line.of:
            about.add(home.near_plan.id)
        return tuple(person for person in people if person in about)

    def _place(self, moment: Moment, slots: dict[str, str]) -> str:
        if moment.contact == Contact.SCHOOL:
            return slots["school"]
        return OFFICE if moment.contact == Contact.OFFICE else ""

    def _there(self, home: Household, moment: Moment, one: PersonPlan) -> str:
        if moment.kind not in MET:
            return ""
        there = [one.given]
        if "{near}" in moment.all_words:
            there.append(home.near)
        return ", ".join(there)

    def _seen(self, moment: Moment, one: PersonPlan, people: list[UUID]) -> dict[str, str]:
        if moment.kind != EntryKind.VISIT:
            return {}
        if "nobody" in moment.title.lower():
            return {str(one.id): Seen.NOT_SEEN.value}
        alone = self.dice.random() < 0.6
        seen = Seen.ALONE if alone else Seen.WITH_OTHERS
        return {
            str(person): seen.value if person == one.id else Seen.WITH_OTHERS.value
            for person in people
        }


def _is_child(one: PersonPlan, today: date) -> bool:
    return one.born is not None and (today - one.born).days < 18 * 365
