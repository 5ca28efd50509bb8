"""What the pages of the record ask."""

from .attaching import AttachForm, DescribeForm, TakeOffForm
from .changing import ChangeForm, key_of, keyed, sort_of
from .choosing import ChooseForm, ColleagueField, LookForm, TimelineForm
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
from .writing import BOXES, NoteForm

__all__ = [
    "BOXES",
    "AttachForm",
    "ChangeForm",
    "ChooseForm",
    "ColleagueField",
    "DescribeForm",
    "EndHoldForm",
    "HoldForm",
    "LiftForm",
    "LookForm",
    "MoveForm",
    "NoteForm",
    "ReaderForm",
    "ReleaseForm",
    "RestrictForm",
    "SecondLookForm",
    "SharingForm",
    "TakeOffForm",
    "TimelineForm",
    "key_of",
    "keyed",
    "sort_of",
]
