"""When somebody was last met or spoken with, as far as whoever asks can tell."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alongside.foundation.conditions import Condition
from alongside.foundation.days import LONDON
from alongside.foundation.prepared import prepared
from alongside.people.models import Person

from .models import About, EntryKind

MET = (EntryKind.VISIT, EntryKind.MEETING)
IN_CONTACT = (*MET, EntryKind.CALL)
# A door that nobody opened is no meeting. On the phone nobody is seen, and yet spoken with.
REALLY = """exists (select 1 from record_entry e join record_version v
    on v.entry_id = e.id and v.number = e.versions where e.id = {0} and e.kind = any (%s)
    and (e.kind = 'call' or coalesce(gate.how_seen(v.seen, {1}), '') <> 'not seen'))"""


def really(kinds: Sequence[str] = MET) -> Condition:
    """That an About is of a visit or a meeting at which the person was not “not seen”."""
    return Condition(REALLY, "entry_id", "person_id", given=([str(kind) for kind in kinds],))


def by_tonight() -> datetime:
    """The end of today: a visit of today counts, whether or not its hour is known."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=LONDON)


def last_contact(person: Person) -> datetime | None:
    """When somebody last met or spoke with the person, as far as this account can tell."""
    return next(iter(_last_contact(person.pk, by_tonight())), None)


@prepared
def _last_contact(person: UUID, before: datetime) -> QuerySet[About, datetime]:
    found = About.objects.filter(really(IN_CONTACT), person_id=person, removed_at=None)
    found = found.filter(happened_at__lt=before).order_by("-happened_at", "-entry_id")
    return found.values_list("happened_at", flat=True)[:1]
