"""What is asked once, as a questionnaire is finished: when, with whom, how far it is shown."""

from typing import Any

from django import forms

from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.record.actions.asking import SIGNED, Signing
from alongside.record.models import Contact

from .changing import WhyChanged
from .holding import SharingFields
from .writing import MINUTES, short


class AnswersForm(forms.Form):
    """The envelope of a questionnaire, whether it is finished or changed."""

    happened = ApproximateDayField(label="When", help_text="A day, and a time if you know it")
    contact = forms.ChoiceField(
        label="How", choices=(("", "Not said"), *Contact.choices), required=False
    )
    there = forms.CharField(
        label="Who was there",
        help_text="Names, as you would say them",
        required=False,
        max_length=400,
        widget=forms.TextInput(short("width-20")),
    )
    minutes = forms.IntegerField(**MINUTES)
    signed = forms.ChoiceField(
        label="What they say of it",
        required=False,
        widget=forms.RadioSelect,
    )
    signed_words = WordsField(label="In their own words", rows=3, required=False)
    gaps_why = WordsField(
        label="Why it is finished with questions open",
        help_text="It can wait. If it cannot, say why; the open questions stay named in it.",
        rows=3,
        required=False,
    )
    leaves_out = forms.BooleanField(
        label="Leave out what is not asked any more",
        help_text="Otherwise it is kept at the end, under a heading that says so.",
        required=False,
    )

    def __init__(self, *args: Any, called: str, is_signed: bool, has_gaps: bool, **more: Any):
        super().__init__(*args, **{**more, "prefix": "entry"})
        self.look = {**getattr(self, "look", {}), "signed": {"inline": False, "small": True}}
        signed = self.fields["signed"]
        assert isinstance(signed, forms.ChoiceField)
        signed.label = f"What {called} says of it"
        signed.choices = [(key, f"{called} {words}") for key, words in SIGNED.items()]
        if not is_signed:
            del self.fields["signed"], self.fields["signed_words"]
        if not has_gaps:
            del self.fields["gaps_why"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "gaps_why" in self.fields and not said.get("gaps_why", "").strip():
            self.add_error("gaps_why", "Some questions are open. Answer them, or say why.")
        return said

    def envelope(self) -> dict[str, Any]:
        """The arguments that finishing and changing have in common."""
        said = self.cleaned_data
        signed = Signing(said["signed"], said["signed_words"]) if said.get("signed") else None
        return {
            "happened": said["happened"],
            "contact": said["contact"],
            "there": said["there"].strip(),
            "minutes": said["minutes"],
            "names_others": said["names_others"],
            "gaps_why": said.get("gaps_why", ""),
            "keeps_left": not said["leaves_out"],
            "signing": signed,
        }


class FinishForm(SharingFields, AnswersForm):
    """A questionnaire that is being finished, and how far it is shown."""

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.check_sharing(said)
        return said

    def entry(self) -> dict[str, Any]:
        """The arguments of the action that finishes it."""
        return {**self.envelope(), "held": self.held()}


class ChangeAnswersForm(WhyChanged, AnswersForm):
    """A finished questionnaire that is put right: the reason is read by the person."""

    def entry(self) -> dict[str, Any]:
        """The arguments of the action that changes it."""
        said = self.cleaned_data
        more = {name: said[name] for name in ("why", "is_earlier_readable")}
        return {**self.envelope(), **more}
