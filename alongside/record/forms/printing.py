"""What is asked before a form is printed that is filled in by hand."""

from django import forms

from alongside.foundation.paper.handing import PaperForm


class BlankForm(PaperForm):
    """In what print, and in which words."""

    look = {**PaperForm.look, "is_easy": {"small": True}}
    is_easy = forms.BooleanField(
        label="Easy words and pictures",
        help_text="Only what the person answers themselves, where there is such wording.",
        required=False,
    )
