"""What the pages about a person ask: who they are, what they need, who is around them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.accounts.colleagues import ColleagueField
from alongside.foundation.content import CodeSet, codes
from alongside.foundation.forms import DayField, KnownDayField, WordsField
from alongside.foundation.ids import new_id

from . import facts
from .actions.adding import Told
from .actions.lives import MOST_CHILDREN, Newborn
from .models import Fact, FactKind, Known, NeedStep

OWN_WORDS = "own-words"
# Long lists are a menu; short ones are read at a glance.
MOST_RADIOS = 8
LONGER: dict[str, int] = {FactKind.ADDRESS: 3, FactKind.KNOW_FIRST: 6, FactKind.PREGNANCY: 4}


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
        named = f"{given.get('given', '')}{given.get('family', '')}"
        if not facts.can_be_seen(named) and (named or given.get("birth_known") != Known.EXPECTED):
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
        elif birth:
            self._check("birth", Told(FactKind.BIRTH, birth, known=known))


class FactForm(forms.Form):
    """One thing known about somebody; what is asked depends on its kind."""

    with_start = True
    with_why = False

    def __init__(self, *args: Any, kind: str, fact: Fact | None = None, **more: Any) -> None:
        self.kind, self.rule, self.fact = kind, facts.RULES[kind], fact
        super().__init__(*args, **more)
        for name, field in self._asked(fact).items():
            self.fields[name] = field

    def _asked(self, fact: Fact | None) -> dict[str, forms.Field]:
        asked = dict(self._what(fact))
        asked["known"] = one_of("Is it known?", self._ways(), initial=Known.KNOWN)
        if self.with_start and self.rule.is_dated:
            asked["starts_on"] = DayField(
                label="Since when?", required=False, help_text="Leave it empty if nobody knows."
            )
        if self.with_why:
            asked["why"] = line("What was wrong?", required=True, longest=400)
        asked["source"] = line("Who told us, or where is it written?", longest=120)
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
            return self._chosen(label, choices, fact)
        value, rows = line(label, hint), LONGER.get(self.kind)
        if rows:
            value = WordsField(label=label, help_text=hint, required=False, rows=rows)
        value.initial = "\n".join(detail["lines"]) if detail.get("lines") else fact and fact.value
        return {"value": value}

    def _chosen(self, label: str, listed: CodeSet, fact: Fact | None) -> dict[str, forms.Field]:
        """One of a list, with the answer of an older list among them, and “none of these”."""
        choices = listed.choices()
        if len(choices) < MOST_RADIOS:  # a menu has such a line already
            choices.append(("", "None of these, or no answer"))
        words = line("In their own words", "If none of these fits, or to say more.")
        if fact and self.is_of_older_list(fact):
            choices.insert(0, (fact.code, fact.value))
        elif fact and not (fact.code and fact.value == dict(choices).get(fact.code)):
            words.initial = fact.value
        code = one_of(label, choices, required=False)
        code.initial = fact.code if fact else None
        return {"code": code, "value": words}

    def is_of_older_list(self, fact: Fact) -> bool:
        """Whether the answer stands in another list than the one that is asked from today."""
        return bool(fact.code) and fact.code_set != facts.CODED.get(self.kind)

    def _without_what_stood_there(self, given: dict[str, Any]) -> None:
        """Who says that there is no answer need not empty what the page had filled in itself."""
        if given.get("known") not in facts.WITHOUT_ANSWER:
            return
        for name in {"given", "family", "code", "value"} & set(given):
            initial = str(self.fields[name].initial or "")
            if str(given[name]).split() == initial.split() or given[name] == OWN_WORDS:
                given[name] = ""

    def clean(self) -> dict[str, Any]:
        """The parts of a name as the action takes them; “own words” is no code."""
        given = super().clean() or {}
        self._without_what_stood_there(given)
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

    def _asked(self, fact: Fact | None) -> dict[str, forms.Field]:
        """What stands there now, also how sure it is and who said it."""
        asked = super()._asked(fact)
        if fact:
            asked["known"].initial, asked["source"].initial = fact.known, fact.source
        return asked

    def clean(self) -> dict[str, Any]:
        """An answer of an older list stays one of that list."""
        given, fact = super().clean(), self.fact
        if fact and given.get("code") == fact.code and self.is_of_older_list(fact):
            given["code_set"] = fact.code_set
        return given


class EndFactForm(forms.Form):
    """It is true no longer."""

    ends_on = DayField(label="Until when?", required=False, help_text="Leave it empty for today.")
    why = line("Why, if that helps", longest=400)


class WhyForm(forms.Form):
    """A reason, and nothing else."""

    why = line("Why?", required=True, longest=400)


class TwoPeopleForm(forms.Form):
    """Why two records are two people, or may be one; the actions ask for it in their own words."""

    why = line("Why?", longest=400)


class SomebodyElseForm(forms.Form):
    """Why somebody with the same number is somebody else."""

    not_the_same_why = line(
        "The number is the same. How do you know that it is somebody else?",
        "A number that was typed on the wrong record is put right there first.",
        required=True,
        longest=400,
    )


class ProtectForm(forms.Form):
    """From whom an address or a phone is kept."""

    from_whom = line("From whom is it kept?", required=True, longest=300)
    why = line("Why?", required=True, longest=400)
    review_on = DayField(label="When does somebody look at this again?")


class KeepProtectedForm(forms.Form):
    """It still has to be kept safe."""

    review_on = DayField(label="When does somebody look at this again?")


def offer_needs(form: forms.Form) -> None:
    """Let a form choose from the library of needs as it stands today."""
    option = form.fields["option"]
    assert isinstance(option, forms.ChoiceField)
    option.choices = [("", "None of these"), *codes("communication-needs").choices()]


class NeedForm(forms.Form):
    """Something that somebody needs to take part."""

    option = forms.ChoiceField(label="One of these, if it fits", required=False)
    words = line("In their words", "Such as “Large print, 18 point, on cream paper”.", longest=300)
    review_on = DayField(label="Ask again on", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer_needs(self)


class ReviewNeedForm(forms.Form):
    """Asked again."""

    is_right = forms.TypedChoiceField(
        label="Is it still right?",
        choices=[("yes", "Yes, it is still right"), ("no", "No, something else helps now")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    option = forms.ChoiceField(label="What helps now, if one of these fits", required=False)
    words = line("What helps now, in their words", "Only if it is something else.", longest=300)
    review_on = DayField(label="Ask again on", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer_needs(self)


class StepForm(forms.Form):
    """One of the six steps was done."""

    step = one_of("What was done?", [(one.value, str(one.label)) for one in NeedStep.Step])
    on = DayField(label="When?", required=False, help_text="Leave it empty for today.")
    note = line("Anything worth knowing", longest=300)


class BirthForm(forms.Form):
    """A birth: the day, how many children, and what is known of each."""

    born_on = KnownDayField(label="When was the birth?")
    how_many = forms.TypedChoiceField(
        label="How many children were born?",
        choices=[(number, str(number)) for number in range(1, MOST_CHILDREN + 1)],
        coerce=int,
        initial=1,
        help_text="Each gets a record, also without a name yet.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sexes = [*codes("sex").choices()]
        for number, which in enumerate(("First child", "Second child", "Third child"), 1):
            hint = "Leave it empty if it is not known, or there is no other child."
            hint = hint if number > 1 else ""
            self.fields[f"given_{number}"] = line(f"{which}: given name", hint)
            self.fields[f"family_{number}"] = line(f"{which}: family name")
            self.fields[f"sex_{number}"] = one_of(f"{which}: sex", sexes, required=False)

    def clean(self) -> dict[str, Any]:
        """As many as there were; what was written of more than that is not left out in silence."""
        given = super().clean() or {}
        number = given.pop("how_many", 1)
        told = [
            Newborn(
                *(given.pop(f"{part}_{place}", "") or "" for part in ("given", "family", "sex"))
            )
            for place in (1, 2, 3)
        ]
        while told and told[-1] == Newborn():
            told.pop()
        if len(told) > number:
            self.add_error("how_many", "You wrote about more children than that. How many?")
        given["children"] = [*told, *[Newborn()] * (number - len(told))]
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
    worker = ColleagueField(
        label="Who will work with them from now on?",
        help_text="Their name or work e-mail. With their team and its manager they read the new "
        "record and nothing of the old one. Nobody else does, but you.",
        required=False,
    )
