"""What is done in circles: with the circle itself, with who is in it, and with its rounds."""

from .circle import begin_circle, change_circle, end_circle
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
    open_round,
    reveal_round,
    say,
    take_back,
)

__all__ = [
    "LONGEST_SAID",
    "answer_invitation",
    "begin_circle",
    "change_circle",
    "change_notes",
    "close_round",
    "end_circle",
    "invite",
    "join_circle",
    "leave_circle",
    "look_in",
    "may_ask_in",
    "move_up",
    "open_round",
    "remove_member",
    "reveal_round",
    "say",
    "take_back",
]
