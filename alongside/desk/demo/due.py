"""What is due in Northmere by rule: what follows from Ade’s plan."""

from uuid import UUID

from alongside.foundation.actor import acting
from alongside.record.actions.clocks import start_clocks
from alongside.record.models import Entry

from .council import Council


def begin_what_is_due(council: Council, ades: dict[str, UUID]) -> None:
    """The histories were put in at once, so nothing followed from them; from this one it does."""
    alice = council.accounts["alice"]
    with acting(alice.pk):
        start_clocks(entry=Entry.objects.get(pk=ades["Plan agreed together"]), by=alice)
