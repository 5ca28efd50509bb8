"""Telling of an allegation, answering it, and keeping it from whoever it is against."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.days import working_days_after
from alongside.foundation.following import follow
from alongside.foundation.models import Draft
from alongside.questionnaires.answering import Filled
from alongside.record.access.allegations import is_keeper, keepers
from alongside.record.apart import as_kept
from alongside.record.models import Allegation, AllegationVersion, Task

from .amending import SomebodyElseAmended
from .asking import gaps_in, may_be_finished, parts_of
from .leading import leads_of
from .tasks import do_task
from .writing import check_words, may_write_or_refuse

PURPOSE = "allegation"
READ_WITHIN = 1  # working days; a local rule
READ_IT = "Read what was told"
NOBODY_LEFT = (
    "Nobody else keeps allegations, so nobody could read this. Ask an administrator to give the "
    "role to somebody else first. If you tell of it, ring whoever leads your service now; what you "
    "wrote is kept as a draft."
)


@transaction.atomic
def tell_of_allegation(
    *,
    id: UUID,
    filled: Filled,
    against: Account | None = None,
    gaps_why: str = "",
    keeps_left: bool = True,
    by: Account,
) -> None:
    """Send what was answered to those who keep allegations; telling twice makes one.

    Whoever tells reads it no more, unless they keep allegations too. It is on nobody's record.
    Refused where nobody could read it but whoever it is against.
    """
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    may_write_or_refuse(by)
    if _is_told(id):
        return
    may_be_finished(filled, gaps_why)
    _somebody_is_left(against)
    said = _said(filled, keeps_left=keeps_left)
    allegation = Allegation(pk=id, told_by=by, against=against)
    allegation.save(force_insert=True)
    version = AllegationVersion(
        allegation=allegation,
        form=filled.asked.form,
        said=said,
        left_open=gaps_in(filled, gaps_why),
        by=by,
    )
    version.save(force_insert=True)
    is_read = is_keeper(by) and against != by
    drafts.finish_draft(
        id=id, became=allegation.get_absolute_url() if is_read else reverse("record:told"), by=by
    )
    _note("allegation noted", version, by)
    follow("allegation noted", allegation=allegation, by=by)


@transaction.atomic
def answer_allegation(
    *,
    allegation: Allegation,
    base: int,
    filled: Filled,
    why: str,
    gaps_why: str = "",
    keeps_left: bool = True,
    draft: UUID | None = None,
    by: Account,
) -> AllegationVersion:
    """Write a new version, with the reason; what it said before stays beside it.

    Where somebody else answered meanwhile, nothing is written: the words stay in the draft.
    """
    may_write_or_refuse(by)
    if not why.strip():
        raise ValidationError({"why": "Say what you changed and why. It stays beside it."})
    may_be_finished(filled, gaps_why)
    locked = Allegation.objects.visible_to(by).select_for_update(of=("self",))
    found = locked.filter(pk=allegation.pk).first()
    if found is None:
        raise PermissionDenied
    if found.versions != base:
        raise SomebodyElseAmended(
            "Somebody else changed this while you were writing. Both are kept: open it again."
        )
    version = AllegationVersion(
        allegation=found,
        number=base + 1,
        form=filled.asked.form,
        said=_said(filled, keeps_left=keeps_left),
        left_open=gaps_in(filled, gaps_why),
        why=why.strip(),
        by=by,
    )
    version.save(force_insert=True)
    found.versions = version.number
    found.save(update_fields=["versions"])
    if begun := _begun_here(draft, found, by):
        drafts.finish_draft(id=begun, became=found.get_absolute_url(), by=by)
    _note("allegation answered", version, by)
    follow("allegation answered", allegation=found, filled=filled, by=by)
    return version


@transaction.atomic
def keep_allegation_from(
    *, allegation: Allegation, against: Account | None, by: Account
) -> Allegation:
    """Say that it is against somebody who signs in here, who never reads it from then on.

    What waited about it with them waits with whoever says so.
    """
    if against == by:
        raise ValidationError(
            {"against": "It is about you. Somebody else who keeps allegations has to write that."}
        )
    found = Allegation.objects.visible_to(by).select_for_update(of=("self",))
    kept = found.filter(pk=allegation.pk).first()
    if kept is None:
        raise PermissionDenied
    _somebody_is_left(against)
    kept.against = against
    kept.save(update_fields=["against"])
    if against is not None:
        with connection.cursor() as cursor:
            cursor.execute("select gate.take_over_allegation(%s)", [kept.pk])
    trail.note("allegation kept from somebody" if against else "allegation kept from nobody",
               on=kept, by=by)  # fmt: skip
    return kept


def _is_told(id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.have_told(%s)", [id])
        return bool(cursor.fetchone()[0])


def _somebody_is_left(against: Account | None) -> None:
    if not keepers(but=against.pk if against else None):
        raise ValidationError(NOBODY_LEFT)


def _said(filled: Filled, *, keeps_left: bool) -> list[dict[str, Any]]:
    words = parts_of(filled, [], {}, None, keeps_left=keeps_left)
    check_words(words)
    kept = [one for one in words if one.text.strip()]
    if not kept:
        raise ValidationError("Nothing has been written yet. Answer one question at least.")
    return [as_kept(one.sort, one.question, one.asked, one.text, one.value) for one in kept]


def _begun_here(id: UUID | None, allegation: Allegation, by: Account) -> UUID | None:
    """One's own draft of this change. One of something else is not ended by it, nor emptied."""
    row = Draft.objects.filter(pk=id, owner_id=by.pk).first() if id else None
    if row and not row.address.startswith(
        reverse("record:answer-allegation", args=[allegation.pk])
    ):
        raise ValidationError("This was begun as something else. Open the allegation again.")
    return row.pk if row else None


def _note(what: str, version: AllegationVersion, by: Account) -> None:
    """A line about nobody, with the hash of all that was said."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.allegation_hash(%s)", [version.pk])
        content = cursor.fetchone()[0]
    trail.note(what, on=version, by=by, detail={"content": content, "version": version.number})


# What waits


def tasks_for_keepers(*, allegation: Allegation, by: Account, **_: Any) -> None:
    """Each who keeps allegations reads it soon: never whoever it is against, nor who told of it."""
    due = working_days_after(timezone.localdate(), READ_WITHIN)
    Task.objects.bulk_create(
        _task(allegation, READ_IT, due, one, by)
        for one in keepers(but=allegation.against_id)
        if one.pk != by.pk
    )


def tasks_from_answers(*, allegation: Allegation, filled: Filled, by: Account, **_: Any) -> None:
    """What the form says follows from an answer: for whoever answered it, and once.

    Whoever answers has read it.
    """
    today = timezone.localdate()
    for read in Task.objects.filter(from_id=allegation.pk, account=by, words=READ_IT, done_at=None):
        do_task(task=read, by=by)
    made = set(
        Task.objects.filter(from_id=allegation.pk, account=by).values_list("words", flat=True)
    )
    wanted = {lead.words[:400]: lead.within for _, lead in leads_of(filled) if lead.do == "task"}
    Task.objects.bulk_create(
        _task(allegation, words, working_days_after(today, within) if within else None, by, by)
        for words, within in wanted.items()
        if words not in made and "{answer}" not in words  # a task holds no words of an allegation
    )


def _task(allegation: Allegation, words: str, due: Any, whose: Account, by: Account) -> Task:
    return Task(
        what=Task.What.ALLEGATION,
        words=words,
        account=whose,
        from_kind=Allegation._meta.label_lower,
        from_id=allegation.pk,
        due_on=due,
        made_by=by,
    )
