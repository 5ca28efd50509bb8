"""Who is around a person, as told on that person's record."""

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, granted, own

from .person import Person


class Relationship(models.Model):
    """One edge, as it stands on one person's record.

    An edge discloses. It is read by those who may read this record, where somebody told it here or
    they may see the other end; the other person's own record is still closed to them. Who may read
    the other's record, and sees this person, reads it too, unless it is sensitive.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    called = models.CharField(max_length=200)  # the other's name, as told here
    kind = models.CharField(max_length=40)  # a code of content/codes/relationship-kinds.yaml
    words = models.CharField(max_length=300, blank=True)
    is_told_here = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"""({granted("{t}.person_id", 2)}
            and ({{t}}.is_told_here or {granted("{t}.other_id", 1)}))
          or (not {{t}}.is_sensitive
            and {granted("{t}.other_id", 2)} and {granted("{t}.person_id", 1)})
          or ({own("{t}.person_id")} and {{t}}.is_told_here and not {{t}}.is_sensitive)""",
        add=f"{granted('{t}.person_id', 1)} and recorded_by_id = {ME}",
        change=granted("{t}.person_id", 1),
        columns=("ends_on", "over_at", "over_by_id", "over_why"),
    )

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="around_person"),
            models.Index(fields=["other"], name="around_other"),
        ]

    def __str__(self) -> str:
        return f"{self.called}, {self.kind}"
