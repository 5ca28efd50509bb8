"""Writing down that somebody said yes, and that they took it back."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people import access
from alongside.people.models import Consent, Handover, Person

from .handovers import go_on, note_grants

SAY = {
    "purpose": "Say what they said yes to.",
    "explained": "Say what was explained to them, and how.",
    "evidence": "Say how they said it: their words, a nod, a signature, and who was there.",
    "given_by": "Say who said yes: they themselves, or who may decide this for them.",
}


@transaction.atomic
def note_consent(
    *,
    person: Person,
    purpose: str,
    explained: str,
    evidence: str,
    given_by: str,
    given_on: date,
    until: date | None = None,
    id: UUID | None = None,
    by: Account,
) -> Consent:
    """Write down that somebody said yes: to what, after which words, how, and until when."""
    if not (may(by, "write record") and access.may_write(by, person)):
        raise PermissionDenied
    access.not_on_a_visit(person.pk)
    said = {"purpose": purpose, "explained": explained, "evidence": evidence, "given_by": given_by}
    if missing := {name: SAY[name] for name, words in said.items() if not words.strip()}:
        raise ValidationError(missing)
    today = timezone.localdate()
    if given_on > today:
        raise ValidationError(
            {"given_on": "Choose the day on which they said it: today or before."}
        )
    if person.born_on and given_on < person.born_on:
        raise ValidationError({"given_on": "That was before they were born. Choose another day."})
    if until is not None and until < today:
        raise ValidationError({"until": "That day has gone by. Choose a day to come, or leave it."})
    said = {name: words.strip() for name, words in said.items()}
    made = Consent.objects.create(
        id=id or new_id(), person=person, given_on=given_on, until=until, by=by, **said
    )
    trail.note("consent noted", on=made, about=[person], by=by)
    return made


@transaction.atomic
def withdraw_consent(
    *,
    consent: Consent,
    words: str = "",
    going_on: Mapping[UUID, tuple[str, str]] | None = None,
    by: Account,
) -> list[UUID]:
    """Take consent back; the shares that rest on it end, save those that go on, and say why.

    `going_on`: for a handover, the other ground and why. The person ends all of them.
    """
    for handover in Handover.objects.filter(pk__in=list(going_on or {}), consent=consent):
        basis, why = (going_on or {})[handover.pk]
        go_on(handover=handover, basis=basis, words=why, by=by)
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.withdraw_consent(%s, %s)", [consent.pk, words])
        stopped = cursor.fetchall()
    consent = Consent.objects.get(pk=consent.pk)
    if consent.withdrawn_by_id != by.pk:
        raise ValidationError("This was taken back already.")
    trail.note("consent withdrawn", on=consent, about=[consent.person_id], by=by)
    for handover_id, ended in stopped:
        line = Handover(pk=handover_id)
        trail.note("handover revoked", on=line, about=[consent.person_id], by=by)
        note_grants([], ended, consent.person_id, by)
    follow("consent withdrawn", consent=consent, by=by)
    return [handover_id for handover_id, _ in stopped]
