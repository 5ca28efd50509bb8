"""What somebody who acts for a person, or a partner, may read: what was listed and nothing else."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Left
from django.http import Http404

from alongside.accounts.models import Account, in_force
from alongside.people.models import Basis, Grant, Shared
from alongside.record.access import entry_to_view
from alongside.record.access.entries import as_they_are_now
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
    worked_on: list[datetime] = field(default_factory=list)  # when what we changed since was sent


def shares_of(account: Account) -> list[Share]:
    """Everything listed for this account, person by person."""
    found = Grant.objects.filter(
        in_force(), account=account, basis__in=(Basis.PROXY, Basis.PARTNER), person_id__isnull=False
    )
    grants = list(found.order_by("starts"))
    names, listed = _names(grants), _newest(grants, account)
    parts = _beginnings(grants, listed)
    shares = [_share(one, names.get(one.pk, ""), listed[one.pk], parts) for one in grants]
    if account.kind == Account.Kind.PARTNER:
        _say_what_was_sent(shares, account)
    return shares


def shares_whole(account: Account) -> list[Share]:
    """The same with every word of it, for who reads it in one sitting."""
    shares = shares_of(account)
    parts = [part for share in shares for each in share.entries for part in each.parts]
    whole = {one.pk: one for one in Part.objects.filter(pk__in=[one.pk for one in parts])}
    as_they_are_now(
        [share.grant.person_id for share in shares if share.grant.person_id], whole.values()
    )
    for share in shares:
        for each in share.entries:
            each.parts = [whole[one.pk] for one in each.parts if one.pk in whole]
    return shares


def _say_what_was_sent(shares: list[Share], account: Account) -> None:
    """What this account sent and cannot read now: only when it was. Two queries."""
    sent = Shared.objects.filter(
        grant__in=[one.grant for one in shares], by=account, entry_id__isnull=False, ended_at=None
    )
    rows = list(sent.order_by("-at")[:MOST_LISTED].values_list("grant_id", "entry_id", "at"))
    ids = [entry_id for _, entry_id, _ in rows if entry_id]
    open_now = set(
        Entry.objects.visible_to(account).filter(pk__in=ids).values_list("pk", flat=True)
    )
    for share in shares:
        share.worked_on = [
            at for grant, entry, at in rows if grant == share.grant.pk and entry not in open_now
        ]


def grant_to_ask_by(account: Account, grant_id: UUID) -> Grant:
    """A partner's own grant about somebody, also one that has ended; or 404."""
    if account.kind != Account.Kind.PARTNER:
        raise Http404
    found = Grant.objects.filter(
        pk=grant_id, account_id=account.pk, basis=Basis.PARTNER, person_id__isnull=False
    ).first()
    if found is None:
        raise Http404
    return found


def name_on(grant: Grant) -> str:
    """The name that was listed for it; nothing where it was not, or it has ended."""
    return _names([grant])[grant.pk]


def name_for(account: Account, person: UUID) -> str:
    """What somebody is called, as far as it is listed for this account today."""
    mine = Grant.objects.filter(in_force(), account=account, basis=Basis.PARTNER, person=person)
    return next((name for name in _names(list(mine)).values() if name), "")


def _newest(grants: list[Grant], account: Account) -> dict[UUID, list[tuple[Entry, Version]]]:
    """What is listed for each grant, the newest first, and one more than is shown; two queries."""
    rows = Shared.objects.filter(grant__in=grants, ended_at=None, entry_id__isnull=False)
    of_entry: dict[UUID, set[UUID]] = defaultdict(set)
    for grant_id, entry_id in rows.values_list("grant_id", "entry_id"):
        assert entry_id is not None
        of_entry[entry_id].add(grant_id)
    now = Version.objects.filter(
        entry__in=Entry.objects.visible_to(account).filter(pk__in=list(of_entry)),
        number=F("entry__versions"),
    )
    newest: dict[UUID, list[tuple[Entry, Version]]] = defaultdict(list)
    for version in now.select_related("entry").order_by("-happened_at", "-entry_id"):
        for grant_id in of_entry[version.entry_id]:
            if len(newest[grant_id]) <= MOST_LISTED:
                newest[grant_id].append((version.entry, version))
    return newest


def _beginnings(
    grants: list[Grant], listed: dict[UUID, list[tuple[Entry, Version]]]
) -> dict[tuple[UUID, UUID], list[Part]]:
    """How each part begins that is about one person alone: by version and person; one query."""
    parts: dict[tuple[UUID, UUID], list[Part]] = defaultdict(list)
    versions = {version.pk for found in listed.values() for _, version in found[:MOST_LISTED]}
    alone = [[one.person_id] for one in grants]
    said = Part.objects.filter(version_id__in=versions, about__len=1).defer("text")
    found = list(said.annotate(start=Left("text", STARTS_WITH)).order_by("position"))
    as_they_are_now([one for (one,) in alone if one], found)
    for part in (one for one in found if one.about in alone):
        parts[part.version_id, part.about[0]].append(part)
    return parts


def _share(
    grant: Grant,
    name: str,
    found: list[tuple[Entry, Version]],
    parts: dict[tuple[UUID, UUID], list[Part]],
) -> Share:
    person_id = grant.person_id
    assert person_id is not None
    listed = [
        Listed(person_id, entry, version, parts.get((version.pk, person_id), []))
        for entry, version in found[:MOST_LISTED]
    ]
    return Share(grant, name, listed, len(found) > MOST_LISTED)


def _names(grants: list[Grant]) -> dict[UUID, str]:
    """The names that were listed; the only thing of the people that leaves the gate. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select g, gate.shared_name(g) from unnest(%s::uuid[]) g", [[one.pk for one in grants]]
        )
        return {grant: str(name or "") for grant, name in cursor.fetchall()}


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
    as_they_are_now(people, parts)
    return [
        Listed(one, entry, version, [part for part in parts if part.about == [one]])
        for one in people
    ]
