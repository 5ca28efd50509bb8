"""The front page of somebody's learning."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.learning import areas
from alongside.learning.access import home as access
from alongside.learning.access.cpd import standing_of
from alongside.learning.cpd import in_a_line, pack_on
from alongside.learning.models import Focus, Piece

# The ways in: heading, and for each page its words, its URL name and what one does there.
WAYS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "By yourself",
        (
            (
                "Where I stand",
                "learning:where-i-stand",
                "40 statements about digital practice, a quarter of an hour, saved as you answer.",
            ),
            (
                "Reflections",
                "learning:reflections",
                "Think something through, in stages or freely, or look at a mistake without blame.",
            ),
            (
                "Dilemmas",
                "learning:dilemmas",
                "Situations without a right answer: choose, say why, see whom it touches.",
            ),
            (
                "Short courses",
                "learning:courses",
                "An hour, in pieces: somebody to ask, something to read, a dilemma.",
            ),
            ("CPD", "learning:cpd", "What the regulator asks of you, what is missing, by when."),
        ),
    ),
    (
        "With somebody",
        (
            (
                "Supervision",
                "learning:supervisions",
                "An agenda you both fill in, and what follows.",
            ),
            (
                "Colleagues who help",
                "learning:champions",
                "Ask somebody who knows it, or offer what you know.",
            ),
            (
                "Sessions",
                "learning:sessions",
                "Coaching, in a room or online: find one, take a place.",
            ),
        ),
    ),
    (
        "Together",
        (
            (
                "Groups",
                "learning:circles",
                "Reflect in a group, play a dilemma together, meet as a community.",
            ),
            (
                "Lessons from colleagues",
                "learning:lessons",
                "What others here learnt, without a name, and what changed.",
            ),
            (
                "What we asked everybody",
                "learning:waves",
                "Surveys and health checks, and what came of them, without naming anyone.",
            ),
        ),
    ),
)


AGAIN = 182  # days after which a second look may show something: half a year


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what one works on, and the ways in."""
    me = account_of(request)
    names = dict(areas.areas())
    today = timezone.localdate()
    pack = pack_on(today)
    stands = standing_of(me, pack, today) if pack else None
    again = _look_again(me, today)
    return render(
        request,
        "learning/home.html",
        {
            "waits": [
                {"heading": one.heading, "url": one.url, "line": one.line}
                for one in access.waiting(me)
            ],
            "focuses": [_focus(one, names) for one in access.open_focuses(me)],
            "pieces": [_piece(one) for one in access.last_pieces(me)],
            "cpd": in_a_line(pack, stands) if pack and stands else "",
            "ways": [(heading, _ways(some, me, again)) for heading, some in WAYS],
        },
    )


def _focus(one: Focus, names: dict[str, str]) -> dict[str, Any]:
    return {
        "heading": names.get(one.cluster, one.cluster),
        "line": one.this_week,
        "url": reverse("learning:focus", args=[one.pk]),
    }


def _piece(one: Piece) -> dict[str, Any]:
    return {
        "heading": one.title,
        "url": reverse("learning:piece", args=[one.pk]),
        "line": f"{one.get_kind_display()}, {in_words(one.on)}",
    }


def _look_again(me: Account, today: date) -> str:
    last = access.looked_last(me)
    if last is None or (today - last).days < AGAIN:
        return ""
    return f"You last looked in {last:%B %Y}. Look again, and see what is different."


def _ways(some: tuple[tuple[str, str, str], ...], me: Account, again: str) -> list[dict[str, str]]:
    return [
        {
            "heading": words,
            "url": reverse(name),
            "line": again if again and name == "learning:where-i-stand" else line,
        }
        for words, name, line in some
        if me.is_staff_member or name != "learning:supervisions"
    ]
