"""What was handed on in Northmere: a share that rests on Ade’s yes, and an offer that waits."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.actions.consents import note_consent
from alongside.people.actions.handovers import Whom, answer, offer, say
from alongside.people.models import Basis, Grant, Handover, HandoverLine, Person

from .council import Council

CHAIR = "Please measure how high Ade’s armchair is, so that we can order raisers that fit."
HOW_HIGH = "46 cm at the front edge and 43 at the back. Raisers of 8 cm fit; Ade tried a set."
BOARD = (
    "Please show Ade how the bath board goes on, while he does it. Mornings suit him, and Pat "
    "would like to be there."
)
A_YEAR = timedelta(days=365)


def share_with_sam(council: Council, ade: Person) -> Grant:
    """Ade said yes to the equipment service, and can take it back."""
    alice, sam = council.accounts["alice"], council.accounts["sam"]
    today = timezone.localdate()
    with acting(alice.pk):
        consent = note_consent(
            person=ade,
            purpose="The equipment service knows who I am, and what I need at home",
            explained="What Sam reads and what he does not, on one page with pictures, and that "
            "one word is enough to stop it.",
            evidence="Ade pointed to the stool and the rail, said “yes, him”, and signed with his "
            "right hand. Pat was there and said nothing, as he had asked.",
            given_by="Ade himself",
            given_on=today,
            by=alice,
        )
        offer(
            person=ade,
            kind=Handover.Kind.SHARE,
            to=Whom(account=sam),
            reason="Lends Ade a perching stool and a rail",
            basis="consent",
            consent=consent,
            last_day=today + A_YEAR,
            by=alice,
        )
        asked: dict[str, Any] = {
            "person": ade, "kind": Handover.Kind.REFER, "to": Whom(account=sam),
            "basis": "consent", "consent": consent, "last_day": today + timedelta(days=21),
        }  # fmt: skip
        measured = offer(reason=CHAIR, by=alice, **asked)
    with acting(sam.pk):
        answer(handover=measured, is_accepted=True, by=sam)
        say(handover=measured, what=HandoverLine.What.DONE, words=HOW_HIGH, by=sam)
    with acting(alice.pk):
        offer(reason=BOARD, by=alice, **asked)
        return Grant.objects.get(person=ade, account=sam, basis=Basis.PARTNER)


def offer_sian(council: Council, sian: Person) -> None:
    """Alice asks a colleague to take over somebody who has to be seen more often."""
    alice, bob = council.accounts["alice"], council.accounts["bob"]
    with acting(alice.pk):
        offer(
            person=sian,
            kind=Handover.Kind.TRANSFER,
            to=Whom(account=bob),
            reason="Siân wants somebody who can come in the mornings, while Gwilym sleeps. You "
            "are in Mill Road then. She says that she would like to meet you first.",
            basis="public-task",
            last_day=timezone.localdate() + timedelta(days=14),
            by=alice,
        )
