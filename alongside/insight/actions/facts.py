"""Facts of a child known already: added, corrected, or put to a person who decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from alongside.insight.models import Imported
from alongside.insight.returns.cin import Node
from alongside.insight.returns.telling import FactTold
from alongside.people import facts
from alongside.people.actions.facts import correct_fact, record_fact
from alongside.people.actions.lives import record_birth, record_death
from alongside.people.models import Fact, FactKind, Known, Person

from .disagreeing import DISAGREES, note_disagreement

if TYPE_CHECKING:
    from .bringing import Bringing

Did = Imported.Did
Outcome = Literal["imported", "unchanged", "refused"]


def keep_fact(bringing: Bringing, person: Person, fact: FactTold) -> Outcome:
    """Make one fact what the file says, unless a person wrote something else since."""
    row = bringing.known.get(fact.key)
    if row is not None and row.digest == fact.digest:
        return "unchanged"
    kind = fact.given["kind"]
    there = list(Fact.objects.filter(person=person, kind=kind, over_at=None))
    standing = [one for one in there if facts.is_current(one)]
    mine = next((one for one in there if row is not None and one.pk == row.became), None)
    if settled := _says_the_same(fact, there) or _says_nothing(fact, standing):
        bringing.remember(person, fact.key, fact.digest, settled.pk)
        return "unchanged"
    if mine is not None and mine.recorded_by_id == bringing.by.pk:
        born = _born(bringing, person, fact)
        new = born or _correct(bringing, mine, fact)
        did = Did.LIVED if born else Did.CHANGED
        bringing.remember(person, fact.key, fact.digest, new.pk, did)
        return "imported"
    answered = [one for one in standing if one.known not in facts.WITHOUT_ANSWER]
    if row is not None or (answered and facts.RULES[kind].is_single):
        return _disagree(bringing, person, fact, row, answered or there)
    born = _born(bringing, person, fact)
    new = born or record_fact(person=person, **_given(bringing, fact), by=bringing.by)
    did = Did.LIVED if born else Did.ADDED
    bringing.remember(person, fact.key, fact.digest, new.pk, did)
    return "imported"


def _given(bringing: Bringing, fact: FactTold) -> dict[str, Any]:
    said = f"{bringing.run.said}{fact.given.get('source', '')}"
    return {**fact.given, "source": said}


def _clean(fact: FactTold) -> facts.Clean:
    given = {name: value for name, value in fact.given.items() if name not in ("source", "ends_on")}
    return facts.clean(**given)


def _says_the_same(fact: FactTold, there: list[Fact]) -> Fact | None:
    clean, known = _clean(fact), fact.given.get("known", Known.KNOWN)
    said = (known, clean.value, clean.code)
    return next((one for one in there if (one.known, one.value, one.code) == said), None)


def _says_nothing(fact: FactTold, standing: list[Fact]) -> Fact | None:
    """That a file has no answer is no reason to doubt the one that is here."""
    if fact.given.get("known") not in facts.WITHOUT_ANSWER:
        return None
    return next((one for one in standing if one.known not in facts.WITHOUT_ANSWER), None)


def _correct(bringing: Bringing, mine: Fact, fact: FactTold) -> Fact:
    given, by = _given(bringing, fact), bringing.by
    given.pop("kind")
    given.pop("ends_on", None)
    return correct_fact(fact=mine, why=f"{bringing.run.said} says so.", **given, by=by)


def _born(bringing: Bringing, person: Person, fact: FactTold) -> Fact | None:
    """The day of birth of somebody expected here is their birth, with all that follows from it."""
    given = fact.given
    if given["kind"] != FactKind.BIRTH or person.state != Person.State.UNBORN:
        return None
    if given.get("known", Known.KNOWN) != Known.KNOWN:
        return None
    born_on = date.fromisoformat(given["detail"]["on"])
    record_birth(person=person, born_on=born_on, by=bringing.by)
    return Fact.objects.get(person=person, kind=FactKind.BIRTH, over_at=None)


def _disagree(
    bringing: Bringing, person: Person, fact: FactTold, row: Imported | None, ours: list[Fact]
) -> Outcome:
    kind = fact.given["kind"]
    became = ours[-1].pk if ours else (row.became if row else person.pk)
    row = bringing.remember(person, fact.key, fact.digest, became, Did.ASKED)
    bringing.store(row)
    theirs = {name: value for name, value in _given(bringing, fact).items() if name != "ends_on"}
    note_disagreement(
        bringing.run, row, label=str(FactKind(kind).label), theirs=theirs, is_entry=False,
        needs=max(2, facts.RULES[kind].rung), by=bringing.by,
    )  # fmt: skip
    label = str(FactKind(kind).label)
    bringing.told.remark(Node(fact.field, fact.line, label, file=fact.file), DISAGREES)
    return "refused"


def keep_death(bringing: Bringing, person: Person, death: FactTold) -> Outcome:
    """A death is recorded once, and gently; what somebody wrote about it is never overwritten."""
    person.refresh_from_db()
    if "death" in bringing.known or person.state == Person.State.DIED:
        return keep_fact(bringing, person, death)
    died_on = date.fromisoformat(death.given["detail"]["on"])
    record_death(person=person, died_on=died_on, source=bringing.run.said, by=bringing.by)
    fact = Fact.objects.get(person=person, kind=FactKind.DEATH, over_at=None)
    bringing.remember(person, death.key, death.digest, fact.pk, Did.LIVED)
    return "imported"
