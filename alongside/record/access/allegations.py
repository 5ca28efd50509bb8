"""The only way from a web address to an allegation: by a role, and never by a person's record."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account, RoleHeld, in_force
from alongside.foundation import trail
from alongside.record.models import KEEP, Allegation, AllegationVersion

PAGE = 50


def allegation_to_view(account: Account, allegation_id: UUID) -> Allegation:
    """Return it, or 404: nobody else learns that it exists, and least of all whom it is against."""
    found = Allegation.objects.visible_to(account).select_related(
        "told_by__practitioner", "against__practitioner"
    )
    return get_object_or_404(found, pk=allegation_id)


def allegation_to_open(
    account: Account, allegation_id: UUID, what: str = "allegation opened"
) -> Allegation:
    """The same for a page that shows it. The line on the trail names nobody's record."""
    found = allegation_to_view(account, allegation_id)
    trail.note(what, on=found, by=account)
    return found


def allegations_open(ids: Collection[UUID], account: Account) -> set[UUID]:
    """Those of these that this account may go on with."""
    found = Allegation.objects.visible_to(account).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def keeper_or_404(account: Account) -> None:
    """The list of them is a page for those who keep them alone."""
    if account.kind != Account.Kind.STAFF or not may(account, KEEP):
        raise Http404


def is_keeper(account: Account) -> bool:
    """Whether this account reads allegations, but for one that is against it."""
    return may(account, KEEP)


def keepers(but: UUID | None = None) -> list[Account]:
    """Everybody who reads what is told now, by name; without whoever it is against."""
    held = RoleHeld.objects.filter(
        in_force(),
        role__permissions__contains=[KEEP],
        account__is_active=True,
        account__kind=Account.Kind.STAFF,
    )
    found = Account.objects.filter(pk__in=held.values("account_id"))
    if but is not None:
        found = found.exclude(pk=but)
    return list(found.select_related("practitioner").order_by("practitioner__name", "pk"))


def versions_of(allegation: Allegation) -> list[AllegationVersion]:
    """What was said in it, the newest first."""
    return list(allegation.said.select_related("by__practitioner").order_by("-number"))


@dataclass(frozen=True)
class Kept:
    """One allegation with what it says now."""

    allegation: Allegation
    version: AllegationVersion


def all_kept(account: Account, page: int) -> tuple[list[Kept], bool]:
    """A page of them, the newest first, and whether there are more."""
    start = (page - 1) * PAGE
    found = AllegationVersion.objects.filter(
        allegation__in=Allegation.objects.visible_to(account), number=F("allegation__versions")
    ).select_related("allegation__told_by__practitioner", "allegation__against__practitioner")
    rows = list(found.order_by("-allegation__told_at", "-allegation_id")[start : start + PAGE + 1])
    return [Kept(one.allegation, one) for one in rows[:PAGE]], len(rows) > PAGE
