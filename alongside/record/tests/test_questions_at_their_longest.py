"""The longest questionnaire there may be: 200 questions, 500 rows, 100,000 characters an answer."""

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.models import Piece
from alongside.questionnaires.actions import publish_questionnaire
from alongside.record.models import Part
from tests.browsing import Browse
from tests.cast import Cast, account

from .test_questions import begin, finish, opened, turn

LONG = "Ọjọ́ dára. 🙂 " * 7_000  # some 91,000 characters
HEAD = """\
id: longest
version: 1
title: The longest
purpose: To see how long it may be.
answered_by: worker
kind: assessment
valid_from: 2026-01-01
source: Made for a test
checked_on: 2026-11-22
pages:
- id: rows-page
  title: Rows
  sections:
  - id: rows-part
    questions:
    - id: visits
      ask: Visits
      type: group
      repeats: {max: 500, add: Add a visit}
      questions:
      - {id: who, ask: Who came, type: string, why: To know., used_by: You.}
      - {id: hours, ask: Hours, type: decimal, unit: h, why: To plan., used_by: You.}
    - {id: long, ask: At length, type: text, why: To know., used_by: You.}
    - {id: nought, ask: Nought, type: integer, why: To know., used_by: You.}
    - id: ratio
      ask: Divided
      type: decimal
      calculate: "8 / %resource.descendants().where(linkId='nought').answer.value"
      why: To see.
      used_by: You.
- id: many-page
  title: Many
  sections:
  - id: many-part
    questions:
"""
MANY = "".join(
    f'    - {{id: q-{n}, ask: "Question {n}?", type: text, why: To know., used_by: You.}}\n'
    for n in range(190)
)


@pytest.fixture
def longest(cast: Cast) -> str:
    """That questionnaire, in force from today."""
    with acting(cast.system.pk):
        admin = account("staff", "Priya", roles=("administrator",))
    with acting(admin.pk):
        publish_questionnaire(
            text=HEAD + MANY,
            key="longest",
            starts=timezone.localdate(),
            why="A test",
            based_on=None,
            by=admin,
        )
    return "longest"


def test_five_hundred_rows_and_long_words_are_all_there(
    cast: Cast, browse: Browse, longest: str
) -> None:
    alice = browse(cast.alice)
    first = begin(alice, cast, longest)
    second = turn(alice, first, {"add": "visits"})
    assert "visits.2.who" in opened(alice, second.partition("#")[0])
    rows = {f"visits.{n}.who": f"Carer {n}" for n in range(1, 501)}
    rows |= {f"visits.{n}.hours": "1.5" for n in range(1, 501)}
    sent = opened(alice, first)
    stamps = '{"visits.1.who":[0,""],"long":[0,""],"nought":[0,""]'
    stamps += "".join(f',"{name}":[0,"x"]' for name in rows) + "}"
    more = {"draft-pieces": stamps, "long": LONG, "nought": "0"}
    there = alice.post(first, sent | rows | more)
    assert there.status_code == 302, there.content[:500]
    with acting(cast.alice.pk):
        assert Piece.objects.count() == 1_003  # and how many rows were asked for
        assert Piece.objects.get(name="long").text == LONG
    again = opened(alice, there.headers["Location"].replace("page=many-page", "page=rows-page"))
    assert again["visits.500.who"] == "Carer 500"
    assert "This cannot be worked out yet." in _page(alice, there.headers["Location"])
    last = there.headers["Location"].replace("page=many-page", "page=check")
    done = finish(alice, last)
    assert done.status_code == 302, done.content.decode()[:3000]
    with acting(cast.alice.pk):
        assert Part.objects.count() == 1_002
        assert Part.objects.get(question="long").text == LONG
    assert alice.get(done.headers["Location"]).status_code == 200


def _page(browser: Client, address: str) -> str:
    there = address.replace("page=many-page", "page=rows-page")
    return browser.get(there).content.decode()


def test_too_long_an_answer_is_said_and_kept(cast: Cast, browse: Browse, longest: str) -> None:
    alice = browse(cast.alice)
    too_long = "x" * 100_001
    there = turn(alice, begin(alice, cast, longest), {"go": "check"}, long=too_long)
    html = alice.get(there).content.decode()
    assert "This has 100,001 characters, and 100,000 fit." in html
    refused = finish(alice, there)
    assert refused.status_code == 422
    with acting(cast.alice.pk):
        assert Piece.objects.get(name="long").text == too_long
        assert not Part.objects.exists()


def test_more_rows_than_there_may_be_are_not_made(cast: Cast, browse: Browse, longest: str) -> None:
    alice = browse(cast.alice)
    first = begin(alice, cast, longest)
    there = turn(alice, first, {"add": "visits"}).partition("#")[0]
    for wrong in ("nothing", "long", "visits.1.who"):
        refused = alice.post(there, opened(alice, there) | {"add": wrong})
        assert refused.status_code == 302, wrong
        assert refused["Location"].endswith("/words/"), wrong  # no such group; the words are kept
