"""What is said of a status: that it is so, put right, ended, true all the same, or not theirs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.access import may_write, not_on_a_visit
from alongside.people.lineage import person_now, written_about
from alongside.people.models import Person, Relationship
from alongside.record.models import Episode, Misfiled
from alongside.record.statuses import kind_of

from .orders import look_at_who_is_let_in
from .status_clocks import settle
from .writing import may_write_or_refuse

What = Episode.What
LONGEST = 20_000  # characters
SAY_WHY = "Say why, in a sentence."
MEANWHILE = "A colleague has said something of this meanwhile. Read it, then say yours again."


@dataclass(frozen=True)
class Saying:
    """What is said: of which kind and code, from when, until when, whom it names, in what words."""

    kind: str
    since: When
    code: str = ""
    until: When | None = None
    named: Relationship | UUID | None = None  # an id where the reader may not see who it is
    words: str = ""
    traits: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()  # other codes, as a return has them
    entry: UUID | None = None
    source: str = ""

    def columns(self) -> dict[str, Any]:
        """As the table keeps it."""
        return {
            "kind": self.kind,
            "code": self.code[:40],
            "since": self.since.day,
            "since_known": _known(self.since),
            "until": self.until.latest if self.until else None,
            "until_known": _known(self.until) if self.until else "day",
            "named_id": getattr(self.named, "pk", self.named),
            "words": self.words,
            "detail": {
                **({"traits": list(self.traits)} if self.traits else {}),
                **dict(self.more),
            },
            "entry_id": self.entry,
            "source": self.source[:300],
        }


def _known(when: When) -> str:
    return "day" if when.precision == "time" else when.precision


def saying_of(one: Episode) -> Saying:
    """What stands, to be said again with a change."""
    more = {key: said for key, said in one.detail.items() if key not in ("traits", "answered")}
    return Saying(
        kind=one.kind,
        since=one.began,
        code=one.code,
        until=one.ended,
        named=one.named_id,
        words=one.words,
        traits=one.traits,
        more=tuple(sorted(more.items())),
        entry=one.entry_id,
        source=one.source,
    )


@transaction.atomic
def say_status(*, person: Person, saying: Saying, by: Account) -> Episode:
    """Say that somebody is something from a day on. What does not add up is kept all the same."""
    _may(person, by)
    _look_over(saying)
    return _written(_first(person.pk, saying, by), person.pk, by)


def _first(person_id: UUID, saying: Saying, by: Account) -> Episode:
    id = new_id()
    return Episode(id=id, episode=id, person_id=person_id, by=by, **saying.columns())


@transaction.atomic
def put_status_right(*, status: Episode, saying: Saying, why: str, by: Account) -> Episode:
    """Say it anew. What was said before stays, with who said it."""
    _may(person_now(status.person), by)
    _look_over(replace(saying, kind=status.kind))
    if saying_of(status).columns() == replace(saying, kind=status.kind).columns():
        raise ValidationError("That is what stands there already. Change something, or go back.")
    return _again(status, What.PUT_RIGHT, replace(saying, kind=status.kind), why, by)


@transaction.atomic
def end_status(*, status: Episode, until: When | None, why: str, by: Account) -> Episode:
    """It ended, on a day and for a reason. Its clocks stop."""
    _may(person_now(status.person), by)
    if until is None:
        raise ValidationError({"until": "Say when it ended, such as 27 March 2026."})
    return _again(status, What.ENDED, replace(saying_of(status), until=until), why, by)


@transaction.atomic
def say_true(*, status: Episode, keys: Collection[str], why: str, by: Account) -> Episode:
    """What does not seem to fit is true: why. It is not asked again while the same is said."""
    _may(person_now(status.person), by)
    if not keys:
        raise ValidationError("Nothing is asked about this any more. Open the page again.")
    answered = sorted({*status.detail.get("answered", ()), *keys})
    return _again(status, What.TRUE, saying_of(status), why, by, answered=answered)


@transaction.atomic
def take_status_out(*, status: Episode, why: str, by: Account) -> Episode:
    """It was said on the wrong record. Only who may read what is restricted finds it again."""
    _may(person_now(status.person), by)
    return _again(status, What.OUT, saying_of(status), why, by)


def _again(
    status: Episode,
    what: What,
    saying: Saying,
    why: str,
    by: Account,
    answered: Sequence[str] = (),
) -> Episode:
    if not why.strip():
        raise ValidationError({"why": SAY_WHY})
    new = _next(status, what, saying, why, by, answered)
    try:
        with transaction.atomic():
            return _written(new, person_now(status.person).pk, by)
    except IntegrityError:  # two pressed in the same moment
        raise ValidationError(MEANWHILE) from None


def _next(
    status: Episode,
    what: What,
    saying: Saying,
    why: str,
    by: Account,
    answered: Sequence[str] = (),
) -> Episode:
    columns = saying.columns()
    kept = answered or status.detail.get("answered", ())
    if kept:  # a key says what it is about: it answers nothing once something else is said
        columns["detail"] = {**columns["detail"], "answered": list(kept)}
    return Episode(
        episode=status.episode,
        number=status.number + 1,
        what=what,
        person_id=status.person_id,
        why=why.strip()[:400],
        by=by,
        **columns,
    )


def _written(one: Episode, whose: UUID, by: Account) -> Episode:
    is_out = one.what == What.OUT
    if is_out:
        settle(whose, out=[one.episode], by=by)
    one.save(force_insert=True)
    trail.note(f"status {one.what}", on=one, about=[whose], by=by)
    if not is_out:
        settle(whose, by=by)
        look_at_who_is_let_in(said=one, person_id=whose, by=by)
    return one


def _may(person: Person, by: Account) -> None:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF or not may_write(by, person):
        raise PermissionDenied
    not_on_a_visit(person.pk)


def _look_over(saying: Saying) -> None:
    kind = kind_of(saying.kind)
    if kind is None:
        raise ValidationError("There is no such status. Choose one of the list.")
    if set(saying.traits) - set(kind.traits):
        raise ValidationError("That cannot be said of it. Choose again.")
    if len(saying.words) > LONGEST:
        raise ValidationError({"words": f"Say it in {LONGEST:,} characters at most."})


# What follows from what is written ----------------------------------------------------------------


def take_out_with_misfiled(*, mark: Misfiled, by: Account, **_: Any) -> None:
    """An entry that leaves a record takes with it the statuses that stand on it there."""
    theirs = written_about([mark.person_id])
    stood = Episode.objects.filter(theirs, entry_id=mark.entry_id).said_last()
    _take_out(mark.person_id, stood, "The entry on which it stands was in the wrong record.", by)


def take_out_brought(*, person_id: UUID, entries: Sequence[UUID], why: str, by: Account) -> None:
    """An import that is taken back takes its statuses along."""
    theirs = written_about([person_id])
    stood = Episode.objects.filter(theirs, entry_id__in=entries, by=by).said_last()
    _take_out(person_id, stood, why, by)


def _take_out(whose: UUID, stood: Iterable[Episode], why: str, by: Account) -> None:
    out = [_next(one, What.OUT, saying_of(one), why, by) for one in stood]
    if out:
        settle(whose, out=[one.episode for one in out], by=by)
        Episode.objects.bulk_create(out)
        noted = [trail.Said("status out", one, [whose]) for one in out]
        trail.note_all(noted, by=by)


@dataclass(frozen=True)
class Brought:
    """What a row of a return says; `goes_on` where it is what it was before, by that row."""

    saying: Saying
    goes_on: bool = False


def bring_statuses(
    *, person: Person, said: Sequence[Brought], reaches: date, why: str, by: Account
) -> int:
    """Keep what a return says of somebody, in one statement: what is new, or otherwise by now.

    What somebody who works here has said of it since stands.
    """
    there = {one.source: one for one in _of_returns(person)}
    new = []
    for each in said:
        one = there.get(each.saying.source[:300]) or _before(each, there.values())
        if one is None or (one.what == What.OUT and one.entry_id != each.saying.entry):
            row = _first(person.pk, each.saying, by)
            row.why = why[:400]
        elif one.by_id == by.pk and one.what != What.OUT:
            saying = replace(each.saying, entry=one.entry_id, since=one.began, source=one.source)
            if not each.goes_on:
                saying = replace(saying, since=each.saying.since)
            if saying.columns() == saying_of(one).columns():
                continue
            row = _next(one, What.PUT_RIGHT, saying, why, by)
        else:
            continue
        new.append(row)
    if new:
        Episode.objects.bulk_create(new)
        noted = [trail.Said(f"status {one.what}", one, [person.pk]) for one in new]
        trail.note_all(noted, by=by)
        settle(person.pk, as_of=reaches, by=by)
    return len(new)


def _of_returns(person: Person) -> list[Episode]:
    """What returns said of somebody, as it was said last; also what was taken out since."""
    found = Episode.objects.filter(written_about([person.pk])).exclude(source="")
    return list(found.order_by("at", "number"))


def _before(each: Brought, there: Iterable[Episode]) -> Episode | None:
    """What an earlier return began, and this row only says goes on."""
    if not each.goes_on:
        return None
    kind, code, since = each.saying.kind, each.saying.code, each.saying.since.day
    return next(
        (
            one
            for one in there
            if (one.kind, one.code) == (kind, code)
            and one.what != What.OUT
            and one.since < since
            and (one.until is None or one.until >= since)
        ),
        None,
    )
