"""CPD: the year and what is missing, a piece in the regulator's order, and copying it over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.foundation.paper import PaperNotMade
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.word import as_word
from alongside.learning.access import cpd as access
from alongside.learning.access.pieces import piece_of_mine
from alongside.learning.access.taking_along import cpd_of_year
from alongside.learning.actions import cpd as actions
from alongside.learning.cpd import Pack, Year, by_when, pack_for, pack_on, standing
from alongside.learning.forms.cpd import CpdForm, SaveForm
from alongside.learning.models import Piece
from alongside.learning.taking_along import as_zip
from alongside.record.papers import printed
from alongside.record.readership import name_of

from .pieces import asks
from .taking_along import as_file

PURPOSE = "learning cpd"


@require_safe
def cpd(request: HttpRequest) -> HttpResponse:
    """The pieces of this year and of others, what is missing, and by when."""
    by = account_of(request)
    today = timezone.localdate()
    kept = access.cpd_of(by)
    pack = pack_on(today)
    if pack is None:
        items = [_item(one) for one in kept]
        return render(request, "learning/cpd/none.html", {"items": items})
    stands = standing(pack, [one.counted for one in kept], today)
    context = {
        "pack": pack,
        "stands": stands,
        "by_when": by_when(stands.year, today),
        "renews": stands.year.renewal <= today,
        "now": [_item(one) for one in kept if stands.year.holds(one.piece.on)],
        "others": [_item(one) for one in kept if not stands.year.holds(one.piece.on)],
    }
    return render(request, "learning/cpd/cpd.html", context)


def _item(kept: access.Kept) -> dict[str, str]:
    counted, sent = kept.counted, kept.cpd.sent_on
    notes = [
        "Talked over with a peer" if counted.has_peer else "",
        "" if counted.is_whole else "Begun: learning or impact is not written yet",
        f"In the regulator’s form since {in_words(sent)}" if sent else "",
    ]
    return {
        "heading": kept.piece.title,
        "url": reverse("learning:cpd-piece", args=[kept.piece.pk]),
        "line": ". ".join(note for note in notes if note),
        "aside": in_words(kept.piece.on),
    }


@asks
@drafts.not_twice
def new(request: HttpRequest) -> HttpResponse:
    """A piece from something that was done elsewhere."""
    return _writing(request, None)


@asks
@drafts.not_twice
def use_piece(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Use a piece of one's own as CPD: where it came from is known, what was learnt is not."""
    return _writing(request, access.from_piece(account_of(request), piece_id))


@asks
@drafts.not_twice
def use_other(request: HttpRequest, kind: str, its_id: UUID) -> HttpResponse:
    """The same for a supervision session, or a session that one came to."""
    return _writing(request, access.from_something(account_of(request), kind, its_id))


@asks
@drafts.not_twice
def use_library(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The same for a guide or a course."""
    account_of(request)
    return _writing(request, access.from_library(kind, key))


@asks
def save(request: HttpRequest) -> HttpResponse:
    """One year of it, in files that open without Alongside."""
    by, today = account_of(request), timezone.localdate()
    years = access.years_of(by, _pack(), today)
    form = SaveForm(request.POST if request.method == "POST" else None, years=years)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        year = next(one for one in years if one.key == form.cleaned_data["year"])
        try:
            return _saved(by, year)
        except PaperNotMade as wrong:
            context["wrong"] = str(wrong)
    status = 422 if form.is_bound else 200
    return render(request, "learning/cpd/save.html", context, status=status)


def _saved(by: Account, year: Year) -> HttpResponse:
    title = f"My CPD, {year.words()}"
    packed = as_zip(
        cpd_of_year(by, year), f"{printed(name_of(by))}.", as_pdf, as_word,
        title=title, what=f"{title}: every piece that you kept in Alongside.\n\n",
    )  # fmt: skip
    trail.note("learning: a year of CPD taken along", on=by, by=by)
    return as_file(packed, f"my-cpd-{year.begins}-to-{year.ends}.zip")


def _pack() -> Pack:
    if (found := pack_for(timezone.localdate())) is None:
        raise Http404
    return found


def _writing(request: HttpRequest, begins: access.Begins | None) -> HttpResponse:
    pack = _pack()
    initial: dict[str, Any] = {"on": timezone.localdate()}
    given: dict[str, Any] = {}
    if begins is not None:
        initial = {"title": begins.title, "on": begins.on, "activity": begins.activity}
        given = {"came_from": begins.came_from, "from_kind": begins.from_kind}
        given["from_id"] = begins.from_id
    asked = drafts.asking(
        request,
        lambda data: CpdForm(data, pack=pack, initial=initial),
        actions.write_cpd,
        then=_to_piece,
        purpose=PURPOSE,
        by=account_of(request),
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if request.method == "POST" else 200
    context = {**asked.context, "pack": pack, "begins": begins}
    return render(request, "learning/cpd/write.html", context, status=status)


def _to_piece(made: Piece) -> str:
    return reverse("learning:cpd-piece", args=[made.pk])


@require_safe
def one(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """One piece under the regulator's questions, each to be copied by itself."""
    kept = access.cpd_to_change(account_of(request), piece_id)
    pack = pack_for(kept.piece.on)
    asked = pack.questions if pack else tuple((key, key) for key in kept.texts)
    context = {
        "kept": kept,
        "piece": kept.piece,
        "pack": pack,
        "answers": [(asks, _answer(kept, key, pack), key) for key, asks in asked],
        "versions": kept.piece.versions,
    }
    return render(request, "learning/cpd/one.html", context)


def _answer(kept: access.Kept, key: str, pack: Pack | None) -> str:
    if key == "activity":
        return pack.activities.get(kept.cpd.activity, "") if pack else kept.cpd.activity
    if key == "on":
        return in_words(kept.piece.on)
    return kept.texts.get(key, "")


@asks
@drafts.not_twice
def change(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Change it; the earlier words stay."""
    by = account_of(request)
    kept = access.cpd_to_change(by, piece_id)
    pack, row = _pack(), kept.cpd

    def make(data: QueryDict | None) -> CpdForm:
        initial = {
            "title": kept.piece.title, "on": kept.piece.on, "activity": row.activity,
            "is_peer": row.is_peer, "peer_relation": row.peer_relation, "peer_on": row.peer_on,
            **kept.texts,
        }  # fmt: skip
        return CpdForm(data, pack=pack, initial=initial)

    asked = drafts.asking(
        request, make, actions.change_cpd, then=_to_piece, purpose=PURPOSE, by=by, piece=kept.piece
    )
    if asked.leads:
        return redirect(asked.leads)
    status = 422 if request.method == "POST" else 200
    context = {**asked.context, "pack": pack, "piece": kept.piece}
    return render(request, "learning/cpd/change.html", context, status=status)


@require_POST
def sent(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Note that it stands in the regulator's own form now."""
    by = account_of(request)
    kept = access.cpd_to_change(by, piece_of_mine(by, piece_id).pk)
    actions.mark_sent(piece=kept.piece, by=by)
    return redirect("learning:cpd-piece", kept.piece.pk)
