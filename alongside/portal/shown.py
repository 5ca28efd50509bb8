"""The allow-list: what leaves a record for the person's own pages, field by field, nothing else.

Templates of the portal are given these and never a model, so that a field that is added to a model
reaches nobody until it is written here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, ago, in_words
from alongside.people.models import Basis, Grant, Person
from alongside.record import defaults
from alongside.record.attached import attachments_to_see
from alongside.record.models import Answer, Entry, Part, PartSort, Task, Version

from . import saying
from .access.listed import Listed
from .access.mine import STARTS_WITH, Found
from .access.sight import Look, OpenToAll
from .who import Names


@dataclass(frozen=True)
class ShownAnswer:
    """The person's own words, as they wrote them."""

    id: UUID
    heading: str
    text: str
    quiet: str


@dataclass(frozen=True)
class ShownPart:
    """One part that this person may read, and their own words beside it."""

    id: UUID
    heading: str
    text: str
    origin: str
    is_own: bool
    is_cut: bool
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True)
class ShownVersion:
    """An earlier version that this person may read."""

    number: int
    words: str


@dataclass(frozen=True)
class ShownEntry:
    """One entry that this person may read."""

    id: UUID
    heading: str
    on: date
    when: str
    what: str
    parts: tuple[ShownPart, ...]
    signed: str
    written: str
    changed: str
    earlier: tuple[ShownVersion, ...]
    answers: tuple[ShownAnswer, ...]  # beside a part that is not here any more
    is_about_others: bool
    happened: str  # as `when`, but for how long ago: paper is read later
    is_held: bool = False
    is_sent_by_me: bool = False


@dataclass(frozen=True)
class ShownHeld:
    """What the person reads of something held from them: that it is there, why, and until when."""

    id: UUID
    on: date
    why: str
    who: str
    answers: tuple[ShownAnswer, ...]
    is_held: bool = True


def entry(found: Found, names: Names) -> ShownEntry | ShownHeld:
    """One entry of my record, or what may be said of it."""
    if found.entry is None or found.version is None:
        return _held(found, names)
    row, version = found.entry, found.version
    alone = row.about_count == 1
    here = {part.pk for part in found.parts} | set(found.beside)
    return ShownEntry(
        id=row.pk,
        heading=_heading(row, version),
        on=saying.local(found.about.happened_at),
        when=when(version),
        what=_what(row, version, names.person.called) if alone else "",
        parts=tuple(_part(part, found, names) for part in found.parts),
        signed=names.of(row.first_written_by_id or row.written_by_id, _written_at(row), known=True),
        written=_written(row, version),
        changed=_changed(version, alone),
        earlier=tuple(_earlier(one) for one in found.earlier if one.number != version.number),
        answers=tuple(answer(one, BEFORE) for one in found.answers if one.part_id not in here),
        is_about_others=not alone,
        happened=defaults.when_of(version).words(),
        is_sent_by_me=found.is_all_own and row.written_by_id == names.me,
    )


def _heading(row: Entry, version: Version) -> str:
    """Its title; where it is about somebody else too, that may say what is not theirs to know."""
    if row.about_count == 1 and version.title:
        return version.title
    return saying.kind(row.kind, version.contact if row.about_count == 1 else "")


def when(version: Version) -> str:
    """19 November 2026, 10am, 5 days ago."""
    moment = defaults.when_of(version)
    if version.happened_precision not in (Version.Precision.TIME, Version.Precision.DAY):
        return moment.words()
    return f"{moment.words()}, {ago(moment.latest, timezone.localdate())}"


def _what(row: Entry, version: Version, person: str) -> str:
    """A visit at home, in your kitchen, 45 minutes, with you and Pat."""
    said = [saying.kind(row.kind, version.contact)] if version.title else []
    said += [saying.to_you(version.place, person)] if version.place else []
    if version.minutes:
        said.append(gettext("%(minutes)s minutes") % {"minutes": version.minutes})
    if version.there:
        said.append(gettext("with %(who)s") % {"who": saying.to_you(version.there, person)})
    words = ", ".join(said)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _written(row: Entry, version: Version) -> str:
    """Written on 3 December 2026, where that was not the day it happened."""
    day = saying.local(_written_at(row))
    if day == defaults.when_of(version).latest:
        return ""
    return gettext("Written on %(day)s.") % {"day": in_words(day)}


def _written_at(row: Entry) -> datetime:
    """When it was written, also where it was moved here from another record since."""
    return row.first_written_at or row.written_at


def _changed(version: Version, alone: bool) -> str:
    """When it was changed, and why, unless the reason would say what they may not read."""
    if version.number == 1:
        return ""
    day = in_words(saying.local(version.at))
    if version.why and alone and version.is_earlier_readable:
        words = gettext("Changed on %(day)s. The reason: “%(why)s”")
        return words % {"day": day, "why": version.why}
    return gettext("Changed on %(day)s.") % {"day": day}


def _earlier(version: Version) -> ShownVersion:
    words = gettext("See how it was on %(day)s")
    return ShownVersion(version.number, words % {"day": in_words(saying.local(version.at))})


def _part(part: Part, found: Found, names: Names) -> ShownPart:
    is_own = part.sort == PartSort.OWN_WORDS
    is_mine = is_own and _is_mine(part, names.person)
    text = part.text if found.is_whole else str(getattr(part, "start", ""))
    return ShownPart(
        id=part.pk,
        heading=saying.heading_of(part.asked, part.sort, is_mine and not found.is_all_own),
        text=text,
        origin=str(saying.ORIGINS.get(part.origin, "")),  # type: ignore[call-overload]
        is_own=is_mine,
        is_cut=not found.is_whole and len(text) >= STARTS_WITH,
        answers=tuple(
            answer(one, "" if one.part_id == part.pk else BEFORE)
            for one in found.answers
            if found.beside.get(one.part_id, one.part_id) == part.pk
        ),
    )


def _is_mine(part: Part, person: Person) -> bool:
    """Whether these own words are this person's: said so, or of nobody else."""
    if not part.of:
        return part.about == [person.pk]
    called = person.called.casefold()
    return part.of.casefold() in (called, called.split(" ")[0])


BEFORE = gettext_lazy("You wrote this before it was changed.")


def answer(row: Answer, where: str | Promise = "") -> ShownAnswer:
    """Own words with when they were sent."""
    heading = gettext("You wrote, %(day)s") % {"day": in_words(saying.local(row.at))}
    wrong = gettext("You said that something here is wrong.") if row.is_correction else ""
    return ShownAnswer(row.pk, heading, row.text, " ".join(filter(None, (wrong, str(where)))))


def _held(found: Found, names: Names) -> ShownHeld:
    return ShownHeld(
        id=found.about.entry_id,
        on=saying.local(found.about.happened_at),
        why=found.about.sharing_words,
        who=_who_decides(found, names),
        answers=tuple(answer(one) for one in found.answers),
    )


def _who_decides(found: Found, names: Names) -> str:
    told = found.deciding
    due = found.about.sharing_review_on or (told.due_on if told else None)
    who = told and (told.waits_with or told.decided_by)
    whom = names.of(who) if who else gettext("A manager")
    if due is None:
        return gettext("%(who)s decides about it.") % {"who": whom}
    words = {"who": whom, "day": in_words(due)}
    if due < timezone.localdate():
        return (
            gettext("%(who)s should have looked at it by %(day)s. Ring us and ask about it.")
            % words
        )
    return gettext("%(who)s looks at it again by %(day)s, and decides.") % words


def accounts_in(found: Iterable[Found]) -> set[UUID | None]:
    """Everybody whom a page about these entries has to name."""
    ids: set[UUID | None] = set()
    for one in found:
        ids |= {one.entry.written_by_id, one.entry.first_written_by_id} if one.entry else set()
        ids |= {one.deciding.decided_by, one.deciding.waits_with} if one.deciding else set()
    return ids


# Pictures and papers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFile:
    """A picture or a paper of an entry; never what came, only what was made from it."""

    id: UUID
    name: str
    description: str
    is_picture: bool
    text: str
    pages: int


def files(entry_id: UUID, by: Account) -> list[ShownFile]:
    """The pictures and papers that this account may look at beside an entry."""
    return [
        ShownFile(one.pk, one.name, one.description, one.is_picture, one.text, one.pages)
        for one in attachments_to_see(entry_id, by)
    ]


# Who reads what they wrote ------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownWaiting:
    """Who reads the person's words, and by when they answer."""

    who: str
    by: str


def waiting(task: Task, names: Names) -> ShownWaiting:
    """Alice, social worker (Adults, East) reads them. An answer by 1 December 2026."""
    who = task.team.name if task.team else names.of(task.account_id, known=True)
    return ShownWaiting(who, in_words(task.due_on) if task.due_on else "")


# Who may see, who looked --------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownGrant:
    """Who may see the record: how much, why, and until when."""

    heading: str
    small: str
    line: str
    quiet: str


def grant(row: Grant, names: Names, members: int) -> ShownGrant:
    """One reason for which somebody may look, in sentences."""
    heading = row.team.name if row.team else row.called or names.of(row.account_id)
    many = gettext("%(number)s people") % {"number": members}
    said = [saying.until(row.until), saying.how_to_stop(row)]
    return ShownGrant(
        heading=heading,
        small="" if not row.team else gettext("1 person") if members == 1 else many,
        line=f"{saying.how_much(row.rung)} {saying.why(row.basis, row.reason)}".strip(),
        quiet=" ".join(one for one in said if one),
    )


def open_to_all(row: OpenToAll, names: Names, teams: dict[UUID, str]) -> ShownGrant:
    """A way in to every record of the council, this one too."""
    heading = teams.get(row.team_id, "") if row.team_id else names.of(row.account_id)
    is_system = row.basis == Basis.SYSTEM and bool(row.reason)
    reason = "" if is_system else row.reason
    return ShownGrant(
        # Several parts of the computer have one name: what each is for tells them apart.
        heading=f"{heading}: {row.reason[0].lower()}{row.reason[1:]}"
        if is_system
        else heading or gettext("A team of the council"),
        small="" if is_system else gettext("for every record"),
        line=f"{saying.how_much(row.rung)} {saying.why(row.basis, reason)}".strip(),
        quiet=saying.until(row.until),
    )


@dataclass(frozen=True)
class ShownLook:
    """What somebody did with the record, and why they could."""

    on: date
    clock: str
    who: str
    what: str
    why: str


def looks(rows: Sequence[Look], names: Names) -> list[ShownLook]:
    """One line for everything that somebody did more than once on a day."""
    found: dict[tuple[object, ...], list[Look]] = {}
    for one in rows:
        what = saying.did(one.what, names.is_partner(one.by_id))
        key = (saying.local(one.at), one.by_id, one.behalf_id, what, one.basis)
        if what:
            found.setdefault(key, []).append(one)
    return [_look(same, names) for same in found.values()]


def _look(same: list[Look], names: Names) -> ShownLook:
    last = same[0]
    who = names.of(last.by_id, last.at)
    if last.behalf_id:
        whom = names.of(last.behalf_id, last.at)
        who = gettext("%(who)s, for %(whom)s") % {"who": who, "whom": whom}
    what = saying.did(last.what, names.is_partner(last.by_id))
    if len(same) > 1:
        what = gettext("%(what)s, %(times)s times") % {"what": what, "times": len(same)}
    clock = f"{last.at.astimezone(LONDON):%H:%M}"
    return ShownLook(saying.local(last.at), clock, who, what, saying.why(last.basis or ""))


# What is listed for others ------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownListed:
    """One entry as somebody reads it who acts for the person, or works beside them."""

    id: UUID
    heading: str
    when: str
    parts: tuple[ShownPart, ...]
    is_sent: bool = False  # by whoever reads it


def listed(one: Listed, by: Account, *, is_whole: bool = False) -> ShownListed:
    """Its parts about that person alone; the title only where it is about nobody else."""
    return ShownListed(
        id=one.entry.pk,
        heading=_heading(one.entry, one.version),
        when=when(one.version),
        parts=tuple(_listed_part(part, is_whole) for part in one.parts),
        is_sent=one.entry.written_by_id == by.pk,
    )


def _listed_part(part: Part, is_whole: bool) -> ShownPart:
    text = part.text if is_whole else str(getattr(part, "start", ""))
    is_own = part.sort == PartSort.OWN_WORDS
    return ShownPart(
        id=part.pk,
        heading=saying.listed_heading(part.asked, part.sort, part.question),
        text=text,
        origin="",
        is_own=is_own,
        is_cut=not is_whole and len(text) >= STARTS_WITH,
        answers=(),
    )
