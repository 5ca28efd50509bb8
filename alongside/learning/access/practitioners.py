"""Finding somebody who works here or at a partner agency, by what one knows of them already."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from alongside.accounts.models import NOBODYS, Account, Practitioner
from alongside.foundation import actor

MOST = 5  # names in an answer; whoever looks for one person needs no list
SHORTEST = 2  # letters, of those who work here; a partner writes a whole surname


@dataclass(frozen=True)
class Looked:
    """Who fits what was written, and whether whoever asks may read their addresses."""

    found: list[Practitioner]
    shows_addresses: bool


def practitioners_called(words: str) -> Looked:
    """Who is meant: by e-mail, by the whole name, or by a part of it.

    A partner agency's worker knows whom they mean: a whole surname, or the exact address. The
    list of staff is not theirs to read letter by letter.
    """
    works_here = _works_here()
    there = _everybody()
    found = list(there.filter(account__email__iexact=words)[:2])
    found = found or list(there.filter(name__iexact=words)[: MOST + 1])
    if not found and works_here and len(words) >= SHORTEST:
        found = list(there.filter(name__icontains=words).order_by("name")[: MOST + 1])
    elif not found and not works_here:
        found = list(there.filter(name__iendswith=f" {words}").order_by("name")[: MOST + 1])
    return Looked(found, works_here)


def _everybody() -> QuerySet[Practitioner]:
    found = Practitioner.objects.filter(
        account__kind__in=(Account.Kind.STAFF, Account.Kind.PARTNER), account__is_active=True
    ).exclude(account__email__endswith=NOBODYS)  # somebody let in once, by a link
    return found.select_related("account")


def _works_here() -> bool:
    """Whether whoever acts is on the council's own staff."""
    me = actor.current()
    found = Account.objects.filter(pk=me, kind=Account.Kind.STAFF) if me else None
    return found is not None and found.exists()
