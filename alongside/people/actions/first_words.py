"""What somebody wants others to know first, written by themselves."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.ids import new_id
from alongside.people import facts
from alongside.people.access import my_person
from alongside.people.models import Fact, FactKind, Person


def own_first_words(person: Person) -> QuerySet[Fact]:
    """What stands of the person's own words; one, or none."""
    return Fact.objects.filter(
        person=person, kind=FactKind.KNOW_FIRST, detail__own=True, over_at=None
    )


def _person_of(by: Account) -> Person:
    """Whose account this is. One after the other, where they write in two places at once."""
    if by.kind != Account.Kind.PERSON:
        raise PermissionDenied("Only they themselves write this.")
    Account.objects.select_for_update().get(pk=by.pk)
    return my_person(by)


def _over(fact: Fact, by: Account, why: str) -> None:
    fact.over_at, fact.over_by, fact.over_why = timezone.now(), by, why
    fact.save(update_fields=["over_at", "over_by", "over_why"])


@transaction.atomic
def write_first_words(*, value: str, by: Account) -> Fact:
    """The person's own words stand first from now on; what they wrote before stays as what was.

    What somebody else wrote down for them stays beside it, with whose it is.
    """
    person = _person_of(by)
    words = facts.clean(FactKind.KNOW_FIRST, value=value).value
    before = own_first_words(person).first()
    if before is not None and before.value == words:
        return before
    fact = Fact(
        id=new_id(),
        person=person,
        kind=FactKind.KNOW_FIRST,
        value=words,
        detail={"own": True},
        replaces=before,
        recorded_by=by,
    )
    if before is not None:
        _over(before, by, "They wrote it anew")
    fact.save(force_insert=True)
    trail.note("own first words written", on=fact, about=[person], by=by)
    return fact


@transaction.atomic
def take_back_first_words(*, by: Account) -> Fact:
    """Their own words are not what others read first any more; they stay as what was."""
    person = _person_of(by)
    fact = own_first_words(person).first()
    if fact is None:
        raise ValidationError("Nothing of yours stands here now.")
    _over(fact, by, "They took it back themselves")
    trail.note("own first words taken back", on=fact, about=[person], by=by)
    return fact
