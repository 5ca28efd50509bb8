"""What stands beside a person's entries in their export, from services to what is due."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from alongside.accounts.models import Account
from alongside.foundation.content import codes
from alongside.people import outside
from alongside.people.lineage import written_about
from alongside.people.models import Consent, Handover, HandoverLine, Person, Service, WarningNote
from alongside.record import saying_statuses as saying
from alongside.record.access.clocks import counted
from alongside.record.access.referrals import Told
from alongside.record.access.statuses import standing_of
from alongside.record.door import decided_in_words
from alongside.record.models import About, Clock, ClockWords, Episode, Referral, ReferralLine

from . import shapes
from .shapes import Row, Shape, Who

# Each of them is told in the export, and none is made again where it is brought in.
PARTS = ("services", "warnings", "statuses", "handovers", "consents", "clocks", "came_in")
OUT = "They were in the wrong record, and have been taken out."
UNKNOWN = "They are not to be known."
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
        "clocks": _clocks(person, who, by),
        "came_in": _came_in(person, who, by, count),
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


def _clocks(person: Person, who: Who, by: Account) -> list[Row]:
    """What was or is due, by which rule, and all that was said of it."""
    found = list(Clock.objects.visible_to(by).filter(_theirs(person)).order_by("due_on", "pk"))
    said: defaultdict[UUID, list[Row]] = defaultdict(list)
    for one in ClockWords.objects.filter(clock__in=found).order_by("at", "pk"):
        said[one.clock_id].append(shapes.CLOCK_WORDS.write(one, who))
    return [
        {**shapes.CLOCK.write(one, who), "title": counted(one).title, "said": said[one.pk]}
        for one in found
    ]


def _came_in(person: Person, who: Who, by: Account, count: Count) -> list[Row]:
    """What was told of them at the front door, and what was decided: of others who are told of in
    the same words nothing, and of who got in touch only what the family may know.
    """
    found = Referral.objects.visible_to(by).filter(_theirs(person)).order_by("received_at", "pk")
    works = list(found)
    about = _theirs(person) | Q(person=None)
    every: defaultdict[UUID, list[ReferralLine]] = defaultdict(list)
    lines = ReferralLine.objects.filter(about, entry__in=[one.entry_id for one in works])
    for line in lines.order_by("at", "pk"):
        every[line.entry_id].append(line)
    told = [(one, Told(one, every[one.entry_id])) for one in works]
    count("times that somebody got in touch", sum(one.is_quiet for _, one in told), UNKNOWN)
    return [
        {
            **shapes.REFERRAL.write(one, who),
            "decided_words": decided_in_words(one.decided) if one.decided else "",
            "lines": [_line(line, said.is_quiet, who) for line in said.lines],
        }
        for one, said in told
    ]


def _line(line: ReferralLine, is_quiet: bool, who: Who) -> Row:
    """One line; of who got in touch and is not to be known, that it is there."""
    if line.what == ReferralLine.What.FROM and is_quiet:
        return {"id": str(line.pk), "what": str(line.what), "withheld": UNKNOWN}
    return shapes.REFERRAL_LINE.write(line, who)


def not_to_be_known(person: Person) -> dict[UUID, UUID]:
    """In which entries somebody outside told us of a worry who is not to be known, and who."""
    mine = About.objects.filter(_theirs(person), removed_at=None).values("entry_id")
    lines = ReferralLine.objects.filter(
        entry_id__in=mine, what=ReferralLine.What.FROM, by__kind=Account.Kind.PARTNER
    )
    return dict(lines.filter(is_quiet=True).values_list("entry_id", "by_id"))


def not_for_them(told: Row) -> dict[str, int]:
    """How much of it the person does not read on their own pages, in words."""
    counts = {
        "in warnings they were not told of": sum(not one["is_told"] for one in told["warnings"]),
        "in handovers to prevent harm": sum(is_for_harm(one) for one in told["handovers"]),
        "in statuses": len(told["statuses"]),
        "in what is due": len(told["clocks"]),
        "in what came in": len(told["came_in"]),
    }
    return {what: number for what, number in counts.items() if number}


def is_for_harm(one: Row) -> bool:
    """Whether it was said on a ground that the person does not read."""
    return any(each["basis"] in HARM for each in (one, *one["lines"]))
