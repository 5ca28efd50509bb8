"""Danuta was written down twice, and somebody asks that the two records become one."""

from collections.abc import Mapping

from alongside.foundation.actor import acting
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.merging import ask_to_merge
from alongside.people.models import FactKind, Person

from .council import Council

WHY = (
    "She rang while I was on duty, and I wrote her name without the mark on the o. "
    "Same birthday, and she says that Alice is her worker."
)


def write_down_twice(council: Council, people: Mapping[str, Person]) -> None:
    """Bob added her again; their manager has yet to say whether it is she."""
    bob, danuta = council.accounts["bob"], people["danuta"]
    with acting(bob.pk):
        again = add_person(
            given="Danuta",
            family="Wrobel",
            born_on=danuta.born_on,
            told=[Told(FactKind.PHONE, "07700 900 744")],
            is_somebody_new=True,
            by=bob,
        )
        ask_to_merge(gone=again, into=danuta, why=WHY, by=bob)
