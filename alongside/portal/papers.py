"""What a person reads of their own record, on paper: made from the allow-list and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language, gettext

from alongside.foundation.paper import Block, Facts, Format, Heading, Markdown, Paper, Quote, Words
from alongside.record.papers import printed

from .shown import ShownAnswer, ShownEntry, ShownFile, ShownListed, ShownPart


def my_paper(
    entry: ShownEntry,
    files: Sequence[ShownFile],
    left_out: int,
    is_older: bool,
    format: Format,
    pages: Mapping[UUID, str] | None = None,
) -> Paper:
    """One entry that is shown to the person; `pages` heads the parts that were asked on a page."""
    return Paper(
        title=entry.heading,
        about=gettext("From your record"),
        made=f"{printed('')}.",
        format=format,
        language=_language(),
        body=_mine(entry, files, left_out, is_older, pages or {}),
    )


def listed_paper(
    entries: Sequence[tuple[str, ShownListed]], files: Sequence[ShownFile], format: Format
) -> Paper:
    """What was listed for whoever acts for somebody, or works beside them, each with its day."""
    return Paper(
        title=entries[0][1].heading,
        about=gettext("Shared with you"),
        made=f"{printed('')}.",
        format=format,
        language=_language(),
        body=_listed(entries, files),
    )


def _language() -> str:
    return {"en": "en-GB", "cy": "cy-GB"}.get(get_language() or "en", get_language() or "en-GB")


def _mine(
    entry: ShownEntry,
    files: Sequence[ShownFile],
    left_out: int,
    is_older: bool,
    pages: Mapping[UUID, str],
) -> Iterator[Block]:
    yield Words(entry.happened)
    if is_older:
        yield Words(gettext("This is how it was before. It was changed since."))
    if entry.what:
        yield Words(entry.what)
    last = ""
    for part in entry.parts:
        page = pages.get(part.id, "")
        if page and page != last:
            yield Heading(1, page)
        last = page or last
        yield from _part(part, level=2 if pages else 1)
    if entry.parts and entry.is_about_others:
        yield Words(
            gettext("Part of this was about somebody else. What is about them is left out.")
        )
    elif not entry.parts:
        yield Words(_nothing(entry))
    yield from _answers(entry.answers)
    yield Words(" ".join(filter(None, (entry.signed, entry.written))))
    if entry.changed:
        yield Words(entry.changed)
    yield from _files(files)
    if left_out:
        yield Words(
            gettext(
                "Some pictures or papers are not shown, because this note is about somebody else "
                "too."
            )
        )


def _nothing(entry: ShownEntry) -> str:
    if entry.is_about_others:
        return gettext("All of this is about somebody else too, so it is left out.")
    return gettext("Nothing is written here that you can read.")


def _listed(
    entries: Sequence[tuple[str, ShownListed]], files: Sequence[ShownFile]
) -> Iterator[Block]:
    for day, entry in entries:
        yield Words(day)
        for part in entry.parts:
            yield from _part(part)
    yield from _files(files)


def _part(part: ShownPart, level: int = 1) -> Iterator[Block]:
    if part.is_own:
        yield Quote(part.text, part.heading)
    else:
        yield Heading(level, part.heading)
        yield Markdown(part.text)
    if part.origin:
        yield Words(part.origin)
    yield from _answers(part.answers)


def _answers(answers: Sequence[ShownAnswer]) -> Iterator[Block]:
    for answer in answers:
        yield Quote(answer.text, answer.heading)
        if answer.quiet:
            yield Words(answer.quiet)


def _files(files: Sequence[ShownFile]) -> Iterator[Block]:
    """By name: the files themselves are saved from the page."""
    if files:
        yield Heading(1, gettext("Pictures and papers"))
        yield Facts([(one.name, one.description) for one in files])
