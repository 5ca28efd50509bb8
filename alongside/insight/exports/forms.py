"""What taking a record out asks: why."""

from django import forms

from .actions.taking_out import LONGEST, WHY


class TakeOutForm(forms.Form):
    """Why everything of one person is taken out."""

    reason = forms.CharField(
        label="Why is it taken out?",
        help_text="One sentence, such as “They moved to Eastmere, whose council asked for it”. It "
        "is kept, and stands on the first page of the copy.",
        max_length=LONGEST,
        error_messages={"required": WHY},
    )
