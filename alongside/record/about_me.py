"""What stands first on a record: how the newest “About me” begins, in the person's words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON
from alongside.foundation.prepared import prepared
from alongside.foundation.writing import first_words
from alongside.people.models import Person

from .models import EntryKind, Part, Sharing, Version

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


def about_me(person: Person, by: Account) -> AboutMe | None:
    """The newest that this account may read; none where there is none. One query."""
    parts = _newest(person.pk, by.kind == Account.Kind.PERSON)
    if not parts:
        return None
    version = parts[0].version
    return AboutMe(
        version.entry_id,
        version.happened_at.astimezone(LONDON).date(),
        tuple((part.asked, first_words(part.text, IN_A_LINE)) for part in parts[:LINES]),
        len(parts),
    )


@prepared
def _newest(person: UUID, is_theirs: bool) -> QuerySet[Part]:
    """By plain columns alone: other conditions would be asked of everything in the record."""
    sharing = {"entry__abouts__sharing": Sharing.SHOWN} if is_theirs else {}
    versions = Version.objects.annotate(letters=Collate("form", "C")).filter(
        **sharing,
        entry__abouts__person_id=person,
        entry__abouts__removed_at=None,
        entry__kind=EntryKind.OWN_WORDS,
        number=F("entry__versions"),
        letters__gte=f"{KEY} ",
        letters__lt=f"{KEY}!",
    )
    newest = versions.order_by("-entry__abouts__happened_at").values("pk")[:1]
    parts = Part.objects.filter(version__in=newest).exclude(question="")
    return parts.select_related("version").order_by("position")
