"""What is done in circles: with the circle itself, with who is in it, and with its rounds."""

from .brought import decide_brought
from .circle import begin_circle, change_circle, end_circle
from .keeping import keep_my_words
from .meeting import call_off_next, plan_next
from .members import (
    answer_invitation,
    invite,
    join_circle,
    leave_circle,
    look_in,
    may_ask_in,
    move_up,
    remove_member,
)
from .rounds import (
    LONGEST_SAID,
    change_notes,
    close_round,
    may_bring,
    open_round,
    reveal_round,
    say,
    take_back,
)

__all__ = [
    "LONGEST_SAID",
    "answer_invitation",
    "begin_circle",
    "call_off_next",
    "change_circle",
    "change_notes",
    "close_round",
    "decide_brought",
    "end_circle",
    "invite",
    "join_circle",
    "keep_my_words",
    "leave_circle",
    "look_in",
    "may_ask_in",
    "may_bring",
    "move_up",
    "open_round",
    "plan_next",
    "remove_member",
    "reveal_round",
    "say",
    "take_back",
]
