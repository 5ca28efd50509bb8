"""What tests of supervision begin with: Mo supervises Alice, and they have met."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.actions import supervision as actions
from alongside.learning.models import (
    Meeting,
    Supervision,
)
from tests.cast import Cast

NEXT = When(timezone.localdate() + timedelta(days=11), "day").words() + ", 2pm"
LATER = When(timezone.localdate() + timedelta(days=12), "day").words() + ", 3pm"
WORDS = "I lay awake 🙂 after O’Brien’s visit. <script>alert(1)</script>"


def at(hours: float = -1) -> When:
    """A time near now, as a form gives it."""
    return When((timezone.now() + timedelta(hours=hours)).astimezone(LONDON), "time")


def begun(cast: Cast) -> Supervision:
    """Mo supervises Alice, and she has said yes."""
    with acting(cast.mo.pk):
        made = actions.propose_supervision(
            colleague=cast.alice, i_am="supervisor", rhythm="social-worker", by=cast.mo
        )
    with acting(cast.alice.pk):
        return actions.accept_supervision(supervision=made, by=cast.alice)


def planned(cast: Cast, hours: float = -1, **more: Any) -> Meeting:
    """A meeting of the two, an hour ago unless said otherwise."""
    made = begun(cast)
    with acting(cast.mo.pk):
        return actions.plan_meeting(
            supervision=made, starts=at(hours), by=cast.mo, **{"how": "video", **more}
        )


def written(cast: Cast) -> Meeting:
    """A meeting that was held, with a point and a note."""
    made = planned(cast)
    with acting(cast.alice.pk):
        point = actions.bring_point(meeting=made, kind="reflection", text=WORDS, by=cast.alice)
        actions.hold_meeting(meeting=made, by=cast.alice)
        actions.write_notes(meeting=made, texts={point.pk: "We spoke of sleep."}, by=cast.alice)
    return made


def address(name: str, *args: UUID) -> str:
    return reverse(f"learning:{name}", args=args)


def sentences(response: Any) -> str:
    """What a page says is wrong."""
    form = response.context["form"]
    said = [str(one) for errors in form.errors.values() for one in errors]
    return " ".join(said)


def read_on(page: Client, where: str) -> str:
    """What the form of a page to sign carries of what was shown."""
    found = re.search(r'name="read" value="([^"]*)"', page.get(where).content.decode())
    return found[1] if found else ""


def sign(page: Client, one: Meeting, words: str = "") -> Any:
    """Open the page, and sign what stands there."""
    where = address("sign-meeting", one.pk)
    return page.post(where, {"read": read_on(page, where), "words": words})
