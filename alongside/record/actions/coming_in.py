"""What comes in by a form of the front door: a piece of work for each person it is about."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Item, Questionnaire
from alongside.record.access.referrals import NO_MORE, note
from alongside.record.door import PROFESSIONAL, Form, door
from alongside.record.models import Entry, Referral, ReferralLine
from alongside.record.readership import name_of

from .receiving import Source, keep_name_out, say_who, work_of

LONGEST = 200  # characters of who it was, and of how they are reached
TOO_LONG = f"Say in {LONGEST} characters at most who refers, and how to ring back."


def without_who(asked: Questionnaire) -> Questionnaire:
    """Without who got in touch, for whoever puts the rest right: that stands in its own place."""
    form = door().forms.get(asked.id)
    if form is None:
        return asked
    pages = tuple(_without(one, form.apart) for one in asked.pages)
    kept = tuple(one for one in pages if any(part.items for part in one.items))
    return replace(asked, pages=kept, digest=f"{asked.digest} without who")


def _without(item: Item, apart: Collection[str]) -> Item:
    inside = tuple(_without(one, apart) for one in item.items if one.id not in apart)
    return replace(item, items=inside) if item.items else item


def work_from_partner(*, entry: Entry, filled: Filled, by: Account, **_: Any) -> None:
    """A partner agency sent it: the database makes the work, which they do not read."""
    form = door().forms.get(filled.asked.id)
    if form is None:
        return
    urgent = says_yes(filled, form.urgent)
    quiet, who, reach = who_of(filled, form)
    for name in (who, name_of(by)):
        keep_name_out(quiet, name, others_than_who(filled, form))
    with connection.cursor() as cursor:
        given: list[Any] = [entry.pk, due_for(urgent), urgent, who, reach, quiet]
        cursor.execute("select * from gate.comes_in_by_partner(%s, %s, %s, %s, %s, %s)", given)
        made = cursor.fetchall()
    for one, person in made:
        told = {"withheld": True}
        trail.note("referral received", on=Referral(pk=one), about=[person], by=by, detail=told)


def work_from_form(
    *, entry: Entry, filled: Filled, people: Sequence[Person], by: Account, **_: Any
) -> None:
    """A worker filled it in, with somebody on the telephone; answered anew, it makes no more."""
    form = door().forms.get(filled.asked.id)
    if form is None or by.kind != Account.Kind.STAFF:
        return
    if ReferralLine.objects.filter(entry=entry, what=ReferralLine.What.FROM).exists():
        return
    living = [one for one in people if one.state not in NO_MORE]
    today = timezone.localdate()
    quiet, who, reach = who_of(filled, form)
    keep_name_out(quiet, who, others_than_who(filled, form))
    say_who(entry, Source(PROFESSIONAL, who, reach, quiet), today, by)
    for one in work_of(entry, living, today, says_yes(filled, form.urgent)):
        note("referral received", one, by)


def who_of(filled: Filled, form: Form) -> tuple[bool, str, str]:
    """Whether they are not to be known, who it was, and how they are reached."""
    who, reach = (_words(filled, name) for name in (form.who, form.reach))
    if max(len(who), len(reach)) > LONGEST:
        raise ValidationError(TOO_LONG)
    return not says_yes(filled, form.named), who, reach


def others_than_who(filled: Filled, form: Form) -> list[str]:
    """All other words, which stand in the entry."""
    said = [(one.slot, one.words) for one in filled.answers()]
    said += filled.no_longer_asked()
    return [words for slot, words in said if slot.name not in form.apart]


def due_for(urgent: bool) -> date:
    """Today where somebody may be in danger, else as the front door says."""
    today = timezone.localdate()
    return today if urgent else door().decide_by(today)


def says_yes(filled: Filled, name: str) -> bool:
    """Whether the answer to this question is yes."""
    said = (one.data or {} for one in filled.answers() if one.slot.name == name)
    return any("yes" in one.get("codes", ()) for one in said)


def _words(filled: Filled, name: str) -> str:
    found = (one.words for one in filled.answers() if one.slot.name == name)
    return " ".join(next(found, "").split())
