"""Who could be asked to a meeting: those around somebody, and those who work with them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.accounts.models import Account, in_force
from alongside.people.models import Bar, Basis, Grant, Person, Relationship
from alongside.people.near import Somebody, around_of
from alongside.plans.access import NO_MORE
from alongside.record.readership import name_of

MOST = 12  # of each
UNSAFE = ("contact-unsafe", "person-of-concern")
NOBODY = ("animal", "keeps-animal")
WORKS = (Basis.ALLOCATED, Basis.SUPERVISES, Basis.PARTNER)
GONE = (*NO_MORE, Person.State.UNBORN)


@dataclass(frozen=True)
class Around:
    """How each would be written down, which the person reads, and what they are."""

    near: tuple[tuple[str, str], ...] = ()
    working: tuple[tuple[str, str], ...] = ()
    is_left_out: bool = False  # somebody with whom contact is not safe


def who_is_around(person: Person, by: Account) -> Around:
    """Who is offered by name; the same few queries, however many there are.

    Whoever is asked is named to the person. So nobody is offered of whom the person may not be told
    that they are around, and nobody who may put them at risk.
    """
    told = around_of(person, by)
    ids = [one.other_id for one in told if one.other_id]
    gone = set(Person.objects.filter(pk__in=ids, state__in=GONE).values_list("pk", flat=True))
    unsafe = [one for one in told if any(line.edge.kind in UNSAFE for line in one.lines)]
    living = [one for one in told if one not in unsafe and one.other_id not in gone]
    near = [(one.called[:200], words) for one in living if (words := _somebody(one))]
    grants = _grants(person)
    acts = [one.called for one in grants if one.basis == Basis.PROXY and one.called]
    names = {_first(one) for one, _ in near}
    near += [(one, one) for one in acts if _first(one) not in names]
    works = [_worker(one) for one in grants if one.basis in WORKS and one.account]
    working = [(one, one) for one in works]
    return Around(_few(near), _few(working), is_left_out=bool(unsafe))


def _few(found: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """No more than a page can hold; of two who are called the same, what they are stands too."""
    twice = {one for one, n in Counter(name for name, _ in dict.fromkeys(found)).items() if n > 1}
    apart = [(words if name in twice else name, words) for name, words in found]
    return tuple(dict(apart).items())[:MOST]


def _first(called: str) -> str:
    """Pat, of “Pat Bankole” and of “Pat, his sister”."""
    return next(iter(called.replace(",", " ").casefold().split()), "")


def _somebody(one: Somebody) -> str:
    """Pat Bankole, sister; nothing where the person is not told of them, or they cannot come."""
    if one.edge.other_state != Relationship.State.LIVING:
        return ""
    for line in one.lines:
        edge = line.edge
        if edge.of_id is None and not edge.is_sensitive and edge.kind not in NOBODY:
            words = line.words.rstrip(".").split(". ")[0]
            return f"{one.called}, {words[0].lower()}{words[1:]}"[:200]
    return ""


def _grants(person: Person) -> list[Grant]:
    barred = Bar.objects.filter(in_force(), person=person).exclude(account=None)
    found = Grant.objects.filter(in_force(), person=person, account__is_active=True)
    found = found.exclude(account_id__in=barred.values("account_id"))
    found = found.select_related("account__practitioner__agency")
    return list(found.filter(basis__in=(*WORKS, Basis.PROXY)).order_by("starts", "pk"))


def _worker(grant: Grant) -> str:
    practitioner = getattr(grant.account, "practitioner", None)
    agency = practitioner.agency.name if practitioner and practitioner.agency else ""
    job = practitioner.job_title.lower() if practitioner else ""
    return ", ".join(part for part in (name_of(grant.account), agency or job) if part)[:200]
