"""Agreement to a questionnaire: by somebody else, with a reason, and to no words but those read."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Membership
from alongside.foundation.actor import acting
from alongside.questionnaires.actions import publish_questionnaire
from alongside.record.actions.agreeing import decide_answers
from alongside.record.models import Approval, Entry, Remark, Task, Verdict
from tests.browsing import Browse
from tests.cast import Cast, account, join

from .conftest import Trail
from .test_questions import assessed, begin, finish, opened, turn


def decide(browser: Client, entry: UUID, **typed: Any) -> Any:
    """Decide on the page that asks for it."""
    address = f"/entries/{entry}/agree/"
    sent = {name.replace("__", "-"): words for name, words in typed.items()}
    return browser.post(address, opened(browser, address) | sent)


def approval() -> Approval:
    return Approval.objects.select_related("entry").order_by("-asked_at")[0]


def test_a_manager_agrees_and_says_why(cast: Cast, browse: Browse, trailed: Trail) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    entry_id = assessed(alice, cast)
    with acting(cast.mo.pk):
        [task] = Task.objects.filter(what="agree answers")
        assert task.account_id == cast.mo.pk
        assert task.due_on is not None
    assert "Agree, or not, to what was written with Ade" in mo.get("/waiting/").content.decode()
    assert "waits for a supervisor to agree" in alice.get(f"/entries/{entry_id}/").content.decode()
    unsaid = decide(mo, entry_id, decision="agrees")
    assert "Say why. It stays with the decision." in unsaid.content.decode()
    done = decide(mo, entry_id, decision="agrees", reason="It says what he wants.")
    assert done.headers["Location"] == f"/entries/{entry_id}/"
    with acting(cast.mo.pk):
        assert approval().outcome == "agreed"
        assert Task.objects.get(pk=task.pk).done_at is not None
    html = alice.get(f"/entries/{entry_id}/").content.decode()
    assert "agreed to version 1" in html
    assert "It says what he wants." in html
    assert {"agreement asked", "answers agreed"} <= set(trailed(cast.ade))
    again = decide_again(mo, entry_id)
    assert again.status_code == 404


def decide_again(browser: Client, entry: UUID) -> Any:
    return browser.get(f"/entries/{entry}/agree/")


def test_what_is_returned_says_what_is_missing_and_comes_back(cast: Cast, browse: Browse) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    entry_id = assessed(alice, cast)
    done = decide(mo, entry_id, decision="returns", reason="Too short", remark__1="Which garden?")
    assert done.status_code == 302
    with acting(cast.alice.pk):
        [remark] = Remark.objects.all()
        assert (remark.question, remark.text) == ("wants.person", "Which garden?")
        assert remark.asked == "What would you like to be able to do, day to day?"
        [task] = Task.objects.filter(what="answers returned")
        assert task.account_id == cast.alice.pk
    html = alice.get(f"/entries/{entry_id}/").content.decode()
    assert "returned version 1" in html
    assert "Which garden?" in html
    there = f"/entries/{entry_id}/change/?base=1&mode=worker"
    last = turn(alice, there, {"go": "check"}, wants__person="His own garden")
    assert finish(alice, last, why="Mo asked which").status_code == 302
    with acting(cast.mo.pk):
        asked = list(Approval.objects.order_by("asked_at").values_list("version", "outcome"))
    assert asked == [(1, "returned"), (2, "waiting")]


def test_nobody_agrees_to_words_that_have_changed(cast: Cast, browse: Browse) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    entry_id = assessed(alice, cast)
    with acting(cast.mo.pk):
        read = approval()
    there = f"/entries/{entry_id}/change/?base=1&mode=worker"
    last = turn(alice, there, {"go": "check"}, wants__person="Something else")
    assert finish(alice, last, why="He said so").status_code == 302
    with acting(cast.mo.pk), transaction.atomic():
        assert Approval.objects.get(pk=read.pk).outcome == "overtaken"
        with pytest.raises(ValidationError):
            decide_answers(approval=read, agrees=True, reason="Yes", remarks={}, by=cast.mo)
    html = mo.get(f"/entries/{entry_id}/").content.decode()
    assert "Version 1 was changed before anybody decided." in html


def test_nobody_agrees_to_their_own(cast: Cast, browse: Browse) -> None:
    mo = browse(cast.mo)
    entry_id = assessed(mo, cast)
    assert mo.get(f"/entries/{entry_id}/agree/").status_code == 403
    with acting(cast.mo.pk), transaction.atomic(), pytest.raises(PermissionDenied):
        decide_answers(approval=approval(), agrees=True, reason="Yes", remarks={}, by=cast.mo)
    with acting(cast.mo.pk), pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(
            approval=approval(), entry=Entry.objects.get(), agrees=True, reason="x", by=cast.mo
        )
    update = "update record_approval set outcome = 'agreed', closed_at = now()"
    with acting(cast.mo.pk), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(update)


def test_a_colleague_without_the_role_and_strangers_do_not_decide(
    cast: Cast, browse: Browse
) -> None:
    entry_id = assessed(browse(cast.alice), cast)
    assert browse(cast.bob).get(f"/entries/{entry_id}/agree/").status_code == 403
    for other in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert browse(other).get(f"/entries/{entry_id}/agree/").status_code == 404
    with acting(cast.bob.pk), pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(
            approval=approval(), entry=Entry.objects.get(), agrees=True, reason="x", by=cast.bob
        )


def test_a_verdict_is_never_changed(cast: Cast, browse: Browse) -> None:
    entry_id = assessed(browse(cast.alice), cast)
    decide(browse(cast.mo), entry_id, decision="agrees", reason="Yes")
    for who in (cast.mo, cast.alice):
        for table in ("record_verdict", "record_approval"):
            with acting(who.pk), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("savepoint before")
                try:
                    cursor.execute(f"delete from {table}")
                    assert cursor.rowcount == 0
                except DatabaseError:
                    cursor.execute("rollback to before")
    with acting(cast.mo.pk):
        assert Verdict.objects.get().reason == "Yes"
        assert approval().outcome == "agreed"


def test_nobody_decides_by_a_row_that_belongs_elsewhere(cast: Cast, browse: Browse) -> None:
    first = assessed(browse(cast.alice), cast)
    assessed(browse(cast.alice), cast)
    with acting(cast.mo.pk):
        other = Approval.objects.exclude(entry=first).get()
        row = {"agrees": True, "reason": "x", "by": cast.mo}
    with acting(cast.mo.pk), pytest.raises(DatabaseError), transaction.atomic():
        Verdict.objects.create(approval=other, entry_id=first, **row)
    agreed = "update record_approval set outcome = 'agreed', closed_at = now()"
    with acting(cast.mo.pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(agreed)  # without a word of why
    decide(browse(cast.mo), first, decision="agrees", reason="Yes")
    with acting(cast.mo.pk):
        mine = Verdict.objects.get()
    with acting(cast.mo.pk), pytest.raises(DatabaseError), transaction.atomic():
        Remark.objects.create(
            verdict=mine, entry=other.entry, question="x", asked="x", text="x", by=cast.mo
        )


PANEL = """\
id: for-a-panel
version: 1
title: For a panel
purpose: To see that two people are needed.
answered_by: worker
kind: assessment
valid_from: 2026-01-01
source: Made for a test
checked_on: 2026-11-22
approval: panel
pages:
- id: one-page
  title: One
  sections:
  - id: one-part
    questions:
    - {id: what, ask: What is asked for, type: text, why: To decide., used_by: The panel.}
"""


def test_a_panel_is_two_different_people(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        second = account("staff", "Yasmin", roles=("principal-social-worker",))
    with acting(second.pk):
        publish_questionnaire(
            text=PANEL,
            key="for-a-panel",
            starts=timezone.localdate(),
            why="A test",
            based_on=None,
            by=second,
        )
    with acting(cast.system.pk):
        join(second, Membership.objects.get(account=cast.alice).team)
    alice, mo = browse(cast.alice), browse(cast.mo)
    last = turn(alice, begin(alice, cast, "for-a-panel"), {"go": "check"}, what="A ramp")
    entry_id = UUID(finish(alice, last).headers["Location"].strip("/").split("/")[-1])
    decide(mo, entry_id, decision="agrees", reason="He needs it")
    with acting(cast.mo.pk):
        assert approval().outcome == "waiting"
        [task] = Task.objects.filter(what="agree answers", done_at=None)
    assert task.account_id != cast.mo.pk
    assert mo.get(f"/entries/{entry_id}/agree/").status_code == 403
    done = decide(browse(second), entry_id, decision="agrees", reason="So do I")
    assert done.status_code == 302
    with acting(cast.mo.pk):
        assert approval().outcome == "agreed"
        assert Verdict.objects.count() == 2
