"""The only way from a web address to an import, and to what it disagrees about."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, When, in_words
from alongside.people import facts
from alongside.people.models import Fact, FactKind, Person, Rung
from alongside.people.models.reach import reach, teams_of
from alongside.record.models import Entry, Part, Version

from .models import Disagreement, ImportRun, Left, Withdrawal

PAGE = 50


PERMISSIONS = ("import", "withdraw import")
NOT_YOURS = "Your role does not include this. Ask an administrator."


def look_or_refuse(account: Account) -> None:
    """Past imports are for those who import, and for those who withdraw what was imported."""
    if not any(may(account, one) for one in PERMISSIONS):
        raise PermissionDenied(NOT_YOURS)


def runs() -> QuerySet[ImportRun]:
    """The imports, newest first: numbers only, for those whose role is to import."""
    found = ImportRun.objects.select_related("behalf__practitioner", "team")
    return found.prefetch_related("withdrawals").order_by("-started_at")


def run_to_view(account: Account, run_id: UUID) -> ImportRun:
    """One import in numbers, or 404."""
    look_or_refuse(account)
    return get_object_or_404(runs(), pk=run_id)


def standing_withdrawal(run: ImportRun) -> Withdrawal | None:
    """What somebody asked and nobody refused; there is never a second."""
    return Withdrawal.objects.filter(run=run).exclude(state=Withdrawal.State.REFUSED).first()


def withdrawals_of(run: ImportRun) -> list[Withdrawal]:
    """What was asked about one import, the newest first."""
    found = Withdrawal.objects.filter(run=run).select_related(*NAMED)
    return list(found.order_by("-asked_at"))


NAMED = ("asked_by__practitioner", "second_by__practitioner")


def withdrawal_to_view(account: Account, withdrawal_id: UUID) -> Withdrawal:
    """One withdrawal: for those whose role it is, and for the team that had got the people."""
    found = Withdrawal.objects.select_related("run__team", *NAMED)
    if not any(may(account, one) for one in PERMISSIONS):
        found = found.filter(run__team__in=teams_of(account).values("team_id"))
    return get_object_or_404(found, pk=withdrawal_id)


def withdrawals_to_carry_out() -> list[Withdrawal]:
    """What was agreed and has not come to its end, for the worker; what was agreed first, first."""
    found = Withdrawal.objects.filter(state=Withdrawal.State.AGREED, ended_at=None)
    return list(found.select_related("run").order_by("second_at"))


def reasons_left(withdrawal: Withdrawal) -> list[tuple[str, int]]:
    """Why something stays, in words, and how often."""
    counted = Left.objects.filter(withdrawal=withdrawal).values_list("why")
    rows = counted.annotate(number=Count("pk")).order_by("-number", "why")
    return [(str(Left.Why(why).label), number) for why, number in rows]


def left_of(withdrawal: Withdrawal, page: int) -> tuple[list[Left], bool]:
    """One page of what stays, in the order of the numbers in the file; and whether more comes."""
    rows = Left.objects.filter(withdrawal=withdrawal).order_by("child", "what", "pk")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


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
