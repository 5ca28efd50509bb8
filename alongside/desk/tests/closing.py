"""A record that is closed to somebody, as by a new allocation, and opened to them again."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts import Change
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft, HandOver
from alongside.people.actions import grants
from alongside.people.models import Bar, Grant, Person
from tests.cast import Cast, account, join

YES = {"takes_over": "yes"}
SONG = "He sang all afternoon, O’Brien too 🎶"


def close_to(cast: Cast, who: Account, *people: Person) -> None:
    """End what lets them in by name; teams keep theirs, so they are taken out of those too."""
    with acting(cast.system.pk):
        now = timezone.now()
        theirs = Grant.objects.filter(person__in=people or [cast.ade], account=who, until__gt=now)
        theirs.update(until=now)
        who.memberships.filter(until__gt=now).update(until=now)


def open_to(cast: Cast, who: Account, person: Person | None = None) -> None:
    """Let them in again, by their manager."""
    with acting(cast.mo.pk):
        grants.allocate(person=person or cast.ade, account=who, by=cast.mo)


def keep_out(cast: Cast, who: Account, person: Person | None = None) -> None:
    """A bar, by the system."""
    with acting(cast.system.pk):
        Bar.objects.create(
            person=person or cast.ade,
            account=who,
            ground=Bar.Ground.FAMILY,
            reason="Her neighbour",
            starts=timezone.now() - timedelta(minutes=1),
            until=FOR_EVER,
            given_by=cast.system,
        )


def begun(cast: Cast, who: Account, *people: Person, **more: Any) -> Draft:
    """A note that they began, with one box filled in."""
    about = people or (cast.ade,)
    told = {"purpose": "note", "address": f"/people/{about[0].pk}/write/", **more}
    with acting(who.pk):
        draft = drafts.begin_draft(id=new_id(), about=about, by=who, **told)
        change = Change("fact", new_id(), 1, 0, SONG)
        drafts.save_pieces(draft=draft, changes=[change], by=who)
    return draft


def offered(cast: Cast, who: Account, reason: str = "", *people: Person) -> tuple[Draft, Any]:
    """A note that was closed to its writer, who asked that it is taken over."""
    draft = begun(cast, who, *people)
    close_to(cast, who, *(people or (cast.ade,)))
    with acting(who.pk):
        return draft, drafts.ask_to_hand_over(draft=draft, reason=reason, by=who)


def page_of(asked: HandOver) -> str:
    return f"/waiting/hand-over/{asked.pk}/"


def state(cast: Cast, asked: HandOver) -> str:
    with acting(cast.alice.pk):
        return str(HandOver.objects.get(pk=asked.pk).state)


def second_manager(cast: Cast) -> Account:
    with acting(cast.system.pk):
        nia = account("staff", "Nia", "Team manager", ("manager",))
        join(nia, cast.adults, is_manager=True)
    return nia
