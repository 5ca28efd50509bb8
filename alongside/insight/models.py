"""Imports: each run, what each row of a file became, and where a file disagrees with the record."""

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows, granted

MAY_IMPORT = "(select gate.may('import'))"
BY_IMPORTER = f"{KIND} = 'system' and {MAY_IMPORT}"


class ImportRun(models.Model):
    """One file, brought in by the importer on behalf of somebody; it holds numbers and no names."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=12)  # "cin", "ssda903"
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
        see=MAY_IMPORT,
        add=f"by_id = {ME} and {BY_IMPORTER}",
        change=f"by_id = {ME} and {BY_IMPORTER}",
        columns=("ended_at", "counts", "checks"),
    )

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="runs_newest_first")]

    def __str__(self) -> str:
        return self.said


class Imported(models.Model):
    """What one row of a council's files became, so that reading it again changes nothing."""

    id = models.UUIDField(primary_key=True, default=new_id)
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="+")  # the last that changed it
    source = models.CharField(max_length=40)
    child = models.CharField(max_length=120)  # the council's own number: matched in one source only
    key = models.CharField(max_length=300)  # which row of that child
    digest = models.CharField(max_length=64)  # of what the file last said
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    became = models.UUIDField()  # a fact, an entry, or the person

    rows = Rows(
        see=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        add=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        change=f"{BY_IMPORTER} and {granted('{t}.person_id', 2)}",
        columns=("run_id", "digest", "became"),
    )

    class Meta:
        verbose_name_plural = "imported"
        constraints = [
            models.UniqueConstraint(fields=["source", "child", "key"], name="imported_once")
        ]

    def __str__(self) -> str:
        return "One row of a file"


SAME = {"kept": "They are two children", "taken": "It is the same child"}


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
    def settled(self) -> str:
        """How it ended, in words."""
        if self.asks_same and self.state in SAME:
            return SAME[self.state]
        return self.get_state_display()
