"""What the pages of the desk ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from alongside.accounts.models import Account, Team, in_force
from alongside.foundation.forms import DayField, WordsField
from alongside.people.access import may_give_restricted
from alongside.people.models import Bar, BreakGlass, Person, Rung

DECLARED = (Bar.Ground.CONFLICT, Bar.Ground.FAMILY, Bar.Ground.OWN)
SHORT = 400  # characters that a reason or an answer may have


def posted(request: HttpRequest) -> QueryDict | None:
    """The answers of a page that was sent, even where all of them are empty."""
    return request.POST if request.method == "POST" else None


class FindForm(forms.Form):
    """One box for whatever is known of somebody."""

    q = forms.CharField(
        label="Name, date of birth, address, phone or number",
        help_text="A part is enough, and the spelling need not be right",
        max_length=5_000,
        strip=True,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20", "spellcheck": "false"}),
    )


class DeviceForm(forms.Form):
    """The device on which somebody asks to work without a signal; its script says its number."""

    name = forms.CharField(
        label="Which device this is",
        help_text="As you would say it: my work phone",
        max_length=80,
        error_messages={"required": "Say which device this is, such as: my work phone."},
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    device = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors.pop("device", None) or not said.get("device"):
            why = "This browser did not say which device it is. It needs JavaScript for this."
            self.add_error(None, why)
        return said


def reason(label: str, hint: str = "", required: bool = True) -> WordsField:
    """A few sentences that somebody else will read."""
    return WordsField(label=label, help_text=hint, longest=SHORT, rows=4, required=required)


class AskForm(forms.Form):
    """Asking the team that knows somebody."""

    reason = reason(
        "Why do you need to see this record?",
        "The team reads this, and so may the person. One or two sentences are enough.",
    )


class BreakGlassForm(forms.Form):
    """Opening a record in an emergency."""

    reason = reason(
        "What is the emergency?",
        "A manager reads this by the next working day and decides when the person is told.",
    )


class AnswerAccessForm(forms.Form):
    """Giving, or refusing, sight of a record that somebody asked for."""

    look = {"is_given": {"hints": {"no": "Say why below, and whom they can speak to."}}}

    is_given = forms.ChoiceField(
        label="Will you give them access?",
        choices=(("yes", "Yes, for a time"), ("no", "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    weeks = forms.TypedChoiceField(
        label="For how long, if yes?",
        choices=((1, "A week"), (4, "4 weeks"), (12, "12 weeks"), (26, "26 weeks")),
        coerce=int,
        initial=4,
    )
    answer = reason("What do you want to say to them?", "They read this.", required=False)

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        return {
            "is_given": given["is_given"] == "yes",
            "answer": given["answer"],
            "until": timezone.now() + timedelta(weeks=given["weeks"]),
            "team": self._team(given.get("team", "")),
        }

    def _team(self, chosen: str) -> Team | None:
        return Team.objects.get(pk=chosen.partition(" ")[2]) if chosen else None


class AnswerUnheldForm(AnswerAccessForm):
    """The same where nobody works with the person any more: a team does from now on."""

    field_order = ("is_given", "weeks", "team")

    team = forms.ChoiceField(
        label="If yes, which team works with them from now on?",
        help_text="Otherwise nobody could open the record again once that time is over",
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        team = self.fields["team"]
        assert isinstance(team, forms.ChoiceField)
        team.choices = [("", "Choose a team"), *teams()]


class TellingForm(forms.Form):
    """Whether somebody is told now that their record was opened in an emergency."""

    telling = forms.ChoiceField(
        label="Is the person told now?",
        choices=BreakGlass.Telling.choices,
        widget=forms.RadioSelect,
        initial=BreakGlass.Telling.SHOWN,
        error_messages={"required": "Choose whether they are told."},
    )
    telling_why = reason("If they are not told now, why not?", "", False)
    telling_review_on = DayField(
        label="If they are not told now, when do you look at it again?",
        help_text="For example, 27 March 2026",
        required=False,
    )

    def clean_telling_review_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["telling_review_on"]
        if day and day <= timezone.localdate():
            raise ValidationError("Choose a day to come.")
        return day


class ReviewGlassForm(TellingForm):
    """Looking afterwards at a record that was opened in an emergency."""

    field_order = ("outcome", "words")

    outcome = forms.ChoiceField(
        label="Was it right to open it?",
        choices=[one for one in BreakGlass.Outcome.choices if one[0] != BreakGlass.Outcome.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you make of it."},
    )
    words = reason("What do you want to say about it?", "Whoever opened it reads this.", False)


class HandOverForm(forms.Form):
    """Whose unfinished writing goes to whom."""

    from_account = forms.ChoiceField(
        label="Whose writing do you hand over?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whose writing you hand over.",
            "invalid_choice": "Nothing of theirs is left to hand over. Choose from the list.",
        },
    )
    to_account = forms.ChoiceField(
        label="Who goes on with it?",
        help_text="Only what is about people whose records they may read reaches them",
        error_messages={"required": "Choose a colleague."},
    )

    def __init__(self, *args: Any, leavers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        whose, whom = self.fields["from_account"], self.fields["to_account"]
        assert isinstance(whose, forms.ChoiceField)
        assert isinstance(whom, forms.ChoiceField)
        whose.choices = leavers
        whose.initial = leavers[0][0] if len(leavers) == 1 else None
        whom.choices = [("", "Choose"), *workers()]

    def clean_from_account(self) -> Account:
        """The account that was closed."""
        return Account.objects.get(pk=self.cleaned_data["from_account"])

    def clean_to_account(self) -> Account:
        """The colleague, whom the list names as those who choose who may see do."""
        return Account.objects.get(pk=self.cleaned_data["to_account"].partition(" ")[2])


# Who may see --------------------------------------------------------------------------------------


def workers() -> Iterable[tuple[str, str]]:
    """Everybody who works for the council, for choosing."""
    found = Account.objects.filter(
        kind=Account.Kind.STAFF, is_active=True, practitioner__isnull=False
    ).order_by("practitioner__name")
    for pk, name, job in found.values_list("pk", "practitioner__name", "practitioner__job_title"):
        yield f"account {pk}", f"{name}, {job}" if job else name


def teams() -> Iterable[tuple[str, str]]:
    """Every team, for choosing."""
    for pk, name in Team.objects.order_by("name").values_list("pk", "name"):
        yield f"team {pk}", name


class WhoField(forms.ChoiceField):
    """One worker, or one team."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("error_messages", {"required": "Choose somebody."})
        super().__init__(choices=self.everybody, **more)

    @staticmethod
    def everybody() -> list[Any]:
        """Nobody, then workers, then teams."""
        return [
            ("", "Choose"),
            ("People who work here", list(workers())),
            ("Teams", list(teams())),
        ]

    def clean(self, value: Any) -> dict[str, Any]:
        """The account or the team that was chosen, as actions name them."""
        kind, _, pk = super().clean(value).partition(" ")
        if kind == "team":
            return {"account": None, "team": Team.objects.get(pk=pk)}
        return {"account": Account.objects.get(pk=pk), "team": None}


AMOUNTS = ((Rung.RECORD.value, "The record"), (Rung.CONTACT.value, "Only how to reach them"))


class AnswerHandOverForm(forms.Form):
    """Taking over what a colleague began to write, or saying why not."""

    takes_over = forms.ChoiceField(
        label="Will you take it over?",
        choices=(("yes", "Yes. It becomes mine, and I finish it"), ("no", "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    answer = reason(
        "If not: why, and what can they do?", "They read this beside what they wrote.", False
    )

    def __init__(self, *args: Any, may_take: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        if not may_take:
            del self.fields["takes_over"]
            self.fields["answer"].label = "What do you want to say to them?"

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        return {**given, "takes_over": given.get("takes_over") == "yes"}


class AllocateForm(forms.Form):
    """Letting somebody work with a person."""

    who = WhoField(label="Who will work with them?")
    rung = forms.TypedChoiceField(
        label="How much may they see?",
        choices=AMOUNTS,
        coerce=int,
        initial=Rung.RECORD.value,
        widget=forms.RadioSelect,
    )
    reason = reason("Why?", "The person may read this.", required=False)

    look = {
        "rung": {
            "hints": {
                Rung.RECORD.value: "They read and write it. What is restricted stays closed.",
                Rung.CONTACT.value: "Who they are, phone and address, and what they need.",
                Rung.RESTRICTED.value: "For a manager who takes over. You can give it as you "
                "have it yourself.",
            }
        }
    }

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        self.person = person
        if may_give_restricted(person.pk):
            rung = self.fields["rung"]
            assert isinstance(rung, forms.ChoiceField)
            restricted = (Rung.RESTRICTED.value, "The record, with what is restricted")
            rung.choices = [*AMOUNTS, restricted]

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them; nobody is asked who is kept out."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        who = given["who"]
        if Bar.objects.filter(in_force(), person=self.person, **who).exists():
            raise ValidationError(
                {"who": "They are kept out of this record. Choose somebody else."}
            )
        return {**who, "rung": Rung(given["rung"]), "reason": given["reason"]}


class EndGrantForm(forms.Form):
    """Ending somebody's sight of a record."""

    why = reason("Why does it end?", "The person may read this.")


class DeclareForm(forms.Form):
    """Saying that a record is not for oneself to read."""

    ground = forms.ChoiceField(
        label="Why is it not for you?",
        choices=[(one.value, str(one.label)) for one in DECLARED],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why."},
    )
    reason = reason(
        "What should whoever decides about this know?",
        "Only those who keep others out read this. You need not say more.",
        required=False,
    )


class EndBarForm(forms.Form):
    """Keeping somebody out no longer."""

    why = reason("Why need they not be kept out any more?")


class KeepOutForm(forms.Form):
    """Keeping an account or a team out of one record, whatever else would let them in."""

    who = WhoField(label="Who is kept out?")
    ground = forms.ChoiceField(
        label="On what ground?",
        choices=Bar.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a ground."},
    )
    reason = reason("What should those who keep this record know about it?", "", required=False)

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        return {**given["who"], "ground": given["ground"], "reason": given["reason"]}
