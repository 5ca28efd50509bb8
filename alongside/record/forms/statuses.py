"""What is asked of a status: what it is, from when, until when, whom it names, and why anew."""

from typing import Any

from django import forms

from alongside.foundation.forms import ApproximateDayField, WordsField
from alongside.record.actions.statuses import LONGEST
from alongside.record.models import Episode
from alongside.record.statuses import Kind

from .deciding import sentence

Pairs = list[tuple[str, str]]
HINT = "As exactly as it is known: a day, a month, a year, or “about 2019”."
UNSEEN = "Whoever it names already: somebody you may not see here"
NOT_READ = "That is no longer on this record. Choose again."


def _day(label: str, hint: str, required: bool = False) -> ApproximateDayField:
    return ApproximateDayField(label=label, help_text=hint, required=required)


class StatusForm(forms.Form):
    """What somebody is, as a kind of status asks it."""

    code = forms.ChoiceField(required=False)
    named = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_READ})
    since = _day("Since when?", HINT, required=True)
    until = _day("Until when?", "Leave it empty while it goes on.")
    traits = forms.MultipleChoiceField(
        label="What else is so", required=False, widget=forms.CheckboxSelectMultiple
    )
    words = WordsField(label="More about it", rows=3, longest=LONGEST, required=False)
    why = sentence("Why is it said anew?", "Such as “the letter of the court came”.")

    def __init__(
        self, *args: Any, kind: Kind, people: Pairs, head: Episode | None = None, **more: Any
    ) -> None:
        if head is not None:
            more["initial"] = _initial(head)
        super().__init__(*args, **more)
        self.kind = kind
        self._offer(head, people)
        if kind.is_ahead:
            self.fields["until"].label = "Until when does it say that it holds?"
            self.fields["until"].help_text = "Leave it empty if it does not say."
        if kind.key == "order":
            self.fields["words"].label = "What it gives or forbids, in its own words"
            self.fields["words"].help_text = "Whoever works here reads this before they act."
        if head is None:
            del self.fields["why"]

    def _offer(self, head: Episode | None, people: Pairs) -> None:
        code, named, traits = (self.fields[name] for name in ("code", "named", "traits"))
        assert isinstance(code, forms.ChoiceField)
        assert isinstance(named, forms.ChoiceField)
        assert isinstance(traits, forms.MultipleChoiceField)
        if self.kind.codes is None:
            del self.fields["code"]
        else:
            code.label = self.kind.asks
            stated = head.code if head and head.code not in self.kind.codes else ""
            as_it_is = [(stated, f"“{stated}”, as it was stated")] if stated else []
            code.choices = [("", "Not known yet"), *self.kind.codes.choices(), *as_it_is]
        if self.kind.names:
            named.label = self.kind.names
            named.help_text = "Somebody who is written down around them. Add them there first."
            there = {key for key, _ in people}
            hidden = str(head.named_id) if head and head.named_id else ""
            as_it_is = [(hidden, UNSEEN)] if hidden and hidden not in there else []
            named.choices = [("", "Nobody, or not known yet"), *people, *as_it_is]
        else:
            del self.fields["named"]
        if self.kind.traits:
            traits.choices = list(self.kind.traits.items())
        else:
            del self.fields["traits"]

    def clean(self) -> dict[str, Any]:
        """The answers, with what is not asked of this kind."""
        given = super().clean() or {}
        for name, nothing in (("code", ""), ("named", ""), ("traits", [])):
            given.setdefault(name, nothing)
        return given


def _initial(head: Episode) -> dict[str, Any]:
    return {
        "code": head.code,
        "named": str(head.named_id or ""),
        "since": head.began,
        "until": head.ended,
        "traits": list(head.traits),
        "words": head.words,
    }


class EndStatusForm(forms.Form):
    """When it ended, and why."""

    until = _day("When did it end?", HINT)
    why = sentence("Why did it end?", "Such as “he went home to his mother, as planned”.")


class StatusWhyForm(forms.Form):
    """A reason, in a sentence."""

    why = sentence("Why, in a sentence")
