"""What is asked before somebody without an account is let in once, by a link."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.desk.access.handovers import live_consents
from alongside.desk.forms import reason
from alongside.foundation.content import codes
from alongside.people.actions.guests import HOURS
from alongside.people.actions.handovers import CONSENT, HARM
from alongside.people.models import Consent, Person


class GuestForm(forms.Form):
    """Who is asked, what, on what ground, and for how long."""

    name = forms.CharField(
        label="Who is it for?",
        help_text="Their name, as they use it at work",
        max_length=200,
        error_messages={"required": "Write their name."},
    )
    job = forms.CharField(
        label="What do they do, and where?",
        help_text="Such as: GP, Mill Street Surgery. The person reads this.",
        max_length=120,
        error_messages={"required": "Say what they do, and where."},
    )
    reason = reason("Why, and what do you ask of them?", "They read this, and so may the person.")
    basis = forms.ChoiceField(
        label="On what ground?", error_messages={"required": "Choose a ground."}
    )
    consent = forms.ChoiceField(label="If they said yes: to what?", required=False)
    hours = forms.TypedChoiceField(
        label="For how long?",
        coerce=int,
        choices=[(one, f"{one} hours") for one in HOURS],
        initial=HOURS[0],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for how long."},
    )

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        grounds = [one for one in codes("handover-basis").choices() if one[0] != HARM]
        said_yes = live_consents(person, timezone.localdate())
        if said_yes:
            self._fill("consent", [("", "Choose"), *said_yes])
        else:
            del self.fields["consent"]
            grounds = [one for one in grounds if one[0] != CONSENT]
        self._fill("basis", [("", "Choose"), *grounds])

    def _fill(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        rests = given.pop("consent", "") if given["basis"] == CONSENT else ""
        if given["basis"] == CONSENT and not rests:
            raise ValidationError({"consent": "Choose what they said yes to."})
        consent = Consent.objects.filter(pk=rests).first() if rests else None
        return {**given, "consent": consent}
