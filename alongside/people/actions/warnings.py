"""Warning those who visit, meet or ring somebody: with evidence, for a time, and told."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people.access import may_write, not_on_a_visit
from alongside.people.models import Person, WarningNote

from .facts import lock

LONGEST = {"what": 400, "safe": 400, "evidence": 1000, "told_words": 400}
AT_MOST = 366  # days until somebody looks again; our own limit, no rule's
EMPTY = {
    "what": "Say what to be careful of, in one or two sentences.",
    "safe": "Say what makes it safe: what to do, or to ask before.",
    "evidence": "Say what this rests on: what happened, when, and who told you.",
    "told_words": "Say what they answered, or why they were not told.",
}


@transaction.atomic
def warn(
    *,
    person: Person,
    what: str,
    safe: str,
    evidence: str,
    for_whom: str,
    is_told: bool,
    told_words: str,
    review_on: date,
    replaces: WarningNote | None = None,
    by: Account,
) -> WarningNote:
    """Write a warning, or look at one again: the new one stands in its place.

    The same words said twice are one warning.
    """
    _may_or_refuse(person, by)
    lock(person)
    said = {"what": what, "safe": safe, "evidence": evidence, "told_words": told_words}
    said = {name: " ".join(words.replace("\x00", "").split()) for name, words in said.items()}
    _check(said, for_whom, review_on, person)
    standing = WarningNote.objects.filter(person=person, over_at=None)
    told = {**said, "for_whom": for_whom, "is_told": is_told, "review_on": review_on}
    if same := standing.filter(**told).first():
        return same
    if replaces is not None:
        not_on_a_visit(person.pk)  # who is there for a time may warn, and unsay nothing
        _end(_still(replaces), "Looked at again", by)
    note = WarningNote.objects.create(person=person, replaces=replaces, by=by, **told)
    # Of what somebody was not told, they do not read on the trail either.
    detail = None if is_told else {"withheld": True}
    trail.note("warning written", on=note, about=[person], by=by, detail=detail)
    if replaces is not None:
        follow("looked at again", source=replaces, by=by)
    return note


def _may_or_refuse(person: Person, by: Account) -> None:
    is_writer = by.kind == Account.Kind.STAFF and may(by, "write record")
    if not is_writer or not may_write(by, person):
        raise PermissionDenied


def _check(said: dict[str, str], for_whom: str, review_on: date, person: Person) -> None:
    today = timezone.localdate()
    wrong = {name: EMPTY[name] for name, words in said.items() if not words}
    for name, longest in LONGEST.items():
        if len(said[name]) > longest:
            wrong[name] = f"At most {longest} characters fit here: say it in short."
    if for_whom not in WarningNote.Whom.values:
        wrong["for_whom"] = "Choose who has to know."
    if review_on <= today:
        wrong["review_on"] = "Choose a day to come on which somebody looks at this again."
    elif review_on > today + timedelta(days=AT_MOST):
        wrong["review_on"] = "A warning stands for a year at most. Choose a day before that."
    if wrong:
        raise ValidationError(wrong)
    if person.state != Person.State.LIVING:
        raise ValidationError("A warning is only written about somebody who is alive.")


def _still(note: WarningNote) -> WarningNote:
    found = WarningNote.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if found is None or found.over_at:
        raise ValidationError("Somebody has ended this warning since you opened it. Read it again.")
    return found


def _end(note: WarningNote, why: str, by: Account) -> None:
    note.over_at, note.over_by, note.over_why = timezone.now(), by, why
    note.save(update_fields=["over_at", "over_by", "over_why"])


@transaction.atomic
def end_warning(*, warning: WarningNote, why: str, by: Account) -> WarningNote:
    """It need not be known any more. It stays readable, with why it ended."""
    _may_or_refuse(warning.person, by)
    words = " ".join(why.replace("\x00", "").split())
    if not words:
        raise ValidationError({"why": "Say why it need not be known any more."})
    not_on_a_visit(warning.person_id)
    found = _still(warning)
    _end(found, words[:400], by)
    detail = None if found.is_told else {"withheld": True}
    trail.note("warning ended", on=found, about=[found.person_id], by=by, detail=detail)
    follow("looked at again", source=found, by=by)
    return found
