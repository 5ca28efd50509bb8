"""Whether a child of a file is on record already: by exact numbers only, and somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from alongside.accounts.models import Team
from alongside.insight.models import Disagreement, Imported
from alongside.insight.returns.telling import ChildTold
from alongside.people import facts
from alongside.people.models import Fact, FactKind, Person

from .disagreeing import note_disagreement

if TYPE_CHECKING:
    from .bringing import Bringing

ASKED = "asked whether it is the same child"  # the row that remembers what was asked
NOT_HERE = "The import may not write in this record."
WAITS = (
    "Somebody with the same number is on record already. Nothing was brought in; whoever manages "
    "their team is asked whether it is the same child. Bring the file in again after that."
)
WAITS_ALIKE = (
    "Somebody with one of these numbers, or with the same name and day of birth, is on record "
    "already. Nothing was brought in; whoever manages their team is asked whether it is the same "
    "person. Bring the table in again after that."
)
SEVERAL = (
    "{number} people with one of these numbers are on record already. Nothing was brought in. "
    "Put their numbers right, and bring the file in again."
)


def numbers_of(told: ChildTold) -> list[tuple[str, str]]:
    """The exact numbers that a file gives, as the search keeps them: kind and key."""
    found = []
    for fact in told.facts:
        kind = fact.given["kind"]
        if kind in facts.NUMBERS and fact.given.get("known") not in facts.WITHOUT_ANSWER:
            found.append((kind, facts.clean(**_cleanable(fact.given)).key))
    return [one for one in found if one[1]]


def _cleanable(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in ("source", "ends_on")}


def is_kept_out(bringing: Bringing) -> bool:
    """Whether the importer is kept from this child; only the database knows."""
    numbers = numbers_of(bringing.told)
    kinds, keys = [kind for kind, _ in numbers], [key for _, key in numbers]
    with connection.cursor() as cursor:
        cursor.execute(
            "select gate.import_kept_out(%s, %s, %s::text[], %s::text[])",
            [bringing.run.source, bringing.told.id, kinds, keys],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def same_child(bringing: Bringing) -> tuple[Person | None, str]:
    """Somebody here who was said to be this child; or why the child cannot come in yet.

    Neither: nobody here has one of the numbers, or somebody said that they are two children. Of a
    table of people, the same name and day of birth is asked about too.
    """
    numbered = _with_a_number(bringing)
    if asked := bringing.known.get(ASKED):
        settled = Disagreement.objects.filter(imported=asked).order_by("-made_at").first()
        if settled is not None and settled.state == Disagreement.State.TAKEN:
            return asked.person, ""
        if settled is not None and settled.state == Disagreement.State.KEPT:
            others = [one for one in numbered if one.pk != asked.person_id]
            return None, SEVERAL.format(number=len(others) + 1) if others else ""
        return None, _waits(bringing)
    if len(numbered) > 1:
        return None, SEVERAL.format(number=len(numbered))
    alike = numbered or _alike(bringing)
    if not alike:
        return None, ""
    _ask(bringing, alike[0])
    return None, _waits(bringing)


def _waits(bringing: Bringing) -> str:
    return WAITS if bringing.told.noun == "Child" else WAITS_ALIKE


def _alike(bringing: Bringing) -> list[Person]:
    """Whoever has the same name and day of birth, and did not come from the same source.

    Within one source two numbers are two people: twins, and cousins of one name, are not asked
    about. That names are spelled differently is for the page of likely duplicates.
    """
    if bringing.told.noun == "Child":
        return []
    told = [one.given for one in bringing.told.facts if one.given.get("known", "known") == "known"]
    days = [one["detail"].get("on") for one in told if one["kind"] == FactKind.BIRTH]
    names = [facts.clean(**_cleanable(one)).key for one in told if one["kind"] in facts.NAMES]
    if not (days and names):
        return []
    same = Fact.objects.filter(kind__in=facts.NAMES, key__in=names, over_at=None)
    found = Person.objects.filter(born_on=days[0], pk__in=same.values("person_id"))
    own = Imported.objects.filter(source=bringing.run.source, key="child", over="")
    return list(found.exclude(pk__in=own.filter(person__in=found).values("person_id"))[:2])


def _with_a_number(bringing: Bringing) -> list[Person]:
    """Whoever has one of the numbers now; a council's own is no other council's."""
    found: set[UUID] = set()
    for kind, key in numbers_of(bringing.told):
        for fact in Fact.objects.filter(kind=kind, key=key, over_at=None):
            system = str(fact.detail.get("system", ""))
            if not _is_another_council_s(system, bringing.run.source):
                found.add(fact.person_id)
    return list(Person.objects.filter(pk__in=found))


def _is_another_council_s(system: str, source: str) -> bool:
    """Two censuses that name different councils; a file that names none is this council's own."""
    return system.startswith("cin:") and source.startswith("cin:") and system != source


def _ask(bringing: Bringing, person: Person) -> None:
    row = Imported(
        run=bringing.run, source=bringing.run.source, child=bringing.told.id, key=ASKED,
        digest="", person=person, became=person.pk, did=Imported.Did.ASKED,
    )  # fmt: skip
    row.save(force_insert=True)
    told = [_said(fact.given) for fact in bringing.told.facts]
    note_disagreement(
        bringing.run, row, label=f"Is it the same {bringing.told.noun.casefold()}?",
        theirs={
            "child": bringing.told.id, "noun": bringing.told.noun,
            "said": [one for one in told if one],
        },
        is_entry=False, needs=2, team=_their_team(person), by=bringing.by,
    )  # fmt: skip


def _said(given: Mapping[str, Any]) -> str:
    """Date of birth: 3 May 2012."""
    args = _cleanable(given)
    clean = facts.clean(**args)
    known, kind = str(args.get("known", "known")), str(args["kind"])
    if known in facts.WITHOUT_ANSWER:
        return ""
    fact = Fact(kind=kind, known=known, value=clean.value, code=clean.code, is_check=clean.is_check)
    return f"{FactKind(kind).label}: {facts.said(fact)}"


def _their_team(person: Person) -> Team | None:
    """A team that reads the record; the team of the import may not know them at all."""
    with connection.cursor() as cursor:
        cursor.execute("select team_id from gate.holders_of(%s) order by name", [person.pk])
        row = cursor.fetchone()
    return Team.objects.filter(pk=row[0]).first() if row else None
