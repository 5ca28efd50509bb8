"""Keeping an address, a phone or an e-mail from somebody, and ending that."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people import access, facts
from alongside.people.models import Fact, Protection

from .facts import keep_current, lock, standing


@transaction.atomic
def protect_fact(
    *, fact: Fact, from_whom: str, why: str, review_on: date, by: Account
) -> Protection:
    """Keep an address or a phone from somebody: only readers of the record see it."""
    fact = standing(fact)
    _check_protection(fact, from_whom, why, review_on)
    for one in _with_what_it_replaced(fact):  # a typing error in an address still says where it is
        one.is_protected, one.key = True, ""
        one.needs = max(one.needs, facts.PROTECTED_RUNG)
        one.save(update_fields=["is_protected", "needs", "key"])
    said = {"from_whom": from_whom.strip(), "why": why.strip(), "review_on": review_on}
    protection = Protection.objects.create(fact=fact, person=fact.person, by=by, **said)
    trail.note("fact protected", on=fact, about=[fact.person], by=by, detail={"kind": fact.kind})
    keep_current(fact.person)
    return protection


def _check_protection(fact: Fact, from_whom: str, why: str, review_on: date) -> None:
    if not facts.RULES[fact.kind].may_protect:
        raise ValidationError("Only an address, a phone number or an e-mail can be protected.")
    if fact.known in facts.WITHOUT_ANSWER:
        raise ValidationError("There is nothing here to protect.")
    wrong = {}
    if not from_whom.strip():
        wrong["from_whom"] = "Say from whom it is kept."
    if not why.strip():
        wrong["why"] = "Say why, for whoever looks at this again."
    if review_on <= timezone.localdate():
        wrong["review_on"] = "Choose a day to come on which somebody looks at this again."
    if wrong:
        raise ValidationError(wrong)


def _with_what_it_replaced(fact: Fact) -> list[Fact]:
    """The fact and all the wordings that it corrected."""
    earlier = Fact.objects.filter(person_id=fact.person_id, kind=fact.kind)
    by_id, chain = {one.pk: one for one in earlier}, [fact]
    while (before := chain[-1].replaces_id) is not None and before in by_id:
        chain.append(by_id[before])
    return chain


@transaction.atomic
def end_protection(*, protection: Protection, why: str, by: Account) -> Protection:
    """It need not be kept from anybody any more; once no protection is left, it is found again."""
    access.not_on_a_visit(protection.person_id)
    if not may(by, "restrict entries"):
        raise PermissionDenied("Your role does not include this. Ask a manager.")
    if not why.strip():
        raise ValidationError({"why": "Say why it need not be kept from anybody any more."})
    lock(protection.person)
    protection = Protection.objects.select_related("fact__person").get(pk=protection.pk)
    if protection.ended_at is not None:
        raise ValidationError("Somebody has ended this since you opened it.")
    fact = protection.fact
    protection.ended_at, protection.ended_by = timezone.now(), by
    protection.ended_why = why.strip()[:400]
    protection.save(update_fields=["ended_at", "ended_by", "ended_why"])
    if not Protection.objects.filter(fact=fact, ended_at=None).exists():
        clean = facts.clean(fact.kind, value=fact.value, detail=fact.detail)
        fact.is_protected, fact.needs, fact.key = False, facts.RULES[fact.kind].rung, clean.key
        fact.save(update_fields=["is_protected", "needs", "key"])
    trail.note("protection ended", on=fact, about=[fact.person], by=by, detail={"kind": fact.kind})
    follow("looked at again", source=protection, by=by)
    keep_current(fact.person)
    return protection
