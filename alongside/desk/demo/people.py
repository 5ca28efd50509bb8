"""Makes the planned people: grants first, then who they are, and who is around them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.content import codes
from alongside.foundation.ids import new_id
from alongside.people.actions.adding import write_down
from alongside.people.header import NO_NAME
from alongside.people.models import Basis, Grant, Need, NeedStep, Person, Relationship, Rung

from .calendar import Calendar
from .council import Council
from .histories import MANAGER
from .plans import Around, PersonPlan
from .rows import change, note_all, put

FIRST_STEPS = (NeedStep.Step.IDENTIFY, NeedStep.Step.RECORD, NeedStep.Step.FLAG)
TOGETHER = 30  # people between two words about how far it is


class Registrar:
    """Adds people on behalf of whoever works with them."""

    def __init__(self, council: Council, days: Calendar, say: Callable[[str], None]) -> None:
        self.council, self.days, self.say = council, days, say
        self.people: dict[str, Person] = {}
        self.ids: dict[str, UUID] = {}

    def add(self, plans: Sequence[PersonPlan]) -> None:
        """Make them all, and then who is around whom."""
        self.ids |= {plan.key: plan.id for plan in plans}
        self._give_grants(plans)
        for start in range(0, len(plans), TOGETHER):
            for worker, mine in _by(plans[start : start + TOGETHER], lambda plan: plan.worker):
                self._write(mine, self.council.accounts[worker])
            self.say(
                f"Making Northmere: {min(start + TOGETHER, len(plans))} of {len(plans)} people"
            )
        for worker, mine in _by(plans, lambda plan: plan.worker):
            self._join(mine, self.council.accounts[worker])

    def _since(self, plan: PersonPlan) -> datetime:
        return self.days.at(plan.since, 9, 5)

    # Who may see them ----------------------------------------------------------------------------

    def _give_grants(self, plans: Sequence[PersonPlan]) -> None:
        for team, mine in _by(plans, lambda plan: plan.team):
            manager = self.council.accounts[MANAGER[team]]
            with acting(manager.pk):
                grants = [grant for plan in mine for grant in self._grants(plan, manager)]
                put(grants)
                given = [(one, one.person_id) for one in grants if one.person_id is not None]
                note_all("access given", given, manager)

    def _grants(self, plan: PersonPlan, manager: Account) -> Iterable[Grant]:
        since = self._since(plan)
        given = {"person_id": plan.id, "starts": since, "until": FOR_EVER}
        by = {"given_by": manager, "given_at": since}
        team = self.council.teams[plan.team]
        yield Grant(team=team, rung=Rung.RECORD, basis=Basis.TEAM, **given, **by)
        workers = [one for one in (plan.worker, *plan.helpers) if one != MANAGER[plan.team]]
        for worker in workers:
            account = self.council.accounts[worker]
            yield Grant(account=account, rung=Rung.RECORD, basis=Basis.ALLOCATED, **given, **by)
        yield Grant(account=manager, rung=Rung.RESTRICTED, basis=Basis.SUPERVISES, **given, **by)

    def end_allocations(self, plans: Sequence[PersonPlan]) -> None:
        """Where the work is over so is the worker's grant; the team still answers for it."""
        over = {plan.id: plan for plan in plans if plan.closed is not None}
        for team, mine in _by(over.values(), lambda plan: plan.team):
            manager = self.council.accounts[MANAGER[team]]
            with acting(manager.pk):
                ids = [plan.id for plan in mine]
                grants = list(Grant.objects.filter(person_id__in=ids, basis=Basis.ALLOCATED))
                for grant in grants:
                    assert grant.person_id is not None
                    closed = over[grant.person_id].closed or 0
                    grant.until = self.days.at(closed, 16, 30)
                    grant.ended_by, grant.ended_why = manager, "The work came to an end"
                change(grants, ["until", "ended_by", "ended_why"])
                note_all(
                    "access ended",
                    [(one, one.person_id) for one in grants if one.person_id],
                    manager,
                )

    # Who they are --------------------------------------------------------------------------------

    def _write(self, plans: Sequence[PersonPlan], worker: Account) -> None:
        with acting(worker.pk):
            made = [
                Person(
                    id=plan.id,
                    called=NO_NAME,
                    sort_key=NO_NAME.casefold(),
                    added_at=self._since(plan),
                )
                for plan in plans
            ]
            put(made)
            self._write_needs(plans, worker)
            for plan, person in zip(plans, made, strict=True):
                write_down(person, plan.told, by=worker, at=self._since(plan))
                self.people[plan.key] = person
            note_all("person added", [(person, person.pk) for person in made], worker)

    def _write_needs(self, plans: Sequence[PersonPlan], worker: Account) -> None:
        needs = [
            Need(
                person_id=plan.id,
                category=need.category,
                option=need.option,
                words=need.words,
                rank=rank,
                review_on=self.days.day(-150 - 7 * rank),
                recorded_by=worker,
                recorded_at=self._since(plan),
            )
            for plan in plans
            for rank, need in enumerate(plan.needs)
        ]
        if not needs:
            return
        put(needs)
        put(
            [
                NeedStep(need=need, step=step, on=timezone.localdate(need.recorded_at), by=worker)
                for need in needs
                for step in FIRST_STEPS
            ]
        )
        note_all("need recorded", [(need, need.person_id) for need in needs], worker)

    # Who is around them --------------------------------------------------------------------------

    def _join(self, plans: Sequence[PersonPlan], worker: Account) -> None:
        standing: dict[tuple[UUID, str, str, str], Relationship] = {}
        named: dict[tuple[UUID, str], Relationship] = {}
        for plan in plans:
            for one in plan.around:
                for edge in self._edges(plan, one, worker):
                    of = one.of if edge.person_id == plan.id else ""
                    place = (edge.person_id, edge.kind, edge.called, of)
                    if place not in standing:  # a name again is the same name of the same one
                        edge.same_as = named.get((edge.person_id, edge.called))
                        edge.of = named[edge.person_id, of] if of else None
                        named.setdefault((edge.person_id, edge.called), edge)
                        standing[place] = edge
        if standing:
            with acting(worker.pk):
                rows = list(standing.values())
                put(rows)
                note_all("relationship added", [(edge, edge.person_id) for edge in rows], worker)

    def _edges(self, plan: PersonPlan, one: Around, worker: Account) -> Iterable[Relationship]:
        """The edge, and the same one as the other's record tells it."""
        kind = codes("relationships").find(one.kind)
        assert kind is not None, one.kind
        more = {
            "is_sensitive": kind.sensitive,
            "recorded_by": worker,
            "recorded_at": self._since(plan),
        }
        other = self.ids.get(one.other)
        yield Relationship(
            id=new_id(),
            person_id=plan.id,
            other_id=other,
            called=one.called,
            kind=one.kind,
            words=one.words,
            ground=one.ground,
            other_sex=one.sex,
            other_state="died" if one.died else "living",
            other_born=one.born,
            other_died=one.died,
            **more,
        )
        if other is not None and not kind.sensitive and not one.of:
            yield Relationship(
                id=new_id(),
                person_id=other,
                other_id=plan.id,
                called=plan.called,
                kind=kind.inverse,
                **more,
            )


def _by(
    plans: Iterable[PersonPlan], key: Callable[[PersonPlan], str]
) -> Iterable[tuple[str, list[PersonPlan]]]:
    """Those who belong together, in their order."""
    found: dict[str, list[PersonPlan]] = defaultdict(list)
    for plan in plans:
        found[key(plan)].append(plan)
    return found.items()
