"""Bringing in one child of a return: adding what is new, and overwriting nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.ids import new_id
from alongside.insight.models import Imported, ImportRun
from alongside.insight.returns.cin import Node
from alongside.insight.returns.telling import ChildTold, EntryTold, FactTold
from alongside.people import facts
from alongside.people.actions.adding import Told, add_person
from alongside.people.identifiers import local_id
from alongside.people.models import Fact, FactKind, Person
from alongside.record.actions import Words, Written, amend_entry, finish_entries
from alongside.record.actions.statuses import Brought, bring_statuses
from alongside.record.models import About, Entry, Origin, Version

from . import known
from .disagreeing import DISAGREES, note_disagreement
from .facts import keep_death, keep_fact

Outcome = Literal["imported", "unchanged", "refused"]
Did = Imported.Did
WITH_CHILD = "The child was not brought in, and so this was not either."
REFUSALS = (ValidationError, PermissionDenied, DataError)


@dataclass
class Tally:
    """How many rows of each table were read, and what became of them; it always adds up."""

    tables: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, table: str, outcome: Outcome, number: int = 1) -> None:
        """Add rows to a table."""
        there = self.tables.setdefault(table, Counter())
        there["read"] += number
        there[outcome] += number

    def changed(self, table: str) -> None:
        """A row that seemed unchanged brought something new after all."""
        there = self.tables[table]
        if there["unchanged"]:
            there.update({"unchanged": -1, "imported": 1})

    def add(self, other: "Tally") -> None:
        """Add all of another."""
        for table, counts in other.tables.items():
            self.tables.setdefault(table, Counter()).update(counts)


@dataclass
class Bringing:
    """One child that is being brought in."""

    run: ImportRun
    told: ChildTold
    by: Account
    known: dict[str, Imported] = field(default_factory=dict)
    fresh: list[Imported] = field(default_factory=list)
    finished: dict[str, Entry] = field(default_factory=dict)  # new ones, by their row's key

    def remember(
        self, person: Person, key: str, digest: str, became: Any, did: Did = Did.MET
    ) -> Imported:
        """Keep what a row became, for the next time that it is read, and for taking it back."""
        before = self.known.get(key)
        if before is not None and before.run_id == self.run.pk:
            return self._keep(before, digest, became)
        row = Imported(
            run=self.run, source=self.run.source, child=self.told.id, key=key,
            digest=digest, person=person, became=became, did=did, before=before,
        )  # fmt: skip
        if before is not None:
            before.over = Imported.Over.FOLLOWED
            before.save(update_fields=["over"])
        self.known[key] = row
        self.fresh.append(row)
        return row

    def _keep(self, row: Imported, digest: str, became: Any) -> Imported:
        """The same run says more of it: the import went on, or the file has it twice."""
        row.digest, row.became = digest, became
        if row not in self.fresh:
            row.save(update_fields=["digest", "became"])
        return row

    def store(self, row: Imported) -> None:
        """It has to be there before something can name it."""
        if row in self.fresh:
            row.save(force_insert=True)
            self.fresh.remove(row)

    def attempt(self, one: FactTold | EntryTold, carry_out: Callable[[], Outcome]) -> Outcome:
        """Carry something out; what an action refuses is remarked on, and the rest goes on."""
        try:
            with transaction.atomic():
                return carry_out()
        except REFUSALS as refusal:
            self.told.remark(Node(one.field, one.line, file=one.file), _sentence(refusal))
            return "refused"


def _sentence(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    if isinstance(refusal, DataError):
        return "The database cannot hold this value."
    return known.NOT_HERE


@transaction.atomic
def bring_in_child(*, run: ImportRun, told: ChildTold, by: Account) -> Tally:
    """Bring in one child, whole; reading the same again changes nothing."""
    tally = Tally()
    if why := _unusable(told):
        refuse(told, tally, why)
        return tally
    rows = Imported.objects.filter(source=run.source, child=told.id, over="")
    rows = rows.select_related("person")
    bringing = Bringing(run, told, by, {row.key: row for row in rows})
    if known.is_kept_out(bringing):
        refuse(told, tally, known.NOT_HERE)
        return tally
    person = _person(bringing, tally)
    if person is None:
        return tally
    _finish_new(bringing, person)
    for one in told.entries:
        outcome = bringing.attempt(one, lambda: _keep_entry(bringing, person, one))  # noqa: B023
        if one.table:
            tally.count(one.table, outcome)
        elif outcome == "imported":
            tally.changed(told.table)
    for table in told.repeated:
        tally.count(table, "unchanged")
    _death(bringing, person, tally)
    _statuses(bringing, person)
    Imported.objects.bulk_create(bringing.fresh)
    return tally


def _unusable(told: ChildTold) -> str:
    if told.why_not:
        return told.why_not
    try:
        local_id(told.id)
    except ValidationError as refusal:
        return f"{' '.join(refusal.messages)} Without it the child cannot be told from others."
    return ""


def refuse(told: ChildTold, tally: Tally, why: str) -> None:
    """Count all that a child has as refused: a line that says why, and one for each other file."""
    told.remark(Node(told.column, told.line, told.id, file=told.file), why)
    tally.count(told.table, "refused")
    for one in told.entries:
        if one.table:
            tally.count(one.table, "refused")
        if one.table and one.file:
            told.remark(Node(told.column, one.line, told.id, file=one.file), WITH_CHILD)
    for table in told.repeated:
        tally.count(table, "refused")
    if told.death:
        tally.count("deaths", "refused")
    for table in told.refused:
        tally.count(table, "refused")


def _person(bringing: Bringing, tally: Tally) -> Person | None:
    there = bringing.known.get("child")
    if there is None:
        same, why = known.same_child(bringing)
        if why:
            refuse(bringing.told, tally, why)
            return None
        if same is not None:
            there = bringing.remember(same, "child", "", same.pk)
    if there is None:
        try:
            with transaction.atomic():
                person = _add(bringing)
        except REFUSALS as refusal:
            refuse(bringing.told, tally, _sentence(refusal))
            return None
        tally.count(bringing.told.table, "imported")
        return person
    outcomes = []
    for fact in bringing.told.facts:
        outcomes.append(
            bringing.attempt(fact, lambda: keep_fact(bringing, there.person, fact))  # noqa: B023
        )
    tally.count(bringing.told.table, "imported" if "imported" in outcomes else "unchanged")
    return there.person


def _add(bringing: Bringing) -> Person:
    """Somebody new: a child matches only within one council's source, never by likeness."""
    told, said = bringing.told, bringing.run.said
    is_named = any(fact.given["kind"] in facts.NAMES[:2] for fact in told.facts)
    number = "" if is_named else f"{told.noun} {told.id}"
    person = add_person(
        called=number,
        given=number,  # in one piece: a number is nobody's family name
        told=[Told(**with_source(fact, said)) for fact in told.facts],
        team=bringing.run.team,
        is_somebody_new=True,
        source=said,
        by=bringing.by,
    )
    bringing.remember(person, "child", "", person.pk, Did.ADDED)
    _remember_facts(bringing, person, number)
    return person


def _remember_facts(bringing: Bringing, person: Person, number: str) -> None:
    """Each fact as it was written, in that order; the number that stands for a name, too."""
    written = defaultdict(list)
    for one in Fact.objects.filter(person=person).order_by("pk"):
        written[one.kind, one.ends_on].append(one)
    if number and bringing.told.noun == "Person":  # a name may come with a later table
        named = written[FactKind.NAME_KNOWN_AS, None].pop(0)
        bringing.remember(person, "known as", "", named.pk, Did.ADDED)
    for fact in bringing.told.facts:
        became = written[fact.given["kind"], fact.given.get("ends_on")].pop(0)
        bringing.remember(person, fact.key, fact.digest, became.pk, Did.ADDED)


def with_source(fact: FactTold, said: str) -> dict[str, Any]:
    """The arguments of a fact, with the return named as where it is from."""
    return {**fact.given, "source": f"{said}{fact.given.get('source', '')}"}


def _death(bringing: Bringing, person: Person, tally: Tally) -> None:
    for table in bringing.told.refused:
        tally.count(table, "refused")
    if death := bringing.told.death:
        outcome = bringing.attempt(death, lambda: keep_death(bringing, person, death))
        tally.count("deaths", outcome)


def _statuses(bringing: Bringing, person: Person) -> None:
    """What the return says they were, each standing on the entry that its row became."""
    rows = {key: row.became for key, row in bringing.known.items()}
    said = [
        Brought(replace(one.saying, entry=rows[one.entry]), one.goes_on)
        for one in bringing.told.statuses
        if one.entry in rows
    ]
    reaches = bringing.told.reaches or timezone.localdate()
    why = f"{bringing.run.said} says so."
    if said:
        bring_statuses(person=person, said=said, reaches=reaches, why=why, by=bringing.by)


# Entries ----------------------------------------------------------------------------------------


def _keep_entry(bringing: Bringing, person: Person, one: EntryTold) -> Outcome:
    row = bringing.known.get(one.key)
    if row is not None and row.digest == one.digest:
        return "unchanged"
    if row is None:
        entry = bringing.finished.pop(one.key, None) or _finish(bringing, person, one)
        bringing.remember(person, one.key, one.digest, entry.pk, Did.ADDED)
        return "imported"
    return _change(bringing, person, one, row)


def _words(bringing: Bringing, one: EntryTold) -> list[Words]:
    return [
        Words("fact", one.text, origin=Origin.IMPORTED, origin_detail=bringing.run.said)
    ]  # fmt: skip


def _finish_new(bringing: Bringing, person: Person) -> None:
    """All that is new, at once. Where one is refused, each is then tried by itself."""
    new = {one.key: one for one in reversed(bringing.told.entries)}  # of two, the first
    new = {key: one for key, one in new.items() if key not in bringing.known}
    if len(new) < 2:
        return
    written = [_written(bringing, person, one) for one in new.values()]
    try:
        with transaction.atomic():
            entries = finish_entries(written=written, by=bringing.by)
    except REFUSALS:
        return
    bringing.finished = dict(zip(new, entries, strict=True))


def _finish(bringing: Bringing, person: Person, one: EntryTold) -> Entry:
    return finish_entries(written=[_written(bringing, person, one)], by=bringing.by)[0]


def _written(bringing: Bringing, person: Person, one: EntryTold) -> Written:
    return Written(
        id=new_id(),
        kind=one.kind,
        people=[person],
        happened=one.on,
        title=one.title,
        parts=_words(bringing, one),
        form=bringing.told.form,
        names_others=one.names_others,
        source=bringing.run.said,
    )


def _change(bringing: Bringing, person: Person, one: EntryTold, row: Imported) -> Outcome:
    """A later file says something else: a new version, unless a person wrote there since."""
    entry = Entry.objects.filter(pk=row.became).first()
    is_theirs = entry is None or _was_touched(entry, person, bringing.by)
    did = Did.ASKED if is_theirs else Did.CHANGED
    row = bringing.remember(person, one.key, one.digest, row.became, did)
    if entry is None or is_theirs:
        bringing.store(row)
        theirs = {
            "title": one.title, "text": one.text,
            "on": one.on.day.isoformat(), "precision": one.on.precision,
        }  # fmt: skip
        note_disagreement(
            bringing.run, row, label=one.title, theirs=theirs, is_entry=True,
            needs=entry.needs if entry else 3, by=bringing.by,
        )  # fmt: skip
        bringing.told.remark(Node(one.field, one.line, one.title, file=one.file), DISAGREES)
        return "refused"
    amend_entry(
        entry=entry,
        base=entry.versions,
        title=one.title,
        happened=one.on if one.is_dated else None,
        parts=_words(bringing, one),
        why=f"{bringing.run.said} says so.",
        by=bringing.by,
    )
    return "imported"


def _was_touched(entry: Entry, person: Person, importer: Account) -> bool:
    """Whether a person amended it, or took it out of this record."""
    here = About.objects.filter(entry=entry, person=person, removed_at=None).exists()
    return not here or Version.objects.filter(entry=entry).exclude(by=importer).exists()
