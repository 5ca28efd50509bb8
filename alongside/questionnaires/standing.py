"""Which versions there are of each questionnaire, and how they stand to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404
from django.utils import timezone

from .models import Definition

_WITHOUT_TEXT = (
    "id", "key", "version", "title", "digest", "is_shipped", "starts", "ends", "why", "based_on_id",
    "by_id", "made_at",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Every version of one questionnaire, the last made first, and the one that is asked."""

    key: str
    versions: tuple[Definition, ...]
    now: Definition | None

    @property
    def newest(self) -> Definition:
        """The one made last."""
        return self.versions[0]

    @property
    def shown(self) -> Definition:
        """The one that is asked; where none is, the one that was asked last."""
        return self.now or max(self.versions, key=lambda one: (one.starts, one.made_at))

    @property
    def own(self) -> tuple[Definition, ...]:
        """The council's own."""
        return tuple(one for one in self.versions if not one.is_shipped)

    @property
    def next(self) -> Definition | None:
        """The council's own one that is planned for a later day."""
        today = timezone.localdate()
        later = [one for one in self.own if one.starts > today and is_ever_asked(one)]
        return min(later, key=lambda one: one.starts, default=None)

    def find(self, version: str) -> Definition:
        """The one of this number; 404 where there is none."""
        found = next((one for one in self.versions if one.version == version), None)
        if found is None:
            raise Http404("There is no such version.")
        return found

    def shipped_behind(self, one: Definition) -> Definition | None:
        """The shipped version that a version goes back to; itself, if it is one."""
        by_id = {each.pk: each for each in self.versions}
        seen: Definition | None = one
        while seen is not None and not seen.is_shipped:
            seen = by_id.get(seen.based_on_id) if seen.based_on_id else None
        return seen

    @property
    def upgrade(self) -> tuple[Definition, Definition] | None:
        """What the council's own goes back to, and the newer shipped one, if there is one."""
        last = next((one for one in self.own if one.ends is None), None)
        library = [one for one in self.versions if one.is_shipped]
        if last is None or not library:
            return None
        behind = self.shipped_behind(last)
        newest = max(library, key=lambda one: (one.starts, one.made_at))
        return None if behind == newest else (behind or last, newest)


def is_ever_asked(one: Definition) -> bool:
    """Whether there is a day on which it is asked: a plan that was taken back has none."""
    return one.ends is None or one.ends > one.starts


def standing_of(key: str) -> Standing:
    """All versions of one questionnaire; 404 where nothing was ever asked by this id."""
    found = next(_standings(key=key), None)
    if found is None:
        raise Http404("There is no such questionnaire.")
    return found


def standings() -> list[Standing]:
    """Every questionnaire that is or was asked, by title."""
    return sorted(_standings(), key=lambda one: one.shown.title.casefold())


def _standings(**only: str) -> Iterator[Standing]:
    today = timezone.localdate()
    rows = Definition.objects.filter(**only).only(*_WITHOUT_TEXT).order_by("key", "-made_at", "-pk")
    in_force = {one.key: one.pk for one in reversed(_in_force(today, **only))}
    for key, group in groupby(rows, lambda one: one.key):
        versions = tuple(group)
        now = next((one for one in versions if one.pk == in_force.get(key)), None)
        yield Standing(key, versions, now)


def _in_force(day: date, **only: str) -> list[Definition]:
    return list(Definition.objects.in_force(day).filter(**only).only("id", "key"))


def text_of(one: Definition) -> str:
    """What it says, to the letter."""
    return Definition.objects.values_list("text", flat=True).get(pk=one.pk)
