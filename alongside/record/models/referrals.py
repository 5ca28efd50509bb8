"""The front door: the way of one person through it, and what was said there, written once."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from alongside.foundation.actor import Actor
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows, allowed, granted
from alongside.people.models import Rung
from alongside.people.models.grants import NOT_ON_A_VISIT
from alongside.people.models.reach import STAFF_KINDS, reach

from .clocks import IS_ABOUT
from .entry import ENTRY_SEEN, Entry

# For staff with the record, who may read what was told; never for the family or a partner agency.
READ = f"({STAFF} and {granted('{t}.person_id', 2)} and {IS_ABOUT} and {ENTRY_SEEN})"
WRITES = f"{KIND} = 'staff' and by_id = {ME} and {allowed('write record')}"
# What is said of the referral itself, as who got in touch, is about nobody alone.
# A line keeps the id under which it was written; whoever reads that person now reads it.
NOW = "gate.stands_for({t}.person_id)"
IS_ABOUT_NOW = IS_ABOUT.replace("{t}.person_id", NOW)
NOT_ON_A_VISIT_NOW = NOT_ON_A_VISIT.replace("{t}.person_id", NOW)
LINE_READ = f"""({STAFF} and {ENTRY_SEEN} and ({{t}}.person_id is null
  or ({granted(NOW, 2)} and {IS_ABOUT_NOW})))"""


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Questions we ask about what came in."""

    def visible_to(self, account: Actor) -> ReferralQuerySet:
        """Those whose person this account reaches, and whose words it may read."""
        if account.kind not in STAFF_KINDS:
            return self.none()
        entries = Entry.objects.visible_to(account).filter(pk=OuterRef("entry_id"))
        return self.filter(reach(account, Rung.RECORD, "person_id"), Exists(entries))


class Referral(models.Model):
    """One piece of work: what was told in an entry, for one of the people whom it is about.

    The words are the entry's. What is decided is an entry too; this row is where it stands.
    """

    class Step(models.IntegerChoices):
        NEW = 0, "Nobody has looked at it yet"
        LOOKED_AT = 1, "Looked at, and not decided yet"
        DECIDED = 2, "Decided, and somebody is still to be told"
        DONE = 9, "Decided, and told"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)  # somebody may be in danger now
    step = models.SmallIntegerField(choices=Step, default=Step.NEW)
    due_on = models.DateField()  # the decision; then, that those who wait for it are told
    taken_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    decided = models.CharField(max_length=40, blank=True)  # a key of content/front-door.yaml
    decided_in = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    objects = ReferralQuerySet.as_manager()
    rows = Rows(
        see=READ,
        add=f"""{READ} and {KIND} = 'staff' and {allowed("write record")} and step = 0
          and taken_by_id is null and decided = '' and decided_in_id is null""",
        change=f"{READ} and {KIND} = 'staff' and {allowed('write record')}",
        columns=("step", "due_on", "taken_by_id", "decided", "decided_in_id"),
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["step", "due_on", "id"], name="open_referrals", condition=Q(step__lt=9)
            ),
            models.Index(fields=["person", "-received_at"], name="referrals_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="referral_of_a_person_once")
        ]

    def __str__(self) -> str:
        return "Something that came in"

    def get_absolute_url(self) -> str:
        return page_url("record:referral", self.pk)

    @property
    def is_decided(self) -> bool:
        """Whether there is a decision that ends the waiting for one."""
        return self.step >= self.Step.DECIDED


class ReferralLine(models.Model):
    """Something said or done about what came in. Never changed: what is right is said again."""

    class What(models.TextChoices):
        FROM = "from", "Who got in touch"
        TAKEN = "taken", "Took it on"
        GIVEN_BACK = "given back", "Gave it back"
        LOOKED_AT = "looked at", "Looked at it"
        DECIDED = "decided", "Decided"
        REFERRER = "referrer", "Told whoever got in touch"
        FAMILY = "family", "Told the person or family"
        WITHDRAWN = "withdrawn", "Whoever got in touch takes it back"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    code = models.CharField(max_length=40, blank=True)  # the source, the decision, or how told
    ground = models.CharField(max_length=40, blank=True)  # where somebody is not told
    who = models.CharField(max_length=200, blank=True)  # got in touch, with their agency
    reach = models.CharField(max_length=200, blank=True)  # how they are reached, and when
    is_quiet = models.BooleanField(default=False)  # the family must not learn who it was
    words = models.TextField(blank=True)
    authority = models.CharField(max_length=40, blank=True)  # the permission it was decided with
    on = models.DateField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=LINE_READ,
        add=f"""{LINE_READ} and {WRITES} and ({{t}}.what = 'from') = ({{t}}.person_id is null)
          and ({{t}}.what = 'decided') = ({{t}}.authority <> '')
          and ({{t}}.authority = '' or gate.may({{t}}.authority))
          and ({{t}}.person_id is null or ({NOT_ON_A_VISIT_NOW} and exists (
            select 1 from record_referral r where r.entry_id = {{t}}.entry_id
              and r.person_id = {NOW})))
          and ({{t}}.person_id is not null or gate.wrote({{t}}.entry_id))""",
    )

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="lines_of_referral")]

    def __str__(self) -> str:
        return self.get_what_display()
