"""The form with which a circle gets another host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from alongside.learning.models import Member


class HandOnForm(forms.Form):
    """Choose who hosts it from now on."""

    to = forms.TypedChoiceField(
        label="Who hosts it from now on?",
        coerce=UUID,
        widget=forms.RadioSelect,
        help_text="Ask them first. They can hand it on again.",
        error_messages={
            "required": "Choose who hosts it from now on.",
            "invalid_choice": "They are not here any more. Choose somebody else.",
        },
    )

    def __init__(self, data: Any = None, *, members: Sequence[Member], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(one.account_id, one.called) for one in members]
