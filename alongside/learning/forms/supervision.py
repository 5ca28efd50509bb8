"""What the pages of a supervision ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts.colleagues import ColleagueField
from alongside.accounts.models import Account
from alongside.foundation.forms import DayField, MomentField, WordsField
from alongside.learning import supervising
from alongside.learning.access.practitioners import practitioners_called
from alongside.learning.models import Meeting, Point
from alongside.people.models import Person

from .looking import LookingForm

LONGEST = 100_000
AT_ALL = "at_all"  # what is noted beside the points
AT_A_PARTNER = (
    "They work at a partner agency, and supervision here is between two people who both work for "
    "the council. Begin a group instead, and ask them in."
)
AS_IT_IS = "as_it_is"  # that somebody looked, and keeps it


def sentence(label: str, help_text: str = "", longest: int = 400) -> forms.CharField:
    """A box for one sentence; the action says what is wrong with an empty one."""
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=longest,
        error_messages={"max_length": f"Say it in {longest} characters."},
    )  # fmt: skip


class RhythmForm(forms.Form):
    """How often the two mean to meet."""

    rhythm = forms.ChoiceField(
        label="How often do you mean to meet?",
        help_text="By what whoever is supervised does.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you mean to meet."},
    )
    every_days = forms.IntegerField(
        label="Every how many days, if you settle on something else",
        required=False,
        min_value=supervising.SHORTEST,
        max_value=supervising.LONGEST,
        widget=forms.NumberInput({"class": "govuk-input--width-4", "autocomplete": "off"}),
        error_messages={
            "invalid": "Write the days as a number, such as 21.",
            "min_value": "Write a number of days from 1 to 366.",
            "max_value": "Write a number of days from 1 to 366.",
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = supervising.rhythms(timezone.localdate())
        field = self.fields["rhythm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, f"{one.words}: {one.often}") for one in offered]
        hints = {one.key: f"{one.why} {one.standing}" for one in offered}
        self.look = {"rhythm": {"small": True, "hints": hints}}


class SupervisedWithField(ColleagueField):
    """A colleague; whoever names somebody at a partner agency is told why that is refused."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            words = " ".join(str(value or "").replace("\x00", "").split())
            found = practitioners_called(words).found if words else []
            if len(found) == 1 and found[0].account.kind == Account.Kind.PARTNER:
                raise ValidationError(AT_A_PARTNER) from None
            raise


class ProposeForm(RhythmForm):
    """Whom somebody proposes supervision to."""

    colleague = SupervisedWithField(
        label="With whom?",
        help_text="Their name or work e-mail. Both of you must work for the council. "
        "With a practice educator at a partner agency, begin a group for the two of you.",
        error_messages={"required": "Write the name of a colleague."},
    )
    i_am = forms.ChoiceField(
        label="Which of the two are you?",
        choices=(("worker", "They supervise me"), ("supervisor", "I supervise them")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two you are."},
    )
    field_order = ("colleague", "i_am", "rhythm", "every_days")


class WhyForm(forms.Form):
    """A reason that both read."""

    why = sentence("Why", "Both of you read this")


class AgreementForm(forms.Form):
    """What the two agree, part by part."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for one in supervising.agreement_parts().values():
            self.fields[one.key] = WordsField(
                label=one.ask, help_text=one.help, rows=4, longest=LONGEST, required=False
            )


class SignForm(forms.Form):
    """What one sees otherwise, when signing."""

    words = WordsField(
        label="What do you see otherwise?",
        help_text="If nothing, leave it empty. It stays beside your name.",
        rows=3,
        longest=LONGEST,
        required=False,
    )


class PlannedField(MomentField):
    """A moment that is mostly to come: without its year, the last one that was is not meant."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            if getattr(wrong, "code", "") != "no-year":
                raise
            year = timezone.localdate().year
            again = f"Write the year too: {str(value).split(',')[0].strip()} {year}, for instance."
            raise ValidationError(again, code="no-year") from wrong


class MeetingForm(forms.Form):
    """When, where and how the two meet."""

    starts = PlannedField(label="When", help_text="A day and a time, such as 27 March 2027, 2pm")
    how = forms.ChoiceField(
        label="How",
        choices=Meeting.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you meet."},
    )
    place = sentence("Where", "A room, if you meet face to face", 200)
    link = sentence("Link, if it is by video", "It begins with https://", 500)
    look = {"how": {"inline": True, "small": True}}


class PlainForm(LookingForm):
    """What looks whether its words tell of somebody supported; the names of the two may stand."""

    def __init__(self, *args: Any, two: Sequence[Account], **more: Any) -> None:
        super().__init__(*args, **more)
        self.two = {str(one.pk): one for one in two}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            self.look_through(self._written(said))
        said.pop(AS_IT_IS, None)
        return said

    def _written(self, said: dict[str, Any]) -> dict[str, str]:
        """What was typed, under what asked for it, less the names of the two."""
        names = {
            part.casefold()
            for one in self.two.values()
            for part in (one.practitioner.called, *one.practitioner.name.split())
        }
        apart = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b", re.IGNORECASE)
        return {
            str(field.label): apart.sub("we", said.get(name) or "")
            for name, field in self.fields.items()
            if isinstance(field, WordsField)
        }


class BringForm(PlainForm):
    """Something for the agenda."""

    kind = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about."},
    )
    text = WordsField(
        label="What you bring",
        help_text="A few words are enough. Nobody’s name: this is about your work.",
        rows=4,
        longest=LONGEST,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        asked = supervising.prompts()
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.ask) for key, one in asked.items()]
        hints = {key: one.help for key, one in asked.items()}
        self.look = {"kind": {"small": True, "hints": hints}}

    def _written(self, said: dict[str, Any]) -> dict[str, str]:
        """Of somebody one works with no words are kept at all, as the action says."""
        return {} if said.get("kind") == Point.Kind.CASE else super()._written(said)


class NotesForm(PlainForm):
    """What was said on each point, and beside them."""

    def __init__(self, *args: Any, points: Iterable[tuple[Point, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.points = {f"point_{point.pk.hex}": point.pk for point, _ in points}
        for point, label in points:
            if point.kind != Point.Kind.CASE:
                self.fields[f"point_{point.pk.hex}"] = WordsField(
                    label=label, rows=4, longest=LONGEST, required=False
                )
        self.fields[AT_ALL] = WordsField(
            label="Anything else", rows=4, longest=LONGEST, required=False
        )

    def texts(self) -> dict[UUID | None, str]:
        """What was written, by the point that it belongs to."""
        said: dict[UUID | None, str] = {
            pk: self.cleaned_data.get(name, "") for name, pk in self.points.items()
        }
        return said | {None: self.cleaned_data.get(AT_ALL, "")}


class FollowUpForm(PlainForm):
    """What one of the two will do."""

    text = WordsField(label="What will be done", rows=3, longest=LONGEST, required=False)
    who = forms.ChoiceField(
        label="Who does it",
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two of you does it."},
    )
    due_on = DayField(label="By when", help_text="If there is a day for it", required=False)
    look = {"who": {"inline": True, "small": True}}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.practitioner.called) for key, one in self.two.items()]

    def clean_who(self) -> Account:
        """The account itself."""
        return self.two[self.cleaned_data["who"]]


class EndFollowUpForm(PlainForm):
    """What came of it."""

    is_done = forms.TypedChoiceField(
        label="Was it done?",
        choices=(("yes", "Yes"), ("no", "No, and it will not be")),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was done."},
    )
    outcome = WordsField(
        label="What came of it",
        help_text="What changed, and for whom. If it will not be done: why, or what instead.",
        rows=3,
        longest=LONGEST,
        required=False,
    )
    look = {"is_done": {"inline": True, "small": True}}


class ChoosePersonForm(forms.Form):
    """Whose record a decision belongs to: one's own people first, then the team's."""

    person = forms.ChoiceField(
        label="Their name", error_messages={"required": "Choose who it is about."}
    )

    def __init__(
        self, *args: Any, own: Sequence[Person], others: Sequence[Person], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        lists = (("Your people", own), ("Others in whose record you may write", others))
        groups = [
            (words, [(str(one.pk), one.called) for one in people])
            for words, people in lists
            if people
        ]
        field.choices = [("", "Choose somebody"), *groups]


class DecisionForm(forms.Form):
    """What was decided about somebody, for their record."""

    decided = WordsField(
        label="What was decided",
        help_text="What will happen, who does it and by when",
        rows=5,
        required=False,
    )
    why = WordsField(
        label="Why",
        help_text="What it stands on, and what you weighed against it",
        rows=5,
        required=False,
    )
    names_others = forms.BooleanField(
        label="Somebody else is named or described in this",
        help_text="Somebody looks at it first, to see whether it may be read as it is.",
        required=False,
    )
    hold = sentence(
        "If they should not read it yet: what they read instead",
        "One sentence to them. Somebody else then decides within 10 working days.",
    )
    look = {"names_others": {"small": True}}
