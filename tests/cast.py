"""The cast: who they are, and what each may see, made small for tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from alongside.accounts.models import (
    FOR_EVER,
    Account,
    Membership,
    Practitioner,
    RoleHeld,
    Team,
)
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Basis, Grant, Person, Rung


@dataclass
class Cast:
    """Everybody in DESIGN.md's cast, with Ade's record and somebody else's."""

    system: Account
    alice: Account
    bob: Account
    charlie: Account
    mo: Account
    protection: Account
    ade_account: Account
    pat: Account
    sam: Account
    adults: Team
    children: Team
    ade: Person
    temi: Person
    stranger: Person


def account(kind: str, name: str, job: str = "", roles: tuple[str, ...] = ()) -> Account:
    """Make one account; staff and partners get a place in the directory."""
    made = Account.objects.create_user(
        f"{name.lower()}@northmere.example", "pass-" + name, kind=kind
    )
    if kind in ("staff", "partner"):
        Practitioner.objects.create(account=made, name=name, called=name.split()[0], job_title=job)
    for role in roles:
        RoleHeld.objects.create(
            account=made, role_id=role, starts=timezone.now(), until=FOR_EVER, given_by=made
        )
    return made


def join(member: Account, team: Team, **more: Any) -> None:
    """Put somebody in a team from now on."""
    Membership.objects.create(
        account=member, team=team, starts=timezone.now(), until=FOR_EVER, **more
    )


def person(called: str, born_on: date | None, *, worker: Account, by: Account) -> Person:
    """Make a bare person with a worker: the grant first, then the row that it lets one see."""
    made = Person(called=called, sort_key=called.casefold(), born_on=born_on, birth_known="known")
    Grant.objects.create(
        person=made,
        account=worker,
        rung=Rung.RECORD,
        basis=Basis.ALLOCATED,
        starts=timezone.now(),
        until=FOR_EVER,
        given_by=by,
    )
    made.save(force_insert=True)
    return made


def assemble() -> Cast:
    """Make the cast: Alice works with Ade; Bob is in her team, Charlie in another; Mo manages."""
    system = Account.objects.create_user("system@northmere.example", kind="system")
    with acting(system.pk):
        _let_it_reach_everyone(system)
        adults = Team.objects.create(name="Adults, East", kind="adults")
        children = Team.objects.create(name="Children, West", kind="children")
        accounts = _accounts()
        _join_all(accounts, adults, children)
        ade = person("Ade Bankole", date(1958, 5, 3), worker=accounts["alice"], by=system)
        temi = person("Temi Bankole", date(1988, 1, 9), worker=accounts["alice"], by=system)
        stranger = person("Nobody Known", None, worker=accounts["charlie"], by=system)
        _open_record_of(ade, accounts, adults, system)
    return Cast(
        system=system,
        adults=adults,
        children=children,
        ade=ade,
        temi=temi,
        stranger=stranger,
        **accounts,
    )


def _let_it_reach_everyone(system: Account) -> None:
    Grant.objects.create(
        account=system,
        rung=Rung.RESTRICTED,
        basis=Basis.SYSTEM,
        reason="tests",
        starts=timezone.now(),
        until=FOR_EVER,
        given_by=system,
    )


WHO = {  # kind, name, job and role
    "alice": ("staff", "Alice", "Social worker", "social-worker"),
    "bob": ("staff", "Bob", "Social worker", "social-worker"),
    "charlie": ("staff", "Charlie", "Social worker", "social-worker"),
    "mo": ("staff", "Mo", "Team manager", "manager"),
    "protection": ("staff", "Priti", "Data protection officer", "data-protection-officer"),
    "ade_account": ("person", "ade", "", ""),
    "pat": ("proxy", "pat", "", ""),
    "sam": ("partner", "Sam", "Equipment Partnership", ""),
}


def _accounts() -> dict[str, Account]:
    """As `account` makes each of them, a table at a time: most tests begin with this."""
    made, staff, held = {}, [], []
    for key, (kind, name, job, role) in WHO.items():
        made[key] = one = Account(email=f"{name.lower()}@northmere.example", kind=kind)
        one.set_password(f"pass-{name}")
        if kind in ("staff", "partner"):
            staff.append(Practitioner(account=one, name=name, called=name, job_title=job))
        if role:
            told = {"role_id": role, "starts": timezone.now(), "until": FOR_EVER}
            held.append(RoleHeld(account=one, given_by=one, **told))
    Account.objects.bulk_create(made.values())
    Practitioner.objects.bulk_create(staff)
    RoleHeld.objects.bulk_create(held)
    return made


def _join_all(who: dict[str, Account], adults: Team, children: Team) -> None:
    now = {"starts": timezone.now(), "until": FOR_EVER}
    members = [
        Membership(account=who[name], team=adults, is_manager=name == "mo", **now)
        for name in ("alice", "bob", "mo")
    ]
    Membership.objects.bulk_create(
        [*members, Membership(account=who["charlie"], team=children, **now)]
    )


def _open_record_of(ade: Person, who: dict[str, Account], team: Team, by: Account) -> None:
    grants.allocate(person=ade, team=team, basis=Basis.TEAM, by=by)
    grants.allocate(
        person=ade, account=who["mo"], rung=Rung.RESTRICTED, basis=Basis.SUPERVISES, by=by
    )
    grants.open_own_record(person=ade, account=who["ade_account"], by=by)
    grants.let_act_for(person=ade, account=who["pat"], called="Pat, his sister", by=by)
    grants.share_with_partner(person=ade, account=who["sam"], reason="Lends equipment", by=by)
