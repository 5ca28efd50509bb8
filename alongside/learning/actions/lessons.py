"""What is done with lessons: offered without a name, and answered by who answers for the work."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Lesson

LONGEST = 20_000
MOST_THEMES = 5


@transaction.atomic
def offer_lesson(
    *, happened: str, to_try: str, made_sense: str = "", number: UUID | None = None, by: Account
) -> None:
    """Offer a lesson to everybody here. Nothing that is written says who did.

    It gives nothing back and leaves no line on the trail: a line would say who was here on the
    day that the lesson came. Call it in a transaction of its own, for the same reason. The same
    words from the same form, by its `number`, are offered once.
    """
    for name, text in (("happened", happened), ("to_try", to_try)):
        if not text.strip():
            raise ValidationError({name: "Without this, others cannot learn from it."})
    for name, text in (("happened", happened), ("made_sense", made_sense), ("to_try", to_try)):
        if len(text) > LONGEST:
            raise ValidationError({name: f"This has {len(text):,} characters; {LONGEST:,} fit."})
    made = Lesson(
        happened=happened, made_sense=made_sense, to_try=to_try, offered_on=timezone.localdate()
    )
    made.pk = _id_of(number or uuid4(), happened, made_sense, to_try)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # it is offered already
        return


def _id_of(number: UUID, *words: str) -> UUID:
    """As good as random, and the same for a second press; other words from the form are another.

    The number is kept nowhere, so the id leads to no form, and to nobody.
    """
    said = sha256("\0".join([str(number), *words]).encode(errors="surrogatepass"))
    return UUID(bytes=said.digest()[:16], version=4)


@transaction.atomic
def answer_lesson(
    *,
    lesson: Lesson,
    answer: str,
    is_open: bool,
    closed_why: str = "",
    themes: Collection[str] = (),
    by: Account,
) -> Lesson:
    """Say what changed, and whether everybody may read the lesson.

    An answer that stood there before is kept by the database and stays to be read below.
    """
    if not answer.strip():
        raise ValidationError({"answer": "Say what changed, or why nothing can."})
    if not is_open and not closed_why.strip():
        raise ValidationError({"closed_why": "Say why not everybody may read it."})
    if len(themes) > MOST_THEMES:
        raise ValidationError({"themes": f"Choose at most {MOST_THEMES}."})
    found = Lesson.objects.select_for_update().get(pk=lesson.pk)
    found.answer, found.is_open, found.closed_why = answer, is_open, "" if is_open else closed_why
    found.themes = sorted({" ".join(theme.split()) for theme in themes if theme.strip()})
    found.answered_by, found.answered_on = by, timezone.localdate()
    found.save(
        update_fields=["answer", "is_open", "closed_why", "themes", "answered_by", "answered_on"]
    )
    trail.note("lesson answered", on=found, by=by)
    return found
