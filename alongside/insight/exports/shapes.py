"""How one row of each table stands in a person's export: written and read by the same table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from alongside.accounts.models import Account, Team
from alongside.people.models import (
    AccessRequest,
    Bar,
    BreakGlass,
    Consent,
    Fact,
    Grant,
    Handover,
    HandoverLine,
    Need,
    NeedStep,
    Person,
    Protection,
    Relationship,
    Service,
    Shared,
    WarningNote,
    WayIn,
)
from alongside.record.models import (
    About,
    Answer,
    Attachment,
    Chronology,
    ChronologyLine,
    Clock,
    ClockWords,
    Entry,
    Episode,
    FileLock,
    Hold,
    Misfiled,
    Part,
    Reader,
    Referral,
    ReferralLine,
    Release,
    Restriction,
    SharingDecision,
    Task,
    Version,
)

Row = dict[str, Any]
Who = Callable[[UUID, str, UUID | None], str | None]  # of a row, a field and an account: in words


@dataclass(frozen=True)
class Shape:
    """One table: which of its fields are left out, because where the row stands says them."""

    model: type[models.Model]
    without: tuple[str, ...] = ()

    def fields(self) -> Iterable[Any]:
        return (one for one in self.model._meta.concrete_fields if one.name not in self.without)

    def write(self, row: models.Model, who: Who) -> Row:
        """A row as it stands in the file: codes with their words beside them, people by id."""
        said: Row = {}
        for field in self.fields():
            value = getattr(row, field.attname)
            to = field.related_model
            if to in (Account, Team):
                said[field.name] = who(row.pk, field.name, value)
                continue
            if to is Person and value is None:  # who may be known elsewhere, and is not here
                value = who(row.pk, field.name, None)
            said[field.name] = plain(value)
            if field.choices:
                said[f"{field.name}_words"] = str(dict(field.flatchoices).get(value, value))
        return said

    def read(self, said: Row, by: Account, **given: Any) -> tuple[models.Model, Row]:
        """The row to be added, and who did what on it elsewhere, in words.

        Whoever it names has no account here: the importer adds it.
        """
        values, told = dict(given), {}
        for field in self.fields():
            if field.name in given:
                continue
            value = said[field.name]
            if field.related_model is Account:
                values[field.attname] = by.pk if value is not None else None
            elif field.related_model is Team:
                values[field.attname] = None
            else:
                values[field.attname] = field.to_python(value)
                continue
            if value is not None:
                told[field.name] = str(value)
        return self.model(**values), told


def plain(value: Any) -> Any:
    """As JSON has it: times in UTC, days and ids as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


PERSON = Shape(Person, ("sort_key",))
FACT = Shape(Fact, ("person", "key"))
PROTECTION = Shape(Protection, ("fact", "person"))
NEED = Shape(Need, ("person",))
STEP = Shape(NeedStep, ("need",))
RELATIONSHIP = Shape(Relationship, ("person",))
GRANT = Shape(Grant, ("person", "until_before"))
BAR = Shape(Bar, ("person",))
REQUEST = Shape(AccessRequest, ("person",))
GLASS = Shape(BreakGlass, ("person",))
LISTED = Shape(Shared, ("person",))
WAY_IN = Shape(WayIn, ("person",))
ENTRY = Shape(Entry)
ABOUT = Shape(About, ("entry", "removed_at", "removed_by", "removed_why"))
DECISION = Shape(SharingDecision, ("about", "person"))
VERSION = Shape(Version, ("entry",))
PART = Shape(Part, ("entry", "version"))
RELEASE = Shape(Release, ("part",))
ANSWER = Shape(Answer, ("entry", "part"))
RESTRICTION = Shape(Restriction, ("entry",))
READER = Shape(Reader, ("entry",))
HOLD = Shape(Hold, ())
FILE = Shape(Attachment, ("entry_id",))
LOCK = Shape(FileLock, ("attachment",))
MISFILED = Shape(Misfiled, ("person",))
TASK = Shape(Task, ("person", "awaits", "met_by"))
SERVICE = Shape(Service, ("person",))
WARNING = Shape(WarningNote, ("person",))
EPISODE = Shape(Episode, ("person", "episode", "source"))
HANDOVER = Shape(Handover, ("person",))
HANDOVER_LINE = Shape(HandoverLine, ("handover",))
CONSENT = Shape(Consent, ("person",))
CLOCK = Shape(Clock, ("person",))
CLOCK_WORDS = Shape(ClockWords, ("clock",))
REFERRAL = Shape(Referral, ("person",))
REFERRAL_LINE = Shape(ReferralLine, ("entry", "person", "reach"))
CHRONOLOGY = Shape(Chronology, ("made_from", "left_out"))
LINE = Shape(ChronologyLine, ("chronology", "exhibit", "taken_out_at"))
