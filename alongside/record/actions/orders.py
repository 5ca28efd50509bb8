"""What an order of a court asks for: nobody whom it keeps away is let in, in whatever way."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.days import in_words
from alongside.people.models import Basis, Grant, Person
from alongside.record.access.kept_away import (
    is_named,
    named_among,
    who_is_asked,
    who_is_let_in,
    words_of,
)
from alongside.record.access.statuses import (
    codes_that_keep_away,
    last_sayings,
    orders_that_keep_away,
)
from alongside.record.models import Episode, Task
from alongside.record.statuses.kinds import ORDER

REFUSED = (
    "{order}{until} names {called}, who has to keep away. Nobody whom an order keeps away is let "
    "in here. If this is somebody else of that name, {how}. If the order is over, say so on the "
    "status page."
)
# What helps where it is somebody else, by the field that asks who they are.
HOW = {
    "called": "say so in “Who are they?”, such as by their family name and what they are to the "
    "person",
    "name": "write their whole name in “Who is it for?”",
}
OTHERWISE = "put the order right on the status page, so that it names whom it means in full"
NOT_NAMED = (
    "No order of a court names anybody whom you ask here. Write the name as the order has it, or "
    "empty this."
)
SAY_WHY = (
    "{order}{until} names {called}, who has to keep away. If they are asked all the same, say why, "
    "and how they are kept apart. If this is somebody else of that name, say that."
)
LOOK = "a court order names somebody who may be let in. Look today at who may see"


def refuse_whom_a_court_keeps_away(
    *,
    person: Person,
    called: str = "",
    account: Account | None = None,
    email: str = "",
    field: str = "called",
    by: Account,
    **_: Any,
) -> None:
    """Refuse whoever a standing order names: as they are called, or by the account that is theirs.

    Every way of letting somebody in from outside asks this: to act for the person, to read for a
    partner agency, and to read once by a link.
    """
    said = called or words_of(account)
    for order in orders_that_keep_away([person.pk]):
        if is_named(order, said) or _is_theirs(order, email):
            how = HOW.get(field, OTHERWISE)
            raise ValidationError({field: _sentence(order, REFUSED, how)})


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


def _sentence(order: Episode, said: str, how: str = "") -> str:
    assert order.named is not None
    words = order.about.words_for(order.code) if order.about else "An order of a court"
    until = f" (until {in_words(order.until)})" if order.until else ""
    return said.format(order=words, until=until, called=order.named.called, how=how)


def _is_theirs(order: Episode, email: str) -> bool:
    if order.named is None or order.named.other_id is None or not email.strip():
        return False
    own = Grant.objects.filter(in_force(), person=order.named.other_id, basis=Basis.SELF)
    return own.filter(account__email=email.strip().lower()).exists()


def look_at_who_is_let_in(*, said: Episode, person_id: UUID, by: Account) -> None:
    """Whoever works with the person looks at who may see, where an order names who is let in.

    Nobody is cut off by this: of two people of one name it may mean the other, and only somebody
    who knows them can tell. What the same order said before was asked about then.
    """
    if said.kind != ORDER:
        return
    now, *before = last_sayings(said.episode)
    found = _named_by(now, person_id)
    if found - (_named_by(before[0], person_id) if found and before else set()):
        _ask_to_look(now, person_id, by)


def _named_by(order: Episode, person_id: UUID) -> set[UUID]:
    """Grants and offers to those whom this saying of an order may keep away, now or from a day."""
    today = timezone.localdate()
    is_over = order.what == Episode.What.OUT or (order.until is not None and order.until < today)
    if is_over or order.named is None or order.code not in codes_that_keep_away():
        return set()
    let_in = named_among(order, who_is_let_in(person_id))
    asked = named_among(order, who_is_asked(person_id))
    return {one.pk for one in (*let_in, *asked)}


def _ask_to_look(order: Episode, person_id: UUID, by: Account) -> None:
    """One task for each who works with them, and none while one waits; without the name."""
    due = max(timezone.localdate(), order.since)
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.who_looks(%s, %s, %s)", [person_id, LOOK, due])
        found = cursor.fetchall()
    for account, team in found:
        Task.objects.create(
            what=Task.What.FOLLOW_UP,
            words=LOOK,
            person_id=person_id,
            account_id=account,
            team_id=team,
            from_kind=Episode._meta.label_lower,
            from_id=order.episode,
            due_on=due,
            made_by=by,
        )
