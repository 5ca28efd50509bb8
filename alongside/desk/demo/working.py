"""Work that is shared out in Northmere: a question to a colleague, leave to come, a limit."""

from datetime import timedelta

from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.models import Person
from alongside.record.actions.covering import arrange_cover
from alongside.record.actions.limiting import set_limit
from alongside.record.actions.passing import ask_about
from alongside.record.models import Clock

from .council import Council


def share_out_work(council: Council, ade: Person) -> None:
    """Harriet asks Alice about Ade, goes on leave in three weeks, and works four days of five."""
    harriet, bob = council.accounts["harriet"], council.accounts["bob"]
    with acting(harriet.pk):
        clock = Clock.objects.filter(person=ade, entry__isnull=False).still_open().first()
        if clock is not None:
            words = (
                "I fit his second rail on Thursday. Can we look at the plan together after that?"
            )
            ask_about(of=clock, to=council.accounts["alice"], words=words, by=harriet)
        first = timezone.localdate() + timedelta(days=21)
        last = first + timedelta(days=6)
        arrange_cover(away=harriet, cover=bob, from_day=first, until_day=last, by=harriet)
    mo = council.accounts["mo"]
    with acting(mo.pk):
        reason = "Four days of five since September, as we agreed."
        set_limit(account=harriet, hours=80, stage="experienced", reason=reason, by=mo)
