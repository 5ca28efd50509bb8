"""What was made sure of before somebody from outside the council was given a way in."""

from django.db import models

from alongside.foundation.rows import ME, Rows

from .grants import MAY_OPEN_TO, MAY_READ_RECORD, Grant
from .person import Person


class WayIn(models.Model):
    """How they were known to be who they say, and that what they read is read by nobody else.

    Staff only: whoever reads over somebody's shoulder must not find what was said of them here.
    """

    class Identity(models.TextChoices):
        KNOWN = "known", "Their worker has met them and knows them"
        PAPERS = "papers", "They showed papers with a photograph"
        VOUCHED = "vouched", "Somebody who knows them well said so, such as a doctor or a school"

    class Inbox(models.TextChoices):
        ALONE = "alone", "Only they read it"
        WITH_SOMEBODY = "with somebody", "Somebody else can, and they want it so"

    class Standing(models.TextChoices):
        PARENT = "parental responsibility", "Parental responsibility"
        HEALTH = "LPA health", "Lasting power of attorney, health and welfare"
        PROPERTY = "LPA property", "Lasting power of attorney, property and money"
        DEPUTY = "deputy", "Deputy of the Court of Protection"
        ADVOCATE = "advocate", "Advocate"
        CONSENT = "consent", "The person asked for it and can decide it"

    grant = models.OneToOneField(Grant, models.PROTECT, primary_key=True, related_name="way_in")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=10, choices=Identity)
    identity_words = models.CharField(max_length=400)
    inbox = models.CharField(max_length=14, choices=Inbox)
    inbox_words = models.CharField(max_length=400, blank=True)
    standing = models.CharField(max_length=24, choices=Standing, blank=True)
    seen = models.CharField(max_length=400, blank=True)  # the paper, or how the person said so
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=MAY_READ_RECORD,
        add=f"by_id = {ME} and {MAY_OPEN_TO} and exists (select 1 from people_grant g"
        " where g.id = {t}.grant_id and g.person_id = {t}.person_id and g.rung = 0"
        f" and g.given_by_id = {ME})",
    )

    class Meta:
        verbose_name_plural = "ways in"

    def __str__(self) -> str:
        return self.get_identity_display()
