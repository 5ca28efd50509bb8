"""A link for somebody without an account: it opens one thing, once, with a code told apart."""

from django.db import models

from alongside.accounts.models import NOBODYS
from alongside.foundation.ids import unlinkable_id
from alongside.foundation.rows import ME, STAFF, Rows

from .handovers import Handover


class GuestLink(models.Model):
    """The key to one share for a time; whoever it is for acts through an account made for it.

    Only hashes are kept. The database alone opens it, and counts the codes that were wrong.
    """

    id = models.UUIDField(primary_key=True, default=unlinkable_id)
    handover = models.OneToOneField(Handover, models.PROTECT, related_name="link")
    token = models.CharField(max_length=64, blank=True, db_index=True)
    code = models.CharField(max_length=64, blank=True)
    seat = models.CharField(max_length=64, blank=True)  # the one browser that it opened in
    tries = models.SmallIntegerField(default=0)  # codes that were wrong
    until = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    rows = Rows(
        see=f"{STAFF} and exists (select 1 from people_handover h where h.id = {{t}}.handover_id)",
        add=f"{STAFF} and by_id = {ME} and tries = 0 and opened_at is null and ended_at is null"
        " and until <= now() + interval '72 hours 1 minute'"
        " and exists (select 1 from people_handover h join accounts_account a"
        " on a.id = h.to_account_id where h.id = {t}.handover_id"
        f" and h.by_id = {ME} and h.kind = 'share' and a.kind = 'partner'"
        f" and right(a.email, 13) = '{NOBODYS}')",
        change=f"{STAFF} and by_id = {ME} and opened_at is null and ended_at is null",
        columns=("token", "code"),
    )

    def __str__(self) -> str:
        return "Link"
