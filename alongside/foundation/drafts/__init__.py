"""Nothing typed is ever lost: what other packages use of drafts, in one place.

A view says `draft = drafts.draft_for(request, purpose="note", about=[person])`, on GET and on POST.
Its template says `{% load drafts %}{% draft_form draft %} fields {% draft_end "Finish this note" %}
{% enddraft_form %}`. Its action ends with `drafts.finish_draft(id=…, became=…, by=by)`.
"""

from .access import already, draft_of, open_drafts_of, put_away_drafts_of
from .actions import (
    begin_draft,
    bring_back,
    discard,
    drafts_left_behind,
    finish_draft,
    hand_over_drafts,
    start_again,
)
from .pages import OpenDraft, draft_for
from .saving import MOST_CHARACTERS, Answer, Change, Seen, save_pieces, settle

__all__ = [
    "MOST_CHARACTERS",
    "Answer",
    "Change",
    "OpenDraft",
    "Seen",
    "already",
    "begin_draft",
    "bring_back",
    "discard",
    "draft_for",
    "draft_of",
    "drafts_left_behind",
    "finish_draft",
    "hand_over_drafts",
    "open_drafts_of",
    "put_away_drafts_of",
    "save_pieces",
    "settle",
    "start_again",
]
