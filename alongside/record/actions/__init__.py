"""Everything that can be done to the record: writing, sharing, restricting, putting right."""

from .amending import SomebodyElseAmended, amend_entry
from .answering import answer_entry
from .attaching import (
    add_attachment,
    clear_away,
    copy_attachments,
    describe_attachment,
    lock_attachment,
    scan_what_waits,
    take_off_amended,
    take_off_attachment,
)
from .due import ask_to_look_again, escalate_overdue, ready_clock
from .moving import (
    attach_to_twins,
    end_hold,
    move_misfiled_entry,
    pin_entry,
    place_hold,
    unpin_entry,
)
from .notes import Held, finish_note
from .restricting import (
    lift_restriction,
    may_lift,
    may_name_readers,
    name_reader,
    restrict_entry,
)
from .sharing import decide_sharing, may_decide, may_release, release_part, second_decision
from .tasks import (
    close_tasks,
    do_task,
    hand_on_from_kept_out,
    keep_tasks_of_sealed,
    task_for_access,
    task_for_decision,
    task_for_file,
    task_for_glass,
    task_for_misfiled,
    task_for_restriction,
    tasks_for_held,
    tasks_for_own_record,
    tasks_for_words,
)
from .writing import Words, finish_entry, may_write_or_refuse

__all__ = [
    "Held",
    "SomebodyElseAmended",
    "Words",
    "add_attachment",
    "amend_entry",
    "answer_entry",
    "ask_to_look_again",
    "attach_to_twins",
    "clear_away",
    "close_tasks",
    "copy_attachments",
    "decide_sharing",
    "describe_attachment",
    "do_task",
    "end_hold",
    "escalate_overdue",
    "finish_entry",
    "finish_note",
    "hand_on_from_kept_out",
    "keep_tasks_of_sealed",
    "lift_restriction",
    "lock_attachment",
    "may_decide",
    "may_lift",
    "may_name_readers",
    "may_release",
    "may_write_or_refuse",
    "move_misfiled_entry",
    "name_reader",
    "pin_entry",
    "place_hold",
    "ready_clock",
    "release_part",
    "restrict_entry",
    "scan_what_waits",
    "second_decision",
    "take_off_amended",
    "take_off_attachment",
    "task_for_access",
    "task_for_decision",
    "task_for_file",
    "task_for_glass",
    "task_for_misfiled",
    "task_for_restriction",
    "tasks_for_held",
    "tasks_for_own_record",
    "tasks_for_words",
    "unpin_entry",
]
