"""What a scene of a dilemma asks: what one chooses, and why, if one likes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from alongside.foundation.forms import WordsField
from alongside.learning.scenarios.scenario import WHY, Scenario, Scene

from .pieces import WritingForm


class ChooseForm(forms.Form):
    """One choice of those that a scene offers; none of them is the right one."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    why = WordsField(rows=3, required=False)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(self, *given: Any, scene: Scene, number: int, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["number"].initial = number
        asked = self.fields["choice"]
        assert isinstance(asked, forms.ChoiceField)
        asked.label = scene.ask
        asked.choices = [(one.id, one.words) for one in scene.choices]
        asked.error_messages["required"] = "Choose one of these, or go back to where you were."
        asked.error_messages["invalid_choice"] = "This is not to be chosen here. Choose again."
        self.fields["why"].label = why_of(scene)
        self.fields["why"].help_text = "If you like. It is kept with your choice, for you alone."


def why_of(scene: Scene) -> str:
    """What a scene asks about the reason: its choices' own question where they agree on one."""
    asked = {one.why for one in scene.choices}
    return asked.pop() if len(asked) == 1 else WHY


class ReflectForm(WritingForm):
    """A reflection on a dilemma: the names in it are invented, so they tell of nobody."""

    def __init__(self, data: Any = None, *, scenario: Scenario, **more: Any) -> None:
        super().__init__(data, **more)
        names = [one.name for one in scenario.people]
        self.invented = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else None

    def look_through(self, texts: Mapping[str, str]) -> None:
        if self.invented is not None:
            texts = {key: self.invented.sub("they", text) for key, text in texts.items()}
        super().look_through(texts)
