"""A draft that a colleague cannot finish any more, for whoever answers: never what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.foundation.models import HandOver
from alongside.foundation.templatetags.alongside import address
from alongside.people.access import may_answer_unheld, names_of
from alongside.people.models import AccessRequest
from alongside.record.actions.whose import reaches


@dataclass(frozen=True)
class Offered:
    """What was asked, and what whoever answers may do."""

    asked: HandOver
    people: tuple[tuple[str, str], ...]  # those whom one may know: name, and who may see it
    others: int  # those whom one may not
    may_take: bool
    may_finish: bool  # its writer works with them again, and can finish it
    requests: tuple[str, ...]  # where nobody works with them: what its writer asked besides


def hand_over_to_answer(account: Account, hand_over_id: UUID) -> Offered:
    """One that waits with this account or where it leads; 404 for all others, 403 for one's own."""
    found = HandOver.objects.select_related("asked_by__practitioner", "answered_by__practitioner")
    asked = get_object_or_404(found, pk=hand_over_id)
    if asked.asked_by_id == account.pk:
        raise PermissionDenied("You asked for this yourself. Somebody else answers it.")
    names = names_of(asked.about, account)
    return Offered(
        asked=asked,
        people=tuple((names[one], _who_may_see(one)) for one in asked.about if one in names),
        others=len(set(asked.about) - set(names)),
        may_take=_may_take(asked),
        may_finish=all(reaches(asked.asked_by, [one]) for one in asked.about),
        requests=tuple(_requests(asked, [one for one in asked.about if one not in names])),
    )


def _who_may_see(person: UUID) -> str:
    return address("desk:who-may-see", person)


def _may_take(asked: HandOver) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.could_take_over(%s)", [asked.pk])
        return bool(cursor.fetchone()[0])


def _requests(asked: HandOver, hidden: Sequence[UUID]) -> list[str]:
    """The pages on which one answers its writer, about people with whom nobody works any more."""
    unheld = [one for one in hidden if may_answer_unheld(one)]
    waiting = AccessRequest.objects.filter(
        person_id__in=unheld, asked_by=asked.asked_by, state=AccessRequest.State.WAITING
    )
    return [address("desk:answer-access", pk) for pk in waiting.values_list("pk", flat=True)]
