"""Bringing one person's export in: the same rows under the same ids, and nothing overwritten."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction

from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.insight.exports import shapes
from alongside.insight.exports.models import Before
from alongside.insight.exports.shapes import Row, Shape
from alongside.insight.models import Imported, ImportRun
from alongside.people import facts
from alongside.people.actions.facts import keep_current
from alongside.people.actions.grants import allocate
from alongside.people.models import Basis, Fact, Person
from alongside.people.names import sort_key
from alongside.record.actions.answering import note_answer
from alongside.record.actions.writing import note_versions
from alongside.record.models import (
    About,
    Answer,
    Entry,
    Restriction,
    SharingDecision,
    Version,
)

from .files import Files

SOURCE = "alongside"
NOT_YOURS = "This person cannot be brought in here. Ask data protection."
CHANGED = "{what} {id} is not as it was when it was brought in. What is here was left as it is."
ELSEWHERE = "{what} {id} names something that is not in the export."


@dataclass
class Back:
    """One person who is being brought back."""

    run: ImportRun
    person: Person
    files: Files
    by: Account
    known: dict[str, Imported] = field(default_factory=dict)
    here: set[UUID] = field(default_factory=set)  # people with a record here
    tally: dict[str, Counter[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def add(self, shape: Shape, said: Row, *, needs: int = 2, **given: Any) -> Any:
        """Add one row as the file has it, its times too; who did it stays as words beside it."""
        row, told = shape.read(said, self.by, **given)
        must_fit(row)
        row.save_base(raw=True, force_insert=True)
        self.tell(row.pk, told, needs)
        return row

    def tell(self, row: UUID, told: Row, needs: int) -> None:
        """Who did it, in words."""
        if told:
            Before.objects.create(person=self.person, row=row, told=told, needs=needs)

    def count(self, table: str, outcome: str) -> None:
        self.tally.setdefault(table, Counter()).update({"read": 1, outcome: 1})

    def each(self, table: str, model: type[models.Model], rows: Iterable[Row]) -> Iterator[Row]:
        """Those that are not here yet; what the file says otherwise than before is told of."""
        rows = list(rows)
        there = set(
            model._default_manager.filter(pk__in=[one["id"] for one in rows]).values_list(
                "pk", flat=True
            )
        )
        for one in rows:
            key, digest = f"{table}:{one['id']}", _digest(one)
            if UUID(one["id"]) in there:
                before = self.known.get(key)
                is_same = before is None or before.digest == digest
                self.count(table, "unchanged" if is_same else "refused")
                if not is_same:
                    self.refused.append(CHANGED.format(what=table, id=one["id"]))
                continue
            yield one
            self.count(table, "imported")
            self.remember(key, digest, UUID(one["id"]))

    def remember(self, key: str, digest: str, became: UUID) -> None:
        Imported.objects.create(
            run=self.run, source=SOURCE, child=str(self.person.pk), key=key, digest=digest,
            person=self.person, became=became,
        )  # fmt: skip


def must_fit(row: models.Model) -> None:
    """Lengths and choices, as any form asks; what may stay empty here may be empty."""
    for one in row._meta.concrete_fields:
        value = getattr(row, one.attname)
        if one.remote_field is None and value not in one.empty_values:
            try:
                one.clean(value, row)
            except ValidationError as refusal:
                words = " ".join(refusal.messages)
                name = f"{row._meta.verbose_name} {row.pk}, {one.verbose_name}"
                raise ValidationError(f"{name}: {words}") from refusal


def _digest(said: Row) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def bring_back(*, told: Row, run: ImportRun, files: Files, by: Account) -> Back:
    """Bring one person back, whole. What is here already stays as it is."""
    said = told["person"]
    person = Person.objects.visible_to(by).filter(pk=said["id"]).first()
    back = Back(run, person or Person(pk=UUID(said["id"])), files, by)
    if person is None:
        _add_person(back, said)
    back.known = {
        row.key: row
        for row in Imported.objects.filter(source=SOURCE, child=str(back.person.pk), over="")
    }
    back.here = set(
        Person.objects.visible_to(by)
        .filter(pk__in=set(_everybody(told)))
        .values_list("pk", flat=True)
    )
    back.count("person", "unchanged" if person else "imported")
    _facts(back, told["facts"])
    _needs(back, told["needs"])
    _around(back, told["relationships"])
    for one in back.each("moved_out", shapes.MISFILED.model, told["moved_out"]):
        back.add(shapes.MISFILED, one, person=back.person)
    for one in back.each("holds", shapes.HOLD.model, told["holds"]):
        back.add(shapes.HOLD, one, person=back.person, entry=None)
    _entries(back, told["entries"])
    keep_current(back.person)
    trail.note("person brought in", on=back.person, about=[back.person], by=by)
    return back


def _everybody(told: Row) -> Iterator[str]:
    yield told["person"]["id"]
    yield from (one["other"] for one in told["relationships"] if one["other"])
    for entry in told["entries"]:
        yield from (about["person"] for about in entry.get("about", ()))
        for version in entry.get("said", ()):
            for part in version["parts"]:
                yield from (one["person"] for one in part["answers"] + part["releases"])


def _add_person(back: Back, said: Row) -> None:
    """The grant first, or the row could not be read by whoever adds it."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.is_new(%s)", [said["id"]])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise PermissionDenied(NOT_YOURS)
    allocate(person=back.person, team=back.run.team, basis=Basis.TEAM, by=back.by)
    person, _ = shapes.PERSON.read(said, back.by, sort_key=sort_key(said["called"])[:200])
    person.save_base(raw=True, force_insert=True)
    back.person = Person.objects.get(pk=person.pk)
    back.remember("child", _digest(said), person.pk)
    follow("person added", person=back.person, by=back.by)


# What is known ------------------------------------------------------------------------------------


def _facts(back: Back, rows: list[Row]) -> None:
    ids = {one["id"] for one in rows}
    for one in back.each("facts", Fact, rows):
        if one["replaces"] and one["replaces"] not in ids:
            raise ValidationError(ELSEWHERE.format(what="Fact", id=one["id"]))
        fact = back.add(shapes.FACT, one, needs=one["needs"], person=back.person, key=_key(one))
        for kept in one["protections"]:
            back.add(shapes.PROTECTION, kept, needs=3, fact=fact, person=back.person)


def _key(one: Row) -> str:
    """By what it is looked up; never what is kept safe, nor what is over."""
    if one["is_protected"] or one["over_at"] or one["known"] != "known":
        return ""
    try:
        return facts.clean(
            one["kind"], value=one["value"], code=one["code"], code_set=one["code_set"],
            detail=one["detail"], known=one["known"], as_stated=True,
        ).key  # fmt: skip
    except ValidationError:
        return ""


def _needs(back: Back, rows: list[Row]) -> None:
    ids = {one["id"] for one in rows}
    for one in back.each("needs", shapes.NEED.model, rows):
        if one["replaces"] and one["replaces"] not in ids:
            raise ValidationError(ELSEWHERE.format(what="Need", id=one["id"]))
        need = back.add(shapes.NEED, one, needs=1, person=back.person)
        for step in one["steps"]:
            back.add(shapes.STEP, step, needs=1, need=need)


def _around(back: Back, rows: list[Row]) -> None:
    """The other end only where it has a record here; its name as told stands there anyway."""
    for one in back.each("relationships", shapes.RELATIONSHIP.model, rows):
        other = UUID(one["other"]) if one["other"] else None
        is_here = other is None or other in back.here
        if is_here:
            back.add(shapes.RELATIONSHIP, one, person=back.person)
            continue
        row, told = shapes.RELATIONSHIP.read(one, back.by, person=back.person, other=None)
        must_fit(row)
        row.save_base(raw=True, force_insert=True)
        back.tell(row.pk, {**told, "other": one["other"]}, 2)


# Entries ------------------------------------------------------------------------------------------


def _entries(back: Back, rows: list[Row]) -> None:
    whole = [one for one in rows if "withheld" not in one]
    for one in rows:
        if "withheld" in one:
            back.count("entries", "refused")
            back.refused.append(f"Entry {one['id']} was not in the export: {one['withheld']}")
    for one in whole:
        _join(back, one)
    for one in back.each("entries", Entry, whole):
        _entry(back, one)


def _join(back: Back, one: Row) -> None:
    """An entry that came in with somebody else: it stands on this person's record too."""
    entry = Entry.objects.filter(pk=one["id"], written_by=back.by).first()
    if entry is None or About.objects.filter(entry=entry, person=back.person).exists():
        return
    for about in one["about"]:
        if about["person"] == str(back.person.pk):
            _about(back, entry, about)


def _entry(back: Back, one: Row) -> None:
    entry = back.add(shapes.ENTRY, one, needs=one["needs"], versions=one["versions"])
    for about in one["about"]:
        if UUID(about["person"]) in back.here:
            _about(back, entry, about)
    abouts = list(About.objects.filter(entry=entry).select_related("entry"))
    for version in sorted(one["said"], key=lambda each: int(each["number"])):
        _version(back, entry, version, [about.person_id for about in abouts])
    for each in one["restrictions"]:
        _restriction(back, entry, each)
    for each in one["holds"]:
        back.add(shapes.HOLD, each, entry=entry, person=None)
    for each in one["files"]:
        back.files.bring(back, entry, each)
    follow("entry finished", entry=entry, abouts=abouts, by=back.by)


def _about(back: Back, entry: Entry, said: Row) -> None:
    about = back.add(shapes.ABOUT, said, entry=entry)
    for one in said["decisions"]:
        made = back.add(shapes.DECISION, one, about=about, person_id=about.person_id)
        if made.state == SharingDecision.State.PROPOSED:  # somebody here is the second person
            follow("entry held", about=about, decision=made, by=back.by)


def _version(back: Back, entry: Entry, said: Row, people: list[UUID]) -> None:
    """Its parts, then the hash of it all on the trail, then what stands beside the parts."""
    version: Version = back.add(shapes.VERSION, said, needs=entry.needs, entry=entry)
    parts = [
        (one, back.add(shapes.PART, one, needs=entry.needs, entry=entry, version=version))
        for one in said["parts"]
    ]
    note_versions("entry brought in", [(version, people)], back.by)
    for one, part in parts:
        for answer in one["answers"]:
            if UUID(answer["person"]) in back.here:
                made: Answer = back.add(shapes.ANSWER, answer, entry=entry, part=part)
                note_answer(made, back.by)
        for release in one["releases"]:
            if UUID(release["person"]) in back.here:
                back.add(shapes.RELEASE, release, part=part)


def _restriction(back: Back, entry: Entry, said: Row) -> None:
    """Who looks at it again has no account here: the team's manager does, or who asked for this."""
    manager = Membership.objects.filter(
        in_force(), team=back.run.team, is_manager=True, account__is_active=True
    ).first()
    looks = manager.account_id if manager else back.run.behalf_id
    row, told = shapes.RESTRICTION.read(said, back.by, entry=entry)
    assert isinstance(row, Restriction)
    row.review_by_id = looks
    told.pop("review_by", None)
    must_fit(row)
    row.save_base(raw=True, force_insert=True)
    back.tell(row.pk, told, 2)
    if row.ended_at is None:
        follow("entry restricted", restriction=row, by=back.by)
