"""The adopted child whose record is sealed, in transactions of its own, after everything else."""

from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions.adding import Told
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import FactKind, Person, SealedLink

from .council import DOMAIN

BEFORE = "Tyler Wragg"  # in the demonstration only: a council's code names nobody


def seal_if_missing() -> None:
    """Seal it, unless that was done before."""
    officer = Account.objects.get(email=f"delroy@{DOMAIN}")
    with acting(officer.pk):
        person = _still_open(officer)
    if person is None:
        return
    with acting(officer.pk):
        seal_identity(
            person=person,
            given="Theo",
            family="Lumsden",
            born_on=person.born_on,
            told=(
                Told(FactKind.PRONOUNS, code="he"),
                Told(FactKind.SEX, code="M"),
                Told(FactKind.ADDRESS, "2 Lamplighter Street, Northmere, NM1 7LS"),
                Told(FactKind.SCHOOL, "Thrum Hill Primary"),
                Told(FactKind.KNOW_FIRST, "I can swim a whole width."),
            ),
            why="An adoption order was made.",
            by=officer,
        )


def _still_open(officer: Account) -> Person | None:
    with transaction.atomic():
        if SealedLink.objects.exists():
            return None
        return Person.objects.visible_to(officer).filter(called=BEFORE).order_by("added_at").first()
