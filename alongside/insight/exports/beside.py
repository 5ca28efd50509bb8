"""What stands beside a person's entries in their export: services, warnings, statuses, sharing."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model

from alongside.accounts.models import Account
from alongside.foundation.content import codes
from alongside.people import outside
from alongside.people.lineage import written_about
from alongside.people.models import Consent, Handover, HandoverLine, Person, Service, WarningNote
from alongside.record import saying_statuses as saying
from alongside.record.access.statuses import standing_of
from alongside.record.models import Episode

from . import shapes
from .shapes import Row, Shape, Who

# Each of them is told in the export, and none is made again where it is brought in.
PARTS = ("services", "warnings", "statuses", "handovers", "consents")
OUT = "They were in the wrong record, and have been taken out."
# On these grounds somebody is let in to prevent harm: the person is told of it, and not why.
HARM = ("immediate-harm", "serious-harm")
Count = Callable[[str, int, str], None]


def told_of(person: Person, who: Who, by: Account, count: Count) -> Row:
    """All that `by` may read. What is kept out of sight stays so: it needs a reason each time."""
    return {
        "services": _services(person, who),
        "warnings": _rows(shapes.WARNING, WarningNote.objects.filter(_theirs(person)), who),
        "statuses": _statuses(person, who, by, count),
        "handovers": _handovers(person, who),
        "consents": _rows(shapes.CONSENT, Consent.objects.filter(_theirs(person)), who),
    }


def _theirs(person: Person) -> Any:
    return written_about([person.pk])


def _rows(shape: Shape, rows: Any, who: Who) -> list[Row]:
    found: list[Model] = list(rows)
    return sorted((shape.write(one, who) for one in found), key=lambda one: str(one["id"]))


def _services(person: Person, who: Who) -> list[Row]:
    found = Service.objects.filter(_theirs(person), is_sensitive=False).order_by("pk")
    return [
        {**shapes.SERVICE.write(one, who), "words_of_kind": outside.kind_words(one)}
        for one in found
    ]


def _statuses(person: Person, who: Who, by: Account, count: Count) -> list[Row]:
    """Each status with all that was said of it, and what of it has to be checked."""
    every: defaultdict[UUID, list[Episode]] = defaultdict(list)
    rows = Episode.objects.visible_to(by).filter(_theirs(person)).select_related("named")
    for one in rows.order_by("episode", "number"):
        every[one.episode].append(one)
    out = [key for key, said in every.items() if said[-1].what == Episode.What.OUT]
    count("statuses", len(out), OUT)
    checks = standing_of(person, by).checks
    return [
        {
            "id": str(key),
            "title": saying.title(said[-1]),
            "days": saying.days(said[-1]),
            "words": saying.whole(said[-1]),
            "to_check": [one.sentence for one in checks if key in one.of],
            "said": [shapes.EPISODE.write(one, who) for one in said],
        }
        for key, said in sorted(every.items())
        if key not in out
    ]


def _handovers(person: Person, who: Who) -> list[Row]:
    found = list(Handover.objects.filter(_theirs(person)).order_by("at", "pk"))
    lines: defaultdict[UUID, list[Row]] = defaultdict(list)
    for one in HandoverLine.objects.filter(handover__in=found).order_by("number"):
        lines[one.handover_id].append(shapes.HANDOVER_LINE.write(one, who))
    grounds = {one.code: one.words for one in codes("handover-basis").codes}
    return [
        {
            **shapes.HANDOVER.write(one, who),
            "ground": grounds.get(one.basis, one.basis),
            "lines": lines[one.pk],
        }
        for one in found
    ]


def not_for_them(told: Row) -> dict[str, int]:
    """How much of it the person does not read on their own pages, in words."""
    counts = {
        "in warnings they were not told of": sum(not one["is_told"] for one in told["warnings"]),
        "in handovers to prevent harm": sum(is_for_harm(one) for one in told["handovers"]),
        "in statuses": len(told["statuses"]),
    }
    return {what: number for what, number in counts.items() if number}


def is_for_harm(one: Row) -> bool:
    """Whether it was said on a ground that the person does not read."""
    return any(each["basis"] in HARM for each in (one, *one["lines"]))
