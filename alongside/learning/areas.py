"""The ten areas by letter and name, for whatever is sorted by them: offers, sessions, dilemmas."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from .instrument import CLUSTERS, instrument_on


def areas() -> list[tuple[str, str]]:
    """Letter and name of each, in order; the letters alone where no self-assessment is in force."""
    try:
        found = instrument_on(timezone.localdate()).by_cluster
    except LookupError:
        return [(one, f"Area {one}") for one in CLUSTERS]
    return [(one, found[one].title) for one in CLUSTERS]


def in_words(clusters: Iterable[str], names: dict[str, str] | None = None) -> str:
    """Their names in a row, in their own order."""
    known = dict(areas()) if names is None else names
    return ", ".join(known[one] for one in CLUSTERS if one in set(clusters) and one in known)
