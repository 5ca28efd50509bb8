"""What is known of somebody, by the names that a questionnaire asks for, in plain words."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils import timezone

from alongside.foundation.actor import Actor
from alongside.foundation.days import in_words

from .facts import latest
from .models import Fact, FactKind, Known, Need, Person

KINDS = {
    "name": FactKind.NAME_KNOWN_AS,
    "pronouns": FactKind.PRONOUNS,
    "birth": FactKind.BIRTH,
    "address": FactKind.ADDRESS,
    "phone": FactKind.PHONE,
    "email": FactKind.EMAIL,
    "language": FactKind.LANGUAGE,
}


class Said(NamedTuple):
    """One thing that is known, and since when it has stood here."""

    words: str
    source: str  # written down 3 May 2026


def known(names: Collection[str], person: Person, by: Actor) -> dict[str, Said]:
    """Those of these names that have an answer which `by` may read. Two queries at most.

    What is protected is left out: a form is shared more widely than the fact.
    """
    del by  # the database asks who is acting
    found: dict[str, Said] = {}
    kinds = {name: KINDS[name] for name in names if name in KINDS}
    if kinds:
        rows = Fact.objects.filter(person=person, over_at=None, kind__in=kinds.values())
        facts = list(rows.filter(known=Known.KNOWN, is_protected=False))
        for name, kind in kinds.items():
            fact = latest(facts, kind)
            if fact is not None and fact.value:
                day = in_words(timezone.localdate(fact.recorded_at))
                found[name] = Said(fact.value, f"written down {day}")
    if "needs" in names:
        needs = list(Need.objects.filter(person=person, over_at=None).order_by("rank"))
        if needs:
            day = in_words(timezone.localdate(max(need.recorded_at for need in needs)))
            said = "\n".join(need.words for need in needs)
            found["needs"] = Said(said, f"written down {day}")
    return found
