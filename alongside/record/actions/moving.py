"""Putting an entry where it belongs, marking it, and keeping it from being disposed of."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people.access import not_on_a_visit
from alongside.people.models import Person
from alongside.record import defaults, standing
from alongside.record.access import Reading, people_on, reading
from alongside.record.models import (
    About,
    Entry,
    Hold,
    Misfiled,
    Origin,
    Restriction,
    Sharing,
    SharingDecision,
)

from .attaching import copy_attachments
from .sharing import decide_sharing
from .tasks import note_done
from .writing import Words, finish_entry

MOVED = "moved from another record"  # the gate carries over only to what has this source
SINCE = "Since you opened this page, somebody has changed this note, or who may read it."


@transaction.atomic
def move_misfiled_entry(
    *,
    entry: Entry,
    wrong: Person,
    right: Person | None,
    why: str,
    stood: str | None = None,
    by: Account,
) -> Misfiled:
    """Take an entry out of the wrong record at once, and write it in the right one.

    There it keeps its writer, what protects it, and how far it was shared, and is held at least. A
    marker stays for staff, with what the person wrote beside it; `follow` tells data protection who
    had looked. `stood` is what `standing.of_entry` said when the page was opened.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not may(by, "move misfiled entry") and entry.written_by_id != by.pk:
        raise PermissionDenied
    if entry.written_by_id != by.pk:
        not_on_a_visit(wrong.pk)
    standing.must_still_stand(stood, standing.of_entry(entry), SINCE)
    if not why.strip():
        raise ValidationError({"why": "Say how it came to be in the wrong record."})
    about = About.objects.filter(entry=entry, person=wrong, removed_at=None).first()
    if about is None:
        raise ValidationError("This entry is not in that person’s record.")
    if right is not None and right.pk == wrong.pk:
        raise ValidationError({"right": "That is the record that it is in now. Choose another."})
    if right is not None:
        _copy_to(entry, wrong, right, by)
    mark = Misfiled.objects.create(
        person=wrong, entry_id=entry.pk, happened_at=about.happened_at, why=why, by=by
    )
    trail.note("entry moved out", on=mark, about=[wrong], by=by)
    follow("entry misfiled", mark=mark, entry=entry, by=by)
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.close_moved(%s)", [about.pk])
        note_done(cursor.fetchall(), by)
    entry.about_count = max(entry.about_count - 1, 0)
    entry.save(update_fields=["about_count"])
    with connection.cursor() as cursor:
        cursor.execute("select gate.take_out(%s, %s)", [about.pk, why])
    return mark


def _copy_to(entry: Entry, wrong: Person, right: Person, by: Account) -> None:
    if About.objects.filter(entry=entry, person=right, removed_at=None).exists():
        return  # it was about both, and only one was wrong
    read = reading(entry)
    seen = read.version.seen.get(str(wrong.pk))
    written = finish_entry(
        id=new_id(),
        kind=entry.kind,
        people=[right],
        happened=defaults.when_of(read.version),
        title=read.version.title,
        contact=read.version.contact,
        place=read.version.place,
        minutes=read.version.minutes,
        there=read.version.there,
        seen={right.pk: seen} if seen else {},
        form=read.version.form,
        answers=read.version.answers,
        names_others=True,  # held first: somebody looks before the right person reads it
        source=MOVED,
        parts=[
            Words(part.sort, part.text, of=part.of, origin=Origin.MOVED)
            for part in read.parts
            if wrong.pk in part.about
        ],
        by=by,
    )
    copy_attachments(entry=entry, to=written, by=by)
    _protect(entry, written, by)
    _share_no_further(read, written, right, by)


def _protect(entry: Entry, written: Entry, by: Account) -> None:
    """Who wrote it, how few may read it, and what it may not be disposed of for, go with it."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.carry_over(%s, %s)", [entry.pk, written.pk])
        carried = [id for (id,) in cursor.fetchall()]
    trail.note("entry moved in", on=written, about=people_on(written), by=by)
    for restriction in Restriction.objects.filter(pk__in=carried):
        follow("entry restricted", restriction=restriction, by=by)


def _share_no_further(read: Reading, written: Entry, right: Person, by: Account) -> None:
    """What somebody was not told of, nobody is told of in the right record either, for now."""
    new = About.objects.select_related("entry").get(entry=written, person=right)
    hidden = next((one for one in read.abouts if one.sharing == Sharing.NOT_DISCLOSED), None)
    if hidden is None:
        new.sharing_words = defaults.HELD_WORDS["moved"]
        new.save(update_fields=["sharing_words"])
        return
    today = timezone.localdate()
    last = SharingDecision.objects.filter(about=hidden, sharing=Sharing.NOT_DISCLOSED)
    decision = last.order_by("-at").first()
    why = decision.why if decision else ""
    decide_sharing(
        about=new,
        sharing=Sharing.NOT_DISCLOSED,
        ground=decision.ground if decision else "somebody else",
        why=why or "As in the record that it was moved from",
        review_on=_to_come(decision.review_on if decision else None, today),
        by=by,
    )


def _to_come(day: date | None, today: date) -> date:
    return day if day and day > today else defaults.decide_by(today)


@transaction.atomic
def attach_to_twins(*, person: Person, twins: Sequence[Person], by: Account, **_: Any) -> None:
    """What was written about an unborn child stands on the records of all who were born.

    It is shared as with the first. What is about somebody else too is held, and somebody decides
    about it once that child has an account.
    """
    if not twins:
        return
    others = [twin.pk for twin in twins]
    words = defaults.HELD_WORDS["others"]
    with connection.cursor() as cursor:
        cursor.execute("select gate.attach_to_twins(%s, %s, %s)", [person.pk, others, words])
        attached = cursor.fetchall()
    for (entry_id,) in attached:
        trail.note("entry attached at birth", on=Entry(pk=entry_id), about=others, by=by)


@transaction.atomic
def pin_entry(*, entry: Entry, by: Account) -> Entry:
    """Keep an entry at hand at the top of the timeline."""
    entry.pinned_at, entry.pinned_by = timezone.now(), by
    entry.save(update_fields=["pinned_at", "pinned_by"])
    trail.note("entry pinned", on=entry, about=people_on(entry), by=by)
    return entry


@transaction.atomic
def unpin_entry(*, entry: Entry, by: Account) -> Entry:
    """Let it go back to its place."""
    entry.pinned_at, entry.pinned_by = None, None
    entry.save(update_fields=["pinned_at", "pinned_by"])
    trail.note("entry unpinned", on=entry, about=people_on(entry), by=by)
    return entry


@transaction.atomic
def place_hold(
    *,
    ground: str,
    why: str,
    by: Account,
    entry: Entry | None = None,
    person: Person | None = None,
) -> Hold:
    """Stop disposal and merging while police, a court, an inquiry or a complaint needs it."""
    if not may(by, "place hold"):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError(
            {"why": "Say what it is needed for, with a reference if there is one."}
        )
    hold = Hold.objects.create(entry=entry, person=person, ground=ground, why=why, by=by)
    about = people_on(entry) if entry else [person.pk] if person else []
    trail.note("hold placed", on=hold, about=about, by=by, detail={"withheld": True})
    return hold


@transaction.atomic
def end_hold(*, hold: Hold, why: str, by: Account) -> Hold:
    """End a hold, with the reason."""
    if not may(by, "place hold"):
        raise PermissionDenied
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.ended_at:
        raise ValidationError("This hold had already ended.")
    hold.ended_at, hold.ended_by, hold.ended_why = timezone.now(), by, why
    hold.save(update_fields=["ended_at", "ended_by", "ended_why"])
    trail.note("hold ended", on=hold, by=by, detail={"withheld": True})
    return hold
