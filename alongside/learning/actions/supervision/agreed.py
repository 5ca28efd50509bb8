"""The agreement of the two: written by one, signed by both, and followed by a new one."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning import supervising
from alongside.learning.models import Agreement, Signature, Supervision

from .two import going_on

LONGEST = 100_000  # characters in one part


@transaction.atomic
def write_agreement(*, supervision: Supervision, said: Mapping[str, str], by: Account) -> Agreement:
    """Write what the two agree, which signs it for oneself; the other reads it and signs too."""
    found = going_on(supervision)
    words = {key: said.get(key, "").strip() for key in supervising.agreement_parts()}
    words = {key: text for key, text in words.items() if text}
    if not words:
        raise ValidationError("Nothing is written yet. Write at least one part.")
    if any(len(text) > LONGEST for text in words.values()):
        raise ValidationError(f"One part is longer than {LONGEST:,} characters. Say it shorter.")
    last = Agreement.objects.filter(supervision=found).order_by("-number").first()
    if last and last.said == words:
        raise ValidationError("This says what the last one says. Change something, or sign that.")
    made = Agreement.objects.create(
        supervision=found, number=last.number + 1 if last else 1, said=words, by=by
    )
    Signature.objects.create(agreement=made, by=by)
    trail.note("learning: supervision agreement written", on=made, by=by)
    return made


@transaction.atomic
def sign_agreement(*, agreement: Agreement, seen: str, words: str = "", by: Account) -> Signature:
    """Sign the newest agreement, saying what one sees otherwise; twice is refused.

    `seen` is the one that stood on the page that was read.
    """
    found = going_on(agreement.supervision)
    newest = Agreement.objects.filter(supervision=found).order_by("-number").first()
    if newest is None or newest.pk != agreement.pk or seen != str(newest.pk):
        raise ValidationError(
            "A newer agreement has been written since you opened this page, so you have not signed "
            "yet. It stands above. Read it, then sign it."
        )
    try:
        with transaction.atomic():
            signed = Signature.objects.create(agreement=newest, by=by, words=words.strip())
    except IntegrityError as twice:
        raise ValidationError("You have signed this before.") from twice
    trail.note("learning: supervision agreement signed", on=newest, by=by)
    return signed
