"""A form that looks through what was written for what may identify somebody; it only warns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

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
        if not self.is_bound:
            del self.fields["as_it_is"]

    def look_through(self, texts: Mapping[str, str]) -> None:
        """Warn of what may identify somebody, under the headings of the parts."""
        self.warned = [*_warned(texts, self.known)]
        if not self.warned:
            del self.fields["as_it_is"]
        elif not self.cleaned_data.get("as_it_is"):
            self.add_error(None, ONLY_ASKED)


def _warned(texts: Mapping[str, str], known: Sequence[str]) -> Iterable[Warned]:
    for heading, text in texts.items():
        if found := may_identify(text, known):
            yield Warned(heading, tuple(found[:MOST]), max(0, len(found) - MOST))
