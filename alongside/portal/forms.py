"""What a person's pages ask: their own words, whether to send them, and a word to look for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alongside.foundation.forms import DayField, WordsField
from alongside.people.facts import LONGEST_WORDS
from alongside.plans.actions import LONGEST as LONGEST_OF_PLANS
from alongside.record.actions.answering import LONGEST
from alongside.record.actions.telling_us import LONGEST as LONGEST_WHOM
from alongside.record.attached import ACCEPTED, limit_in_words


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


def is_yes(said: str) -> bool:
    """A yes or a no."""
    return said == "yes"


def yes_or_no(label: Any, *, yes: Any, no: Any, missing: Any) -> forms.TypedChoiceField:
    """A question that is answered with a yes or a no, in words of its own."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=is_yes,
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def words_beside() -> WordsField:
    """What somebody wants to say beside their answer, and need not."""
    return WordsField(
        label=_("Your words"),
        help_text=_("Write as you speak. Nobody changes your words or your spelling."),
        rows=5,
        longest=LONGEST_OF_PLANS,
        required=False,
    )


class PlanForm(forms.Form):
    """What the person says to the version of a plan that they have seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    agrees = yes_or_no(
        _("Is it right for you?"),
        yes=_("Yes, I agree"),
        no=_("No, I see it differently"),
        missing=_("Say whether it is right for you."),
    )
    words = words_beside()


class MyStepForm(forms.Form):
    """How a step of their own went."""

    is_done = yes_or_no(
        _("Have you done it?"),
        yes=_("Yes, it is done"),
        no=_("No, or not yet"),
        missing=_("Say whether it is done."),
    )
    words = WordsField(
        label=_("How did it go, or what is in the way?"),
        help_text=_("If you want to say something"),
        rows=4,
        longest=LONGEST_OF_PLANS,
        required=False,
    )
    on = DayField(label=_("On which day"), not_after_today=True, initial=timezone.localdate)


class BeforeMeetingForm(forms.Form):
    """What the person thinks before a meeting about them, or wants to talk about."""

    what = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("view", _("What I think, and what I want you to know")),
            ("point", _("Something that I want us to talk about")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    words = WordsField(
        label=_("Your words"),
        help_text=_("Write as you speak. Nobody changes your words or your spelling."),
        rows=6,
        longest=LONGEST_OF_PLANS,
        error_messages={"required": _("You have not written anything yet.")},
    )


class MyMinutesForm(forms.Form):
    """Whether the person finds the minutes right."""

    agrees = yes_or_no(
        _("Is it right what was written down?"),
        yes=_("Yes, it is right"),
        no=_("No, something was otherwise"),
        missing=_("Say whether it is right."),
    )
    words = words_beside()


class PartnerForm(forms.Form):
    """What a partner agency answers to what it is asked to do."""

    is_accepted = yes_or_no(
        _("Can you do this?"), yes=_("Yes"), no=_("No"), missing=_("Choose yes or no.")
    )
    words = WordsField(
        label=_("What do you want to say to them?"),
        help_text=_("If no, say why. Whoever asked reads this."),
        rows=3,
        longest=400,
        required=False,
    )


WHICH_FILES = _(
    "A picture, a PDF, Word (.docx), OpenDocument (.odt) or plain text, up to {most}. Choose it "
    "last: it is not kept while you write."
)


class FileInput(forms.FileField):
    """One picture or paper; what is wrong with it is said by whoever takes it in."""

    def __init__(self, *, label: Any, **more: Any) -> None:
        super().__init__(
            label=label,
            help_text=format_lazy(WHICH_FILES, most=limit_in_words()),
            allow_empty_file=True,
            widget=forms.FileInput({"accept": ACCEPTED}),
            **more,
        )


class DoneForm(forms.Form):
    """What a partner agency did, or what the answer is to what it was asked."""

    words = WordsField(
        label=_("What did you do, or what is your answer?"),
        help_text=_("Whoever asked reads this."),
        rows=6,
        longest=4000,
        error_messages={"required": _("Say what you did, or what the answer is.")},
    )
    file = FileInput(
        label=_("A picture or a paper, if one belongs to it"),
        required=False,
    )


class DocumentForm(forms.Form):
    """A document that a partner agency sends about somebody."""

    title = forms.CharField(
        label=_("What is it?"),
        help_text=_("In a few words, such as: letter from the hospital, March 2026"),
        max_length=120,
        error_messages={"required": _("Say in a few words what it is.")},
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    file = FileInput(
        label=_("The file"),
        error_messages={"required": _("Choose the file that you want to send.")},
    )
    words = WordsField(
        label=_("Is there something to say about it?"),
        help_text=_("Whoever works with the person reads this, and so may the person."),
        rows=4,
        longest=4000,
        required=False,
    )


class CodeForm(forms.Form):
    """The code that was told by another way than the link."""

    code = forms.CharField(
        label=_("The code"),
        help_text=_("Six digits, told to you by phone"),
        max_length=12,
        error_messages={"required": _("Write the code that you were told.")},
        widget=forms.TextInput(
            {
                "class": "govuk-input govuk-input--width-10",
                "inputmode": "numeric",
                "autocomplete": "off",
            }
        ),
    )


class WithdrawForm(forms.Form):
    """Taking back what one said yes to; no reason is asked."""

    words = WordsField(
        label=_("If you want to say why"),
        help_text=_("You need not. Whoever works with you reads it."),
        rows=3,
        longest=400,
        required=False,
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


class WhomForm(forms.Form):
    """Who it is that a partner is worried about, in their words; nobody is looked for."""

    named = forms.CharField(
        label=_("Their name, or what you know of them"),
        help_text=_(
            "Of several children, name them all here. Such as: a boy of about 8, called Max"
        ),
        max_length=LONGEST_WHOM["named"],
        error_messages={"required": _("Write a name, or what you know of them.")},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    born = forms.CharField(
        label=_("Date of birth, or how old they are"),
        help_text=_("If you know it"),
        required=False,
        max_length=LONGEST_WHOM["born"],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    lives = forms.CharField(
        label=_("Where they live, or where we find them"),
        help_text=_("If you know it"),
        required=False,
        max_length=LONGEST_WHOM["lives"],
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    more = WordsField(
        label=_("What else would help us to find them?"),
        help_text=_("Such as their school, their parents’ names, brothers and sisters."),
        required=False,
        rows=4,
        longest=LONGEST_WHOM["more"],
    )
