"""The entry: an envelope that actions move, and content that is written once and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import (
    BARRED,
    BRINGS_BACK,
    KIND,
    ME,
    MINE,
    STAFF,
    Rows,
    granted,
    own,
)

if TYPE_CHECKING:
    from alongside.foundation.actor import Actor


class EntryKind(models.TextChoices):
    """What sort of thing an entry is."""

    VISIT = "visit", "Visit"
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    NOTE = "note", "Note"
    MESSAGE = "message", "Message"
    LETTER = "letter", "Letter"
    REFERRAL = "referral", "Referral"
    ASSESSMENT = "assessment", "Assessment"
    PLAN = "plan", "Plan"
    REVIEW = "review", "Review"
    DECISION = "decision", "Decision"
    CONFERENCE = "conference", "Conference"
    CLOSURE = "closure", "Closed"
    EVENT = "event", "Something that happened"
    OWN_WORDS = "own words", "In their own words"
    STRATEGY = "strategy", "Strategy discussion"
    S47 = "s47", "Section 47 enquiry"
    S42 = "s42", "Section 42 enquiry"
    POLICE = "police", "Police information"
    COURT = "court", "Court paper"
    LEGAL = "legal advice", "Legal advice"
    HEALTH = "third-party health", "Somebody else’s health"


class Contact(models.TextChoices):
    """How people met or spoke."""

    HOME = "home", "At home"
    OFFICE = "office", "At our office"
    SCHOOL = "school", "At school or college"
    ELSEWHERE = "elsewhere", "Somewhere else"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"
    MESSAGE = "message", "By message"
    LETTER = "letter", "By letter"


class Seen(models.TextChoices):
    """Whether the person was seen, and alone."""

    ALONE = "alone", "Seen alone"
    WITH_OTHERS = "with others", "Seen with others there"
    NOT_SEEN = "not seen", "Not seen"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions we ask about entries."""

    def visible_to(self, account: Actor) -> EntryQuerySet:
        """The entries that this account may read in full."""
        from .sight import entries_of

        return entries_of(self, account)


def nobody_barred(entry: str) -> str:
    """Not an entry about somebody whom the acting account is kept away from."""
    return f"not gate.about_any({entry}, {BARRED})"


def staff_reads(entry: str, needs: str, writer: str, about: str = "true") -> str:
    """By rung, as its writer, or by name; `about` is asked of whomever it is about besides."""
    return f"""(exists (select 1 from record_about a where a.entry_id = {entry} and {about} and (
            {writer} = {ME} or {needs} <= 2 or {granted("a.person_id", 3)}
            or exists (select 1 from record_reader r
               where r.entry_id = {entry} and r.account_id = {ME} and r.ended_at is null)))
          and {nobody_barred(entry)})"""


# The stub in record_about stays where this says no; who sees that row its own policy asks.
STAFF_READ = f"({STAFF} and {staff_reads('{t}.id', '{t}.needs', '{t}.written_by_id')})"


class Entry(models.Model):
    """The one unit of the record: what holds the versions together."""

    is_new = False  # finished just now, not found as it was finished before

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=24, choices=EntryKind)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, null=True, related_name="+")
    versions = models.IntegerField(default=1)
    about_count = models.SmallIntegerField(default=1)
    source = models.CharField(max_length=80, blank=True)  # where an imported entry came from
    needs = models.SmallIntegerField(default=2)  # 3: restricted among staff
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    # Of an entry that was moved here from another record; the gate writes both.
    first_written_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    first_written_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()
    rows = Rows(
        see=f"""{STAFF_READ}
          or ({KIND} = 'person' and exists (select 1 from record_about a where a.entry_id = {{t}}.id
            and a.person_id = any ({MINE}) and a.sharing = 'shown'))
          or ({KIND} in ('proxy', 'partner') and gate.listed_for_me({{t}}.id))""",
        add=f"written_by_id = {ME}"
        f" and ((first_written_by_id is null and first_written_at is null) or {BRINGS_BACK})"
        f" and ({STAFF} or ({KIND} = 'person' and kind = 'own words')"
        f" or ({KIND} = 'partner' and kind in ('referral', 'letter') and versions = 1))",
        change=STAFF_READ,
        columns=("kind", "versions", "about_count", "needs", "pinned_at", "pinned_by_id"),
    )

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return page_url("record:entry", self.pk)

    def is_work_of(self, account: Actor) -> bool:
        """Whether this account wrote it, here or in the record from which it was moved."""
        return account.pk in (self.written_by_id, self.first_written_by_id)


class About(models.Model):
    """Who an entry is about, and how far it is shared with that person; never deleted.

    Anyone who may read the record sees this row, also where the entry itself is restricted: it is
    the stub, so that absence is never read as safety.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="abouts")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="abouts")
    happened_at = models.DateTimeField()
    sharing = models.CharField(max_length=14)  # a value of Sharing
    sharing_words = models.CharField(max_length=400, blank=True)  # to the person, where it is held
    sharing_review_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    removed_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"""{{t}}.removed_at is null and ({granted("{t}.person_id", 2)}
          or ({own("{t}.person_id")} and {{t}}.sharing <> 'not disclosed'))""",
        # Only what one wrote, or may read, is put on a record: an id alone opens nothing.
        add=f"""({granted("{t}.person_id", 2)} or {own("{t}.person_id")})
          and (gate.wrote({{t}}.entry_id) or ({STAFF} and gate.entry_lasting({{t}}.entry_id)))
          or ({KIND} = 'partner' and {{t}}.sharing = 'held' and gate.shares_with_me({{t}}.person_id)
            and gate.is_referring({{t}}.entry_id))""",
        change=granted("{t}.person_id", 2),
        # Taking one out, and moving them all in time, go through the gate: both reach rows that
        # the application does not see.
        columns=("sharing", "sharing_words", "sharing_review_on"),
    )

    class Meta:
        verbose_name_plural = "abouts"
        indexes = [
            models.Index(fields=["person", "-happened_at", "-entry"], name="timeline_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="about_a_person_once")
        ]

    def __str__(self) -> str:
        return "About somebody"


ENTRY_SEEN = "exists (select 1 from record_entry e where e.id = {t}.entry_id)"
ABOUT_ME_ALONE = "{t}.about <@ " + MINE


class Version(models.Model):
    """What an entry said, from when it was finished or amended. Never changed."""

    class Precision(models.TextChoices):
        TIME = "time", "At a time"
        DAY = "day", "On a day"
        MONTH = "month", "In a month"
        YEAR = "year", "In a year"
        ABOUT = "about", "About then"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="said")
    number = models.IntegerField(default=1)
    title = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    happened_precision = models.CharField(max_length=6, choices=Precision, default=Precision.DAY)
    contact = models.CharField(max_length=12, choices=Contact, blank=True)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.IntegerField(null=True)
    there = models.CharField(max_length=400, blank=True)  # who was there, in words
    seen = models.JSONField(default=dict)  # person id: a value of Seen
    form = models.CharField(max_length=80, default="note 1")  # the version of the form that asked
    answers = models.JSONField(default=dict)
    why = models.CharField(max_length=400, blank=True)  # why it was amended
    is_earlier_readable = models.BooleanField(default=True)  # by the person: what it said before
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"""exists (select 1 from record_entry e where e.id = {{t}}.entry_id and ({STAFF}
          or e.versions = {{t}}.number or gate.earlier_readable(e.id, {{t}}.number)))""",
        add=f"{ENTRY_SEEN} and by_id = {ME} and ({STAFF} or (gate.wrote({{t}}.entry_id)"
        f" and ({KIND} <> 'partner' or number = 1)))",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="version_numbered_once")
        ]
        indexes = [  # of questionnaires, for counting their answers; notes are the many
            models.Index(
                fields=["form"],
                condition=~models.Q(form__startswith="note "),
                name="versions_by_form",
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class PartSort(models.TextChoices):
    """What sort of words a part is."""

    FACT = "fact", "What happened"
    REPORTED = "reported", "What somebody told us"
    OPINION = "opinion", "What we make of it"
    OWN_WORDS = "own words", "In their own words"


class Origin(models.TextChoices):
    """How the words came to be here; it stays with them for ever."""

    TYPED = "typed", "Typed"
    DICTATED = "dictated", "Dictated"
    COPIED = "copied", "Copied forward"
    MOVED = "moved", "Moved from another record"
    IMPORTED = "imported", "Imported"
    SOFTWARE = "software", "Drafted by software"


class Part(models.Model):
    """One piece of a version: its words, their sort, whom they are about, where they came from."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="parts")
    position = models.SmallIntegerField(default=0)
    sort = models.CharField(max_length=10, choices=PartSort)
    about = ArrayField(models.UUIDField())  # never empty
    of = models.CharField(max_length=200, blank=True)  # who reported it, or whose own words
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    origin_detail = models.CharField(max_length=200, blank=True)
    checked_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    # Of an answer: which place of the questionnaire named by the version, the question in the words
    # in which it was asked, and the answer as data.
    question = models.CharField(max_length=80, blank=True, default="")
    asked = models.CharField(max_length=400, blank=True, default="")
    value = models.JSONField(null=True)

    rows = Rows(
        see=f"""exists (select 1 from record_version v where v.id = {{t}}.version_id) and ({STAFF}
          or ({KIND} = 'person' and ({ABOUT_ME_ALONE} or exists (
             select 1 from record_release r
              where r.part_id = {{t}}.id and r.person_id = any ({MINE}))))
          or ({KIND} in ('proxy', 'partner')
             and gate.part_listed_for_me({{t}}.entry_id, {{t}}.about)))""",
        # By whoever writes this version, and only until its line on the trail says what it holds.
        # Of a person only what they say themselves, and of themselves alone.
        add=f"{ENTRY_SEEN} and gate.is_writing({{t}}.version_id, {{t}}.entry_id)"
        f" and ({STAFF} or ({{t}}.sort = 'own words' and {ABOUT_ME_ALONE})"
        # A partner reports, and puts nobody's own words into their record.
        f" or ({KIND} = 'partner' and {{t}}.sort <> 'own words'"
        " and gate.is_about_alone({t}.entry_id, {t}.about)))",
    )

    class Meta:
        indexes = [models.Index(fields=["version", "position"], name="parts_of_version")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(about=[]), name="part_is_about_somebody"),
            models.CheckConstraint(
                condition=~models.Q(origin="software") | models.Q(checked_by__isnull=False),
                name="software_is_checked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.get_sort_display()
