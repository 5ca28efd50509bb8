"""Two records side by side: what speaks for one person, what against, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account, Practitioner, in_force
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared

from . import duplicates
from . import facts as rules
from .births import born_of
from .finding import facts_of, rows
from .models import Fact, FactKind, Grant, Merge, Person, Relationship, Rung
from .near import words_of

MOST = 200
STOPS = {
    "not yours": "You need to work with both of them. Ask who does.",
    "sealed": "One of these records is kept apart. It is never joined to another.",
    "merged": "One of these records is part of another already. Open that one.",
    "states": "One of them lives, and the other does not, or is not born yet. Put that right on "
    "the record where it is wrong; then they can be one.",
    "two": "Somebody found that these are two people. Take that back first, with your reason, on "
    "the page “Is there a second record?”.",
    "waiting": "Somebody has asked the same of one of these records, and that waits for an answer.",
    "visit": "Somebody is let in to one of these records for a time only. Wait until that is over, "
    "or end it under “Who may see”.",
    "own": "Both have a sign-in of their own. Find out which one they use, and end the other under "
    "“Who may see”; then they can be one.",
    "hold": "Something here is kept for police, a court, an inquiry or a complaint. While that "
    "lasts, nothing is joined.",
    "noted": "Somebody wrote one note or one chronology about both of them, as two people. If that "
    "is wrong, put it right there first.",
    "family": "One of these records says that they are related to each other. If that is wrong, "
    "take it back there first.",
    "restricted": "Something restricted stands on one of them, and not the same people read what "
    "is restricted on both. Say that all of them may, or let them in first.",
    "later": "This record became part of another since. Undo that first.",
}
ALONE = (FactKind.PRONOUNS, FactKind.SEX, FactKind.DEATH, FactKind.GP)
SEVERAL = (
    FactKind.ADDRESS,
    FactKind.PHONE,
    FactKind.EMAIL,
    FactKind.LANGUAGE,
    FactKind.SCHOOL,
    FactKind.UPN,
    FactKind.LOCAL_ID,
)
SAFE = "Kept safe; both keep theirs"


@dataclass(frozen=True)
class Row:
    """One thing that is known of either, and what is known once they are one."""

    label: str
    one: str
    other: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        are_words = not (self.one.isdecimal() and self.other.isdecimal())  # no counts
        return bool(self.one and self.other and self.one != self.other and are_words)


@dataclass(frozen=True)
class Beside:
    """Two records side by side; `one` would stand under `other`."""

    rows: Sequence[Row]
    reasons: Sequence[str]
    against: Sequence[str]
    stops: Sequence[str]
    is_restricted: bool  # something restricted stands in the way, and somebody may decide that
    only_one: Sequence[str]  # who reads one of them now, and comes to read both


@dataclass(frozen=True)
class Saw:
    """What somebody read while two people stood in one record."""

    who: str
    what: str
    whose: str
    at: datetime
    times: int
    was_let_in: bool


@dataclass(frozen=True)
class Since:
    """Something written while two people stood in one record."""

    kind: str
    id: UUID
    at: datetime
    who: str

    @property
    def words(self) -> str:
        """What it is, where it has no page of its own."""
        return {
            "fact": "Something that is known",
            "need": "Something that they need",
            "relationship": "Somebody around them",
            "access": "Somebody was let in",
            "meeting": "A meeting",
            "status": "A status",
            "warning": "A warning",
            "service": "A service from outside",
            "consent": "A consent",
            "handover": "A handover",
        }.get(self.kind, "A plan")


# Reaching one -------------------------------------------------------------------------------------


def merge_to_view(account: Account, merge_id: UUID) -> Merge:
    """The asking with what became of it; 404 for whoever may not know of both."""
    found = Merge.objects.select_related("gone", "into")
    merge = get_object_or_404(Merge, pk=merge_id)
    # Data protection reads that two were parted, and neither of their records.
    return found.filter(pk=merge_id).first() or merge


def still_seen(merge: Merge) -> bool:
    """Whether whoever acts still sees the asking, now that something became of it."""
    return Merge.objects.filter(pk=merge.pk).exists()


def merge_to_decide(account: Account, merge_id: UUID) -> Merge:
    """The same for a page that needs both records: as they stand now."""
    found = Merge.objects.select_related("gone", "into").filter(pk=merge_id).first()
    if found is None:
        raise Http404
    return found


def merges_of(person: Person) -> list[Merge]:
    """What was asked and done about this record and another, the newest first."""
    found = Merge.objects.filter(into=person) | Merge.objects.filter(gone=person)
    return list(found.order_by("-asked_at")[:20])


def merges_waiting(account: Account) -> list[Merge]:
    """What waits for this account: what they asked, and what they agree to or look at."""
    states = Merge.State
    waiting: list[Merge] = []
    waiting += _asked_by(account)  # to be taken back, whoever else may see it
    if may(account, "merge people"):
        found = Merge.objects.filter(state=states.WAITING).exclude(asked_by=account)
        waiting += found.order_by("asked_at")[:20]
        waiting += Merge.objects.filter(state=states.MADE, checked_at=None).order_by("asked_at")[
            :20
        ]
    if may(account, "read whole trail"):
        parted = Merge.objects.filter(state=states.UNDONE, looked_at=None)
        waiting += parted.order_by("undone_at")[:20]
    return waiting


@prepared
def _asked_by(account: Actor) -> QuerySet[Merge]:
    asked = Merge.objects.filter(state=Merge.State.WAITING, asked_by_id=account.pk)
    return asked.order_by("asked_at")[:20]


def is_in_doubt(person: Person) -> bool:
    """Whether the person, and those who act for them, may not read for now."""
    return bool(rows("select gate.in_doubt(%s)", person.pk)[0][0])


def am_in_doubt() -> bool:
    """The same of whoever acts."""
    return bool(rows("select gate.am_in_doubt()")[0][0])


def stops(one: Person, other: Person, merge: Merge | None = None) -> dict[str, str]:
    """Why these two cannot be one record for now: sentences by a word for each."""
    given = (one.pk, other.pk, merge.pk if merge else None)
    found = rows("select gate.merge_stops(%s, %s, %s)", *given)
    return {code: STOPS[code] for (code,) in found}


def people_of(merge: Merge, names: Mapping[UUID, str]) -> list[tuple[UUID, str]]:
    """Both people with what they are called, as far as one may know; where they are known now."""
    hidden = "somebody whose record you may not open"
    first = merge.into_id if merge.state == Merge.State.MADE else merge.gone_id
    gone = names.get(merge.gone_id, "")
    if not gone and merge.state == Merge.State.MADE:
        gone = (
            Person.objects.filter(pk=merge.gone_id).values_list("called", flat=True).first() or ""
        )
    return [
        (first if gone else merge.pk, gone or hidden),
        (merge.into_id if merge.into_id in names else merge.pk, names.get(merge.into_id) or hidden),
    ]


def said_of(merge: Merge) -> list[tuple[str, datetime, str]]:
    """What was said, by whom and when: the asking, the decision, the looking, the parting."""
    names = _names(
        one
        for one in (merge.asked_by_id, merge.decided_by_id, merge.checked_by_id, merge.undone_by_id)
        if one
    )
    decided = {
        Merge.State.TWO: "found that they are two people",
        Merge.State.TAKEN_BACK: "took it back",
    }.get(Merge.State(merge.state), "agreed that they are one person")
    steps = (
        (merge.asked_by_id, merge.asked_at, "asked that they become one record", merge.why),
        (merge.decided_by_id, merge.decided_at, decided, merge.decided_why),
        (merge.checked_by_id, merge.checked_at, "looked at what they read, and opened it", ""),
        (merge.undone_by_id, merge.undone_at, "parted them again", merge.undone_why),
    )
    return [(f"{names.get(who, 'Somebody')} {what}", at, why) for who, at, what, why in steps if at]


# Side by side -------------------------------------------------------------------------------------


def beside(one: Person, other: Person, by: Account, merge: Merge | None = None) -> Beside:
    """Both records side by side, as far as facts go, and how much else is written on each."""
    found = stops(one, other, merge)
    known = facts_of([one.pk, other.pk])
    reasons, against = duplicates.between(one, other)
    return Beside(
        rows=[*_rows(one, other, known), *_counted(one, other)],
        reasons=reasons,
        against=[*against, *_more_against(one, other, known)],
        stops=[words for code, words in found.items() if code != "restricted"],
        is_restricted="restricted" in found,
        only_one=_only_one(one, other),
    )


def _more_against(one: Person, other: Person, known: dict[UUID, list[Fact]]) -> list[str]:
    """What the two records say besides, that two people would explain."""
    found = []
    if one.state != other.state:
        states = f"{one.get_state_display()}, and {other.get_state_display().lower()}"
        found.append(f"One is not as the other: {states}")
    sexes = [rules.latest(known[who.pk], FactKind.SEX) for who in (one, other)]
    if sexes[0] and sexes[1] and sexes[0].value != sexes[1].value:
        found.append(f"Sex: {sexes[0].value}, and {sexes[1].value}")
    both = [one.pk, other.pk]
    for edge in Relationship.objects.filter(person__in=both, other__in=both, over_at=None)[:3]:
        found.append(f"One record says that the other is their {words_of(edge.kind).lower()}")
    return found


def _rows(one: Person, other: Person, known: dict[UUID, list[Fact]]) -> list[Row]:
    mine, theirs = ([f for f in known[who.pk] if rules.is_current(f)] for who in (one, other))
    names = Row("Called", one.called, other.called, other.called)
    also = _joined(f.value for f in theirs if f.kind == FactKind.NAME_PREVIOUS)
    made = [names]
    if one.called != other.called:
        known_too = _joined([also, one.called])
        made.append(Row("Also known as", _of(mine, FactKind.NAME_PREVIOUS), also, known_too))
    made.append(_kept("Born", _born(one, mine), _born(other, theirs)))
    made.append(_kept("NHS number", *(_of(all_, FactKind.NHS_NUMBER) for all_ in (mine, theirs))))
    for kind in ALONE:
        made.append(_kept(str(kind.label), _of(mine, kind), _of(theirs, kind)))
    for kind in SEVERAL:
        left, right = _of(mine, kind), _of(theirs, kind)
        same = _joined(dict.fromkeys([*right.split("; "), *left.split("; ")]))
        made.append(Row(str(kind.label), left, right, SAFE if SAFE in (left, right) else same))
    return [row for row in made if row.one or row.other]


def _kept(label: str, one: str, other: str) -> Row:
    """Of what there is one of, whoever stays keeps their own."""
    return Row(label, one, other, other or one)


def _born(person: Person, known: Sequence[Fact]) -> str:
    birth = born_of(person, known)
    return birth.words() if birth else ""


def _of(known: Iterable[Fact], kind: str) -> str:
    found = [fact for fact in known if fact.kind == kind]
    if any(fact.is_protected for fact in found):
        return SAFE
    return _joined(rules.said(fact) for fact in found)


def _joined(said: Iterable[str]) -> str:
    return "; ".join(one for one in said if one)


def _counted(one: Person, other: Person) -> list[Row]:
    counts = {
        row[0]: row[1:] for row in rows("select * from gate.merge_counts(%s, %s)", one.pk, other.pk)
    }
    labels = ("Notes and other entries", "Plans", "Things to do", "People around them")
    if len(counts) < 2:
        return []
    pairs = zip(labels, counts[one.pk], counts[other.pk], strict=True)
    return [Row(label, str(a), str(b), str(a + b)) for label, a, b in pairs if a or b]


def _only_one(one: Person, other: Person) -> list[str]:
    """Who works with one of them only, and will read both: by name, or by their team."""
    found: dict[tuple[UUID | None, UUID | None], dict[UUID, int]] = defaultdict(dict)
    called: dict[tuple[UUID | None, UUID | None], str] = {}
    grants = Grant.objects.filter(in_force(), person__in=[one, other], rung__gte=Rung.CONTACT)
    for grant in grants.select_related("account__practitioner", "team"):
        key, person = (grant.account_id, grant.team_id), grant.person_id
        assert person is not None
        found[key][person] = max(grant.rung, found[key].get(person, 0))
        called[key] = grant.team.name if grant.team else _name(grant.account)
    names = {one.pk: one.called, other.pk: other.called}
    return sorted(
        f"{called[key]}, who reads {names[person]} only"
        for key, seen in found.items()
        for person in seen
        if len(seen) == 1
    )


def _name(account: Account | None) -> str:
    found = Practitioner.objects.filter(account=account).first() if account else None
    return found.name if found else "Somebody who works here"


# After a wrong match ------------------------------------------------------------------------------


def who_saw(merge: Merge) -> list[Saw]:
    """Who read what while two people stood in one record; first who was not let in to them."""
    found = rows("select * from gate.who_saw_merged(%s, %s)", merge.pk, MOST)
    names = _names({row[0] for row in found})
    whose = {merge.gone_id: "of the first", merge.into_id: "of the second"}
    return [
        Saw(
            who=names.get(by_id, "Somebody without a name here"),
            what=f"{what[0].upper()}{what[1:]}",
            whose=whose.get(person, "of both"),
            at=at,
            times=times,
            was_let_in=let_in,
        )
        for by_id, what, _, _, person, at, times, let_in in found
    ]


def written_since(merge: Merge) -> list[Since]:
    """What was written while they were one, for somebody to say whose it is."""
    found = rows("select * from gate.written_while_merged(%s, %s)", merge.pk, MOST)
    names = _names({row[3] for row in found})
    return [
        Since(kind, id, at, names.get(by, "Somebody without a name here"))
        for kind, id, at, by in found
    ]


def _names(accounts: Iterable[UUID]) -> dict[Any, str]:
    wanted = list(accounts)
    kinds = {
        Account.Kind.PERSON: "The person whose sign-in it is",
        Account.Kind.PROXY: "Somebody who acts for them",
        Account.Kind.SYSTEM: "Alongside itself",
    }
    others = Account.objects.filter(pk__in=wanted, kind__in=kinds).values_list("pk", "kind")
    named = Practitioner.objects.filter(account__in=wanted).values_list("account_id", "name")
    return {pk: kinds[Account.Kind(kind)] for pk, kind in others} | dict(named)
