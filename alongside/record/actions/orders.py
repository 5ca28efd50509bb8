"""What an order of a court refuses: whom it keeps away is not let in, nor asked unawares."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import in_words
from alongside.people.models import Basis, Grant, Person
from alongside.people.names import fold, tokens
from alongside.record.access.statuses import orders_that_keep_away
from alongside.record.models import Episode

REFUSED = (
    "{order}{until} names {called}, who has to keep away. Nobody whom an order keeps away is let "
    "in here. If this is somebody else of that name, say so in “{asks}”, such as by their "
    "family name and what they are to the person. If the order is over, say so on the status page."
)

NOT_NAMED = (
    "No order of a court names anybody whom you ask here. Write the name as the order has it, or "
    "empty this."
)
SAY_WHY = (
    "{order}{until} names {called}, who has to keep away. If they are asked all the same, say why, "
    "and how they are kept apart. If this is somebody else of that name, say that."
)


def refuse_whom_a_court_keeps_away(
    *,
    person: Person,
    called: str,
    email: str = "",
    field: str = "called",
    asks: str = "Who are they?",
    by: Account,
    **_: Any,
) -> None:
    """Refuse whoever a standing order names: by their name, or by the account that is theirs.

    The form asks for the name by `field`, in the words `asks`.
    """
    for order in orders_that_keep_away([person.pk]):
        if is_named(order, called) or _is_theirs(order, email):
            raise ValidationError({field: _sentence(order, REFUSED, asks)})


def named_in_orders(person: Person, names: Iterable[str], why: str) -> set[str]:
    """Those of these names that a standing order keeps away; refused where nobody says why they
    are asked all the same: they may come apart, or be somebody else who is called so.
    """
    orders = orders_that_keep_away([person.pk])
    found = {one: order for one in names for order in orders if is_named(order, one)}
    if found and not why.strip():
        raise ValidationError({"why_come": [_sentence(one, SAY_WHY) for one in found.values()]})
    if why.strip() and not found:
        raise ValidationError({"why_come": NOT_NAMED})
    return set(found)


def _sentence(order: Episode, said: str, asks: str = "") -> str:
    assert order.named is not None
    words = order.about.words_for(order.code) if order.about else "An order of a court"
    until = f" (until {in_words(order.until)})" if order.until else ""
    return said.format(order=words, until=until, called=order.named.called, asks=asks)


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


def _is_theirs(order: Episode, email: str) -> bool:
    if order.named is None or order.named.other_id is None:
        return False
    own = Grant.objects.filter(in_force(), person=order.named.other_id, basis=Basis.SELF)
    return own.filter(account__email=email.strip().lower()).exists()
