"""A chronology: entries chosen from one record or several, said again in few words for a purpose.

The entries are never touched. What is said of one here stands apart from it, is read only by those
who read the entry, and leads back to it.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.conditions import Condition
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows, granted

from .entry import ENTRY_SEEN, Entry

REACHED = f"{STAFF} and gate.reaches_chronology({{t}}.chronology_id)"
OPEN = f"{STAFF} and gate.changes_chronology({{t}}.chronology_id)"
REACHES = f"(gate.reaches_chronology({{0}}) and {ME} = %s)"
WRITES = f"{ENTRY_SEEN} and by_id = {ME} and gate.writes_line({{t}}.line_id, {{t}}.entry_id)"


class Purpose(models.TextChoices):
    """What a chronology is made for."""

    REVIEW = "review", "A review"
    CONFERENCE = "conference", "A conference"
    COURT = "court", "A court"
    OURSELVES = "ourselves", "Those who work with them"


class ChronologyQuerySet(models.QuerySet["Chronology"]):
    """Questions we ask about chronologies."""

    def visible_to(self, account: Actor) -> ChronologyQuerySet:
        """Those about nobody whose record this account does not reach."""
        return self.filter(Condition(REACHES, "pk", given=(account.pk,)))


class Chronology(models.Model):
    """What it covers, for what and by whom; once it is finished nothing in it changes."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    purpose = models.CharField(max_length=10, choices=Purpose)
    made_for = models.CharField(max_length=200)  # "Review of Ade’s plan, 8 January 2027"
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    made_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    letters = models.CharField(max_length=6, blank=True)  # before the number of an exhibit: "AT"
    # What was left out, as it stood when this was finished: numbers, and no more.
    left_out = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    objects = ChronologyQuerySet.as_manager()
    rows = Rows(
        see=f"{STAFF} and gate.reaches_chronology({{t}}.id)",
        add=f"{KIND} = 'staff' and by_id = {ME} and finished_at is null"
        " and gate.reaches_chronology({t}.id)",
        change=f"{STAFF} and gate.changes_chronology({{t}}.id)",
        after=f"{STAFF} and gate.reaches_chronology({{t}}.id)"
        f" and (finished_at is null or finished_by_id = {ME})",
        columns=(
            *("purpose", "made_for", "since", "until"),
            *("letters", "left_out", "finished_at", "finished_by_id"),
        ),
    )

    class Meta:
        verbose_name_plural = "chronologies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None, finished_by=None)
                | models.Q(finished_at__isnull=False, finished_by__isnull=False),
                name="finished_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return "A chronology"

    def get_absolute_url(self) -> str:
        return page_url("record:chronology", self.pk)

    @property
    def is_finished(self) -> bool:
        """Whether nothing in it changes any more."""
        return self.finished_at is not None


class ChronologyPerson(models.Model):
    """Whom it is about. All are said before it is there: nobody is put on it, or taken off, later.

    Whoever reads a chronology reaches the record of everybody on it: one more person would hide it
    from some of its readers, and one fewer would open it to others.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    chronology = models.ForeignKey(Chronology, models.PROTECT, related_name="people")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    place = models.SmallIntegerField(default=0)  # which column

    rows = Rows(
        see=REACHED,
        add=f"{STAFF} and {granted('{t}.person_id', 2)}"
        " and gate.is_no_chronology_yet({t}.chronology_id)",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chronology", "person"], name="in_a_chronology_once")
        ]

    def __str__(self) -> str:
        return "Somebody whom a chronology is about"


class ChronologyLine(models.Model):
    """An entry that was chosen, and where it stands: what is seen of it where it may not be read.

    The stub again: whoever reads the chronology sees that a line is here, also where they may not
    read its entry, so that absence is never read as safety.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    chronology = models.ForeignKey(Chronology, models.PROTECT, related_name="lines")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    version = models.IntegerField(default=1)  # what the entry said when it was chosen
    happened_at = models.DateTimeField()
    exhibit = models.IntegerField(null=True)  # given when the chronology is finished
    chosen_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)
    taken_out_at = models.DateTimeField(null=True)  # its words are kept, and come back with it

    rows = Rows(
        see=REACHED,
        add=f"{ENTRY_SEEN} and chosen_by_id = {ME} and exhibit is null"
        " and gate.may_choose({t}.chronology_id, {t}.entry_id)",
        change=OPEN,
        columns=("version", "happened_at", "exhibit", "taken_out_at"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["chronology", "happened_at", "id"], name="lines_in_order"),
        ]
        constraints = [models.UniqueConstraint(fields=["chronology", "entry"], name="chosen_once")]

    def __str__(self) -> str:
        return "A line"


class LineWords(models.Model):
    """What a line says instead of the entry’s own first words, and what it meant for the person."""

    line = models.OneToOneField(
        ChronologyLine, models.PROTECT, primary_key=True, related_name="words"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # of the line
    summary = models.CharField(max_length=4_000, blank=True)
    impact = models.CharField(max_length=4_000, blank=True)
    edits = models.IntegerField(default=1)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    rows = Rows(
        see=f"{STAFF} and {ENTRY_SEEN} and gate.line_stands({{t}}.line_id, {{t}}.entry_id)",
        add=WRITES,
        change=f"{STAFF} and {ENTRY_SEEN} and gate.writes_line({{t}}.line_id, {{t}}.entry_id)",
        after=WRITES,
        columns=("summary", "impact", "edits", "by_id", "edited_at"),
    )

    class Meta:
        verbose_name_plural = "words of lines"

    def __str__(self) -> str:
        return "Words of a line"


class ChronologyPaper(models.Model):
    """A long chronology as a file that the worker makes; for whoever asked, and for a day."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    chronology = models.ForeignKey(Chronology, models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    format = models.CharField(max_length=10)  # a value of foundation.paper.Format
    asked_at = models.DateTimeField(auto_now_add=True)
    done = models.IntegerField(default=0)  # lines so far
    of = models.IntegerField()
    read = models.IntegerField(default=0)  # lines that whoever asked could read then
    ended_at = models.DateTimeField(null=True)
    wrong = models.CharField(max_length=300, blank=True)  # why it could not be made
    content = models.BinaryField(null=True)

    rows = Rows(
        see=f"{REACHED} and by_id = {ME}",
        add=f"{REACHED} and by_id = {ME} and content is null",
        change=f"{REACHED} and by_id = {ME}",
        # What is a day old goes by way of the gate, which needs nobody to read it.
        columns=("done", "read", "ended_at", "wrong", "content"),
    )

    def __str__(self) -> str:
        return "A chronology on paper"
