"""What is asked when an entry is changed: its words as they are, to put right."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.record.actions import Words
from alongside.record.models import Attachment, Part

from .writing import short


class ChangeForm(forms.Form):
    """An entry with its words as they are, to put right; the reason is read by the person."""

    title = forms.CharField(
        label="A few words for the timeline",
        required=False,
        max_length=200,
        widget=forms.TextInput(short("width-20")),
    )
    happened = ApproximateDayField(label="When it happened")
    place = forms.CharField(
        label="Where", required=False, max_length=200, widget=forms.TextInput(short("width-20"))
    )
    why = forms.CharField(
        label="What you changed, and why",
        help_text="One sentence. It stays with the new version, and the person reads it.",
        max_length=400,
        error_messages={"required": "Say what you changed and why. The person reads this."},
    )
    is_earlier_readable = forms.BooleanField(
        label="The person may read what it said before",
        help_text="Take the tick away if the earlier words should not have been shown to them.",
        required=False,
        initial=True,
    )
    look = {"is_earlier_readable": {"small": True}}

    def __init__(
        self,
        *args: Any,
        keys: Iterable[tuple[str, str]],
        files: Iterable[Attachment] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        if choices := [(str(one.pk), one.name) for one in files]:
            self.fields["take_off"] = forms.MultipleChoiceField(
                label="Pictures and papers to take off",
                help_text="They are kept, with the reason that you give below.",
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.look = {**self.look, "take_off": {"small": True}}
        self.keys = list(keys)
        for key, label in self.keys:
            self.fields[key] = WordsField(label=label, required=False, rows=5)
        order = ["title", "happened", "place", *(key for key, _ in self.keys)]
        self.order_fields([*order, "why", "is_earlier_readable"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not any(said.get(key) for key, _ in self.keys):
            raise ValidationError("An entry cannot be emptied. Say what is right instead.")
        return said

    def parts(self, before: dict[str, Part]) -> list[Words]:
        """The parts of the new version; what a part was about and who said it stays with it."""
        found = []
        for key, _ in self.keys:
            text = self.cleaned_data[key]
            old = before.get(key)
            same = old is not None and old.text == text
            found.append(
                Words(
                    sort_of(key),
                    text,
                    about=tuple(old.about) if old else (),
                    of=old.of if old else "",
                    origin=old.origin if old and same else "typed",
                    origin_detail=old.origin_detail if old and same else "",
                    checked_by=old.checked_by if old and same else None,
                )
            )
        return found


def key_of(sort: str, number: int) -> str:
    """The name of a part’s box: its sort, and which one of that sort it is."""
    return f"{sort.replace(' ', '_')}_{number}"


def sort_of(key: str) -> str:
    """The sort of part that a box becomes."""
    return key.rpartition("_")[0].replace("_", " ")


def keyed(parts: Iterable[Part]) -> dict[str, Part]:
    """Parts by the names of their boxes."""
    found: dict[str, Part] = {}
    for part in parts:
        number = sum(sort_of(key) == part.sort for key in found) + 1
        found[key_of(part.sort, number)] = part
    return found
