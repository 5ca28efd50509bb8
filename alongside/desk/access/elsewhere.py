"""Somebody known to another team, behind a token that only one account can use for 15 minutes."""

from uuid import UUID

from django.http import Http404

from alongside.accounts.models import Account
from alongside.people.access import is_barred
from alongside.people.finding import person_behind, rows, was_given_to


def behind(token: str, by: Account) -> UUID | None:
    """Who stands behind a token; none where one's own has run out; 404 for anybody else's."""
    try:
        person_id = person_behind(token, by)
    except Http404:
        if was_given_to(token, by):
            return None
        raise
    if is_barred(person_id):
        raise Http404
    return person_id


def teams_holding(person_id: UUID) -> list[str]:
    """The teams that work with the person: all that a stub says."""
    return sorted(team for (team,) in rows("select gate.teams_of(%s)", person_id))
