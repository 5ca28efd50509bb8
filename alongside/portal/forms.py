"""What a person's pages ask: their own words, whether to send them, and a word to look for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.foundation.forms import WordsField
from alongside.people.facts import LONGEST_WORDS
from alongside.record.actions.answering import LONGEST


class AnswerForm(forms.Form):
    """The person's own words, and whether something is to be put right."""

    text = WordsField(
        label=_("Your words"),
        help_text=_("Write as you speak. Nobody changes your words or your spelling."),
        rows=8,
        longest=LONGEST,
        error_messages={"required": _("You have not written anything yet.")},
    )
    is_correction = forms.BooleanField(
        label=_("Something here is wrong. Please put it right."),
        help_text=_("Then somebody has to answer you."),
        required=False,
    )


class FirstWordsForm(forms.Form):
    """What the person wants others to know first."""

    value = WordsField(
        label=_("What should others know first?"),
        help_text=_("Write as you speak. Nobody changes your words or your spelling."),
        rows=6,
        longest=LONGEST_WORDS,
        error_messages={"required": _("You have not written anything yet.")},
    )


class SendForm(forms.Form):
    """Whether answers go without what is not asked any more."""

    leaves_out = forms.BooleanField(label=_("Leave this out"), required=False)


class LookForm(forms.Form):
    """A word to look for in one's own record; it is sent so that no address keeps it."""

    words = forms.CharField(
        label=_("Look for a word in your record"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            {"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}
        ),
    )
