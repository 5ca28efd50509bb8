"""Beginning and ending a taking out: who may, why, and the lines on the trail."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.insight.exports.models import Export
from alongside.people.models import Person

LONGEST = 400  # characters of a reason
WHY = "Say why it is taken out. Whoever reads the trail reads this."


def choose_taker(email: str, permission: str) -> Account:
    """The member of staff in whose name it is taken out, whose role has to include that."""
    found = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise ValidationError(f"There is no account with the address {email.strip()}.")
    if found.kind != Account.Kind.STAFF or not may(found, permission):
        raise ValidationError(
            f"The role of {found.email} does not include taking this out. "
            "“alongside account roles” lists which roles do."
        )
    return found


@transaction.atomic
def begin_export(*, form: str, reason: str, person: Person | None = None, by: Account) -> Export:
    """Write down that everything is taken out, and why, before anything is."""
    kind = Export.Kind.PERSON if person else Export.Kind.COUNCIL
    if not may(by, f"export {kind}"):
        raise PermissionDenied("Your role does not include taking this out.")
    words = " ".join(reason.replace("\x00", "").split())
    if not words:
        raise ValidationError({"reason": WHY})
    if len(words) > LONGEST:
        raise ValidationError({"reason": f"Say it in {LONGEST} characters at most."})
    made = Export.objects.create(kind=kind, person=person, form=form, reason=words, by=by)
    about = [person] if person else []
    trail.note(f"{kind} export begun", on=made, about=about, by=by, detail={"form": form})
    return made


@transaction.atomic
def end_export(*, made: Export, digest: str, counts: dict[str, Any], by: Account) -> Export:
    """All of it is written: how much, and the hash of its list of files."""
    made.ended_at, made.digest, made.counts = timezone.now(), digest, counts
    made.save(update_fields=["ended_at", "digest", "counts"])
    about = [made.person_id] if made.person_id else []
    detail = {"sha256": digest, "counts": counts}
    trail.note(f"{made.kind} exported", on=made, about=about, by=by, detail=detail)
    return made
