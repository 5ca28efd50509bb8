"""Who could be asked to a meeting: those around somebody, and those who work with them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.accounts.models import Account, in_force
from alongside.people.models import Bar, Basis, Grant, Person, Relationship
from alongside.people.names import tokens
from alongside.people.near import Somebody, around_of
from alongside.plans.access import NO_MORE
from alongside.record.access.kept_away import is_called, is_named
from alongside.record.access.statuses import orders_that_keep_away
from alongside.record.models import Episode
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
    is_left_out: bool = False  # somebody with whom contact is not safe, or whom a court keeps away


def who_is_around(person: Person, by: Account) -> Around:
    """Who is offered by name; the same few queries, however many there are.

    Whoever is asked is named to the person. So nobody is offered of whom the person may not be told
    that they are around, nobody who may put them at risk, and nobody whom a court keeps away.
    """
    told = around_of(person, by)
    ids = [one.other_id for one in told if one.other_id]
    gone = set(Person.objects.filter(pk__in=ids, state__in=GONE).values_list("pk", flat=True))
    orders = orders_that_keep_away([person.pk])
    unsafe = [one for one in told if _must_not_come(one, orders)]
    living = [one for one in told if one not in unsafe and one.other_id not in gone]
    offered = [(one.called, words) for one in living if (words := _somebody(one))]
    near = [(called[:200], words) for called, words in offered]
    grants = _grants(person)
    proxies = [one.called for one in grants if one.basis == Basis.PROXY and one.called]
    acts = [one for one in proxies if not _is_one_of(one, unsafe, orders)]
    near += [(one, one) for one in acts if not any(_is_same(one, *each) for each in offered)]
    works = [_worker(one) for one in grants if one.basis in WORKS and one.account]
    working = [(one, one) for one in works]
    return Around(_few(near), _few(working), is_left_out=bool(unsafe) or len(acts) < len(proxies))


def _must_not_come(one: Somebody, orders: Sequence[Episode]) -> bool:
    """Somebody with whom contact is not safe, or whom a court keeps away, by line or by name."""
    if any(line.edge.kind in UNSAFE for line in one.lines):
        return True
    ends = {order.named.end for order in orders if order.named}
    return one.edge.end in ends or any(is_named(order, one.called) for order in orders)


def _is_one_of(said: str, unsafe: Sequence[Somebody], orders: Sequence[Episode]) -> bool:
    """Whether one who acts for the person is called as somebody who must not come."""
    if any(is_called(one.called, said) for one in unsafe):
        return True
    return any(is_named(order, said) for order in orders)


def _is_same(said: str, called: str, words: str) -> bool:
    """“Pat, his sister” is “Pat Bankole, sister”, and not “Pat Jones, friend”."""
    if not is_called(called, said):
        return False
    typed = set(tokens(said))
    return len(typed & set(tokens(words))) > 1 or typed == set(tokens(called))


def _few(found: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """No more than a page can hold; of two who are called the same, what they are stands too."""
    twice = {one for one, n in Counter(name for name, _ in dict.fromkeys(found)).items() if n > 1}
    apart = [(words if name in twice else name, words) for name, words in found]
    return tuple(dict(apart).items())[:MOST]


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
