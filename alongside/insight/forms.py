"""What imports ask: which of two is right, and whether one is withdrawn."""

from typing import Any

from django import forms

CHOICES = (
    ("ours", "What is written here is right. Keep it"),
    ("theirs", "What the file says is right. Take it"),
)

SAME = {
    "Child": (
        ("theirs", "It is the same child. The file may add to this record"),
        ("ours", "They are two children. The file begins a record of its own"),
    ),
    "Person": (
        ("theirs", "It is the same person. The table may add to this record"),
        ("ours", "They are two people. The table begins a record of its own"),
    ),
}


class CompareForm(forms.Form):
    """Keeping what is here, or taking what the file says."""

    choice = forms.ChoiceField(
        label="Which is right?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which is right, or come back when you have asked."},
    )

    def __init__(self, *args: Any, same: str, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["choice"]
        if same:
            assert isinstance(choice, forms.ChoiceField)
            choice.label, choice.choices = f"Is it the same {same.casefold()}?", SAME[same]


class AskToWithdrawForm(forms.Form):
    """Why an import is to be withdrawn."""

    why = forms.CharField(
        label="Why should it not have come in?",
        help_text="One sentence, without anybody’s name. It stands wherever something was taken "
        "out, and whoever could read that reads it.",
        required=False,
        max_length=300,
    )


class WithdrawalForm(forms.Form):
    """Whether a second person agrees that an import is withdrawn."""

    is_agreed = forms.TypedChoiceField(
        label="Do you agree that it is withdrawn?",
        choices=(("yes", "Yes. It is taken out now"), ("no", "No. It stays as it is")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree."},
    )
    words = forms.CharField(
        label="Why, or why not",
        help_text="One sentence. It stays with the import.",
        required=False,
        max_length=300,
    )
