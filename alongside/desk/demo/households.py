"""Makes up the households of Northmere: who lives together, and who works with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from alongside.people.actions.adding import Told
from alongside.people.models import FactKind, Known

from .calendar import Calendar
from .names import BY_KEY, IN_OTHER_SCRIPTS, ORIGINS, WEIGHTS, Families, Given, Origin
from .places import SPECIAL, SURGERIES, Numbers, school_for
from .plans import Around, NeedPlan, PersonPlan
from .telling import say, theme

SEX = {"he": "M", "she": "F"}
ADULTS = (
    "stroke",
    "dementia",
    "learning",
    "minds",
    "recovery",
    "senses",
    "homeless",
    "older",
    "caring",
)


@dataclass
class Household:
    """People of one home, whose story it is, and who is nearest to them."""

    theme: str
    people: list[PersonPlan]
    focus: list[PersonPlan]
    near: str
    near_who: str
    near_plan: PersonPlan | None
    team: str
    worker: str
    since: int
    closed: int | None
    surgery: str
    last: int = 1  # days ago of the latest entry, where the work goes on
    school: dict[str, str] = field(default_factory=dict)  # by the key of a child
    said: set[str] = field(default_factory=set)  # what was written, so that it is not said twice


@dataclass(frozen=True)
class Kind:
    """One kind of household: its words, how many there are, how old whoever it is about is."""

    theme: str
    number: int
    ages: tuple[int, int]
    children: tuple[int, int] = (0, 0)
    grown: tuple[int, int] = (1, 1)  # grown-ups at home who have a record too
    near: tuple[str, ...] = ()  # who is nearest, where nobody at home is
    origins: tuple[str, ...] = ()


KINDS = (
    Kind("stroke", 5, (48, 81), near=("partner", "daughter", "son"), grown=(0, 1)),
    Kind("dementia", 5, (66, 91), near=("daughter", "son", "wife"), grown=(0, 1)),
    Kind("learning", 5, (20, 58), near=("mum", "sister", "dad"), grown=(0, 1)),
    Kind("minds", 5, (22, 60), near=("sister", "friend", "brother"), grown=(0, 0)),
    Kind("recovery", 4, (27, 58), near=("daughter", "brother", "mum"), grown=(0, 0)),
    Kind("senses", 3, (24, 78), near=("husband", "sister", "son"), grown=(0, 1)),
    Kind("homeless", 4, (24, 62), near=("brother", "cousin", "mum"), grown=(0, 0)),
    Kind("older", 4, (76, 96), near=("son", "niece", "daughter"), grown=(0, 1)),
    Kind("caring", 3, (38, 70), grown=(1, 1)),
    Kind("family", 8, (6, 14), (2, 4), (1, 2)),
    Kind("protection", 7, (6, 15), (1, 4), (1, 2)),
    Kind("lookedafter", 8, (7, 17), (1, 3), (1, 1)),
    Kind("youngcarer", 5, (9, 16), (1, 3), (1, 1)),
    Kind("disabled", 6, (5, 16), (1, 3), (1, 2)),
    Kind(
        "arriving",
        4,
        (15, 17),
        (1, 1),
        (0, 0),
        ("mother", "brother"),
        ("kurdish", "eritrean", "sudanese", "afghan"),
    ),
    Kind("leaving", 4, (18, 21), (1, 1), (0, 0), ("sister", "old foster carer", "nan")),
    Kind("baby", 5, (0, 1), (1, 2), (1, 2)),
    Kind("safe", 5, (6, 13), (1, 3), (1, 1)),
    Kind("early", 11, (6, 14), (2, 4), (1, 2)),
)
FIRST_OF_NEAR = {
    "daughter": "she",
    "wife": "she",
    "mum": "she",
    "sister": "she",
    "niece": "she",
    "nan": "she",
    "mother": "she",
    "son": "he",
    "dad": "he",
    "brother": "he",
    "husband": "he",
    "uncle": "he",
}
# What the nearest person is to whoever the record is about, in the codes of the library.
RELATIONS = {
    "daughter": "child",
    "son": "child",
    "mum": "parent",
    "dad": "parent",
    "mother": "parent",
    "sister": "sibling",
    "brother": "sibling",
    "wife": "spouse",
    "husband": "spouse",
    "partner": "partner",
    "friend": "friend",
    "cousin": "cousin",
    "niece": "niece-nephew",
    "nan": "grandparent",
    "old foster carer": "foster-carer",
    "foster carer": "foster-carer",
}
WORKERS = {
    "adults": ("bob", "bob", "bob", "harriet"),
    "west": ("charlie",),
    "east": ("niamh", "tomasz"),
    "early": ("hamza",),
}


class Maker:
    """Makes households one after the other, always the same from the same seed."""

    def __init__(self, dice: Random, days: Calendar) -> None:
        self.dice, self.days = dice, days
        self.numbers, self.given, self.families = Numbers(dice), Given(dice), Families(dice)
        self.count = 0
        self.turn = dict.fromkeys(WORKERS, 0)

    def all(self) -> list[Household]:
        """Every household that is made up."""
        return [self.household(kind) for kind in KINDS for _ in range(kind.number)]

    def household(self, kind: Kind) -> Household:
        """One household of this kind."""
        self.count += 1
        origin = self._origin(kind)
        family = self.families.next(origin)
        team = self._team(kind)
        home = self._home(kind, team)
        if kind.theme in ADULTS:
            self._adult(kind, origin, family, home)
        else:
            self._children(kind, origin, family, home)
        self._describe(home, origin)
        return home

    def _origin(self, kind: Kind) -> Origin:
        if kind.origins:
            return BY_KEY[kind.origins[self.count % len(kind.origins)]]
        return self.dice.choices(ORIGINS, WEIGHTS)[0]

    def _team(self, kind: Kind) -> str:
        if kind.theme in ADULTS:
            return "adults"
        if kind.theme == "early":
            return "early"
        return ("west", "east", "east")[self.count % 3]

    def _home(self, kind: Kind, team: str) -> Household:
        worker = WORKERS[team][self.turn[team] % len(WORKERS[team])]
        self.turn[team] += 1
        since = self.dice.randrange(70, 1080)
        is_closed = since > 260 and self.dice.random() < 0.42
        closed = self.dice.randrange(25, since - 150) if is_closed else None
        surgery = self.dice.choice(SURGERIES)
        return Household(kind.theme, [], [], "", "", None, team, worker, since, closed, surgery)

    # People --------------------------------------------------------------------------------------

    def person(
        self, home: Household, origin: Origin, family: str, pronoun: str, age: int
    ) -> PersonPlan:
        """Somebody with a name of their family, and a birthday."""
        key = f"h{self.count}-{len(home.people) + 1}"
        given = self.given.next(origin, pronoun, age)
        while given in {other.given for other in home.people}:
            given = self.given.next(BY_KEY["british"], pronoun, age)  # as many families choose
        plan = PersonPlan(
            key,
            given,
            _family_of(origin, family, pronoun),
            pronoun,
            born=self._born(age),
            team=home.team,
            worker=home.worker,
            since=home.since,
            closed=home.closed,
        )
        home.people.append(plan)
        return plan

    def _born(self, age: int) -> date:
        earlier = self.dice.randrange(15, 350) if age else self.dice.randrange(40, 300)
        return self.days.today - timedelta(days=round(age * 365.25) + earlier)

    def _pronoun(self) -> str:
        return self.dice.choices(("she", "he", "they"), (49, 48, 3))[0]

    def _adult(self, kind: Kind, origin: Origin, family: str, home: Household) -> None:
        age = self.dice.randint(*kind.ages)
        first = self.person(home, origin, family, self._pronoun(), age)
        home.focus = [first]
        if self.dice.randint(*kind.grown):
            who = self.dice.choice(
                ("wife", "husband") if kind.theme != "learning" else ("mum", "dad")
            )
            older = age + (26 if kind.theme == "learning" else self.dice.randrange(-4, 5))
            other = self.person(home, origin, family, FIRST_OF_NEAR[who], min(older, 97))
            self._near(home, other.given, who, other)
            return
        who = self.dice.choice(kind.near or ("daughter",))
        name = self.given.next(origin, FIRST_OF_NEAR.get(who, self._pronoun()))
        self._near(home, name, who, None)
        first.around.append(Around(RELATIONS[who], f"{name} {family}".strip()))

    def _near(self, home: Household, name: str, who: str, plan: PersonPlan | None) -> None:
        home.near, home.near_plan = name, plan
        home.near_who = f"{home.focus[0].slots()['their']} {who} {name}"
        if plan is not None:
            for one in home.focus:
                one.around.append(Around(RELATIONS[who], plan.called, plan.key))

    def _children(self, kind: Kind, origin: Origin, family: str, home: Household) -> None:
        number = self.dice.randint(*kind.children)
        oldest = self.dice.randint(*kind.ages)
        for place in range(number):
            age = max(0, oldest - place * self.dice.randrange(2, 4))
            self.person(home, origin, family, self._pronoun(), age)
        children = list(home.people)
        old_enough = [one for one in children if one.born and one.born < self.days.day(5 * 365)]
        is_one_child = kind.theme in ("disabled", "baby", "youngcarer")
        home.focus = children[:1] if is_one_child else old_enough or children[:1]
        _brothers_and_sisters(children)
        parents = self._parents(kind, origin, family, home, oldest)
        for parent in parents:
            for child in children:
                child.around.append(Around("parent", parent.called, parent.key))
        if kind.theme == "lookedafter":
            carer = self.given.next(self.dice.choice(ORIGINS), "she")
            self._near(home, carer, "foster carer", None)
            for child in children:
                child.around.append(Around("foster-carer", carer))
        elif parents:
            who = "mum" if parents[0].pronoun == "she" else "dad"
            home.near, home.near_plan = parents[0].given, parents[0]
            home.near_who = f"{home.focus[0].slots()['their']} {who} {parents[0].given}"
        else:
            who = self.dice.choice(kind.near)
            name = self.given.next(origin, FIRST_OF_NEAR.get(who, "she"))
            self._near(home, name, who, None)
            children[0].around.append(Around(RELATIONS[who], name))

    def _parents(
        self, kind: Kind, origin: Origin, family: str, home: Household, oldest: int
    ) -> list[PersonPlan]:
        found = []
        for place in range(self.dice.randint(*kind.grown)):
            pronoun = "she" if place == 0 and self.dice.random() < 0.8 else "he"
            age = oldest + self.dice.randrange(19, 34)
            found.append(self.person(home, origin, family, pronoun, age))
        return found

    # What is known of them -----------------------------------------------------------------------

    def _describe(self, home: Household, origin: Origin) -> None:
        address, words = self.numbers.address(), theme(home.theme)
        has_no_address = home.theme == "homeless" and home.closed is None
        for one in home.people:
            is_focus = one in home.focus
            one.told = [
                Told(FactKind.NAME_KNOWN_AS, detail={"given": one.given, "family": one.family})
            ]
            one.told += self._facts(one, home, origin)
            place = "No fixed address: often at the library or the day centre on Ropewalk"
            one.told.append(Told(FactKind.ADDRESS, place if has_no_address else address))
            if is_focus and self.dice.random() < 0.85:
                self._needs(one, home, words.needs)
            if is_focus and words.know and self.dice.random() < 0.8:
                slots = {**one.slots(), "near": home.near, "near_who": home.near_who}
                said = say(self.dice.choice(words.know), slots, self.dice)
                one.told.append(Told(FactKind.KNOW_FIRST, said))

    def _facts(self, one: PersonPlan, home: Household, origin: Origin) -> list[Told]:
        assert one.born is not None
        age = (self.days.today - one.born).days // 365
        told = [Told(FactKind.BIRTH, detail={"on": one.born.isoformat()})]
        told.append(Told(FactKind.PRONOUNS, code=one.pronoun))
        if one.pronoun in SEX:
            told.append(Told(FactKind.SEX, code=SEX[one.pronoun]))
        if self.dice.random() < 0.93:
            told.append(Told(FactKind.ETHNICITY, code=origin.ethnicity))
        else:
            told.append(Told(FactKind.ETHNICITY, known=Known.NOT_ASKED))
        if origin.language != "en":
            told.append(Told(FactKind.LANGUAGE, code=origin.language))
        if origin.interpreter and age > 14 and self.dice.random() < 0.45:
            told.append(Told(FactKind.INTERPRETER, origin.interpreter))
        told.append(Told(FactKind.GP, home.surgery))
        if self.dice.random() < 0.9:
            told.append(Told(FactKind.NHS_NUMBER, self.numbers.nhs()))
        if age > 12:
            told.append(Told(FactKind.PHONE, self.numbers.phone()))
        if script := IN_OTHER_SCRIPTS.get(one.called):
            told.append(Told(FactKind.NAME_LEGAL, script))
        return told + self._school(one, home, age)

    def _school(self, one: PersonPlan, home: Household, age: int) -> list[Told]:
        school = SPECIAL if home.theme == "disabled" and one in home.focus else ""
        school = school or (school_for(age, self.dice) if home.theme not in ADULTS else "")
        home.school[one.key] = school or "the family hub"
        if not school:
            return []
        number = [Told(FactKind.UPN, self.numbers.upn())] if 4 < age < 17 else []
        return [Told(FactKind.SCHOOL, school), *number]

    def _needs(self, one: PersonPlan, home: Household, needs: list[NeedPlan]) -> None:
        slots = {**one.slots(), "near": home.near, "near_who": home.near_who}
        for category, option, words in self.dice.sample(
            needs, min(len(needs), self.dice.randrange(1, 4))
        ):
            said = say(words, slots, self.dice)
            one.needs.append(NeedPlan(category, option, said))


def _family_of(origin: Origin, family: str, pronoun: str) -> str:
    """Some names change with whoever bears them."""
    if origin.key == "bangladeshi" and pronoun == "she" and family in ("Miah", "Uddin", "Haque"):
        return "Begum"
    if origin.key == "bangladeshi" and pronoun == "he" and family in ("Begum", "Khatun"):
        return "Ali"
    if origin.key == "pakistani" and pronoun == "he" and family == "Bibi":
        return "Hussain"
    if origin.key == "indian" and family in ("Kaur", "Gill"):
        return "Kaur Gill" if pronoun == "she" else "Singh Gill"
    if origin.key == "afghan" and family == "Noorzai" and pronoun == "he":
        return ""  # one name is a whole name
    if origin.key == "irish" and family == "Ní Fhloinn" and pronoun == "he":
        return "Ó Floinn"
    return family


def _brothers_and_sisters(children: list[PersonPlan]) -> None:
    for one in children:
        one.around += [
            Around("sibling", other.called, other.key) for other in children if other is not one
        ]
