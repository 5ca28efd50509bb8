"""The person's own words, beside what was written about them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.following import follow
from alongside.people.access import my_person
from alongside.record.models import Answer, Part

LONGEST = 200_000


def note_answer(answer: Answer, by: Account) -> None:
    """Put the hash of these words on the trail: a change from now on would be seen."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.answer_hash(%s)", [answer.pk])
        (content,) = cursor.fetchone()
    detail = {"content": content}
    trail.note("own words added", on=answer, about=[answer.person_id], by=by, detail=detail)


@transaction.atomic
def answer_entry(
    *, id: UUID, part: Part, text: str, is_correction: bool = False, by: Account
) -> Answer:
    """Put the person's words beside a part that is shown to them, exactly as they wrote them.

    `id` is the draft's: sending twice gives one answer.
    """
    if by.kind != Account.Kind.PERSON:
        raise PermissionDenied
    standing = Answer.objects.filter(pk=id).first()
    if standing:
        return standing
    if not text.strip():
        raise ValidationError({"text": "You have not written anything yet."})
    if len(text) > LONGEST:
        raise ValidationError({"text": "This is very long. Send it in two or more pieces."})
    person = my_person(by)
    answer = Answer.objects.create(
        id=id,
        entry_id=part.entry_id,
        part=part,
        person=person,
        is_correction=is_correction,
        text=text,
        by=by,
    )
    drafts.finish_draft(id=id, by=by, became="/my/record/")
    note_answer(answer, by)
    follow("entry answered", answer=answer, by=by)
    return answer
