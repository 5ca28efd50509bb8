"""The one question that an import asks: which of two is right."""

from typing import Any

from django import forms

CHOICES = (
    ("ours", "What is written here is right. Keep it"),
    ("theirs", "What the file says is right. Take it"),
)

SAME = (
    ("theirs", "It is the same child. The file may add to this record"),
    ("ours", "They are two children. The file begins a record of its own"),
)


class CompareForm(forms.Form):
    """Keeping what is here, or taking what the file says."""

    choice = forms.ChoiceField(
        label="Which is right?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which is right, or come back when you have asked."},
    )

    def __init__(self, *args: Any, asks_same: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["choice"]
        if asks_same:
            assert isinstance(choice, forms.ChoiceField)
            choice.label, choice.choices = "Is it the same child?", SAME
