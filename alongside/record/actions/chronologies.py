"""Making a chronology: beginning it, choosing entries, saying them in few words, finishing it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import trail
from alongside.foundation.days import LONDON
from alongside.foundation.ids import new_id
from alongside.people.models import Person, Rung
from alongside.people.models.reach import reach
from alongside.record.access import chronologies as access
from alongside.record.access.chronologies import Wanted
from alongside.record.models import (
    Chronology,
    ChronologyLine,
    ChronologyPerson,
    Entry,
    LineWords,
    Purpose,
)
from alongside.record.readership import name_of

from .writing import may_write_or_refuse

MOST_LINES = 5_000
MOST_PEOPLE = 12
LONGEST = 4_000  # characters of a summary, or of what it meant
LONGEST_FOR = 200
SAY_FOR = "Say whom or what it is for, such as: Review of the plan, 8 January 2027."
IN_ORDER = "This day is before the first one. Which of the two is right?"
FINISHED = "This chronology was finished at {at:%H:%M} by {who}. Nothing was changed."
NOTHING_FITS = "Nothing fits that is not in it already."


@transaction.atomic
def begin_chronology(
    *,
    people: Sequence[Person],
    purpose: str,
    made_for: str,
    since: date | None = None,
    until: date | None = None,
    take: str = "",
    kinds: Collection[str] = (),
    by: Account,
) -> Chronology:
    """Begin a chronology about one person or several, and put in what is asked for at once.

    `take` says what: all, only some kinds, what is pinned, or nothing yet. Who reads it
    must reach the record of everybody on it, so nobody is put on it later.
    """
    may_write_or_refuse(by)
    _reach_all(people, by)
    said = _said_for(purpose, made_for, since, until)
    made = _make(people, by, **said)
    if take in ("all", "kinds", "pinned"):
        only = tuple(kinds) if take == "kinds" else ()
        wanted = Wanted(only, None, since, until, is_pinned=take == "pinned")
        _put_in(made, _fitting(made, wanted, by), by)
    trail.note("chronology begun", on=made, about=people, by=by)
    return made


@transaction.atomic
def say_what_for(
    *,
    chronology: Chronology,
    purpose: str,
    made_for: str,
    since: date | None = None,
    until: date | None = None,
    by: Account,
) -> Chronology:
    """Say again what it is for, and which days it covers. What is in it stays."""
    open_one = _open(chronology, by)
    for name, value in _said_for(purpose, made_for, since, until).items():
        setattr(open_one, name, value)
    open_one.save(update_fields=["purpose", "made_for", "since", "until"])
    _note("chronology described", open_one, by)
    return open_one


@transaction.atomic
def choose_entries(*, chronology: Chronology, entries: Iterable[UUID], by: Account) -> int:
    """Put these entries in, and give how many were not there yet. Theirs are left as they are.

    An entry that was in before comes back with the words that were written for it.
    """
    open_one = _open(chronology, by)
    ids = set(entries)
    people = access.ids_on(open_one)
    found = access.fitting(open_one, Wanted(), people, by=by).filter(entry_id__any=list(ids))
    count = _put_in(open_one, dict(found.values_list("entry_id", "happened_at")), by)
    _note("entries chosen", open_one, by, count=count)
    return count


@transaction.atomic
def choose_all(*, chronology: Chronology, wanted: Wanted, by: Account) -> int:
    """Put in everything that fits and is not there yet; refused where nothing is."""
    open_one = _open(chronology, by)
    count = _put_in(open_one, _fitting(open_one, wanted, by), by)
    if not count:
        raise ValidationError(NOTHING_FITS)
    _note("entries chosen", open_one, by, count=count)
    return count


@transaction.atomic
def take_out_lines(*, chronology: Chronology, lines: Iterable[UUID], by: Account) -> int:
    """Take these lines out; entries stay where they are, and written words come back with them."""
    open_one = _open(chronology, by)
    rows = ChronologyLine.objects.filter(
        chronology=open_one, id__any=list(lines), taken_out_at=None
    )
    count = rows.update(taken_out_at=timezone.now())
    _note("entries taken out", open_one, by, count=count)
    return count


@transaction.atomic
def word_line(
    *, line: ChronologyLine, stood: int, summary: str = "", impact: str = "", by: Account
) -> LineWords:
    """Say an entry in few words for this chronology, and what it meant.

    `stood` is how often the words had been changed when the page was opened: who did not see what
    a colleague has written since is asked to look first.
    """
    open_one = _open(line.chronology, by)
    for name, words in (("summary", summary), ("impact", impact)):
        if len(words) > LONGEST:
            raise ValidationError({name: f"Say it in {LONGEST:,} characters at most."})
    row = LineWords.objects.filter(line=line).select_related("by__practitioner").first()
    if row and row.edits != stood and (row.summary, row.impact) != (summary, impact):
        raise ValidationError(
            "Somebody else has written here since you opened this page. Their words stand beside "
            "yours now. Put both together, then save again; nothing of yours is lost."
        )
    told = {"summary": summary, "impact": impact, "by": by, "edited_at": timezone.now()}
    if row is None:
        row = LineWords.objects.create(line=line, entry_id=line.entry_id, **told)
    else:
        for name, value in told.items():
            setattr(row, name, value)
        row.edits += 1
        row.save(update_fields=[*told, "edits"])
    _note("line written", open_one, by, line=line.pk)
    return row


@transaction.atomic
def take_as_it_is_now(*, line: ChronologyLine, by: Account) -> ChronologyLine:
    """Let the line stand for what the entry says now, and for when it now says that it happened."""
    open_one = _open(line.chronology, by)
    entry = Entry.objects.visible_to(by).get(pk=line.entry_id)
    about = entry.abouts.filter(removed_at=None, person_id__any=access.ids_on(open_one)).first()
    line.version = entry.versions
    line.happened_at = about.happened_at if about else line.happened_at
    line.save(update_fields=["version", "happened_at"])
    _note("line brought up to date", open_one, by, line=line.pk)
    return line


NUMBERED = """
update record_chronologyline l set exhibit = n.place
  from (select id, row_number() over (order by happened_at, id) as place from record_chronologyline
         where chronology_id = %s and taken_out_at is null) n
 where n.id = l.id and l.chronology_id = %s
"""


@transaction.atomic
def finish_chronology(*, chronology: Chronology, letters: str = "", by: Account) -> Chronology:
    """Number its lines, say what was left out, and close it: nothing in it changes any more."""
    open_one = _open(chronology, by)
    plain = "".join(letters.split())
    if plain and not (plain.isalpha() and len(plain) <= 6):
        raise ValidationError(
            {"letters": "Write up to 6 letters, such as AT, or leave this empty."}
        )
    if not access.count_lines(open_one):
        raise ValidationError("Nothing is in it yet. Choose entries first, then finish it.")
    people = access.ids_on(open_one)
    open_one.letters = plain.upper()
    open_one.left_out = access.left_out(open_one, people, by=by)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED, [open_one.pk, open_one.pk])
    open_one.finished_at, open_one.finished_by = timezone.now(), by
    open_one.save(update_fields=["letters", "left_out", "finished_at", "finished_by"])
    _note("chronology finished", open_one, by)
    return open_one


@transaction.atomic
def make_newer(*, chronology: Chronology, by: Account) -> tuple[Chronology, int]:
    """Begin a new one from one that is finished; give it, and how many lines were left behind.

    What one may not read oneself is not taken along: nobody puts unseen words before others.
    """
    may_write_or_refuse(by)
    people = access.people_in(chronology)
    _reach_all(people, by)
    names = ("purpose", "made_for", "since", "until", "letters")
    made = _make(
        people, by, made_from=chronology, **{name: getattr(chronology, name) for name in names}
    )
    page = access.lines_of(chronology, by=by, size=MOST_LINES)
    seen = [one for one in page.lines if not one.is_hidden]
    copies = {one.line.pk: _copy(made, one.line, by) for one in seen}
    ChronologyLine.objects.bulk_create(copies.values())
    LineWords.objects.bulk_create(
        LineWords(
            line=copies[one.line.pk],
            entry_id=one.line.entry_id,
            summary=one.words.summary,
            impact=one.words.impact,
            by=by,
            edited_at=timezone.now(),
        )
        for one in seen
        if one.words
    )
    _note("chronology begun", made, by, made_from=chronology.pk)
    return made, len(page.lines) - len(seen)


# In common ----------------------------------------------------------------------------------------


def _open(chronology: Chronology, by: Account) -> Chronology:
    """The chronology, kept from others until this is done; refused once it is finished."""
    may_write_or_refuse(by)
    rows = Chronology.objects.visible_to(by)
    open_one = rows.filter(pk=chronology.pk, finished_at=None).select_for_update().first()
    if open_one is None:
        found = rows.filter(pk=chronology.pk).select_related("finished_by__practitioner").first()
        if found is None or found.finished_at is None or found.finished_by is None:
            raise PermissionDenied
        at = found.finished_at.astimezone(LONDON)
        raise ValidationError(FINISHED.format(at=at, who=name_of(found.finished_by)))
    return open_one


def _reach_all(people: Sequence[Person], by: Account) -> None:
    ids = {person.pk for person in people}
    if not ids:
        raise ValidationError({"people": "Choose at least one person."})
    if len(ids) > MOST_PEOPLE:
        raise ValidationError({"people": f"Choose up to {MOST_PEOPLE} people."})
    if Person.objects.filter(reach(by, Rung.RECORD), id__any=list(ids)).count() != len(ids):
        raise PermissionDenied


def _said_for(
    purpose: str, made_for: str, since: date | None, until: date | None
) -> dict[str, Any]:
    words = " ".join(made_for.replace("\x00", "").split())
    if not words:
        raise ValidationError({"made_for": SAY_FOR})
    if len(words) > LONGEST_FOR:
        raise ValidationError({"made_for": f"Say it in {LONGEST_FOR} characters at most."})
    if purpose not in Purpose.values:
        raise ValidationError({"purpose": "Choose one of the list."})
    if since and until and until < since:
        raise ValidationError({"until": IN_ORDER})
    return {"purpose": purpose, "made_for": words, "since": since, "until": until}


def _make(people: Sequence[Person], by: Account, **told: Any) -> Chronology:
    """Whom it is about first: the database asks who reaches them before it takes the rest."""
    team = Membership.objects.filter(in_force(), account_id=by.pk).order_by("pk").first()
    made = Chronology(by=by, team_id=team.team_id if team else None, **told)
    ChronologyPerson.objects.bulk_create(
        ChronologyPerson(chronology=made, person=person, place=place)
        for place, person in enumerate(people)
    )
    made.save(force_insert=True)
    return made


def _fitting(chronology: Chronology, wanted: Wanted, by: Account) -> dict[UUID, Any]:
    found = access.fitting(chronology, wanted, access.ids_on(chronology), by=by)
    return dict(found.values_list("entry_id", "happened_at"))


def _put_in(chronology: Chronology, found: dict[UUID, Any], by: Account) -> int:
    """What was in before comes back, as the entry is now; the rest is added in one go."""
    if len(found) + access.count_lines(chronology) > MOST_LINES:
        raise ValidationError(
            f"That would be more than {MOST_LINES:,} entries, which is as many as fit in one "
            "chronology. Choose fewer kinds or days, or make two."
        )
    before = ChronologyLine.objects.filter(chronology=chronology, entry_id__any=list(found))
    back = {one.entry_id for one in before}
    before.filter(~Q(taken_out_at=None)).update(taken_out_at=None)
    new = [entry for entry in found if entry not in back]
    versions = dict(Entry.objects.filter(id__any=new).values_list("pk", "versions"))
    ChronologyLine.objects.bulk_create(
        ChronologyLine(
            chronology=chronology,
            entry_id=entry,
            version=versions[entry],
            happened_at=found[entry],
            chosen_by=by,
        )
        for entry in new
    )
    return len(found)


def _copy(made: Chronology, line: ChronologyLine, by: Account) -> ChronologyLine:
    return ChronologyLine(
        id=new_id(),
        chronology=made,
        entry_id=line.entry_id,
        version=line.version,
        happened_at=line.happened_at,
        chosen_by=by,
    )


def _note(what: str, chronology: Chronology, by: Account, **detail: Any) -> None:
    trail.note(what, on=chronology, about=access.ids_on(chronology), by=by, detail=detail)
