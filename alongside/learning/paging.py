"""Pages of a list that is asked for by number: which one, and the addresses of those beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest

FARTHEST = 10_000


def page_of(request: HttpRequest, name: str = "page") -> int:
    """The page that is asked for: the first, where it is not a number that makes sense."""
    given = request.GET.get(name, "")
    is_number = given.isascii() and given.isdigit() and len(given) < 6
    return min(max(1, int(given)), FARTHEST) if is_number else 1


def pages(of: str, name: str, page: int, is_more: bool, **kept: str) -> dict[str, str]:
    """The addresses of the page before and after, for a template; `kept` stays in them."""
    stays = {key: value for key, value in kept.items() if value}
    return {
        f"{of}_before": f"?{urlencode({**stays, name: page - 1})}" if page > 1 else "",
        f"{of}_after": f"?{urlencode({**stays, name: page + 1})}" if is_more else "",
    }
