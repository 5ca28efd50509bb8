"""What the pages about a family ask: who, what they are to whom, responsibility, contact."""

from collections.abc import Callable
from typing import Any

from django import forms

from alongside.foundation.content import codes
from alongside.foundation.forms import ApproximateDayField, WordsField

from .actions.around import Named
from .forms import line, one_of
from .kin import FLOWS, TIES
from .models import Relationship

CONTACT = ("contact-safe", "contact-unsafe")
NOT_ASKED_HERE = ("responsible", "under-responsibility", *CONTACT, *TIES, *FLOWS)
ONLY_A_NAME = "name"
SEXES = [("F", "Woman or girl"), ("M", "Man or boy"), ("", "Neither, or not known")]
Pairs = list[tuple[str, str]]


def kinds() -> list[tuple[str, Any]]:
    """The kinds of relationship in their groups, for a menu."""
    groups: dict[str, Pairs] = {}
    for code in codes("relationships").codes:
        if code.code not in NOT_ASKED_HERE:
            groups.setdefault(code.group, []).append((code.code, code.words))
    return [("", "Choose one"), *groups.items()]


def when(label: str, hint: str = "A day, a month, a year, or “about 2019”.") -> Any:
    """A day as exactly as it is known."""
    return ApproximateDayField(label=label, help_text=hint, required=False)


def told_by() -> Any:
    """Who said so, in words."""
    return line(
        "Who said so?", "Such as “Ruth, on the phone”, or a paper that you saw.", longest=120
    )


class AroundForm(forms.Form):
    """Somebody around the person: one box for the name, and what they are to whom."""

    called = line("Who is it?", "Their name, or what they are called here.", required=True)
    kind = forms.ChoiceField(label="They are the …")
    of = forms.ChoiceField(label="… of whom?", required=False)
    words = line("Anything worth knowing", "Such as “rings on Sundays”.", longest=300)
    starts_on = when("Since when?")
    told_by = told_by()
    other_sex = one_of("If they have no record: who are they?", SEXES, required=False)
    other_born = line("If they have no record: when were they born?", "Also “about 1951”.")
    is_sensitive = forms.BooleanField(
        label="Keep this to those who read the record",
        help_text="Some kinds always are: a donor, a new partner, somebody who may be a danger.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        of: Pairs,
        short: str,
        look: Callable[[str], Pairs],
        is_fixed: bool = False,
        stands: Callable[[str, str, str], str] = lambda *_: "",
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        kind, whom = self.fields["kind"], self.fields["of"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(whom, forms.ChoiceField)
        kind.choices, whom.choices = kinds(), [("", short), *of]
        self.stands = stands
        if not of:
            del self.fields["of"]
        if is_fixed:
            for name in ("called", "other_sex", "other_born"):
                del self.fields[name]
        elif self.is_bound:
            self._ask_which(look(str(self.data.get(self.add_prefix("called"), ""))))

    def _ask_which(self, found: Pairs) -> None:
        """Where somebody of that name is known here, ask whether it is them: before all else."""
        if not found:
            return
        choices = [*found, (ONLY_A_NAME, "Somebody else: write down the name alone")]
        asked = one_of("Is it one of these?", choices)
        asked.error_messages["required"] = "Say whether it is one of these."
        self.fields = {"called": self.fields["called"], "which": asked, **self.fields}

    def clean(self) -> dict[str, Any]:
        """The answers as the action takes them; `which` says who the name belongs to."""
        given = super().clean() or {}
        which = str(given.get("which", ""))
        if why := self.stands(which, str(given.get("kind", "")), str(given.get("of", ""))):
            self.add_error("kind", why)
        if "other_sex" in self.fields:
            sex, born = given.pop("other_sex", ""), given.pop("other_born", "")
            given["named"] = Named(sex or "", born=born or "")
        return given


class MoreForm(forms.Form):
    """More about somebody who has no record."""

    other_sex = one_of("Who are they?", SEXES, required=False)
    other_state = one_of(
        "Are they living?", [(one.value, str(one.label)) for one in Relationship.State]
    )
    other_born = line("When were they born?", "A day, a month, a year, or “about 1951”.")
    other_died = line("When did they die?", "Leave it empty if they are living, or nobody knows.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        names = ("other_sex", "other_state", "other_born", "other_died")
        sex, state, born, died = (given.pop(name, "") or "" for name in names)
        return {"named": Named(sex, state, born, died)}


class ResponsibilityForm(forms.Form):
    """Parental responsibility, and where it comes from."""

    called = line("Who has it?", "A name, or a council.", required=True)
    ground = forms.ChoiceField(label="Where does it come from?")
    words = line("Anything worth knowing", "Such as the court and the number.", longest=300)
    told_by = told_by()
    starts_on = when("Since when?")
    ends_on = when("Until when?", "Leave it empty while it lasts.")

    def __init__(self, *args: Any, is_fixed: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)
        ground.choices = [("", "Choose one"), *codes("responsibility-grounds").choices()]
        if is_fixed:
            del self.fields["called"]


class ContactForm(forms.Form):
    """What contact is safe, and what is not, in words."""

    safe = WordsField(
        label="What is safe?",
        help_text="Such as “rings Kezia on Sundays; meets her with Ruth there”.",
        required=False,
        rows=3,
        longest=300,
    )
    unsafe = WordsField(
        label="What is not safe?",
        help_text="Such as “must not learn the address, nor collect her from school”.",
        required=False,
        rows=3,
        longest=300,
    )
    told_by = told_by()
    starts_on = when("Since when?")
    ends_on = when("Until when?", "Such as the next hearing. Leave it empty if nobody knows.")


class EndForm(forms.Form):
    """It is so no longer."""

    ends_on = when("Until when?", "Also “March 2025” or “about 2019”. Leave it empty for today.")
    why = line("Why, if that helps", longest=400)
