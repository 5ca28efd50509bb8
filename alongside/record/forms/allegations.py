"""What is asked as an allegation is sent or answered, and of whoever it is kept from."""

from typing import Any

from django import forms

from alongside.accounts.colleagues import ColleagueField
from alongside.foundation.forms import WordsField

AGAINST = (
    "Their name or work e-mail. They can then never open it, whatever their role. "
    "Leave it empty if they do not work here, or you do not know."
)


class EndForm(forms.Form):
    """What is asked on the last page, whether it is told or answered."""

    gaps_why = WordsField(
        label="Why it is sent with questions open",
        help_text="What is not known yet can stay open. Say so; the open questions stay named.",
        rows=3,
        required=False,
    )
    leaves_out = forms.BooleanField(
        label="Leave out what is not asked any more",
        help_text="Otherwise it is kept at the end, under a heading that says so.",
        required=False,
    )

    def __init__(self, *args: Any, has_gaps: bool, **more: Any) -> None:
        super().__init__(*args, **{**more, "prefix": "entry"})
        if not has_gaps:
            del self.fields["gaps_why"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "gaps_why" in self.fields and not said.get("gaps_why", "").strip():
            self.add_error("gaps_why", "Some questions are open. Answer them, or say why.")
        return said

    def told(self) -> dict[str, Any]:
        """The arguments that telling and answering have in common."""
        said = self.cleaned_data
        return {
            "gaps_why": said.get("gaps_why", ""),
            "keeps_left": not said["leaves_out"],
        }


class TellForm(EndForm):
    """Whom it is against, where they sign in here."""

    against = ColleagueField(label="Does the person work here?", help_text=AGAINST, required=False)

    def told(self) -> dict[str, Any]:
        """The arguments of the action that sends it."""
        return {**super().told(), "against": self.cleaned_data["against"]}


class AnswerForm(EndForm):
    """The reason, which stays beside the new version."""

    why = forms.CharField(
        label="What you changed, and why",
        help_text="One sentence. It stays with the new version.",
        max_length=400,
        error_messages={"required": "Say what you changed and why. It stays beside it."},
    )

    def told(self) -> dict[str, Any]:
        """The arguments of the action that writes a new version."""
        return {**super().told(), "why": self.cleaned_data["why"]}


class KeepFromForm(forms.Form):
    """Somebody who signs in here and never reads it."""

    against = ColleagueField(label="Who is it about?", help_text=AGAINST, required=False)
