"""What comes in by a form of the front door: a piece of work for each person it is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.people.models import Person
from alongside.questionnaires.answering import Filled
from alongside.record.access.referrals import NO_MORE, note
from alongside.record.door import PROFESSIONAL, door
from alongside.record.models import Entry, Referral

from .receiving import Source, say_who, work_of

LONGEST = 200  # characters of who it was, and of how they are reached


def work_from_partner(*, entry: Entry, filled: Filled, by: Account, **_: Any) -> None:
    """A partner agency sent it: the database makes the work, which they do not read."""
    form = door().forms.get(filled.asked.id)
    if form is None:
        return
    urgent = _says_yes(filled, form.urgent)
    quiet, reach = not _says_yes(filled, form.named), _words(filled, form.reach)
    with connection.cursor() as cursor:
        given: list[Any] = [entry.pk, _due(urgent), urgent, reach[:LONGEST], quiet]
        cursor.execute("select * from gate.comes_in_by_partner(%s, %s, %s, %s, %s)", given)
        made = cursor.fetchall()
    for one, person in made:
        told = {"withheld": True}
        trail.note("referral received", on=Referral(pk=one), about=[person], by=by, detail=told)


def work_from_form(
    *, entry: Entry, filled: Filled, people: Sequence[Person], by: Account, **_: Any
) -> None:
    """A worker filled it in, with somebody on the telephone; answered anew, it makes no more."""
    form = door().forms.get(filled.asked.id)
    living = [one for one in people if one.state not in NO_MORE]
    if form is None or by.kind != Account.Kind.STAFF or not living:
        return
    if Referral.objects.filter(entry=entry).exists():
        return
    today = timezone.localdate()
    who, reach = (_words(filled, name)[:LONGEST] for name in (form.who, form.reach))
    quiet = not _says_yes(filled, form.named)
    say_who(entry, Source(PROFESSIONAL, who, reach, quiet), today, by)
    for one in work_of(entry, living, today, _says_yes(filled, form.urgent)):
        note("referral received", one, by)


def _due(urgent: bool) -> date:
    today = timezone.localdate()
    return today if urgent else door().decide_by(today)


def _says_yes(filled: Filled, name: str) -> bool:
    said = (one.data or {} for one in filled.answers() if one.slot.name == name)
    return any("yes" in one.get("codes", ()) for one in said)


def _words(filled: Filled, name: str) -> str:
    found = (one.words for one in filled.answers() if one.slot.name == name)
    return " ".join(next(found, "").split())
