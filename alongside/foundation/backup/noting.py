"""Lines of the trail about backups: made by a named part of the system, for nobody is signed in."""

from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from alongside.foundation import trail
from alongside.foundation.actor import acting


def note(what: str, detail: dict[str, Any]) -> None:
    """Add one line in a transaction of its own."""
    from alongside import wiring

    by = import_string(wiring.SYSTEM_ACCOUNT.replace(":", "."))("backup")
    with acting(by.pk), transaction.atomic():
        trail.note(what, by=by, detail=detail)
