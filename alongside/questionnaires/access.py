"""Which questionnaires there are: what is asked today, and what was asked when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from .definition import Questionnaire
from .models import Definition
from .reading import read_questionnaire

_WITHOUT_TEXT = (
    "id", "key", "version", "title", "digest", "is_shipped", "starts", "ends", "made_at",
)  # fmt: skip
# A wording that was made in a transaction may go with it; one that has stood so long is there.
STANDS_AFTER = timedelta(hours=1)
MOST = 256  # wordings kept in a process
_standing: dict[str, Questionnaire] = {}


def asked_on(day: date) -> list[Definition]:
    """What may be asked for a record on a day, by title; without their texts."""
    found: dict[str, Definition] = {}
    for one in Definition.objects.in_force(day).only(*_WITHOUT_TEXT):
        found.setdefault(one.key, one)
    of_records = (one for one in found.values() if not questionnaire_of(one).is_of_oneself)
    return sorted(of_records, key=lambda one: one.title)


def in_force(key: str, day: date) -> Questionnaire | None:
    """The questionnaire of this key that is asked on a day."""
    found = Definition.objects.in_force(day).filter(key=key).only(*_WITHOUT_TEXT).first()
    return questionnaire_of(found) if found is not None else None


def as_asked(form: str) -> Questionnaire | None:
    """The questionnaire by which an entry was asked; none for a note, which nobody's form asked.

    Looked up once in a process: what a version says is never changed, and never taken away.
    """
    if (known := _standing.get(form)) is not None:
        return known
    key, _, version = form.rpartition(" ")
    if key in ("", "note") or "\x00" in form:
        return None
    found = Definition.objects.filter(key=key, version=version).only(*_WITHOUT_TEXT).first()
    if found is None:
        return None
    asked = questionnaire_of(found)
    if found.made_at < timezone.now() - STANDS_AFTER:
        if len(_standing) >= MOST:
            _standing.clear()
        _standing[form] = asked
    return asked


def questionnaire_of(definition: Definition) -> Questionnaire:
    """A definition, read once in a process: its text never changes."""
    return _read(definition.pk, definition.version, definition.digest)


@lru_cache(maxsize=256)
def _read(id: UUID, version: str, digest: str) -> Questionnaire:
    text = Definition.objects.values_list("text", flat=True).get(pk=id)
    return replace(read_questionnaire(text, f"{digest[:8]}.yaml"), version=version)
