"""Who is around somebody: told on one record, and on the other's where that may be known."""

from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import Code, codes
from alongside.foundation.days import When, parse_when
from alongside.foundation.ids import new_id
from alongside.people import fitting
from alongside.people.gathering import family_of
from alongside.people.kin import PARENTS, Node, elder_way
from alongside.people.models import Person, Relationship

Day = date | When | None


@dataclass(frozen=True)
class Named:
    """What is known of somebody without a record: kept with the name, as exactly as it is known."""

    sex: str = ""
    state: str = Relationship.State.LIVING
    born: str = ""
    died: str = ""


def kind_of(code: str) -> Code | None:
    """The kind of relationship, with its inverse and whether it is sensitive."""
    return codes("relationships").find(code)


@transaction.atomic
def add_relationship(
    *,
    person: Person,
    kind: str,
    other: Person | None = None,
    called: str = "",
    who: Relationship | None = None,
    of: Relationship | None = None,
    words: str = "",
    told_by: str = "",
    ground: str = "",
    named: Named | None = None,
    is_sensitive: bool = False,
    is_told_both: bool | None = None,
    starts_on: Day = None,
    ends_on: Day = None,
    by: Account,
) -> Relationship:
    """`other` (or somebody `called` so) is the `kind` of `person`: “Pat is the sibling of Ade”.

    `who` is a row of this record that names them already, and `of` one that names somebody else of
    whom this is said: then it stands on this record alone. Where the other has a record too, it
    stands there as well, unless the kind is sensitive: an edge discloses, so a donor, a paternity
    or a new partner is told on one record and reaches the other only if somebody says so
    (`is_told_both`).
    """
    found = kind_of(kind)
    edge = _edge(person, kind, other, called, who, of, by)
    edge.words, edge.told_by = " ".join(words.split())[:300], " ".join(told_by.split())[:120]
    edge.ground, other = ground, edge.other
    _set_days(edge, starts_on, ends_on)
    set_named(edge, named or _as_named(who))
    _check(edge, found, starts_on, ends_on, by)
    assert found is not None
    edge.is_sensitive = is_sensitive or found.sensitive or _stands_on_sensitive(edge)
    if there := _standing(edge):
        return there
    edge.save(force_insert=True)
    about = [person]
    told_both = not edge.is_sensitive if is_told_both is None else is_told_both
    if other is not None and of is None and told_both:
        _tell_the_other(edge, other, found.inverse, by)
        about.append(other)
    trail.note("relationship added", on=edge, about=about, by=by)
    return edge


def _edge(
    person: Person,
    kind: str,
    other: Person | None,
    called: str,
    who: Relationship | None,
    of: Relationship | None,
    by: Account,
) -> Relationship:
    """A row that is not kept yet, with a name for the other."""
    if who is not None:
        other, called = other or who.other, called or who.called
    return Relationship(
        id=new_id(),
        person=person,
        kind=kind,
        other=other,
        same_as=who and (who.same_as or who),
        of=of and (of.same_as or of),
        called=" ".join((called or (other.called if other else "")).split()),
        recorded_by=by,
    )


def _tell_the_other(edge: Relationship, other: Person, kind: str, by: Account) -> None:
    back = Relationship(
        id=new_id(),
        person=other,
        kind=kind,
        other=edge.person,
        called=edge.person.called,
        ground=edge.ground,
        is_sensitive=edge.is_sensitive,
        starts_on=edge.starts_on,
        starts_known=edge.starts_known,
        ends_on=edge.ends_on,
        ends_known=edge.ends_known,
        recorded_by=by,
    )
    if _standing(back) is None:
        back.save(force_insert=True)


def _set_days(edge: Relationship, starts_on: Day, ends_on: Day) -> None:
    edge.starts_on, edge.starts_known = _day(starts_on)
    edge.ends_on, edge.ends_known = _day(ends_on)


def _day(day: Day) -> tuple[date | None, str]:
    if isinstance(day, When):
        return day.day, "day" if day.precision == "time" else day.precision
    return day, Relationship.Known.DAY


def _when(day: Day) -> When | None:
    return When(day, "day") if isinstance(day, date) else day


def _as_named(row: Relationship | None) -> Named:
    """What is known of a name goes on with every row about it."""
    if row is None:
        return Named()
    return Named(row.other_sex, row.other_state, row.other_born, row.other_died)


def set_named(edge: Relationship, named: Named) -> None:
    edge.other_sex = named.sex if named.sex in ("F", "M") else ""
    edge.other_state = named.state or Relationship.State.LIVING
    edge.other_born, edge.other_died = named.born.strip(), named.died.strip()
    if edge.other_died and edge.other_state == Relationship.State.LIVING:
        edge.other_state = Relationship.State.DIED


def _stands_on_sensitive(edge: Relationship) -> bool:
    ground = codes("responsibility-grounds").find(edge.ground)
    rows = [row for row in (edge.same_as, edge.of) if row is not None]
    return bool(ground and ground.sensitive) or any(
        row.is_sensitive and row.other_id is None for row in rows
    )


def _check(
    edge: Relationship, kind: Code | None, starts_on: Day, ends_on: Day, by: Account
) -> None:
    wrong = _wrong_words(edge, kind)
    if edge.starts_on and edge.ends_on and edge.ends_on < edge.starts_on:
        wrong["ends_on"] = "It cannot end before it begins. Look at both days."
    days = (_when(starts_on), _when(ends_on))
    if not wrong and kind is not None:
        wrong = _does_not_fit(edge, days, by)
    if wrong:
        raise ValidationError(wrong)


def _wrong_words(edge: Relationship, kind: Code | None) -> dict[str, str]:
    wrong = {}
    if kind is None:
        wrong["kind"] = "Choose who they are to each other."
    if not edge.called:
        wrong["called"] = "Write the name, or what they are called here."
    if len(edge.called) > 200:
        wrong["called"] = "That is too long for a name: at most 200 characters fit."
    of = edge.of.end if edge.of else edge.person_id
    if of == edge.end:
        wrong["other"] = "Nobody is a relation of themselves."
    for row in (edge.same_as, edge.of):
        if row is not None and row.person_id != edge.person_id:
            wrong["other"] = "That name stands on another record."
    if edge.ground and codes("responsibility-grounds").find(edge.ground) is None:
        wrong["ground"] = "Choose where parental responsibility comes from."
    if edge.kind == "responsible" and not edge.ground:
        wrong["ground"] = "Choose where it comes from, or that no paper has been seen."
    return wrong | wrong_days_of(edge)


def wrong_days_of(edge: Relationship) -> dict[str, str]:
    """The days of somebody without a record, kept in words: “about 1951”."""
    wrong = {}
    found: dict[str, When] = {}
    for name in ("other_born", "other_died"):
        text = getattr(edge, name)
        if not text:
            continue
        try:
            found[name] = when = parse_when(text, today=timezone.localdate())
        except ValidationError as error:
            wrong[name] = error.messages[0]
            continue
        setattr(edge, name, When(when.day, _day(when)[1]).words())  # type: ignore[arg-type]
        is_expected = name == "other_born" and edge.other_state == Relationship.State.UNBORN
        if when.day > timezone.localdate() and not is_expected:
            wrong[name] = f"{when.words()} has not come yet. Look at the day again."
    if len(found) == 2 and found["other_died"].latest < found["other_born"].day:
        wrong["other_died"] = "That is before they were born. Look at both days."
    return wrong


def _does_not_fit(
    edge: Relationship, days: tuple[When | None, When | None], by: Account
) -> dict[str, str]:
    """Whether it goes with what is told of the family; asked only where something can be wrong."""
    if elder_way(edge.kind)[0] not in PARENTS and not any(days):
        return {}
    family = family_of(edge.person, by)
    if edge.end not in family.nodes:
        born = edge.other_born and parse_when(edge.other_born, today=timezone.localdate())
        node = Node(edge.end, edge.called, None, "", edge.other_state, born or None)
        if edge.other is not None:
            born_on = edge.other.born_on
            when = When(born_on, "day") if born_on else None
            node = replace(node, state=str(edge.other.state), born=when)
        family.nodes[edge.end] = replace(node, died=edge.other_died)
    of = edge.of.end if edge.of else edge.person_id
    return fitting.wrong_with(family, edge.end, edge.kind, of, days)


def _standing(edge: Relationship) -> Relationship | None:
    """The same, told already; a name again is the same name of the same one."""
    edges = Relationship.objects.filter(
        person=edge.person, kind=edge.kind, of=edge.of, over_at=None, ends_on=None
    )
    if edge.kind in ("responsible", "contact-safe", "contact-unsafe"):
        edges = edges.filter(ground=edge.ground, words=edge.words)
    if edge.other is not None:
        return edges.filter(other=edge.other).first()
    if edge.same_as is not None:
        return edges.filter(Q(same_as=edge.same_as) | Q(pk=edge.same_as.pk)).first()
    return edges.filter(other=None, called=edge.called).first()


# Ends ---------------------------------------------------------------------------------------------


@transaction.atomic
def end_relationship(
    *, relationship: Relationship, ends_on: Day = None, why: str = "", by: Account
) -> Relationship:
    """It was so, and is no longer, from a day on (today); on both records where both were told."""
    day, known = _day(ends_on or timezone.localdate())
    assert day is not None
    if relationship.over_at is not None or relationship.ends_on is not None:
        raise ValidationError("This had already ended.")
    if relationship.starts_on and day < relationship.starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins."})
    ends = _both_ends(relationship)
    for edge in ends:
        edge.ends_on, edge.ends_known, edge.over_by = day, known, by
        edge.over_why = why[:400]
        edge.save(update_fields=["ends_on", "ends_known", "over_by", "over_why"])
    trail.note("relationship ended", on=relationship, about=_told_on(relationship, ends), by=by)
    return relationship


@transaction.atomic
def take_back_relationship(*, relationship: Relationship, why: str, by: Account) -> Relationship:
    """It was never so; it stays to be read, marked as taken back, on both records."""
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    if relationship.over_at is not None:
        raise ValidationError("This was taken back already.")
    ends = _both_ends(relationship)
    for edge in ends:
        edge.over_at, edge.over_by, edge.over_why = timezone.now(), by, why[:400]
        edge.save(update_fields=["over_at", "over_by", "over_why"])
    trail.note(
        "relationship taken back", on=relationship, about=_told_on(relationship, ends), by=by
    )
    return relationship


def _both_ends(edge: Relationship) -> list[Relationship]:
    """This edge, and the same on the other's record as far as one may reach it."""
    found = kind_of(edge.kind)
    ends = [edge]
    if edge.other_id is not None and edge.of_id is None and found is not None:
        ends += Relationship.objects.filter(
            person_id=edge.other_id,
            other_id=edge.person_id,
            of=None,
            kind=found.inverse,
            over_at=None,
            ends_on=None,
        )
    return ends


def _told_on(edge: Relationship, ends: list[Relationship]) -> list[Person]:
    others = Person.objects.filter(pk__in=[one.person_id for one in ends]).exclude(
        pk=edge.person_id
    )
    return [edge.person, *others]
