"""All that can be done here: bringing a file in, settling what disagrees, and taking it back."""

from .bringing import Tally, bring_in_child
from .deciding import keep_ours, take_theirs, task_for_disagreement
from .runs import begin_run, choose_behalf, choose_team, end_run, ready_importer, save_mapping
from .taking_back import take_back, take_back_of_person
from .withdrawing import (
    ask_to_withdraw,
    begin_taking_back,
    decide_withdrawal,
    task_for_taken_back,
    tasks_for_withdrawal,
)

__all__ = [
    "Tally",
    "ask_to_withdraw",
    "begin_run",
    "begin_taking_back",
    "bring_in_child",
    "choose_behalf",
    "choose_team",
    "decide_withdrawal",
    "end_run",
    "keep_ours",
    "ready_importer",
    "save_mapping",
    "take_back",
    "take_back_of_person",
    "take_theirs",
    "task_for_disagreement",
    "task_for_taken_back",
    "tasks_for_withdrawal",
]
