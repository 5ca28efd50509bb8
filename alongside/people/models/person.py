"""A person: little more than an id and what is needed at the door; everything else is a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, KIND, ME, STAFF, Rows, granted, own

if TYPE_CHECKING:
    from alongside.foundation.actor import Actor


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions we ask about people."""

    def visible_to(self, account: Actor) -> PersonQuerySet:
        """The people whom this account may at least contact, or the person it belongs to."""
        from .reach import people_of

        return people_of(self, account)


class Person(models.Model):
    """Somebody with a record. Name, birth and death are kept current from the facts, for lists."""

    class State(models.TextChoices):
        UNBORN = "unborn", "Not yet born"
        LIVING = "living", "Living"
        DIED = "died", "Has died"
        LOST = "lost", "A pregnancy that was lost"
        MISTAKE = "mistake", "Brought in by mistake"
        MERGED = "merged", "The same person as another record"

    class BirthKnown(models.TextChoices):
        KNOWN = "known", "Known"
        ESTIMATED = "estimated", "Estimated"
        EXPECTED = "expected", "Expected"
        NOT_KNOWN = "not known", "Not known"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    called = models.CharField(max_length=200)  # what they want to be called; "No name yet"
    sort_key = models.CharField(max_length=200, db_collation="C")
    pronouns = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LIVING)
    born_on = models.DateField(null=True)
    birth_known = models.CharField(max_length=10, choices=BirthKnown, default=BirthKnown.NOT_KNOWN)
    died_on = models.DateField(null=True)
    needs_line = models.CharField(
        max_length=300, blank=True
    )  # what they need, in one line, for lists
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()
    rows = Rows(
        see=f"{granted('{t}.id', 1)} or {own('{t}.id')}"
        # What was written under an earlier id is read under the one that it stands for now.
        f" or ({{t}}.state = 'merged' and {granted('gate.stands_for({t}.id)', 2)})",
        add=STAFF,
        change=granted("{t}.id", 1),
        columns=(
            "called",
            "sort_key",
            "pronouns",
            "state",
            "born_on",
            "birth_known",
            "died_on",
            "needs_line",
        ),
    )

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["born_on"], name="person_born_on")]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return page_url("desk:person", self.pk)


class NotTheSame(models.Model):
    """Two records that somebody looked at and found to be two people; not offered again.

    It can be taken back, and both stay to be read.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"{granted('{t}.one_id', 1)} and {granted('{t}.other_id', 1)}",
        add=f"by_id = {ME} and {granted('{t}.one_id', 1)} and {granted('{t}.other_id', 1)}",
        change=f"over_by_id is null and {granted('{t}.one_id', 1)}"
        f" and {granted('{t}.other_id', 1)}",
        after=f"over_by_id = {ME}",
        columns=("over_at", "over_by_id", "over_why"),
    )

    class Meta:
        verbose_name_plural = "not the same"
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=models.Q(over_at=None),
                name="not_the_same_once",
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="not_the_same_in_order"
            ),
        ]

    def __str__(self) -> str:
        return "Two people, not one"


class SealedLink(models.Model):
    """The one place that joins a sealed identity to what came before it."""

    id = models.UUIDField(primary_key=True)
    before = models.UUIDField()
    after = models.UUIDField()

    rows = Rows(
        see="(select gate.may('adoption records')) and "
        f"{{t}}.before <> all ({BARRED}) and {{t}}.after <> all ({BARRED})",
        add=f"{KIND} = 'staff' and (select gate.may('seal identity'))",
    )

    def __str__(self) -> str:
        return "A sealed link"
