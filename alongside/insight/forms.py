"""The one question that an import asks: which of two is right."""

from django import forms

CHOICES = (
    ("ours", "What is written here is right. Keep it"),
    ("theirs", "What the file says is right. Take it"),
)


class CompareForm(forms.Form):
    """Keeping what is here, or taking what the file says."""

    choice = forms.ChoiceField(
        label="Which is right?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which is right, or come back when you have asked."},
    )
