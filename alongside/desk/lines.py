"""The lines of a timeline on a page: what was written, a stub, or the marker of a slip."""

from typing import Any

from alongside.foundation.days import in_words
from alongside.foundation.templatetags.alongside import address
from alongside.record import saying
from alongside.record.access import Line
from alongside.record.readership import name_of


def items(lines: list[Line], short: str) -> list[dict[str, Any]]:
    """What the timeline's partial draws, a dictionary for each line."""
    return [item(line, short) for line in lines]


def item(line: Line, short: str) -> dict[str, Any]:
    """One line, for foundation/timeline_item.html."""
    if line.misfiled:
        return _marker(line, short)
    if line.entry is None or line.version is None:
        return _stub(line)
    url = address("record:entry", line.entry.pk)
    ours, own = saying.line_words(line)
    words = {"said_on": saying.happened(line.version)}
    if line.version.happened_precision in ("time", "day"):
        words = {}
    if own and not ours:
        return {
            "on": line.happened_at,
            "own": True,
            "heading": saying.whose_words(line, short),
            "text": own,
            "url": url,
            "link": "Read it",
            **words,
        }
    return {
        "on": line.happened_at,
        "heading": saying.title_of(line.entry, line.version),
        "url": url,
        "text": ours,
        "quiet": _quiet(line, short),
        **words,
    }


def _quiet(line: Line, short: str) -> str:
    entry = line.entry
    if entry is None:
        return ""
    there = line.version.there if line.version else ""
    said = [saying.who_wrote(entry, "The person themselves") + (f", with {there}" if there else "")]
    if entry.versions > 1:
        times = entry.versions - 1
        said.append("Changed once" if times == 1 else f"Changed {times} times")
    if line.answers:
        said.append(f"{short} has added words")
    return ". ".join(said) + "."


def _stub(line: Line) -> dict[str, Any]:
    held = line.restriction
    why = "It concerns somebody whose record you may not open, or few may read it."
    if held:
        until = in_words(held.until)
        words = held.words.rstrip(".")
        why = f"{words}. Held back by {name_of(held.by)} until {until}, when it is looked at again."
    return {"on": line.happened_at, "withheld": True, "why": why}


def _marker(line: Line, short: str) -> dict[str, Any]:
    mark = line.misfiled
    assert mark is not None
    return {
        "on": line.happened_at,
        "heading": saying.marker_heading(line),
        "text": saying.marker_words(mark) + saying.words_beside(short, line.answers),
    }
