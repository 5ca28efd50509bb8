"""What people are called, for pages that know only ids: asked of the function in wiring.py."""

from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from django.utils.module_loading import import_string

from .actor import Actor

Names = Callable[[Iterable[UUID], Actor], dict[UUID, str]]


@cache
def _source() -> Names:
    from alongside import wiring

    found: Names = import_string(wiring.NAMES.replace(":", "."))
    return found


def colleagues_of(accounts: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What those who work here are called, by their accounts."""
    from alongside import wiring

    wanted = {one for one in accounts if one}
    found: dict[UUID | None, str] = (
        import_string(wiring.COLLEAGUES.replace(":", "."))(wanted) if wanted else {}
    )
    return found


def names_of(people: Iterable[UUID], by: Actor) -> dict[UUID, str]:
    """The names of those whom this account may see; the others are not in it. One query."""
    wanted = set(people)
    return _source()(wanted, by) if wanted else {}
