"""A warning note: what to be careful of, on what grounds, and whether the person knows of it."""

from datetime import date

from django.db import models
from django.utils import timezone

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, STAFF, Rows, allowed, granted, own

from .grants import NOT_ON_A_VISIT
from .person import Person


class WarningNote(models.Model):
    """What those who visit, meet or ring somebody should know before they do.

    It is written once. Looked at again it is a new one, which says what it `replaces`; and where
    nobody looks, it runs out on its day. The person reads it as soon as they were told.
    """

    class Whom(models.TextChoices):
        VISIT = "visit", "Whoever visits"
        MEET = "meet", "Whoever meets them, wherever that is"
        REACH = "reach", "Whoever visits, meets, rings or writes"

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=400)
    safe = models.CharField(max_length=400)  # what makes it safe
    evidence = models.CharField(max_length=1000)  # what it rests on
    for_whom = models.CharField(max_length=5, choices=Whom)
    is_told = models.BooleanField()
    told_words = models.CharField(max_length=400)  # what they said to it; or why they were not told
    review_on = models.DateField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"""({STAFF} and {granted("{t}.person_id", 1)})
          or ({own("{t}.person_id")} and {{t}}.is_told)""",
        add=f"""{STAFF} and by_id = {ME} and {allowed("write record")}
          and {granted("{t}.person_id", 2)} and over_at is null""",
        change=f"""{STAFF} and {allowed("write record")} and {granted("{t}.person_id", 2)}
          and {NOT_ON_A_VISIT}""",
        columns=("over_at", "over_by_id", "over_why"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["person", "review_on"], name="warnings_of_person"),
            models.Index(
                fields=["review_on"],
                condition=models.Q(over_at=None),
                name="warnings_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_live(self, today: date | None = None) -> bool:
        """Whether it stands: nobody ended it, and its day has not gone by."""
        return self.over_at is None and self.review_on >= (today or timezone.localdate())
