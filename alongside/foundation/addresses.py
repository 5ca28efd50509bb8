"""The addresses of pages, each worked out once for all whose id it has."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

STAND_IN = UUID("5eedca5e-0000-4000-8000-000000000000")


def page_url(name: str, *args: Any) -> str:
    """What `reverse` says, without asking all that it asks when only an id is another.

    A list of people has the same address many times over, and nothing but the id differs. What
    stands behind the id, as the key of a step, is a word of a few.
    """
    whose, *more = args or (None,)
    if not isinstance(whose, UUID | None) or not all(type(one) is str for one in more):
        return reverse(name, args=args)
    conf = settings.ROOT_URLCONF
    before, after = _around(name, whose is not None, tuple(more), get_script_prefix(), conf)
    return before if whose is None else f"{before}{whose}{after}"


@lru_cache(maxsize=2000)
def _around(
    name: str, has_id: bool, more: tuple[str, ...], prefix: str, conf: str
) -> tuple[str, str]:
    """What stands before an id and after it, where Alongside is served like this."""
    if not has_id:
        return reverse(name), ""
    before, after = reverse(name, args=[STAND_IN, *more]).split(str(STAND_IN))
    return before, after
