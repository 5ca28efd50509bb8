"""The sentences that pages say about entries: what, when, by whom, and how far it is shown."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, ago, in_words, working_days_between
from alongside.foundation.writing import Difference, first_words, to_text
from alongside.people.models import Person

from . import defaults
from .access import Line, start_of
from .models import (
    About,
    Answer,
    Contact,
    Entry,
    EntryKind,
    Misfiled,
    Part,
    PartSort,
    Sharing,
    Version,
)
from .readership import name_of, own_readers
from .whom import Whom

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


def is_exact(version: Version) -> bool:
    """Whether the day is known on which it happened, and not only about when."""
    return version.happened_precision in (Version.Precision.TIME, Version.Precision.DAY)


def what_it_was(entry: Entry, version: Version, *, on_paper: bool = False) -> str:
    """Visit at home, 19 November 2026, 10am, 75 minutes, in Ade’s kitchen. 5 days ago.

    On paper without the last, which would be wrong tomorrow.
    """
    parts = [kind_of(entry, version)] if version.title else []
    parts.append(happened(version))
    if version.minutes:
        parts.append(f"{version.minutes} minutes")
    if version.place:
        parts.append(version.place)
    day = defaults.when_of(version).latest
    exact = is_exact(version) and not on_paper
    since = f". {ago(day, timezone.localdate()).capitalize()}." if exact else "."
    return ", ".join(parts) + since


def is_late(entry: Entry, version: Version) -> bool:
    """Whether it was written so long after it happened that a reader should know."""
    if entry.source and not entry.source.startswith("moved"):
        return False  # what is brought in from a file was written down long before
    latest = defaults.when_of(version).latest
    written = (entry.first_written_at or entry.written_at).astimezone(LONDON).date()
    if (written - latest).days > 14:
        return True
    return working_days_between(latest, written) > defaults.LATE_AFTER


def written(entry: Entry, version: Version) -> str:
    """Written by Alice Thornber on 19 November 2026 at 12:10, the same day."""
    at = (entry.first_written_at or entry.written_at).astimezone(LONDON)
    start = f"Written by {who_wrote(entry)} on {in_words(at.date())} at {at:%H:%M}"
    if is_exact(version) and at.date() == defaults.when_of(version).day:
        return f"{start}, the same day.{moved(entry)}"
    if is_late(entry, version):
        late = f"That was late: more than {defaults.LATE_AFTER} working days after."
        return f"{start}. {late}{moved(entry)}"
    return f"{start}.{moved(entry)}"


def moved(entry: Entry) -> str:
    """Moved here from another record by Mo Alder on 22 November 2026."""
    if entry.first_written_at is None:
        return ""
    day = in_words(entry.written_at.astimezone(LONDON).date())
    return f" Moved here from another record by {name_of(entry.written_by)} on {day}."


def writer_of(entry: Entry) -> Account:
    """Whoever wrote it, also where somebody else moved it here from another record."""
    return entry.first_written_by or entry.written_by


def who_wrote(entry: Entry, themselves: str = "the person themselves") -> str:
    """Its writer as colleagues name them; of what somebody sent about themselves, that they did."""
    writer = writer_of(entry)
    return themselves if writer.kind == Account.Kind.PERSON else name_of(writer)


def first_name_of(entry: Entry) -> str:
    """Alice, for headings over what she makes of it."""
    return name_of(writer_of(entry)).split(" ")[0]


def heading_of(part: Part, writer: str) -> str:
    """Whose words these are, and of what sort; of an answer the question, as it was asked."""
    if part.asked:
        is_own = part.sort == PartSort.OWN_WORDS and part.of
        return f"{part.asked} {part.of}, in their own words" if is_own else part.asked
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
    if about.sharing == Sharing.NOT_DISCLOSED:
        return f"{name} is not told that this exists."
    if about.person_id not in own_readers([about.person_id]):
        return _once_they_may(about)
    if about.sharing == Sharing.SHOWN:
        rest = " Parts that are also about somebody else are left out." if has_others else ""
        return f"{name} can read this in their record, and add to it.{rest}"
    by = in_words(about.sharing_review_on) if about.sharing_review_on else ""
    until = f" To be decided by {by}." if by else ""
    return f"{name} cannot read this yet, and is told: “{about.sharing_words}”{until}"


def _once_they_may(about: About) -> str:
    if about.sharing == Sharing.SHOWN or about.person.state != Person.State.LIVING:
        return nobody_reads(about.person, "can read this, and add to it")
    return nobody_reads(
        about.person, f"cannot read this yet, and are told: “{about.sharing_words}”"
    )


def nobody_reads(person: Person, then: str) -> str:
    """What is said where nobody reads a record of their own, and what they do once they can."""
    if person.state != Person.State.LIVING:
        return "Nobody reads this in a record of their own."
    end = "" if then.endswith("”") else "."
    return f"{person.called} has no account yet. Once they have one, they {then}{end}"


def line_words(line: Line) -> tuple[str, str]:
    """What a line of the timeline reads: the beginning of our words, and the person’s whole.

    Of a questionnaire: what the service says under each question, and the first two things that the
    person said in words of their own.
    """
    if any(part.question for part in line.parts):
        return _answers_in_line(line)
    ours = [start_of(part) for part in line.parts if part.sort != PartSort.OWN_WORDS]
    own = [start_of(part) for part in line.parts if part.sort == PartSort.OWN_WORDS]
    said = "\n\n".join(to_text(text) for text in ours)
    return first_words(said, IN_A_LINE), "\n\n".join(own)


OWN_IN_A_LINE = 2  # answers in the person's own words


def _answers_in_line(line: Line) -> tuple[str, str]:
    ours = [
        f"{part.asked} {first_words(to_text(start_of(part)), IN_A_LINE)}"
        for part in line.parts
        if part.sort != PartSort.OWN_WORDS and part.value is None
    ]
    own = [
        start_of(part)
        for part in line.parts
        if part.sort == PartSort.OWN_WORDS and part.value is None
    ]
    return first_words("\n\n".join(ours), IN_A_LINE), "\n\n".join(own[:OWN_IN_A_LINE])


def words_beside(called: str, answers: Sequence[Answer]) -> str:
    """Ade Bankole wrote beside it: “This is not me.” What the person said of an entry now gone."""
    said = [f"“{first_words(one.text, IN_A_LINE)}”" for one in answers]
    return f" {called} wrote beside it: {' '.join(said)}" if said else ""


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


def whose(about: Collection[UUID], here: Whom) -> str:
    """Ade and 1 other person: whom words are about, by name where one may see them."""
    known = [person.called for person in here.people if person.pk in about]
    if count := len(here.others.intersection(about)):
        known.append(others(count))
    if here.gone.intersection(about):
        known.append("somebody whom it is no longer about")
    return names(known)


def instead(before: str, now: str) -> list[Difference]:
    """Names that stand instead of others, as wholes: half a name struck through says nothing."""
    came = [Difference("added", now)] if now else []
    went = [Difference("removed", before)] if before else []
    return [*went, Difference("same", " "), *came] if went and came else [*went, *came]


def files_added(count: int) -> str:
    """1 picture or paper was added, after what was said before."""
    if not count:
        return ""
    what = "1 picture or paper was" if count == 1 else f"{count} pictures and papers were"
    return f" {what} added."


def others(count: int) -> str:
    """1 other person."""
    return f"{count} other {'person' if count == 1 else 'people'}"


def marker_heading(line: Line) -> str:
    """What stood here; several that one import brought are said together."""
    assert line.misfiled is not None
    if line.folded:
        return f"{line.folded + 1} entries were here that were brought in by mistake"
    return str(line.misfiled.get_because_display())


def marker_words(mark: Misfiled) -> str:
    """Who took out what stood here, when, and why."""
    day = in_words(mark.at.astimezone(LONDON).date())
    if mark.because != Misfiled.Because.BROUGHT_IN:
        return f"{name_of(mark.by)} took it out on {day}. {mark.why}"
    asked, agreed = name_of(mark.asked_by), name_of(mark.agreed_by)
    return f"Taken out on {day}. {asked} asked for it, and {agreed} agreed. Why: {mark.why}"
