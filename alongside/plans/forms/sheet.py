"""What is asked for a plan: rows for goals, steps and money, and whether everybody agrees."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone

from alongside.foundation.days import WEEKDAYS, in_words
from alongside.foundation.forms import DayField, WordsField
from alongside.people.models import Person
from alongside.plans.actions import LONGEST, Voice
from alongside.plans.kinds import Kind
from alongside.plans.models import Line
from alongside.plans.wording import WHERE, Every, Owner, Wording

from . import rows

MOST_ROWS = {"goal": 20, "step": 40, "money": 30}
BLANK = {"goal": 2, "step": 3, "money": 2}  # empty rows where nothing stands yet; else one
MORE = "more"  # the button for more room
ROW = re.compile(r"(goal|step|money)-(\d{1,3})-(?:words|know|where|name|by|amount)")
MOST_NUMBERS = 999  # of rows, through all versions
SAYS = (
    (Line.What.AGREES, "Agrees"),
    (Line.What.DIFFERS, "Sees it differently, in the words below"),
    (Line.What.NOT_ASKED, "Was not asked yet, for the reason below"),
)
LONGEST_LINE = 2_000
NOT_YOURS = "One of those chosen is not somebody in whose record you may write. Choose again."
ALSO_FOR = (
    "It then stands in their record too. A manager looks before they read it on their own pages."
)
SHORT = {"class": "govuk-input--width-20", "autocomplete": "off"}


def rows_used(texts: Mapping[str, Any]) -> dict[str, set[int]]:
    """Which rows of each sort have something in them."""
    found: dict[str, set[int]] = {sort: set() for sort in MOST_ROWS}
    for name, text in texts.items():
        match = ROW.fullmatch(name)
        if match and str(text).strip():
            found[match[1]].add(int(match[2]))
    return found


def as_initial(wording: Wording, done: Iterable[str] = ()) -> dict[str, Any]:
    """A version as the answers of the form, for writing the next one; what is done stays behind."""
    found: dict[str, Any] = {"wanted": wording.wanted, "strengths": wording.strengths}
    found["wanted_is_ours"] = wording.wanted_is_ours
    found |= {f"part-{key}": words for key, words in wording.sections.items()}
    for goal in wording.goals:
        where = "" if goal.where is None else str(goal.where)
        found |= _row("goal", goal.key, words=goal.words, know=goal.know, where=where)
    for step in wording.steps:
        if step.key not in set(done):
            found |= _row(
                "step", step.key, words=step.words, owner=step.owner, name=step.name, by=step.by
            )
    for line in wording.money:
        found |= _row("money", line.key, words=line.words, amount=line.amount, every=line.every)
    return found


def _row(sort: str, key: str, **told: Any) -> dict[str, Any]:
    return {f"{sort}-{key[1:]}-{name}": value for name, value in told.items()}


class SheetForm(forms.Form):
    """One version of a plan. Rows keep their numbers, so that a goal is known again later.

    `taken` are the keys of rows in any version, `stood` of those in the version this one stands on.
    """

    look: Mapping[str, Any] = {}

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        called: str,
        is_review: bool,
        texts: Mapping[str, Any],
        number: int = 1,
        taken: Iterable[str] = (),
        stood: Iterable[str] = (),
        family: Sequence[Person] = (),
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.kind, self.called, self.is_review = kind, called, is_review
        self.family = {str(one.pk): one for one in family}
        self.stood, self.key_of = _numbers(stood), dict[str, dict[int, int]]()
        self._say_first()
        if family:
            self.fields["others"] = forms.MultipleChoiceField(
                label="Who else in the family is this plan for?",
                help_text=ALSO_FOR,
                choices=[(key, one.called) for key, one in self.family.items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages={"invalid_choice": NOT_YOURS},
            )
        used = rows_used({**self.initial, **texts})
        gone = _numbers(taken)
        for sort in MOST_ROWS:
            if sort != "money" or kind.has_money:
                self._add_rows(sort, used[sort], gone.get(sort, set()))
        self._ask_who_agrees()
        self._ask_when(number)

    def _say_first(self) -> None:
        name = self.called
        if self.is_review:
            self._words("views", f"How {name} says it has been", "In their own words, first", 4)
        self._words("wanted", f"What {name} wants", "In their own words, as they say them", 4)
        self.fields["wanted"].required = True
        self.fields["wanted"].error_messages["required"] = (
            f"Write what {name} wants, in their own words. "
            "Where nobody could find out, write how you tried, and tick the box below."
        )
        self.fields["wanted_is_ours"] = forms.BooleanField(
            label=f"These are not {name}’s own words", required=False
        )
        self._words("strengths", "What is strong already", "What they can do, and who is there", 3)
        for one in self.kind.sections:
            self._words(f"part-{one.key}", one.title, one.hint, 3)
        if self.is_review:
            self._words("changed", "What has changed since last time", "In plain words", 3)
            self._words("decided", "What was decided", "And why", 3)
        self.fields["there"] = forms.CharField(
            label="Who was there",
            help_text="Names, as you would say them",
            max_length=400,
            required=False,
            widget=forms.TextInput(SHORT),
        )

    def _words(self, name: str, label: str, hint: str, rows: int) -> None:
        self.fields[name] = WordsField(
            label=label, help_text=hint, rows=rows, longest=LONGEST, required=False
        )

    def _add_rows(self, sort: str, used: set[int], gone: set[int]) -> None:
        """Rows in use, then empty ones with numbers that nothing had before."""
        most = MOST_ROWS[sort]
        first = [int(name.split("-")[1]) for name in self.initial if name.startswith(f"{sort}-")]
        kept = [
            n for n in dict.fromkeys([*first, *sorted(used)]) if 0 < n <= MOST_NUMBERS and n in used
        ]
        following = max([0, *kept, *gone]) + 1
        blank = range(following, following + (1 if first else BLANK[sort]))
        numbers = [*kept, *(n for n in blank if n <= MOST_NUMBERS)][:most]
        others = gone - self.stood.get(sort, set())  # newer versions gave these to other rows
        free = itertools.count(following + len(blank))
        self.key_of[sort] = {n: next(free) if n in others else n for n in numbers}
        setattr(self, f"{sort}s", numbers)
        for n in numbers:
            getattr(self, f"_add_{sort}")(f"{sort}-{n}-", numbers.index(n) + 1)

    def _add_goal(self, at: str, n: int) -> None:
        self.fields[f"{at}words"] = _line(f"Goal {n}")
        self.fields[f"{at}know"] = _line("How we will know")
        where = [("", "Not said"), *((str(i), words) for i, words in enumerate(WHERE))]
        self.fields[f"{at}where"] = forms.ChoiceField(
            label="How far it is", choices=where, required=False
        )

    def _add_step(self, at: str, n: int) -> None:
        self.fields[f"{at}words"] = _line(f"Step {n}: what is done")
        own = (Owner.PERSON, f"{self.called}’s own")
        owners = [("", "Choose whose it is"), own, *Owner.choices[1:]]
        self.fields[f"{at}owner"] = forms.ChoiceField(
            label="Whose it is", choices=owners, required=False
        )
        self.fields[f"{at}name"] = forms.CharField(
            label="Name",
            max_length=120,
            required=False,
            widget=forms.TextInput(SHORT),
        )
        self.fields[f"{at}by"] = DayField(label="By when", required=False)

    def _add_money(self, at: str, n: int) -> None:
        self.fields[f"{at}words"] = _line(f"Money {n}: what it is for")
        self.fields[f"{at}amount"] = forms.CharField(
            label="How much, in pounds",
            max_length=20,
            required=False,
            widget=forms.TextInput({"class": "govuk-input--width-5", "autocomplete": "off"}),
        )
        self.fields[f"{at}every"] = forms.ChoiceField(
            label="How often", choices=Every.choices, required=False
        )

    def _ask_who_agrees(self) -> None:
        self.parties = [self.called, *self.kind.agrees, "Somebody else"]
        for n, who in enumerate(self.parties):
            is_own, is_other = n == 0, n == len(self.parties) - 1
            if not is_own:
                self.fields[f"voice-{n}-who"] = forms.CharField(
                    label="Somebody else: who it is" if is_other else f"{who}: the name",
                    max_length=120,
                    required=False,
                    widget=forms.TextInput(SHORT),
                )
            self.fields[f"voice-{n}-says"] = forms.ChoiceField(
                label=f"Does {who} agree?" if is_own else "What they say",
                choices=SAYS if is_own else [("", "Nothing is written"), *SAYS],
                widget=forms.RadioSelect if is_own else forms.Select,
                required=is_own,
                error_messages={"required": f"Say whether {who} agrees."},
            )
            label = f"What {who} says to it, in their own words" if is_own else "In their own words"
            self.fields[f"voice-{n}-words"] = WordsField(
                label=label, rows=2, longest=LONGEST, required=False
            )

    def _ask_when(self, number: int) -> None:
        today = timezone.localdate()
        self.fields["agreed_on"] = DayField(
            label="The day on which this was agreed", not_after_today=True, initial=today
        )
        self.fields["review_on"] = DayField(
            label="When you look at it again together",
            help_text=f"{self.kind.review.words}. {self.kind.review.standing}",
            initial=self.kind.review.after(today, number),
            error_messages={"required": "Write the day on which you look at it again."},
        )

    # What the page draws

    def _rows(self, sort: str, *names: str) -> list[dict[str, Any]]:
        return [
            {name: self[f"{sort}-{n}-{name}"] for name in names} | {"n": n}
            for n in getattr(self, f"{sort}s", ())
        ]

    @property
    def goal_rows(self) -> list[dict[str, Any]]:
        return self._rows("goal", "words", "know", "where")

    @property
    def step_rows(self) -> list[dict[str, Any]]:
        return self._rows("step", "words", "owner", "name", "by")

    @property
    def money_rows(self) -> list[dict[str, Any]]:
        return self._rows("money", "words", "amount", "every")

    @property
    def parts(self) -> list[Any]:
        return [self[f"part-{one.key}"] for one in self.kind.sections]

    @property
    def voice_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "is_own": n == 0,
                "who": self[f"voice-{n}-who"] if n else None,
                "says": self[f"voice-{n}-says"],
                "words": self[f"voice-{n}-words"],
            }
            for n, _ in enumerate(self.parties)
        ]

    # What it gives

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for sort, beside in (("goal", ("know", "where")), ("step", ("name", "by"))):
            for n in getattr(self, f"{sort}s", ()):
                at = f"{sort}-{n}-"
                if any(said.get(at + name) for name in beside) and not said.get(f"{at}words"):
                    self.add_error(f"{at}words", f"Write the {sort}, or empty the whole row.")
        for n in getattr(self, "steps", ()):
            self._check_step(f"step-{n}-", said)
        for n in getattr(self, "moneys", ()):
            self._check_money(f"money-{n}-", said)
        for n, who in enumerate(self.parties):
            self._check_voice(f"voice-{n}-", who, said, is_own=n == 0)
        return said

    def _check_step(self, at: str, said: dict[str, Any]) -> None:
        words, owner, name = (said.get(at + one) for one in ("words", "owner", "name"))
        if words and not owner and f"{at}owner" not in self.errors:
            self.add_error(f"{at}owner", "Choose whose step this is.")
        if name and owner == Owner.PERSON:
            self.add_error(
                f"{at}name", f"This step is {self.called}’s own. Empty the name, or choose whose."
            )
        by, on = said.get(f"{at}by"), said.get("agreed_on")
        if by and on and by < on and by != self.initial.get(f"{at}by"):
            read = f"{WEEKDAYS[by.weekday()]} {in_words(by)}"
            self.add_error(
                f"{at}by",
                f"This was read as {read}, which is before the plan was agreed. "
                f"Write the whole day, such as {in_words(on + timedelta(days=14))}.",
            )

    def _check_money(self, at: str, said: dict[str, Any]) -> None:
        words, amount = said.get(f"{at}words"), said.get(f"{at}amount")
        if amount and not words:
            self.add_error(f"{at}words", "Write what the money is for, or empty the whole row.")
        if words and not amount:
            self.add_error(f"{at}amount", "Write how much it is, in pounds, such as 12.50.")
        if not amount:
            return
        try:
            said[f"{at}amount"] = rows.pounds(str(amount))
        except InvalidOperation:
            self.add_error(
                f"{at}amount", "Write the pounds as a number, such as 120, 12.50 or 1,200."
            )

    def _check_voice(self, at: str, who: str, said: dict[str, Any], *, is_own: bool) -> None:
        says, words = said.get(f"{at}says"), said.get(f"{at}words")
        if says == Line.What.DIFFERS and not words:
            self.add_error(f"{at}words", "Write how they see it, in their own words.")
        if says == Line.What.NOT_ASKED and not words:
            self.add_error(f"{at}words", "Write why they were not asked yet.")
        if is_own:
            return
        if (words or said.get(f"{at}who")) and not says:
            self.add_error(f"{at}says", f"Say whether they agree, or empty what is said of {who}.")
        if says and who == self.parties[-1] and not said.get(f"{at}who"):
            self.add_error(f"{at}who", "Write who it is.")

    def wording(self) -> Wording:
        """All that was written, as a version of the plan."""
        said = self.cleaned_data
        return Wording(
            **{
                name: said.get(name) or ""
                for name in ("wanted", "views", "strengths", "changed", "decided", "there")
            },
            wanted_is_ours=bool(said.get("wanted_is_ours")),
            sections={
                one.key: words for one in self.kind.sections if (words := said[f"part-{one.key}"])
            },
            goals=tuple(rows.goal(n, key, said) for n, key in self._written("goal")),
            steps=tuple(rows.step(n, key, said) for n, key in self._written("step")),
            money=tuple(rows.money(n, key, said) for n, key in self._written("money")),
        )

    def also_for(self) -> list[Person]:
        """For whom else it is."""
        return [self.family[one] for one in self.cleaned_data.get("others") or ()]

    def _written(self, sort: str) -> Sequence[tuple[int, int]]:
        """The numbers of the rows that say something, each with the number of its key."""
        said = self.cleaned_data
        keys = self.key_of.get(sort, {})
        return [(n, key) for n, key in keys.items() if said.get(f"{sort}-{n}-words")]

    def voices(self) -> list[Voice]:
        """Who said what to it."""
        said, found = self.cleaned_data, []
        for n, who in enumerate(self.parties):
            if says := said.get(f"voice-{n}-says"):
                name = said.get(f"voice-{n}-who") or ""
                is_last = n == len(self.parties) - 1
                told = (
                    name if is_last or not n else f"{name}, {who[0].lower()}{who[1:]}" * bool(name)
                )
                words = said.get(f"voice-{n}-words") or ""
                found.append(Voice(says, told or who, words, is_own=not n))
        return found


def _numbers(keys: Iterable[str]) -> dict[str, set[int]]:
    """The numbers that rows had in any version so far, by their keys."""
    sorts = {sort[0]: sort for sort in MOST_ROWS}
    found: dict[str, set[int]] = {}
    for key in keys:
        found.setdefault(sorts[key[0]], set()).add(int(key[1:]))
    return found


def _line(label: str) -> WordsField:
    return WordsField(label=label, rows=2, longest=LONGEST_LINE, required=False)
