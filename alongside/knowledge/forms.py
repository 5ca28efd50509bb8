"""What the library asks: one box for what somebody looks for."""

from django import forms


class FindGuideForm(forms.Form):
    """One box; what is typed is sent, looked for and kept nowhere."""

    words = forms.CharField(
        label="What are you looking for?",
        help_text="A word or two, such as carers, video, or photographs",
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
