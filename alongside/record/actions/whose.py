"""Whose task it becomes: somebody whose role it is, and never who made it necessary."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from alongside.accounts.models import Account, Membership, RoleHeld, in_force
from alongside.people.models import Bar, Basis, Grant, Rung

LEADS = ("manager", "principal-social-worker")
ACROSS_THE_COUNCIL = ("principal-social-worker", "data-protection-officer")

Whose = dict[str, UUID]


def somebody_for(
    by: Account,
    *,
    person_id: UUID | None,
    permission: str = "decide held entries",
    writer: Account | None = None,
    may_be_unseen: bool = False,
) -> Whose:
    """A manager of the writer's teams, then whoever else leads, then whose role it is anywhere.

    The first two may see the record, unless it is decided without seeing it (`may_be_unseen`).
    Where there is nobody, the team has it. `writer` is whose work it is, if `by` is a clock.
    """
    writer = writer or by
    holders = _holders(permission, never={by.pk, writer.pk})
    if person_id is not None:
        holders = holders.exclude(_named(Bar.objects.filter(in_force(), person_id=person_id)))
    near = holders.filter(account_id__in=_managers_of(writer))
    choices = []
    if person_id is not None:
        sees = _reaches(person_id)
        choices += [near.filter(sees)] + [near] * may_be_unseen + [holders.filter(sees)]
    else:
        choices += [near]
    choices.append(holders.filter(role_id__in=ACROSS_THE_COUNCIL))
    orders = [LEADS] * (len(choices) - 1) + [ACROSS_THE_COUNCIL]
    found = (_first(held, order) for held, order in zip(choices, orders, strict=True))
    chosen = next((one for one in found if one), None)
    return {"account_id": chosen} if chosen else _the_team(writer, person_id)


def who_holds(role: str, *, by: Account) -> UUID | None:
    """Somebody else whose account is open and who holds this role."""
    held = RoleHeld.objects.filter(in_force(), role_id=role, account__is_active=True)
    return _first(held.exclude(account_id=by.pk), (role,))


def _holders(permission: str, *, never: set[UUID]) -> QuerySet[RoleHeld]:
    held = RoleHeld.objects.filter(
        in_force(),
        role__permissions__contains=[permission],
        account__is_active=True,
        account__kind=Account.Kind.STAFF,
    )
    return held.exclude(account_id__in=never)


def _first(held: QuerySet[RoleHeld], roles: tuple[str, ...]) -> UUID | None:
    """The account that has held the first of these roles the longest; others come after."""
    order = Case(
        *(When(role_id=role, then=Value(place)) for place, role in enumerate(roles)),
        default=Value(len(roles)),
        output_field=IntegerField(),
    )
    return held.order_by(order, "starts", "pk").values_list("account_id", flat=True).first()


def _managers_of(writer: Account) -> QuerySet[Membership, UUID]:
    teams = Membership.objects.filter(in_force(), account_id=writer.pk).values("team_id")
    managers = Membership.objects.filter(in_force(), is_manager=True, team_id__in=teams)
    return managers.values_list("account_id", flat=True)


def _reaches(person_id: UUID) -> Q:
    grants = Grant.objects.filter(in_force(), person_id=person_id, rung__gte=Rung.RECORD)
    # Four hours of an emergency are no ground for looking after somebody's record.
    return _named(grants.exclude(basis=Basis.BREAK_GLASS))


def reaches(account: Account, people: Sequence[UUID]) -> bool:
    """Whether somebody works here and may read the record of one of these people today."""
    if account.kind != Account.Kind.STAFF or not account.is_active:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from unnest(%s::uuid[]) p where gate.works_with(%s, p))",
            [list(people), account.pk],
        )
        return bool(cursor.fetchone()[0])


def _named(rows: QuerySet[Any]) -> Q:
    """Those whom grants or bars name, themselves or by a team of theirs."""
    teams = rows.filter(team__isnull=False).values("team_id")
    members = Membership.objects.filter(in_force(), team_id__in=teams).values("account_id")
    alone = rows.filter(account__isnull=False).values("account_id")
    return Q(account_id__in=alone) | Q(account_id__in=members)


def somebodys_team(account: Account) -> Whose:
    """A team that they are in; who is in none keeps it in sight themselves."""
    return _the_team(account, None)


def _the_team(writer: Account, person_id: UUID | None) -> Whose:
    """The person's team, else the writer's. Who works in no team at all keeps it in sight."""
    theirs = Grant.objects.filter(in_force(), team__isnull=False, rung__gte=Rung.RECORD)
    team = (
        theirs.filter(person_id=person_id).values_list("team_id", flat=True).first()
        if person_id is not None
        else None
    )
    mine = Membership.objects.filter(in_force(), account_id=writer.pk)
    team = team or mine.values_list("team_id", flat=True).first()
    return {"team_id": team} if team else {"account_id": writer.pk}


class Told(NamedTuple):
    """Somebody, or a team, whom a referral reaches; and whether they decide if it is shown."""

    is_decider: bool
    account_id: UUID | None
    team_id: UUID | None

    @property
    def whose(self) -> Whose:
        """As a task says it."""
        given = {"account_id": self.account_id, "team_id": self.team_id}
        return {name: one for name, one in given.items() if one}


def whom_a_referral_reaches(person: UUID) -> list[Told]:
    """By id, for the partner who sends it: they know nobody here."""
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.whom_a_referral_reaches(%s)", [person])
        return [Told(*row) for row in cursor.fetchall()]


def decider_for_partner(person: UUID) -> Whose:
    """Who decides whether the person may read what a partner sent."""
    return next(one.whose for one in whom_a_referral_reaches(person) if one.is_decider)
