"""All that is known about somebody, in groups, with what was known before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Practitioner
from alongside.foundation.days import in_words

from . import facts
from .models import Fact, FactKind, Known, Person, Protection

GROUPS: tuple[tuple[str, tuple[FactKind, ...]], ...] = (
    (
        "Name",
        (
            FactKind.NAME_KNOWN_AS,
            FactKind.SAY_IT,
            FactKind.PRONOUNS,
            FactKind.NAME_LEGAL,
            FactKind.NAME_PREVIOUS,
        ),
    ),
    ("First of all", (FactKind.KNOW_FIRST,)),
    ("Where and how to reach them", (FactKind.ADDRESS, FactKind.PHONE, FactKind.EMAIL)),
    ("Language", (FactKind.LANGUAGE, FactKind.INTERPRETER)),
    (
        "Who they are",
        (FactKind.BIRTH, FactKind.DEATH, FactKind.PREGNANCY, FactKind.SEX, FactKind.GENDER,
         FactKind.ETHNICITY),
    ),
    ("Doctor and school", (FactKind.GP, FactKind.SCHOOL)),
    (
        "Numbers",
        (FactKind.NHS_NUMBER, FactKind.UPN, FactKind.LOCAL_ID, FactKind.CHILD_IDENTIFIER),
    ),
)  # fmt: skip
# Written down by a page of their own, which knows what follows from them.
OWN_PAGE = (FactKind.DEATH, FactKind.PREGNANCY)


@dataclass(frozen=True)
class Line:
    """One fact that holds, in words, with what it replaced."""

    fact: Fact
    words: str
    since: str
    told: str
    protections: tuple[Protection, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def corrected(self) -> str:
        """Corrected once: see what it said before."""
        times = {1: "once", 2: "twice"}.get(len(self.before), f"{len(self.before)} times")
        return f"Corrected {times}: see what it said before" if self.before else ""

    @property
    def is_own(self) -> bool:
        return self.fact.is_own

    @property
    def can_change(self) -> bool:
        return facts.RULES[self.fact.kind].is_dated and self.fact.ends_on is None

    @property
    def can_protect(self) -> bool:
        answered = self.fact.known not in facts.WITHOUT_ANSWER
        return facts.RULES[self.fact.kind].may_protect and answered and not self.protections


@dataclass
class Kind:
    """One kind of fact: what holds, what held earlier, and whether more can be written down."""

    kind: str
    label: str
    lines: list[Line] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    can_add: bool = False

    @property
    def put_right(self) -> str:
        return f"Change or correct: {self.label}"

    @property
    def was(self) -> str:
        return f"Earlier: {self.label}"

    @property
    def is_asked_here(self) -> bool:
        return self.kind not in OWN_PAGE


@dataclass(frozen=True)
class Group:
    """Kinds that are read together: those with something written down, and those still open."""

    written: tuple[Kind, ...]
    open: tuple[Kind, ...]


def kinds_of(person: Person, *, reads_record: bool) -> list[tuple[str, Group]]:
    """Every group with its kinds; what takes the record to read only for those with it."""
    there: dict[str, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(person=person).order_by("starts_on", "recorded_at"):
        there[fact.kind].append(fact)
    kept: dict[UUID, list[Protection]] = defaultdict(list)
    for protection in Protection.objects.filter(person=person, ended_at=None):
        kept[protection.fact_id].append(protection)
    names = _who(fact for found in there.values() for fact in found)
    groups = []
    for heading, kinds in GROUPS:
        found = [
            _kind(kind, there[kind], kept, names)
            for kind in kinds
            if (reads_record or facts.RULES[kind].rung == 1)
            and (there[kind] or kind not in OWN_PAGE)
        ]
        written = tuple(kind for kind in found if kind.lines or kind.earlier)
        groups.append((heading, Group(written, tuple(k for k in found if k not in written))))
    return groups


def _who(known: Iterable[Fact]) -> dict[UUID, str]:
    by = {fact.recorded_by_id for fact in known}
    staff = Practitioner.objects.filter(account_id__in=by)
    return dict(staff.values_list("account_id", "name"))


def _kind(
    kind: FactKind, found: list[Fact], kept: dict[UUID, list[Protection]], names: dict[UUID, str]
) -> Kind:
    by_id = {fact.pk: fact for fact in found}
    holding = [fact for fact in found if facts.is_current(fact) or _is_to_come(fact)]
    holding.sort(key=lambda fact: not fact.is_own)
    lines = [_line(fact, by_id, kept, names) for fact in holding]
    replaced = {fact.replaces_id for fact in found}
    past = [fact for fact in found if fact not in holding and fact.pk not in replaced]
    full = facts.RULES[kind].is_single and any(
        fact.known not in facts.WITHOUT_ANSWER and fact.ends_on is None for fact in holding
    )
    return Kind(
        kind=kind.value,
        label=str(kind.label),
        lines=lines,
        earlier=[_past(fact) for fact in past],
        can_add=not full and kind not in OWN_PAGE,
    )


def _is_to_come(fact: Fact) -> bool:
    return fact.over_at is None and fact.starts_on is not None and fact.ends_on is None


def _line(
    fact: Fact,
    by_id: dict[UUID, Fact],
    kept: dict[UUID, list[Protection]],
    names: dict[UUID, str],
) -> Line:
    before = []
    one = fact
    while one.replaces_id is not None and one.replaces_id in by_id:
        one = by_id[one.replaces_id]
        why = f" ({one.over_why})" if one.over_why else ""
        before.append(f"{facts.said(one)}, until {_on(one)}{why}")
    return Line(
        fact=fact,
        words=facts.said(fact),
        since=_since(fact),
        told=_told(fact, names),
        protections=tuple(kept.get(fact.pk, ())),
        before=tuple(before),
    )


def _since(fact: Fact) -> str:
    since = f"Since {in_words(fact.starts_on)}" if fact.starts_on else ""
    until = f"until {in_words(fact.ends_on)}" if fact.ends_on else ""
    return ", ".join(part for part in (since, until) if part)


def _told(fact: Fact, names: dict[UUID, str]) -> str:
    if fact.is_own:
        return f"They wrote this themselves on {in_words(timezone.localdate(fact.recorded_at))}."
    who = names.get(fact.recorded_by_id, "")
    by = f" by {who}" if who else ""
    source = f", from {fact.source}" if fact.source else ""
    return f"Written down{by} on {in_words(timezone.localdate(fact.recorded_at))}{source}."


def _on(fact: Fact) -> str:
    return in_words(timezone.localdate(fact.over_at)) if fact.over_at else "now"


def _past(fact: Fact) -> str:
    """One line of what held earlier, or was taken back."""
    why = f": {fact.over_why}" if fact.over_why else ""
    if fact.over_at is not None:
        answered = fact.known in (*facts.WITHOUT_ANSWER, Known.EXPECTED)
        what = "" if answered else "taken back "
        return f"{facts.said(fact)}, {what}{_on(fact)}{why}"
    days = _since(fact)
    return f"{facts.said(fact)}. {days}{why}"
