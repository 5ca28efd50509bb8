"""Whom an order of a court keeps away, by name, among those who are let in from outside."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.people.lineage import written_about
from alongside.people.models import Bar, Basis, Grant, Handover
from alongside.people.names import fold, tokens
from alongside.record.models import Episode

One = TypeVar("One", Grant, Handover)
FROM_OUTSIDE = (Basis.PROXY, Basis.PARTNER)  # who acts for them, partner agencies, links


def is_named(order: Episode, said: str) -> bool:
    """Whether the order says it of somebody of that name."""
    return is_called(order.named.called if order.named else "", said)


def is_called(name: str, said: str) -> bool:
    """Every word of the name on the record stands in what was typed, or all of that in the name."""
    first = said.split(",")[0]
    told, typed = set(tokens(name)), set(tokens(first))
    if not told or not typed:
        return False
    return told <= set(tokens(said)) or typed <= told or _as_one(name) == _as_one(first)


def _as_one(name: str) -> str:
    """Anne-Marie and Annemarie are one name."""
    return fold(name).replace(" ", "")


def words_of(account: Account | None) -> str:
    """How an account is called, and as what: “Hana Osei, GP, Mill Street Surgery”."""
    told = getattr(account, "practitioner", None)
    return ", ".join(part for part in (told.name, told.job_title) if part) if told else ""


def who_is_let_in(person: UUID) -> list[Grant]:
    """Who acts for somebody, and who reads for a partner agency or by a link, and is not barred."""
    barred = Bar.objects.filter(in_force(), person_id=person).exclude(account=None)
    found = Grant.objects.filter(in_force(), person_id=person, basis__in=FROM_OUTSIDE)
    found = found.filter(account__is_active=True).exclude(
        account_id__in=barred.values("account_id")
    )
    return list(found.select_related("account__practitioner").order_by("starts", "pk"))


def who_is_asked(person: UUID) -> list[Handover]:
    """Partner agencies that are asked to help: they read nothing yet, and may say yes."""
    open_still = Handover.objects.filter(written_about([person]), lines=None)
    found = open_still.filter(
        to_account__kind=Account.Kind.PARTNER, last_day__gte=timezone.localdate()
    )
    return list(found.select_related("to_account__practitioner").order_by("at"))


def named_among(order: Episode, found: Iterable[One]) -> list[One]:
    """Those of whom the order may speak."""
    return [one for one in found if is_named(order, _said_of(one))]


def _said_of(one: Grant | Handover) -> str:
    if isinstance(one, Grant):
        return one.called or words_of(one.account)
    return words_of(one.to_account)
