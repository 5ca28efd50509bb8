"""What is asked for a meeting: whom and when, what somebody thinks, and its minutes."""

from collections.abc import Sequence
from typing import Any

from django import forms

from alongside.foundation.forms import DayField, MomentField, WordsField
from alongside.plans.actions import LONGEST
from alongside.plans.meetings.actions import Asked
from alongside.plans.meetings.around import Around
from alongside.plans.meetings.kinds import Kind
from alongside.plans.meetings.minutes import Came, Minutes
from alongside.plans.models import MeetingLine
from alongside.plans.wording import Owner, Step

from .sheet import LONGEST_LINE, SHORT

What = MeetingLine.What
HOW = ["In person", "By phone", "By message", "By letter"]
HOWS = [(one.lower(), one) for one in HOW]
BLANK = 2  # rows for others who are asked
DECISIONS = 12
OPEN_DECISIONS = 4
LONGEST_NAME = 200
TOO_LONG = (
    f"One of these is longer than {LONGEST_NAME} characters. Write names here, with a semicolon "
    "between one and the next, and the rest below “What was said”."
)


def _short(label: str, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=False,
        widget=forms.TextInput(SHORT),
        **more,
    )


def _ticks(label: str, names: Sequence[tuple[str, str]], called: str) -> forms.MultipleChoiceField:
    gone = f"“%(value)s” is not around {called} any more. If you did ask, write the name below."
    return forms.MultipleChoiceField(
        label=label,
        choices=list(names),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gone},
    )


def _why_come() -> WordsField:
    return _words(
        "If a court keeps one of them away: why they are asked all the same",
        "How they are kept apart, or that it is somebody else of that name. Colleagues read this",
    )


class ArrangeForm(forms.Form):
    """A meeting to come: what for, when and where, and who is asked; the person first."""

    look = {"near": {"small": True}, "working": {"small": True}}

    def __init__(
        self,
        *args: Any,
        called: str,
        kind: Kind,
        around: Around | None = None,
        has_orders: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.called = called
        around = around or Around()
        self.ticked = [
            (name, words)
            for name, words, offered in (
                ("near", f"Those around {called}", around.near),
                ("working", f"Those who work with {called}", around.working),
            )
            if offered
        ]
        for name, words in self.ticked:
            self.fields[name] = _ticks(words, getattr(around, name), called)
            self.fields[f"how_{name}"] = forms.ChoiceField(
                label="How they were asked", choices=[("", "Choose how"), *HOWS], required=False
            )
        self.fields["own_how"] = forms.ChoiceField(
            label=f"How was {called} asked?",
            choices=[*HOWS, ("no", f"{called} is not asked, for the reason below")],
            widget=forms.RadioSelect,
            error_messages={"required": f"Say how {called} was asked, or that they are not."},
        )
        self.fields["why_not"] = _words(
            f"Why {called} is not asked, and how what they think will be heard",
            f"Only if {called} is not asked. Then {called} reads nothing of this meeting",
        )
        self.fields["why"] = _words(
            "What it is for", "As you would say it in the room", needed=True
        )
        self.fields["starts"] = MomentField(label="Day and time", help_text="27 March 2027, 2pm")
        self.fields["place"] = _short("Where", 200)
        self.fields["link"] = _short("Link, if some of you come by video", 500)
        self.names = kind.invited
        for n in range(len(self.names) + BLANK):
            known = self.names[n] if n < len(self.names) else ""
            self.fields[f"asked-{n}-who"] = _short("Who", 200, initial=known)
            self.fields[f"asked-{n}-how"] = forms.ChoiceField(
                label="How they were asked", choices=[("", "Not asked"), *HOWS], required=False
            )
        if has_orders:
            self.fields["why_come"] = _why_come()

    def groups(self) -> list[dict[str, Any]]:
        """Those who are offered by name, and how they were asked."""
        return [{"who": self[one], "how": self[f"how_{one}"]} for one, _ in self.ticked]

    def rows(self) -> list[dict[str, Any]]:
        count = len(self.names) + BLANK
        return [
            {"who": self[f"asked-{n}-who"], "how": self[f"asked-{n}-how"]} for n in range(count)
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, _ in self.ticked:
            if said.get(name) and not said.get(f"how_{name}"):
                self.add_error(f"how_{name}", "Say how those that you ticked were asked.")
            if said.get(f"how_{name}") and not said.get(name) and name not in self.errors:
                self.add_error(name, "Tick who was asked, or choose nothing below.")
        for n in range(len(self.names) + BLANK):
            who, how = said.get(f"asked-{n}-who", ""), said.get(f"asked-{n}-how", "")
            known = self.names[n] if n < len(self.names) else ""
            if how and not who:
                self.add_error(f"asked-{n}-who", "Write who was asked, or choose “Not asked”.")
            if who and not how and who != known:
                self.add_error(f"asked-{n}-how", "Say how they were asked, or empty the row.")
        if said.get("own_how") == "no" and not said.get("why_not"):
            self.add_error("why_not", f"Say why {self.called} is not asked to come.")
        if self.errors:
            return said
        names = ("starts", "place", "link", "why", "why_not")
        more = {"asked": self._asked(said), "why_come": said.get("why_come", "")}
        return {one: said[one] for one in names} | more

    def _asked(self, said: dict[str, Any]) -> list[Asked]:
        """Whoever is asked, the person first."""
        how = said["own_how"]
        found = [] if how == "no" else [Asked(self.called, how, is_own=True)]
        for name, _ in self.ticked:
            found += [Asked(one, said[f"how_{name}"]) for one in said[name]]
        for n in range(len(self.names) + BLANK):
            if said.get(f"asked-{n}-how"):
                found.append(Asked(said[f"asked-{n}-who"], said[f"asked-{n}-how"]))
        return list({one.who.casefold(): one for one in reversed(found)}.values())[::-1]


class AskForm(forms.Form):
    """Who else is asked to come: the person first, if they are not, then those around them."""

    look = {"is_own": {"small": True}, "around": {"small": True}}

    def __init__(
        self,
        *args: Any,
        called: str,
        is_own_asked: bool,
        around: Sequence[tuple[str, str]] = (),
        has_orders: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        if not is_own_asked:
            self.fields["is_own"] = forms.BooleanField(
                label=f"{called}, who then reads of this meeting",
                help_text="What it is for, who is asked, and what is to be talked about. Look at "
                "it again first: it may have been written while they were not to be told.",
                required=False,
            )
        if around:
            words = f"Those around {called}, and those who work with {called}"
            self.fields["around"] = _ticks(words, around, called)
        self.fields["who"] = _short("Somebody else, by name", 200)
        if has_orders:
            self.fields["why_come"] = _why_come()
        self.fields["how"] = forms.ChoiceField(
            label="How they were asked",
            choices=HOWS,
            widget=forms.RadioSelect,
            error_messages={"required": "Say how they were asked."},
        )


class BeforeForm(forms.Form):
    """What somebody thinks before a meeting, or wants to talk about."""

    def __init__(self, *args: Any, called: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.called = called
        self.fields["what"] = forms.ChoiceField(
            label="What is it?",
            choices=[
                ("own", f"What {called} says, in {called}’s own words"),
                ("view", "What somebody else thinks, or their report"),
                ("point", "Something to talk about"),
                ("own point", f"Something that {called} wants to talk about"),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what it is."},
        )
        self.fields["who"] = _short("Whose words, if they are somebody else’s", 200)
        self.fields["words"] = _words("The words", "As they were said", needed=True, rows=6)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        is_own = said["what"].startswith("own")
        what = What.POINT if said["what"].endswith("point") else What.VIEW
        return {"what": what, "is_own": is_own, "who": said["who"], "words": said["words"]}


class ChangeForm(forms.Form):
    """A meeting that is moved, called off, or in the wrong record."""

    what = forms.ChoiceField(
        label="What is it?",
        choices=[
            (What.MOVED, "It is on another day"),
            (What.OFF, "It is called off"),
            (What.OUT, "It is in the wrong record. Nobody here reads it any more."),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
    )
    starts = MomentField(label="The new day and time", help_text="If it is moved", required=False)
    words = WordsField(
        label="Why, in a sentence",
        help_text="Whoever is asked to come reads this",
        rows=3,
        longest=LONGEST,
        error_messages={"required": "Say why, in one sentence."},
    )


class MinutesForm(forms.Form):
    """Who came, what was said and what was decided."""

    look = {"names_others": {"small": True}}

    def __init__(
        self,
        *args: Any,
        called: str,
        everybody: Sequence[tuple[str, bool]],
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.everybody = everybody
        self.fields["held_on"] = DayField(label="On which day it was held", not_after_today=True)
        here = [(What.CAME, "Came"), (What.SENT_WORD, "Sent word"), (What.AWAY, "Did not come")]
        for n, (who, is_own) in enumerate(everybody):
            self.fields[f"came-{n}"] = forms.ChoiceField(
                label=f"Did {who} come?",
                choices=here,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether {who} came."},
            )
            words = (
                f"If not: why, and how what {called} thinks was put" if is_own else "If not: why"
            )
            self.fields[f"came-{n}-words"] = _line(words)
        self.fields["others"] = _short(
            "Who else was there", 2000, help_text="With a semicolon between one and the next"
        )
        self.fields["said"] = _words(
            "What was said", "The points above, one after the other", rows=8
        )
        owners = [("", "Choose whose it is"), (Owner.PERSON, f"{called}’s own"), *Owner.choices[1:]]
        for n in range(1, DECISIONS + 1):
            self.fields[f"decided-{n}-words"] = _line(f"Decision {n}")
            self.fields[f"decided-{n}-owner"] = forms.ChoiceField(
                label="Whose it is", choices=owners, required=False
            )
            self.fields[f"decided-{n}-name"] = _short("Name", 120)
            self.fields[f"decided-{n}-by"] = DayField(label="By when", required=False)
        self.fields["names_others"] = forms.BooleanField(
            label="Somebody else is named or described in a way that is not theirs to read",
            help_text=f"A manager looks first, and then decides what {called} reads.",
            required=False,
        )

    def came_rows(self) -> list[dict[str, Any]]:
        return [
            {"here": self[f"came-{n}"], "words": self[f"came-{n}-words"], "is_own": is_own}
            for n, (_, is_own) in enumerate(self.everybody)
        ]

    def decision_rows(self) -> list[dict[str, Any]]:
        names = ("words", "owner", "name", "by")
        return [{one: self[f"decided-{n}-{one}"] for one in names} for n in range(1, DECISIONS + 1)]

    @property
    def first_decisions(self) -> list[dict[str, Any]]:
        return self.decision_rows()[:OPEN_DECISIONS]

    @property
    def more_decisions(self) -> list[dict[str, Any]]:
        return self.decision_rows()[OPEN_DECISIONS:]

    def clean_others(self) -> list[str]:
        """Each by themselves, and none of them cut short."""
        names = [one.strip() for one in self.cleaned_data["others"].split(";")]
        if any(len(one) > LONGEST_NAME for one in names):
            raise forms.ValidationError(TOO_LONG)
        return [one for one in names if one]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for n, (who, is_own) in enumerate(self.everybody):
            is_away = said.get(f"came-{n}") not in (None, What.CAME)
            if is_own and is_away and not said.get(f"came-{n}-words"):
                why = f"Say why {who} was not there, and how what they think was put."
                self.add_error(f"came-{n}-words", why)
        for n in range(1, DECISIONS + 1):
            at = f"decided-{n}-"
            rest = any(said.get(f"{at}{one}") for one in ("owner", "name", "by"))
            if rest and not said.get(f"{at}words"):
                self.add_error(f"{at}words", "Write what was decided, or empty the whole row.")
            if said.get(f"{at}words") and not said.get(f"{at}owner"):
                self.add_error(f"{at}owner", "Choose whose it is.")
        return said if self.errors else {"minutes": self._minutes(said)}

    def _minutes(self, said: dict[str, Any]) -> Minutes:
        """All of it, as one value."""
        came = [
            Came(said[f"came-{n}"], who, said[f"came-{n}-words"], is_own)
            for n, (who, is_own) in enumerate(self.everybody)
        ]
        came += [Came(What.CAME, one) for one in dict.fromkeys(said["others"])]
        rows = [n for n in range(1, DECISIONS + 1) if said[f"decided-{n}-words"]]
        decisions = [
            Step(f"s{n}", *(said[f"decided-{n}-{one}"] for one in ("words", "owner", "name", "by")))
            for n in rows
        ]
        more = {"names_others": said["names_others"]}
        return Minutes(said["held_on"], came, said["said"], decisions, **more)


class MinutesAnswerForm(forms.Form):
    """Whether somebody finds the minutes right."""

    def __init__(self, *args: Any, called: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["agrees"] = forms.TypedChoiceField(
            label="Are the minutes right?",
            choices=[("yes", "Yes, they are right"), ("no", "No, something was otherwise")],
            coerce=lambda said: said == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": "Say whether the minutes are right."},
        )
        self.fields["words"] = _words("What was otherwise", "In the words of whoever says so")
        self.fields["who"] = _short("Who says so, if it is not you", 200)
        if called:
            self.fields["is_own"] = forms.BooleanField(label=f"{called} says so", required=False)


def _words(label: str, hint: str, *, needed: bool = False, rows: int = 3) -> WordsField:
    return WordsField(label=label, help_text=hint, rows=rows, longest=LONGEST, required=needed)


def _line(label: str) -> WordsField:
    return WordsField(label=label, rows=2, longest=LONGEST_LINE, required=False)
