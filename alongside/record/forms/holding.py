"""How far something is to be shown, asked wherever an entry is finished."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from alongside.foundation.forms import DayField
from alongside.record.actions import Held
from alongside.record.models import Sharing

GROUNDS = (
    ("serious harm to them", "It could do them serious harm"),
    ("serious harm to somebody else", "It could do somebody else serious harm"),
    ("crime", "It would get in the way of the police"),
    ("somebody else", "It is about somebody else, who does not agree"),
    ("legal advice", "It is legal advice"),
    ("court", "A court has said so"),
)
USUAL = "usual"


class SharingFields(forms.Form):
    """Whether others are named, and a reason to hold it back or not to disclose it."""

    names_others = forms.BooleanField(
        label="Somebody else is named or described in this",
        help_text="Somebody looks at it first, to see whether it may be read as it is.",
        required=False,
    )
    sharing = forms.ChoiceField(
        label="Is there a reason to do it differently?",
        choices=(
            (USUAL, "No"),
            (Sharing.HELD.value, "Hold it back for now"),
            (Sharing.NOT_DISCLOSED.value, "Propose that they are not told of it at all"),
        ),
        widget=forms.RadioSelect,
        required=False,
        initial=USUAL,
    )
    words = forms.CharField(
        label="If you hold it: what they read instead",
        help_text="One sentence to them: why they cannot read it yet",
        required=False,
        max_length=400,
    )
    ground = forms.ChoiceField(
        label="If they are not told: on what ground",
        choices=(("", "Choose a ground"), *GROUNDS),
        required=False,
    )
    why = forms.CharField(
        label="Why, for those who look at this later", required=False, max_length=400
    )
    review_on = DayField(label="When somebody looks at this again", required=False)
    look = {
        "names_others": {"small": True},
        "sharing": {
            "small": True,
            "hints": {
                Sharing.HELD.value: (
                    "Somebody else decides within 10 working days. They are told that it is held."
                ),
                Sharing.NOT_DISCLOSED.value: (
                    "A second person has to agree. It is not shown from now on."
                ),
            },
        },
    }

    def check_sharing(self, said: dict[str, Any]) -> None:
        """Add what is missing where it is to be held back, or not disclosed."""
        sharing = said.get("sharing")
        if sharing == Sharing.HELD and not said.get("words", "").strip():
            self.add_error("words", "Say in a sentence why they cannot read it yet. They read it.")
        if sharing != Sharing.NOT_DISCLOSED:
            return
        if not said.get("ground"):
            self.add_error("ground", "Say on what ground they are not told.")
        if not said.get("why", "").strip():
            self.add_error("why", "Say why, for those who look at this later.")
        review: date | None = said.get("review_on")
        if "review_on" not in self.errors and (review is None or review <= timezone.localdate()):
            self.add_error("review_on", "Say when somebody looks at this again; a day to come.")

    def held(self) -> Held | None:
        """What the writer wants instead of the usual; None where that is enough."""
        said = self.cleaned_data
        if said["sharing"] in ("", USUAL):
            return None
        return Held(said["sharing"], said["words"], said["ground"], said["why"], said["review_on"])
