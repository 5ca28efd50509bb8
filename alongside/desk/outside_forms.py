"""What is asked of a service from outside, and of who wants to see one that is out of sight."""

from typing import Any

from django import forms

from alongside.foundation.content import codes
from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.people.models import Service

INVOLVED = [("yes", "Yes"), ("no", "No: somebody said that it is not")]


def _line(label: str, help_text: str = "", longest: int = 200) -> Any:
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=longest, widget=widget
    )


def _when(label: str, hint: str = "A day, a month, a year, or “about 2019”.") -> Any:
    return ApproximateDayField(label=label, help_text=hint, required=False)


def _tie(label: str, group: str) -> Any:
    found = [(code.code, code.words) for code in codes("ties").codes if code.group == group]
    return forms.ChoiceField(
        label=label,
        choices=[("", "Nobody has said"), *found],
        required=False,
        widget=forms.RadioSelect(),
    )


class ServiceForm(forms.Form):
    """A service, whom one asks for there, how to ring them, and when they were last involved."""

    kind = forms.ChoiceField(
        label="Which service is it?", error_messages={"required": "Choose which service it is."}
    )
    is_involved = forms.ChoiceField(
        label="Is it involved?", choices=INVOLVED, initial="yes", widget=forms.RadioSelect()
    )
    agency = _line("What is it called?", "Such as “Mere Lane Primary”.")
    contact = _line("Whom does one ask for there?", "The lead, if there is one.")
    role = _line("What do they do there?", "Such as “head of year” or “lead nurse”.", 120)
    phone = _line("Their phone at work", longest=40)
    email = _line("Their e-mail at work", longest=254)
    starts_on = _when("Since when?")
    last_on = _when("When were they last involved?", "The last visit, call or letter.")
    told_by = _line("Who said so?", "Such as “Ruth, on the phone”.", 120)
    words = _line("Anything worth knowing", "Such as “answers before nine”.", 300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "Choose one"), *codes("services").choices()]
        self.fields["tie"] = _tie("What is the tie with them like, if somebody said?", "Tie")
        self.fields["flow"] = _tie("Does it give strength, or take it?", "Flow")

    def clean(self) -> dict[str, Any]:
        """The answers as the action takes them."""
        given = super().clean() or {}
        given["is_involved"] = given.get("is_involved") != "no"
        return given

    @staticmethod
    def told_of(one: Service) -> dict[str, str]:
        """What stands there now, to be changed."""
        names = ("kind", "agency", "contact", "role", "phone", "email", "told_by", "words")
        told = {name: str(getattr(one, name)) for name in (*names, "tie", "flow")}
        days = {f"{name}_on": one.said(name) for name in ("starts", "last")}
        return told | days | {"is_involved": "yes" if one.is_involved else "no"}


class TieForm(forms.Form):
    """A tie, as somebody said it."""

    told_by = _line("Who said so?", "The person themselves, or who else.", 120)
    words = _line("In which words?", "As they said it, if you can.", 300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked = {
            "tie": _tie("What is the tie like?", "Tie"),
            "flow": _tie("Does it give strength, or take it?", "Flow"),
        }
        self.fields = {**asked, **self.fields}


class EndServiceForm(forms.Form):
    """It is no longer involved."""

    ends_on = _when("Until when?", "Also “March 2025”. Leave it empty for today.")
    why = _line("Why, if that helps", longest=400)


class TakeBackForm(forms.Form):
    """It never was so."""

    why = _line("What was wrong?", longest=400)


class LookForm(forms.Form):
    """Why somebody needs to see what is kept out of sight."""

    why = WordsField(
        label="Why do you need to know this now?",
        help_text="Such as “a strategy meeting at two about last night”.",
        rows=3,
        longest=400,
    )
