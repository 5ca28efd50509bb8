"""Which rooms a council has opened to its staff: all of them, or their own learning alone."""

import re

from django.conf import settings

LEARNING = "learning"
# With learning alone: its pages, what every page stands on, and who may sign in.
WITH_LEARNING_ALONE = (
    "/learning/",
    "/knowledge/",
    "/account/",
    "/accounts/",
    "/drafts/",
    "/kept/",
    "/locked/",
    "/trail/",
    "/sign-in/",
    "/sign-out/",
    "/public/",
    "/demo/",
    "/static/",
    "/sw.js",
)

# Pages of learning that stand beside a record, or write on one.
BESIDE_A_RECORD = re.compile(
    r"/learning/(?:reflections/beside/|supervision/points/[^/]+/decision/)"
)


def is_record_open() -> bool:
    """Whether records of people are kept here at all."""
    return bool(settings.ROOMS != LEARNING)


def is_open(path: str) -> bool:
    """Whether this address belongs to a room that is open here."""
    if is_record_open():
        return True
    return path.startswith(WITH_LEARNING_ALONE) and not BESIDE_A_RECORD.match(path)
