"""Handing out a paper: in what format it is asked for, and the file that the browser saves."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .document import Format, Paper
from .pdf import as_pdf
from .word import as_word

PDF, WORD = "pdf", "word"
KINDS: dict[str, tuple[Callable[[Paper], bytes], str, str]] = {
    PDF: (as_pdf, "application/pdf", "pdf"),
    WORD: (
        as_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
}
FORMATS = [
    (Format.STANDARD, gettext_lazy("Ordinary print, 12 point")),
    (Format.LARGE, gettext_lazy("Large print, 18 point")),
    (Format.LARGER, gettext_lazy("Larger print, 24 point")),
    (Format.EASY_READ, gettext_lazy("Laid out for easy reading, 18 point: short lines, more room")),
]


class PaperForm(forms.Form):
    """In what print; the button that is pressed says which kind of file."""

    format = forms.ChoiceField(
        label=gettext_lazy("What print is needed?"),
        choices=FORMATS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what print is needed.")},
    )
    look = {"format": {"small": True}}

    @property
    def kind(self) -> str:
        """PDF, unless the other button was pressed."""
        return WORD if self.data.get("file") == WORD else PDF


def handed_out(paper: Paper, kind: str, what: str) -> HttpResponse:
    """The file to save, kept by no cache; its name says what and when it was made, never of whom.

    Raises PaperNotMade, with a sentence, where it is too much for one paper.
    """
    make, content_type, ending = KINDS[kind]
    response = HttpResponse(make(paper), content_type=content_type)
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="{what}-{day:%Y-%m-%d}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
