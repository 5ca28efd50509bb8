"""Everything that is done to a meeting: asking to it, saying something before it, its minutes.

Minutes are an entry of the record with the meeting's own id, so they stand on the timeline, are
shared as entries are, go out with the record, have their hash on the trail and meet clocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import LONDON, When, must_not_be_after
from alongside.foundation.following import follow
from alongside.foundation.links import safe_link
from alongside.people.access import may_write, not_on_a_visit
from alongside.people.lineage import written_about
from alongside.people.models import Person
from alongside.people.models.reach import own_person
from alongside.plans.access import NO_MORE
from alongside.plans.actions import LONGEST
from alongside.plans.models import Meeting, MeetingLine
from alongside.record.access import OF_A_MEETING
from alongside.record.actions import finish_entry, may_write_or_refuse
from alongside.record.actions.moving import move_misfiled_entry
from alongside.record.actions.orders import named_in_orders
from alongside.record.models import About, Entry, Misfiled
from alongside.record.readership import name_of

from .access import HERE, UNTOLD, VOICES, Met, is_over_for, meeting_to_change, meeting_to_view
from .kinds import kinds
from .minutes import Minutes, is_held_first, parts_of

What = MeetingLine.What
MOST_BENEATH = 200  # lines before the minutes, so that a page can show them all
MOST_AFTER = 380
PAST = (
    "That is past. Nobody can be asked to come to it any more. If the meeting was held, write it "
    "down as a note of the record."
)
WRITTEN_ALREADY = (
    "{who} wrote the minutes of this meeting at {at:%H:%M on %d %B %Y}. What you wrote is kept. "
    "Read theirs; what is missing there, say beneath them."
)
NOT_ALIVE = (
    "Nobody can be asked to a meeting about somebody who is not alive. Call it off. What was held "
    "before can still be written down."
)
OVER = "This meeting is over. What you wrote is kept."
MORE_THAN_A_PAGE = "More is said of this meeting than a page can hold. Write a note."
NOT_YOURS = (
    "A colleague arranged this meeting or wrote its minutes, so a manager takes it out. Ask yours "
    "to look at it. You may call it off."
)


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked to come, and how. Nothing is sent by this."""

    who: str
    how: str
    is_own: bool = False


def _may_arrange(person: Person, by: Account) -> None:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF or not may_write(by, person):
        raise PermissionDenied
    not_on_a_visit(person.pk)
    if person.state in NO_MORE:
        raise ValidationError("Nobody can be asked to a meeting about somebody who is not alive.")


@transaction.atomic
def arrange_meeting(
    *,
    id: UUID,
    person: Person,
    kind: str,
    starts: When,
    place: str,
    link: str,
    why: str,
    asked: Sequence[Asked],
    why_not: str,
    why_come: str = "",
    by: Account,
) -> Meeting:
    """Write down that a meeting is to be held, and who is asked to it. `id` is the draft's.

    Whoever it is about is asked first; if not, it says why, and they do not read of it. Where an
    order of a court names somebody who is asked, `why_come` is owed.
    """
    standing = Meeting.objects.filter(pk=id, by=by).first()
    if standing:
        return standing
    _may_arrange(person, by)
    if kind not in kinds():
        raise ValidationError("There is no such kind of meeting. Choose one of the list.")
    if not why:
        raise ValidationError({"why": "Say what the meeting is for."})
    if not any(one.is_own for one in asked) and not why_not:
        raise ValidationError({"why_not": f"Say why {person.called} is not asked to come."})
    meeting = Meeting.objects.create(
        id=id,
        person=person,
        kind=kind,
        starts_at=_to_come(starts, "starts"),
        place=place,
        link=safe_link(link),
        why=why,
        by=by,
    )
    met = Met(meeting, [])
    _invite(met, asked, why_not, why_come, by)
    for point in kinds()[kind].agenda:
        _say(met, What.POINT, by, words=point)  # nobody’s own: as usual
    quietly = {} if any(one.is_own for one in asked) else UNTOLD
    trail.note("meeting arranged", on=meeting, about=[person], by=by, detail=quietly)
    follow("meeting arranged", met=met, by=by)
    return meeting


def _in_turn(meeting: UUID) -> None:
    """One after the other: calling a meeting off and writing its minutes never cross."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 36))", [str(meeting)])


def _to_change(meeting: UUID, by: Account) -> Met:
    _in_turn(meeting)
    met = meeting_to_change(by, meeting)
    not_on_a_visit(met.person.pk)
    return met


def _invite(met: Met, asked: Sequence[Asked], why_not: str, why_come: str, by: Account) -> None:
    _ask(met, sorted(asked, key=lambda one: not one.is_own), why_come, by)
    if not any(one.is_own for one in asked):
        _say(met, What.NOT_ASKED, by, who=met.person.called, words=why_not)


def _ask(met: Met, asked: Sequence[Asked], why_come: str, by: Account) -> None:
    """Each by name; beside whom a court keeps away, why they are asked all the same."""
    named = named_in_orders(met.person, [one.who for one in asked if not one.is_own], why_come)
    for one in asked:
        words = why_come if one.who in named and not one.is_own else ""
        _say(met, What.INVITED, by, who=one.who, how=one.how, is_own=one.is_own, words=words)


def _to_come(starts: When, field: str) -> datetime:
    if not isinstance(starts.earliest, datetime):
        raise ValidationError({field: "Say at what time, such as 27 March 2026, 2pm."})
    if starts.earliest <= timezone.now():
        raise ValidationError({field: PAST})
    return starts.earliest


def _say(met: Met, what: str, by: Account, **told: Any) -> MeetingLine:
    if len(told.get("words", "")) > LONGEST:
        raise ValidationError({"words": f"Say it in {LONGEST:,} characters at most."})
    told["who"] = told.get("who", "")[:200]
    person = met.meeting.person_id
    return MeetingLine.objects.create(
        meeting=met.meeting, person_id=person, what=what, by=by, **told
    )


def _still_open(met: Met) -> None:
    if met.off:
        raise ValidationError("This meeting was called off. Arrange another one.")
    if met.written:
        raise ValidationError("The minutes of this meeting are written. Say it beneath them.")
    if len(met.lines) >= MOST_BENEATH:
        raise ValidationError(MORE_THAN_A_PAGE)
    if met.person.state in NO_MORE:
        raise ValidationError(NOT_ALIVE)


@transaction.atomic
def ask_to_come(
    *,
    meeting: UUID,
    how: str,
    around: Sequence[str] = (),
    who: str = "",
    is_own: bool = False,
    why_come: str = "",
    by: Account,
) -> Met:
    """Write down who else is asked to come; where it is the person, they read of it then."""
    met = _to_change(meeting, by)
    _still_open(met)
    own = [Asked(met.person.called, how, is_own=True)] if is_own else []
    asked = [*own, *(Asked(one, how) for one in (*around, who) if one.strip())]
    if not asked:
        raise ValidationError({"who": "Tick who is asked, or write their name."})
    known = {_folded(one.is_own, one.who) for one in met.of(What.INVITED)}
    fresh = {_folded(one.is_own, one.who): one for one in reversed(asked)}
    new = [one for key, one in fresh.items() if key not in known]
    _ask(met, sorted(new, key=asked.index), why_come, by)
    if new:
        quietly = {} if is_own else met.quietly
        trail.note("meeting asked to", on=met.meeting, about=[met.person], by=by, detail=quietly)
    return met


def _folded(is_own: bool, who: str) -> str:
    """By which somebody is known to be asked already."""
    return "" if is_own else " ".join(who[:200].casefold().split())


@transaction.atomic
def say_before(
    *, meeting: UUID, what: str, words: str, who: str = "", is_own: bool = False, by: Account
) -> MeetingLine:
    """What somebody thinks before the meeting, or wants to talk about: the person's own first."""
    met, is_theirs = _to_say(meeting, by)
    _still_open(met)
    if what not in (What.VIEW, What.POINT):
        raise ValidationError({"what": "Choose what it is."})
    if not words.strip():
        raise ValidationError({"words": "Nothing is written yet."})
    is_own = is_own or is_theirs
    named = met.person.called if is_own else who or name_of(by)
    for one in met.of(what):  # pressed twice
        if (one.words, one.who, one.by_id, one.is_own) == (words, named[:200], by.pk, is_own):
            return one
    if is_theirs and is_over_for(met, by):
        raise ValidationError(OVER)
    try:
        with transaction.atomic():
            line = _say(met, what, by, who=named, words=words, is_own=is_own)
    except ProgrammingError:  # there are minutes of which the person is not told
        if not is_theirs:
            raise
        raise ValidationError(OVER) from None
    trail.note("meeting spoken of", on=met.meeting, about=[met.person], by=by, detail=met.quietly)
    return line


def _to_say(meeting: UUID, by: Account) -> tuple[Met, bool]:
    """The meeting, and whether it is the person themselves who speaks."""
    if by.kind != Account.Kind.PERSON:
        return _to_change(meeting, by), False
    _in_turn(meeting)
    met = meeting_to_view(by, meeting)
    if not own_person(by).filter(person_id=met.person.pk).exists():
        raise PermissionDenied
    return met, True


@transaction.atomic
def change_meeting(
    *, meeting: UUID, what: str, words: str, starts: When | None = None, by: Account
) -> MeetingLine:
    """Move a meeting, call it off, or say that it is in the wrong record and take it out."""
    met = _to_change(meeting, by)
    if not words.strip():
        raise ValidationError({"words": "Say why, in one sentence."})
    if what == What.OUT:
        return _take_out(met, words, by)
    if what != What.OFF:
        _still_open(met)
    elif met.off or met.written:
        raise ValidationError("It was called off already, or held. Look at the meeting again.")
    if what == What.OFF:
        line = _say(met, What.OFF, by, who=name_of(by), words=words)
    elif what == What.MOVED and starts:
        moved = _to_come(starts, "starts")
        line = _say(met, What.MOVED, by, who=name_of(by), words=words, moved_to=moved)
    else:
        raise ValidationError({"starts": "Write the day and the time to which it is moved."})
    trail.note("meeting changed", on=met.meeting, about=[met.person], by=by, detail=met.quietly)
    follow("meeting changed", met=met, by=by)
    return line


def _take_out(met: Met, why: str, by: Account, *, with_entry: bool = True) -> MeetingLine:
    hands = {met.meeting.by_id, *(one.by_id for one in met.of(What.WRITTEN))}
    if with_entry and hands != {by.pk} and not may(by, "move misfiled entry"):
        raise ValidationError({"what": NOT_YOURS})
    _say(met, What.OFF, by, who=name_of(by), words=why)  # also if it was called off: why it is out
    line = _say(met, What.OUT, by)
    trail.note("meeting out", on=met.meeting, about=[met.person], by=by, detail=met.quietly)
    follow("meeting changed", met=met, by=by)
    entry = Entry.objects.filter(pk=met.id).first()
    if entry and with_entry:
        for about in About.objects.filter(entry=entry, removed_at=None).select_related("person"):
            move_misfiled_entry(entry=entry, wrong=about.person, right=None, why=why, by=by)
    return line


@transaction.atomic
def take_out_with_minutes(*, mark: Misfiled, entry: Entry, by: Account, **_: object) -> None:
    """Minutes that were in the wrong record take their meeting with them."""
    found = Meeting.objects.filter(written_about([mark.person_id]), pk=entry.pk).first()
    if found and not found.lines.filter(what=What.OUT).exists():
        _take_out(meeting_to_view(by, found.pk), mark.why, by, with_entry=False)


@transaction.atomic
def write_minutes(*, meeting: UUID, minutes: Minutes, by: Account) -> Entry:
    """Write down who came, what was said and decided: as an entry, and each decision as a line."""
    met = _to_change(meeting, by)
    person = met.person
    if met.off:
        raise ValidationError("This meeting was called off, so there is nothing to write down.")
    _check(met, minutes)
    _say(met, What.WRITTEN, by, who=name_of(by))
    for one in minutes.came:
        _say(met, one.what, by, who=one.who, words=one.words, is_own=one.is_own)
    for step in minutes.decisions:
        _say(met, What.DECIDED, by, who=step.name, how=step.owner, words=step.words, on=step.by)
    kind = met.kind
    entry = finish_entry(
        id=met.id,
        kind=kind.becomes,
        people=[person],
        happened=When(minutes.held_on, "day"),
        title=kind.title,
        place=met.meeting.place,
        there="; ".join(one.who for one in minutes.came if one.what == What.CAME)[:400],
        form=f"{OF_A_MEETING}{kind.key} 1",
        parts=parts_of(met, minutes),
        names_others=is_held_first(met, minutes),
        became=reverse("plans:meeting", args=[met.id]),
        by=by,
    )
    trail.note("minutes written", on=met.meeting, about=[person], by=by, detail=met.quietly)
    follow("minutes written", met=met, by=by)
    return entry


def _check(met: Met, minutes: Minutes) -> None:
    if met.written:
        told = {"who": met.written.who, "at": met.written.at.astimezone(LONDON)}
        raise ValidationError(WRITTEN_ALREADY.format(**told), code="came-between")
    must_not_be_after(minutes.held_on, timezone.localdate())
    if met.starts_at > datetime.combine(minutes.held_on, time.max, LONDON):
        held = "That is before the day for which it was arranged. Move the meeting first."
        raise ValidationError({"held_on": held})
    if any(one.what not in HERE for one in minutes.came):
        raise ValidationError("Say of each whether they came.")
    own = next((one for one in minutes.came if one.is_own), None)
    called = met.person.called
    if own is None:
        raise ValidationError(f"Say whether {called} came.")
    if own.what != What.CAME and not own.words:
        why = f"Say why {called} was not there, and how what they think was put."
        raise ValidationError(why)
    if not minutes.said and not minutes.decisions:
        raise ValidationError({"said": "Write what was said, or what was decided."})


@transaction.atomic
def answer_minutes(
    *,
    meeting: UUID,
    agrees: bool,
    words: str,
    who: str = "",
    is_own: bool = False,
    by: Account,
) -> MeetingLine:
    """Say that the minutes are right, or what was otherwise: a line beneath, which stays."""
    met, is_theirs = _to_say(meeting, by)
    if not met.written:
        raise ValidationError("The minutes are not written yet.")
    if len(met.lines) >= MOST_AFTER:
        raise ValidationError(MORE_THAN_A_PAGE)
    if is_theirs and not Entry.objects.visible_to(by).filter(pk=met.id).exists():
        raise PermissionDenied
    if not agrees and not words.strip():
        raise ValidationError({"words": "Say what was otherwise."})
    if is_own and not is_theirs and met.written.by_id != by.pk:
        raise ValidationError("What the person says is written down by whoever wrote the minutes.")
    is_own = is_own or is_theirs
    named = met.person.called if is_own else who or name_of(by)
    what = What.AGREES if agrees else What.DIFFERS
    for one in met.of(*VOICES):
        if (one.what, one.who, one.words, one.by_id) == (what, named, words, by.pk):
            return one  # pressed twice
    line = _say(met, what, by, who=named, words=words, is_own=is_own)
    trail.note("minutes answered", on=met.meeting, about=[met.person], by=by, detail=met.quietly)
    return line
