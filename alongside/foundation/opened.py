"""Which rooms a council has opened to its staff: all of them, or their own learning alone."""

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


def is_record_open() -> bool:
    """Whether records of people are kept here at all."""
    return bool(settings.ROOMS != LEARNING)


def is_open(path: str) -> bool:
    """Whether this address belongs to a room that is open here."""
    return is_record_open() or path.startswith(WITH_LEARNING_ALONE)
