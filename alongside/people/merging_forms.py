"""What the pages about two records of one person ask."""

from typing import Any

from django import forms
from django.utils import timezone

from alongside.foundation.days import in_words

from .forms import line, one_of
from .models import Person


class AskMergeForm(forms.Form):
    """Which record stays, and why they are one person."""

    why = line(
        "How do you know that they are one person?",
        "Such as “Same mother, same school; her aunt told me of the other spelling”.",
        required=True,
        longest=400,
    )

    def __init__(self, *args: Any, people: tuple[Person, Person], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(str(one.pk), _which(one)) for one in people]
        self.fields["into"] = one_of("Which record stays?", choices)
        self.order_fields(["into", "why"])


def _which(person: Person) -> str:
    day = in_words(timezone.localdate(person.added_at))
    return f"{person.called}, written down since {day}"


class AgreeMergeForm(forms.Form):
    """That they are one person, as somebody else found out for themselves."""

    why = line("How do you know that they are one person?", required=True, longest=400)
    is_restricted_too = forms.BooleanField(
        label="Whoever reads what is restricted about one of them may read it about both",
        required=False,
    )

    def __init__(self, *args: Any, is_restricted: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_restricted:
            del self.fields["is_restricted_too"]


class TwoForm(forms.Form):
    """That they are two people."""

    why = line("How do you know that they are two people?", required=True, longest=400)


class LookForm(forms.Form):
    """Somebody who may be the same person, by name, number or day of birth."""

    sought = line("Look for the other record", "A name, a number, a phone or a day of birth.")
