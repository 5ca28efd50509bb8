"""Who is around somebody: told on one record, and on the other's where that may be known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import Code, codes
from alongside.foundation.days import When, parse_when
from alongside.foundation.ids import new_id
from alongside.people import access, fitting
from alongside.people.gathering import family_of
from alongside.people.kin import PARENTS, Node, elder_way
from alongside.people.models import Person, Relationship
from alongside.people.models.relationships import past

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
    is_somebody_else: bool = False,
    is_told_both: bool = True,
    starts_on: Day = None,
    ends_on: Day = None,
    by: Account,
) -> Relationship:
    """`other` (or somebody `called` so) is the `kind` of `person`: “Pat is the sibling of Ade”.

    `who` is a row of this record that names them already, and `of` one that names somebody else of
    whom this is said: then it stands on this record alone. Where the other has a record too, it
    stands there as well, unless it is sensitive: an edge discloses, so a donor, a paternity or a
    new partner is told on one record. `is_somebody_else` was said of a name that is here already.
    """
    may_write_or_refuse(by)
    found = kind_of(kind)
    edge = _edge(person, kind, other, called, who, of, by)
    edge.words, edge.told_by = " ".join(words.split())[:300], " ".join(told_by.split())[:120]
    edge.ground = ground
    _set_days(edge, starts_on, ends_on)
    set_named(edge, named or _as_named(who))
    _check(edge, found, starts_on, ends_on, by)
    assert found is not None
    edge.is_sensitive = is_sensitive or found.sensitive or _stands_on_sensitive(edge)
    if not is_somebody_else and (there := _standing(edge)):
        _must_say_no_more(edge, there)
        return there
    edge.save(force_insert=True)
    about = [person, *(tell_the_other(edge, by) if is_told_both else ())]
    trail.note("relationship added", on=edge, about=about, by=by)
    return edge


def may_write_or_refuse(by: Account) -> None:
    """Refuse staff whose role is not to write, as for every other word of a record."""
    if by.kind == Account.Kind.STAFF and not may(by, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")


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
    other_id = other.pk if other else None
    if who is not None:  # their own record may be closed to whoever writes this
        other_id, called = other_id or who.other_id, called or who.called
    return Relationship(
        id=new_id(),
        person=person,
        kind=kind,
        other_id=other_id,
        same_as=who and (who.same_as or who),
        of=of and (of.same_as or of),
        called=" ".join((called or (other.called if other else "")).split()),
        recorded_by=by,
    )


def tell_the_other(edge: Relationship, by: Account) -> list[Person]:
    """The same on the other's record, if one may see them; nothing that discloses.

    Nothing either of anybody who was sealed: the other's record is read by those from whom the
    new name and the new record are kept.
    """
    found, other = kind_of(edge.kind), _seen(edge)
    if found is None or other is None or edge.of_id or edge.is_sensitive:
        return []
    if access.is_sealed(edge.person_id) or access.is_sealed(other.pk):
        return []
    back = Relationship(
        id=new_id(),
        person=other,
        kind=found.inverse,
        other=edge.person,
        called=edge.person.called,
        ground=edge.ground,
        starts_on=edge.starts_on,
        starts_known=edge.starts_known,
        ends_on=edge.ends_on,
        ends_known=edge.ends_known,
        recorded_by=by,
    )
    if _standing(back) is None:
        back.save(force_insert=True)
    return [other]


def _seen(edge: Relationship) -> Person | None:
    """The person at the other end, if one may see them."""
    return Person.objects.filter(pk=edge.other_id).first() if edge.other_id else None


def _set_days(edge: Relationship, starts_on: Day, ends_on: Day) -> None:
    edge.starts_on, edge.starts_known = _day(starts_on)
    edge.ends_on, edge.ends_known = _last_day(ends_on)


def _last_day(day: Day) -> tuple[date | None, str]:
    """Of a month or a year the last day: what lasts until then is not over before."""
    when = _when(day)
    return (when.latest if when else None), _day(day)[1]


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
    return bool(ground and ground.sensitive) or any(row.is_sensitive for row in rows)


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
        if other := _seen(edge):
            when = When(other.born_on, "day") if other.born_on else None
            node = replace(node, state=str(other.state), born=when)
        family.nodes[edge.end] = replace(node, died=edge.other_died)
    of = edge.of.end if edge.of else edge.person_id
    return fitting.wrong_with(family, edge.end, edge.kind, of, days)


def _standing(edge: Relationship) -> Relationship | None:
    """The same, told already; a name again is the same name of the same one."""
    edges = Relationship.objects.filter(
        person=edge.person, kind=edge.kind, of=edge.of, ground=edge.ground, over_at=None
    ).exclude(past(timezone.localdate()))
    if edge.kind in ("responsible", "contact-safe", "contact-unsafe"):
        edges = edges.filter(words=edge.words)
    if edge.other_id is not None:
        return edges.filter(other=edge.other_id).first()
    if edge.same_as is not None:
        return edges.filter(Q(same_as=edge.same_as) | Q(pk=edge.same_as.pk)).first()
    return edges.filter(other=None, called=edge.called).first()


SAID = ("words", "told_by", "ground", "other_sex", "other_born", "other_died", "is_sensitive")


def _must_say_no_more(edge: Relationship, there: Relationship) -> None:
    """The same once more does no harm; what is new in it is not thrown away unsaid."""
    said = [(getattr(edge, name), getattr(there, name)) for name in SAID]
    said += [(edge.since, there.since), (edge.until, there.until)]
    if edge.other_state != Relationship.State.LIVING:
        said.append((edge.other_state, there.other_state))
    if any(new and new != old for new, old in said):
        raise ValidationError(
            f"This stands here already of {there.called}, and what you write says more. Take back"
            " what stands there, or say that it is no longer so, and then write it anew."
        )


# Ends ---------------------------------------------------------------------------------------------


@transaction.atomic
def end_relationship(
    *, relationship: Relationship, ends_on: Day = None, why: str = "", by: Account
) -> Relationship:
    """It was so, and is no longer, from a day on (today); on both records where both were told.

    What ends in this month or year is over from today; a warning stands until its last day.
    """
    may_write_or_refuse(by)
    ends = _both_ends(relationship)
    relationship = ends[0]
    day, known = _last_day(ends_on or timezone.localdate())
    assert day is not None
    first = _day(ends_on)[0] or day
    if first <= timezone.localdate() and relationship.kind not in CONTACT:
        day = min(day, timezone.localdate())
    if relationship.over_at is not None or relationship.is_past:
        raise ValidationError("This had already ended.")
    if relationship.starts_on and day < relationship.starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins."})
    for edge in ends:
        edge.ends_on, edge.ends_known, edge.over_why = day, known, why[:400]
        edge.over_by = by if day <= timezone.localdate() else None  # what is to come lasts its day
        edge.save(update_fields=["ends_on", "ends_known", "over_by", "over_why"])
    trail.note("relationship ended", on=relationship, about=_told_on(ends), by=by)
    return relationship


@transaction.atomic
def take_back_relationship(*, relationship: Relationship, why: str, by: Account) -> Relationship:
    """It was never so; it stays to be read, marked as taken back, on both records."""
    may_write_or_refuse(by)
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    ends = _both_ends(relationship)
    relationship = ends[0]
    if relationship.over_at is not None:
        raise ValidationError("This was taken back already.")
    for edge in ends:
        edge.over_at, edge.over_by, edge.over_why = timezone.now(), by, why[:400]
        edge.save(update_fields=["over_at", "over_by", "over_why"])
    trail.note("relationship taken back", on=relationship, about=_told_on(ends), by=by)
    return relationship


CONTACT = ("contact-safe", "contact-unsafe")


def locked(edges: Iterable[Relationship]) -> dict[UUID, Relationship]:
    """These as they are now, nobody else changing them; always in the same order."""
    rows = Relationship.objects.filter(pk__in=[edge.pk for edge in edges]).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def _both_ends(edge: Relationship) -> list[Relationship]:
    """This edge, and the same on the other's record as far as one may reach it.

    What is sensitive was told on one record: what stands on the other was said there, by others.
    """
    found = kind_of(edge.kind)
    ends = [edge]
    told_both = not edge.is_sensitive and edge.kind not in CONTACT and edge.of_id is None
    if edge.other_id is not None and told_both and found is not None:
        ends += Relationship.objects.filter(
            person_id=edge.other_id,
            other_id=edge.person_id,
            of=None,
            kind=found.inverse,
            ground=edge.ground,
            is_sensitive=False,
        )
    now = locked(ends)
    others = [row for row in now.values() if row.pk != edge.pk]
    return [now[edge.pk], *[row for row in others if row.over_at is None and not row.is_past]]


def _told_on(ends: list[Relationship]) -> list[Person]:
    first = ends[0].person
    others = Person.objects.filter(pk__in=[one.person_id for one in ends]).exclude(pk=first.pk)
    return [first, *others]
