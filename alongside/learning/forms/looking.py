"""A form that looks through what was written for what may identify somebody; it only warns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from alongside.foundation.forms import WordsField
from alongside.learning.identifying.check import Found, may_identify

MOST = 30  # of the warnings of one part; nobody reads more
ONLY_ASKED = (
    "Some of these words may tell whom this is about. Look at them below. Change them, or tick "
    "that it stays as it is."
)


@dataclass(frozen=True)
class Warned:
    """What was found in one part."""

    heading: str
    found: tuple[Found, ...]
    more: int


class LookingForm(forms.Form):
    """What asks once more where something may identify somebody, and then lets it through."""

    as_it_is = forms.BooleanField(
        label="Keep it as it is",
        help_text="I have looked. Nobody can tell from these words whom this is about, or it is "
        "right that they can.",
        required=False,
    )

    def __init__(self, data: Any = None, *, known: Iterable[str] = (), **more: Any) -> None:
        super().__init__(data, **more)
        self.known = tuple(known)
        self.warned: list[Warned] = []
        last = self.fields.pop("as_it_is")
        if self.is_bound:
            self.fields["as_it_is"] = last  # after everything that is asked

    def full_clean(self) -> None:
        super().full_clean()
        if not self.warned and not self.data.get(self.add_prefix("as_it_is")):
            self.fields.pop("as_it_is", None)  # nothing is there to be kept as it is

    def look_through(self, texts: Mapping[str, str]) -> None:
        """Warn of what may identify somebody, under the headings of the parts."""
        self.warned = [*_warned(texts, self.known)]
        if not self.warned:
            self.fields.pop("as_it_is", None)
        elif not self.cleaned_data.get("as_it_is"):
            self.add_error(None, ONLY_ASKED)


class LooksThrough(LookingForm):
    """A form of which every box for words is looked through: others will read what stands there.

    The names of those who talk with each other here, and invented ones, are `not_of` anybody.
    """

    looks_at: tuple[str, ...] = ()  # short lines that are looked through too

    def __init__(self, data: Any = None, *, not_of: Iterable[str] = (), **more: Any) -> None:
        super().__init__(data, **more)
        parts = {part for name in not_of for part in (name, *name.split()) if len(part) > 1}
        longest = sorted(parts, key=len, reverse=True)
        words = "|".join(map(re.escape, longest))
        self.not_of = re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors:
            self.look_through(
                {
                    str(field.label): self._apart(str(given.get(name) or ""))
                    for name, field in self.fields.items()
                    if isinstance(field, WordsField) or name in self.looks_at
                }
            )
        return {name: said for name, said in given.items() if name != "as_it_is"}

    def _apart(self, text: str) -> str:
        return self.not_of.sub("they", text) if self.not_of is not None else text


def _warned(texts: Mapping[str, str], known: Sequence[str]) -> Iterable[Warned]:
    for heading, text in texts.items():
        if found := may_identify(text, known):
            yield Warned(heading, tuple(found[:MOST]), max(0, len(found) - MOST))
