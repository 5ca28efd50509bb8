"""Writing down what is known about somebody; changing, correcting, ending and protecting it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import in_words
from alongside.foundation.ids import new_id
from alongside.people import facts
from alongside.people.header import NO_NAME
from alongside.people.models import Fact, FactKind, Known, Need, Person, Protection
from alongside.people.names import sort_key

NOT_BORN_YET = (
    "They are not born yet, so only an expected day fits here. If they are born by now, "
    "choose “Write the birth down” on the page before."
)


@transaction.atomic
def record_fact(
    *,
    person: Person,
    kind: str,
    value: str = "",
    code: str = "",
    code_set: str = "",
    detail: Mapping[str, Any] | None = None,
    known: str = Known.KNOWN,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str = "",
    as_stated: bool = False,
    id: UUID | None = None,
    by: Account,
) -> Fact:
    """Write down something known about a person. Writing the same twice gives back the first.

    `as_stated` keeps a number that fails its check, marked so. `id` is new_id() unless it must not
    tell the time.
    """
    clean = facts.clean(
        kind,
        value=value,
        code=code,
        code_set=code_set,
        detail=detail,
        known=known,
        as_stated=as_stated,
    )
    _check_days(starts_on, ends_on)
    lock(person)
    _check_unborn(person, kind, known)
    fact = _fact(person, kind, known, clean, by)
    fact.id = id or fact.id
    fact.starts_on, fact.ends_on, fact.source = starts_on, ends_on, source[:120]
    if standing := _make_room_for(fact, by):
        return standing
    fact.save(force_insert=True)
    _keep_safe_too(fact)
    trail.note("fact recorded", on=fact, about=[person], by=by, detail={"kind": kind})
    keep_current(person)
    return fact


def _keep_safe_too(fact: Fact) -> None:
    """What is kept safe already stays so where somebody who cannot see that writes it down again.

    They are told nothing of it; the database compares, and this one is kept from the same people.
    """
    if facts.RULES[fact.kind].may_protect and not fact.is_protected:
        with connection.cursor() as cursor:
            cursor.execute("select gate.keep_safe_too(%s)", [fact.pk])


def _fact(person: Person, kind: str, known: str, clean: facts.Clean, by: Account) -> Fact:
    return Fact(
        id=new_id(),
        person=person,
        kind=kind,
        known=known,
        value=clean.value,
        code=clean.code,
        code_set=clean.code_set,
        key=clean.key,
        detail=clean.detail,
        is_check=clean.is_check,
        needs=facts.RULES[kind].rung,
        recorded_by=by,
    )


def _check_days(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins. Look at both days."})


def lock(person: Person) -> None:
    """Let two editors of one person come one after the other; the state is as it is by then."""
    held = Person.objects.select_for_update().filter(pk=person.pk).first()
    person.state = held.state if held else person.state


def _check_unborn(person: Person, kind: str, known: str) -> None:
    """Nobody is born by a fact alone: a birth has its own page, and more follows from it."""
    is_over = known in (Known.KNOWN, Known.ESTIMATED)
    if is_over and kind == FactKind.BIRTH and person.state == Person.State.UNBORN:
        raise ValidationError({"known": NOT_BORN_YET})


def _make_room_for(fact: Fact, by: Account) -> Fact | None:
    """Give back what says the same; let an answer take the place of “not asked”; or refuse."""
    label = fact.get_kind_display()
    there = Fact.objects.filter(person_id=fact.person_id, kind=fact.kind, over_at=None)
    standing = [one for one in there if facts.is_current(one)]
    for one in standing:
        if _says_the_same(one, fact) and one.ends_on == fact.ends_on:
            return one
    if fact.ends_on is not None and fact.ends_on <= timezone.localdate():
        return None
    for one in standing:
        if one.ends_on and fact.starts_on and one.ends_on <= fact.starts_on:
            continue  # the one has ended by the day that the other begins
        if one.known in facts.WITHOUT_ANSWER:
            _over(one, by, "Since answered")
        elif fact.known in facts.WITHOUT_ANSWER:
            raise ValidationError({"known": f"{label} is known already. End it if it is wrong."})
        elif facts.RULES[fact.kind].is_single:
            raise ValidationError(
                {"value": f"{label} is written down already. Change or correct what is there."}
            )
    return None


def _says_the_same(one: Fact, other: Fact) -> bool:
    return (one.known, one.value, one.code) == (other.known, other.value, other.code)


def _over(fact: Fact, by: Account, why: str) -> None:
    fact.over_at, fact.over_by, fact.over_why = timezone.now(), by, why[:400]
    fact.save(update_fields=["over_at", "over_by", "over_why"])


@transaction.atomic
def change_fact(
    *,
    fact: Fact,
    value: str = "",
    code: str = "",
    detail: Mapping[str, Any] | None = None,
    known: str = Known.KNOWN,
    starts_on: date | None = None,
    source: str = "",
    why: str = "",
    by: Account,
) -> Fact:
    """From a day on, something else is true: what was true before stays, with the day it ended."""
    fact = standing(fact)
    rule, day = facts.RULES[fact.kind], starts_on or timezone.localdate()
    if not rule.is_dated:
        raise ValidationError("This does not change from one day to the next. Correct it instead.")
    if fact.ends_on is not None:
        raise ValidationError(
            f"Somebody has ended this: it holds until {in_words(fact.ends_on)}. "
            "Read it again, and write down what holds from then on as one more."
        )
    if day > timezone.localdate() and not rule.may_come_later:
        raise ValidationError({"starts_on": f"{in_words(day)} has not come yet."})
    if fact.starts_on is not None and day <= fact.starts_on:
        raise ValidationError(
            {"starts_on": f"It has been so since {in_words(fact.starts_on)}. Write a later day."}
        )
    clean = facts.clean(fact.kind, value=value, code=code, detail=detail, known=known)
    new = _fact(fact.person, fact.kind, known, clean, by)
    if _says_the_same(fact, new):
        raise ValidationError({"value": "That is what is written down already."})
    fact.ends_on, fact.over_by, fact.over_why = day, by, (why or "Changed")[:400]
    fact.save(update_fields=["ends_on", "over_by", "over_why"])
    new.starts_on, new.source = day, source[:120]
    _put_in_place(new, fact, by)
    trail.note("fact changed", on=new, about=[fact.person], by=by, detail={"kind": fact.kind})
    keep_current(fact.person)
    return new


@transaction.atomic
def correct_fact(
    *,
    fact: Fact,
    why: str,
    value: str = "",
    code: str = "",
    code_set: str = "",
    detail: Mapping[str, Any] | None = None,
    known: str = Known.KNOWN,
    starts_on: date | None = None,
    source: str = "",
    as_stated: bool = False,
    by: Account,
) -> Fact:
    """It was written down wrongly: the right words take its place, the wrong ones stay."""
    fact = standing(fact)
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    _check_unborn(fact.person, fact.kind, known)
    clean = facts.clean(
        fact.kind, value=value, code=code, code_set=code_set, detail=detail, known=known,
        as_stated=as_stated,
    )  # fmt: skip
    new = _fact(fact.person, fact.kind, known, clean, by)
    new.starts_on, new.ends_on = starts_on or fact.starts_on, fact.ends_on
    _check_days(new.starts_on, new.ends_on)
    if _says_the_same(fact, new) and new.starts_on == fact.starts_on:
        raise ValidationError({"value": "That is what is written down already."})
    new.replaces, new.source = fact, source[:120] or fact.source
    _over(fact, by, why)
    _put_in_place(new, fact, by)
    trail.note("fact corrected", on=new, about=[fact.person], by=by, detail={"kind": fact.kind})
    keep_current(fact.person)
    return new


def _put_in_place(new: Fact, old: Fact, by: Account) -> None:
    """A fact after another keeps its protection: a new address is not safer than the old one."""
    new.is_shown = old.is_shown
    if old.is_protected:
        new.is_protected, new.needs, new.key = True, old.needs, ""
    new.save(force_insert=True)
    _keep_safe_too(new)
    for kept in Protection.objects.filter(fact=old, ended_at=None) if old.is_protected else ():
        Protection.objects.create(
            fact=new,
            person=new.person,
            from_whom=kept.from_whom,
            why=kept.why,
            review_on=kept.review_on,
            by=by,
        )


def standing(fact: Fact) -> Fact:
    """The fact as it is now, with its person locked; refused if somebody has corrected it since."""
    lock(fact.person)
    found = Fact.objects.select_related("person").filter(pk=fact.pk).first()
    if found is None or found.over_at is not None:
        raise ValidationError("Somebody has corrected this since you opened it. Read it again.")
    if found.is_own:
        raise ValidationError(facts.THEIR_OWN)
    return found


@transaction.atomic
def end_fact(*, fact: Fact, ends_on: date | None = None, why: str = "", by: Account) -> Fact:
    """It was true, and is no longer, from a day on (today)."""
    fact, day = standing(fact), ends_on or timezone.localdate()
    if not facts.RULES[fact.kind].is_dated:
        raise ValidationError("This does not come to an end. Take it back if it was never true.")
    if fact.ends_on is not None:
        raise ValidationError(f"This ended on {in_words(fact.ends_on)}.")
    if day > timezone.localdate() and not facts.RULES[fact.kind].may_come_later:
        raise ValidationError({"ends_on": f"{in_words(day)} has not come yet."})
    _check_days(fact.starts_on, day)
    fact.ends_on, fact.over_by, fact.over_why = day, by, why[:400]
    fact.save(update_fields=["ends_on", "over_by", "over_why"])
    trail.note("fact ended", on=fact, about=[fact.person], by=by, detail={"kind": fact.kind})
    keep_current(fact.person)
    return fact


@transaction.atomic
def take_back_fact(*, fact: Fact, why: str, by: Account) -> Fact:
    """It was never true of this person; the words stay, marked as taken back, with the reason."""
    fact = standing(fact)
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    _over(fact, by, why)
    trail.note("fact taken back", on=fact, about=[fact.person], by=by, detail={"kind": fact.kind})
    keep_current(fact.person)
    return fact


@transaction.atomic
def take_back_together(*, person: Person, written: Sequence[Fact], why: str, by: Account) -> None:
    """As take_back_fact, of many of one person that `by` wrote down and nobody touched since."""
    lock(person)
    for fact in written:
        if fact.recorded_by_id != by.pk or fact.over_at is not None or fact.is_own:
            raise ValidationError("Somebody has corrected this since you opened it. Read it again.")
        _over(fact, by, why)
    if written:
        kinds = [fact.kind for fact in written]
        trail.note("facts taken back", on=person, about=[person], by=by, detail={"kinds": kinds})
    keep_current(person)


# What lists show, and what the search knows -----------------------------------------------------

MOST_IN_LINE = 4  # needs, as at the top of their own pages
SHOWN_IN_LISTS = (*facts.NAMES[:2], FactKind.PRONOUNS, FactKind.BIRTH, FactKind.DEATH)


def keep_current(person: Person) -> None:
    """Bring the person's own row, and the search, up to what the facts now say."""
    # What was taken back is read too: a day that nobody stands by has to go from the lists.
    known = list(Fact.objects.filter(person=person, kind__in=SHOWN_IN_LISTS))
    _name(person, known)
    _days(person, known)
    pronouns = facts.latest(known, FactKind.PRONOUNS)
    person.pronouns = pronouns.value[:60] if pronouns else ""
    needs = Need.objects.filter(person=person, over_at=None).order_by("rank", "recorded_at")
    person.needs_line = _one_line_of([need.words for need in needs])
    person.save(
        update_fields=[
            "called",
            "sort_key",
            "pronouns",
            "state",
            "born_on",
            "birth_known",
            "died_on",
            "needs_line",
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("select gate.index_person(%s)", [person.pk])


def _one_line_of(needs: list[str]) -> str:
    """The first needs, as many as fit and none of them cut in two; their own page has the rest."""
    line = ""
    for words in needs[:MOST_IN_LINE]:
        longer = f"{line} {words.rstrip('.')}.".strip()
        if len(longer) > 300:
            break
        line = longer
    return line


def _name(person: Person, known: list[Fact]) -> None:
    """What they want to be called, else the legal name; without a name fact it stays."""
    name = facts.latest(known, FactKind.NAME_KNOWN_AS)
    if name is None or name.known in facts.WITHOUT_ANSWER:
        name = facts.latest(known, FactKind.NAME_LEGAL) or name
    if name is None:
        person.called = person.called or NO_NAME
        person.sort_key = person.sort_key or sort_key(person.called)
        return
    person.called = name.value or NO_NAME
    last_first = f"{name.detail.get('family', '')} {name.detail.get('given', '')}".strip()
    person.sort_key = sort_key(last_first or person.called)[:200]


def _days(person: Person, known: list[Fact]) -> None:
    birth, death = (facts.latest(known, kind) for kind in facts.DAY_KINDS)
    if any(fact.kind == FactKind.BIRTH for fact in known):
        when = facts.when_of(birth.detail) if birth else None
        person.born_on = when.day if when else None
        said = birth.known if birth else ""
        kinds = Person.BirthKnown
        person.birth_known = said if said in kinds.values else kinds.NOT_KNOWN
    day = facts.when_of(death.detail) if death else None
    person.died_on = day.day if day else None
    person.state = _state(person, has_died=death is not None)


def _state(person: Person, *, has_died: bool) -> str:
    if has_died:
        return Person.State.DIED
    if person.state in (Person.State.LOST, Person.State.UNBORN, Person.State.MISTAKE):
        return person.state  # only a birth, or a loss and its undoing, leads on from these
    if person.birth_known == Person.BirthKnown.EXPECTED:
        return Person.State.UNBORN
    return Person.State.LIVING
