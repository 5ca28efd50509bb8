"""What was answered before: the last time the same was asked, offered beside each question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, in_words
from alongside.people.known import known
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.pieces import Offer
from alongside.questionnaires.values import typed_of

from .access.newest import newest_answers
from .models import Part

SAME = "No change: take this over"
RIGHT = "Yes, this is still right"


@dataclass(frozen=True)
class LastTime:
    """The last entry that answers the same questionnaire, as far as one may read it."""

    entry: UUID
    on: date
    parts: dict[str, Part]

    @property
    def source(self) -> str:
        """Last time, 3 May 2026."""
        return f"Last time, {in_words(self.on)}"


def last_time(by: Account, person: Person, key: str, but: UUID | None = None) -> LastTime | None:
    """When this was asked of somebody before; None where it was not, or may not be read."""
    newest = newest_answers(by, person.pk, key, but=but)
    if newest is None:
        return None
    on = newest.version.happened_at.astimezone(LONDON).date()
    return LastTime(newest.version.entry_id, on, {part.question: part for part in newest.parts})


def offers_for(
    filled: Filled, person: Person, last: LastTime | None, by: Account
) -> dict[str, tuple[Offer, ...]]:
    """What may be taken over, by the name of the place: last time's answers, and what is known."""
    asked = filled.asked
    facts = known({one.prefill for one in asked.questions if one.prefill}, person, by)
    if last is None and not facts:
        return {}
    found: dict[str, tuple[Offer, ...]] = {}
    for slot, is_asked in filled.all_slots():
        if not is_asked or slot.item.is_worked_out:
            continue
        here = [*_from_last(slot, last, filled)]
        fact = facts.get(slot.item.prefill) if slot.part in ("", *slot.item.voices[:1]) else None
        if fact is not None and not _wrong(slot, fact.words, filled):
            here.append(Offer(fact.words, f"What we know, {fact.source}", fact.words, RIGHT))
        if here:
            found[slot.name] = tuple(here)
    return found


def _from_last(slot: Slot, last: LastTime | None, filled: Filled) -> list[Offer]:
    part = last.parts.get(slot.name) if last is not None else None
    if part is None or last is None:
        return []
    typed = typed_of(slot.item, part.text, part.value)
    if _wrong(slot, typed, filled):  # it was asked otherwise then
        return []
    return [Offer(part.text, last.source, typed, SAME)]


def _wrong(slot: Slot, typed: str, filled: Filled) -> str:
    return Filled(filled.asked, {slot.name: typed}, filled.today).wrong_at(slot)


def places_of(asked: Questionnaire, texts: Mapping[str, str]) -> dict[str, Slot]:
    """Every place of a questionnaire by its name, with as many rows as were written in."""
    filled = Filled(asked, texts, timezone.localdate())
    return {slot.name: slot for slot, _ in filled.all_slots()}


def as_typed(asked: Questionnaire, parts: Iterable[Part]) -> dict[str, str]:
    """What stands in the parts of a version, as one would type it to answer the same."""
    answers = [part for part in parts if part.question]
    places = places_of(asked, {part.question: part.text for part in answers})
    found: dict[str, str] = {}
    for part in answers:
        slot = places.get(part.question)
        if slot is None:
            continue
        is_data = slot.part in ("", "agree")
        found[part.question] = typed_of(slot.item, part.text, part.value if is_data else None)
        if other := (part.value or {}).get("other"):
            found[f"{part.question}.other"] = str(other)
    return found
