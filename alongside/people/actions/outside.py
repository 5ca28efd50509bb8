"""Services from outside: written down, put right, ended; and looked at, where sensitive."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import codes
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people import access
from alongside.people.kin import FLOWS, TIES
from alongside.people.models import Person, Rung, Service, ServiceLook
from alongside.people.models.relationships import MORE_IS_KNOWN

from .around import may_write_or_refuse

SHORTEST_WHY = 10
DAYS = ("starts_on", "ends_on", "last_on")
LINES = {"agency": 200, "contact": 200, "role": 120, "phone": 40, "words": 300, "told_by": 120}
Day = date | When | None


@transaction.atomic
def write_down_service(
    *,
    person: Person,
    kind: str,
    is_involved: bool = True,
    replaces: Service | None = None,
    by: Account,
    **told: Any,
) -> Service:
    """A service is around somebody, or somebody said that it is not.

    With `replaces` it is what is known now of one that stands there: the older row stays to be
    read. Whatever is sensitive goes out of sight with this, also for whoever writes it.
    """
    may_write_or_refuse(by)
    access.person_to_view(by, person.pk, Rung.RECORD)
    found = codes("services").find(kind)
    if found is None:
        raise ValidationError({"kind": "Choose which service it is."})
    new = Service(id=new_id(), person=person, kind=kind, recorded_by=by)
    new.is_involved, new.is_sensitive, new.replaces = is_involved, found.sensitive, replaces
    _set_words(new, told)
    _set_days(new, told)
    if replaces is not None:
        _make_way(replaces, person, by)
        new.is_sensitive = new.is_sensitive or replaces.is_sensitive
    new.save(force_insert=True)
    trail.note("service put right" if replaces else "service added", on=new, about=[person], by=by)
    return new


def _set_words(new: Service, told: Mapping[str, Any]) -> None:
    for name, longest in LINES.items():
        setattr(new, name, " ".join(str(told.get(name) or "").split())[:longest])
    new.email = str(told.get("email") or "").strip()
    if new.email:
        try:
            validate_email(new.email)
        except ValidationError:
            raise ValidationError(
                {"email": "That is no e-mail address. It looks like name@example.org."}
            ) from None
    tie, flow = str(told.get("tie") or ""), str(told.get("flow") or "")
    new.tie, new.flow = tie if tie in TIES else "", flow if flow in FLOWS else ""
    if new.is_involved and not (new.agency or new.contact):
        raise ValidationError({"agency": "Write what it is called, or whom one asks for there."})


def _set_days(new: Service, told: Mapping[str, Any]) -> None:
    for name in DAYS:
        day, known = _as_known(told.get(name), is_last=name == "ends_on")
        setattr(new, name, day)
        setattr(new, name.replace("_on", "_known"), known)
    today = timezone.localdate()
    if new.last_on and new.last_on > today:
        raise ValidationError({"last_on": "That day is still to come. Write the last time it was."})
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins."})


def _as_known(day: Day, *, is_last: bool = False) -> tuple[date | None, str]:
    """A day, and how exactly it is known; of an end, the last day that it can have been."""
    if day is None:
        return None, "day"
    if not isinstance(day, When):
        return day, "day"
    known = "day" if day.precision == "time" else day.precision
    return (day.latest if is_last else day.day), known


def _make_way(old: Service, person: Person, by: Account) -> None:
    now = Service.objects.select_for_update(of=("self",)).filter(pk=old.pk, person=person).first()
    if now is None or now.over_at is not None:
        raise ValidationError(
            "Somebody has changed this since. Look at what stands there now, and then write it."
        )
    now.over_at, now.over_by, now.over_why = timezone.now(), by, MORE_IS_KNOWN
    now.save(update_fields=["over_at", "over_by", "over_why"])


@transaction.atomic
def end_service(*, service: Service, ends_on: Day = None, why: str = "", by: Account) -> Service:
    """It was around them, and is no longer, from a day on (today)."""
    may_write_or_refuse(by)
    service = _locked(service)
    day, known = _as_known(ends_on or timezone.localdate(), is_last=True)
    assert day is not None
    first = ends_on.day if isinstance(ends_on, When) else day
    if first <= timezone.localdate():
        day = min(day, timezone.localdate())  # what ends in this month or year is over from today
    if service.starts_on and day < service.starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins."})
    service.ends_on, service.ends_known, service.over_why = day, known, why[:400]
    service.over_by = by if day <= timezone.localdate() else None
    service.save(update_fields=["ends_on", "ends_known", "over_by", "over_why"])
    trail.note("service ended", on=service, about=[service.person_id], by=by)
    return service


@transaction.atomic
def take_back_service(*, service: Service, why: str, by: Account) -> Service:
    """It was never so; it stays to be read, marked as taken back."""
    may_write_or_refuse(by)
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    service = _locked(service)
    service.over_at, service.over_by, service.over_why = timezone.now(), by, why[:400]
    service.save(update_fields=["over_at", "over_by", "over_why"])
    trail.note("service taken back", on=service, about=[service.person_id], by=by)
    return service


def _locked(service: Service) -> Service:
    now = Service.objects.select_for_update(of=("self",)).filter(pk=service.pk).first()
    if now is None or now.over_at is not None or now.is_past:
        raise ValidationError("This had already ended, or somebody has changed it since.")
    return now


@transaction.atomic
def look_behind(*, person: Person, why: str, by: Account) -> ServiceLook:
    """Say why what is kept out of sight has to be read. It stands before anything is shown.

    It says nothing of whether there is anything: who looks finds out, and the person reads who did.
    """
    access.person_to_view(by, person.pk, Rung.RECORD)
    said = " ".join(why.split())
    if len(said) < SHORTEST_WHY:
        raise ValidationError({"why": "Say in a few words why you need to know this now."})
    look = ServiceLook(id=new_id(), person=person, why=said[:400], by=by)
    look.save(force_insert=True)
    trail.note("services out of sight opened", on=look, about=[person], by=by)
    return look
