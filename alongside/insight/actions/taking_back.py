"""Taking back what one import brought, record by record: what somebody has touched is left."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.insight.models import Disagreement, Imported, Left, Withdrawal
from alongside.people import facts as rules
from alongside.people.actions.facts import correct_fact, take_back_together
from alongside.people.actions.grants import end_grant
from alongside.people.actions.lives import undo_death
from alongside.people.models import Fact, FactKind, Grant, Person
from alongside.record import defaults
from alongside.record.actions import Words, amend_entry
from alongside.record.actions.statuses import take_out_brought
from alongside.record.models import Entry, Misfiled, Part, Version

from .disagreeing import overtake

AT_ONCE = 50  # records that are looked up together; each is a transaction of its own
Did, Over, Why = Imported.Did, Imported.Over, Left.Why
RECORD, ENTRY = "The record itself", "An entry"
KNOWN_BY = (*rules.NAMES, *rules.NUMBERS, FactKind.BIRTH)
WORKED_OUT = ("find", "postcode", "lines")  # of a fact's detail: made from its words
PEOPLE_TOUCHED = "select * from gate.people_touched(%s)"
ENTRIES_TOUCHED = "select * from gate.entries_touched(%s)"
REFUSALS = (ValidationError, PermissionDenied, DataError)


def take_back(*, withdrawal: Withdrawal, seconds: float = 60, by: Account) -> bool:
    """Take an import back, each record whole or not at all; what was cut off goes on from there.

    It stops after a while, so that other work comes to its turn, and says whether it is done.
    """
    last, stops = None, monotonic() + seconds
    _begin(withdrawal)
    while people := _next(withdrawal, last):
        for person_id in people:
            take_back_of_person(withdrawal=withdrawal, person_id=person_id, by=by)
            if monotonic() > stops:
                return False
        last = people[-1]
    _end(withdrawal, by)
    return True


@transaction.atomic
def _begin(withdrawal: Withdrawal) -> None:
    if "rows" not in withdrawal.counts:
        rows = Imported.objects.filter(run_id=withdrawal.run_id).count()
        withdrawal.counts = {"rows": rows}
        withdrawal.save(update_fields=["counts"])


@transaction.atomic
def _next(withdrawal: Withdrawal, last: UUID | None) -> list[UUID]:
    found = _unsettled(withdrawal).order_by("person_id").values_list("person_id", flat=True)
    if last is not None:
        found = found.filter(person_id__gt=last)
    return list(found.distinct()[:AT_ONCE])


def _unsettled(withdrawal: Withdrawal) -> QuerySet[Imported]:
    left = Left.objects.filter(withdrawal=withdrawal, imported_id=OuterRef("pk"))
    rows = Imported.objects.filter(run_id=withdrawal.run_id).exclude(over=Over.WITHDRAWN)
    return rows.exclude(Exists(left))


@transaction.atomic
def _end(withdrawal: Withdrawal, by: Account) -> None:
    withdrawal.ended_at = timezone.now()
    withdrawal.save(update_fields=["ended_at"])
    trail.note("withdrawal ended", on=withdrawal, by=by, detail=withdrawal.counts)
    if any(withdrawal.counts.get(one) for one in ("entries", "facts", "people", "back")):
        follow("import taken back", withdrawal=withdrawal, by=by)


# One record -------------------------------------------------------------------------------------


@dataclass
class Taking:
    """One record of which an import is taken back."""

    withdrawal: Withdrawal
    person: Person
    by: Account
    counts: Counter[str] = field(default_factory=Counter)
    taken: list[Fact] = field(default_factory=list)
    out: list[UUID] = field(default_factory=list)  # the entries that left
    was_shown: bool = False

    @property
    def why(self) -> str:
        """The reason as it stands beside what was taken back."""
        return f"Brought in by mistake ({self.withdrawal.run.said}): {self.withdrawal.why}"

    def leave(self, row: Imported, what: str, why: str) -> None:
        """It stays, and is listed with the reason."""
        Left.objects.create(
            withdrawal=self.withdrawal, imported=row, person_id=row.person_id,
            child=row.child, what=what[:80], why=why,
        )  # fmt: skip
        self.counts["left"] += 1

    def let_go(self, row: Imported, became: UUID | None = None) -> None:
        """The row holds no more; what an earlier file said holds again, as `became`."""
        row.over = Over.WITHDRAWN
        row.save(update_fields=["over"])
        if row.before is not None and row.before.over == Over.FOLLOWED:
            row.before.over, row.before.became = "", became or row.before.became
            row.before.save(update_fields=["over", "became"])

    def attempt(self, row: Imported, what: str, carry_out: Any) -> None:
        """What an action refuses is left as it is."""
        try:
            with transaction.atomic():
                carry_out()
        except REFUSALS:
            self.leave(row, what, Why.GONE)


@transaction.atomic
def take_back_of_person(*, withdrawal: Withdrawal, person_id: UUID, by: Account) -> None:
    """Take one import back from one record, in one transaction."""
    rows = list(
        _unsettled(withdrawal)
        .filter(person_id=person_id)
        .select_related("before")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not rows:
        return
    taking = Taking(withdrawal, Person.objects.select_for_update().get(pk=person_id), by)
    touched = _why(PEOPLE_TOUCHED, [person_id]).get(person_id, "")
    _sort_out(taking, rows, touched)
    taking.counts["done"] = len(rows)
    counts = Counter(withdrawal.counts)
    counts.update(taking.counts)
    withdrawal.counts = dict(counts)
    withdrawal.save(update_fields=["counts"])
    detail: dict[str, Any] = {"entries": taking.out, "left": taking.counts["left"]}
    if not taking.was_shown:
        detail["withheld"] = True  # nothing of it was ever before the person
    trail.note("import taken back", on=withdrawal, about=[person_id], by=by, detail=detail)


def _sort_out(taking: Taking, rows: list[Imported], touched: str) -> None:
    known = Fact.objects.filter(person=taking.person).in_bulk([one.became for one in rows])
    if touched == Why.HOLD:
        for row in rows:
            taking.leave(row, _what(row, known), Why.HOLD)
        return
    rows = [one for one in rows if not _left_or_let_go(taking, one, known)]
    _entries(taking, [one for one in rows if one.became not in known and one.key != "child"])
    facts = [one for one in rows if one.became in known]
    added = [one for one in facts if not _fact(taking, one, known[one.became])]
    begun = next((one for one in rows if one.key == "child"), None)
    stays = begun is None or bool(touched) or bool(taking.counts["left"]) or _has_more(taking, rows)
    for row in added:
        _added(taking, row, known[row.became], begun is not None and stays)
    if begun is not None and not stays:
        _leave_lists(taking, begun)
    else:
        if begun is not None:
            taking.leave(begun, RECORD, touched or Why.USED)
        take_back_together(person=taking.person, written=taking.taken, why=taking.why, by=taking.by)
    taking.counts["facts"] += len(taking.taken)


def _left_or_let_go(taking: Taking, row: Imported, known: dict[UUID, Fact]) -> bool:
    """What wrote nothing, or what a later import has taken up."""
    if row.over == Over.FOLLOWED:
        taking.leave(row, _what(row, known), Why.LATER)
    elif row.did == Did.MET:
        taking.let_go(row)
    elif row.did == Did.ASKED:
        _asked(taking, row, known)
    elif row.did == Did.LIVED:
        _lived(taking, row, known)
    else:
        return False
    return True


def _asked(taking: Taking, row: Imported, known: dict[UUID, Fact]) -> None:
    asked = list(Disagreement.objects.filter(imported=row))
    if any(one.decided_by_id not in (None, taking.by.pk) for one in asked):
        taking.leave(row, _what(row, known), Why.DECIDED)
        return
    for one in asked:
        if one.state == Disagreement.State.OPEN:
            overtake(one, taking.by)
    taking.let_go(row)


def _lived(taking: Taking, row: Imported, known: dict[UUID, Fact]) -> None:
    fact = known.get(row.became)
    if fact is None or fact.kind != FactKind.DEATH:
        taking.leave(row, _what(row, known), Why.LIVED)
    elif _is_touched(taking, fact):
        taking.leave(row, _what(row, known), Why.CHANGED)
    else:
        taking.attempt(row, _what(row, known), partial(_undo_death, taking, row))


def _undo_death(taking: Taking, row: Imported) -> None:
    undo_death(person=taking.person, why=taking.why, by=taking.by)
    taking.let_go(row)
    taking.counts["facts"] += 1


def _what(row: Imported, known: dict[UUID, Fact]) -> str:
    if row.key == "child":
        return RECORD
    fact = known.get(row.became)
    return str(fact.get_kind_display()) if fact else ENTRY


def _why(question: str, which: Iterable[UUID]) -> dict[UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute(question, [list(which)])
        return dict(cursor.fetchall())


# Facts ------------------------------------------------------------------------------------------


def _is_touched(taking: Taking, fact: Fact) -> bool:
    own = fact.recorded_by_id == taking.by.pk and fact.over_at is None and fact.over_by_id is None
    return not own or fact.is_protected or not fact.is_shown


def _fact(taking: Taking, row: Imported, fact: Fact) -> bool:
    """Whether it is settled: what was touched stays, what it had corrected holds again."""
    what = str(fact.get_kind_display())
    if _is_touched(taking, fact):
        taking.leave(row, what, Why.CHANGED)
    elif row.did == Did.CHANGED:
        taking.attempt(row, what, partial(_put_back, taking, row, fact))
    else:
        return False
    return True


def _put_back(taking: Taking, row: Imported, fact: Fact) -> None:
    if fact.replaces_id is None:
        raise ValidationError("Nothing is known of what was here before.")
    was = Fact.objects.get(pk=fact.replaces_id)
    detail = {name: was.detail[name] for name in was.detail if name not in WORKED_OUT}
    again = correct_fact(
        fact=fact, why=taking.why, value=was.value, code=was.code, code_set=was.code_set,
        detail=detail, known=was.known, source=was.source, as_stated=was.is_check, by=taking.by,
    )  # fmt: skip
    taking.let_go(row, again.pk)
    taking.counts["back"] += 1


def _added(taking: Taking, row: Imported, fact: Fact, stays: bool) -> None:
    if stays and fact.kind in KNOWN_BY:
        taking.leave(row, str(fact.get_kind_display()), Why.KNOWN_BY)
        return
    taking.taken.append(fact)
    taking.let_go(row)


# Entries ----------------------------------------------------------------------------------------


def _entries(taking: Taking, rows: Sequence[Imported]) -> None:
    ids = [one.became for one in rows]
    touched = _why(ENTRIES_TOUCHED, ids)
    there = Entry.objects.filter(written_by=taking.by).in_bulk(ids)
    leaving = []
    for row in rows:
        entry = there.get(row.became)
        if entry is None or row.became in touched:
            taking.leave(row, ENTRY, touched.get(row.became, Why.USED))
        elif row.did == Did.CHANGED:
            taking.attempt(row, ENTRY, partial(_said_before, taking, row, entry))
        else:
            leaving.append(row)
    _take_out(taking, leaving)


def _said_before(taking: Taking, row: Imported, entry: Entry) -> None:
    """A version with the words that stood there before this import."""
    was = Version.objects.filter(entry=entry, number=entry.versions - 1).first()
    if was is None:
        raise ValidationError("Nothing is known of what was here before.")
    parts = Part.objects.filter(version=was).order_by("position")
    amend_entry(
        entry=entry, base=entry.versions, title=was.title, happened=defaults.when_of(was),
        parts=[
            Words(one.sort, one.text, of=one.of, origin=one.origin, origin_detail=one.origin_detail)
            for one in parts
        ],
        why=taking.why[:400], is_earlier_readable=False, by=taking.by,
    )  # fmt: skip
    taking.let_go(row)
    taking.counts["back"] += 1


def _take_out(taking: Taking, rows: Sequence[Imported]) -> None:
    """Out of every view at once, behind a marker."""
    if not rows:
        return
    run, ids = taking.withdrawal.run_id, [one.became for one in rows]
    with connection.cursor() as cursor:
        call = "select * from gate.take_out_brought_in(%s, %s, %s)"
        cursor.execute(call, [run, ids, taking.why[:400]])
        found = cursor.fetchall()
    Misfiled.objects.bulk_create(
        Misfiled(
            person_id=person, entry_id=entry, happened_at=at, was_shown=was_shown,
            because=Misfiled.Because.BROUGHT_IN, why=taking.withdrawal.why, by=taking.by,
            asked_by_id=taking.withdrawal.asked_by_id, agreed_by_id=taking.withdrawal.second_by_id,
        )
        for entry, person, at, was_shown in found
    )  # fmt: skip
    gone = {entry for entry, *_ in found}
    for row in rows:
        if row.became in gone:
            taking.let_go(row)
        else:
            taking.leave(row, ENTRY, Why.GONE)
    taking.out = list(gone)
    take_out_brought(person_id=taking.person.pk, entries=taking.out, why=taking.why, by=taking.by)
    taking.was_shown = any(was_shown for *_, was_shown in found)
    taking.counts["entries"] += len(gone)


# The record itself ------------------------------------------------------------------------------


def _has_more(taking: Taking, rows: Sequence[Imported]) -> bool:
    """Whether another import wrote in it too."""
    others = Imported.objects.filter(person=taking.person, over="")
    return others.exclude(run_id=taking.withdrawal.run_id).exists()


def _leave_lists(taking: Taking, row: Imported) -> None:
    """A record that nobody has touched leaves find and all lists: nobody is let in to it any more.

    Nothing is destroyed: what was written is disposed of when its time comes, like everything.
    """
    person = taking.person
    person.state = Person.State.MISTAKE
    person.save(update_fields=["state"])
    written = Fact.objects.filter(person=person, over_at=None, recorded_by=taking.by)
    take_back_together(person=person, written=list(written), why=taking.why, by=taking.by)
    for grant in Grant.objects.filter(in_force(), person=person):
        end_grant(grant=grant, why=taking.why[:400], by=taking.by)
    taking.let_go(row)
    taking.counts["people"] += 1
