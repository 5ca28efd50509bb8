"""What a survey may ask: choices, the same for everybody."""

from __future__ import annotations

import pytest

from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.shipped import check_surveys, reference_for, text_of

HEALTH = text_of("health-check")
WORDS = """
    - id: words
      ask: "What else?"
      type: text
      why: "To know."
      used_by: "Everybody."
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: survey", "kind: assessment", "kind: survey"),
        (
            "      many: true\n",
            "      when: {question: amount, is: '1'}\n",
            "asks everybody the same",
        ),
        ("score: 4}", "help: x}", "a scale needs one for each"),
    ],
)
def test_what_a_survey_cannot_be(old: str, new: str, says: str) -> None:
    with pytest.raises(Exception, match=says):
        survey_of(HEALTH.replace(old, new))


def test_a_survey_asks_for_no_words() -> None:
    with pytest.raises(Exception, match="can give them away"):
        survey_of(HEALTH.rstrip() + WORDS)


def test_everything_that_is_shipped_can_be_used() -> None:
    check_surveys()
    reference = reference_for("sector-survey")
    assert reference
    assert reference.percent["alone", "5"] == 17
    assert reference_for("health-check") is None
