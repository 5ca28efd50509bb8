"""What is asked before a self-assessment begins, and what stands on a card of something to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from alongside.accounts.models import Account
from alongside.foundation.forms import WordsField
from alongside.learning.actions.capability import LONGEST, Filled
from alongside.learning.instrument import CLUSTERS, NOTHING, Statement
from alongside.learning.profiles import meant, roles, vignettes
from alongside.learning.standing import Aside

from .circles import PractitionerField
from .looking import LooksThrough

WHOLE, SHORT = "whole", "short"
LENGTHS = [
    (WHOLE, "All of it: forty statements, and a report on ten areas"),
    (SHORT, "A short look: ten statements, and no numbers"),
]


class BeginForm(forms.Form):
    """Two choices, and no words."""

    role = forms.ChoiceField(
        label="Which of these is nearest to what you do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the nearest one. It decides only what is typical."},
    )
    length = forms.ChoiceField(
        label="How much of it?",
        choices=LENGTHS,
        widget=forms.RadioSelect,
        initial=WHOLE,
        error_messages={"required": "Choose how much of it."},
    )
    look = {"role": {"small": True}, "length": {"small": True}}

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        known = roles().by_id.values()
        self.fields["role"].choices = [(one.id, one.title) for one in known]  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    """Nothing is asked: what is wrong with the answers has a place to stand."""


# What was placed, read from the pieces of its draft


def names_of(statements: Iterable[Statement], *, is_back: bool, is_short: bool) -> list[str]:
    """The names of everything that one page asks."""
    if is_back:
        return [then_name(one.id) for one in statements]
    names = [one.id for one in statements]
    if is_short:
        return names
    for cluster in CLUSTERS:
        names += [f"{what}-{cluster.lower()}" for what in ("confidence", "importance", "star")]
    return [*names, *(f"place-{key}" for key in vignettes().by_id)]


def then_name(statement: str) -> str:
    """The piece of a draft that holds how it looks looking back."""
    return f"then-{statement}"


def filled_from(texts: Mapping[str, str], statements: Iterable[Statement]) -> Filled:
    """What was said; what nobody offered to choose counts as not said."""
    asked = [one.id for one in statements]
    now = {id: texts[id] for id in asked if _is_answer(texts.get(id, ""))}
    looked_back = {id: texts.get(then_name(id), "") for id in now}
    return Filled(
        now=now,
        then={id: said for id, said in looked_back.items() if _is_answer(said)},
        asides={cluster: _aside(texts, cluster.lower()) for cluster in CLUSTERS},
        placed=_placed(texts),
    )


def _is_answer(said: str) -> bool:
    return said in ("1", "2", "3", "4") or said in NOTHING


def _aside(texts: Mapping[str, str], cluster: str) -> Aside:
    return Aside(
        confidence=_number(texts.get(f"confidence-{cluster}", ""), 4),
        importance=_number(texts.get(f"importance-{cluster}", ""), 3),
        has_star=texts.get(f"star-{cluster}", "") == "1",
    )


def _placed(texts: Mapping[str, str]) -> dict[str, int]:
    found = {key: _number(texts.get(f"place-{key}", ""), 4) for key in meant()}
    return {key: level for key, level in found.items() if level is not None}


def _number(text: str, most: int) -> int | None:
    return int(text) if text in ("1", "2", "3", "4") and int(text) <= most else None


# Cards

Offers = Sequence[tuple[str, str]]  # of each what a card keeps, and its words


class HelperField(PractitionerField):
    """Somebody to ask, or nobody yet; left as it stands, it stays who it was."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.now: Account | None = None
        self.now_called = ""

    def clean(self, value: Any) -> Any:
        words = " ".join(str(value or "").split())
        if not words:
            return None
        return self.now if self.now and words == self.now_called else super().clean(words)


def _one_of(label: str, what: str) -> forms.ChoiceField:
    """One of what helps with an area, or none for now."""
    gone = f"That {what} is no longer offered. Choose another, or none."
    return forms.ChoiceField(
        label=label, required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": gone},
    )  # fmt: skip


class FocusForm(LooksThrough):
    """One thing to work on, and what may help: a person before everything else."""

    this_week = WordsField(
        label="One thing that you can do this week",
        rows=3,
        longest=LONGEST,
        required=False,
        help_text="A quarter of an hour is enough.",
    )
    helper = HelperField(
        label="A person who might show you",
        required=False,
        help_text="Their name or work e-mail. They are not asked by this, and do not see it.",
    )
    session = _one_of("A session", "session")
    scenario = _one_of("A dilemma", "dilemma")
    for_people = WordsField(
        label="How would somebody you work with notice?",
        rows=2,
        longest=LONGEST,
        required=False,
        help_text="What would be different for them. Name nobody.",
    )
    question = WordsField(
        label="A question to take to supervision",
        rows=2,
        longest=LONGEST,
        required=False,
    )
    look = {"session": {"small": True}, "scenario": {"small": True}}

    def __init__(
        self, data: Any = None, *, sessions: Offers = (), dilemmas: Offers = (), **more: Any
    ) -> None:
        super().__init__(data, **more)
        for name, offers in (("session", sessions), ("scenario", dilemmas)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "None for now"), *offers]
            if not offers:
                del self.fields[name]

    def named(self, helper: Account | None, called: str) -> FocusForm:
        """The same form, knowing who stands on the card now."""
        field = self.fields["helper"]
        assert isinstance(field, HelperField)
        field.now, field.now_called = helper, called
        return self

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        chosen = given.get("session")
        return {**given, "session": UUID(chosen) if chosen else None}


class EndFocusForm(LooksThrough):
    """What came of it, if anything did."""

    outcome = WordsField(
        label="What changed, for you or for people?",
        rows=4,
        longest=LONGEST,
        required=False,
        help_text="You may leave it empty. Name nobody.",
    )
