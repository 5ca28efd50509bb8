"""What somebody is from one day to another: a status, a placement, an order."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.conditions import Condition
from alongside.foundation.days import Precision, When
from alongside.foundation.ids import new_id
from alongside.foundation.rows import (
    BRINGS_BACK,
    KIND,
    ME,
    STAFF,
    Rows,
    allowed,
    granted,
)
from alongside.people.models import Person, Rung
from alongside.people.models.grants import NOT_ON_A_VISIT
from alongside.people.models.reach import STAFF_KINDS
from alongside.record.statuses import Kind, Stated, is_over, kind_of, until_when

from .entry import Entry

# A saying keeps the id under which it was written; whoever reads that person now reads it.
NOW = "gate.stands_for({t}.person_id)"
NOT_ON_A_VISIT_NOW = NOT_ON_A_VISIT.replace("{t}.person_id", NOW)
REACHED = f"({granted('gate.stands_for({0})', Rung.RECORD.value)} and {ME} = %s)"
# What was said on the wrong record is gone from it at once, save for those who may read what is
# restricted. That it stands on an entry does not hide it: an order has to be seen by all who work.
READ = f"""({STAFF} and {granted(NOW, 2)}
  and (not gate.episode_is_out({{t}}.episode) or {granted(NOW, 3)}))"""
# Whoever takes a misfiled entry out, also on a visit where it is their own, takes this along.
LEAVES = f"""({{t}}.what = 'out' and ({allowed("move misfiled entry")} or exists (
  select 1 from record_entry w where w.id = {{t}}.entry_id and w.written_by_id = {ME})))"""
WRITES = f"""(by_id = {ME} and {granted(NOW, 2)} and (({KIND} = 'staff'
  and (({allowed("write record")} and {NOT_ON_A_VISIT_NOW}) or {LEAVES})) or {BRINGS_BACK}))"""
FITS = """gate.follows_episode({t}.id, {t}.episode, {t}.person_id, {t}.kind, {t}.number)
  and gate.episode_stands_on({t}.person_id, {t}.entry_id, {t}.named_id)"""


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Questions we ask about statuses."""

    def visible_to(self, account: Actor) -> EpisodeQuerySet:
        """By staff who reach the record; of what was taken out the policies ask."""
        if account.kind not in STAFF_KINDS:
            return self.none()
        return self.filter(Condition(REACHED, "person_id", given=(account.pk,)))

    def said_last(self) -> EpisodeQuerySet:
        """Of each status what was said last, unless it was taken out of the record."""
        later = Episode.objects.filter(episode=OuterRef("episode"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later)).exclude(what=Episode.What.OUT)


class Episode(models.Model):
    """One saying of what somebody is from a day to a day; what is said anew is the next one."""

    class What(models.TextChoices):
        SAID = "said", "Said"
        PUT_RIGHT = "put right", "Put right"
        ENDED = "ended", "Ended"
        TRUE = "true", "True as it stands"
        OUT = "out", "In the wrong record"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    episode = models.UUIDField()  # the id of what was said first
    number = models.IntegerField(default=1)
    what = models.CharField(max_length=10, choices=What, default=What.SAID)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # a key of content/statuses
    code = models.CharField(max_length=40, blank=True)  # of the code set that its kind names
    since = models.DateField()  # the first day that it can have been
    since_known = models.CharField(max_length=5, default="day")
    until = models.DateField(null=True)  # the last day that it can have been
    until_known = models.CharField(max_length=5, default="day")
    named = models.ForeignKey(
        "people.Relationship", models.PROTECT, null=True, related_name="+"
    )  # who it is about besides the person, as they are called on this record
    words = models.TextField(blank=True)  # what it gives or forbids, where, with whom
    why = models.CharField(max_length=400, blank=True)  # said anew, ended, true all the same
    detail = models.JSONField(default=dict)  # traits; answered: keys of checks; other codes
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=300, blank=True)  # the row of a return, so that it is once
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = EpisodeQuerySet.as_manager()
    rows = Rows(see=READ, add=f"{WRITES} and {FITS}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="episode_said_once"),
        ]
        indexes = [
            models.Index(fields=["person", "episode", "-number"], name="episodes_of_person"),
            models.Index(fields=["since"], name="episodes_begin"),  # what turns on a day, at night
            models.Index(fields=["until"], name="episodes_end"),
        ]

    def __str__(self) -> str:
        return "A status"

    def get_absolute_url(self) -> str:
        return page_url("record:status", self.person_id)

    @property
    def about(self) -> Kind | None:
        """Its kind; none where that is not here any more."""
        return kind_of(self.kind)

    @property
    def traits(self) -> tuple[str, ...]:
        """What else is so of it."""
        return tuple(self.detail.get("traits", ()))

    @property
    def began(self) -> When:
        """From when, as exactly as it is known."""
        return When(self.since, cast(Precision, self.since_known))

    @property
    def ended(self) -> When | None:
        """Until when; a month or a year is its last day here, and its first to `When`."""
        if self.until is None:
            return None
        return until_when(self.until, cast(Precision, self.until_known))

    def stands_on(self, day: date) -> bool:
        """Whether it holds on that day: what says itself until when holds through that day."""
        return self.since <= day and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        """Whether it had ended by that day; what ends this year has not until the year is over."""
        return is_over(self.until, self.until_known, self.about, day)

    def stated(self) -> Stated:
        """The same for what asks whether all of it adds up."""
        return Stated.of(
            self.episode,
            self.kind,
            self.code,
            (self.since, cast(Precision, self.since_known)),
            (self.until, cast(Precision, self.until_known)),
            self.named_id,
            self.detail.get("answered", ()),
        )
