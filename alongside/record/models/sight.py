"""Which entries an account may read: by rung, by what is shown, or by what was listed."""

from django.db.models import Exists, OuterRef

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.rows import ME, granted
from alongside.people.models.reach import STAFF_KINDS, own_person

from .entry import About, EntryQuerySet, staff_reads
from .sharing import Sharing

# As the policies say it, of both tables, and only for whoever is acting.
ON_RECORD = f"a.removed_at is null and {granted('a.person_id', 2)}"
STAFF_SIGHT = f"({staff_reads('{0}', '{1}', '{2}', about=ON_RECORD)} and {ME} = %s)"
# Listed, and still shown to the person themselves: who acts for them never reads what they may not.
LISTED_SIGHT = f"(gate.listed_for_me({{0}}) and {ME} = %s)"


def entries_of(entries: EntryQuerySet, account: Actor) -> EntryQuerySet:
    """The kind first: staff by rung, the person by what is shown, others by what is listed."""
    if account.kind in STAFF_KINDS:
        return entries.filter(
            Condition(STAFF_SIGHT, "pk", "needs", "written_by", given=(account.pk,))
        )
    live = About.objects.filter(entry_id=OuterRef("pk"), removed_at=None)
    if account.kind == Account.Kind.PERSON:
        mine = own_person(account).values("person_id")
        return entries.filter(Exists(live.filter(person_id__in=mine, sharing=Sharing.SHOWN)))
    return entries.filter(Condition(LISTED_SIGHT, "pk", given=(account.pk,)))
