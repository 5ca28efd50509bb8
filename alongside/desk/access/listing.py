"""What is listed for whoever acts for a person or works at a partner agency, and what could be."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from alongside.accounts.models import Account
from alongside.people.access import may_open_to
from alongside.people.models import Basis, Grant, Person, Shared
from alongside.record.access import people_on
from alongside.record.models import About, Entry, Sharing, Version

from .person import grants_on

NEWEST = 40  # to choose from; an older one is listed from its own page
LISTED_FOR = (Basis.PROXY, Basis.PARTNER)


@dataclass(frozen=True)
class OnList:
    """One entry on somebody's list; without its version where whoever asks may not read it."""

    shared: Shared
    version: Version | None
    is_read: bool  # whether they read it now: what is held since stays on the list, unread


def on_list(grant: Grant, by: Account) -> list[OnList]:
    """The entries that are listed for this grant, the newest listing first."""
    rows = Shared.objects.filter(grant=grant, ended_at=None, entry_id__isnull=False)
    found = list(rows.select_related("by__practitioner").order_by("-at"))
    ids = [one.entry_id for one in found if one.entry_id]
    versions = _versions(ids, by)
    shown = set(
        About.objects.filter(
            person=grant.person, entry_id__in=ids, sharing=Sharing.SHOWN, removed_at=None
        ).values_list("entry_id", flat=True)
    )
    return [OnList(one, versions.get(one.entry_id), one.entry_id in shown) for one in found]  # type: ignore[arg-type]


def _versions(entries: list[UUID], by: Account) -> dict[UUID, Version]:
    seen = Entry.objects.visible_to(by).filter(pk__in=entries)
    now = Version.objects.filter(entry__in=seen, number=F("entry__versions"))
    return {one.entry_id: one for one in now.select_related("entry")}


def may_be_listed(person: Person, grant: Grant, by: Account) -> list[Version]:
    """The newest entries that the person may read themselves and that are not listed yet."""
    listed = Shared.objects.filter(grant=grant, ended_at=None, entry_id__isnull=False)
    shown = About.objects.filter(
        person=person, sharing=Sharing.SHOWN, removed_at=None, entry__needs__lte=2
    ).exclude(entry_id__in=list(listed.values_list("entry_id", flat=True)))
    newest = shown.order_by("-happened_at", "-entry_id").values_list("entry_id", flat=True)
    ids = list(newest[:NEWEST])
    versions = _versions(ids, by)
    return [versions[one] for one in ids if one in versions]


def lists_for(entry: Entry) -> list[Grant]:
    """For whom this entry could be listed, by whoever may let people in to a record it is about."""
    people = [one for one in people_on(entry) if may_open_to(one)]
    listed = Shared.objects.filter(entry_id=entry.pk, ended_at=None).values("grant_id")
    found: list[Grant] = []
    for person in Person.objects.filter(pk__in=people):
        grants = grants_on(person).filter(basis__in=LISTED_FOR).exclude(pk__in=listed)
        found += grants.select_related("person", "account__practitioner__agency", "team")
    return found
