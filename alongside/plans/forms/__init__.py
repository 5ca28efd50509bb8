"""What the pages of plans ask."""

from .saying import AnswerForm, EndForm, StepForm
from .sheet import MORE, SheetForm, as_initial

__all__ = ["MORE", "AnswerForm", "EndForm", "SheetForm", "StepForm", "as_initial"]
