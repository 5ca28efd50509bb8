"""Imports: each run, what its rows became, where they disagree, and taking a whole run back."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, TEAMS, Rows, allowed, granted

from .exports.models import Before as Before  # tables of this room too; Django looks for them here
from .exports.models import Export as Export

MAY_IMPORT = "(select gate.may('import'))"
BY_IMPORTER = f"{KIND} = 'system' and {MAY_IMPORT}"
MAY_WITHDRAW = f"({KIND} = 'staff' and {allowed('withdraw import')})"
# Numbers and no names: those whose role it is, and the team that got whom a file brought.
SEE_RUNS = f"{MAY_IMPORT} or {MAY_WITHDRAW}"


class ImportRun(models.Model):
    """One file, brought in by the importer on behalf of somebody; it holds numbers and no names."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12)  # "cin", "ssda903", "people"
    source = models.CharField(max_length=40)  # "cin:975", "ssda903": whose file it is
    said = models.CharField(max_length=80)  # "CIN census 2022, LEA 975"
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    behalf = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)  # none: it was cut off, and can be run again
    counts = models.JSONField(default=dict)
    checks = models.IntegerField(default=0)  # lines in the list of what to check

    rows = Rows(
        see=f"{SEE_RUNS} or team_id = any ({TEAMS})",
        add=f"by_id = {ME} and {BY_IMPORTER}",
        change=f"by_id = {ME} and {BY_IMPORTER}",
        columns=("ended_at", "counts", "checks"),
    )

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="runs_newest_first")]

    def __str__(self) -> str:
        return self.said


class Imported(models.Model):
    """What one row of a council's files became, so that reading it again changes nothing.

    A later run that says something else adds a row after this one. Where that run is withdrawn,
    this one holds again.
    """

    class Did(models.TextChoices):
        ADDED = "added", "Something new was written"
        CHANGED = "changed", "What an earlier file said was corrected"
        MET = "met", "It was there already"
        ASKED = "asked", "Somebody was asked"
        LIVED = "lived", "A birth or a death was written down"

    class Over(models.TextChoices):
        FOLLOWED = "followed", "A later file says something else"
        WITHDRAWN = "withdrawn", "The import was withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    child = models.CharField(max_length=120)  # the council's own number: matched in one source only
    key = models.CharField(max_length=300)  # which row of that child
    digest = models.CharField(max_length=64)  # of what the file said
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    became = models.UUIDField()  # a fact, an entry, or the person
    did = models.CharField(max_length=8, choices=Did, default=Did.ADDED)
    before = models.ForeignKey("self", models.PROTECT, null=True, related_name="after")
    over = models.CharField(max_length=9, choices=Over, blank=True)  # empty: it holds

    rows = Rows(
        see=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        add=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        change=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        columns=("digest", "became", "did", "over"),
    )

    class Meta:
        verbose_name_plural = "imported"
        indexes = [models.Index(fields=["run", "person"], name="imported_of_run")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "child", "key"], condition=Q(over=""), name="imported_holds_once"
            )
        ]

    def __str__(self) -> str:
        return "One row of a file"


SAME = {
    "Child": {"kept": "They are two children", "taken": "It is the same child"},
    "Person": {"kept": "They are two people", "taken": "It is the same person"},
}


class Disagreement(models.Model):
    """A later file says something else than what a person wrote since: nothing is overwritten."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for somebody to compare"
        KEPT = "kept", "What was here was kept"
        TAKEN = "taken", "What the file says was taken"
        OVERTAKEN = "overtaken", "A later file said something else again"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    imported = models.ForeignKey(Imported, models.PROTECT, related_name="+")
    label = models.CharField(max_length=120)  # "Date of birth"
    said = models.CharField(max_length=80)  # "CIN census 2023, LEA 975"
    is_entry = models.BooleanField(default=False)
    became = models.UUIDField()  # the fact or entry that it is about
    theirs = models.JSONField()  # the arguments of the action that would take it
    needs = models.SmallIntegerField(default=2)  # the rung that may read it
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    rows = Rows(
        see=granted("{t}.person_id", "{t}.needs"),
        add=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        change=granted("{t}.person_id", "{t}.needs"),
        columns=("state", "decided_by_id", "decided_at"),
    )

    class Meta:
        indexes = [models.Index(fields=["imported", "state"], name="disagreements_of_row")]

    def __str__(self) -> str:
        return self.label

    @property
    def asks_same(self) -> bool:
        """Whether it asks if a child of a file is this person, whose number it gives."""
        return "child" in self.theirs

    @property
    def noun(self) -> str:
        """Whether a return of children or a table of people asks."""
        return str(self.theirs.get("noun", "Child"))

    @property
    def settled(self) -> str:
        """How it ended, in words."""
        same = SAME[self.noun] if self.asks_same else {}
        if self.state in same:
            return same[self.state]
        return self.get_state_display()


class ImportMapping(models.Model):
    """Which column of a table is what, saved under a name. The newest of a name counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    source = models.CharField(max_length=30)  # whose numbers the table has: "mosaic"
    columns = models.JSONField()  # the mapping as returns/mapping.py reads it
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    behalf = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(see=MAY_IMPORT, add=f"by_id = {ME} and {BY_IMPORTER}")

    class Meta:
        indexes = [models.Index(fields=["name", "-at"], name="mappings_newest_first")]

    def __str__(self) -> str:
        return self.name


class Withdrawal(models.Model):
    """Somebody asks that one import is taken back as a whole; a second person agrees, or not.

    What has been agreed is carried out by the worker, record by record.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for a second person"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="withdrawals")
    why = models.CharField(max_length=300)
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    second_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)  # of the second person
    counts = models.JSONField(default=dict)  # what became of its rows, in numbers
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{SEE_RUNS} or exists (select 1 from insight_importrun r"
        f" where r.id = {{t}}.run_id and r.team_id = any ({TEAMS}))",
        add=f"asked_by_id = {ME} and state = 'asked' and second_by_id is null and {MAY_WITHDRAW}",
        change=f"(state = 'asked' and asked_by_id <> {ME} and {MAY_WITHDRAW})"
        f" or (state = 'agreed' and ended_at is null and {BY_IMPORTER})",
        after=f"({MAY_WITHDRAW} and second_by_id = {ME} and asked_by_id <> {ME}"
        " and state in ('agreed', 'refused') and words <> '' and ended_at is null)"
        f" or ({BY_IMPORTER} and state = 'agreed' and second_by_id <> {ME})",
        columns=("state", "second_by_id", "second_at", "words", "counts", "ended_at"),
    )

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="withdrawals_newest_first")]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=~Q(state="refused"), name="withdrawn_once"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="withdrawal_says_why"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("asked_by")),
                name="another_agrees_to_withdraw",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(second_by__isnull=False),
                name="withdrawal_has_a_second",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class Left(models.Model):
    """Something that a withdrawn import brought and that stays, because somebody touched it."""

    class Why(models.TextChoices):
        HOLD = "hold", "It has to be kept for now"
        CHANGED = "changed", "Somebody has changed it since"
        ANSWERED = "answered", "The person has written beside it"
        DECIDED = "decided", "Somebody has decided about it"
        USED = "used", "Somebody has added to it or used it since"
        LATER = "later", "A later import says more of it"
        LIVED = "lived", "A birth was written down because of it"
        KNOWN_BY = "known by", "The person stays, and this is what they are known by"
        GONE = "gone", "It could not be put back as it was"

    id = models.UUIDField(primary_key=True, default=new_id)
    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, related_name="left")
    imported = models.ForeignKey(Imported, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    child = models.CharField(max_length=120)  # the number in the file
    what = models.CharField(max_length=80)  # "Date of birth", "An entry"
    why = models.CharField(max_length=8, choices=Why)

    rows = Rows(
        see=f"{BY_IMPORTER} or {MAY_WITHDRAW} or {granted('{t}.person_id', 2)}",
        add=BY_IMPORTER,
    )

    class Meta:
        verbose_name_plural = "left"
        constraints = [
            models.UniqueConstraint(fields=["withdrawal", "imported"], name="left_once"),
        ]

    def __str__(self) -> str:
        return self.what
