"""Northmere itself: its teams, the fourteen who work there, and everybody else who can sign in."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.models import FOR_EVER, Account, Agency, Team
from alongside.foundation.actor import acting
from alongside.people.models import Basis, Grant, Rung

from .rows import put

DOMAIN = "northmere.example"
PARTNERSHIP = "Northmere Equipment Partnership"
TEAMS = {
    "west": ("Children’s Team, West", Team.Kind.CHILDREN, "01632 960 110"),
    "east": ("Children’s Team, East", Team.Kind.CHILDREN, "01632 960 120"),
    "adults": ("Adults’ Team", Team.Kind.ADULTS, "01632 960 130"),
    # Whoever rings the council for the first time reaches this team: it is the duty team too.
    "early": ("Early Help", Team.Kind.EARLY_HELP, "01632 960 140"),
}


class Staff(NamedTuple):
    """Somebody who works for Northmere."""

    key: str
    email: str
    name: str
    job: str
    team: str = ""
    roles: tuple[str, ...] = ("social-worker",)
    manages: bool = False


STAFF = (
    Staff("alice", "worker", "Alice Thornber", "Social worker", "adults"),
    Staff("bob", "colleague", "Bob Kettleworth", "Social worker", "adults"),
    Staff("harriet", "harriet", "Harriet Low", "Occupational therapist", "adults"),
    Staff("mo", "manager", "Mo Ashworth", "Team manager", "adults", ("manager",), True),
    Staff("charlie", "other-team", "Charlie Denholm", "Social worker", "west"),
    Staff(
        "yasmin",
        "yasmin",
        "Yasmin Carrow",
        "Team manager",
        "west",
        ("manager", "designated-officer"),
        True,
    ),
    Staff("niamh", "niamh", "Niamh Orrell", "Social worker", "east"),
    Staff("tomasz", "tomasz", "Tomasz Bielak", "Social worker", "east"),
    Staff(
        "delroy",
        "delroy",
        "Delroy Fenwick",
        "Team manager",
        "east",
        ("manager", "adoption-records-officer"),
        True,
    ),
    Staff(
        "hamza", "hamza", "Hamza Tarn", "Family worker", "early", ("social-worker", "duty-worker")
    ),
    Staff(
        "ffion",
        "ffion",
        "Ffion Marlowe",
        "Early help manager",
        "early",
        ("manager", "duty-worker"),
        True,
    ),
    Staff("grace", "grace", "Grace Idowu", "Out-of-hours social worker", "", ("out-of-hours",)),
    Staff(
        "josephine",
        "principal",
        "Josephine Wray",
        "Principal social worker",
        "",
        ("principal-social-worker", "designated-officer"),
    ),
    Staff(
        "priti",
        "protection",
        "Priti Vashisht",
        "Data protection officer",
        "",
        ("data-protection-officer",),
    ),
)
ADMINISTRATOR = Staff(
    "admin", "administrator", "Kit Marsden", "Systems administrator", "", ("administrator",)
)
OTHERS = (
    ("ade", "person", Account.Kind.PERSON),
    ("pat", "proxy", Account.Kind.PROXY),
    ("winifred", "winifred", Account.Kind.PERSON),
)
SYSTEMS = (
    ("importer", "Brings in the government’s own returns, for a named member of staff"),
    ("clock", "Hands on what nobody has decided in time"),
)


@dataclass
class Council:
    """Everybody who can do anything, by a short key, and the teams."""

    loader: Account
    accounts: dict[str, Account] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """What each member of staff is called by those who know them."""
        return {one.key: one.name.split(" ")[0] for one in STAFF}


def make_council() -> Council:
    """Make the teams, the staff, the partner agency, the personas and the system accounts."""
    loader = actions.system_account("northmere")
    with acting(loader.pk):
        council = Council(loader)
        for key, (name, kind, phone) in TEAMS.items():
            council.teams[key] = actions.add_team(name=name, kind=kind, phone=phone, by=loader)
        for number, staff in enumerate((*STAFF, ADMINISTRATOR)):
            council.accounts[staff.key] = _employ(staff, number, council)
        _partner(council)
        for key, email, of in OTHERS:
            council.accounts[key] = actions.add_account(
                email=f"{email}@{DOMAIN}", kind=of, is_demo=True, by=loader
            )
        _systems(council)
    return council


def _employ(staff: Staff, number: int, council: Council) -> Account:
    account = actions.add_account(
        email=f"{staff.email}@{DOMAIN}",
        kind=Account.Kind.STAFF,
        name=staff.name,
        job_title=staff.job,
        phone=f"01632 960 {160 + number}",
        is_demo=True,
        by=council.loader,
    )
    for role in staff.roles:
        actions.give_role(account=account, role=role, by=council.loader)
    if staff.team:
        actions.join_team(
            account=account,
            team=council.teams[staff.team],
            is_manager=staff.manages,
            by=council.loader,
        )
    return account


def _partner(council: Council) -> None:
    agency = Agency(name=PARTNERSHIP)
    put([agency])
    council.accounts["sam"] = actions.add_account(
        email=f"partner@{DOMAIN}",
        kind=Account.Kind.PARTNER,
        name="Sam Ridley",
        job_title="Equipment fitter",
        phone="01632 960 155",
        agency=agency,
        role="partner-worker",
        is_demo=True,
        by=council.loader,
    )


def _systems(council: Council) -> None:
    """Named purposes that reach across the council, and what duty needs to answer a call."""
    now, grants = timezone.now(), []
    everyone = {"person": None, "starts": now, "until": FOR_EVER, "given_by": council.loader}
    for key, reason in SYSTEMS:
        account = council.accounts[key] = actions.system_account(key)
        grants.append(
            Grant(
                account=account,
                rung=Rung.RESTRICTED,
                basis=Basis.SYSTEM,
                reason=reason,
                **everyone,
            )
        )
    duty = "Answers whoever rings the council for the first time"
    early = council.teams["early"]
    grants.append(Grant(team=early, rung=Rung.CONTACT, basis=Basis.DUTY, reason=duty, **everyone))
    put(grants)
    actions.give_role(account=council.accounts["importer"], role="importer", by=council.loader)
