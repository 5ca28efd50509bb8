"""What a group that plays a dilemma is asked: its name, a choice, a word, and where to go on."""

from __future__ import annotations

from typing import Any

from django import forms

from alongside.foundation.forms import WordsField
from alongside.learning.scenarios.scenario import Scene

from .dilemmas import why_of
from .looking import LooksThrough


class BeginGroupForm(forms.Form):
    """Play a dilemma with others."""

    title = forms.CharField(
        label="What is your group called?",
        max_length=200,
        help_text="Those who are asked in see this. Such as “East team, Thursday”.",
    )
    meets = forms.CharField(
        label="When and where do you meet?",
        max_length=200,
        required=False,
        help_text="If you do. It also works while each of you sits somewhere else.",
    )
    link = forms.CharField(
        label="Address of the video meeting",
        max_length=500,
        required=False,
        help_text="Begins with https://. Only those who said yes see it.",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


class VoteForm(LooksThrough):
    """Choose before anybody sees."""

    choice = forms.ChoiceField(widget=forms.RadioSelect)
    why = WordsField(rows=3, required=False, longest=20_000)

    def __init__(self, *given: Any, scene: Scene, **more: Any) -> None:
        super().__init__(*given, **more)
        asked = self.fields["choice"]
        assert isinstance(asked, forms.ChoiceField)
        asked.label = scene.ask
        asked.choices = [(one.id, one.words) for one in scene.choices]
        asked.error_messages["required"] = "Choose one of these first."
        asked.error_messages["invalid_choice"] = "This is not to be chosen here. Choose again."
        self.fields["why"].label = why_of(scene)
        self.fields["why"].help_text = "If you like. The others read it once all choices are shown."


class TalkForm(LooksThrough):
    """Say something once everybody's choices are shown."""

    text = WordsField(
        label="What do you make of it?",
        rows=4,
        longest=20_000,
        help_text="Leave out names and whatever else would tell who a family is.",
    )


class GoOnForm(forms.Form):
    """Which way the group goes on."""

    to = forms.ChoiceField(
        label="Which way does the group go on?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say which way the group goes on."},
    )

    def __init__(self, *given: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        asked = self.fields["to"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = choices
