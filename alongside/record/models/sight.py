"""Which entries an account may read: by rung, by what is shown, or by what was listed."""

from django.db.models import Exists, OuterRef, Q

from alongside.accounts.models import Account, in_force
from alongside.foundation.actor import Actor
from alongside.people.models import Rung, Shared
from alongside.people.models.reach import STAFF_KINDS, own_person, reach

from .entry import About, EntryQuerySet
from .sharing import Reader, Sharing


def entries_of(entries: EntryQuerySet, account: Actor) -> EntryQuerySet:
    """The kind first: staff by rung, the person by what is shown, others by what is listed."""
    live = About.objects.filter(entry_id=OuterRef("pk"), removed_at=None)
    if account.kind in STAFF_KINDS:
        may = live.filter(reach(account, Rung.RECORD, "person_id"))
        named = Reader.objects.filter(entry_id=OuterRef("pk"), account_id=account.pk)
        restricted = live.filter(reach(account, Rung.RESTRICTED, "person_id"))
        open_to_me = Q(needs__lte=2) | Q(written_by_id=account.pk) | Exists(named)
        return entries.filter(Exists(may)).filter(open_to_me | Exists(restricted))
    if account.kind == Account.Kind.PERSON:
        mine = own_person(account).values("person_id")
        return entries.filter(Exists(live.filter(person_id__in=mine, sharing=Sharing.SHOWN)))
    listed = Shared.objects.filter(
        in_force("grant__"), entry_id=OuterRef("pk"), ended_at=None, grant__account_id=account.pk
    )
    return entries.filter(Exists(listed))
