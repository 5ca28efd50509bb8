"""Forms of circles: beginning one, asking people in, asking something, saying something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.accounts.models import Account
from alongside.foundation.forms import WordsField
from alongside.learning.access.circles import account_known_to
from alongside.learning.access.practitioners import MOST, Looked, practitioners_called
from alongside.learning.actions.circles import LONGEST_SAID, may_bring
from alongside.learning.models import Circle, Round
from alongside.learning.ways import ways

from .looking import LooksThrough

KINDS = (
    (Circle.Kind.REFLECTION.value, "Reflect together on something"),
    (Circle.Kind.SUPERVISION.value, "Group supervision"),
    (Circle.Kind.COMMUNITY.value, "A community of practice"),
)
HINTS = {
    "reflection": "A few of you, on one experience. Everybody writes before anybody reads.",
    "supervision": "Somebody brings a situation; the others ask and listen before they advise.",
    "community": "People who care about the same thing and go on talking about it.",
}
NARROW = "govuk-input--width-20"
FOR_ALL = "Everybody in the group reads this, also those who come later."
FOR_US = "Those who are in the group now read this. Whoever comes later does not."
FOR_A_THREAD = (
    "Those who are in the group read this, also those who come in while this thread is open."
)


class PractitionerField(forms.CharField):
    """Somebody who works here or at a partner agency, by name or work e-mail. Gives an account."""

    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "class": NARROW}
        more.setdefault("widget", forms.TextInput(attrs))
        super().__init__(max_length=200, **more)

    def clean(self, value: Any) -> Any:
        words = " ".join(str(super().clean(value)).replace("\x00", "").split())
        looked = practitioners_called(words)
        if len(looked.found) == 1:
            return looked.found[0].account
        raise ValidationError(_which(words, looked))


def _which(words: str, looked: Looked) -> str:
    if not looked.found:
        also = "" if looked.shows_addresses else ", their whole surname, or their work e-mail"
        return f"Nobody here is called “{words}”. Write their whole name{also}."
    some = looked.found[:MOST]
    if looked.shows_addresses:
        who = "; ".join(f"{one.name}, {one.job_title}, {one.account.email}" for one in some)
        more = f"Write the e-mail of the one you mean: {who}."
    else:
        who = "; ".join(f"{one.name}, {one.job_title}" for one in some)
        more = f"Ask the one you mean for their work e-mail, and write that: {who}."
    return f"More than one person fits “{words}”. {more}"


class _AboutCircle(forms.Form):
    """What both beginning and changing a circle ask."""

    title = forms.CharField(
        label="What is it called?", max_length=200, help_text="Such as “Thursday group, East”."
    )
    about = WordsField(
        label="What is it for, and what have you agreed?",
        required=False,
        rows=6,
        longest=20_000,
        help_text="Everybody who is asked in reads this before they say yes.",
    )
    meets = forms.CharField(
        label="When and where do you meet?",
        required=False,
        max_length=200,
        help_text="Such as “Second Tuesday, 2pm, in the library”. Leave it empty if you do not.",
    )
    link = forms.CharField(
        label="Address of the video meeting",
        required=False,
        max_length=500,
        help_text="Begins with https://. Only those who said yes see it.",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    open_to = forms.ChoiceField(
        label="Who may come in?",
        choices=Circle.OpenTo.choices,
        initial=Circle.OpenTo.INVITED,
        widget=forms.RadioSelect,
        help_text="Only for a community of practice. It cannot be opened to more people once "
        "somebody has said something in it.",
    )


class BeginCircleForm(_AboutCircle):
    """Make a circle."""

    kind = forms.ChoiceField(label="What kind of group?", choices=KINDS, widget=forms.RadioSelect)
    shape = forms.ChoiceField(label="How will you go about it?", required=False)
    look = {"kind": {"hints": HINTS}}
    field_order = ("kind", "title", "shape", "about", "meets", "link", "open_to")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        groups = [
            (
                words,
                [
                    (one.id, f"{one.title}, about {one.minutes} minutes")
                    for one in ways().by_id.values()
                    if one.kind == kind
                ],
            )
            for kind, words in Circle.Kind.choices
        ]
        field = self.fields["shape"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "In our own way"), *(one for one in groups if one[1])]
        field.help_text = "It gives you questions to begin with. You may change every word."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        way = ways().by_id.get(given.get("shape") or "")
        if way is not None and given.get("kind") and way.kind != given["kind"]:
            fits = Circle.Kind(way.kind).label
            self.add_error("shape", f"“{way.title}” is made for: {fits}. Choose another.")
        if given.get("kind") != Circle.Kind.COMMUNITY and given.get("open_to", "") not in (
            "",
            Circle.OpenTo.INVITED,
        ):
            self.add_error("open_to", "Only a community of practice is open to others.")
        if way is not None:
            given["shape"] = way.shape
            given["about"] = given.get("about") or way.agreed
        return given


class ChangeCircleForm(_AboutCircle):
    """Say differently what it is."""

    field_order = ("title", "about", "meets", "link", "open_to")


class InviteForm(forms.Form):
    """Ask in somebody who works here or at a partner agency."""

    account = PractitionerField(
        label="Who?", help_text="Their name or work e-mail, here or at a partner agency."
    )


class InviteLivedForm(forms.Form):
    """Ask in somebody who uses services, or who acts for somebody who does."""

    account = forms.EmailField(
        label="The e-mail address that they sign in with",
        help_text="They told you, or it stands under “Who may see” on their record.",
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    called = forms.CharField(
        label="How will the others call them?",
        max_length=80,
        help_text="As you agreed with them. They can change it when they say yes. The others see "
        "nothing else.",
    )
    asked = forms.BooleanField(
        label="I have asked them, and they would like to come",
        help_text="Being here tells the others that they know the council.",
        error_messages={"required": "Ask them first: being here tells others something of them."},
    )

    def __init__(self, data: Any = None, *, by: Account, **more: Any) -> None:
        super().__init__(data, **more)
        self.by = by

    def clean_account(self) -> Account:
        """Whoever one knows already; for every other address it is as if nobody had it."""
        found = account_known_to(self.by, self.cleaned_data["account"])
        if found is None:
            raise ValidationError(
                "Nobody whose record you read signs in with this address. Check it with them, or "
                "let whoever works with them ask them in."
            )
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given.pop("asked", None)
        return given


class ComeInForm(forms.Form):
    """Say yes to an invitation, or come in unasked."""

    called = forms.CharField(
        label="How should the others call you?",
        max_length=80,
        required=False,
        help_text="They see this name, and no other.",
        widget=forms.TextInput({"class": NARROW, "autocomplete": "off"}),
    )


class LeaveForm(forms.Form):
    """Go."""

    takes_back = forms.BooleanField(
        label="Take back what I said here",
        required=False,
        help_text="Nobody reads it again, whoever they are. That you took it back can be seen.",
    )


class RoundForm(LooksThrough):
    """Ask everybody something."""

    prompt = WordsField(label="What do you ask?", rows=4, longest=20_000)
    kind = forms.ChoiceField(
        label="How?",
        choices=[
            (Round.Kind.WRITE.value, "Everybody writes before anybody reads"),
            (Round.Kind.TALK.value, "An open thread"),
        ],
        widget=forms.RadioSelect,
    )
    look = {
        "kind": {
            "hints": {
                "write": "You can see who has written, and not what, until you show it to all.",
                "talk": "What somebody says is there for everybody at once.",
            }
        }
    }


class SayForm(LooksThrough):
    """Say something in a round."""

    text = WordsField(
        label="What do you say?",
        longest=LONGEST_SAID,
        rows=6,
        help_text="Leave out names and whatever else would tell who a family is.",
    )
    brings = forms.BooleanField(
        label="I bring this: it is about somebody I work with",
        help_text="The others see that it is. Only you write what is decided, on that person’s "
        "record.",
        required=False,
    )
    look = {"brings": {"small": True}}

    def __init__(self, data: Any = None, *, circle: Circle, by: Account, **more: Any) -> None:
        super().__init__(data, **more)
        if not may_bring(circle, by):
            del self.fields["brings"]


class NotesForm(LooksThrough):
    """What the circle keeps of a round."""

    notes = WordsField(
        label="What do you keep of it?",
        required=False,
        rows=6,
        longest=100_000,
    )

    def __init__(
        self, data: Any = None, *, circle: Circle, goes_on: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        read_by = FOR_A_THREAD if goes_on else FOR_US
        self.fields["notes"].help_text = FOR_ALL if circle.kind == "community" else read_by
