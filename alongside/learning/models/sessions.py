"""Learning with others at a time and place: coaching, classroom, webinar; and who comes."""

from __future__ import annotations

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, allowed

from .pieces import LEARNS

OFFERS = allowed("offer learning")


class Session(models.Model):
    """Something that is offered at a time, to so many people."""

    class How(models.TextChoices):
        COACHING = "coaching", "Coaching, beside you"
        CLASSROOM = "classroom", "In a room together"
        WEBINAR = "webinar", "Online"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=200)
    about = models.TextField()
    how = models.CharField(max_length=10, choices=How)
    clusters = ArrayField(models.CharField(max_length=20), default=list)
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.IntegerField()
    offered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=LEARNS,
        add=f"offered_by_id = {ME} and {OFFERS} and {LEARNS}",
        change=f"{{t}}.offered_by_id = {ME}",
        columns=(
            "title", "about", "place", "link", "starts_at", "ends_at", "places", "clusters",
            "cancelled_at", "cancelled_why",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(places__range=(1, 1000), ends_at__gt=F("starts_at")),
                name="session_holds_together",
            )
        ]
        indexes = [models.Index(fields=["starts_at"], name="sessions_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_url("learning:session", self.pk)


class Booking(models.Model):
    """That somebody comes to a session, waits for a place, or came."""

    class State(models.TextChoices):
        BOOKED = "booked", "Has a place"
        WAITING = "waiting", "Waits for a place"
        CANCELLED = "cancelled", "Does not come"
        CAME = "came", "Came"
        MISSED = "missed", "Did not come"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    has_news = models.BooleanField(default=False)  # moved or cancelled since they last looked

    rows = Rows(
        see=f"{{t}}.account_id = {ME} or gate.offers_session({{t}}.session_id)",
        add=f"account_id = {ME} and {LEARNS} and state in ('booked', 'waiting')",
        change=f"{{t}}.account_id = {ME} or gate.offers_session({{t}}.session_id)",
        columns=("state", "changed_at", "has_news"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "account"],
                condition=~Q(state="cancelled"),
                name="booked_once",
            )
        ]
        indexes = [models.Index(fields=["account", "state"], name="bookings_of_account")]

    def __str__(self) -> str:
        return self.get_state_display()
