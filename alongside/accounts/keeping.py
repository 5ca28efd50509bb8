"""What was sent while its session was locked: sealed in the session until it is sent again."""

import json
import secrets
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import sealing

KEPT, FIELD = "kept", "kept-words"
MOST = 20  # pages
LONGEST = 6_000_000  # characters of one page
SECRET = ("csrfmiddlewaretoken", "credential", "code", "token", FIELD)


@dataclass(frozen=True)
class Kept:
    """One page that was sent: where to, when, and all its fields."""

    key: str
    path: str
    at: str
    fields: list[tuple[str, str]]
    files: list[str]  # a file cannot be kept; its name says what to choose again
    is_cut: bool = False

    @property
    def words(self) -> list[str]:
        """What somebody wrote, to be read; the single values of menus are left out."""
        return [value for _name, value in self.fields if " " in value.strip()]


def keep(request: HttpRequest) -> None:
    """Seal what was sent; what is too long is named as such, never dropped in silence."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in map(str, values)
        if not _is_secret(name)
    ]
    is_cut = sum(len(value) for _name, value in fields) > LONGEST
    told = {
        "path": request.get_full_path(),
        "at": timezone.localtime().strftime("%H:%M"),
        "fields": [] if is_cut else fields,
        "files": [str(one.name) for name in request.FILES for one in request.FILES.getlist(name)],
        "is_cut": is_cut,
    }
    packed = b64encode(zlib.compress(json.dumps(told).encode())).decode()
    kept: list[list[str]] = request.session.get(KEPT, [])
    mark = [secrets.token_urlsafe(9), sealing.seal(_purpose(request), packed)]
    request.session[KEPT] = [*kept, mark][-MOST:]


def _is_secret(name: str) -> bool:
    """What proves who somebody is, and never what they wrote: a postcode is no code."""
    words = name.lower().replace("_", "-")
    return "password" in words or any(words == one or words.endswith(f"-{one}") for one in SECRET)


def _purpose(request: HttpRequest) -> str:
    """Sealed for one account: in anybody else's session it cannot be opened."""
    return f"kept words of {request.user.pk}"


def kept_by(request: HttpRequest) -> list[Kept]:
    """All that is kept in this session, in the order it came."""
    found = []
    for key, sealed in request.session.get(KEPT, []):
        try:
            packed = sealing.open_sealed(_purpose(request), sealed)
        except sealing.CannotOpenError:
            continue
        told: dict[str, Any] = json.loads(zlib.decompress(b64decode(packed)))
        fields = [(str(name), str(value)) for name, value in told.pop("fields")]
        found.append(Kept(key=key, fields=fields, **told))
    return found


def forget(request: HttpRequest, key: str) -> None:
    """It was sent again, or put away."""
    left = [mark for mark in request.session.get(KEPT, []) if mark[0] != key]
    if left:
        request.session[KEPT] = left
    else:
        request.session.pop(KEPT, None)


def forget_what_was_sent(request: HttpRequest, response: HttpResponse) -> None:
    """After a page was sent again and answered, it need not be kept."""
    session = getattr(request, "session", None)
    if request.method != "POST" or session is None or KEPT not in session:
        return
    if response.status_code < 400 and not getattr(request, "is_locked", False):
        forget(request, request.POST.get(FIELD, ""))
