"""What somebody who acts for a person, or a partner, may read: what was listed and nothing else."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Left
from django.http import Http404

from alongside.accounts.models import Account, in_force
from alongside.people.models import Basis, Grant, Shared
from alongside.record.access import entry_to_view
from alongside.record.models import Entry, Part, Version

from .mine import STARTS_WITH

MOST_LISTED = 60  # on the page of one person, the newest first


@dataclass
class Listed:
    """One entry that was listed for this account, and the parts about that person alone."""

    person_id: UUID
    entry: Entry
    version: Version
    parts: list[Part]


@dataclass
class Share:
    """All that is shared with this account about one person."""

    grant: Grant
    name: str  # as it was listed; empty where even the name was taken back
    entries: list[Listed]
    is_more: bool = False


def shares_of(account: Account) -> list[Share]:
    """Everything listed for this account, person by person."""
    grants = Grant.objects.filter(
        in_force(), account=account, basis__in=(Basis.PROXY, Basis.PARTNER), person_id__isnull=False
    )
    return [_share(one, account) for one in grants.order_by("starts")]


def _share(grant: Grant, account: Account) -> Share:
    rows = list(Shared.objects.filter(grant=grant, ended_at=None).order_by("at"))
    ids = [one.entry_id for one in rows if one.entry_id]
    entries = {one.pk: one for one in Entry.objects.visible_to(account).filter(pk__in=ids)}
    now = Version.objects.filter(entry_id__in=list(entries), number=F("entry__versions"))
    versions = list(now.order_by("-happened_at", "-entry_id")[: MOST_LISTED + 1])
    parts: dict[UUID, list[Part]] = {}
    said = Part.objects.filter(
        version_id__in=[one.pk for one in versions], about=[grant.person_id]
    ).defer("text")
    for part in said.annotate(start=Left("text", STARTS_WITH)).order_by("position"):
        parts.setdefault(part.version_id, []).append(part)
    listed = [
        Listed(grant.person_id, entries[one.entry_id], one, parts.get(one.pk, []))  # type: ignore[arg-type]
        for one in versions
    ]
    return Share(grant, _name(grant), listed[:MOST_LISTED], len(listed) > MOST_LISTED)


def _name(grant: Grant) -> str:
    """The person's name, if it was listed; the only thing of the person that leaves the gate."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.shared_name(%s)", [grant.pk])
        row = cursor.fetchone()
    return str(row[0] or "") if row else ""


def listed_entry(account: Account, entry_id: UUID) -> list[Listed]:
    """One entry listed for this account, whole, once for each person it is listed about; or 404."""
    entry = entry_to_view(account, entry_id)
    rows = Shared.objects.filter(
        in_force("grant__"), grant__account=account, entry_id=entry.pk, ended_at=None
    )
    version = Version.objects.filter(entry=entry, number=entry.versions).first()
    people = list(dict.fromkeys(rows.order_by("at").values_list("person_id", flat=True)))
    if version is None or not people:
        raise Http404
    parts = list(Part.objects.filter(version=version).order_by("position"))
    return [
        Listed(one, entry, version, [part for part in parts if part.about == [one]])
        for one in people
    ]
