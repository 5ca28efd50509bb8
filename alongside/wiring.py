"""The one file that knows every package: what follows from what, tabs and top bar."""

# What follows: the name of what happened, and in order what is called ("module:function").
FOLLOWS: dict[str, tuple[str, ...]] = {
    "child born": ("alongside.record.actions:attach_to_twins",),
    "entry finished": (
        "alongside.record.actions:tasks_for_held",
        "alongside.record.actions.clocks:start_clocks",
        "alongside.record.actions.tasks:tasks_met",
    ),
    "entry amended": (
        "alongside.record.actions.clocks:keep_clocks",
        "alongside.record.actions.tasks:tasks_met",
    ),
    "questions answered": (
        "alongside.record.actions.leading:leads_from_answers",
        "alongside.record.actions.agreeing:ask_for_agreement",
        "alongside.record.actions.coming_in:work_from_form",
    ),
    "own answers sent": ("alongside.record.actions.sending:tasks_for_sent",),
    "document sent": ("alongside.record.actions.documents:tasks_for_document",),
    "referral sent": (
        "alongside.record.actions.coming_in:work_from_partner",
        "alongside.record.actions.referring:tasks_for_referral",
    ),
    "allegation noted": ("alongside.record.actions.allegations:tasks_for_keepers",),
    "allegation answered": ("alongside.record.actions.allegations:tasks_from_answers",),
    "entry held": ("alongside.record.actions:task_for_decision",),
    "entry answered": ("alongside.record.actions:tasks_for_words",),
    "entry misfiled": (
        "alongside.record.actions:task_for_misfiled",
        "alongside.record.actions.clocks:stop_clocks_of_misfiled",
        "alongside.record.actions.tasks:tasks_met",
        "alongside.plans.actions:take_out_with_entry",
        "alongside.plans.meetings.actions:take_out_with_minutes",
        "alongside.record.actions.statuses:take_out_with_misfiled",
    ),
    "file kept back": ("alongside.record.actions:task_for_file",),
    "unlocking asked": ("alongside.record.actions:task_for_unlocking",),
    "entry restricted": ("alongside.record.actions:task_for_restriction",),
    "letting in": ("alongside.record.actions.orders:refuse_whom_a_court_keeps_away",),
    "own record opened": ("alongside.record.actions:tasks_for_own_record",),
    "account left": (
        "alongside.people.actions.grants:end_all_of",
        "alongside.record.actions.front_door:give_back_all_of",
        "alongside.learning.actions.leaving:end_learning_of",
    ),
    "kept out": ("alongside.record.actions:hand_on_from_kept_out",),
    "identity sealed": ("alongside.record.actions:keep_tasks_of_sealed",),
    "access asked": ("alongside.record.actions:task_for_access",),
    "access answered": ("alongside.record.actions:close_tasks",),
    "hand over asked": ("alongside.record.actions.handing_over:tasks_for_hand_over",),
    "hand over answered": ("alongside.record.actions:close_tasks",),
    "handover offered": ("alongside.record.actions.handovers:task_for_handover",),
    "partner answered": ("alongside.record.actions.handovers:tasks_for_answer",),
    "handover answered": ("alongside.record.actions:close_tasks",),
    "handover undone": ("alongside.record.actions.handovers:tasks_for_undone",),
    "plan answered": ("alongside.record.actions.sending:tasks_for_plan",),
    "meeting arranged": ("alongside.plans.meetings.ahead:keep_what_is_due_before",),
    "meeting changed": ("alongside.plans.meetings.ahead:keep_what_is_due_before",),
    "minutes written": ("alongside.plans.meetings.ahead:end_what_was_due_before",),
    "worker assigned": ("alongside.record.actions.front_door:close_who_works",),
    "handover at once": ("alongside.record.actions.handovers:task_for_reason",),
    "reason given": ("alongside.record.actions:close_tasks",),
    "consent withdrawn": ("alongside.record.actions.handovers:tasks_for_withdrawn",),
    "glass broken": ("alongside.record.actions:task_for_glass",),
    "glass reviewed": ("alongside.record.actions:close_tasks",),
    "looked at again": ("alongside.record.actions:close_tasks",),
    "record disagrees": ("alongside.insight.actions:task_for_disagreement",),
    "withdrawal asked": ("alongside.insight.actions:tasks_for_withdrawal",),
    "import taken back": ("alongside.insight.actions:task_for_taken_back",),
}

# What a person is called, for those who may know: "module:function" of ids and an account. It is
# for pages of foundation, which knows no people.
NAMES = "alongside.people.access:names_to_tell"

# The same for those who work here: "module:function" of ids.
COLLEAGUES = "alongside.desk.access.waiting:account_names"

# Whether the page of a draft is open still: by the room it is in and what its address names, who
# says it: "module:function" of ids and an account, giving those that are.
STILL_OPEN: dict[tuple[str, str], str] = {
    ("record", "person_id"): "alongside.record.begun:records_open",
    ("record", "entry_id"): "alongside.record.begun:entries_open",
    ("record", "allegation_id"): "alongside.record.access.allegations:allegations_open",
    ("record", "referral_id"): "alongside.record.access.referrals:referrals_open",
    ("insight", "person_id"): "alongside.record.begun:records_open",
    ("people", "person_id"): "alongside.people.access:names_of",
    ("desk", "person_id"): "alongside.people.access:names_of",
    ("desk", "handover_id"): "alongside.desk.access.handovers:handovers_open",
    ("desk", "account_id"): "alongside.desk.access.handovers:colleagues_open",
    ("plans", "person_id"): "alongside.record.begun:records_open",
    ("plans", "plan_id"): "alongside.plans.access:plans_open",
    ("plans", "met_id"): "alongside.plans.meetings.access:meetings_open",
    ("learning", "person_id"): "alongside.record.begun:records_open",
    ("learning", "circle_id"): "alongside.learning.access.circles:circles_open",
    ("learning", "round_id"): "alongside.learning.access.circles:rounds_open",
    ("learning", "turn_id"): "alongside.learning.access.circles:turns_open",
    ("portal", "plan_id"): "alongside.plans.access:plans_open",
    ("portal", "met_id"): "alongside.plans.meetings.access:meetings_open",
    ("portal", "handover_id"): "alongside.portal.access.asked:asked_open",
    ("portal", "entry_id"): "alongside.record.begun:entries_open",
}

# What was typed in a draft, under what each field asked: "module:function", by what it is for.
AS_ASKED: dict[str, str] = {
    "note": "alongside.record.begun:as_noted",
    "amendment": "alongside.record.begun:as_amended",
    "questionnaire": "alongside.record.begun:as_answered",
    "referral": "alongside.record.begun:as_answered",
    "allegation": "alongside.record.begun:as_answered",
    "plan": "alongside.plans.begun:as_planned",
}

# Whose record an address is about: "module:function" of what stands in it, for noting who was
# refused a page.
WHOM_A_PAGE_IS_ABOUT = "alongside.people.finding:whom_a_page_is_about"

# Which files a backup takes along, asked of each package that keeps some: "module:function".
KEPT_FILES: tuple[str, ...] = ("alongside.record.files.kept:kept_files",)

# The account of a named part of the system, for commands of foundation, which knows no accounts.
SYSTEM_ACCOUNT = "alongside.accounts.actions:system_account"

# The page that a device keeps where somebody was allowed to work without a signal: its URL name.
WITHOUT_SIGNAL = "desk:away-open"

# How often each question of a questionnaire was answered: a function of the database, since
# questionnaires know no record, and count without reading.
ANSWERS_COUNTED = "gate.answers_by_question"

# The kinds of entry that a questionnaire may become: "module:TextChoices".
KINDS_OF_ENTRY = "alongside.record.models:EntryKind"

# Whom a court keeps away from somebody, in sentences: people knows no statuses, and its pages say
# what contact is safe.
KEPT_AWAY = "alongside.record.saying_statuses:kept_away"

# The tabs of a person's page: words, URL name, who sees it.
TABS: tuple[tuple[str, str, str], ...] = (
    ("About {called}", "desk:person", "staff"),
    ("Plans", "plans:plans", "staff"),
    ("Timeline", "record:timeline", "staff"),
    ("Ask together", "record:choose-questionnaire", "write record"),
    ("What we know", "people:about", "staff"),
    ("Who may see", "desk:who-may-see", "staff"),
)

# The top bar: words, URL name, who sees it.
TOP_BAR: tuple[tuple[str, str, str | tuple[str, ...]], ...] = (
    ("My people", "desk:my-people", "staff"),
    ("Find", "desk:find", "staff"),
    ("Front door", "record:front-door", "write record"),
    ("Waiting for you", "desk:waiting", "staff"),
    ("Your team", "desk:team", "supervise work"),
    ("Allegations", "record:allegations", "keep allegations"),
    ("Who did what", "desk:trail", "read whole trail"),
    ("Accounts", "accounts:accounts", "manage accounts"),
    ("Imports", "insight:imports", ("import", "withdraw import")),
    ("Questionnaires", "questionnaires:library", "edit questionnaires"),
    ("My home", "portal:home", "person"),
    ("My record", "portal:record", "person"),
    ("Who may see it", "portal:who-may-see", "person"),
    ("Shared with you", "portal:shared", ("proxy", "partner")),
    ("Learning", "learning:home", ("staff", "partner")),
    ("Guides", "knowledge:library", ("staff", "partner")),
)

# Beside the top bar: the one thing that is begun from anywhere.
TOP_BUTTON: tuple[tuple[str, str, str], ...] = (("Write a note", "record:choose", "write record"),)

# Behind one's own name.
OWN_PAGE: tuple[tuple[str, str, str | tuple[str, ...]], ...] = (
    ("Your account", "mfa_index", ("staff", "partner")),
)

# At the foot of each page: words, URL name and, where not everybody sees it, who.
FOOT: dict[str, tuple[tuple[str, ...], ...]] = {
    "staff": (("Without a signal", "desk:away", "staff"),),
    "person": (
        ("Your rights", "portal:rights", "person"),
        ("Staying safe on this device", "portal:staying-safe", "person"),
        ("Sign out", "account_logout"),
    ),
}
