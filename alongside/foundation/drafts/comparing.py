"""Two versions of one piece of a draft, and what a person makes of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django import forms

from alongside.foundation import writing
from alongside.foundation.models import Draft

from .saving import MOST_CHARACTERS, NAME, TOO_LONG

SENTENCES = re.compile(r"[^\n]*?[.!?…]+[”’\"')]*[ \t]+|[^\n]*\n+|[^\n]+\Z")
MOST_COMPARED = 4_000  # sentences; beyond this the one text simply follows the other


def together(first: str, second: str) -> str:
    """One text with every sentence of both: where they part, the first one's words come first."""
    a, b = SENTENCES.findall(first), SENTENCES.findall(second)
    if len(a) + len(b) > MOST_COMPARED or "".join(a) != first or "".join(b) != second:
        return f"{first}\n\n{second}"
    joined: list[str] = []
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        joined += a[i:j] if what == "equal" else _either(a[i:j], b[k:m])
    return _spaced(joined)


def _either(mine: list[str], theirs: list[str]) -> list[str]:
    """Both runs, unless one of them is only the beginning of the other."""
    one, other = "".join(mine), "".join(theirs)
    if one.startswith(other) or other.startswith(one):
        return [max(one, other, key=len)]
    return [*mine, *theirs]


def _spaced(sentences: list[str]) -> str:
    text = ""
    for sentence in sentences:
        is_apart = not text or text[-1].isspace() or sentence[:1].isspace()
        text += sentence if is_apart else f" {sentence}"
    return text


@dataclass(frozen=True)
class TwoVersions:
    """What is kept now, the text beside it, and where they differ."""

    piece: str
    editor: UUID
    seq: int
    base: int
    now: str
    now_at: datetime
    beside: str
    beside_at: datetime
    differences: list[writing.Difference]
    others: int  # how many more wait to be looked at

    @property
    def is_writing(self) -> bool:
        """Whether one text could be made of both; a choice from a list is one or the other."""
        longest = max(self.now, self.beside, key=len)
        return len(longest) > 60 or " " in longest or "\n" in longest

    def both(self) -> str:
        """Every sentence of both, those that they share once."""
        return together(self.now, self.beside)

    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        return {
            "piece": self.piece,
            "editor": self.editor,
            "seq": self.seq,
            "base": self.base,
            "merged": self.both(),
        }


def two_versions(draft: Draft) -> TwoVersions | None:
    """The text that has waited longest to be looked at; none when there is only one of each."""
    waiting = list(draft.beside.order_by("saved_at", "pk"))
    if not waiting:
        return None
    first = waiting[0]
    piece = draft.pieces.filter(name=first.name).first()
    now = piece.text if piece else ""
    return TwoVersions(
        piece=first.name,
        editor=first.editor,
        seq=first.seq,
        base=piece.version if piece else 0,
        now=now,
        now_at=draft.saved_at,
        beside=first.text,
        beside_at=first.saved_at,
        differences=writing.differences(now, first.text),
        others=len(waiting) - 1,
    )


class Choice(forms.Form):
    """Which text to keep; exactly what was looked at comes along, and nothing else is touched."""

    piece = forms.RegexField(NAME, widget=forms.HiddenInput)
    editor = forms.UUIDField(widget=forms.HiddenInput)
    seq = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    merged = forms.CharField(
        required=False,
        strip=False,
        label="Both together",
        help_text="All words of both versions. Change them as you like.",
        max_length=MOST_CHARACTERS,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )
    keep = forms.ChoiceField(
        choices=[("now", "The first"), ("beside", "The second"), ("merged", "Both together")],
        error_messages={"required": "Choose which version to keep."},
        widget=forms.HiddenInput,
    )
