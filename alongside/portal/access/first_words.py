"""What others read first about a person: their own words, and what was written down for them."""

from dataclasses import dataclass

from alongside.people.facts import current
from alongside.people.models import Fact, FactKind, Person


@dataclass(frozen=True)
class FirstWords:
    """What the person wrote themselves, and what somebody else wrote down; each may be missing."""

    own: Fact | None
    told: Fact | None


def first_words(person: Person) -> FirstWords:
    """Both, as far as they are shown to the person. One query."""
    found = Fact.objects.filter(current(), person=person, kind=FactKind.KNOW_FIRST)
    facts = [one for one in found.order_by("-recorded_at") if one.value]
    return FirstWords(
        own=next((one for one in facts if one.is_own), None),
        told=next((one for one in facts if not one.is_own), None),
    )
