"""Accounts, who the staff are, the teams they are in, and what their roles let them do.

These tables hold no case data and are open inside the application: an account has no name and no
link to a person. Whoever an account belongs to is said by a grant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from alongside.foundation.ids import new_id
from alongside.foundation.rows import AT_THE_DOOR, KIND, ME, STAFF, SYSTEM, Rows, allowed

RUNS_ACCOUNTS = f"({SYSTEM} or {allowed('manage accounts')})"

ALLOWS_DEVICES = f"({allowed('allow devices')} or {allowed('manage accounts')})"

# Made for one link, and signed in to by nobody: an address that can never be one.
NOBODYS = "@link.invalid"
IS_GUEST = f"(kind = 'partner' and right(email, 13) = '{NOBODYS}')"
MAKES_WAYS_IN = f"({allowed('give a way in')} or {allowed('seal identity')})"

# What takes away somebody's second step, as the trail says it.
TAKES_A_STEP = ("second factor forgotten", "account closed")
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; only actions call it."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Whoever can sign in, or a named part of the system that acts on somebody's behalf."""

    class Kind(models.TextChoices):
        STAFF = "staff", "Staff"
        PERSON = "person", "A person supported"
        PROXY = "proxy", "Somebody who acts for a person"
        PARTNER = "partner", "A partner agency"
        SYSTEM = "system", "The system"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    left_on = models.DateField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["kind"]

    objects = AccountManager()
    rows = Rows(
        # Looked up before anybody has signed in. From then on the addresses of those supported, and
        # of those who act for them, are read by staff and by whoever shares a record with them.
        see=f"""case when {AT_THE_DOOR} then true else {{t}}.kind not in ('person', 'proxy')
          or {{t}}.id = {ME} or {STAFF}
          or exists (select 1 from people_grant g where g.account_id = {{t}}.id) end""",
        # Whoever may let a person read their record adds the account that they read it with.
        add=f"case when {AT_THE_DOOR} then true else {RUNS_ACCOUNTS} or"
        f" ((kind in ('person', 'proxy') or {IS_GUEST}) and not is_demo and {MAKES_WAYS_IN}) end",
        change=f"case when {AT_THE_DOOR} then true else {{t}}.id = {ME} or {RUNS_ACCOUNTS} end",
        columns=("email", "password", "last_login", "is_active", "left_on"),
    )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} account"

    @property
    def is_guest(self) -> bool:
        """Whether this was made for one link: nobody signs in with it."""
        return self.kind == self.Kind.PARTNER and self.email.endswith(NOBODYS)

    @property
    def is_staff_member(self) -> bool:
        """Whether this is somebody who works for the council."""
        return self.kind == self.Kind.STAFF


class Agency(models.Model):
    """A partner agency: a school, a surgery, an equipment service."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)

    rows = Rows(see="true", add=RUNS_ACCOUNTS, change=RUNS_ACCOUNTS, columns=("name",))

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Practitioner(models.Model):
    """Who a member of staff or a partner's worker is: the staff directory."""

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="practitioner"
    )
    name = models.CharField(max_length=200)
    called = models.CharField(max_length=80)  # the short name by which people know them
    job_title = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True)  # none: the council itself

    rows = Rows(
        see="true",
        add=f"case when {AT_THE_DOOR} then true else {RUNS_ACCOUNTS} or ({MAKES_WAYS_IN} and exists"
        " (select 1 from accounts_account a where a.id = {t}.account_id and a.kind = 'partner'"
        f" and right(a.email, 13) = '{NOBODYS}')) end",
        change=f"{{t}}.account_id = {ME} or {RUNS_ACCOUNTS}",
        columns=("name", "called", "job_title", "phone"),
    )

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A team of the council."""

    class Kind(models.TextChoices):
        CHILDREN = "children", "Children’s"
        ADULTS = "adults", "Adults’"
        EARLY_HELP = "early help", "Early help"
        DUTY = "duty", "Duty"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    phone = models.CharField(max_length=40, blank=True)

    rows = Rows(see="true", add=RUNS_ACCOUNTS, change=RUNS_ACCOUNTS, columns=("name", "phone"))

    def __str__(self) -> str:
        return self.name


def in_force(prefix: str = "") -> Q:
    """Rows whose time is now, by the database's clock: started, and not yet over."""
    return Q(**{f"{prefix}starts__lte": Now(), f"{prefix}until__gt": Now()})


class Membership(models.Model):
    """Who is in which team, from when until when."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    is_manager = models.BooleanField(default=False)
    starts = models.DateTimeField()
    until = models.DateTimeField()  # never null: open is FOR_EVER, so that an index can serve it

    # A team opens the records of its people: nobody joins one, or leads it, by their own hand.
    rows = Rows(
        see="true",
        add=f"{SYSTEM} or ({allowed('manage accounts')} and account_id <> {ME})",
        change=RUNS_ACCOUNTS,
        after=f"{SYSTEM} or ({allowed('manage accounts')} and"
        f" (account_id <> {ME} or not is_manager or until <= statement_timestamp()))",
        columns=("until", "is_manager"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["account", "until", "team"], name="teams_of_account"),
            models.Index(fields=["team", "until", "account"], name="accounts_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.team_id}"


class Role(models.Model):
    """What somebody may do, in one sentence; loaded from content/roles.yaml."""

    key = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=120)
    sentence = models.CharField(max_length=400)
    permissions = ArrayField(models.CharField(max_length=60), default=list)

    rows = Rows(see="true")  # only the owner loads it, from content

    def __str__(self) -> str:
        return self.title


class RoleHeld(models.Model):
    """Who holds which role, from when until when, and who gave it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.PROTECT, related_name="roles_held")
    role = models.ForeignKey(Role, models.PROTECT, related_name="held")
    starts = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    rows = Rows(
        see="true",
        add=f"{SYSTEM} or ({allowed('manage roles')} and given_by_id = {ME}"
        f" and account_id <> {ME})",
        change=f"{RUNS_ACCOUNTS} or {allowed('manage roles')}",
        columns=("until",),
    )

    class Meta:
        verbose_name_plural = "roles held"
        indexes = [models.Index(fields=["account", "until"], name="roles_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role_id}"


class SignInLink(models.Model):
    """A single-use way in, kept only as a hash, until it is used or its time is over."""

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    rows = Rows(
        see="true",
        # Whoever took somebody’s second step away does not make the way in as well.
        add=f"{SYSTEM} or (({allowed('manage accounts')} or gate.may_make_way_in({{t}}.account_id))"
        f" and account_id <> {ME}"
        f" and not gate.i_did_lately({{t}}.account_id, array{list(TAKES_A_STEP)}))",
        change="used_at is null",
        after="used_at is not null",
        columns=("used_at",),
    )

    def __str__(self) -> str:
        return "Sign-in link"


class Device(models.Model):
    """A phone or computer on which somebody may work without a signal, once it is allowed.

    Its number is the random one that its browser keeps. The key of what is sealed there is
    foundation's; nothing here opens anything.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    account = models.ForeignKey(Account, models.PROTECT, related_name="devices")
    device = models.UUIDField()
    name = models.CharField(max_length=80)  # as its owner calls it: “my work phone”
    asked_at = models.DateTimeField(auto_now_add=True)
    allowed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    allowed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    # Somebody else says that it is the council's; nobody says so of their own.
    rows = Rows(
        see=f"{{t}}.account_id = {ME} or {ALLOWS_DEVICES}",
        add=f"account_id = {ME} and {KIND} = 'staff' and allowed_by_id is null"
        " and allowed_at is null and ended_at is null",
        change=f"{{t}}.account_id = {ME} or {ALLOWS_DEVICES}",
        after=f"ended_at is not null"
        f" or ({ALLOWS_DEVICES} and account_id <> {ME} and allowed_by_id = {ME})",
        columns=("allowed_by_id", "allowed_at", "ended_at"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "device"], condition=Q(ended_at=None), name="one_device_at_once"
            )
        ]

    def __str__(self) -> str:
        return "Device"
