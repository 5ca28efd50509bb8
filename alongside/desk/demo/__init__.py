"""Northmere, the council that everybody may try: invented people, and those who work with them."""

from collections.abc import Callable
from random import Random

from django.db import transaction

from alongside.accounts.models import Account

SEED = 1948  # the same Northmere every time, counted from the day on which it is loaded
PEOPLE, ENTRIES = 300, 6_000


def load(say: Callable[[str], None] = print) -> list[str]:
    """Load it once, and return the lines that say whom one can sign in as.

    Everything but two things is one transaction: a load that is cut off leaves nothing. Sealing an
    identity and counting a survey take transactions of their own by design, so they come last, and
    are made up for if missed.
    """
    from .council import DOMAIN
    from .learning import count_if_missing
    from .loading import make_everything
    from .sealed import seal_if_missing

    if not Account.objects.filter(email=f"worker@{DOMAIN}").exists():
        with transaction.atomic():
            make_everything(Random(SEED), say)  # noqa: S311 — the same each time is the point
    seal_if_missing()
    count_if_missing()
    return welcome()


def welcome() -> list[str]:
    """Whom one can sign in as, for the screen."""
    from alongside.accounts.demo import CAST

    return [
        "Sign in at /demo/ as one of these; everybody in Northmere is invented:",
        *(f"  {one.key:<11} {one.who}. {one.why}" for one in CAST),
    ]
