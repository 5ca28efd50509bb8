"""The pages of drafts: what is not finished, what one wrote, putting away, and two versions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.foundation import trail, writing
from alongside.foundation.actor import Actor
from alongside.foundation.models import Beside, Draft, HandOver
from alongside.foundation.naming import colleagues_of, names_of

from .access import (
    draft_of,
    ending,
    first_lines,
    go_on,
    late_drafts_of,
    open_drafts_of,
    put_away_drafts_of,
)
from .actions import bring_back, discard, put_late_words_away, start_again
from .asking import asking, not_twice
from .closed import closed, is_closed
from .comparing import Choice, TwoVersions, two_versions
from .forms import HandOverForm
from .handing import State, ask_to_hand_over, asked_by, keep_it, may_be_offered
from .reading import written
from .saving import Seen, save_pieces, settle

MOST_LISTED = 100
TOLD_FOR = timedelta(days=28)  # what became of it, once it is with somebody else


def _by(request: HttpRequest) -> Actor:
    return request.user  # type: ignore[return-value]


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    is_staff = _by(request).kind in ("staff", "system")
    context["base"] = "foundation/base.html" if is_staff else "foundation/base_person.html"
    return render(request, f"foundation/drafts/{name}.html", context, status=status)


def _line(draft: Draft, words: str, *, is_shut: bool = False) -> dict[str, Any]:
    where = _words_of(draft) if is_shut else go_on(draft)
    first = writing.first_words(words, 120)
    return {"draft": draft, "words": first, "address": where, "is_closed": is_shut}


def _words_of(draft: Draft) -> str:
    return reverse("foundation:words", args=[draft.pk])


@login_required
@require_safe
def drafts_page(request: HttpRequest) -> HttpResponse:
    """What one began and has not finished, what came late, and what was put away."""
    by = _by(request)
    lists = {
        "still_open": list(open_drafts_of(by)[:MOST_LISTED]),
        "late": list(late_drafts_of(by)[:MOST_LISTED]),
        "put_away": list(put_away_drafts_of(by)[:MOST_LISTED]),
    }
    every = [draft for drafts in lists.values() for draft in drafts]
    words = first_lines(every)
    twofold = set(Beside.objects.filter(draft__in=every).values_list("draft_id", flat=True))
    shut = closed(every, by)
    asked = _asked(by)
    names = names_of({person for draft in every for person in draft.about}, by)
    trail.note("drafts listed", listed=names, by=by, detail={"drafts": len(every)})
    shown = {
        name: [
            _line(draft, words.get(draft.pk, ""), is_shut=draft.pk in shut)
            | {
                "asked": asked.get(draft.pk),
                "has_two": draft.pk in twofold,
                "people": [names[person] for person in draft.about if person in names],
            }
            for draft in drafts
        ]
        for name, drafts in lists.items()
    }
    return _page(request, "list", 200, handed=_handed(asked.values()), **shown)


def _asked(by: Actor) -> dict[UUID, HandOver]:
    """What became of each draft that this account last asked somebody to take over."""
    if by.kind != "staff":
        return {}
    found: dict[UUID, HandOver] = {}
    for one in asked_by(by):
        found.setdefault(one.draft_id, one)
    names = colleagues_of(one.answered_by_id for one in found.values())
    for one in found.values():
        if getattr(one, "is_told", False):
            one.answered_by_name = names.get(one.answered_by_id, "")
    return found


def _handed(asked: Iterable[HandOver]) -> list[HandOver]:
    """Those that are with somebody else by now, for some weeks."""
    since = timezone.now() - TOLD_FOR
    taken = (one for one in asked if one.state == State.TAKEN)
    return [one for one in taken if one.answered_at and one.answered_at >= since]


# Where its page is closed


@login_required
@require_safe
def words_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One's own words, read-only: also where the page that they belong to is closed to one."""
    by = _by(request)
    draft = draft_of(by, draft_id)
    if draft.outcome == Draft.Outcome.FINISHED:
        return redirect(ending(draft) or "foundation:drafts")
    trail.note(draft.noted("draft opened"), on=draft, about=draft.about, by=by)
    names = names_of(draft.about, by)
    shut = is_closed(draft, by)
    asked = _asked(by).get(draft.pk) if draft.offered_at else None
    return _page(
        request,
        "words",
        draft=draft,
        written=written(draft, by),
        people=[names[person] for person in draft.about if person in names],
        is_closed=shut,
        is_staff=by.kind == "staff",
        address=go_on(draft),
        asked=asked,
        may_offer=shut and may_be_offered(draft, by),
        has_two=draft.beside.exists(),
        lost_files="files" in request.GET,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@not_twice
def hand_over_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Asking that those who work with the person now take it over, with a reason if one likes."""
    by = _by(request)
    draft = draft_of(by, draft_id)
    waits = HandOver.objects.filter(draft=draft, state=State.WAITING).exists()
    if waits or not may_be_offered(draft, by) or not is_closed(draft, by):
        return redirect(_words_of(draft))
    asked = asking(
        request,
        HandOverForm,
        ask_to_hand_over,
        then=lambda _: reverse("foundation:drafts"),
        purpose="handing over",
        about=draft.about,
        by=by,
        draft=draft,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {"offered": draft, "back": _words_of(draft), **asked.context}
    return _page(request, "hand_over", **context)


@login_required
@require_POST
def keep_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask no longer that somebody takes it over. Pressing twice does no harm."""
    by = _by(request)
    keep_it(draft=draft_of(by, draft_id), by=by)
    return redirect("foundation:drafts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_away(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask once, then put the draft away."""
    draft = draft_of(_by(request), draft_id)
    if request.method == "POST":
        return _done(lambda: discard(id=draft_id, by=_by(request)), request, draft)
    words = first_lines([draft]).get(draft.pk, "")
    line = _line(draft, words, is_shut=is_closed(draft, _by(request)))
    return _page(request, "put_away", **line)


@login_required
@require_POST
def bring_back_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Open a draft again that was put away, and go on with it."""
    by = _by(request)
    draft = draft_of(by, draft_id)
    then = _words_of(draft) if is_closed(draft, by) else go_on(draft)
    return _done(lambda: bring_back(id=draft_id, by=by), request, draft, then)


def _done(
    act: Any, request: HttpRequest, draft: Draft, then: str = "foundation:drafts"
) -> HttpResponse:
    try:
        act()
    except ValidationError as wrong:
        return _page(request, "refused", 409, draft=draft, why=" ".join(wrong.messages))
    return redirect(then)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def two_versions_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Both texts side by side: keep one, or the text that was made of both."""
    by = _by(request)
    draft = draft_of(by, draft_id)
    if draft.outcome == Draft.Outcome.FINISHED:
        return _late(request, draft, by)
    if request.method == "POST":
        choice = Choice(request.POST)
        if choice.is_valid():
            _settle(draft, choice.cleaned_data, by)
            return redirect("foundation:two-versions", draft_id=draft.pk)
        return _compare(request, draft, two_versions(draft), choice, by)
    shown = two_versions(draft)
    if shown is None:
        return redirect(go_on(draft))
    return _compare(request, draft, shown, Choice(initial=shown.initial()), by)


def _compare(
    request: HttpRequest, draft: Draft, shown: TwoVersions | None, form: Choice, by: Actor
) -> HttpResponse:
    trail.note(draft.noted("draft opened"), on=draft, about=draft.about, by=by)
    status = 422 if form.is_bound else 200
    return _page(
        request, "two_versions", status, draft=draft, shown=shown, form=form, go_on=go_on(draft)
    )


def _settle(draft: Draft, chosen: dict[str, Any], by: Actor) -> None:
    seen = Seen(chosen["piece"], chosen["editor"], chosen["seq"])
    if chosen["keep"] == "now":
        save_pieces(draft=draft, changes=[], settles=[seen], by=by)
        return
    text = chosen["merged"]
    if chosen["keep"] == "beside":
        row = draft.beside.filter(name=seen.piece, editor=seen.editor, seq=seen.seq).first()
        if row is None:  # more was typed there meanwhile, or it was settled on another page
            return
        text = row.text
    settle(draft=draft, seen=seen, base=chosen["base"], text=text, by=by)


def _late(request: HttpRequest, draft: Draft, by: Actor) -> HttpResponse:
    """Words that came after a draft was finished: they go into a new one, or are put away."""
    if request.method == "POST":
        if "start-again" in request.POST and draft.beside.exists():
            return redirect(go_on(start_again(id=draft.pk, by=by)))
        put_late_words_away(id=draft.pk, by=by)
        return redirect(draft.became or "foundation:drafts")
    if not draft.beside.exists():
        return redirect(draft.became or "foundation:drafts")
    trail.note(draft.noted("draft opened"), on=draft, about=draft.about, by=by)
    return _page(request, "late", draft=draft, late=draft.beside.order_by("name", "saved_at"))
