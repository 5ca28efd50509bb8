"""A page with one form, whose words are kept as they are typed: open it, carry it out, end it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from alongside.foundation.actor import Actor
from alongside.foundation.pages import carry_out

from .access import drafts_of, ending
from .actions import finish_draft
from .pages import OpenDraft, asked_for, draft_for


@dataclass
class Asking:
    """What the page shows, or, where there is nothing more to ask, the address it leads to."""

    form: Any
    draft: OpenDraft
    leads: str = ""

    @property
    def context(self) -> dict[str, Any]:
        """What the template needs: its form and the form's draft."""
        return {"form": self.form, "draft": self.draft}


def asking(
    request: HttpRequest,
    make: Callable[[QueryDict | None], BaseForm],
    action: Callable[..., Any],
    /,
    *,
    then: Callable[[Any], str],
    purpose: str,
    by: Actor,
    about: Iterable[models.Model | UUID] = (),
    keeps: str = "",
    **given: Any,
) -> Asking:
    """Ask with the form that `make` gives; once it holds, carry the action out and end the draft.

    Both happen in one transaction, so that a second submit finds the draft over and is led to what
    it became. `then` says where that is, from what the action gave back. `keeps` is where one goes
    on with the words, if that is not this very address.
    """
    draft = draft_for(request, purpose=purpose, about=about, address=keeps or address_of(request))
    is_post = request.method == "POST"
    form = make(request.POST if is_post else None)
    if draft.became:
        return Asking(form, draft, draft.became)
    if draft.later and not draft.refused:
        return Asking(form, draft, reverse("foundation:drafts"))
    if is_post and not draft.refused:
        acts = ending_draft(action, draft, then)
        if done := carry_out(form, acts, by=by, **given):
            return Asking(form, draft, done.result)
    if not form.is_bound:
        draft.fill(form)
    return Asking(form, draft)


def ending_draft(
    action: Callable[..., Any], draft: OpenDraft, then: Callable[[Any], str]
) -> Callable[..., str]:
    """The action, with the end of its draft in the same transaction; gives where it leads."""

    def act(*, by: Actor, **given: Any) -> str:
        with transaction.atomic():
            leads = then(action(by=by, **given))
            finish_draft(id=draft.id, became=leads, by=by)
        return leads

    return act


def not_twice(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead a form that is sent again to what it became, before the page asks what is still there.

    What the first one did may have closed the page: a fact that is over is no longer changed.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        asked = asked_for(request.POST) if request.method == "POST" else None
        row = drafts_of(request.user).filter(pk=asked).first() if asked else None  # type: ignore[arg-type]
        if row is None or ending(row) is None:
            return view(request, *args, **more)
        # The page is asked for its draft once more, so that words that came late are kept.
        purpose, about = row.purpose, row.about
        late = draft_for(request, purpose=purpose, about=about, address=row.address)
        return redirect(late.became or "foundation:drafts")

    return answer


def asks_nothing(request: HttpRequest) -> None:
    """Say so where a page asks nothing any more: words sent to it, or begun for it, are kept.

    They are then kept and shown by what keeps the words of every page that is refused.
    """
    begun = asked_for(request.GET)
    is_begun = begun and drafts_of(request.user).filter(pk=begun, outcome="open").exists()  # type: ignore[arg-type]
    if "draft-pieces" in request.POST or is_begun:
        raise Http404("This page asks nothing any more. What was written is kept.")


def address_of(request: HttpRequest) -> str:
    """The address of this page without the draft that it was opened with."""
    asked = request.GET.copy()
    asked.pop("draft", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path
