"""What is to be made, before any row is: people, what is known of them, and what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from alongside.foundation.ids import new_id
from alongside.people.actions.adding import Told

HE = ("he", "him", "his", "his", "himself")
SHE = ("she", "her", "her", "hers", "herself")
THEY = ("they", "them", "their", "theirs", "themself")
PRONOUNS = {"he": HE, "she": SHE, "they": THEY}


class NeedPlan(NamedTuple):
    """One need: the category, the option of the library, and the person's own way of saying it."""

    category: str
    option: str
    words: str


class Around(NamedTuple):
    """Somebody around a person: of what kind, called what, and their record if they have one."""

    kind: str  # a code of the set "relationships": Pat is the "sibling" of Ade
    called: str
    other: str = ""  # the key of their plan
    words: str = ""
    of: str = ""  # whom it is said of, where that is somebody else around the person
    sex: str = ""
    born: str = ""
    died: str = ""
    ground: str = ""  # where parental responsibility comes from


@dataclass
class PersonPlan:
    """Somebody who is to have a record."""

    key: str
    given: str
    family: str = ""
    pronoun: str = "they"
    born: date | None = None
    told: list[Told] = field(default_factory=list)
    needs: list[NeedPlan] = field(default_factory=list)
    around: list[Around] = field(default_factory=list)
    team: str = ""
    worker: str = ""
    helpers: tuple[str, ...] = ()  # who else of the staff works with them
    since: int = 400  # days ago
    closed: int | None = None  # days ago
    id: UUID = field(default_factory=new_id)

    @property
    def called(self) -> str:
        """The whole name."""
        return f"{self.given} {self.family}".strip()

    def slots(self) -> dict[str, str]:
        """What stands for them in a text."""
        they, them, their, theirs, themself = PRONOUNS[self.pronoun]
        many = self.pronoun == "they"
        return {
            "name": self.given,
            "they": they,
            "them": them,
            "their": their,
            "theirs": theirs,
            "themself": themself,
            "They": they.capitalize(),
            "Their": their.capitalize(),
            "was": "were" if many else "was",
            "has": "have" if many else "has",
            "is": "are" if many else "is",
        }


@dataclass(frozen=True)
class PartPlan:
    """One part of an entry: its sort, its words, whose they are, and whom they are about."""

    sort: str
    text: str
    of: str = ""
    about: tuple[UUID, ...] = ()  # empty: everyone


@dataclass(frozen=True)
class EntryPlan:
    """One entry as it was finished on its day."""

    kind: str
    at: datetime
    written_at: datetime
    by: str  # a key of the staff, or of an account
    people: tuple[UUID, ...]
    parts: tuple[PartPlan, ...]
    title: str = ""
    contact: str = ""
    place: str = ""
    minutes: int | None = None
    there: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    precision: str = "time"
    team: str = ""
    manager: str = ""  # who decides, where it is held first
    id: UUID = field(default_factory=new_id)
    version: UUID = field(default_factory=new_id)
