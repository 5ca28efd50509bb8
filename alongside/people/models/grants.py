"""Why somebody may see a person's record, and what outranks every reason."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, KIND, ME, MINE, STAFF, SYSTEM, TEAMS, Rows, allowed

from .person import Person

MAY_READ_RECORD = (
    "gate.may_see({t}.person_id, 2::smallint)"  # a definer: policies here would recurse
)
NOT_ON_A_VISIT = "not gate.only_visits({t}.person_id)"  # a visit decides nothing for others
MAY_DECIDE = f"({MAY_READ_RECORD} and {NOT_ON_A_VISIT})"
MAY_OPEN_TO = "gate.may_open_to({t}.person_id)"  # to those outside the council
MAY_ANSWER_UNHELD = "gate.may_answer_unheld({t}.person_id)"


class Rung(models.IntegerChoices):
    """How much of a record staff may see. Nought: no rung, only what is shown or listed."""

    LISTED = 0, "What is shown or listed"
    CONTACT = 1, "Who they are, how to reach them and what they need"
    RECORD = 2, "The record"
    RESTRICTED = 3, "The record, with what is restricted"


class Basis(models.TextChoices):
    """On what ground a record may be seen."""

    ALLOCATED = "allocated", "Allocated worker"
    TEAM = "team", "Their team"
    DUTY = "duty", "Duty"
    SUPERVISES = "supervises", "Supervises the worker"
    PARTNER = "partner share", "Shared with a partner"
    SELF = "the person themselves", "The person themselves"
    PROXY = "acting for them", "Acts for them"
    BREAK_GLASS = "break-glass", "Opened in an emergency"
    REQUEST = "asked and given", "Asked, and was given access"
    RIGHTS = "rights request", "Answering a rights request"
    SYSTEM = "system purpose", "A named purpose of the system"


COVERS = "Covers for "  # how the reason begins of who is let in while a worker is away


def is_cover(basis: str, reason: str) -> bool:
    """Whether somebody is let in for the time in which another is away."""
    return basis == Basis.REQUEST and reason.startswith(COVERS)


OWN_NOW = Q(basis=Basis.SELF, until__gte=FOR_EVER)


class Grant(models.Model):
    """Who may see which person's record, how much, on what basis, from when until when."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="grants"
    )  # none: all
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="grants"
    )
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="grants")
    rung = models.SmallIntegerField(choices=Rung)
    basis = models.CharField(max_length=24, choices=Basis)
    called = models.CharField(max_length=200, blank=True)  # "Pat, his sister": who a proxy is
    reason = models.CharField(max_length=400, blank=True)
    starts = models.DateTimeField()
    until = models.DateTimeField()  # never null, so that the index can serve it
    # Until when it was to be, before it was ended early: the database keeps it, for an undoing.
    until_before = models.DateTimeField(null=True, editable=False)
    given_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"account_id = {ME} or team_id = any ({TEAMS}) or {MAY_READ_RECORD}"
        # The person reads every grant on themselves, but no emergency that they are not told of.
        f" or ({{t}}.person_id = any ({MINE}) and ({{t}}.basis <> 'break-glass' or exists ("
        "select 1 from people_breakglass b where b.grant_id = {t}.id and b.telling = 'shown')))"
        # Whoever looks at an emergency opening reads its reason, without the record itself.
        " or ({t}.basis = 'break-glass' and (select gate.may('review break-glass'))"
        f" and {{t}}.person_id <> all ({BARRED}))",
        # What staff and the person may give, the gate says.
        add=f"given_by_id = {ME} and ({SYSTEM} or gate.may_give({{t}}.person_id, {{t}}.account_id,"
        " {t}.team_id, {t}.rung, {t}.basis, {t}.until))",
        change=f"account_id = {ME} or ({{t}}.person_id = any ({MINE}) and {{t}}.rung = 0)"
        f" or {MAY_DECIDE}",
        columns=("until", "ended_by_id", "ended_why"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["account", "until", "person"], name="grants_of_account"),
            models.Index(fields=["team", "until", "person"], name="grants_of_team"),
            models.Index(fields=["person", "until"], name="grants_on_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) ^ Q(team__isnull=False),
                name="grant_to_account_or_team",
            ),
            # What is one's own has no end until somebody ends it: one account, one person.
            models.UniqueConstraint(
                fields=["person"], condition=OWN_NOW, name="one_own_account_of_person"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=OWN_NOW, name="one_person_of_own_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()}, until {self.until:%d %B %Y}"


class Bar(models.Model):
    """Why somebody may not see a person's record, whatever else is granted."""

    class Ground(models.TextChoices):
        OWN = "own record", "It is their own record"
        FAMILY = "family", "Family, a neighbour or a friend"
        CONFLICT = "conflict declared", "A conflict of interest that they declared"
        OBJECTION = "objection", "The person asked for it"
        NOT_SAID = "not said", "The ground is not said here"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="bars")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="bars")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="bars")
    ground = models.CharField(max_length=20, choices=Ground)
    reason = models.CharField(max_length=400, blank=True)
    starts = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        # The person reads what they asked for themselves, not whose former wife works here.
        see=f"{MAY_READ_RECORD} or ({{t}}.person_id = any ({MINE}) and {{t}}.ground = 'objection')"
        f" or ({allowed('bar')} and {{t}}.person_id <> all ({BARRED}))",
        # A conflict is declared by oneself; a new record takes over the bars of the one it is from.
        add=f"given_by_id = {ME} and ({SYSTEM} or ({KIND} = 'staff' and (({allowed('bar')}"
        f" and {NOT_ON_A_VISIT}) or account_id = {ME} or gate.is_new({{t}}.person_id))))",
        change=f"{allowed('bar')} and {{t}}.person_id <> all ({BARRED}) and {NOT_ON_A_VISIT}",
        columns=("until", "ended_by_id", "ended_why"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["account", "until"], name="bars_of_account"),
            models.Index(fields=["team", "until"], name="bars_of_team"),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()


class Shared(models.Model):
    """One entry, or one fact, that was listed for a proxy's or a partner's grant."""

    id = models.UUIDField(primary_key=True, default=new_id)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="shared")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry_id = models.UUIDField(
        null=True
    )  # an entry of the record room, which stands above this one
    fact = models.CharField(max_length=20, blank=True)  # "name" or a kind of fact
    why = models.CharField(max_length=400, blank=True)  # who agreed that they read it
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        see="exists (select 1 from people_grant g where g.id = {t}.grant_id)",
        # On a grant about this very person, and an entry that whoever lists it may read.
        add=f"by_id = {ME} and ({MAY_OPEN_TO} or ({SYSTEM} and {MAY_READ_RECORD})"
        f" or {{t}}.person_id = any ({MINE}))"
        " and exists (select 1 from people_grant g where g.id = {t}.grant_id and g.rung = 0"
        " and g.person_id = {t}.person_id and g.basis in ('acting for them', 'partner share'))"
        " and ({t}.entry_id is null or (exists (select 1 from record_about a"
        " where a.entry_id = {t}.entry_id and a.person_id = {t}.person_id)"
        " and exists (select 1 from record_entry e where e.id = {t}.entry_id)))"
        # What a partner sends themselves is listed for them as they send it.
        f" or (by_id = {ME} and fact = ''"
        " and gate.may_list_referral({t}.entry_id, {t}.person_id, {t}.grant_id))",
        change=f"{MAY_DECIDE} or {{t}}.person_id = any ({MINE})",
        columns=("ended_at",),
    )

    class Meta:
        verbose_name_plural = "shared"
        indexes = [
            models.Index(fields=["entry_id"], name="shared_entry"),
            models.Index(fields=["grant"], name="shared_of_grant"),
        ]

    def __str__(self) -> str:
        return self.fact or "An entry"


class AccessRequest(models.Model):
    """Somebody asks the team that knows a person to let them see the record."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        GIVEN = "given", "Given"
        REFUSED = "refused", "Not given"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"asked_by_id = {ME} or answered_by_id = {ME} or {MAY_READ_RECORD}"
        f" or {MAY_ANSWER_UNHELD}",
        add=f"asked_by_id = {ME} and {STAFF} and state = 'waiting' and answered_by_id is null",
        change=f"({MAY_DECIDE} or {MAY_ANSWER_UNHELD}) and asked_by_id <> {ME}",
        columns=("state", "answered_by_id", "answered_at", "answer"),
    )

    def __str__(self) -> str:
        return self.get_state_display()


class BreakGlass(models.Model):
    """A record opened in an emergency, and what a manager made of it afterwards."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        RIGHT = "right", "It was right to open it"
        WRONG = "wrong", "It should not have been opened"

    class Telling(models.TextChoices):
        SHOWN = "shown", "Told to the person"
        HELD = "held", "Held for now"
        NOT_DISCLOSED = "not disclosed", "Not disclosed"

    grant = models.OneToOneField(Grant, models.PROTECT, primary_key=True, related_name="glass")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    words = models.CharField(max_length=400, blank=True)
    telling = models.CharField(max_length=14, choices=Telling, default=Telling.HELD)
    telling_why = models.CharField(max_length=400, blank=True)
    telling_review_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"opened_by_id = {ME} or (select gate.may('review break-glass'))"
        f" or ({{t}}.person_id = any ({MINE}) and telling = 'shown')",
        add=f"opened_by_id = {ME} and gate.is_my_glass({{t}}.grant_id, {{t}}.person_id)",
        change=f"(select gate.may('review break-glass')) and opened_by_id <> {ME}",
        columns=(
            "outcome",
            "words",
            "telling",
            "telling_why",
            "telling_review_on",
            "reviewed_by_id",
            "reviewed_at",
        ),
    )

    class Meta:
        verbose_name_plural = "break-glass openings"

    def __str__(self) -> str:
        return self.get_outcome_display()
