"""Lessons: those that everybody reads, and all of them for whoever answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Func, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.learning.models import Lesson, SaidBefore

FEWEST = 10  # lessons of one theme before their number is shown
PAGE = 20
MOST_THEMES = 60  # named on one page, the most frequent


@dataclass(frozen=True)
class Page:
    """Some lessons, and after which of them there are more."""

    lessons: tuple[Lesson, ...]
    after: UUID | None


def lessons_for(by: Account) -> QuerySet[Lesson]:
    """What this account reads."""
    return (
        Lesson.objects.all() if may(by, "answer lessons") else Lesson.objects.filter(is_open=True)
    )


def answered(by: Account, after: UUID | None = None) -> Page:
    """What was learnt and what changed: a page of them, the last answered first."""
    kept = SaidBefore.objects.order_by("-kept_at")
    found = lessons_for(by).exclude(answer="").prefetch_related(Prefetch("said_before", kept))
    if last := found.filter(pk=after).first() if after else None:
        same = Q(answered_on=last.answered_on, offered_on=last.offered_on, pk__lt=last.pk)
        earlier = Q(answered_on=last.answered_on, offered_on__lt=last.offered_on)
        found = found.filter(Q(answered_on__lt=last.answered_on) | earlier | same)
    return _page(found.order_by("-answered_on", "-offered_on", "-pk"))


def waiting(by: Account, after: UUID | None = None) -> Page:
    """What waits for an answer: a page of them, those that wait longest first."""
    found = lessons_for(by).filter(answer="")
    if last := found.filter(pk=after).first() if after else None:
        same = Q(offered_on=last.offered_on, pk__gt=last.pk)
        found = found.filter(Q(offered_on__gt=last.offered_on) | same)
    return _page(found.order_by("offered_on", "pk"))


def _page(found: QuerySet[Lesson]) -> Page:
    some = tuple(found[: PAGE + 1])
    return Page(some[:PAGE], some[PAGE - 1].pk if len(some) > PAGE else None)


def lesson_to_answer(lesson_id: UUID) -> Lesson:
    """One of them, for whoever may answer; the database asks the role again."""
    return get_object_or_404(Lesson, pk=lesson_id)


def themes(by: Account) -> list[tuple[str, int | None]]:
    """What all of them are about; how many only where that is not few. One query."""
    named = lessons_for(by).annotate(theme=Func(F("themes"), function="unnest"))
    counted = named.values("theme").annotate(n=Count("pk")).order_by("-n", "theme")
    rows = counted.values_list("theme", "n")[:MOST_THEMES]
    return [(theme, n if n >= FEWEST else None) for theme, n in sorted(rows)]
