"""What is asked about a picture or a paper: which, what it shows, why it goes or is locked."""

from django import forms

from alongside.record.attached import ACCEPTED, limit_in_words

WHAT_IT_SHOWS = "What does it show?"
FOR_WHOM = "In a few words, for whoever cannot see it: Ade’s garden, with the new ramp"
LINE = {"class": "govuk-input--width-20", "autocomplete": "off", "data-no-draft": ""}


class AttachForm(forms.Form):
    """One file, inside the form of what is being written."""

    file = forms.FileField(
        label="A picture or a paper",
        required=False,
        allow_empty_file=True,  # what is wrong with it is said by whoever takes it in
        widget=forms.FileInput({"accept": ACCEPTED}),
    )
    description = forms.CharField(
        label=WHAT_IT_SHOWS,
        help_text=FOR_WHOM,
        required=False,
        max_length=400,
        widget=forms.TextInput(LINE),
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["file"].help_text = (
            f"JPEG, PNG, PDF, Word (.docx), OpenDocument (.odt) or plain text, up to "
            f"{limit_in_words()}. It is kept as it came; what is shown is a copy without hidden "
            "details, such as where a picture was taken."
        )


class DescribeForm(forms.Form):
    """What a picture shows."""

    description = forms.CharField(
        label=WHAT_IT_SHOWS,
        help_text=FOR_WHOM,
        max_length=400,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Say in a few words what it shows."},
    )


class TakeOffForm(forms.Form):
    """Why a file is taken off."""

    why = forms.CharField(
        label="Why does it not belong here?",
        help_text="One sentence. It stays with the file, which is kept.",
        max_length=400,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Say why it does not belong here."},
    )


class LockForm(forms.Form):
    """Why nobody should look at a file."""

    why = forms.CharField(
        label="Why should nobody look at it?",
        help_text="One sentence, which everybody who reads this note sees. Do not describe what it "
        "shows: “His school says that it may show a child being hurt” is enough.",
        required=False,
        max_length=400,
    )


class AskToUnlockForm(forms.Form):
    """Why a locked file may be opened again."""

    why = forms.CharField(
        label="Why may it be opened again?",
        help_text="One sentence. The second person decides by it, and it stays with the file.",
        required=False,
        max_length=400,
    )


class UnlockingForm(forms.Form):
    """Whether a second person agrees that a locked file is opened again."""

    is_agreed = forms.TypedChoiceField(
        label="Do you agree that it is opened again?",
        choices=(("yes", "Yes. It is opened at once"), ("no", "No. It stays locked")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree."},
    )
    words = forms.CharField(
        label="Why, or why not",
        help_text="One sentence. It stays with the file.",
        required=False,
        max_length=400,
    )
