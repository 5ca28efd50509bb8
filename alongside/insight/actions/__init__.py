"""All that can be done here: bringing a file in, child by child, and settling what disagrees."""

from .bringing import Tally, bring_in_child
from .deciding import keep_ours, take_theirs, task_for_disagreement
from .runs import begin_run, choose_behalf, choose_team, end_run, ready_importer

__all__ = [
    "Tally",
    "begin_run",
    "bring_in_child",
    "choose_behalf",
    "choose_team",
    "end_run",
    "keep_ours",
    "ready_importer",
    "take_theirs",
    "task_for_disagreement",
]
