"""What asking everybody asks: which questions, of whom, until when; and the answers themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from alongside.accounts.models import Team
from alongside.foundation.days import in_words
from alongside.foundation.forms import DayField, WordsField
from alongside.foundation.small_numbers import LEAST_EVER
from alongside.learning.models import Wave
from alongside.learning.models.waves import PARTNERS, STAFF, TEAMS
from alongside.learning.profiles import roles
from alongside.learning.surveys.form import Survey
from alongside.learning.surveys.shipped import BARRIERS, text_of

CAPABILITY, HEALTH, SECTOR, OWN = "capability", "health-check", "sector-survey", "own"
KINDS = {CAPABILITY: Wave.Kind.CAPABILITY, HEALTH: Wave.Kind.HEALTH}
WITH_TEAM, ALONE = "team", "alone"


class OpenWaveForm(forms.Form):
    """Ask everybody something."""

    what = forms.ChoiceField(
        label="What do you want to ask?",
        choices=(
            (HEALTH, "How it is to work here: a health check"),
            (CAPABILITY, "Where we stand in digital practice"),
            (SECTOR, "Technology in social work, asked as in 2019"),
            (OWN, "Questions of our own: you write them on the next page"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to ask."},
    )
    title = forms.CharField(
        label="What is it called?", max_length=200, help_text="Such as “How we are, autumn 2026”."
    )
    about = WordsField(
        label="Why do you ask, and what will become of it?",
        help_text="Everybody who is asked reads this first.",
        longest=10_000,
    )
    whom = forms.ChoiceField(
        label="Whom do you ask?",
        choices=(
            (STAFF, "Everybody who works here"),
            (TEAMS, "Some teams"),
            (PARTNERS, "Colleagues at partner agencies"),
        ),
        initial=STAFF,
        widget=forms.RadioSelect,
    )
    teams = forms.ModelMultipleChoiceField(
        label="Which teams?",
        help_text="Only if you ask some.",
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    groups = forms.MultipleChoiceField(
        label="Would you like to see answers by group?",
        help_text="Small groups are told together with others, so a few large ones tell more"
        " than many small ones.",
        choices=(("role", "By role, as each says themselves"), ("team", "By team")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    smallest = forms.IntegerField(
        label="How many people does a figure tell of, at the least?",
        help_text=f"Ten is right for most. Fewer than {LEAST_EVER} is not possible.",
        initial=10,
        min_value=LEAST_EVER,
        max_value=1_000,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={
            "min_value": f"A figure tells of {LEAST_EVER} people at the least.",
            "invalid": "Write a whole number, such as 10.",
        },
    )
    closes_on = DayField(label="Until which day?", help_text="Two or three weeks are usual.")

    def __init__(self, *args: Any, own: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.own = own  # the text of our own questions
        teams = self.fields["teams"]
        assert isinstance(teams, forms.ModelMultipleChoiceField)
        teams.queryset = Team.objects.order_by("name")
        self.fields["closes_on"].initial = in_words(timezone.localdate() + timedelta(days=21))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        what = found.pop("what", "")
        found["kind"] = KINDS.get(what, Wave.Kind.SURVEY)
        found["teams"] = list(found.get("teams") or ())
        key = BARRIERS if what == CAPABILITY else what
        found["text"] = self.own if what == OWN else text_of(key) if what else ""
        return found


class AnswersForm(forms.Form):
    """The questions of a survey, and with whom the answers are counted."""

    def __init__(self, *args: Any, survey: Survey, wave: Wave, team: str, role: str, **more: Any):
        super().__init__(*args, **more)
        self.survey, self.team = survey, team
        self.look: dict[str, dict[str, Any]] = {}
        for asks in survey.asks:
            kind: type[forms.ChoiceField] = forms.ChoiceField
            widget: type[forms.Widget] = forms.RadioSelect
            if asks.is_many:
                kind, widget = forms.MultipleChoiceField, forms.CheckboxSelectMultiple
            self.fields[f"q-{asks.key}"] = kind(
                label=asks.ask, help_text=asks.help, choices=asks.choices, required=False,
                widget=widget,
            )  # fmt: skip
            self.look[f"q-{asks.key}"] = {"small": True, "inline": asks.is_ordered}
        if "role" in wave.groups:
            self.fields["role"] = forms.ChoiceField(
                label="Which of these is nearest to what you do?",
                choices=[
                    ("", "I would rather not say"),
                    *((key, one.title) for key, one in roles().by_id.items()),
                ],
                required=False,
                initial=role,
            )
        if "team" in wave.groups and team:
            self.fields["with_team"] = forms.ChoiceField(
                label=f"May your answers be counted with those of {team}?",
                help_text="A small team is told together with others.",
                choices=((WITH_TEAM, "Yes"), (ALONE, "No, only with everybody’s")),
                required=False,
                initial=WITH_TEAM,
                widget=forms.RadioSelect,
            )

    @property
    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Its questions under the headings of the survey."""
        return [
            (group.title, group.intro, [self[f"q-{one.key}"] for one in group.asks])
            for group in self.survey.groups
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        answers: dict[str, str] = {}
        for asks in self.survey.asks:
            answers |= asks.ballot(found.get(f"q-{asks.key}") or ([] if asks.is_many else ""))
        team = self.team if found.get("with_team") == WITH_TEAM else ""
        return {"answers": answers, "groups": {"role": found.get("role", ""), "team": team}}


class ReplyForm(forms.Form):
    """Answer what everybody said, in writing."""

    reply = WordsField(
        label="What will be done, by whom and by when?",
        help_text="Everybody who was asked reads it. Say also what cannot be done, and why.",
        rows=8,
        longest=20_000,
    )
