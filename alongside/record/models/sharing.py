"""How far an entry is shared with the people it is about, restricted, answered and held."""

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, BRINGS_BACK, ME, STAFF, Rows, allowed, granted, own

from .entry import ENTRY_SEEN, About, Entry, Part, nobody_barred


class Sharing(models.TextChoices):
    """The three outcomes for the person an entry is about."""

    SHOWN = "shown", "Shown"
    HELD = "held", "Held"
    NOT_DISCLOSED = "not disclosed", "Not disclosed"


class SharingDecision(models.Model):
    """Who decided how far something is shared, on what ground, and who agreed. Staff read these."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        IN_FORCE = "in force", "In force"
        REFUSED = "refused", "Not agreed"

    id = models.UUIDField(primary_key=True, default=new_id)
    about = models.ForeignKey(About, models.PROTECT, related_name="decisions")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sharing = models.CharField(max_length=14, choices=Sharing)
    ground = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=400, blank=True)
    review_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    second_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_words = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=granted("{t}.person_id", 2),
        add=f"{granted('{t}.person_id', 2)} and by_id = {ME} and exists ("
        "select 1 from record_about a where a.id = {t}.about_id and a.person_id = {t}.person_id)",
        change=f"{granted('{t}.person_id', 2)} and by_id <> {ME}"
        f" and {allowed('approve not disclosed')}",
        after=f"second_by_id = {ME}",
        columns=("state", "second_by_id", "second_at", "second_words"),
    )

    class Meta:
        indexes = [models.Index(fields=["about", "at"], name="decisions_on_about")]

    def __str__(self) -> str:
        return self.get_sharing_display()


class Release(models.Model):
    """A part that is also about somebody else, released to one person after a look by a manager."""

    id = models.UUIDField(primary_key=True, default=new_id)
    part = models.ForeignKey(Part, models.PROTECT, related_name="releases")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=f"{granted('{t}.person_id', 2)} or {own('{t}.person_id')}",
        add=f"{granted('{t}.person_id', 2)} and by_id = {ME} and gate.part_readable({{t}}.part_id)"
        f" and ({BRINGS_BACK} or ({allowed('decide held entries')}"
        " and not gate.is_own_part({t}.part_id)))",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "person"], name="released_to_a_person_once")
        ]

    def __str__(self) -> str:
        return "A released part"


class Restriction(models.Model):
    """Why an entry is read by few among staff: who decided, until when, who looks at it again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="restrictions")
    words = models.CharField(max_length=400)  # shown to staff on the stub
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateField()
    review_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    rows = Rows(
        see=f"{STAFF} and exists (select 1 from record_about a where a.entry_id = {{t}}.entry_id)",
        add=f"{STAFF} and by_id = {ME} and ({allowed('restrict entries')} or {BRINGS_BACK})"
        f" and {ENTRY_SEEN}",
        change=f"{STAFF} and {ENTRY_SEEN}",
        columns=("ended_at", "ended_by_id", "until"),
    )

    def __str__(self) -> str:
        return f"Restricted until {self.until}"


class Reader(models.Model):
    """A member of staff who may read a restricted entry by name, until it is read by all again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="readers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{STAFF} and (account_id = {ME} or by_id = {ME}"
        " or gate.names_readers({t}.entry_id))",
        add=f"{STAFF} and by_id = {ME} and gate.names_readers({{t}}.entry_id)",
        change=f"{STAFF} and gate.names_readers({{t}}.entry_id)",
        columns=("ended_at",),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "account"],
                name="reader_named_once",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return "A named reader"


class Answer(models.Model):
    """The person's own words beside a part: written once, kept as they wrote them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="answers_given")
    part = models.ForeignKey(Part, models.PROTECT, related_name="answers")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    is_correction = models.BooleanField(default=False)  # "something here is wrong"
    text = models.TextField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        # Beside what was in the wrong record too: it is often what told that it was wrong.
        see=f"({STAFF} and ({ENTRY_SEEN} or gate.is_left_behind({{t}}.entry_id, {{t}}.person_id)))"
        # Their own words, also where they came with them from another Alongside.
        f" or ({own('{t}.person_id')} and (by_id = {ME} or exists (select 1 from"
        " accounts_account a where a.id = {t}.by_id and a.kind = 'system')))",
        add=f"by_id = {ME} and ({own('{t}.person_id')}"
        f" or ({BRINGS_BACK} and {granted('{t}.person_id', 2)}))"
        " and exists (select 1 from record_part p where p.id = {t}.part_id"
        " and p.entry_id = {t}.entry_id)",
    )

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="answers_on_entry")]

    def __str__(self) -> str:
        return "Words from the person"


# Nobody reads or ends what stands on the record of somebody from whom they are kept.
HELD_NOT_BARRED = (
    f"({{t}}.person_id is null or {{t}}.person_id <> all ({BARRED}))"
    f" and ({{t}}.entry_id is null or {nobody_barred('{t}.entry_id')})"
)


class Hold(models.Model):
    """Why a record may not be disposed of, merged or discarded for now."""

    class Ground(models.TextChoices):
        POLICE = "police", "Police"
        COURT = "court", "Court"
        INQUIRY = "inquiry", "Inquiry"
        COMPLAINT = "complaint", "Complaint"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="holds")
    ground = models.CharField(max_length=10, choices=Ground)
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"{STAFF} and ({granted('{t}.person_id', 2)} or {ENTRY_SEEN}"
        f" or (select gate.may('place hold'))) and {HELD_NOT_BARRED}",
        add=f"{STAFF} and by_id = {ME} and ((select gate.may('place hold')) or {BRINGS_BACK})"
        f" and {HELD_NOT_BARRED}",
        change=f"(select gate.may('place hold')) and {HELD_NOT_BARRED}",
        columns=("ended_at", "ended_by_id", "ended_why"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(entry__isnull=False),
                name="hold_on_something",
            )
        ]

    def __str__(self) -> str:
        return self.get_ground_display()


class Misfiled(models.Model):
    """The marker that is left, for staff, where an entry stood that did not belong there.

    The person sees one only of what had been shown to them and was brought in by mistake.
    """

    class Because(models.TextChoices):
        SOMEBODY_ELSE = "else", "An entry about somebody else was here"
        BROUGHT_IN = "import", "Something was here that was brought in by mistake"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    entry_id = models.UUIDField()  # no key to follow: the entry is out of this record
    happened_at = models.DateTimeField()
    because = models.CharField(max_length=6, choices=Because, default=Because.SOMEBODY_ELSE)
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # Of an import that was withdrawn: who asked for that, and who agreed.
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    was_shown = models.BooleanField(default=False)  # the person could read it until then

    rows = Rows(
        see=f"{granted('{t}.person_id', 2)}"
        f" or ({own('{t}.person_id')} and was_shown and because = 'import')"
        # Data protection looks at every slip, without the record itself.
        f" or ((select gate.may('read whole trail')) and {{t}}.person_id <> all ({BARRED}))",
        add=f"{granted('{t}.person_id', 2)} and by_id = {ME}",
    )

    class Meta:
        verbose_name_plural = "misfiled"

    def __str__(self) -> str:
        return self.get_because_display()
