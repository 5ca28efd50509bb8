"""Listing an entry for somebody who acts for a person, or for a partner agency's worker."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.people.access import may_open_to
from alongside.people.actions.grants import list_for, take_off_list
from alongside.people.actions.ways_in import NOT_YOURS
from alongside.people.models import Grant, Shared
from alongside.record.models import About, Sharing

NOT_SHOWN = (
    "Only what the person may read themselves can be listed, and nothing that is kept to a few. "
    "Decide first how far they may read it."
)


@transaction.atomic
def list_entry(*, grant: Grant, entry_id: UUID, why: str, by: Account) -> Shared:
    """Let them read one entry, as far as it is about that person alone; who agreed is written down.

    It stays listed while the person may read it, and no longer.
    """
    if grant.person_id is None or not may_open_to(grant.person_id):
        raise PermissionDenied(NOT_YOURS)
    if not why.strip():
        raise ValidationError({"why": "Say who agreed that they read it."})
    shown = About.objects.filter(
        entry_id=entry_id,
        person_id=grant.person_id,
        sharing=Sharing.SHOWN,
        removed_at=None,
        entry__needs__lte=2,
    )
    if not shown.exists():
        raise ValidationError(NOT_SHOWN)
    return list_for(grant=grant, entry_id=entry_id, why=why.strip(), by=by)


@transaction.atomic
def unlist_entry(*, shared: Shared, by: Account) -> Shared:
    """Stop letting them read one entry, from now on; a second press changes nothing."""
    if not may_open_to(shared.person_id):
        raise PermissionDenied(NOT_YOURS)
    return shared if shared.ended_at else take_off_list(shared=shared, by=by)
