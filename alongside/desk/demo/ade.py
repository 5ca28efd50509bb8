"""Ade’s record: what stands in records/ade.txt, and the entries in which something is planted."""

from collections.abc import Iterator
from uuid import UUID

from alongside.record.models import Contact, EntryKind, PartSort, Seen

from .calendar import Calendar
from .plans import EntryPlan, PartPlan, PersonPlan
from .telling import Moment, theme

FACT, REPORTED, OPINION, OWN = (
    PartSort.FACT.value,
    PartSort.REPORTED.value,
    PartSort.OPINION.value,
    PartSort.OWN_WORDS.value,
)
AMENDED, RESTRICTED, HIDDEN, TOGETHER = (
    "Going out, and the day centre",
    "Something about the family",
    "What a neighbour told us",
    "Ade and Pat, and who does what",
)
FIRST_WORDS = (
    "I think Ade wants to stop going out in the week. He is clear about why. "
    "I have no worry about his safety on the step or in the garden."
)


class AdesRecord:
    """His entries: 31 since the spring, four of them with something planted."""

    def __init__(self, days: Calendar, ade: PersonPlan, pat: UUID) -> None:
        self.days, self.ade, self.pat = days, ade, pat

    def all(self) -> list[EntryPlan]:
        """Every entry of his record."""
        written = [self._from(moment) for moment in theme("ade", "records").moments]
        return [*written, *self._planted()]

    def _from(self, moment: Moment) -> EntryPlan:
        back, clock, minutes, by = moment.stage.split()
        hour, _, minute = clock.partition(".")
        at = self.days.at(int(back), int(hour), int(minute))
        parts = [
            PartPlan(line.sort, line.text, "Ade" if line.sort == OWN else line.of)
            for line in moment.lines
        ]
        has_time = moment.kind in (
            EntryKind.VISIT,
            EntryKind.CALL,
            EntryKind.PLAN,
            EntryKind.ASSESSMENT,
        )
        return self._entry(
            moment.kind,
            int(back),
            at.hour,
            at.minute,
            by,
            parts,
            moment.title,
            contact=moment.contact,
            minutes=int(minutes) or None,
            precision="time" if has_time else "day",
        )

    def _entry(
        self,
        kind: str,
        back: int,
        hour: int,
        minute: int,
        by: str,
        parts: list[PartPlan],
        title: str,
        *,
        people: tuple[UUID, ...] = (),
        contact: str = "",
        minutes: int | None = None,
        precision: str = "time",
        there: str = "",
        works: bool = True,
    ) -> EntryPlan:
        at = self.days.at(back, hour, minute, works=works)
        whom = people or (self.ade.id,)
        seen = {str(self.ade.id): Seen.ALONE.value} if kind == EntryKind.VISIT else {}
        return EntryPlan(
            kind=kind,
            at=at,
            written_at=self.days.at(back, min(hour + 2, 17), 10, works=works),
            by=by,
            people=whom,
            parts=tuple(parts),
            title=title,
            contact=contact,
            minutes=minutes,
            there=there,
            seen=seen,
            precision=precision,
            team="" if by == "ade" else "adults",
        )

    def _planted(self) -> Iterator[EntryPlan]:
        yield self._entry(
            EntryKind.NOTE.value,
            71,
            12,
            0,
            "bob",
            self._about_both(),
            TOGETHER,
            people=(self.ade.id, self.pat),
            precision="day",
        )
        yield self._entry(
            EntryKind.NOTE.value,
            28,
            12,
            0,
            "bob",
            [
                PartPlan(
                    REPORTED,
                    "She told me in confidence about her own health, and asked that Ade hears "
                    "it from her, after Christmas.",
                    "Pat Bankole",
                )
            ],
            RESTRICTED,
            precision="day",
        )
        yield self._hidden()
        yield self._entry(
            EntryKind.OWN_WORDS.value,
            10,
            17,
            20,
            "ade",
            [
                PartPlan(
                    OWN, "Dug over the far bed today. First time since March. Tell Alice.", "Ade"
                )
            ],
            "",
            works=False,
        )
        yield self._put_right()

    def _put_right(self) -> EntryPlan:
        return self._entry(
            EntryKind.VISIT.value,
            5,
            10,
            0,
            "alice",
            self._going_out(),
            AMENDED,
            contact=Contact.HOME.value,
            minutes=75,
            there="Ade, Pat for the second half",
        )

    def _hidden(self) -> EntryPlan:
        return self._entry(
            EntryKind.S42.value,
            24,
            15,
            0,
            "alice",
            [
                PartPlan(
                    REPORTED,
                    "A man has called at Ade’s door three times asking for money for the roof. "
                    "She does not want Ade to know that it was she who told us.",
                    "a neighbour",
                ),
                PartPlan(
                    FACT,
                    "The police know the man from other streets, and asked us to say nothing "
                    "to anybody on the terrace until they have spoken with him.",
                ),
                PartPlan(
                    OPINION,
                    "Ade has not given him anything. Kwame is with him when the man usually "
                    "comes. We look at this again each week.",
                ),
            ],
            HIDDEN,
            precision="day",
        )

    def _about_both(self) -> list[PartPlan]:
        both, ade, pat = (self.ade.id, self.pat), (self.ade.id,), (self.pat,)
        return [
            PartPlan(
                FACT,
                "Ade does his own breakfast and the post. He would like to do the shopping by bus.",
                about=ade,
            ),
            PartPlan(
                FACT,
                "Pat and Ade agreed at Pat’s table that she stops doing his washing, and that "
                "Sundays stay as they are.",
                about=both,
            ),
            PartPlan(
                OPINION, "Pat is more tired than she lets Ade see. Her own doctor knows.", about=pat
            ),
        ]

    def _going_out(self) -> list[PartPlan]:
        return [
            PartPlan(
                FACT,
                "I came to see Ade on his own first. Pat joined us at 10.40. The house was "
                "warm and Ade had laid out photographs of the allotment for me. He walked to "
                "the back step and down it without help, holding the rail.\n\nAde said that he "
                "has not been to the day centre for three weeks. We talked about what a good "
                "week would look like. He named two things: the allotment, and his friends "
                "from the depot.",
            ),
            PartPlan(
                REPORTED,
                "The day centre had rung her twice to ask where Ade was. They had not rung Ade.",
                "Pat",
            ),
            PartPlan(OPINION, FIRST_WORDS),
        ]
