"""Puts Northmere together: council, people, histories, and what is planted in them."""

from collections.abc import Callable
from random import Random

from django.db import connection

from alongside.foundation.actor import acting

from . import ENTRIES, PEOPLE
from .ade import AdesRecord
from .agreed import Agreer
from .answers import Asker
from .calendar import Calendar
from .cast import Cast
from .council import make_council
from .due import begin_what_is_due
from .entries import Scribe
from .families import Families
from .front_door import come_in
from .histories import Storyteller
from .households import Household, Kind, Maker
from .learning import Learners
from .meeting import arrange_ades
from .outside import Outsider
from .people import Registrar
from .plans import EntryPlan
from .planted import Planter
from .statuses import say_statuses
from .twice import write_down_twice
from .working import share_out_work

ONE_MORE = Kind("older", 1, (76, 96), near=("son", "niece", "daughter"), grown=(0, 0))
PLANTED = 5  # entries that the planting itself writes


def make_everything(dice: Random, say: Callable[[str], None]) -> None:
    """Make all of it, in the transaction of the caller."""
    days = Calendar.now()
    council = make_council()
    maker = Maker(dice, days)
    cast = Cast(maker)
    homes = _all_homes(maker, cast)
    plans = [cast.ade, *(plan for home in homes for plan in home.people)]
    registrar = Registrar(council, days, say)
    registrar.add(plans)
    planter = Planter(council, days, registrar.people)
    planter.open_doors()
    ades = AdesRecord(days, cast.ade, registrar.ids["pat"]).all()
    teller = Storyteller(dice, days, council.names)
    stories = tell_all(teller, homes, ENTRIES - len(ades) - PLANTED)
    Scribe(council, days, say).write([*ades, *stories])
    planter.plant(ades)
    begin_what_is_due(council, registrar.people["ade"], planter.ades)
    Asker(council, days, registrar.people).answer_all()
    agreer = Agreer(council, days, registrar.people)
    agreer.agree_all()
    agreer.warn()
    arrange_ades(council, days, registrar.people)
    say_statuses(council, days, registrar.people)
    share_out_work(council, registrar.people["ade"])
    Outsider(council, days, registrar.people).tell_all()
    Learners(council, days, dice).learn()
    come_in(council, days, registrar.people)
    registrar.end_allocations(plans)
    write_down_twice(council, registrar.people)
    _count_names(council.loader.pk)


def _all_homes(maker: Maker, cast: Cast) -> list[Household]:
    """Those written by hand, those made up, and as many single people as make the number full."""
    homes = [*cast.all(), *Families(maker).all(), *maker.all()]
    missing = (
        PEOPLE - 3 - sum(len(home.people) for home in homes)
    )  # Ade, the child who is sealed, and Danuta’s second record
    return homes + [maker.household(ONE_MORE) for _ in range(missing)]


def tell_all(teller: Storyteller, homes: list[Household], number: int) -> list[EntryPlan]:
    """All stories, with as much time between two entries as makes about this many."""
    spans = sum(home.since - (home.closed or home.last) for home in homes)
    every = spans / max(1, number)
    return [entry for home in homes for entry in teller.tell(home, every)]


def _count_names(loader: object) -> None:
    """How common each name is, which ranks what is found."""
    with acting(loader), connection.cursor() as cursor:  # type: ignore[arg-type]
        cursor.execute("select gate.recount_names()")
