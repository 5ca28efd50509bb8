"""Lessons: those that everybody reads, and all of them for whoever answers."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.learning.models import Lesson

FEWEST = 10  # lessons of one theme before their number is shown


def lessons_for(by: Account) -> QuerySet[Lesson]:
    """What this account reads, the last answered first."""
    found = Lesson.objects.order_by("-answered_on", "-offered_on", "pk")
    return found if may(by, "answer lessons") else found.filter(is_open=True)


def lesson_to_answer(lesson_id: UUID) -> Lesson:
    """One of them, for whoever may answer; the database asks the role again."""
    return get_object_or_404(Lesson, pk=lesson_id)


def themes(lessons: list[Lesson]) -> list[tuple[str, int | None]]:
    """What they are about; how many only where that is not few."""
    counted = Counter(theme for one in lessons for theme in one.themes)
    return [(theme, n if n >= FEWEST else None) for theme, n in sorted(counted.items())]
