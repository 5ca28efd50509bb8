"""The addresses of pages, each worked out once for all whose id it has."""

from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

STAND_IN = UUID("5eedca5e-0000-4000-8000-000000000000")


def page_url(name: str, *args: Any) -> str:
    """What `reverse` says, without asking all that it asks when only an id is another.

    A list of people has the same address many times over, and nothing but the id differs.
    """
    if len(args) > 1 or (args and type(args[0]) is not UUID):
        return reverse(name, args=args)
    before, after = _around(name, bool(args), get_script_prefix(), settings.ROOT_URLCONF)
    return f"{before}{args[0]}{after}" if args else before


@cache
def _around(name: str, has_id: bool, prefix: str, conf: str) -> tuple[str, str]:
    """What stands before an id and after it, where Alongside is served like this."""
    if not has_id:
        return reverse(name), ""
    before, after = reverse(name, args=[STAND_IN]).split(str(STAND_IN))
    return before, after
