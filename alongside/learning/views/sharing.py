"""Letting somebody read a piece, ending that, and asking a peer what they see in it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.access import account_of
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.learning.access import pieces as access
from alongside.learning.actions import evidence as showing
from alongside.learning.actions import pieces as actions
from alongside.learning.areas import areas
from alongside.learning.forms.pieces import AnswerPeerForm, AskPeerForm, EvidenceForm, ShareForm

from .pieces import asks

ANSWERS = "learning answer as a peer"


@asks
def share(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Let one person read it, or parts of it."""
    by = account_of(request)
    found = access.piece_of_mine(by, piece_id)
    texts = access.parts_to_share(found)
    form = ShareForm(request.POST if request.method == "POST" else None, texts=texts)
    if form.is_bound and carry_out(form, actions.share_piece, piece=found, by=by):
        return redirect(f"{reverse('learning:piece', args=[found.pk])}#who")
    context = {"form": form, "piece": found, "is_whole": not texts}
    return render(request, "learning/pieces/share.html", context, status=_status(form.is_bound))


def _status(is_bound: bool) -> int:
    return 422 if is_bound else 200


@require_POST
def end_share(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """They read it no more."""
    by = account_of(request)
    found = access.share_of_mine(by, share_id)
    actions.end_share(share=found, by=by)
    return redirect(f"{reverse('learning:piece', args=[found.piece_id])}#who")


@require_safe
def shared_with_me(request: HttpRequest) -> HttpResponse:
    """What colleagues let one read now."""
    by = account_of(request)
    shares = access.shared_with(by)
    called = access.names(one.owner_id for one in shares)
    items = [
        {
            "heading": one.piece.title,
            "url": reverse("learning:piece", args=[one.piece_id]),
            "line": f"From {called.get(one.owner_id, 'a colleague')}",
            "quiet": one.asks,
            "aside": "" if one.opened_at else "Not opened yet",
        }
        for one in shares
    ]
    return render(request, "learning/pieces/shared_with_me.html", {"items": items})


@asks
def show(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    """Say which area a piece shows something of."""
    by = account_of(request)
    found = access.piece_of_mine(by, piece_id)
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if form.is_bound and carry_out(form, showing.show_with, piece=found, by=by):
        return redirect(f"{reverse('learning:piece', args=[found.pk])}#shows")
    context = {"form": form, "piece": found}
    return render(request, "learning/pieces/show.html", context, status=_status(form.is_bound))


@require_POST
def take_back(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Say it no longer."""
    by = account_of(request)
    found = access.evidence_of_mine(by, evidence_id)
    showing.take_back_evidence(evidence=found, by=by)
    return redirect(f"{reverse('learning:piece', args=[found.piece_id])}#shows")


@asks
def ask_peer(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Ask somebody who knows one's practice."""
    by = account_of(request)
    found = access.evidence_of_mine(by, evidence_id)
    form = AskPeerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and carry_out(form, showing.ask_peer, evidence=found, by=by):
        return redirect(f"{reverse('learning:piece', args=[found.piece_id])}#shows")
    area = dict(areas()).get(found.cluster, found.cluster)
    context = {"form": form, "piece": found.piece, "area": area, "evidence": found}
    return render(request, "learning/pieces/ask_peer.html", context, status=_status(form.is_bound))


@asks
@drafts.not_twice
def agree(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Answer, once, whether one would say so too."""
    by = account_of(request)
    asked = access.asked_of_me(by, asked_id)
    answering = drafts.asking(
        request,
        AnswerPeerForm,
        showing.answer_peer,
        then=lambda made: reverse("learning:agree", args=[made.pk]),
        purpose=ANSWERS,
        by=by,
        asked=asked,
    )
    if answering.leads:
        return redirect(answering.leads)
    evidence = asked.evidence
    context = {
        **answering.context,
        "asked": asked,
        "evidence": evidence,
        "who": access.names([asked.owner_id]).get(asked.owner_id, "A colleague"),
        "area": dict(areas()).get(evidence.cluster, evidence.cluster),
        "may_read": access.may_read(by, evidence.piece_id),
    }
    status = _status(request.method == "POST")
    return render(request, "learning/pieces/agree.html", context, status=status)
