"""What the pages of plans ask."""

from .saying import EndForm, StepForm
from .sheet import MORE, SheetForm, as_initial

__all__ = ["MORE", "EndForm", "SheetForm", "StepForm", "as_initial"]
