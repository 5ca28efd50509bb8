"""What the pages of drafts ask."""

from django import forms

from alongside.foundation.forms import WordsField

from .handing import LONGEST


class HandOverForm(forms.Form):
    """Asking that somebody else takes a draft over."""

    reason = WordsField(
        label="Is there anything that they should know first?",
        help_text="One or two sentences, if you like. They read this before your words are theirs.",
        longest=LONGEST,
        rows=4,
        required=False,
    )
