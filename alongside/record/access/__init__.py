"""The way to entries and to a person's timeline, for everything above the models."""

from .entries import (
    Reading,
    entry_to_change,
    entry_to_open,
    entry_to_view,
    everybody_on,
    may_change,
    note_opened,
    people_on,
    people_to_write_about,
    reading,
)
from .lines import (
    MOST_CHARACTERS,
    PAGE,
    STARTS_WITH,
    Line,
    Page,
    Sought,
    start_of,
    timeline,
    words_left_behind,
)

__all__ = [
    "MOST_CHARACTERS",
    "PAGE",
    "STARTS_WITH",
    "Line",
    "Page",
    "Reading",
    "Sought",
    "entry_to_change",
    "entry_to_open",
    "entry_to_view",
    "everybody_on",
    "may_change",
    "note_opened",
    "people_on",
    "people_to_write_about",
    "reading",
    "start_of",
    "timeline",
    "words_left_behind",
]
