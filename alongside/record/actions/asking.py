"""Finishing a questionnaire: its answers become the parts of an entry, each under its question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation.following import follow
from alongside.people.models import Person
from alongside.questionnaires.answering import Answered, Filled, Slot
from alongside.questionnaires.definition import PERSON
from alongside.record.door import door
from alongside.record.models import Entry, Origin, Part, PartSort, Version

from .amending import amend_entry
from .notes import Held, finish_note
from .writing import Words

SIGNING = "signing"
SIGNED = {
    "agrees": "agrees with what is written here",
    "disagrees": "disagrees with what is written here",
    "not asked": "has not been asked yet",
    "unable": "could not say whether they agree",
}
LEFT = "Written under a question that was not asked any more"
LONGEST_ASKED = 400


@dataclass(frozen=True)
class Signing:
    """What the person said of it at the end, which nobody has to ask."""

    said: str
    words: str = ""


@transaction.atomic
def finish_answers(
    *,
    id: UUID,
    filled: Filled,
    people: Sequence[Person],
    gaps_why: str = "",
    keeps_left: bool = True,
    copied: Sequence[str] = (),
    copied_from: str = "",
    signing: Signing | None = None,
    held: Held | None = None,
    by: Account,
    **entry: Any,
) -> Entry:
    """Make a questionnaire final: an entry that names its version, one part for each answer.

    Refused where an answer cannot be read, where a strict rule does not hold, and where something
    required is missing and `gaps_why` does not say why it is finished all the same. `copied` names
    what was copied forward. What was answered and is not asked any more is kept at the end, under
    a heading that says so, unless `keeps_left` is false.
    """
    may_be_finished(filled, gaps_why)
    asked = filled.asked
    done = finish_note(
        id=id,
        held=held,
        by=by,
        kind=asked.kind,
        people=people,
        parts=parts_of(
            filled, people, dict.fromkeys(copied, copied_from), signing, keeps_left=keeps_left
        ),
        form=asked.form,
        answers=_beside(filled, gaps_why),
        **entry,
    )
    if done.is_new:
        follow("questions answered", entry=done, filled=filled, people=people, by=by)
    return done


@transaction.atomic
def amend_answers(
    *,
    entry: Entry,
    base: int,
    stood: Sequence[Part],
    filled: Filled,
    people: Sequence[Person],
    gaps_why: str = "",
    keeps_left: bool = True,
    copied: Sequence[str] = (),
    copied_from: str = "",
    signing: Signing | None = None,
    by: Account,
    **more: Any,
) -> Version:
    """Write a new version of a questionnaire, with the reason; refused as `finish_answers` is.

    `stood` are the parts of the version that the writer began from: each answer takes the place of
    the one that answered the same, and is about the same people.
    """
    may_be_finished(filled, gaps_why)
    old = {part.question: part for part in stood if part.question}
    still = {name for name, part in old.items() if part.origin == Origin.COPIED}
    copies = dict.fromkeys(copied, copied_from)
    parts = parts_of(filled, people, copies, signing, keeps_left=keeps_left)
    version = amend_entry(
        entry=entry,
        base=base,
        parts=[_in_place(one, old.get(one.question), still) for one in parts],
        answers=_beside(filled, gaps_why),
        by=by,
        **more,
    )
    follow("questions answered", entry=entry, filled=filled, people=people, by=by)
    return version


def _in_place(new: Words, old: Part | None, copied: set[str]) -> Words:
    if old is None:
        return new
    is_copied = new.question in copied and new.text == old.text
    here = replace(new, was=old.pk, about=tuple(old.about))
    if not is_copied:
        return here
    return replace(here, origin=Origin.COPIED, origin_detail=old.origin_detail)


def may_be_finished(filled: Filled, gaps_why: str) -> None:
    """Refuse with a sentence for each thing that stands in the way."""
    wrong = [f"{one.slot.item.ask}: {one.why}" for one in filled.wrong()]
    broken = filled.broken()
    wrong += [rule.say for rule in broken if rule.is_strict]
    if wrong:
        raise ValidationError(wrong)
    has_gaps = filled.missing() or any(not rule.is_strict for rule in broken)
    if has_gaps and not gaps_why.strip():
        raise ValidationError(
            {"gaps_why": "Some questions are still open. Answer them, or say why it cannot wait."}
        )


def _beside(filled: Filled, gaps_why: str) -> dict[str, Any]:
    """What the answers alone do not tell: what was asked, also where nothing was said, and gaps."""
    return {"asked": filled.ids_asked(), **gaps_in(filled, gaps_why)}


def gaps_in(filled: Filled, why: str) -> dict[str, Any]:
    """What is open although it is finished, and why."""
    open_ones = [slot.name for slot in filled.missing()]
    broken = [rule.id for rule in filled.broken()]
    return {"open": open_ones, "rules": broken, "why": why.strip()} if open_ones or broken else {}


def parts_of(
    filled: Filled,
    people: Sequence[Person],
    copied: Mapping[str, str],
    signing: Signing | None,
    *,
    keeps_left: bool,
) -> list[Words]:
    """The answers as parts, in the order in which they were asked.

    `copied` says of what was copied forward from when.
    """
    called = people[0].called if people else ""
    form = door().forms.get(filled.asked.id)
    apart = form.apart if form else frozenset()  # kept elsewhere: who got in touch
    said = [one for one in filled.answers() if one.slot.name not in apart]
    found = [_part(one, called, copied.get(one.slot.name)) for one in said]
    if signing is not None and signing.said in SIGNED:
        found.extend(_signed(signing, called))
    if keeps_left:
        found.extend(
            Words(_sort(slot), words, of=_of(slot, called), question=slot.name, asked=LEFT)
            for slot, words in filled.no_longer_asked()
            if slot.name not in apart
        )
    return found


def _part(one: Answered, called: str, copied: str | None) -> Words:
    return Words(
        _sort(one.slot),
        one.words,
        of=_of(one.slot, called),
        origin=Origin.TYPED if copied is None else Origin.COPIED,
        origin_detail=copied or "",
        question=one.slot.name,
        asked=asked_in(one.slot),
        value=one.data,
    )


def asked_in(slot: Slot) -> str:
    """The question of one place as it is asked."""
    ask = {
        "because": f"{slot.item.ask} Why?",
        "agree": f"{slot.item.ask}: do we see it the same way?".removeprefix(": ").capitalize(),
        "differ": f"{slot.item.ask}: how we see it differently".removeprefix(": ").capitalize(),
    }.get(slot.part, slot.item.ask)
    return ask[:LONGEST_ASKED]


def _sort(slot: Slot) -> str:
    if slot.voice == PERSON and slot.item.role == "question":
        return PartSort.OWN_WORDS
    return PartSort.OPINION if slot.part == "because" else PartSort(slot.item.sort)


def _of(slot: Slot, called: str) -> str:
    return called if _sort(slot) == PartSort.OWN_WORDS else ""


def _signed(signing: Signing, called: str) -> list[Words]:
    said = f"{called} {SIGNED[signing.said]}."
    asked = f"What {called} says of this"
    value = {"codes": [signing.said]}
    found = [Words(PartSort.FACT, said, question=SIGNING, asked=asked, value=value)]
    if signing.words.strip():
        name = f"{SIGNING}.words"
        own = Words(PartSort.OWN_WORDS, signing.words, of=called, question=name, asked=asked)
        found.append(own)
    return found
