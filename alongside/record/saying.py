"""The sentences that pages say about entries: what, when, by whom, and how far it is shown."""

from collections.abc import Sequence

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, ago, in_words, working_days_between
from alongside.foundation.writing import first_words, to_text

from . import defaults
from .access import Line, start_of
from .models import About, Contact, Entry, EntryKind, Part, PartSort, Sharing, Version
from .readership import name_of

IN_A_LINE = 320  # characters of an entry that a timeline reads
CONTACTS = {
    Contact.HOME: "at home",
    Contact.OFFICE: "at our office",
    Contact.SCHOOL: "at school or college",
    Contact.ELSEWHERE: "somewhere else",
    Contact.PHONE: "by phone",
    Contact.VIDEO: "by video",
    Contact.MESSAGE: "by message",
    Contact.LETTER: "by letter",
}
DOUBLED = {  # the kind says it already
    (EntryKind.MESSAGE, Contact.MESSAGE),
    (EntryKind.LETTER, Contact.LETTER),
}


def kind_of(entry: Entry, version: Version) -> str:
    """Visit at home."""
    kind = entry.get_kind_display()
    if not version.contact or (entry.kind, version.contact) in DOUBLED:
        return kind
    return f"{kind} {CONTACTS[Contact(version.contact)]}"


def title_of(entry: Entry, version: Version) -> str:
    """What stands above an entry: its own title, or what it was."""
    return version.title or kind_of(entry, version)


def happened(version: Version) -> str:
    """19 November 2026, 10am."""
    return defaults.when_of(version).words()


def what_it_was(entry: Entry, version: Version) -> str:
    """Visit at home, 19 November 2026, 10am, 75 minutes, in Ade’s kitchen. 5 days ago."""
    parts = [kind_of(entry, version)] if version.title else []
    parts.append(happened(version))
    if version.minutes:
        parts.append(f"{version.minutes} minutes")
    if version.place:
        parts.append(version.place)
    day = defaults.when_of(version).latest
    exact = version.happened_precision in (Version.Precision.TIME, Version.Precision.DAY)
    since = f". {ago(day, timezone.localdate()).capitalize()}." if exact else "."
    return ", ".join(parts) + since


def is_late(entry: Entry, version: Version) -> bool:
    """Whether it was written so long after it happened that a reader should know."""
    if entry.source and not entry.source.startswith("moved"):
        return False  # what is brought in from a file was written down long before
    latest = defaults.when_of(version).latest
    written = entry.written_at.astimezone(LONDON).date()
    if (written - latest).days > 14:
        return True
    return working_days_between(latest, written) > defaults.LATE_AFTER


def written(entry: Entry, version: Version) -> str:
    """Written by Alice Thornber on 19 November 2026 at 12:10, the same day."""
    at = entry.written_at.astimezone(LONDON)
    start = f"Written by {name_of(entry.written_by)} on {in_words(at.date())} at {at:%H:%M}"
    exact = version.happened_precision in (Version.Precision.TIME, Version.Precision.DAY)
    if exact and at.date() == defaults.when_of(version).day:
        return f"{start}, the same day."
    if is_late(entry, version):
        return f"{start}. That was late: more than {defaults.LATE_AFTER} working days after."
    return f"{start}."


def heading_of(part: Part, writer: str) -> str:
    """Whose words these are, and of what sort."""
    if part.sort == PartSort.OWN_WORDS:
        return f"{part.of}, in their own words" if part.of else "In their own words"
    if part.sort == PartSort.REPORTED:
        return f"What {part.of} said" if part.of else f"What somebody told {writer}"
    if part.sort == PartSort.OPINION:
        return f"What {writer} makes of it"
    return "What happened"


def origin_of(part: Part) -> str:
    """How the words came to be here, where they were not typed."""
    if part.origin == "typed":
        return ""
    detail = f": {part.origin_detail}" if part.origin_detail else ""
    checked = f", checked by {name_of(part.checked_by)}" if part.checked_by else ""
    return f"{part.get_origin_display()}{detail}{checked}."


def shown_to(about: About, *, has_others: bool) -> str:
    """How far an entry is shown to one person it is about, in words."""
    name = about.person.called
    if about.sharing == Sharing.SHOWN:
        rest = " Parts that are also about somebody else are left out." if has_others else ""
        return f"{name} can read this in their record, and add to it.{rest}"
    if about.sharing == Sharing.HELD:
        by = in_words(about.sharing_review_on) if about.sharing_review_on else ""
        until = f" To be decided by {by}." if by else ""
        return f"{name} cannot read this yet, and is told: “{about.sharing_words}”{until}"
    return f"{name} is not told that this exists."


def line_words(line: Line) -> tuple[str, str]:
    """What a line of the timeline reads: the beginning of our words, and the person’s whole."""
    ours = [start_of(part) for part in line.parts if part.sort != PartSort.OWN_WORDS]
    own = [start_of(part) for part in line.parts if part.sort == PartSort.OWN_WORDS]
    said = "\n\n".join(to_text(text) for text in ours)
    return first_words(said, IN_A_LINE), "\n\n".join(own)


def whose_words(line: Line, short: str) -> str:
    """Ade wrote: themselves; Ade said: a worker wrote it down. Only for a line with own words."""
    part = next(one for one in line.parts if one.sort == PartSort.OWN_WORDS)
    is_theirs = line.entry is not None and line.entry.written_by.kind == Account.Kind.PERSON
    return f"{part.of or short} wrote" if is_theirs else f"{part.of or short} said"


def names(words: Sequence[str], end: str = "and") -> str:
    """Ade, Pat and Temi; with semicolons where a name holds a comma, as many teams’ do."""
    if any("," in word for word in words):
        return "; ".join(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {end} {words[-1]}"
