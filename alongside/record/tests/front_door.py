"""What the tests of the front door stand on: three children, and a referral about them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Basis, Person
from alongside.record.actions import front_door
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.models import Referral
from tests import cast as making
from tests.cast import Cast

TODAY = timezone.localdate()
SCHOOL = Source("professional", "Marion Tapp, Hollin Primary", "01632 960 012", is_quiet=False)
NEIGHBOUR = Source("public", "Gwen Astbury", "01632 960 044, evenings", is_quiet=True)
TOLD = "They come to school hungry, and nobody opens the door."


@dataclass
class Three:
    """Three children with whom Alice works, and whose manager is Mo."""

    kofi: Person
    ama: Person
    yaw: Person

    @property
    def all(self) -> list[Person]:
        """In the order of their names as above."""
        return [self.kofi, self.ama, self.yaw]


def three(cast: Cast) -> Three:
    """Three brothers and sisters, of ten, eight and three."""
    found = []
    with acting(cast.system.pk):
        for called, years in (("Kofi Mensah", 10), ("Ama Mensah", 8), ("Yaw Mensah", 3)):
            born = date(TODAY.year - years, 1, 5)
            child = making.person(called, born, worker=cast.alice, by=cast.system)
            grants.allocate(person=child, team=cast.adults, basis=Basis.TEAM, by=cast.system)
            found.append(child)
    return Three(*found)


def received(cast: Cast, people: list[Person], **more: Any) -> list[Referral]:
    """What Alice wrote down, in the order of these people."""
    given: dict[str, Any] = {
        "id": new_id(),
        "received": When(TODAY, "day"),
        "source": SCHOOL,
        "words": TOLD,
        "by": cast.alice,
        **more,
    }
    with acting(given["by"].pk):
        made = receive_referral(people=people, **given)
    by_person = {one.person_id: one for one in made}
    return [by_person[one.pk] for one in people]


def decided(one: Referral, by: Account, decision: str = "nothing-more", **more: Any) -> Referral:
    """Decide about one of them."""
    given = {"why": "School and mum talk every week.", "seen": now(one, by).decided, **more}
    with acting(by.pk):
        return front_door.decide_referral(referral=one, decision=decision, by=by, **given)


def tell(one: Referral, by: Account, whom: str, **more: Any) -> None:
    """Write down that somebody was told."""
    given = {"how": "phone", "on": TODAY, "words": "We rang them.", **more}
    with acting(by.pk):
        front_door.tell_of_decision(referral=one, whom=whom, by=by, **given)


def now(one: Referral, by: Account) -> Referral:
    """The same as it stands in the database."""
    with acting(by.pk):
        return Referral.objects.select_related("person", "entry").get(pk=one.pk)


def days_ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=days)
