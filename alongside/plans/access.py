"""The only way from a web address to a plan, and what its pages read of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.people.lineage import person_now, written_about
from alongside.people.models import Person, Relationship
from alongside.record.access import people_to_write_about
from alongside.record.access.clocks import due_about
from alongside.record.models import About, Clock, EntryKind

from .kinds import Kind, kind_of, titled
from .models import Line, Sheet
from .wording import Step, Wording, from_data

NO_MORE = (Person.State.DIED, Person.State.LOST, Person.State.MISTAKE)
MOST = 40  # plans of one person on a page
MOST_LINES = 400  # of one page
VOICES = (Line.What.AGREES, Line.What.DIFFERS, Line.What.NOT_ASKED)
ENDS = (Line.What.OVER, Line.What.OUT)


@dataclass(frozen=True)
class Plan:
    """A plan as one version of it stands, with everything said beneath it."""

    sheet: Sheet
    lines: Sequence[Line]
    newest: int  # the number of the newest version

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.sheet.kind)

    @cached_property
    def wording(self) -> Wording:
        return from_data(self.sheet.content)

    @property
    def id(self) -> UUID:
        return self.sheet.plan

    @cached_property
    def person(self) -> Person:
        """Whose it is, under the record under which they are known now."""
        return person_now(self.sheet.person)

    @property
    def is_newest(self) -> bool:
        return self.sheet.number == self.newest

    @cached_property
    def out(self) -> Line | None:
        """That it stood in the wrong record and was taken out of it; the reason is in `over`."""
        return next((one for one in self.lines if one.what == Line.What.OUT), None)

    @cached_property
    def over(self) -> Line | None:
        """The last that was said of why it ended."""
        return next((one for one in reversed(self.lines) if one.what == Line.What.OVER), None)

    @property
    def is_out(self) -> bool:
        """Whether it stood in the wrong record; then it is no plan of this person’s."""
        return self.out is not None

    @property
    def end(self) -> Line | None:
        """How it ended, where it did."""
        return self.out or self.over

    @property
    def goes_on(self) -> bool:
        """Whether it is not over, and whoever it is for is alive."""
        return self.end is None and self.person.state not in NO_MORE

    @cached_property
    def voices(self) -> list[Line]:
        """Who agreed to this version and who did not, in the order in which they said it."""
        return [one for one in self.lines if one.what in VOICES and one.sheet_id == self.sheet.pk]

    @property
    def own_voice(self) -> Line | None:
        """The last that the person is said to think of this version."""
        return next((one for one in reversed(self.voices) if one.is_own), None)

    @property
    def settled(self) -> str:
        """Whether it is an agreement: only with the person’s own yes."""
        own = self.own_voice
        return "Agreed" if own and own.what == Line.What.AGREES else "Written down"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The headings of its kind, with what is written below each; then those it has no more."""
        said, known = self.wording.sections, {one.key: one.title for one in self.kind.sections}
        keys = [*(key for key in known if key in said), *(key for key in said if key not in known)]
        return [(known.get(key) or titled(key), said[key]) for key in keys if said[key]]

    @property
    def left_out(self) -> int:
        """How many older lines are not read here."""
        return getattr(self.lines[0], "of", 0) - len(self.lines) if self.lines else 0

    def said_of(self, step: Step) -> list[Line]:
        """What was said of a step, the latest first."""
        return [one for one in reversed(self.lines) if one.step == step.key]

    def is_done(self, step: Step) -> bool:
        """Whether the last that was said of it is that it is done."""
        said = self.said_of(step)
        return bool(said) and said[0].what == Line.What.DONE

    @cached_property
    def open_steps(self) -> list[Step]:
        return [one for one in self.wording.steps if not self.is_done(one)]

    def is_late(self, today: date) -> bool:
        """Whether the day to look at it again has gone by."""
        on = self.sheet.review_on
        return self.goes_on and on is not None and on < today


def plans_of(people: Iterable[Person | UUID], by: Actor) -> list[Plan]:
    """The plans of these people in their newest versions, the latest first. Two queries."""
    ids = [one if isinstance(one, UUID) else one.pk for one in people]
    sheets = _newest(by, ids, MOST)
    lines = _lines(sheets)
    made = [Plan(one, lines.get(one.plan, []), one.number) for one in sheets]
    return sorted(made, key=lambda one: (one.end is not None, -one.sheet.agreed_on.toordinal()))


@prepared
def _newest(by: Actor, people: list[UUID], most: int) -> QuerySet[Sheet]:
    found = Sheet.objects.visible_to(by).filter(written_about(people)).select_related("person")
    return found.order_by("-plan", "-number").distinct("plan")[:most]  # the latest begun


def plans_with(person: Person, by: Actor) -> list[Plan]:
    """Plans of somebody else in the family that are for this person as well. Two queries.

    Each in the latest version that was for them: whoever looked at it again may not have seen them.
    """
    sheets = _theirs(by, person.pk, [person.pk], MOST)
    lines = _lines(sheets)
    return [Plan(one, lines.get(one.plan, []), getattr(one, "newest", 0)) for one in sheets]


@prepared
def _theirs(by: Actor, person: UUID, people: list[UUID], most: int) -> QuerySet[Sheet]:
    here = About.objects.filter(person_id=person, removed_at=None)
    here = here.filter(entry__kind__in=(EntryKind.PLAN, EntryKind.REVIEW))
    found = Sheet.objects.visible_to(by)
    newest = found.filter(plan=OuterRef("plan")).order_by("-number").values("number")[:1]
    theirs = found.exclude(written_about(people)).filter(pk__in=here.values("entry_id"))
    theirs = theirs.annotate(newest=Subquery(newest)).select_related("person")
    return theirs.order_by("-plan", "-number").distinct("plan")[:most]


def also_for(sheet: Sheet) -> list[Person]:
    """For whom else in the family that version is, as far as one may know."""
    found = About.objects.filter(entry_id=sheet.pk, removed_at=None).select_related("person")
    own = person_now(sheet.person)
    return [one.person for one in found.order_by("person__called") if one.person != own]


def family_of(person: Person, by: Account) -> list[Person]:
    """Those around them in whose record this account may write too."""
    edges = Relationship.objects.filter(person=person, of=None, over_at=None)
    ids = edges.exclude(other=None).values_list("other_id", flat=True)
    found = people_to_write_about(by, [one for one in ids.distinct()[:MOST] if one])
    return [one for one in found if one.state not in NO_MORE and one != person]


def misplaced(person: Person) -> list[Line]:
    """What was written in this record and belonged in another: only that it was, and when."""
    return _out([person.pk], MOST)


@prepared
def _out(people: list[UUID], most: int) -> QuerySet[Line]:
    found = Line.objects.filter(written_about(people), what=Line.What.OUT)
    return found.order_by("-at")[:most]


def _lines(sheets: Collection[Sheet]) -> dict[UUID, list[Line]]:
    """How it ended, how each step last went, who agreed to these versions; and the latest else.

    One query.
    """
    found: dict[UUID, list[Line]] = {}
    if sheets:
        ids = [one.plan for one in sheets], [one.pk for one in sheets]
        for line in _kept(*ids, MOST_LINES):
            found.setdefault(line.plan, []).append(line)
    return found


@prepared
def _kept(plans: list[UUID], sheets: list[UUID], most: int) -> QuerySet[Line]:
    latest = [F("at").desc(), F("id").desc()]
    rows = Line.objects.filter(plan__any=plans).annotate(
        nth=Window(RowNumber(), order_by=latest),
        nth_of_step=Window(RowNumber(), [F("plan"), F("step")], order_by=latest),
        of=Window(Count("id"), [F("plan")]),
    )
    kept = rows.filter(
        Q(nth__lte=most)
        | Q(what__in=ENDS)
        | Q(what__in=VOICES, sheet_id__any=sheets)
        | Q(nth_of_step=1, step__gt="")
    )
    return kept.select_related("by__practitioner").order_by("at", "id")


def clocks_beside(plan: Plan, by: Actor) -> list[Clock]:
    """What is due for them that looking at this plan again does not do. One query, or none."""
    beside = plan.kind.beside
    if beside is None or not (plan.goes_on and plan.is_newest):
        return []
    return [one for one in due_about(by, plan.person.pk) if one.rule in beside.clocks]


def sheets_of(account: Actor, plan_id: UUID) -> list[Sheet]:
    """Every version of a plan, the first one first; or 404."""
    found = Sheet.objects.visible_to(account).filter(plan=plan_id).select_related("person")
    sheets = list(found.select_related("by__practitioner").order_by("number"))
    if not sheets:
        raise Http404
    return sheets


def version_of(account: Actor, sheet_id: UUID) -> tuple[UUID, int]:
    """Of which plan a sheet is, and which version of it; or 404."""
    found = Sheet.objects.visible_to(account).filter(pk=sheet_id)
    sheet = found.values_list("plan", "number").first()
    if sheet is None:
        raise Http404
    return sheet


def plan_to_view(account: Actor, plan_id: UUID, number: int | None = None) -> Plan:
    """The plan in its newest version, or in the one asked for; 404 for a stranger."""
    sheets = sheets_of(account, plan_id)
    wanted = sheets[-1].number if number is None else number
    sheet = next((one for one in sheets if one.number == wanted), None)
    if sheet is None:
        raise Http404
    return Plan(sheet, _lines([sheet]).get(plan_id, []), sheets[-1].number)


def plan_to_open(
    account: Account, plan_id: UUID, number: int | None = None, what: str = "plan opened"
) -> Plan:
    """The same for a page that shows it, noted on the trail."""
    plan = plan_to_view(account, plan_id, number)
    trail.note(what, on=plan.sheet, about=[plan.person], by=account)
    return plan


def may_end(account: Account, plan: Plan) -> bool:
    """Whether this account writes here. What is over may still be in the wrong record."""
    is_writer = account.kind == Account.Kind.STAFF and may(account, "write record")
    return is_writer and not plan.is_out


def may_change(account: Account, plan: Plan) -> bool:
    """Whether this account writes here, and the plan goes on."""
    return may_end(account, plan) and plan.end is None


def plan_to_change(account: Account, plan_id: UUID) -> Plan:
    """The newest version, for staff who may write; 403 for those who only read."""
    plan = plan_to_view(account, plan_id)
    if not may_change(account, plan):
        raise PermissionDenied("This plan is over." if plan.end else "")
    return plan


def plan_to_end(account: Account, plan_id: UUID) -> Plan:
    """The newest version, for staff who may say that it is over, or in the wrong record."""
    plan = plan_to_view(account, plan_id)
    if not may_end(account, plan):
        raise PermissionDenied("This plan is out of the record already." if plan.is_out else "")
    return plan


def plans_open(plans: Collection[UUID], account: Account) -> set[UUID]:
    """Those of these plans on whose pages this account may still write."""
    if account.kind == Account.Kind.STAFF and not may(account, "write record"):
        return set()
    found = Sheet.objects.visible_to(account).filter(plan__any=plans)
    over = Line.objects.filter(plan__any=plans, what__in=ENDS).values_list("plan", flat=True)
    return set(found.values_list("plan", flat=True)) - set(over)
