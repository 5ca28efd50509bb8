"""Agreement to a questionnaire: asked as it says, decided by somebody else, with a reason."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.questionnaires.answering import Filled
from alongside.record.models import About, Approval, Entry, Part, Remark, Verdict

from .tasks import close_tasks, task_for_agreement, task_for_returned

NEEDED = {"supervisor": 1, "panel": 2}  # different people; a local rule of the council
DECIDE_WITHIN = 5  # working days; a local rule
LONGEST = 20_000
Outcome = Approval.Outcome


def ask_for_agreement(*, entry: Entry, filled: Filled, by: Account, **_: Any) -> None:
    """A version was finished: ask for agreement where its questionnaire says so.

    What waited for an earlier version is overtaken: nobody agrees to words that have changed.
    """
    waiting = Approval.objects.filter(entry=entry, outcome=Outcome.WAITING).first()
    if waiting is not None:
        waiting.outcome, waiting.closed_at = Outcome.OVERTAKEN, timezone.now()
        waiting.save(update_fields=["outcome", "closed_at"])
        close_tasks(source=waiting, by=by)
    needed = NEEDED.get(filled.asked.approval, 0)
    if not needed or by.kind != Account.Kind.STAFF:
        return
    approval = Approval.objects.create(
        entry=entry,
        version=Entry.objects.values_list("versions", flat=True).get(pk=entry.pk),
        whose=filled.asked.approval,
        needed=needed,
        asked_by=by,
    )
    people = _people(entry)
    trail.note("agreement asked", on=approval, about=people, by=by)
    task_for_agreement(approval=approval, people=people, within=DECIDE_WITHIN, by=by)


@transaction.atomic
def decide_answers(
    *,
    approval: Approval,
    agrees: bool,
    reason: str,
    remarks: Mapping[str, str],
    by: Account,
) -> Verdict:
    """Agree to a questionnaire, or return it with what is missing beside each question.

    Never to one's own; never twice; and only while it waits. The reason stays with the decision.
    """
    # What is decided or overtaken can no longer be held: nobody may change it.
    held = Approval.objects.select_for_update(of=("self",)).select_related("entry")
    locked = held.filter(pk=approval.pk).first()
    if locked is None:
        raise ValidationError("This was decided or changed while you read. Open it again.")
    _check(locked, reason, remarks, by)
    verdict = Verdict.objects.create(
        approval=locked, entry_id=locked.entry_id, agrees=agrees, reason=reason.strip(), by=by
    )
    asked = dict(
        Part.objects.filter(version__entry=locked.entry_id, version__number=locked.version)
        .exclude(question="")
        .values_list("question", "asked")
    )
    Remark.objects.bulk_create(
        Remark(
            verdict=verdict,
            entry_id=locked.entry_id,
            question=question,
            asked=asked[question],
            text=text.strip(),
            by=by,
        )
        for question, text in remarks.items()
        if text.strip() and question in asked
    )
    what = "answers agreed" if agrees else "answers returned"
    people = _people(locked.entry)
    trail.note(what, on=verdict, about=people, by=by)
    agreed = Verdict.objects.filter(approval=locked, agrees=True).count()
    if not agrees:
        _close(locked, Outcome.RETURNED, by)
        task_for_returned(approval=locked, people=people, within=DECIDE_WITHIN, by=by)
    elif agreed >= locked.needed:
        _close(locked, Outcome.AGREED, by)
    else:  # a panel: one more person looks at it
        close_tasks(source=locked, by=by)
        task_for_agreement(approval=locked, people=people, within=DECIDE_WITHIN, by=by)
    return verdict


def may_decide(approval: Approval, by: Account) -> bool:
    """Whether this account may still agree to it, or return it."""
    wrote = approval.entry.said.filter(by=by).exists() or approval.entry.is_work_of(by)
    decided = approval.verdicts.filter(by=by).exists()
    is_open = approval.outcome == Outcome.WAITING
    return is_open and not wrote and not decided and may(by, "agree answers")


def _check(approval: Approval, reason: str, remarks: Mapping[str, str], by: Account) -> None:
    if not may_decide(approval, by):
        raise PermissionDenied("Somebody else has to agree to this: not who wrote it, and once.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why. It stays with the decision."})
    if any(len(text) > LONGEST for text in (reason, *remarks.values())):
        raise ValidationError(f"One of these is longer than {LONGEST:,} characters. Shorten it.")


def _people(entry: Entry) -> list[Any]:
    about = About.objects.filter(entry=entry, removed_at=None)
    return list(about.values_list("person_id", flat=True))


def _close(approval: Approval, outcome: str, by: Account) -> None:
    approval.outcome, approval.closed_at = outcome, timezone.now()
    approval.save(update_fields=["outcome", "closed_at"])
    close_tasks(source=approval, by=by)
