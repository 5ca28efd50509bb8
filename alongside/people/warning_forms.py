"""What is asked of a warning: what it is, what it rests on, and whether the person knows of it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from alongside.foundation.forms import DayField, WordsField

from .models import WarningNote

REVIEW_IN = 91  # days: what is proposed
NEED = "Write this: without it nobody can judge the warning."


def _words(label: str, hint: str, rows: int, longest: int) -> WordsField:
    return WordsField(
        label=label, help_text=hint, rows=rows, longest=longest, error_messages={"required": NEED}
    )


class WarningForm(forms.Form):
    """A warning whole; looked at again, it begins with what was written before."""

    what = _words(
        "What to be careful of",
        "In words that could be read to the person: what happens, and when. Not what they are.",
        2,
        400,
    )
    safe = _words("What makes it safe", "What to do, whom to ring, what to ask before", 2, 400)
    evidence = _words(
        "What it rests on", "What happened, on which day, who saw it and told whom", 3, 1000
    )
    for_whom = forms.ChoiceField(
        label="Who has to know",
        choices=WarningNote.Whom.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who has to know."},
    )
    is_told = forms.TypedChoiceField(
        label="Were they told of this warning?",
        choices=[("yes", "Yes, and they can read it"), ("no", "No, not now")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they were told."},
    )
    told_words = _words(
        "What they said to it; or why they were not told",
        "Whoever is not told cannot put it right: say what makes telling them unsafe",
        2,
        400,
    )
    review_on = DayField(
        label="When somebody looks at it again",
        help_text="It runs out on that day unless somebody has. A year from now at most.",
    )

    def __init__(self, *args: Any, note: WarningNote | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        today = timezone.localdate()
        self.initial["review_on"] = today + timedelta(days=REVIEW_IN)
        if note is not None:
            for name in ("what", "safe", "evidence", "for_whom"):
                self.initial[name] = getattr(note, name)


class EndWarningForm(forms.Form):
    """Why it need not be known any more."""

    why = _words("Why it need not be known any more", "What has changed, and who says so", 2, 400)
