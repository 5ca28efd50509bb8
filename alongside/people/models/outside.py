"""Services from outside that are around a person; what is sensitive stays out of sight."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db import models
from django.utils import timezone

from alongside.foundation.days import Precision, When
from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, STAFF, Rows, granted, own

from .person import Person
from .relationships import Relationship

# A reason keeps the id under which it was given; it opens nothing of the record it came to be.
NOW = "gate.stands_for({t}.person_id)"
# Of what is sensitive staff read a row only while the reason that they gave is open.
IN_SIGHT = "(not {t}.is_sensitive or gate.looks_behind({t}.person_id))"
Known = Relationship.Known


class Service(models.Model):
    """A service from outside, and whom to ring there. What changes is a new row, in its place.

    `is_involved` false is an answer too: somebody said that it is not. Where nobody said anything
    there is no row.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="services")
    kind = models.CharField(max_length=40)  # a code of the set "services"
    is_involved = models.BooleanField(default=True)
    agency = models.CharField(max_length=200, blank=True)  # "Mere Lane Primary"
    contact = models.CharField(max_length=200, blank=True)  # whom one asks for
    role = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    words = models.CharField(max_length=300, blank=True)
    tie = models.CharField(max_length=40, blank=True)  # codes of the set "ties"
    flow = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True)
    starts_known = models.CharField(max_length=5, choices=Known, default=Known.DAY)
    ends_on = models.DateField(null=True)  # the last day that it can have been
    ends_known = models.CharField(max_length=5, choices=Known, default=Known.DAY)
    last_on = models.DateField(null=True)  # when they last had to do with the person
    last_known = models.CharField(max_length=5, choices=Known, default=Known.DAY)
    told_by = models.CharField(max_length=120, blank=True)
    is_sensitive = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"({granted('{t}.person_id', 2)} and {IN_SIGHT}) or {own('{t}.person_id')}",
        add=f"{granted('{t}.person_id', 2)} and recorded_by_id = {ME} and over_at is null",
        change=f"{granted('{t}.person_id', 2)} and {IN_SIGHT}",
        columns=("ends_on", "ends_known", "over_at", "over_by_id", "over_why"),
    )

    class Meta:
        indexes = [models.Index(fields=["person"], name="services_of_person")]
        constraints = [  # two who put the same row right at once: the second is told
            models.UniqueConstraint(fields=["replaces"], name="service_replaced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency or self.kind}"

    @property
    def is_past(self) -> bool:
        """Whether its time is over: the last day still counts, unless somebody said it is over."""
        today = timezone.localdate()
        if self.ends_on is None or self.ends_on > today:
            return False
        return self.ends_on < today or self.over_by_id is not None

    def said(self, name: str) -> str:
        """A day of it (`starts`, `ends`, `last`), as exactly as it is known."""
        day = getattr(self, f"{name}_on")
        return When(day, cast(Precision, getattr(self, f"{name}_known"))).words() if day else ""


class ServiceLook(models.Model):
    """Why somebody looked at what is kept out of sight. Written once, before anything is shown."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    # A reason may say what is there: read by who gave it, and by who reads what is restricted.
    rows = Rows(
        see=f"({{t}}.by_id = {ME} and {granted(NOW, 2)}) or {granted(NOW, 3)}",
        add=f"by_id = {ME} and {STAFF} and {granted('{t}.person_id', 2)}"
        " and length(btrim(why)) >= 10"
        " and at between statement_timestamp() - interval '1 minute'"
        " and statement_timestamp() + interval '1 minute'",
    )

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="looks_at_services")]

    def __str__(self) -> str:
        return "A look at what is kept out of sight"
