"""What is known about a person: dated facts that are corrected and ended, never overwritten."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.foundation.ids import new_id
from alongside.foundation.rows import BRINGS_BACK, ME, Rows, granted, own

from .person import Person


class FactKind(models.TextChoices):
    """What a fact says. The rung that may read each kind stands in people/facts.py."""

    NAME_KNOWN_AS = "known as", "Known as"
    NAME_LEGAL = "legal name", "Legal name"
    NAME_PREVIOUS = "previous name", "Previous name"
    SAY_IT = "say it", "How to say their name"
    PRONOUNS = "pronouns", "Pronouns"
    BIRTH = "birth", "Date of birth"
    DEATH = "death", "Date of death"
    PREGNANCY = "pregnancy", "Pregnancy"
    SEX = "sex", "Sex"
    GENDER = "gender", "Gender"
    ETHNICITY = "ethnicity", "Ethnicity"
    LANGUAGE = "language", "Language"
    INTERPRETER = "interpreter", "Interpreter"
    NHS_NUMBER = "nhs number", "NHS number"
    UPN = "upn", "Unique pupil number"
    LOCAL_ID = "local id", "Council’s own number"
    CHILD_IDENTIFIER = "child identifier", "Consistent child identifier"
    ADDRESS = "address", "Address"
    PHONE = "phone", "Phone"
    EMAIL = "email", "E-mail"
    GP = "gp", "GP practice"
    SCHOOL = "school", "School or college"
    KNOW_FIRST = "know first", "What they want you to know first"


class Known(models.TextChoices):
    """Whether there is an answer; `not known` is an answer too, and empty is not."""

    KNOWN = "known", "Known"
    ESTIMATED = "estimated", "Estimated"
    EXPECTED = "expected", "Expected"
    NOT_KNOWN = "not known", "Not known"
    NOT_ASKED = "not asked", "We have not asked yet"
    RATHER_NOT = "rather not", "They would rather not say"


# The person's own: what they wrote themselves of what others are to know first, and nothing else.
IS_OWN = "({t}.detail ? 'own')"
OWN_FIRST = (
    f"({{t}}.kind = 'know first' and {own('{t}.person_id')} and {IS_OWN}"
    " and {t}.is_shown and not {t}.is_protected and {t}.needs = 1 and {t}.key = '')"
)


class Fact(models.Model):
    """One thing known about a person: what, since when, until when, who wrote it down, and why.

    A correction is a new fact that names the one it replaces; a change is a new fact from a date.
    Only what ends a fact may ever be written to an existing row.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=20, choices=FactKind)
    known = models.CharField(max_length=12, choices=Known, default=Known.KNOWN)
    value = models.TextField(blank=True)  # in words, as people say and write it
    code = models.CharField(max_length=40, blank=True)  # where a national code set has one
    code_set = models.CharField(max_length=40, blank=True)
    key = models.CharField(
        max_length=120, blank=True, db_collation="C"
    )  # folded, for exact look-ups
    detail = models.JSONField(default=dict, blank=True)  # the parts of a name or an address
    needs = models.SmallIntegerField(default=1)  # the rung that may read it
    is_check = models.BooleanField(default=False)  # kept as stated, though it fails its check
    is_shown = models.BooleanField(default=True)  # to the person themselves
    is_protected = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced")
    over_at = models.DateTimeField(null=True)  # when it stopped being current, in this record
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"{granted('{t}.person_id', '{t}.needs')}"
        f" or ({own('{t}.person_id')} and {{t}}.is_shown)",
        add=f"recorded_by_id = {ME} and (({granted('{t}.person_id', 1)}"
        f" and (not {IS_OWN} or {BRINGS_BACK}))"
        f" or ({OWN_FIRST} and {{t}}.known = 'known' and {{t}}.over_at is null))",
        # Nobody but they change what they wrote themselves, and they only put it in the past.
        change=f"({granted('{t}.person_id', '{t}.needs')} and not {IS_OWN}) or {OWN_FIRST}",
        after=f"({granted('{t}.person_id', '{t}.needs')} and not {IS_OWN})"
        f" or ({OWN_FIRST} and {{t}}.over_at is not null and over_by_id = {ME})",
        columns=(
            "ends_on",
            "over_at",
            "over_by_id",
            "over_why",
            "is_protected",
            "is_shown",
            "needs",
            "key",
        ),
    )

    class Meta:
        indexes = [
            models.Index(fields=["person", "kind"], name="fact_of_person"),
            models.Index(
                fields=["kind", "key"], name="fact_by_key", condition=Q(over_at=None) & ~Q(key="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value or self.get_known_display()}"

    @property
    def is_own(self) -> bool:
        """Whether the person wrote this themselves."""
        return bool(self.detail.get("own"))


class Protection(models.Model):
    """From whom an address or phone is kept, why, and when that is looked at again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="protections")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    from_whom = models.CharField(max_length=300)
    why = models.CharField(max_length=400)
    review_on = models.DateField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=granted("{t}.person_id", 2),
        add=f"{granted('{t}.person_id', 2)} and by_id = {ME}",
        change=granted("{t}.person_id", 2),
        columns=("review_on", "ended_at", "ended_by_id", "ended_why"),
    )

    def __str__(self) -> str:
        return f"Kept from {self.from_whom}"
