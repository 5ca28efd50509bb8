"""What the pages about a person ask: who they are, what they need, who is around them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.foundation.content import codes
from alongside.foundation.forms import DayField, KnownDayField, WordsField
from alongside.foundation.ids import new_id

from . import facts
from .actions.adding import Told
from .actions.lives import Newborn
from .models import Fact, FactKind, Known, NeedStep

OWN_WORDS = "own-words"
UNANSWERED = [("", "Not written down")]
SHORT = {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
# Long lists are a menu; short ones are read at a glance.
MOST_RADIOS = 8


def line(label: str, help_text: str = "", *, required: bool = False, longest: int = 200) -> Any:
    """One line of words."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def one_of(
    label: str, choices: list[tuple[str, str]], *, required: bool = True, **more: Any
) -> Any:
    """One of a few, or of many."""
    several = len(choices) > MOST_RADIOS
    widget = forms.Select() if several else forms.RadioSelect()
    given = [("", "Choose one"), *choices] if several else choices
    return forms.ChoiceField(label=label, choices=given, required=required, widget=widget, **more)


class AddPersonForm(forms.Form):
    """Somebody new: as much as is known, and a name is enough."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    given = line("Given name", "Or the only name they have.")
    family = line("Family name")
    birth = line("Date of birth", "Such as 27 March 1986, or “about 1986” if nobody is sure.")
    birth_known = one_of(
        "How sure is that?",
        [
            (Known.KNOWN, "It is known"),
            (Known.ESTIMATED, "Somebody’s estimate"),
            (Known.EXPECTED, "Not born yet: this is the day expected"),
            (Known.NOT_KNOWN, "It is not known"),
            (Known.NOT_ASKED, "We have not asked yet"),
        ],
        initial=Known.KNOWN,
    )
    nhs_number = line("NHS number")
    phone = line("Phone")
    address = WordsField(label="Address", required=False, rows=3, longest=400)
    is_somebody_new = forms.BooleanField(required=False, widget=forms.HiddenInput)

    told_as = (
        ("nhs_number", FactKind.NHS_NUMBER),
        ("phone", FactKind.PHONE),
        ("address", FactKind.ADDRESS),
    )

    def clean(self) -> dict[str, Any]:
        """The answers as the action takes them; each is checked where it was written."""
        given = super().clean() or {}
        told = [
            Told(kind, given.pop(name)) if given.get(name) else given.pop(name, None)
            for name, kind in self.told_as
        ]
        given["told"] = [one for one in told if one]
        for one in given["told"]:
            name = next(field for field, kind in self.told_as if kind == one.kind)
            self._check(name, one)
        self._check_birth(given)
        if not (given.get("given") or given.get("family")) and (
            given.get("birth_known") != Known.EXPECTED
        ):
            self.add_error("given", "Write a name, or what they are called for now.")
        return given

    def _check(self, name: str, one: Told) -> None:
        try:
            facts.clean(one.kind, value=one.value, known=one.known)
        except ValidationError as refusal:
            self.add_error(name, refusal.messages[0])

    def _check_birth(self, given: dict[str, Any]) -> None:
        known, birth = given.get("birth_known", ""), given.get("birth", "")
        if not birth and known not in facts.WITHOUT_ANSWER:
            if known == Known.EXPECTED:
                self.add_error("birth", "Write the day that is expected, as near as you can.")
            given["birth_known"] = Known.NOT_ASKED
        elif birth and known not in facts.WITHOUT_ANSWER:
            self._check("birth", Told(FactKind.BIRTH, birth, known=known))


class FactForm(forms.Form):
    """One thing known about somebody; what is asked depends on its kind."""

    with_known = True
    with_start = True
    with_why = False

    def __init__(self, *args: Any, kind: str, fact: Fact | None = None, **more: Any) -> None:
        self.kind, self.rule = kind, facts.RULES[kind]
        super().__init__(*args, **more)
        for name, field in self._asked(fact).items():
            self.fields[name] = field

    def _asked(self, fact: Fact | None) -> dict[str, forms.Field]:
        asked = dict(self._what(fact))
        if self.with_known:
            asked["known"] = one_of("Is it known?", self._ways(), initial=Known.KNOWN)
        if self.with_start and self.rule.is_dated:
            asked["starts_on"] = DayField(
                label="Since when?", required=False, help_text="Leave it empty if nobody knows."
            )
        if self.with_why:
            asked["why"] = line("What was wrong?", required=True, longest=400)
        asked["source"] = line("Who told us, or where does it stand?", longest=120)
        return asked

    def _ways(self) -> list[tuple[str, str]]:
        days = self.kind in facts.DAY_KINDS
        left_out = () if days else (Known.ESTIMATED, Known.EXPECTED)
        return [(way.value, str(way.label)) for way in Known if way not in left_out]

    def _what(self, fact: Fact | None) -> dict[str, forms.Field]:
        label, hint = str(FactKind(self.kind).label), self.rule.hint
        detail = fact.detail if fact else {}
        if self.kind in facts.NAMES:
            given = line("Given name", hint or "Or the only name.")
            family = line("Family name")
            given.initial, family.initial = detail.get("given"), detail.get("family")
            return {"given": given, "family": family}
        if choices := facts.code_set_of(self.kind):
            code = one_of(label, choices.choices(), required=False)
            code.initial = fact.code if fact else None
            words = line("In their own words", "If none of these fits, or to say more.")
            words.initial = fact.value if fact and not fact.code else ""
            return {"code": code, "value": words}
        rows = {FactKind.ADDRESS: 3, FactKind.KNOW_FIRST: 6, FactKind.PREGNANCY: 4}
        if self.kind in rows:
            value: Any = WordsField(
                label=label, help_text=hint, required=False, rows=rows[FactKind(self.kind)]
            )
        else:
            value = line(label, hint)
        value.initial = "\n".join(detail["lines"]) if detail.get("lines") else fact and fact.value
        return {"value": value}

    def clean(self) -> dict[str, Any]:
        """The parts of a name as the action takes them; “own words” is no code."""
        given = super().clean() or {}
        if self.kind in facts.NAMES:
            given["detail"] = {key: given.pop(key, "") for key in ("given", "family")}
        if given.get("code") == OWN_WORDS and given.get("value"):
            given["code"] = ""
        return given


class ChangeFactForm(FactForm):
    """From a day on, something else is true."""

    def _asked(self, fact: Fact | None) -> dict[str, forms.Field]:
        asked = super()._asked(fact)
        asked["starts_on"].label = "From when?"
        asked["starts_on"].help_text = "Leave it empty for today."
        return asked


class CorrectFactForm(FactForm):
    """It was written down wrongly."""

    with_start = False
    with_why = True


class EndFactForm(forms.Form):
    """It is true no longer."""

    ends_on = DayField(label="Until when?", required=False, help_text="Leave it empty for today.")
    why = line("Why, if that helps", longest=400)


class WhyForm(forms.Form):
    """A reason, and nothing else."""

    why = line("Why?", required=True, longest=400)


class ProtectForm(forms.Form):
    """From whom an address or a phone is kept."""

    from_whom = line("From whom is it kept?", required=True, longest=300)
    why = line("Why?", required=True, longest=400)
    review_on = DayField(label="When does somebody look at this again?")


class NeedForm(forms.Form):
    """Something that somebody needs to take part."""

    option = forms.ChoiceField(label="One of these, if it fits", required=False)
    words = line("In their words", "Such as “Large print, 18 point, on cream paper”.", longest=300)
    review_on = DayField(label="Ask again on", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        option = self.fields["option"]
        assert isinstance(option, forms.ChoiceField)
        option.choices = [("", "None of these"), *codes("communication-needs").choices()]


class ReviewNeedForm(forms.Form):
    """Asked again."""

    is_right = forms.TypedChoiceField(
        label="Is it still right?",
        choices=[("yes", "Yes, it is still right"), ("no", "No, something else helps now")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = line("What helps now", "Only if it is something else.", longest=300)
    review_on = DayField(label="Ask again on", required=False)


class StepForm(forms.Form):
    """One of the six steps was done."""

    step = one_of("What was done?", [(one.value, str(one.label)) for one in NeedStep.Step])
    on = DayField(label="When?", required=False, help_text="Leave it empty for today.")
    note = line("Anything worth knowing", longest=300)


class AroundForm(forms.Form):
    """Somebody around the person."""

    called = line("Their name", required=True)
    kind = forms.ChoiceField(label="Who they are to each other")
    words = line("Anything worth knowing", "Such as “rings on Sundays”.", longest=300)
    is_sensitive = forms.BooleanField(
        label="Keep this to those who read the record",
        help_text="Some kinds always are: a donor, a new partner, somebody who may be a danger.",
        required=False,
    )
    starts_on = DayField(label="Since when?", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "Choose one"), *codes("relationships").choices()]


class BirthForm(forms.Form):
    """A birth: the day, and each child."""

    born_on = KnownDayField(label="When was the birth?")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sexes = [*codes("sex").choices()]
        for number, which in enumerate(("First child", "Second child", "Third child"), 1):
            hint = "Leave it empty if there is no other child." if number > 1 else ""
            self.fields[f"given_{number}"] = line(f"{which}: given name", hint)
            self.fields[f"family_{number}"] = line(f"{which}: family name")
            self.fields[f"sex_{number}"] = one_of(f"{which}: sex", sexes, required=False)

    def clean(self) -> dict[str, Any]:
        """Each child with anything written counts; the first always does."""
        given = super().clean() or {}
        told = [
            Newborn(
                *(given.pop(f"{part}_{number}", "") or "" for part in ("given", "family", "sex"))
            )
            for number in (1, 2, 3)
        ]
        given["children"] = [told[0], *(one for one in told[1:] if one != Newborn())]
        return given


class LostForm(forms.Form):
    """A pregnancy that was lost."""

    lost_on = DayField(label="When?", required=False, help_text="Leave it empty if nobody knows.")
    words = WordsField(
        label="What the family wants us to know", required=False, rows=4, longest=20_000
    )


class DeathForm(forms.Form):
    """A death."""

    day = line("When did they die?", "A day or a month. Leave it empty if it is not known.")
    source = line("Who told us?", longest=120)


class SealForm(forms.Form):
    """The new record of a sealed identity."""

    given = line("New given name", required=True)
    family = line("New family name")
    born_on = KnownDayField(label="Date of birth", required=False)
    why = line("On what ground?", "An order, a certificate, a danger.", required=True, longest=400)
