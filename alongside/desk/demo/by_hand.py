"""How somebody in Northmere is written by hand: the facts that everybody has, and a home."""

from collections.abc import Sequence
from datetime import date

from alongside.people.actions.adding import Told
from alongside.people.models import FactKind

from .households import SEX, Household, Maker
from .plans import NeedPlan, PersonPlan


class ByHand:
    """Makes people and homes as they are told."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.days = maker, maker.days
        self.homes: list[Household] = []

    def one(
        self,
        key: str,
        name: str,
        pronoun: str,
        born: date | None,
        *,
        address: str = "",
        told: Sequence[Told] = (),
        needs: Sequence[NeedPlan] = (),
        know: str = "",
        has_phone: bool = True,
    ) -> PersonPlan:
        """Somebody with a name, a birthday, an address and what else is told of them."""
        given, _, family = name.partition(" ")
        plan = PersonPlan(key, given, family, pronoun, born, needs=list(needs))
        plan.told = [Told(FactKind.NAME_KNOWN_AS, detail={"given": given, "family": family})]
        if born:
            plan.told.append(Told(FactKind.BIRTH, detail={"on": born.isoformat()}))
        plan.told.append(Told(FactKind.PRONOUNS, code=pronoun))
        if pronoun in SEX:
            plan.told.append(Told(FactKind.SEX, code=SEX[pronoun]))
        plan.told.append(Told(FactKind.ADDRESS, address or self.maker.numbers.address()))
        plan.told.append(Told(FactKind.NHS_NUMBER, self.maker.numbers.nhs()))
        if has_phone:
            plan.told.append(Told(FactKind.PHONE, next(self.maker.numbers.mobiles)))
        if know:
            plan.told.append(Told(FactKind.KNOW_FIRST, know))
        plan.told += told
        return plan

    def home(
        self,
        theme: str,
        team: str,
        worker: str,
        people: list[PersonPlan],
        near: tuple[str, str],
        *,
        focus: int = 1,
        since: int = 400,
        closed: int | None = None,
        last: int = 1,
        school: str = "the family hub",
    ) -> Household:
        """`near` is who is nearest, and what they are: ("Pat", "sister")."""
        home = Household(
            theme,
            people,
            people[:focus],
            near[0],
            "",
            None,
            team,
            worker,
            since,
            closed,
            "Mere Lane Surgery",
            last,
            {one.key: school for one in people},
        )
        home.near_who = f"{people[0].slots()['their']} {near[1]} {near[0]}"
        home.near_plan = next((one for one in people[focus:] if one.given == near[0]), None)
        for one in people:
            one.team, one.worker, one.since, one.closed = team, worker, since, closed
        self.homes.append(home)
        return home

    def aged(self, years: int, days: int = 100) -> date:
        """A birthday so many years, and days, ago."""
        return self.days.day(round(years * 365.25) + days)
