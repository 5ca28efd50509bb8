"""What is asked beneath a plan: whether a step is done, and why it ends."""

from django import forms
from django.utils import timezone

from alongside.foundation.forms import DayField, WordsField
from alongside.plans.actions import LONGEST


class StepForm(forms.Form):
    """Whether a step is done."""

    is_done = forms.TypedChoiceField(
        label="Is this step done?",
        choices=[("yes", "Yes, it is done"), ("no", "No, or not yet")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done."},
    )
    on = DayField(label="On which day", not_after_today=True, initial=timezone.localdate)
    words = WordsField(
        label="How it went, or what is in the way",
        help_text="If there is something to say",
        rows=3,
        longest=LONGEST,
        required=False,
    )


class EndForm(forms.Form):
    """Why a plan ends."""

    is_misplaced = forms.TypedChoiceField(
        label="What is it?",
        choices=[
            ("no", "The plan is over. It stays readable."),
            ("yes", "It was written in the wrong record. Nobody here reads it any more."),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    words = WordsField(
        label="Why, in a sentence or two",
        rows=3,
        longest=LONGEST,
        error_messages={"required": "Say why, in one sentence."},
    )
