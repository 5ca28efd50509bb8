"""What a partner sends about somebody: held first, and a task for whoever works with them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import LONDON, When, working_days_after
from alongside.foundation.following import follow
from alongside.people.models import Basis, Grant, Person
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import PARTNER, Item, Questionnaire
from alongside.record.access.lines import midnight
from alongside.record.models import Entry, PartSort, Task

from .asking import parts_of
from .leading import leads_of
from .whose import Told, whom_a_referral_reaches
from .writing import Words, finish_entry

LOOK_WITHIN = 3  # working days; a local rule
ENDED = "Nothing about this person is shared with you any more, so this cannot be sent."
NOBODY = (
    "Nobody at the council works with this person at the moment, so nobody would read this. "
    "Ring us. What you wrote is kept."
)
TOO_MUCH = (
    "You have sent {most} documents and referrals today, and we take no more from one account in a "
    "day. Your words are still here: send them tomorrow, and choose a file again if there was one. "
    "If it cannot wait, ring us{phone}. If somebody is in danger now, ring 999."
)
NOTHING = "Nothing has been written yet. Answer one question at least."


def is_for_partners(asked: Questionnaire) -> bool:
    """Whether a partner agency may start it."""
    return PARTNER in asked.started_by and not asked.is_apart


def as_partners_are_asked(asked: Questionnaire) -> Questionnaire:
    """Without files, which a partner has no way to add.

    Drawn anew, since what the person said is in nobody's own words here.
    """
    pages = tuple(map(_without_files, asked.pages))
    return replace(asked, pages=pages, digest=f"{asked.digest} {PARTNER}")


def _without_files(item: Item) -> Item:
    inside = (_without_files(one) for one in item.items if one.type != "attachment")
    return replace(item, items=tuple(inside)) if item.items else item


def live_grant(grant: Grant, by: Account) -> bool:
    """Whether something is still shared by it with this partner today."""
    return Grant.objects.filter(
        in_force(), pk=grant.pk, account_id=by.pk, basis=Basis.PARTNER
    ).exists()


def in_turn(by: Account) -> None:
    """Whatever one account sends twice at once is looked at one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 10))", [str(by.pk)])


def not_too_much(by: Account) -> None:
    """Refuse what is more than one account may send in a day; two at once are counted in turn."""
    most, today = settings.PARTNER_SENDS_A_DAY, midnight(timezone.localdate())
    in_turn(by)
    with connection.cursor() as cursor:
        cursor.execute("select gate.wrote_since(%s)", [today])
        (number,) = cursor.fetchone()
    if number >= most:
        phone = settings.COUNCIL["help_phone"]
        raise ValidationError(TOO_MUCH.format(most=most, phone=phone and f": {phone}"))


@transaction.atomic
def send_referral(*, id: UUID, filled: Filled, grant: Grant, called: str, by: Account) -> UUID:
    """Put what a partner asks for somebody into their record, in the partner's name; held first.

    What is open holds nothing up. Sending twice gives one entry. Refused where the form is not for
    partners, where the grant has ended, and where nobody would be told of it.
    """
    if by.kind != Account.Kind.PARTNER or not is_for_partners(filled.asked):
        raise PermissionDenied
    if _is_sent(id):
        return id
    if grant.person_id is None or not live_grant(grant, by):
        raise ValidationError(ENDED)
    told = whom_a_referral_reaches(grant.person_id)
    if not told:
        raise ValidationError(NOBODY)
    not_too_much(by)
    may_be_sent(filled)
    done = finish_entry(
        id=id,
        kind=filled.asked.kind,
        people=[Person(pk=grant.person_id, called=called)],
        happened=When(timezone.now().astimezone(LONDON), "time"),
        parts=_parts(filled, called),
        title=filled.asked.title,
        form=filled.asked.form,
        answers={"asked": filled.ids_asked(), **_open(filled)},
        names_others=filled.asked.names_others,
        grant=grant,
        by=by,
    )
    if done.is_new:
        follow("referral sent", entry=done, filled=filled, person=grant.person_id, told=told, by=by)
    return done.pk


def _is_sent(id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.wrote(%s)", [id])
        return bool(cursor.fetchone()[0])


def may_be_sent(filled: Filled) -> None:
    """Refuse what cannot be read, with a sentence for each."""
    wrong = [f"{one.slot.item.ask}: {one.why}" for one in filled.wrong()]
    wrong += [rule.say for rule in filled.broken() if rule.is_strict]
    if wrong:
        raise ValidationError(wrong)


def _open(filled: Filled) -> dict[str, list[str]]:
    names = [slot.name for slot in filled.missing()]
    return {"open": names} if names else {}


def _parts(filled: Filled, called: str) -> list[Words]:
    """What the person is said to have said is reported: nobody else speaks in their own words."""
    found = parts_of(filled, [], {}, None, keeps_left=False)
    if not found:
        raise ValidationError(NOTHING)
    return [
        replace(one, sort=PartSort.REPORTED, of=called) if one.sort == PartSort.OWN_WORDS else one
        for one in found
    ]


# What is due


def tasks_for_referral(
    *, entry: Entry, filled: Filled, person: UUID, told: Sequence[Told], by: Account
) -> None:
    """Whoever works with the person looks at it, and does what an answer leads to."""
    today = timezone.localdate()
    asked = [("", working_days_after(today, LOOK_WITHIN)), *_leads(filled, today)]
    Task.objects.bulk_create(
        Task(
            what=Task.What.REFERRAL,
            words=words[:400],
            person_id=person,
            account_id=one.account_id,
            team_id=one.team_id,
            from_kind=entry._meta.label_lower,
            from_id=entry.pk,
            due_on=due,
            made_by=by,
        )
        for one in told
        if not one.is_decider
        for words, due in asked
    )


def _leads(filled: Filled, today: date) -> Iterator[tuple[str, date]]:
    """What the questionnaire says follows from an answer; nothing is done by a partner's word."""
    for one, lead in leads_of(filled):
        said = " ".join(one.words.split())
        words = lead.words.replace("{answer}", said) or f"Ask: {lead.questionnaire}"
        within = lead.within or LOOK_WITHIN
        yield words, working_days_after(today, within)
