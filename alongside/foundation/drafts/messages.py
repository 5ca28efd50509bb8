"""What a page's script says to the server while somebody types, and what it is told."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from alongside.foundation.actor import Actor

from .access import drafts_of
from .actions import begin_draft
from .delivery import MOST_ROWS, deliver
from .keys import SealedRow, make_key
from .saving import Answer, Change, Seen, save_pieces

FORMAT = 1  # the server also takes the format of the release before
A_MINUTE = 60  # deliveries from one device
View = Callable[..., HttpResponse]


def told(view: View) -> View:
    """Answer what does not hold as words, in JSON, and 400."""

    @wraps(view)
    def answer(request: HttpRequest, **more: Any) -> HttpResponse:
        try:
            return view(request, **more)
        except ValidationError as wrong:
            return JsonResponse({"why": " ".join(wrong.messages)}, status=400)
        except (ValueError, KeyError, TypeError, AttributeError):
            why = "These words were not sent as a page of Alongside sends them."
            return JsonResponse({"why": why}, status=400)

    return answer


def _sent(request: HttpRequest) -> dict[str, Any]:
    sent = json.loads(request.body)
    if not isinstance(sent, dict) or sent.get("format") != FORMAT:
        raise ValueError("a format of another release")
    return sent


def _owner(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else ""


@require_GET
def hello(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Who is signed in, a fresh token, and what was heard of this draft; never its words."""
    answer: dict[str, Any] = {"who": _owner(request), "token": get_token(request)}
    if not request.user.is_authenticated:
        return JsonResponse(answer, status=401)
    draft = drafts_of(request.user).filter(pk=draft_id).first()
    heard = list(draft.heard.all()) if draft else []
    return JsonResponse(
        answer
        | {
            "over": draft.outcome if draft else "open",
            "has_two": bool(draft and draft.beside.exists()),
            "heard": [
                [one.name, str(one.editor), one.seq, one.version * (one.kept == "current")]
                for one in heard
            ],
        }
    )


def _is_owner(request: HttpRequest, sent: dict[str, Any]) -> HttpResponse | None:
    """Each message names whose words it carries; in another's session they stay where they are."""
    who = _owner(request)
    if who and who == sent.get("owner"):
        return None
    why = "somebody else is signed in" if who else "signed out"
    return JsonResponse({"why": why}, status=401)


@require_POST
@told
def key(request: HttpRequest) -> HttpResponse:
    """The key of one's own words on this device, for a page to hold in a variable."""
    sent = _sent(request)
    if refusal := _is_owner(request, sent):
        return refusal
    found = make_key(owner=UUID(_owner(request)), device=UUID(sent["device"]))
    if found is None:
        return JsonResponse({"why": "The key of this device no longer opens."}, status=409)
    return JsonResponse({"key": found.hex()})


@sensitive_variables("sent", "changes")
@require_POST
@told
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take in what was typed since."""
    sent = _sent(request)
    if refusal := _is_owner(request, sent):
        return refusal
    by: Actor = request.user  # type: ignore[assignment]
    try:
        draft = begin_draft(
            id=draft_id,
            purpose=str(sent["purpose"]),
            address=str(sent["address"]),
            about=[UUID(one) for one in sent["about"]],
            by=by,
        )
    except Http404:
        return JsonResponse({"why": "This is not yours."}, status=404)
    changes = [_change(one) for one in sent["changes"]]
    settles = [
        Seen(str(one["piece"]), UUID(one["editor"]), int(one["seq"]))
        for one in sent.get("settles", [])
    ]
    answers = save_pieces(draft=draft, changes=changes, settles=settles, by=by)
    return JsonResponse(
        {
            "heard": [_said(answer) for answer in answers],
            "at": f"{timezone.localtime():%H:%M}",
            "over": draft.outcome,
            "has_two": draft.beside.exists(),
        }
    )


def _change(one: dict[str, Any]) -> Change:
    return Change(
        str(one["piece"]), UUID(one["editor"]), int(one["seq"]), int(one["base"]), one["text"]
    )


def _said(answer: Answer) -> dict[str, Any]:
    return {
        "piece": answer.piece,
        "editor": str(answer.editor),
        "seq": answer.seq,
        "version": answer.version,
        "kept": answer.kept,
        "why": answer.why,
    }


@csrf_exempt  # no cookie is read: a row is let in because it opens with its device's key
@require_POST
@told
def sealed(request: HttpRequest) -> HttpResponse:
    """Ciphertext from a device, whoever is signed in there or nobody; never tells who exists."""
    if not ratelimit.consume(request, action="sealed"):  # before anything of theirs is kept
        return JsonResponse({"why": "Too many deliveries. Wait a minute."}, status=429)
    sent = _sent(request)
    device, rows = UUID(sent["device"]), [SealedRow.read(one) for one in sent["rows"][:MOST_ROWS]]
    if _too_often(device):
        return JsonResponse({"why": "Too many deliveries. Wait a minute."}, status=429)
    taken = deliver(device, rows)
    heard = [
        {"owner": str(row.owner), "draft": str(row.draft), **_said(answer)}
        for row, answer in taken
        if answer.kept != "refused"
    ]
    return JsonResponse({"heard": heard})


def _too_often(device: UUID) -> bool:
    """Counted for each minute by itself: a count that is raised would otherwise live on and on."""
    name = f"sealed:{device}:{int(time.time()) // 60}"
    cache.add(name, 0, 120)
    return int(cache.incr(name)) > A_MINUTE
