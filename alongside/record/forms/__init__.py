"""What the pages of the record ask."""

from .choosing import ChooseForm, ColleagueField, TimelineForm
from .deciding import (
    EndHoldForm,
    HoldForm,
    LiftForm,
    MoveForm,
    ReaderForm,
    ReleaseForm,
    RestrictForm,
    SecondLookForm,
    SharingForm,
)
from .writing import BOXES, ChangeForm, NoteForm

__all__ = [
    "BOXES",
    "ChangeForm",
    "ChooseForm",
    "ColleagueField",
    "EndHoldForm",
    "HoldForm",
    "LiftForm",
    "MoveForm",
    "NoteForm",
    "ReaderForm",
    "ReleaseForm",
    "RestrictForm",
    "SecondLookForm",
    "SharingForm",
    "TimelineForm",
]
