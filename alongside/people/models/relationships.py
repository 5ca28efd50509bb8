"""Who is around a person, as told on that person's record."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.foundation.days import Precision, When
from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, granted, own

from .person import Person

MORE_IS_KNOWN = "More is known now"  # why a row is over: a newer one says the same, and more


class Relationship(models.Model):
    """One edge, as it stands on one person's record: `called` is the `kind` of the person.

    Somebody without a record is a name on this record. The first row that names them stands for
    them: other rows about the same one say `same_as` it, and a row that is not about the person but
    about somebody else named here says `of` whom: "Folake is the parent of (the row of) Tunde".

    An edge discloses. It is read by those who may read this record, where somebody told it here or
    they may see the other end; the other person's own record is still closed to them. Who may read
    the other's record, and sees this person, reads it too, unless it is sensitive.
    """

    class Known(models.TextChoices):
        DAY = "day", "The day is known"
        MONTH = "month", "The month is known"
        YEAR = "year", "The year is known"
        ABOUT = "about", "About that year"

    class State(models.TextChoices):
        LIVING = "living", "Living"
        DIED = "died", "Has died"
        UNBORN = "unborn", "Not yet born"
        LOST = "lost", "A pregnancy that was lost"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    called = models.CharField(max_length=200)  # the other's name, as told here
    kind = models.CharField(max_length=40)  # a code of the set "relationships"
    words = models.CharField(max_length=300, blank=True)
    told_by = models.CharField(max_length=120, blank=True, default="")
    # Where parental responsibility comes from: a code of the set "responsibility-grounds".
    ground = models.CharField(max_length=40, blank=True, default="")
    # Of somebody without a record; what is known of who has one stands there.
    other_sex = models.CharField(max_length=1, blank=True, default="")
    other_state = models.CharField(max_length=10, choices=State, default=State.LIVING)
    other_born = models.CharField(max_length=40, blank=True, default="")  # "about 1951"
    other_died = models.CharField(max_length=40, blank=True, default="")
    is_told_here = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    starts_known = models.CharField(max_length=5, choices=Known, default=Known.DAY)
    ends_on = models.DateField(null=True)  # the last day that it can have been
    ends_known = models.CharField(max_length=5, choices=Known, default=Known.DAY)
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"""({granted("{t}.person_id", 2)}
            and ({{t}}.is_told_here or {granted("{t}.other_id", 1)}))
          or (not {{t}}.is_sensitive and {{t}}.of_id is null
            and {granted("{t}.other_id", 2)} and {granted("{t}.person_id", 1)})
          or ({own("{t}.person_id")} and {{t}}.is_told_here and not {{t}}.is_sensitive)""",
        add=f"{granted('{t}.person_id', 1)} and recorded_by_id = {ME}",
        change=granted("{t}.person_id", 1),
        columns=("ends_on", "ends_known", "over_at", "over_by_id", "over_why"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="around_person"),
            models.Index(fields=["other"], name="around_other"),
        ]

    def __str__(self) -> str:
        return f"{self.called}, {self.kind}"

    @property
    def end(self) -> UUID:
        """Who is at the other end: their record, or the row that stands for a name."""
        return self.other_id or self.same_as_id or self.pk

    @property
    def is_past(self) -> bool:
        """Whether it is over: a day lasts to its end, unless somebody said that it is no longer so.

        A month or a year lasts until its last day: no warning goes before its time.
        """
        today = timezone.localdate()
        if self.ends_on is None or self.ends_on > today:
            return False
        return self.ends_on < today or self.over_by_id is not None

    @property
    def since(self) -> str:
        """From when, as exactly as it is known."""
        return _words(self.starts_on, self.starts_known)

    @property
    def until(self) -> str:
        """Until when, as exactly as it is known."""
        return _words(self.ends_on, self.ends_known)


def past(today: date) -> Q:
    """The same for a query."""
    return Q(ends_on__lt=today) | Q(ends_on=today, over_by__isnull=False)


def _words(day: date | None, known: str) -> str:
    return When(day, cast(Precision, known)).words() if day else ""
