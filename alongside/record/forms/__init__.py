"""What the pages of the record ask."""

from .attaching import (
    AskToUnlockForm,
    AttachForm,
    DescribeForm,
    LockForm,
    TakeOffForm,
    UnlockingForm,
)
from .changing import (
    ChangeForm,
    about_name,
    chosen_for,
    key_of,
    keyed,
    kind_now,
    placed,
    sort_of,
)
from .choosing import ChooseForm, LookForm, TimelineForm
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
from .writing import BOXES, NoteForm, seen_name

__all__ = [
    "BOXES",
    "AskToUnlockForm",
    "AttachForm",
    "ChangeForm",
    "ChooseForm",
    "DescribeForm",
    "EndHoldForm",
    "HoldForm",
    "LiftForm",
    "LockForm",
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
    "UnlockingForm",
    "about_name",
    "chosen_for",
    "key_of",
    "keyed",
    "kind_now",
    "placed",
    "seen_name",
    "sort_of",
]
