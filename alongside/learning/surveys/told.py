"""All that the report of a wave shows, worked out from what was frozen: nothing is asked anew."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from alongside.foundation.small_numbers import Rules
from alongside.foundation.small_numbers.statistics import missing
from alongside.learning.models import Wave
from alongside.learning.profiles import roles

from . import telling
from .form import survey_of
from .parting import parted, says
from .shipped import reference_for


def told_of(wave: Wave, before: Wave | None) -> dict[str, Any]:
    """What was frozen, in words and figures, beside the one before it; for one that is told."""
    frozen, rules, survey = wave.frozen or {}, Rules(least=wave.smallest), survey_of(wave.text)
    names = {one.id: one.title for one in roles().by_id.values()}
    reference = reference_for(survey.id)
    is_capability = wave.kind == Wave.Kind.CAPABILITY
    # What was typical on the day: it may be written anew, and what was told stays.
    typical = roles(timezone.localdate(wave.closed_at)).by_id
    areas = telling.areas_of(frozen, rules, names) if is_capability else []
    parts = telling.parts_of(frozen, survey, rules, names, reference)
    earlier = (
        telling.changes(before.frozen, frozen, survey_of(before.text), survey, rules, names)
        if before
        else []
    )
    return {
        "silent": missing(frozen["people"], frozen["asked"], rules),
        "divided": telling.divided(frozen, names),
        "areas": areas,
        "demand": telling.demand_of(frozen, rules) if is_capability else [],
        "edges": telling.edges_of(frozen) if is_capability else [],
        "gaps": telling.gaps_of(frozen, rules, typical) if is_capability else [],
        "areas_told": parted(areas, frozen),
        "groups": [
            (one.title, parted([part for part in parts if part.key in one.keys], frozen))
            for one in survey.groups
        ],
        "told": [one for one in (*areas, *parts) if one.rows and says(one)],
        "by": telling.by_division([*areas, *parts]),
        "reference": reference,
        "earlier": earlier,
        "clear": [one for one in earlier if one.is_clear],
    }
