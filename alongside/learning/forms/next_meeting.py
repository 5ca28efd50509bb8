"""What is asked of whoever says when a circle meets next."""

from __future__ import annotations

from django import forms

from .supervision import PlannedField, sentence


class NextMeetingForm(forms.Form):
    """When and where."""

    starts = PlannedField(label="When", help_text="A day and a time, such as 27 March 2027, 2pm")
    where = sentence("Where", "A room, or how one gets in. Nobody’s home address", 200)


class CallOffForm(forms.Form):
    """Why it will not be."""

    why = sentence("Why", "Everybody in the group reads this. Leave out what is about one of you")
