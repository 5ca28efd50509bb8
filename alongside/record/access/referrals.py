"""The only way from a web address to what came in, the list of it, and what came in before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.conditions import Condition
from alongside.people.lineage import ids_of, written_about
from alongside.people.models import Basis, Fact, FactKind, Grant, Person, Rung
from alongside.record.clocks.counting import months_after
from alongside.record.door import ANONYMOUS, SELF, WHO_WORKS, door
from alongside.record.models import (
    About,
    Clock,
    Entry,
    Part,
    Referral,
    ReferralLine,
    Sharing,
    Task,
    Version,
)

What, Step = ReferralLine.What, Referral.Step
PAGE = 30
MOST_EARLIER = 10
MOST_LINES = 200
NOT_TOLD = "not told"
OWN_PAGES = "own pages"
WORK = (What.TAKEN, What.GIVEN_BACK, What.LOOKED_AT)  # of which there may be any number
NO_MORE = (Person.State.DIED, Person.State.LOST, Person.State.MISTAKE)
Place = tuple[int, date, UUID]
THEIRS = "{0} && (select gate.merged_into(array[%s::uuid]))"  # also under ids from before


def referral_to_view(account: Account, referral_id: UUID) -> Referral:
    """Return it, or 404 for whoever may not read what was told, or not about this person."""
    found = Referral.objects.visible_to(account).select_related(
        "person", "entry", "taken_by__practitioner"
    )
    return get_object_or_404(found, pk=referral_id)


def referral_to_open(account: Account, referral_id: UUID) -> Referral:
    """The same for a page that shows it, noted on the trail."""
    found = referral_to_view(account, referral_id)
    note("referral opened", found, account)
    return found


def referral_to_change(account: Account, referral_id: UUID) -> Referral:
    """The same for whoever may write in the record; 403 to those who only read it."""
    found = referral_to_view(account, referral_id)
    if account.kind != Account.Kind.STAFF or not may(account, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    return found


def referrals_open(ids: Sequence[UUID], account: Account) -> set[UUID]:
    """Those of these on whose pages this account may still write."""
    if account.kind != Account.Kind.STAFF or not may(account, "write record"):
        return set()
    found = Referral.objects.visible_to(account).filter(id__any=ids)
    return set(found.values_list("pk", flat=True))


def note(what: str, one: Referral, by: Account) -> None:
    """A line that the person is not told by itself: the family may not know yet."""
    trail.note(what, on=one, about=[one.person_id], by=by, detail={"withheld": True})


# One of them --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One piece of work with all that is said of it."""

    referral: Referral
    lines: Sequence[ReferralLine]  # oldest first

    def last(self, what: str) -> ReferralLine | None:
        """The last that was said of this."""
        return next((one for one in reversed(self.lines) if one.what == what), None)

    @cached_property
    def source(self) -> ReferralLine | None:
        """Who got in touch, as it was said last."""
        return self.last(What.FROM)

    @property
    def is_quiet(self) -> bool:
        """Whether the family must not learn who it was: also where that was said only once."""
        said = [one for one in self.lines if one.what == What.FROM]
        return any(one.is_quiet for one in said) or not said

    @property
    def can_be_told(self) -> bool:
        """Whether there is anybody, beside the person, who waits to hear what was decided."""
        return self.source is not None and self.source.code not in (SELF, ANONYMOUS)

    def _since_decided(self, what: str) -> ReferralLine | None:
        """Said since the last decision: who was told of an earlier one does not know this one."""
        decided, said = self.last(What.DECIDED), self.last(what)
        return said if said and decided and said.at >= decided.at else None

    @property
    def waits(self) -> list[str]:
        """Who is still to be told of the decision, as sorts of lines."""
        if not self.referral.is_decided:
            return []
        wanted = [What.REFERRER, What.FAMILY] if self.can_be_told else [What.FAMILY]
        return [one for one in wanted if self._since_decided(one) is None]


def told(one: Referral) -> Told:
    """Everything said of it, and of the referral as it came. One query.

    Who got in touch, what was decided and who was told stand first in what a page holds.
    """
    about = written_about([one.person_id]) | Q(person=None)
    lines = ReferralLine.objects.filter(about, entry=one.entry_id).select_related(
        "by__practitioner"
    )
    is_work = Case(When(what__in=WORK, then=1), default=0)
    found = lines.order_by(is_work, "-at", "-pk")[:MOST_LINES]
    return Told(one, sorted(found, key=lambda line: (line.at, line.pk)))


def words_about(one: Referral) -> list[Part]:
    """What was told about this person: of others nothing that is not about them too. One query."""
    newest = Version.objects.filter(entry=one.entry_id, number=F("entry__versions"))
    theirs = Condition(THEIRS, "about", given=(one.person_id,))
    parts = Part.objects.filter(theirs, version__in=newest)
    return list(parts.order_by("position"))


def told_under(one: Referral) -> UUID:
    """The id under which its words tell of them, so that what is said of it stays with them."""
    ids = ids_of(one.person_id)
    if len(ids) == 1:
        return one.person_id
    named = {each for part in words_about(one) for each in part.about}
    return next((each for each in ids if each in named), one.person_id)


def reasons(one: Referral) -> list[Part]:
    """Why it was decided as it stands now, as far as one may read that. One query."""
    if one.decided_in_id is None:
        return []
    newest = Version.objects.filter(entry=one.decided_in_id, number=F("entry__versions"))
    return list(Part.objects.filter(version__in=newest, question="").order_by("position"))


def is_shown(one: Referral) -> bool:
    """Whether the decision is shown to the person, as it stands now. One query."""
    here = About.objects.filter(entry=one.decided_in_id, person=one.person_id, removed_at=None)
    return here.filter(sharing=Sharing.SHOWN).exists()


def reads_own(one: Referral) -> bool:
    """Whether the person can read the decision in pages of their own. Two queries."""
    own = Grant.objects.filter(
        in_force(), person=one.person_id, basis=Basis.SELF, account__is_active=True
    )
    return is_shown(one) and own.exists()


def asks_who(one: Referral) -> bool:
    """Whether it still waits for somebody to say who works with them, as was decided. One query."""
    decided = one.decided_in_id
    asked = Task.objects.filter(words=WHO_WORKS, done_at=None)
    return decided is not None and asked.filter(from_id=decided).exists()


def others_in(one: Referral, by: Account) -> list[Referral]:
    """The others of whom the same referral tells, as far as one may see them. One query."""
    found = Referral.objects.visible_to(by).filter(entry=one.entry_id).exclude(pk=one.pk)
    return list(found.select_related("person").order_by("person__sort_key", "pk"))


def of_entry(entry: Entry, by: Account) -> list[Referral]:
    """The pieces of work that an entry made, as far as one may see them. One query."""
    found = Referral.objects.visible_to(by).filter(entry=entry).select_related("person")
    return list(found.order_by("person__sort_key", "pk"))


def clock_of(one: Referral) -> Clock | None:
    """What the law or guidance wants, counted from the same words. One query."""
    found = Clock.objects.filter(entry=one.entry_id, person=one.person_id, ended_at=None)
    return found.filter(after=None).order_by("due_on", "pk").first()


# What came in before ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Earlier:
    """Earlier contacts about the same person or household: the latest, and how many there are."""

    found: Sequence[Referral] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        """All of them, also those that are not listed."""
        return int(getattr(self.found[0], "of", 0)) if self.found else 0


def earlier(one: Referral, by: Account) -> Earlier:
    """Within the months that the council looks back, as far as one may see. One query."""
    since = months_after(timezone.localdate(one.received_at), -door().earlier_months)
    found = Referral.objects.visible_to(by).filter(
        Q(person__in=_household(one)) | Q(person=one.person_id),
        received_at__date__gte=since,
        received_at__lte=one.received_at,
    )
    found = found.exclude(entry=one.entry_id).annotate(of=Window(Count("id")))
    return Earlier(
        list(found.select_related("person").order_by("-received_at", "-pk")[:MOST_EARLIER])
    )


def _household(one: Referral) -> QuerySet[Fact, UUID]:
    """Who lives at an address of theirs now. One that is kept from somebody leads to nobody."""
    over = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    facts = Fact.objects.filter(over, kind=FactKind.ADDRESS, over_at=None, is_protected=False)
    mine = facts.filter(person=one.person_id).exclude(key="")
    same = facts.filter(key__in=mine.values("key"), value__in=mine.values("value"))
    return same.values_list("person_id", flat=True)


# The list -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A page of what is open, and where the next one begins."""

    found: Sequence[Referral]
    more: str


def page_of_open(account: Account, after: Place | None) -> Page:
    """What is open: nobody looked at it first, then by the day it is due. Three queries."""
    found = Referral.objects.visible_to(account).filter(step__lt=Step.DONE)
    people = people_reached()
    if people is not None:
        found = found.filter(person_id__any=people)
    found = found.exclude(person__state__in=NO_MORE)
    if after is not None:
        step, day, last = after
        later = Q(due_on__gt=day) | Q(due_on=day, pk__gt=last)
        found = found.filter(Q(step__gt=step) | (Q(step=step) & later))
    found = found.select_related("person", "taken_by__practitioner")
    rows = list(found.order_by("step", "due_on", "pk")[: PAGE + 1])
    shown = rows[:PAGE]
    if shown:
        trail.note("people listed", listed={one.person_id for one in shown}, by=account)
    last_one = shown[-1] if len(rows) > PAGE else None
    more = f"{last_one.step}.{last_one.due_on.isoformat()}.{last_one.pk}" if last_one else ""
    return Page(shown, more)


def people_reached() -> list[UUID] | None:
    """Whose records whoever asks reads by name or by team; none for who reads the whole council.

    So that a worker’s list costs what their people do, and not what waits with everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select gate.everyone() >= %s, array(select distinct g.person_id from gate.my_grants g"
            " where g.rung >= %s and g.person_id is not null)",
            [Rung.RECORD.value, Rung.RECORD.value],
        )
        is_whole, people = cursor.fetchone()
    return None if is_whole else people


def place(text: str) -> Place | None:
    """Where a page begins, as its address says; none where that is not a place."""
    try:
        step, day, key = text.split(".")
        return Step(int(step)).value, date.fromisoformat(day), UUID(key)
    except ValueError:
        return None
