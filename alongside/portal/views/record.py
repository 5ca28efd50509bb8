"""My record: all of it newest first, one entry of it, and the person's own words beside a part."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.portal import shown
from alongside.portal.access import mine as access
from alongside.portal.access.mine import Found
from alongside.portal.access.sight import waits_with
from alongside.portal.forms import AnswerForm, LookForm
from alongside.portal.who import Names
from alongside.record.actions import answer_entry
from alongside.record.models import Part

from .pages import Me, asked_version, id_or_none, mine, show

SENT = "/my/record/"  # where the action says that sent words went
ON_PAPER = 200  # entries on one page to print, with their whole text


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, me: Me) -> HttpResponse:
    """The person's own record. Words to look for arrive by POST, so that no address keeps them."""
    form = LookForm(request.POST if request.method == "POST" else None)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    given = request.POST if request.method == "POST" else request.GET
    before = id_or_none(given.get("before"))
    on_paper = "all" in request.GET
    _note_opened(me, words)
    page = access.my_record(
        me.person,
        by=me.account,
        words=words,
        before=before,
        size=ON_PAPER if on_paper else access.PAGE,
        is_whole=on_paper,
    )
    return show(
        request,
        "record.html",
        me,
        form=form,
        words=words,
        entries=_shown(page.found, me),
        alone=[] if words or before else [shown.answer(one) for one in alone_words(me)],
        taken_out=[] if words or before else access.taken_out(me.person),
        older=page.older,
        is_older=page.is_older,
        on_paper=on_paper,
    )


def _note_opened(me: Me, words: str) -> None:
    detail = {"words": trail.keyed(words)} if words else {}
    what = "own record searched" if words else "own record opened"
    trail.note(what, on=me.person, about=[me.person], by=me.account, detail=detail)


def alone_words(me: Me) -> list[Any]:
    """What they wrote themselves beside something that they cannot read now."""
    return list(access.words_beside_nothing(me.person))


def _shown(found: list[Found], me: Me) -> list[shown.ShownEntry | shown.ShownHeld]:
    names = Names(me.person, me.account.pk, shown.accounts_in(found))
    return [shown.entry(one, names) for one in found]


@mine
@require_safe
def entry(request: HttpRequest, me: Me, entry_id: UUID) -> HttpResponse:
    """One entry whole, or with ?version=1 as it was before."""
    number = asked_version(request)
    found = access.my_entry(me.person, entry_id, number, by=me.account)
    assert found.entry is not None
    is_older = number is not None and number != found.entry.versions
    what = "own earlier version opened" if is_older else "own entry opened"
    trail.note(what, on=found.entry, about=[me.person], by=me.account)
    one = _shown([found], me)[0]
    files = [] if is_older else shown.files(entry_id, me.account)
    left_out = 0 if is_older else access.files_left_out(entry_id)
    told: dict[str, Any] = {
        "entry": one,
        "is_older": is_older,
        "files": files,
        "left_out": left_out,
    }
    return show(request, "entry.html", me, version=number, sent=_sent(request, me, found), **told)


def _sent(request: HttpRequest, me: Me, found: Found) -> list[shown.ShownWaiting] | None:
    """Of what was sent just now: with whom it waits; nothing at any other time."""
    if (
        "sent" not in request.GET
        or found.entry is None
        or found.entry.written_by_id != me.account.pk
    ):
        return None
    tasks = waits_with(found.entry)
    names = Names(me.person, me.account.pk, [one.account_id for one in tasks])
    return list(dict.fromkeys(replace(shown.waiting(one, names), by="") for one in tasks))


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, me: Me, entry_id: UUID, part_id: UUID) -> HttpResponse:
    """Add own words beside a part, or say that something there is wrong."""
    draft = drafts.draft_for(request, purpose="answer", about=[me.person])
    if draft.became:
        sent = draft.became == SENT and access.my_answer(me.person, draft.id)
        return redirect("portal:thanks", draft.id) if sent else redirect(draft.became)
    if draft.later:
        return redirect("foundation:drafts")
    found = access.part_to_answer(me.person, entry_id, part_id, by=me.account)
    if found is None:
        return _not_there_now(request, me)
    if request.method != "POST":
        trail.note("own entry opened", on=found[0].entry, about=[me.person], by=me.account)
    return _answering(request, me, draft, *found)


def _not_there_now(request: HttpRequest, me: Me) -> HttpResponse:
    """What they wrote beside may have been held since: their words are kept all the same.

    No exception, which would undo the saving.
    """
    if request.method != "POST":
        raise Http404
    return show(request, "kept.html", me, status=404)


def _answering(
    request: HttpRequest, me: Me, draft: drafts.OpenDraft, found: Found, part: Part
) -> HttpResponse:
    is_post = request.method == "POST"
    initial = {"is_correction": "wrong" in request.GET}
    form = AnswerForm(request.POST if is_post else None, initial=initial)
    if is_post:
        done = carry_out(form, answer_entry, id=draft.id, part=part, by=me.account)
        if done:
            return redirect("portal:thanks", done.result.pk)
    else:
        draft.fill(form)
    one: Any = _shown([found], me)[0]
    beside = next(piece for piece in one.parts if piece.id == part.pk)
    back = reverse("portal:entry", args=[found.about.entry_id])
    return show(
        request, "answer.html", me, form=form, draft=draft, entry=one, part=beside, back=back
    )


@mine
@require_safe
def thanks(request: HttpRequest, me: Me, answer_id: UUID) -> HttpResponse:
    """After words were sent: that they are kept, who reads them, and by when there is an answer."""
    sent = access.my_answer(me.person, answer_id)
    if sent is None:
        raise Http404
    trail.note("own words opened", on=sent, about=[me.person], by=me.account)
    tasks = waits_with(sent)
    names = Names(me.person, me.account.pk, [one.account_id for one in tasks])
    return show(
        request,
        "thanks.html",
        me,
        answer=shown.answer(sent),
        is_correction=sent.is_correction,
        waiting=[shown.waiting(one, names) for one in tasks],
        is_there=access.is_shown(me.person, sent.entry_id),
        entry_id=sent.entry_id,
    )
