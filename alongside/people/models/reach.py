"""Who may reach whom, as conditions that every list, search and count stands on."""

from django.db.models import Q, QuerySet

from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.rows import ME, granted

from .grants import Basis, Grant, Rung
from .person import Person, PersonQuerySet

HELD = "select g.person_id from gate.my_grants g where g.person_id is not null and g.rung >= %d"
STAFF_KINDS = (Account.Kind.STAFF, Account.Kind.SYSTEM)


def teams_of(account: Actor) -> QuerySet[Membership]:
    """The memberships that this account holds today."""
    return Membership.objects.filter(in_force(), account_id=account.pk)


def given_to(account: Actor) -> Q:
    """Grants and bars in force that name this account or one of its teams."""
    teams = teams_of(account).values("team_id")
    return in_force() & (Q(account_id=account.pk) | Q(team_id__in=teams))


def by_name_or_team(rung: Rung, person: str = "pk") -> Q:
    """The people on whom whoever acts holds this rung by name or by team, not by the whole council.

    One array, so that they are found by index and their grants are read once, past the policies
    that ask for each grant who else may see it. A bar is not asked for: `reach` does.
    """
    return Q(Condition(f"({{0}} = any ((select array({HELD % int(rung)}))::uuid[]))", person))


def reach(account: Actor, rung: Rung = Rung.CONTACT, person: str = "pk") -> Q:
    """The condition that this staff or system account has this rung on `person`, and no bar.

    The same words as the policies, and only for whoever is acting: for anybody else it is false.
    """
    sql = f"({granted('{0}', int(rung))} and {ME} = %s)"
    return Q(Condition(sql, person, given=(account.pk,)))


def own_person(account: Actor) -> QuerySet[Grant]:
    """The grant that makes this account the person's own."""
    return Grant.objects.filter(in_force(), account_id=account.pk, basis=Basis.SELF)


def people_of(people: PersonQuerySet, account: Actor) -> PersonQuerySet:
    """The account's kind first, then the rung."""
    if account.kind in STAFF_KINDS:
        return people.filter(reach(account)).exclude(state=Person.State.MERGED)
    if account.kind == Account.Kind.PERSON:
        return people.filter(pk__in=own_person(account).values("person_id"))
    return people.none()
