"""Which guides there are. Whoever works here may read all of them; who reads what is not noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.http import Http404
from django.utils import timezone

from alongside.foundation.content import ContentError, folder

from .guide import KINDS, Guide
from .reading import read_guide
from .recording import Recording


def files() -> list[Path]:
    """Every file of the library, by name."""
    return sorted((folder() / "guides").glob("*.md"))


def guides() -> Mapping[str, Guide]:
    """Every guide that can be read, by key; a file that is wrong takes no other away."""
    return _read(folder())


@lru_cache(maxsize=8)
def _read(root: Path) -> Mapping[str, Guide]:
    found: dict[str, Guide] = {}
    for file in sorted((root / "guides").glob("*.md")):
        try:
            found[file.stem] = read_guide(file)
        except ContentError:  # `alongside knowledge check` says which and why
            continue
    return found


def in_force(on: date | None = None) -> list[Guide]:
    """What holds on a day (today, unless one is given), by kind and title."""
    day = on or timezone.localdate()
    kinds = list(KINDS)
    found = (one for one in guides().values() if one.holds_on(day))
    return sorted(found, key=lambda one: (kinds.index(one.kind), one.title.casefold()))


def guide_to_view(key: str) -> Guide:
    """The guide of this name that holds today, or 404."""
    found = guide_named(key)
    if found is None:
        raise Http404
    return found


def recording_to_view(key: str, number: int) -> Recording:
    """The recording of this number beside a guide (the first is 1), or 404."""
    found = guide_to_view(key).recordings
    if not 1 <= number <= len(found):
        raise Http404
    return found[number - 1]


def guide_named(key: str) -> Guide | None:
    """The guide of this name that holds today, for whoever wants to lead there."""
    found = guides().get(key)
    return found if found is not None and found.holds_on(timezone.localdate()) else None


def led_to(guide: Guide) -> Iterator[tuple[str, int]]:
    """The keys of all guides that one names, each with the line of the file (1 is its head)."""
    yield from guide.body.leads_to
    yield from ((key, 1) for key in guide.related)
