"""Everything that can be done to a supervision, by one of the two of it."""

from .agreed import sign_agreement, write_agreement
from .cases import decide_case
from .follow_ups import agree_follow_up, end_follow_up
from .meetings import (
    call_off_meeting,
    hold_meeting,
    move_meeting,
    plan_meeting,
    see_change,
    sign_meeting,
)
from .points import bring_point, bring_point_once, take_off_point, write_notes
from .two import (
    accept_supervision,
    change_rhythm,
    decline_supervision,
    end_supervision,
    propose_supervision,
)

__all__ = [
    "accept_supervision",
    "agree_follow_up",
    "bring_point",
    "bring_point_once",
    "call_off_meeting",
    "change_rhythm",
    "decide_case",
    "decline_supervision",
    "end_follow_up",
    "end_supervision",
    "hold_meeting",
    "move_meeting",
    "plan_meeting",
    "propose_supervision",
    "see_change",
    "sign_agreement",
    "sign_meeting",
    "take_off_point",
    "write_agreement",
    "write_notes",
]
