"""The only way from a web address to an import, and to what it disagrees about."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, When, in_words
from alongside.people import facts
from alongside.people.models import Fact, FactKind, Person, Rung
from alongside.people.models.reach import reach
from alongside.record.models import Entry, Part, Version

from .models import Disagreement, ImportRun

PAGE = 50


def runs() -> QuerySet[ImportRun]:
    """The imports, newest first: numbers only, for those whose role is to import."""
    return ImportRun.objects.select_related("behalf__practitioner", "team").order_by("-started_at")


@dataclass(frozen=True)
class Compared:
    """What stands here beside what the file says."""

    found: Disagreement
    person: Person
    ours: str
    ours_by: Account | None
    theirs: str
    url: str = ""


def disagreement_to_decide(account: Account, disagreement_id: UUID) -> Compared:
    """What somebody with the person's record compares; 404 for everybody else."""
    read = reach(account, Rung.RECORD, "person_id") & Q(needs__lte=Rung.RECORD)
    restricted = reach(account, Rung.RESTRICTED, "person_id")
    found = get_object_or_404(Disagreement.objects.filter(read | restricted), pk=disagreement_id)
    person = Person.objects.visible_to(account).filter(pk=found.person_id).first()
    if person is None:
        raise Http404
    if found.asks_same:
        return _children(found, person)
    return _entries(account, found, person) if found.is_entry else _facts(found, person)


def _children(found: Disagreement, person: Person) -> Compared:
    """What is known here beside what the file says of a child with the same number."""
    kinds = (*facts.NAMES, *facts.NUMBERS, FactKind.BIRTH, FactKind.SEX)
    here = Fact.objects.filter(facts.current(), person=person, kind__in=kinds).order_by("kind")
    ours = "\n".join(f"{one.get_kind_display()}: {facts.said(one)}" for one in here)
    theirs = "\n".join([f"Number in the file: {found.theirs['child']}", *found.theirs["said"]])
    return Compared(found, person, ours or person.called, None, theirs)


def ours_of(found: Disagreement) -> Fact | None:
    """The fact that stands here now, where there is one."""
    standing = Fact.objects.filter(
        person_id=found.person_id, kind=found.theirs["kind"], over_at=None
    )
    current = [one for one in standing if facts.is_current(one)]
    named = next((one for one in current if one.pk == found.became), None)
    return named or (max(current, key=lambda one: one.recorded_at) if current else None)


def _facts(found: Disagreement, person: Person) -> Compared:
    fact = ours_of(found)
    ours = facts.said(fact) if fact else "Nothing is written down here now."
    by = Fact.objects.select_related("recorded_by__practitioner").get(pk=fact.pk) if fact else None
    theirs = dict(found.theirs)
    kind, known = theirs.pop("kind"), theirs.get("known", "known")
    given = {name: theirs[name] for name in theirs if name != "source"}
    clean = facts.clean(kind, **given)
    said = Fact(kind=kind, known=known, value=clean.value, code=clean.code, is_check=clean.is_check)
    return Compared(found, person, ours, by.recorded_by if by else None, facts.said(said))


def _entries(account: Account, found: Disagreement, person: Person) -> Compared:
    entry = Entry.objects.visible_to(account).filter(pk=found.became).first()
    told = found.theirs
    day = When(date.fromisoformat(told["on"]), told["precision"]).words()
    theirs = f"{told['title']}, {day}\n\n{told['text']}"
    if entry is None:
        gone = "The entry is not in this record any more: it was moved, or you may not read it."
        return Compared(found, person, gone, None, theirs)
    version = (
        Version.objects.select_related("by__practitioner")
        .filter(entry=entry, number=F("entry__versions"))
        .get()
    )
    parts = Part.objects.filter(version=version).order_by("position")
    words = "\n\n".join(part.text for part in parts)
    day = in_words(version.happened_at.astimezone(LONDON).date())
    ours = f"{version.title}, {day}\n\n{words}"
    return Compared(found, person, ours, version.by, theirs, url=entry.get_absolute_url())
