"""Nothing typed is ever lost: what other packages use of drafts, in one place.

A view says `draft = drafts.draft_for(request, purpose="note", about=[person])`, on GET and on POST.
Its template says `{% load drafts %}{% draft_form draft %} fields {% draft_end "Finish this note" %}
{% enddraft_form %}`. Its action ends with `drafts.finish_draft(id=…, became=…, by=by)`.
A page that is one form says
`asked = drafts.asking(request, Form, action, then=…, purpose="decision", about=[person], by=by)`,
goes where `asked.leads` says, or shows `asked.context` with "foundation/drafts/ask.html".
"""

from .access import already, draft_of, go_on, open_drafts_of, put_away_drafts_of
from .actions import (
    LeftBehind,
    begin_draft,
    bring_back,
    discard,
    drafts_left_behind,
    finish_draft,
    forget_drafts,
    hand_over_drafts,
    start_again,
)
from .asking import Asking, asking, asks_nothing, ending_draft, not_twice
from .handing import answer_hand_over, ask_to_hand_over, keep_it
from .pages import OpenDraft, draft_for
from .saving import MOST_CHARACTERS, Answer, Change, Seen, save_pieces, settle

__all__ = [
    "MOST_CHARACTERS",
    "Answer",
    "Asking",
    "Change",
    "LeftBehind",
    "OpenDraft",
    "Seen",
    "already",
    "answer_hand_over",
    "ask_to_hand_over",
    "asking",
    "asks_nothing",
    "begin_draft",
    "bring_back",
    "discard",
    "draft_for",
    "draft_of",
    "drafts_left_behind",
    "ending_draft",
    "finish_draft",
    "forget_drafts",
    "go_on",
    "hand_over_drafts",
    "keep_it",
    "not_twice",
    "open_drafts_of",
    "put_away_drafts_of",
    "save_pieces",
    "settle",
    "start_again",
]
