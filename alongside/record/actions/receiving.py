"""The front door: writing down once what somebody told us, and a piece of work for each person."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from alongside.accounts.models import Account
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.access import not_on_a_visit
from alongside.people.models import Person
from alongside.people.names import fold
from alongside.record.access.referrals import NO_MORE, What, note
from alongside.record.door import ANONYMOUS, SELF, door
from alongside.record.models import Clock, Entry, EntryKind, PartSort, Referral, ReferralLine

from .writing import Words, finish_entry, may_write_or_refuse

TITLE = "A referral"
OF_SOMEBODY = re.compile(r"['’‘ʼ`´′]s\b", re.IGNORECASE)  # “Gwen’s”
NAMES_THEM = (
    "“{who}” stands in these words, which the family may read one day. Say it without the name: "
    "who got in touch is kept in a place of its own."
)


@dataclass(frozen=True)
class Source:
    """Who got in touch: a key of content/front-door.yaml, and how they are reached."""

    code: str
    who: str = ""
    reach: str = ""
    is_quiet: bool = True


@transaction.atomic
def receive_referral(
    *,
    id: UUID,
    people: Sequence[Person],
    received: When,
    source: Source,
    words: str,
    words_of: Mapping[UUID, str] | None = None,
    is_urgent: bool = False,
    by: Account,
) -> list[Referral]:
    """Write down once what somebody told us, and make one piece of work for each it is about.

    `id` is the draft's, and that of the entry: pressing twice makes one. What is told of one
    person alone is a part about them, which the others' pages do not show.
    """
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    there = list(Referral.objects.visible_to(by).filter(entry=id).order_by("pk"))
    if there:
        return there
    source = _checked(source)
    _may_be_told(people)
    parts = _parts(words, words_of or {}, people)
    keep_name_out(source.is_quiet, source.who, [one.text for one in parts], "words")
    entry = finish_entry(
        id=id,
        kind=EntryKind.REFERRAL,
        people=people,
        happened=received,
        title=TITLE,
        parts=parts,
        names_others=source.code != SELF,  # somebody looks first whether it may be read as it is
        by=by,
    )
    say_who(entry, source, received.day, by)
    made = work_of(entry, people, received.day, is_urgent)
    for one in made:
        note("referral received", one, by)
    return made


def work_of(entry: Entry, people: Sequence[Person], day: date, is_urgent: bool) -> list[Referral]:
    """A piece of work for each of these, due when a clock says so, or the door."""
    due = _decide_by(entry, day)
    return Referral.objects.bulk_create(
        Referral(
            id=new_id(),
            entry=entry,
            person=person,
            received_at=_moment(entry),
            is_urgent=is_urgent,
            due_on=day if is_urgent else due.get(person.pk, door().decide_by(day)),
        )
        for person in people
    )


def say_who(entry: Entry, source: Source, day: date, by: Account, words: str = "") -> None:
    """Once, and apart from the words: these may be read by the family, and this never."""
    ReferralLine.objects.create(
        entry=entry,
        what=What.FROM,
        code=source.code,
        who=source.who,
        reach=source.reach,
        is_quiet=source.is_quiet,
        words=words,
        on=day,
        by=by,
    )


def _checked(source: Source) -> Source:
    if source.code not in door().sources:
        raise ValidationError({"source": "Say who got in touch."})
    who, reach = source.who.strip(), source.reach.strip()
    if source.code == ANONYMOUS:
        if who:
            raise ValidationError(
                {"who": "A name stands here. If you know who it was, choose that above."}
            )
        return Source(ANONYMOUS, "", "", is_quiet=True)
    if source.code == SELF:
        return Source(SELF, who, reach, is_quiet=False)
    if not who:
        raise ValidationError(
            {"who": "Write who got in touch, or choose “Somebody who does not say who they are”."}
        )
    return Source(source.code, who, reach, source.is_quiet)


def _may_be_told(people: Sequence[Person]) -> None:
    if not people:
        raise ValidationError({"people": "Say who this is about."})
    if len({one.pk for one in people}) < len(people):
        raise ValidationError({"people": "Somebody stands here twice. Choose each person once."})
    for one in people:
        not_on_a_visit(one.pk)
        if one.state in NO_MORE:
            raise ValidationError(
                {
                    "people": f"{one.called} is no longer alive, or this record is closed. Take "
                    "them out here, and write a note on their record instead."
                }
            )


def _parts(words: str, of: Mapping[UUID, str], people: Collection[Person]) -> list[Words]:
    every = [Words(PartSort.REPORTED, words.strip())] if words.strip() else []
    alone = [
        Words(PartSort.REPORTED, of[one.pk].strip(), about=(one.pk,))
        for one in people
        if of.get(one.pk, "").strip()
    ]
    if not every and not alone:
        raise ValidationError({"words": "Write what you were told, as far as you know it."})
    return [*every, *alone]


def keep_name_out(is_quiet: bool, who: str, texts: Collection[str], field: str = "") -> None:
    """Refuse words in which whoever must not be known is named as they are written down."""
    if is_quiet and _is_named(who.partition(",")[0], texts):
        says = NAMES_THEM.format(who=who.partition(",")[0].strip())
        raise ValidationError({field: says} if field else says)


def keep_names_out_of(entry: Entry, texts: Collection[str]) -> None:
    """The same for what an entry is to say from now on: what was told, or was decided of it."""
    decided = Referral.objects.filter(decided_in=entry)
    mine = Q(entry=entry) | Q(entry__in=decided.values("entry"))
    for one in ReferralLine.objects.filter(mine, what=What.FROM, is_quiet=True):
        keep_name_out(one.is_quiet, one.who, texts)


def _is_named(name: str, texts: Collection[str]) -> bool:
    """Whether the name stands there, as whole words: nobody called Jo is named in “joined”."""
    names = {way for way in _ways(name) if way.strip()}
    return any(
        (way if way.isascii() else way.strip()) in said  # some scripts put nothing between words
        for text in texts
        for said in _ways(text) | _ways(OF_SOMEBODY.sub(" ", text))
        for way in names
    )


def _ways(text: str) -> set[str]:
    """A text with “O Neill” as one word, and as two."""
    word_by_word = " ".join(filter(None, map(fold, text.split())))
    return {f" {fold(text)} ", f" {word_by_word} "}


def _decide_by(entry: Entry, day: date) -> dict[UUID, date]:
    """The day that a clock has counted for each already, where one began."""
    found = Clock.objects.filter(entry=entry, rule="referral-decision", after=None, ended_at=None)
    return dict(found.values_list("person_id", "due_on"))


def _moment(entry: Entry) -> datetime:
    return entry.said.get(number=1).happened_at
