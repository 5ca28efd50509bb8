"""Somebody known to another team, behind a token that only one account can use for 15 minutes."""

from uuid import UUID

from django.core import signing
from django.http import Http404

from alongside.accounts.models import Account
from alongside.people.finding import SALT, person_behind, rows


def behind(token: str, by: Account) -> UUID | None:
    """Who stands behind a token; none where one's own has run out; 404 for anybody else's."""
    try:
        person_id = person_behind(token, by)
    except Http404:
        if was_mine(token, by):
            return None
        raise
    if is_barred(person_id):
        raise Http404
    return person_id


def was_mine(token: str, by: Account) -> bool:
    """Whether this account was once given this token, however long ago."""
    try:
        _person, holder = signing.loads(token, salt=SALT)
        return UUID(hex=holder) == by.pk
    except (signing.BadSignature, ValueError, TypeError):
        return False


def is_barred(person_id: UUID) -> bool:
    """Whether whoever acts is kept out; the gate knows, as nobody reads their own bars."""
    return bool(rows("select %s = any (gate.barred())", person_id)[0][0])


def teams_holding(person_id: UUID) -> list[str]:
    """The teams that work with the person: all that a stub says."""
    return sorted(team for (team,) in rows("select gate.teams_of(%s)", person_id))
