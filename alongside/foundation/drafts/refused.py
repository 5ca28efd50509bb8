"""Words that were sent to a page which is closed by now: they are kept, whatever the page says."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.http import HttpRequest
from django.urls import reverse

from alongside.foundation.actor import Actor, acting
from alongside.foundation.models import Draft

from .access import drafts_of
from .pages import OpenDraft, asked_for, draft_for


def instead(request: HttpRequest) -> str | None:
    """Where a refused page leads whose draft is one's own; None where there is no such draft.

    What a view keeps is undone when it refuses. Here it is kept after all, in a transaction of its
    own: saving needs only that the words are one's own.
    """
    by: Actor = request.user  # type: ignore[assignment]
    try:
        with acting(by.pk), transaction.atomic():
            return _sent(request, by) if request.method == "POST" else _opened(request, by)
    except (ValidationError, ValueError, Error):  # the page is refused all the same
        return None


def _opened(request: HttpRequest, by: Actor) -> str | None:
    asked = asked_for(request.GET)
    mine = drafts_of(by).filter(pk=asked, outcome=Draft.Outcome.OPEN) if asked else None
    return _words(asked) if mine is not None and mine.exists() else None


def _sent(request: HttpRequest, by: Actor) -> str | None:
    if "draft-pieces" not in request.POST:
        return None  # none of our forms
    asked = asked_for(request.POST)
    row = drafts_of(by).filter(pk=asked).first() if asked else None
    given = _given(row) if row is not None else _said(request.POST.get("draft-of", ""))
    kept: OpenDraft = draft_for(request, **given)
    if kept.is_new and not any(text.strip() for text in kept.texts.values()):
        transaction.set_rollback(True)  # nobody had written anything
        return None
    return kept.became or _words(kept.id, has_files=bool(request.FILES))


def _given(row: Draft) -> dict[str, Any]:
    return {"purpose": row.purpose, "about": row.about, "address": row.address}


def _said(of: str) -> dict[str, Any]:
    """What the form itself says of a draft that nobody has saved before."""
    purpose, about, address = of.split("|", 2)
    people = [UUID(one) for one in about.split(",") if one]
    return {"purpose": purpose.replace("_", " "), "about": people, "address": address}


def _words(draft: UUID | None, *, has_files: bool = False) -> str:
    return reverse("foundation:words", args=[draft]) + ("?files=1" if has_files else "")
