"""What was taken out, by whom and why; and who did what before it was brought in from elsewhere."""

from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, allowed, granted

MAY_IMPORT = allowed("import")


class Export(models.Model):
    """One taking out: of a person, or of the whole council. It holds the reason, and no record."""

    class Kind(models.TextChoices):
        PERSON = "person", "One person"
        COUNCIL = "council", "The whole council"

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=8, choices=Kind)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=8)  # "json", "csv" or "parquet"
    reason = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)  # none: it was cut off
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of its list of files
    counts = models.JSONField(default=dict)  # numbers of rows or entries, never a word

    rows = Rows(
        see=f"by_id = {ME} or {allowed('read whole trail')}",
        add=f"by_id = {ME} and (({{t}}.kind = 'council' and {allowed('export council')})"
        f" or ({{t}}.kind = 'person' and {allowed('export person')}"
        f" and {granted('{t}.person_id', 2)}))",
        change=f"by_id = {ME} and {{t}}.ended_at is null",
        after=f"by_id = {ME}",
        columns=("ended_at", "digest", "counts"),
    )

    class Meta:
        app_label = "insight"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="export_says_why"),
            models.CheckConstraint(
                condition=Q(kind="council") ^ Q(person__isnull=False), name="export_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Before(models.Model):
    """Who did what, in words, in the Alongside from which something was brought in.

    Its accounts do not exist here: the importer added the row, and this says who wrote it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    row = models.UUIDField()  # of whatever was brought in; ids are kept
    needs = models.SmallIntegerField(default=2)  # the rung that may read it
    told = models.JSONField()  # by field, as the file said it: {"recorded_by": "Alice Morgan"}

    rows = Rows(
        see=granted("{t}.person_id", "{t}.needs"),
        add=f"{MAY_IMPORT} and {granted('{t}.person_id', 2)}",
    )

    class Meta:
        app_label = "insight"
        verbose_name_plural = "befores"
        constraints = [
            models.UniqueConstraint(fields=["person", "row"], name="told_once_of_a_row"),
        ]

    def __str__(self) -> str:
        return "Who did it before"
