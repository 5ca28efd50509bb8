"""What every room stands on: seals of the trail, and drafts of whatever is being typed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from .ids import new_id
from .rows import KIND, ME, Rows


class Seal(models.Model):
    """One sealed batch of trail lines; the sealer alone writes it, each holding the one before."""

    no = models.BigIntegerField(primary_key=True)
    era = models.SmallIntegerField()
    after_tx = models.BigIntegerField()
    before_tx = models.BigIntegerField()
    lines = models.IntegerField()
    leaves = models.BinaryField()  # 32 bytes a line, so that the first broken line can be named
    root = models.BinaryField()
    previous = models.BinaryField()
    sealed_at = models.DateTimeField()
    seal = models.BinaryField()

    # Who may read and add seals stands in gate.sql, beside the trail's own policies.

    def __str__(self) -> str:
        return f"Seal {self.no}"


class Draft(models.Model):
    """Anything being typed, by anyone, on any page. Its id becomes the id of what it turns into."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Still open"
        FINISHED = "finished", "Finished"
        DISCARDED = "discarded", "Put away"

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    purpose = models.CharField(max_length=40)
    address = models.CharField(max_length=300)  # where one goes on writing; ids only, never words
    about = ArrayField(models.UUIDField(), default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    began_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)  # not indexed: each save stays a HOT update
    ended_at = models.DateTimeField(null=True)
    became = models.CharField(max_length=300, blank=True)  # the address of what it turned into
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Since when its owner asks that somebody else takes it over; a HandOver says what became of it.
    offered_at = models.DateTimeField(null=True)
    is_new = False  # begun in this very transaction: nothing else can be in it yet

    rows = Rows(
        see=f"owner_id = {ME}",
        add=f"owner_id = {ME}",
        change=f"owner_id = {ME}",
        columns=("address", "about", "outcome", "saved_at", "ended_at", "became", "offered_at"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["owner", "outcome"], name="draft_of_owner"),
            GinIndex(fields=["about"], condition=models.Q(outcome="open"), name="open_draft_about"),
        ]

    def __str__(self) -> str:
        return f"Draft of a {self.purpose}"

    def noted(self, what: str) -> str:
        """How the trail says it: of somebody’s own learning it tells them alone."""
        return f"learning: {what}" if self.purpose.startswith("learning ") else what


# Whoever it waits with, or who leads where the record is held; nobody who is kept out of it.
ANSWERS = "gate.answers_hand_over({t}.id, {t}.asked_by_id, {t}.about)"
OF_MY_DRAFT = (
    f"exists (select 1 from foundation_draft d where d.id = {{t}}.draft_id and d.owner_id = {ME})"
)


class HandOver(models.Model):
    """Somebody asks that a draft which they cannot finish any more is taken over, and the answer.

    It says whose it is, of what kind and about whom, never what it says: whoever answers does not
    read the draft before it is theirs.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an answer"
        TAKEN = "taken", "Taken over"
        DECLINED = "declined", "Not taken over"
        KEPT = "kept", "No longer asked"

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="hand_overs")
    purpose = models.CharField(max_length=40)
    about = ArrayField(models.UUIDField())
    began_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)
    answered_by_name = ""  # for a page of whoever asked, as far as they may know it

    rows = Rows(
        see=f"asked_by_id = {ME} or answered_by_id = {ME} or {ANSWERS}",
        # Only of an open draft of one's own, as it is.
        add=f"asked_by_id = {ME} and {KIND} = 'staff' and state = 'waiting'"
        " and answered_by_id is null and answered_at is null and answer = ''"
        " and gate.may_offer({t}.draft_id, {t}.purpose, {t}.about, {t}.began_at)",
        # That it was taken over, only the gate writes, as it gives the draft to whoever did.
        change=f"state = 'waiting' and (asked_by_id = {ME} or {ANSWERS})",
        after=f"(asked_by_id = {ME} and state = 'kept' and answered_by_id is null and answer = '')"
        f" or (asked_by_id <> {ME} and answered_by_id = {ME} and state = 'declined'"
        " and answer <> '')",
        columns=("state", "answered_by_id", "answered_at", "answer"),
    )

    class Meta:
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="hand_overs_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state="waiting"), name="one_asking_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class Piece(models.Model):
    """The whole text of one field of a draft, as it now stands."""

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=80)
    version = models.IntegerField(default=0)
    text = models.TextField(default="", blank=True)
    editor = models.UUIDField()
    # Once finished, the words live in what they became; this tells a late copy from new words.
    digest = models.CharField(max_length=64, default="", blank=True)

    rows = Rows(
        see=OF_MY_DRAFT,
        add=OF_MY_DRAFT,
        change=OF_MY_DRAFT,
        columns=("version", "text", "editor", "digest"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="one_piece_a_name")]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class Heard(models.Model):
    """The last that was heard from one editor of one piece: the once-only key of autosaving."""

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="heard")
    name = models.CharField(max_length=80)
    editor = models.UUIDField()
    seq = models.BigIntegerField()
    version = models.IntegerField()
    kept = models.CharField(max_length=10)  # "current" or "beside"

    rows = Rows(
        see=OF_MY_DRAFT, add=OF_MY_DRAFT, change=OF_MY_DRAFT, columns=("seq", "version", "kept")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "name", "editor"], name="heard_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"


class Beside(models.Model):
    """A second text of a piece, kept beside the first until a person has looked at both."""

    id = models.UUIDField(primary_key=True, default=new_id)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="beside")
    name = models.CharField(max_length=80)
    editor = models.UUIDField()
    seq = models.BigIntegerField()
    base = models.IntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    rows = Rows(
        see=OF_MY_DRAFT,
        add=OF_MY_DRAFT,
        change=OF_MY_DRAFT,
        columns=("seq", "base", "text", "saved_at"),
        remove=OF_MY_DRAFT,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "name", "editor"], name="beside_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, beside"


class DeviceKey(models.Model):
    """The key of one account's words on one device, itself under a key outside the database."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    device = models.UUIDField()
    sealed_key = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    rows = Rows(see=f"owner_id = {ME}", add=f"owner_id = {ME}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "device"], name="one_key_a_device")]

    def __str__(self) -> str:
        return "Key of a device"
