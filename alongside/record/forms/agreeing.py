"""What is asked of whoever agrees to a questionnaire, or returns it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.foundation.forms import WordsField
from alongside.record.models import Part

AGREES, RETURNS = "agrees", "returns"


class AgreeForm(forms.Form):
    """The decision, its reason, and what is missing beside each question."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=((AGREES, "I agree to it"), (RETURNS, "I return it, to be put right")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree to it or return it."},
    )
    reason = WordsField(
        label="Why",
        help_text="It stays with the decision, and the person may read it one day.",
        rows=4,
        longest=20_000,
        error_messages={"required": "Say why. It stays with the decision."},
    )

    def __init__(self, *args: Any, parts: Iterable[Part], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places = {f"remark-{n}": part.question for n, part in enumerate(parts, 1)}
        for name in self.places:
            self.fields[name] = WordsField(
                label="What is missing or unclear here", rows=2, longest=20_000, required=False
            )

    def remarks(self) -> dict[str, str]:
        """What was said beside which question."""
        said = self.cleaned_data
        return {question: said[name] for name, question in self.places.items() if said.get(name)}
