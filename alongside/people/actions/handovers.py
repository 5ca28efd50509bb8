"""Everything that is done with a handover: offering, answering, ending and undoing it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import NOBODYS, Account, Team
from alongside.foundation import trail
from alongside.foundation.content import codes
from alongside.foundation.days import LONDON
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people import access
from alongside.people.models import Consent, Grant, Handover, HandoverLine, Person, Rung

What = HandoverLine.What
Kind = Handover.Kind
CONSENT, HARM = "consent", "immediate-harm"
AT_ONCE_MOST = 100  # people in one act

# What stands against it, as the database says it: the field it belongs to, and the sentence.
WHY_NOT: dict[str, tuple[str, str]] = {
    "sealed": ("", "Whoever keeps this record lets people in themselves. Ask them."),
    "died": ("", "They have died. Nothing is handed over any more; the record can be assigned."),
    "left": ("to", "Their account is closed. Choose somebody who works here now."),
    "partner": (
        "kind",
        "A partner agency can be asked to help, or shared with, for a time. To hand over, choose "
        "somebody who works here.",
    ),
    "outside": ("to", "Choose somebody who works here, or at a partner agency."),
    "closed": ("to", "Nobody is in that team any more. Choose another team, or somebody by name."),
    "barred": ("to", "They are kept out of this record. Choose somebody else."),
    "oneself": ("to", "That is where it is already. Choose somebody else."),
    "not held": (
        "",
        "Whoever was to hand this over does not work with them any more. Look at who may see the "
        "record, and begin again from there.",
    ),
    "consent over": (
        "consent",
        "That consent has ended or was taken back. Ask again, or choose another ground.",
    ),
    "consent": ("consent", "Choose the consent that this rests on, or another ground."),
    "lasts": (
        "basis",
        "Handing over does not end where they take their yes back. Choose another ground.",
    ),
    "day": ("last_day", "Choose the last day: today or later, and at most a year from now."),
    "rung": ("rung", "Choose how much of the record goes along, and no more than you have."),
    "reason": ("reason", "Say why. Whoever is asked reads it, and so may the person."),
    "harm": ("basis", "What cannot wait is shared for a time. Choose that, or another ground."),
    "offered": ("to", "This waits for their answer already. Look at “Handovers”."),
    "words": ("words", "Say why. They read it, and so may the person."),
    "ground": ("basis", "Choose another ground on which it goes on."),
    "moved on": (
        "",
        "The record was handed on again since. Undo the later handover first, if it was wrong too.",
    ),
    "kind": ("kind", "Choose what you want to do."),
}
NOT_YOURS = {
    "role": "Letting somebody work with a person is not part of your role here. Ask a manager.",
    "not open": "Sharing outside the council is not part of your role here. Ask a manager.",
    "not yours": "This is not yours to say. Ask whoever works with them, or your manager.",
}
NOBODY_LEFT = (
    "Nobody would work with them then, and nobody could open the record. Assign them to somebody "
    "first."
)
SAID_SO = {
    What.ACCEPTED: "{who} accepted this at {at}. Nothing more is needed.",
    What.DECLINED: "{who} declined this at {at}.",
    What.WITHDRAWN: "{who} took this back at {at}.",
    What.DONE: "{who} said at {at} that this is done.",
    What.REVOKED: "{who} ended this at {at}.",
    What.UNDONE: "{who} undid this at {at}.",
    What.REASON: "{who} gave the reason at {at}.",
}


@dataclass(frozen=True)
class Whom:
    """One worker, or one team."""

    account: Account | None = None
    team: Team | None = None


def _refuse(why: str, handover: Handover | None = None) -> None:
    if why in NOT_YOURS:
        raise PermissionDenied(NOT_YOURS[why])
    if why == "visit" and handover is not None:
        access.not_on_a_visit(handover.person_id)
    if why == "taken" and handover is not None:
        raise ValidationError(_who_and_when(handover))
    field, words = WHY_NOT.get(why, ("", "This cannot be done now. Look at it again."))
    raise ValidationError({field: words} if field else words)


def _who_and_when(handover: Handover) -> str:
    line = handover.lines.select_related("by__practitioner").order_by("-number").first()
    if line is None:
        return "Somebody else was faster. Look at it again."
    who = getattr(getattr(line.by, "practitioner", None), "name", "") or "Somebody"
    at = line.at.astimezone(LONDON).strftime("%H:%M on %-d %B %Y")
    return SAID_SO.get(What(line.what), "{who} answered this at {at}.").format(who=who, at=at)


@transaction.atomic
def offer(
    *,
    person: Person,
    kind: str,
    to: Whom,
    giver: Whom | None = None,
    reason: str,
    basis: str,
    consent: Consent | None = None,
    rung: int = Rung.RECORD,
    last_day: date | None = None,
    id: UUID | None = None,
    by: Account,
) -> Handover:
    """Offer a record on, ask for it, or share it for a time; what cannot wait opens at once."""
    if basis not in codes("handover-basis"):
        raise ValidationError({"basis": "Choose on what ground."})
    giver = giver or Whom(account=by)
    made = Handover(
        id=id or new_id(),
        kind=kind,
        person=person,
        from_account=giver.account,
        from_team=giver.team,
        to_account=to.account,
        to_team=to.team,
        reason=reason.strip(),
        basis=basis,
        consent=consent,
        rung=rung,
        last_day=last_day,
        by=by,
    )
    if why := _why_not(made):
        _refuse(why, made)
    is_partner = to.account is not None and to.account.kind == Account.Kind.PARTNER
    if is_partner and to.account is not None:
        let_in_or_refuse(person, to.account, by)
    made.save(force_insert=True)
    trail.note("handover offered", on=made, about=[person], by=by)
    if kind == Kind.ASSIGN or basis == HARM or (is_partner and kind == Kind.SHARE):
        _say(made, What.ACCEPTED, by=by, rung=rung, last_day=last_day)
        if basis == HARM and not made.reason:
            follow("handover at once", handover=made, by=by)
        if kind == Kind.ASSIGN and to.account is not None:
            follow("worker assigned", person=person, by=by)
    elif not is_partner:  # it stands on the partner's own page
        follow("handover offered", handover=made, by=by)
    return made


def let_in_or_refuse(person: Person, account: Account, by: Account) -> None:
    """Whoever is outside the council is asked about by the one rule of all ways in."""
    field = "name" if account.email.endswith(NOBODYS) else "to"
    follow("letting in", person=person, account=account, field=field, by=by)


def _why_not(made: Handover) -> str:
    names = [field.attname for field in made._meta.concrete_fields]
    row = {name: str(getattr(made, name)) for name in names if getattr(made, name) is not None}
    with connection.cursor() as cursor:
        cursor.execute(
            "select gate.why_not_offered(jsonb_populate_record(null::people_handover, %s::jsonb))",
            [json.dumps(row)],
        )
        (why,) = cursor.fetchone()
    return str(why)


@transaction.atomic
def assign(
    *,
    person: Person,
    account: Account | None = None,
    team: Team | None = None,
    rung: int = Rung.RECORD,
    reason: str = "",
    giver: Account | None = None,
    by: Account,
) -> Handover:
    """Say who works with somebody from now on: a manager’s to say, and no answer is waited for."""
    return offer(
        person=person,
        kind=Kind.ASSIGN,
        to=Whom(account, team),
        giver=Whom(account=giver or by),
        reason=reason,
        basis="public-task",
        rung=rung,
        by=by,
    )


@transaction.atomic
def open_now(*, person: Person, to: Whom, id: UUID | None = None, by: Account) -> Handover:
    """Somebody is at risk of harm: the record opens for a week, and the reason is owed."""
    return offer(
        id=id,
        person=person,
        kind=Kind.SHARE,
        to=to,
        reason="",
        basis=HARM,
        last_day=date.fromordinal(timezone.localdate().toordinal() + 7),
        by=by,
    )


@transaction.atomic
def answer(
    *,
    handover: Handover,
    is_accepted: bool,
    rung: int | None = None,
    last_day: date | None = None,
    words: str = "",
    by: Account,
) -> HandoverLine:
    """Take what is offered, with as much of the record as is said; or decline it, with a reason."""
    if not is_accepted:
        return say(handover=handover, what=What.DECLINED, words=words, by=by)
    rung = handover.rung if rung is None else rung
    line = _say(handover, What.ACCEPTED, words=words, rung=rung, last_day=last_day, by=by)
    _answered(handover, by)
    return line


def _answered(handover: Handover, by: Account) -> None:
    if by.kind == Account.Kind.PARTNER:  # for whom no task was made; whoever asked is told
        follow("partner answered", handover=handover, by=by)
    else:
        follow("handover answered", source=handover, by=by)


@transaction.atomic
def say(*, handover: Handover, what: str, words: str = "", by: Account) -> HandoverLine:
    """Decline, take back, finish, end or undo a handover, or give the reason that is owed."""
    line = _say(handover, what, words=words, by=by)
    if what == What.REASON:
        follow("reason given", source=handover, by=by)
    elif what == What.UNDONE:
        follow("handover undone", handover=handover, by=by)
    elif what in (What.DECLINED, What.WITHDRAWN) or by.kind == Account.Kind.PARTNER:
        _answered(handover, by)
    return line


@transaction.atomic
def go_on(*, handover: Handover, basis: str, words: str, by: Account) -> HandoverLine:
    """Say why a share goes on without the consent on which it rested, and on what ground."""
    return _say(handover, What.GOES_ON, words=words, basis=basis, by=by)


def _say(
    handover: Handover,
    what: str,
    *,
    words: str = "",
    rung: int | None = None,
    last_day: date | None = None,
    basis: str = "",
    by: Account,
) -> HandoverLine:
    """Write the line, and move the grants: the database does both, or neither."""
    given: list[Any] = [handover.pk, str(what), words, rung, last_day, basis]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            sql = "select * from gate.say_of_handover(%s, %s, %s, %s::smallint, %s, %s)"
            cursor.execute(sql, given)
            refused, number, gave, ended, person = cursor.fetchone()
    except DatabaseError as refusal:
        if "nobody left" in str(refusal):
            raise ValidationError(NOBODY_LEFT) from refusal
        raise
    if refused:
        _refuse(refused, handover)
    line = HandoverLine.objects.get(handover=handover, number=number)
    trail.note(f"handover {what}", on=handover, about=[person], by=by)
    note_grants(gave, ended, person, by)
    return line


def note_grants(gave: Iterable[UUID], ended: Iterable[UUID], person: UUID, by: Account) -> None:
    """Put on the trail what the database gave and ended."""
    for grant in gave:
        trail.note("access given", on=Grant(pk=grant), about=[person], by=by)
    for grant in ended:
        trail.note("access ended", on=Grant(pk=grant), about=[person], by=by)


@transaction.atomic
def hand_all_over(
    *,
    giver: Account,
    people: Sequence[tuple[Person, Whom]],
    reason: str,
    by: Account,
) -> list[Handover]:
    """Give everybody with whom somebody works to others in one act: all of them, or nobody."""
    if not people:
        raise ValidationError("Choose who works with them from now on.")
    if len(people) > AT_ONCE_MOST:
        raise ValidationError(f"At most {AT_ONCE_MOST} people are handed over at once.")
    made = []
    for person, to in people:
        try:
            given: dict[str, Any] = {"account": to.account, "team": to.team, "giver": giver}
            made.append(assign(person=person, reason=reason, by=by, **given))
        except ValidationError as refused:
            words = " ".join(refused.messages)
            raise ValidationError(f"{person.called}: {words} Nobody was handed over.") from refused
    return made
