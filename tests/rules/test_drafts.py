"""Whatever is typed into keeps what is typed: every form that asks for words carries a draft."""

import re

from . import house

FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>(.*?)</form>', re.DOTALL)
ASKS = re.compile(r"\{\{ ?form\b|as_field_group|<textarea|<input type=\"text\"")
# What may ask without a draft, and why.
WITHOUT = {
    "desk/away.html": "what a device is called, one short line",
    "desk/find.html": "a search: what is looked for is kept nowhere",
    "desk/left_behind.html": "two choices, and no words",
    "insight/disagreement.html": "one choice and one short sentence",
    "people/likely.html": "one short line; what was typed on the page before is kept in its draft",
    "knowledge/library.html": "a search: what is looked for is kept nowhere",
    "record/timeline.html": "a search: what is looked for is kept nowhere",
    "portal/record.html": "a search: what is looked for is kept nowhere",
    "drafts/two_versions.html": "the words of a draft, put together from its own two versions",
    "people/same.html": "a search: what is looked for is kept nowhere",
    "people/seal.html": "a draft would join the old record to the new one",
    "record/choose_entries.html": "ticks, and no words",
    "record/chronology_paper.html": "one choice, and no words",
    "record/print.html": "one choice, and no words",
    "record/print_allegation.html": "one choice, and no words",
    "record/print_blank.html": "two choices, and no words",
    "plans/save.html": "one choice, and no words",
    "portal/print.html": "one choice, and no words",
    "portal/guest_code.html": "a code, and no words",
    "portal/guest.html": "of somebody without an account: what is refused is given back",
    "dilemmas/group_shown.html": "where the host takes the group: one choice, and no words",
    "supervision/choose.html": "one choice, and no words",
    "supervision/print.html": "one choice, and no words",
    "pieces/share.html": "somebody's name, ticks, a day and one short line",
    "pieces/show.html": "one choice and one short line",
    "pieces/ask_peer.html": "somebody's name and one short line",
    "lessons/offer.html": "a draft would say whose lesson it is",
    "waves/print.html": "one choice, and no words",
    "circles/ask_in.html": "somebody's name, and no words",
    "circles/ask_in_lived.html": "somebody's address and name, which no draft should hold",
    "circles/invited.html": "how one is called, one short line",
    "circles/leave.html": "one tick, and no words",
    "circles/hand_on.html": "one choice, and no words",
    "sessions/who_came.html": "ticks, and no words",
    "cpd/save.html": "one choice, and no words",
    "capability/begin.html": "two choices, and no words",
    "capability/print.html": "one choice, and no words",
    "record/describe_attachment.html": "one short line",
    "record/take_off_attachment.html": "one short line",
}
SECRETS = ("accounts",)  # passwords, codes, and what an administrator fills in about a colleague


def without_draft(text: str) -> bool:
    """Whether this template has a form of its own that asks for words."""
    return any(ASKS.search(inside) for inside in FORM.findall(text))


def test_every_form_that_asks_for_words_keeps_them() -> None:
    found = []
    for path in house.files():
        parts = path.relative_to(house.ROOT).parts
        if path.suffix != ".html" or "templates" not in parts or "tests" in parts:
            continue
        name = "/".join(parts[-2:])
        if parts[1] in SECRETS or name in WITHOUT:
            continue
        if without_draft(path.read_text()):
            found.append(house.name(path))
    assert found == [], "Use foundation/drafts/ask.html, or say in WITHOUT why not"


def test_what_needs_no_draft_is_still_there() -> None:
    names = {"/".join(path.parts[-2:]): path for path in house.files() if path.suffix == ".html"}
    for name in WITHOUT:
        assert without_draft(names[name].read_text()), f"{name} needs no exception any more"


def test_a_form_that_forgets_is_noticed() -> None:
    assert without_draft('<form method="post">{% csrf_token %}{{ form }}</form>')
    assert not without_draft('<form method="post">{% csrf_token %}<button>Done</button></form>')
    assert not without_draft('{% include "foundation/drafts/ask.html" with button="Do it" %}')
