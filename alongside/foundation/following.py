"""What follows from what: one function, and the table in wiring.py that it reads."""

from functools import cache
from typing import Any, Literal

from django.utils.module_loading import import_string

from .actor import Actor

Happening = Literal[
    "person added",
    "person died",
    "letting in",
    "own record opened",
    "death undone",
    "child born",
    "entry finished",
    "questions answered",
    "own answers sent",
    "referral sent",
    "document sent",
    "allegation noted",
    "allegation answered",
    "entry amended",
    "entry answered",
    "entry held",
    "entry misfiled",
    "entry restricted",
    "file kept back",
    "unlocking asked",
    "access asked",
    "access answered",
    "glass broken",
    "glass reviewed",
    "looked at again",
    "hand over asked",
    "hand over answered",
    "handover offered",
    "handover answered",
    "handover undone",
    "partner answered",
    "worker assigned",
    "plan answered",
    "meeting arranged",
    "meeting changed",
    "minutes written",
    "handover at once",
    "reason given",
    "consent withdrawn",
    "account left",
    "kept out",
    "identity sealed",
    "record disagrees",
    "withdrawal asked",
    "import taken back",
]


@cache
def _steps(happening: Happening) -> tuple[Any, ...]:
    from alongside import wiring

    return tuple(
        import_string(step.replace(":", ".")) for step in wiring.FOLLOWS.get(happening, ())
    )


def follow(happening: Happening, *, by: Actor, **facts: Any) -> None:
    """Carry out, in order and in this transaction, all that follows from what has just happened."""
    for step in _steps(happening):
        step(by=by, **facts)
