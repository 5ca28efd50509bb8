"""The one page that a device keeps, for where there is no signal, and the worker that shows it."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .pages import OWN_PAGES

FOLDER = Path(__file__).parent / "static"
SCRIPT = "foundation/sw.js"
# All that the page asks for. What style sheets name has a hash in its address, as in the page;
# scripts import one another by their plain names.
FRAME = (
    "foundation/mark.svg",
    "foundation/vendor/govuk-frontend.min.css",
    "foundation/alongside.css",
    "foundation/fonts/atkinson-next-latin.woff2",
    "foundation/alongside.js",
)
LINKED = (*FRAME, "foundation/no-signal.js")
IMPORTED = ("foundation/vendor/govuk-frontend.min.js",)


@require_safe
@transaction.non_atomic_requests
def page(request: HttpRequest) -> HttpResponse:
    """The page itself; it is the same for everybody, so it may lie on any device."""
    return HttpResponse(_page())


@require_safe
@transaction.non_atomic_requests
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told what it keeps; browsers look for a new one by themselves."""
    response = HttpResponse(_worker(get_language()), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def files() -> list[str]:
    """The addresses of what the page needs, as it asks for them."""
    return [static(name) for name in LINKED] + [settings.STATIC_URL + name for name in IMPORTED]


def _page() -> str:
    told = {"own_pages": " ".join(OWN_PAGES), "away": _away()}
    return render_to_string("foundation/errors/offline.html", told)


def _away() -> str:
    """The address of the page on which staff work without a signal, where a device keeps it."""
    from alongside import wiring

    try:
        return reverse(wiring.WITHOUT_SIGNAL)
    except NoReverseMatch:  # a site without a desk
        return ""


@cache  # the words and files of a process stay as they are
def _worker(language: str) -> str:
    script = (FOLDER / SCRIPT).read_text()
    kept = hashlib.sha256(_page().encode() + script.encode())
    for name in (*LINKED, *IMPORTED):
        kept.update((FOLDER / name).read_bytes())
    told = {
        "name": f"no-signal-{kept.hexdigest()[:16]}",
        "page": reverse("foundation:no-signal"),
        "files": files(),
        "away": _away(),
    }
    return f"const KEPT = {json.dumps(told)};\n{script}"
