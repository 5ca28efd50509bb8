"""Supervision between two: how it begins, what they agree, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.actions import supervision as actions
from alongside.learning.models import (
    Agreement,
    Signature,
    Supervision,
)
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import NEXT, WORDS, address, at, begun, read_on, sentences, sign, written

pytestmark = pytest.mark.django_db


# Beginning


def propose(page: Client, **more: str) -> Any:
    told = {"colleague": "Mo", "i_am": "worker", "rhythm": "social-worker", "every_days": ""}
    return page.post(address("propose-supervision"), {**told, **more})


def test_one_proposes_and_the_other_says_yes(cast: Cast, browse: Browse) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    sent = propose(alice)
    with acting(cast.alice.pk):
        made = Supervision.objects.get()
    assert sent["Location"] == made.get_absolute_url()
    assert (made.supervisor, made.worker, made.every_days) == (cast.mo, cast.alice, 28)
    assert "has not answered yet" in alice.get(sent["Location"]).content.decode()
    assert "proposes this to you" in mo.get(address("supervisions")).content.decode()
    alice.post(address("accept-supervision", made.pk))  # what she proposed herself
    with acting(cast.alice.pk):
        assert Supervision.objects.get().accepted_at is None
    mo.post(address("accept-supervision", made.pk))
    mo.post(address("accept-supervision", made.pk))
    with acting(cast.alice.pk):
        assert Supervision.objects.get().accepted_at is not None
    page = alice.get(sent["Location"]).content.decode()
    assert "Plan a meeting" in page
    assert "every 4 weeks" in page


def test_a_proposal_that_cannot_stand_is_refused_in_words(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice)
    assert "Nobody supervises themselves" in sentences(propose(page, colleague="Alice"))
    assert "Nobody who works here is called" in sentences(propose(page, colleague="Nobody At"))
    assert "Begin a group instead" in sentences(propose(page, colleague="Sam"))
    assert "Write the name" in sentences(propose(page, colleague=""))
    assert "Choose how often" in sentences(propose(page, rhythm=""))
    assert "from 1 to 366" in sentences(propose(page, every_days="0"))
    assert "as a number" in sentences(propose(page, every_days="often"))
    assert propose(page, every_days="21").status_code == 302
    assert "There is one already" in sentences(propose(page))
    with acting(cast.alice.pk):
        assert Supervision.objects.get().every_days == 21


def test_no_is_said_with_a_reason_that_the_other_reads(cast: Cast, browse: Browse) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    made = propose(alice)["Location"]
    with acting(cast.mo.pk):
        one = Supervision.objects.get()
    assert "Say why" in sentences(mo.post(address("decline-supervision", one.pk), {"why": " "}))
    sent = mo.post(address("decline-supervision", one.pk), {"why": "I leave at Christmas"})
    assert sent["Location"] == made
    page = alice.get(made).content.decode()
    assert "was not taken up" in page
    assert "I leave at Christmas" in page
    assert propose(alice).status_code == 302  # another may follow


# The agreement


def test_both_sign_an_agreement_and_a_new_one_follows(cast: Cast, browse: Browse) -> None:
    made = begun(cast)
    alice, mo = browse(cast.alice), browse(cast.mo)
    write, to_sign = address("write-agreement", made.pk), address("sign-agreement", made.pk)
    assert "Nothing is written yet" in sentences(mo.post(write, {}))
    mo.post(write, {"purpose": WORDS, "between": "What is said here."})
    page = alice.get(address("agreement", made.pk)).content.decode()
    assert "What stays between us" in page
    assert "<script>alert" not in page
    assert "You have not signed yet" in page
    given = {"read": read_on(alice, to_sign), "words": "I would meet more often."}
    alice.post(to_sign, given)
    assert "signed this before" in sentences(alice.post(to_sign, {**given, "words": "Again"}))
    assert "I would meet more often." in mo.get(address("agreement", made.pk)).content.decode()
    assert "what the last one says" in sentences(
        mo.post(write, {"purpose": WORDS, "between": "What is said here."})
    )
    mo.post(write, {"purpose": "To think."})
    assert "A newer agreement has been written" in sentences(alice.post(to_sign, given))
    old = mo.get(address("agreement", made.pk), {"version": "1"}).content.decode()
    assert "earlier version" in old
    assert "What is said here." in old
    assert mo.get(address("agreement", made.pk), {"version": "9"}).status_code == 404
    with acting(cast.mo.pk):
        assert [one.number for one in Agreement.objects.order_by("number")] == [1, 2]
        assert Signature.objects.filter(agreement__number=1).count() == 2


# The end, and beyond


def test_what_is_over_is_read_and_not_written(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    with acting(cast.mo.pk):
        to_come = actions.plan_meeting(
            supervision=one.supervision, starts=at(99), how="phone", by=cast.mo
        )
    alice, two = browse(cast.alice), one.supervision
    alice.post(address("end-supervision", two.pk), {"why": "I change teams"})
    assert "I change teams" in alice.get(two.get_absolute_url()).content.decode()
    assert "We spoke of sleep." in alice.get(one.get_absolute_url()).content.decode()
    assert "The supervision ended." in alice.get(to_come.get_absolute_url()).content.decode()
    for name, told in (
        ("plan-meeting", {"starts": NEXT, "how": "phone"}),
        ("write-agreement", {"purpose": "x"}),
        ("supervision-rhythm", {"rhythm": "student"}),
        ("end-supervision", {"why": "Again"}),
    ):
        assert "is over" in sentences(alice.post(address(name, two.pk), told)), name
    bring = alice.post(address("bring-point", one.pk), {"kind": "other", "text": "x"})
    assert "is over" in sentences(bring)
    sign(alice, one)
    with acting(cast.alice.pk):
        assert Signature.objects.filter(meeting=one).count() == 1


def test_somebody_who_leaves_leaves_what_was_written(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    alice = browse(cast.alice)
    with acting(cast.system.pk):
        Account.objects.filter(pk=cast.mo.pk).update(is_active=False)
    page = alice.get(one.supervision.get_absolute_url()).content.decode()
    assert "Mo has left." in page
    assert "Plan a meeting" not in page
    told = {"starts": NEXT, "how": "phone"}
    assert "has left" in sentences(alice.post(address("plan-meeting", one.supervision_id), told))
    assert "We spoke of sleep." in alice.get(one.get_absolute_url()).content.decode()


def test_lateness_is_a_sentence_to_the_two(cast: Cast, browse: Browse) -> None:
    made = begun(cast)
    long_ago = timezone.now() - timedelta(days=50)
    with acting(cast.mo.pk):
        one = actions.plan_meeting(
            supervision=made, starts=When(long_ago.astimezone(LONDON), "time"), how="phone",
            by=cast.mo,
        )  # fmt: skip
        actions.hold_meeting(meeting=one, by=cast.mo)
    page = browse(cast.alice).get(made.get_absolute_url()).content.decode()
    assert "You meant to meet every 4 weeks. The last time was" in page
    page = browse(cast.alice).get(address("plan-meeting", made.pk)).content.decode()
    assert f"{timezone.localdate().year}" in page


def test_it_is_saved_as_pdf_and_for_word(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    page, paper = browse(cast.alice), address("print-meeting", one.pk)
    assert "Save as PDF" in page.get(paper).content.decode()
    pdf = page.post(paper, {"format": "standard", "file": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf.content
    assert "no-store" in pdf["Cache-Control"]
    assert page.post(paper, {"format": "large", "file": "word"}).content.startswith(b"PK")


def test_the_number_of_queries_does_not_grow(cast: Cast, browse: Browse) -> None:
    one = written(cast)
    page = browse(cast.alice)
    addresses = (
        address("supervisions"), one.supervision.get_absolute_url(), one.get_absolute_url(),
    )  # fmt: skip

    def counted() -> list[int]:
        found = []
        for where in addresses:
            with CaptureQueriesContext(connection) as queries:
                page.get(where)
            found.append(len(queries))
        return found

    with acting(cast.alice.pk):
        actions.plan_meeting(
            supervision=one.supervision, starts=at(999), how="phone", by=cast.alice
        )
    counted()
    before = counted()
    with acting(cast.alice.pk):
        for place in range(6):
            point = actions.bring_point(meeting=one, kind="other", text=f"{place}", by=cast.alice)
            actions.write_notes(meeting=one, texts={point.pk: "x", None: "y"}, by=cast.alice)
            actions.agree_follow_up(meeting=one, text="x", who=cast.mo, by=cast.alice)
            actions.plan_meeting(
                supervision=one.supervision, starts=at(24 * (place + 1)), how="phone", by=cast.alice
            )
    assert counted() == before
