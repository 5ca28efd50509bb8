"""Everything of one's own goes along: also where one stood, and what one worked on."""

import csv
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.actions.capability import Filled, choose_focus, end_focus, finish_attempt
from alongside.learning.instrument import instrument_on
from alongside.learning.profiles import roles
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db

# What one owns and what becomes of it here; a new table of one's own has to be added.
GOES_ALONG = {"Piece", "Words", "Comment", "Evidence", "Attempt", "Answer", "Focus", "Cpd"}
STAYS = {
    "Share": "whom one let read it, which is over when one leaves",
    "Corroboration": "what a peer said stands with the evidence on its page",
    "OfCluster": "beside the answers, for choosing what to work on",
    "VignetteAnswer": "how one uses the scale, beside the answers",
    "Run": "goes along as the words of its piece, step by step",
    "Step": "the same",
    "CountedIn": "that one let a choice be counted, and not which",
}


def test_every_table_of_ones_own_goes_along_or_says_why_not() -> None:
    owned = {
        model.__name__
        for model in apps.get_app_config("learning").get_models()
        if any(field.name == "owner" for field in model._meta.concrete_fields)
    }
    assert owned == GOES_ALONG | set(STAYS)


def test_where_one_stood_and_what_one_worked_on(cast: Cast, browse: Browse) -> None:
    asked = instrument_on(timezone.localdate())
    first, second = asked.asked(is_short=False)[:2]
    with acting(cast.alice.pk):
        made = finish_attempt(
            id=new_id(), instrument=asked, roles=roles(), role="social-worker",
            filled=Filled({first.id: "2", second.id: "not-role"}), is_short=False, before=None,
            started_at=timezone.now(), by=cast.alice,
        )  # fmt: skip
        chosen = choose_focus(
            cluster="F", this_week="Ask what they like", came_from=made.piece, by=cast.alice
        )
        end_focus(focus=chosen, outcome="She showed me her drawings", by=cast.alice)
    answer = browse(cast.alice).post("/learning/take-along/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    said = f"With support: {first.anchors[2]}."
    pieces = json.loads(files["learning.json"])["pieces"]
    assert said in json.dumps(pieces, ensure_ascii=False)
    rows = list(csv.reader(io.StringIO(files["learning.csv"].decode("utf-8-sig"))))
    assert [row[-2:] for row in rows[1:3]] == [
        [first.text, said],
        [second.text, "Not part of my role."],
    ]
    told = [row[-1] for row in rows]
    assert "Ask what they like" in told
    assert "She showed me her drawings" in told
    with zipfile.ZipFile(io.BytesIO(files["learning.docx"])) as word:
        assert first.anchors[2] in word.read("word/document.xml").decode()
