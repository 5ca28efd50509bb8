"""What follows from answers, as the questionnaire says: needs are written down, tasks are made."""

from collections.abc import Iterator, Sequence
from typing import Any

from alongside.accounts.models import Account
from alongside.people.actions.needs import record_need
from alongside.people.models import Person
from alongside.questionnaires.answering import Answered, Filled
from alongside.questionnaires.definition import NO, YES, Lead
from alongside.record.models import Entry

from .tasks import task_for_answer

LONGEST_NEED = 200  # characters


def leads_from_answers(
    *, entry: Entry, filled: Filled, people: Sequence[Person], by: Account, **_: Any
) -> None:
    """Carry out what each answer leads to, for each person it is about; twice changes nothing."""
    if by.kind != Account.Kind.STAFF:
        return
    for one, lead in leads_of(filled):
        words = lead.words.replace("{answer}", " ".join(one.words.split()))
        for person in people:
            if lead.do == "need":
                _need(person, one, lead, by)
            elif lead.do == "task":
                task_for_answer(
                    entry=entry,
                    person=person,
                    words=words,
                    within=lead.within,
                    awaits=lead.awaits,
                    by=by,
                )
            else:
                task_for_answer(
                    entry=entry,
                    person=person,
                    words=f"Ask together: {lead.questionnaire.replace('-', ' ')}",
                    within=lead.within,
                    awaits=lead.awaits or lead.questionnaire,
                    by=by,
                )


def leads_of(filled: Filled) -> Iterator[tuple[Answered, Lead]]:
    """What the questionnaire says follows from the answers as they stand."""
    for one in filled.answers():
        if one.slot.part in ("other", "because", "agree", "differ"):
            continue
        for lead in one.slot.item.leads_to:
            if not lead.answers or set(lead.answers) & _chosen(one):
                yield one, lead


def _chosen(one: Answered) -> set[str]:
    data = one.data or {}
    if "yes" in data:
        return {YES if data["yes"] else NO}
    return set(data.get("codes", ()))


def _need(person: Person, one: Answered, lead: Lead, by: Account) -> None:
    """Each option that was chosen is a need of its own, in the words of the questionnaire."""
    for line in one.words.split("\n") if one.data else [one.words]:
        said = " ".join(line.split())
        if said:
            words = lead.words.replace("{answer}", said)
            record_need(person=person, words=words[:LONGEST_NEED], by=by)
