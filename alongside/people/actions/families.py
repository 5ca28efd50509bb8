"""Said beside who is around somebody: responsibility, contact, more of a name, what follows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.ids import new_id
from alongside.people.kin import FLOWS, TIES, is_child
from alongside.people.models import Person, Relationship
from alongside.people.models.relationships import MORE_IS_KNOWN

from .around import (
    Day,
    Named,
    add_relationship,
    end_relationship,
    locked,
    may_write_or_refuse,
    set_named,
    take_back_relationship,
    wrong_days_of,
)

SAID_ANEW = "Said anew"
NOT_SO = "It followed from others, and is not so"


@transaction.atomic
def record_responsibility(
    *,
    person: Person,
    ground: str,
    who: Relationship | None = None,
    called: str = "",
    told_by: str = "",
    words: str = "",
    starts_on: Day = None,
    ends_on: Day = None,
    by: Account,
) -> Relationship:
    """Somebody has parental responsibility for a child, from where, and who said so."""
    if not is_child(person) and ends_on is None:
        raise ValidationError(
            f"{person.called} is an adult, and nobody has parental responsibility for an adult."
            " To write down who had it, say until when."
        )
    if who is None and not called.strip():
        raise ValidationError({"called": "Choose who has it, or write the name."})
    return add_relationship(
        person=person, kind="responsible", who=who, called=called, ground=ground, words=words,
        told_by=told_by, starts_on=starts_on, ends_on=ends_on, by=by,
    )  # fmt: skip


@transaction.atomic
def record_contact(
    *,
    person: Person,
    who: Relationship,
    safe: str = "",
    unsafe: str = "",
    told_by: str = "",
    starts_on: Day = None,
    ends_on: Day = None,
    by: Account,
) -> list[Relationship]:
    """What contact is safe and what is not, in words; both are kept to who reads the record."""
    said = [("contact-safe", safe.strip()), ("contact-unsafe", unsafe.strip())]
    if not any(words for _kind, words in said):
        raise ValidationError({"safe": "Say what is safe, or what is not."})
    return [
        add_relationship(
            person=person, kind=kind, who=who, words=words, told_by=told_by,
            starts_on=starts_on, ends_on=ends_on, by=by,
        )
        for kind, words in said
        if words
    ]  # fmt: skip


@transaction.atomic
def record_tie(
    *,
    person: Person,
    who: Relationship,
    tie: str = "",
    flow: str = "",
    told_by: str = "",
    words: str = "",
    by: Account,
) -> list[Relationship]:
    """What the tie with somebody is like, as it was said; it takes the place of what was said."""
    wanted = [kind for kind in (tie, flow) if kind in (*TIES, *FLOWS)]
    if not wanted and (words.strip() or told_by.strip()):
        raise ValidationError({"tie": "Choose what was said of the tie."})
    may_write_or_refuse(by)
    said = Relationship.objects.filter(person=person, kind__in=(*TIES, *FLOWS), over_at=None)
    mine = [one for one in said.select_related("person") if one.end == who.end]
    for one in mine:
        if not one.is_past:
            end_relationship(relationship=one, why=SAID_ANEW, by=by)
    return [
        add_relationship(
            person=person, kind=kind, who=who, words=words, told_by=told_by,
            is_somebody_else=True, by=by,
        )
        for kind in wanted
    ]  # fmt: skip


@transaction.atomic
def tell_more(*, relationship: Relationship, named: Named, by: Account) -> Relationship:
    """More is known of somebody without a record; what was known before stays to be read."""
    may_write_or_refuse(by)
    relationship = locked([relationship])[relationship.pk]
    if relationship.other_id is not None:
        raise ValidationError("They have a record of their own. Write it down there.")
    if relationship.over_at is not None:
        raise ValidationError("Somebody has changed this since. Look at what stands there now.")
    root = relationship.same_as_id or relationship.pk
    newer = Relationship.objects.get(pk=relationship.pk)
    newer.pk, newer.same_as_id, newer.recorded_by = new_id(), root, by
    set_named(newer, named)
    if wrong := wrong_days_of(newer):
        raise ValidationError(wrong)
    relationship.over_at, relationship.over_by = timezone.now(), by
    relationship.over_why = MORE_IS_KNOWN
    relationship.save(update_fields=["over_at", "over_by", "over_why"])
    newer.save(force_insert=True)
    trail.note("relationship put right", on=newer, about=[newer.person], by=by)
    return newer


@transaction.atomic
def answer_proposal(
    *,
    person: Person,
    kind: str,
    other: Person | None = None,
    who: Relationship | None = None,
    called: str = "",
    is_so: bool,
    by: Account,
) -> Relationship:
    """What followed from others was looked at: it is so; or it is not, and is not asked again."""
    edge = add_relationship(
        person=person, kind=kind, other=other, who=who, called=called, is_told_both=is_so, by=by
    )
    if not is_so:
        take_back_relationship(relationship=edge, why=NOT_SO, by=by)
    return edge
