"""How those who work with somebody are named to them: by job and team, or as the council sets."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from alongside.accounts.models import Account, Membership, Practitioner, Team, in_force
from alongside.people.models import Basis, Grant, Person


class Names:
    """Looks up a set of accounts once, and says each in words that a person knows.

    By default staff are said by job and team. Those who are allocated to the person are known to
    them, and are named where a page asks for it (`known=True`): whom to ring, who wrote a letter.
    """

    def __init__(self, person: Person, me: UUID, accounts: Iterable[UUID | None]) -> None:
        ids = {one for one in accounts if one}
        self.person, self.me = person, me
        self.staff = _practitioners(ids)
        self.kinds: dict[UUID, str] = dict(
            Account.objects.filter(pk__in=ids).values_list("pk", "kind")
        )
        self.teams = _memberships(ids)
        grants = list(Grant.objects.filter(person=person, account_id__in=ids))
        self.called = {one.account_id: one.called for one in grants if one.called}
        now = timezone.now()
        self.allocated = {
            one.account_id
            for one in grants
            if one.basis == Basis.ALLOCATED and one.starts <= now < one.until
        }

    def of(self, account: UUID | None, at: datetime | None = None, *, known: bool = False) -> str:
        """Social worker (Adults, East); where named: Alice, social worker (Adults, East)."""
        if account is None:
            return gettext("Alongside itself")
        if account == self.me:
            return gettext("You")
        if account in self.called:
            return self.called[account]
        worker = self.staff.get(account)
        if worker is None:
            is_system = self.kinds.get(account) == Account.Kind.SYSTEM
            return gettext("Alongside itself") if is_system else gettext("Somebody else")
        named = names_are_told() or (known and account in self.allocated)
        job = worker.job_title or gettext("Somebody who works here")
        words = f"{worker.name}, {job[0].lower()}{job[1:]}" if named else job
        place = self._place(worker, at)
        return f"{words} ({place})" if place and place != worker.job_title else words

    def is_partner(self, account: UUID) -> bool:
        """Whether they work somewhere else, and read what is listed for them."""
        return self.kinds.get(account) == Account.Kind.PARTNER

    def _place(self, worker: Practitioner, at: datetime | None) -> str:
        if worker.agency:
            return worker.agency.name
        moment = at or timezone.now()
        held = self.teams.get(worker.pk, [])
        then = next((one for one in held if one.starts <= moment < one.until), None)
        return then.team.name if then else ""

    def phone_of(self, account: UUID) -> str:
        """The phone of the team that somebody is in now."""
        now = timezone.now()
        held = self.teams.get(account, [])
        return next((one.team.phone for one in held if one.starts <= now < one.until), "")


def names_are_told() -> bool:
    """Whether this council lets people read the names of everybody who looked or may look."""
    return str(getattr(settings, "PORTAL_NAMES", "role")) == "name"


def _practitioners(ids: set[UUID]) -> dict[UUID, Practitioner]:
    found = Practitioner.objects.filter(account_id__in=ids).select_related("agency")
    return {one.pk: one for one in found}


def _memberships(ids: set[UUID]) -> dict[UUID, list[Membership]]:
    found: dict[UUID, list[Membership]] = {}
    rows = Membership.objects.filter(account_id__in=ids).select_related("team")
    for one in rows.order_by("starts"):
        found.setdefault(one.account_id, []).append(one)
    return found


def how_many_in(teams: Iterable[UUID | None]) -> dict[UUID, int]:
    """How many people are in each of these teams now."""
    counts: dict[UUID, int] = {}
    rows = Membership.objects.filter(in_force(), team_id__in=[one for one in teams if one])
    for team in rows.values_list("team_id", flat=True):
        counts[team] = counts.get(team, 0) + 1
    return counts


def names_of_teams(teams: Iterable[UUID | None]) -> dict[UUID, str]:
    """What these teams are called."""
    found = Team.objects.filter(pk__in=[one for one in teams if one])
    return dict(found.values_list("pk", "name"))
