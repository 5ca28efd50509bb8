"""What stands first on a record: how the newest “About me” begins, in the person's words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON
from alongside.foundation.writing import first_words
from alongside.people.models import Person

from .access.newest import newest_answers
from .models import EntryKind

KEY = "about-me"  # the questionnaire that asks it
LINES = 3
IN_A_LINE = 160  # characters


@dataclass(frozen=True)
class AboutMe:
    """The newest: when it was said, how it begins, and how many answers it has."""

    entry: UUID
    on: date
    lines: tuple[tuple[str, str], ...]  # the question, and how its answer begins
    answers: int

    @property
    def more(self) -> int:
        """How many answers are not among the lines."""
        return self.answers - len(self.lines)


def about_me(by: Account, person: Person) -> AboutMe | None:
    """The newest that this account may read; none where there is none."""
    newest = newest_answers(by, person.pk, KEY, kind=EntryKind.OWN_WORDS)
    if newest is None:
        return None
    lines = newest.parts[:LINES]
    return AboutMe(
        newest.version.entry_id,
        newest.version.happened_at.astimezone(LONDON).date(),
        tuple((part.asked, first_words(part.text, IN_A_LINE)) for part in lines),
        len(newest.parts),
    )
