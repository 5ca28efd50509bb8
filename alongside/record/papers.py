"""An entry, or a letter, on paper: made from what its page shows this reader, and nothing more."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from alongside.accounts.models import Account, Membership, Practitioner, in_force
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.paper import (
    Block,
    Facts,
    Format,
    Heading,
    Markdown,
    Notice,
    Paper,
    Quote,
    Words,
)
from alongside.foundation.templatetags.alongside import council
from alongside.people.facts import latest
from alongside.people.models import Fact, FactKind, Need, Person
from alongside.questionnaires.access import as_asked
from alongside.questionnaires.definition import Questionnaire

from . import saying
from .access import Reading
from .attached import attachments_with
from .models import Attachment, EntryKind, PartSort, Sharing
from .parts import ReadPart, Together, open_questions, parts_of, seen_of, together
from .readership import name_of

# The option of the library of needs, and the paper that meets it; the larger print comes first.
FORMAT_OF = {
    "format-very-large-print": Format.LARGER,
    "format-easy-read": Format.EASY_READ,
    "format-large-print": Format.LARGE,
}
SORTS = {
    PartSort.FACT: "Fact: what was seen or done.",
    PartSort.REPORTED: "Reported: what somebody said.",
    PartSort.OPINION: "Opinion: what the writer makes of it.",
}


def format_for(person: Person | None) -> Format:
    """The paper that this person needs, as written down with what they need to take part."""
    if person is None:
        return Format.STANDARD
    needs = Need.objects.filter(person=person, over_at=None, option__in=FORMAT_OF)
    options = set(needs.values_list("option", flat=True))
    return next((it for option, it in FORMAT_OF.items() if option in options), Format.STANDARD)


def printed(by: str, at: datetime | None = None) -> str:
    """Printed 22 November 2026, 14:02, by Alice Shaw, Northmere Council."""
    now = (at or timezone.now()).astimezone(LONDON)
    who = f"by {by}, {council('name')}" if by else council("name")
    return f"Printed {in_words(now.date())}, {now:%H:%M}, {who}"


def entry_on_paper(read: Reading, format: Format, by: Account) -> Paper:
    """The entry, in the version that was read, as this account may read it."""
    if read.entry.kind == EntryKind.LETTER:
        return _letter(read, format)
    return Paper(
        title=saying.title_of(read.entry, read.version),
        about=_about(read),
        made=f"{printed(name_of(by))}.",
        marking="Confidential. Only a few may read this" if read.restriction else "Confidential",
        format=format,
        body=_entry(read),
    )


def _about(read: Reading) -> str:
    known = [about.person.called for about in read.abouts]
    hidden = read.entry.about_count - len(known)
    if hidden > 0:
        known.append(saying.others(hidden))
    return f"About {saying.names(known)}"


def _entry(read: Reading) -> Iterator[Block]:
    yield Words(saying.what_it_was(read.entry, read.version, on_paper=True))
    yield from _warnings(read)
    asked = as_asked(read.version.form)
    rows = together(parts_of(read), asked)
    for row in rows:
        if row.heading:
            yield Heading(1, row.heading)
        yield from _row(row, saying.first_name_of(read.entry))
    if not rows:
        yield Words("Nothing more was written than what stands above.")
    yield from _still_open(read, asked)
    yield from _files(attachments_with(read.entry, read.version))
    yield Heading(1, "About this record")
    yield Facts(list(_facts(read)))


def _warnings(read: Reading) -> Iterator[Block]:
    """What must be known before the paper leaves the hand."""
    if read.version.number < read.entry.versions:
        old = f"This is version {read.version.number}, as it was. Something was changed after it."
        yield Notice(old)
    if read.restriction:
        until = in_words(read.restriction.until)
        yield Notice(f"Only a few may read this, until {until}: {read.restriction.words}")
    for about in read.abouts:
        name, has_others = about.person.called, read.has_others(about.person_id)
        said = saying.shown_to(about, has_others=has_others)
        if about.sharing != Sharing.SHOWN:
            yield Notice(f"Not to be given to {name}. {said}")
        elif has_others:
            yield Notice(f"Not to be given to {name} as it is: parts are about somebody else.")


def _row(row: Together, writer: str) -> Iterator[Block]:
    """A part; of answers the question once, then what each voice says to it."""
    question = row.parts[0].part.asked
    if question:
        yield Heading(2, question)
    for one in row.parts:
        yield from _answer(one, writer, len(row.parts) > 1) if question else _part(one)
        yield from _beside(one)


def _answer(one: ReadPart, writer: str, is_one_of_two: bool) -> Iterator[Block]:
    said = one.part
    if one.is_own:
        yield Quote(said.text, f"{said.of}, in their own words" if said.of else "Own words")
        return
    sort = {
        PartSort.OPINION: f"What {writer} makes of it",
        PartSort.REPORTED: f"What somebody told {writer}",
    }.get(PartSort(said.sort), f"What {writer} wrote" if is_one_of_two else "")
    about = f"About {one.about}" if one.about else ""
    if label := ". ".join(words for words in (sort, about) if words):
        yield Words(f"{label}:", stays=True)
    yield Words(said.text) if said.value else Markdown(said.text)


def _still_open(read: Reading, asked: Questionnaire | None) -> Iterator[Block]:
    names = open_questions(read.version, asked)
    if names:
        yield Heading(1, "Questions that were still open")
        if why := read.version.answers.get("why", ""):
            yield Words(f"It was finished all the same: {why}")
        yield Facts([("Open", name) for name in names])


def _part(one: ReadPart) -> Iterator[Block]:
    if one.is_own:
        yield Quote(one.part.text, one.heading)
    else:
        yield Heading(1, one.heading)
        sort = SORTS.get(PartSort(one.part.sort), "")
        about = f"About {one.about}." if one.about else ""
        yield Words(" ".join(words for words in (sort, about) if words))
        yield Markdown(one.part.text)


def _beside(one: ReadPart) -> Iterator[Block]:
    """How it came to be here, and what the person wrote beside it."""
    if one.origin:
        yield Words(one.origin)
    for answer in one.answers:
        yield Quote(answer.text, f"Answered by {answer.heading}")
        if answer.quiet:
            yield Words(answer.quiet)


def _files(files: Iterable[Attachment]) -> Iterator[Block]:
    """Named, not printed: each has its own page and its own rules."""
    named = [(_name_of(file), _told_of(file)) for file in files]
    if named:
        yield Heading(1, "Pictures and papers kept with this")
        yield Facts(named)


def _name_of(file: Attachment) -> str:
    return file.name if file.may_be_shown else "A file that cannot be shown"


def _told_of(file: Attachment) -> str:
    if not file.may_be_shown:
        return f"{file.get_state_display()}."
    pages = f", {file.pages} pages" if file.pages > 1 else ""
    kind = f"{file.get_kind_display()}{pages}."
    return f"{file.description.rstrip('.')}. {kind}" if file.description else kind


def _facts(read: Reading) -> Iterator[tuple[str, str]]:
    written = saying.written(read.entry, read.version).removeprefix("Written ")
    yield "Written", f"{written[0].upper()}{written[1:]}"
    if read.version.there:
        yield "Also there", read.version.there
    if seen := seen_of(read):
        yield "Seen", seen
    if read.entry.source and not read.entry.first_written_at:
        yield "Source", read.entry.source
    for version in reversed(read.versions):
        if 1 < version.number <= read.version.number:
            at = version.at.astimezone(LONDON)
            why = f" “{version.why}”" if version.why else ""
            line = f"By {name_of(version.by)}, {in_words(at.date())} at {at:%H:%M}.{why}"
            yield f"Changed, version {version.number}", line
    for about in read.abouts:
        said = saying.shown_to(about, has_others=read.has_others(about.person_id))
        yield f"Shown to {about.person.called}", said


# Letters ------------------------------------------------------------------------------------------


def _letter(read: Reading, format: Format) -> Paper:
    """A letter as it is sent: nothing of what only the record says, and no word of ours in it."""
    return Paper(
        title=saying.title_of(read.entry, read.version),
        about="",
        made="",
        format=format,
        body=_letter_body(read),
    )


def _letter_body(read: Reading) -> Iterator[Block]:
    yield from _warnings(read)
    sender = _sender(saying.writer_of(read.entry))
    yield Words("\n".join([council("name"), *sender[1:]]))
    yield Words(saying.happened(read.version))
    yield from _whom(read)
    for part in read.parts:
        if part.sort == PartSort.OWN_WORDS:
            yield Quote(part.text, saying.heading_of(part, ""))
        else:
            yield Markdown(part.text)
    yield from _files(attachments_with(read.entry, read.version))
    if not _is_signed(read, sender[0]):
        yield Words("\n".join(sender))


def _sender(writer: Account) -> list[str]:
    """Who wrote it: name, then job and team."""
    worker = Practitioner.objects.filter(account=writer).select_related("agency").first()
    if worker is None:
        return [name_of(writer)]
    team = Membership.objects.filter(in_force(), account=writer).select_related("team").first()
    place = worker.agency.name if worker.agency else team.team.name if team else ""
    job = worker.job_title or ""
    return [worker.name, *(one for one in (job, place if place != job else "") if one)]


def _is_signed(read: Reading, name: str) -> bool:
    """Whether its last lines hold the name of the writer already."""
    end = read.parts[-1].text[-200:] if read.parts else ""
    return re.search(rf"\b{re.escape(name)}\b", end) is not None


def _whom(read: Reading) -> Iterator[Block]:
    """To whom; with the address only of one person, and never one that is protected."""
    if len(read.abouts) == 1 and read.entry.about_count == 1:
        person = read.abouts[0].person
        kept = Fact.objects.filter(person=person, kind=FactKind.ADDRESS, over_at=None)
        # One that is protected hides them all: an old one, or a relative's, leads there too.
        facts = list(kept)
        address = None if any(one.is_protected for one in facts) else latest(facts, "address")
        lines = address.value.split(",") if address and address.value else []
        yield Words("\n".join([person.called, *(line.strip() for line in lines)]))
    elif read.abouts:
        yield Words(saying.names([about.person.called for about in read.abouts]))
