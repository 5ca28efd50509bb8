"""Supervision, tried by everybody who is not one of the two, with SQL and at every address."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.foundation.ids import new_id
from alongside.learning.access.signing import standing
from alongside.learning.actions import supervision as actions
from alongside.learning.models import Meeting, Supervision
from alongside.learning.urls import supervision as addresses
from tests.attacks.test_learning import everybody
from tests.browsing import Browse
from tests.cast import Cast

from .attacker import changes, inserts, reads

pytestmark = pytest.mark.django_db

TABLES = ("supervision", "agreement", "meeting", "point", "said", "followup", "signature")


@pytest.fixture
def met(cast: Cast) -> Meeting:
    """Mo supervises Alice; something stands in every table."""
    with acting(cast.mo.pk):
        made = actions.propose_supervision(
            colleague=cast.alice, i_am="supervisor", rhythm="social-worker", by=cast.mo
        )
    with acting(cast.alice.pk):
        actions.accept_supervision(supervision=made, by=cast.alice)
    with acting(cast.mo.pk):
        actions.write_agreement(supervision=made, said={"purpose": "To think"}, by=cast.mo)
        starts = When(timezone.now().astimezone(LONDON), "time")
        one = actions.plan_meeting(supervision=made, starts=starts, how="phone", by=cast.mo)
        point = actions.bring_point(meeting=one, kind="reflection", text="Tired", by=cast.mo)
        actions.hold_meeting(meeting=one, by=cast.mo)
        actions.write_notes(meeting=one, texts={point.pk: "Rest"}, by=cast.mo)
        actions.agree_follow_up(meeting=one, text="Sleep", who=cast.alice, by=cast.mo)
    return one


def test_nobody_else_reads_a_row(cast: Cast, met: Meeting) -> None:
    for two in (cast.mo, cast.alice):
        for table in TABLES:
            assert reads(two, f"select 1 from learning_{table}"), (two.email, table)
    for other in everybody(cast):
        if other == cast.mo:
            continue
        for table in TABLES:
            assert reads(other, f"select 1 from learning_{table}") == [], (other.email, table)


def test_no_address_opens_to_anybody_else(cast: Cast, met: Meeting, browse: Browse) -> None:
    with acting(cast.mo.pk):
        given: dict[str, UUID] = {
            "supervision_id": met.supervision_id,
            "meeting_id": met.pk,
            "point_id": met.points.get().pk,
            "follow_up_id": met.follow_ups.get().pk,
            "person_id": cast.ade.pk,
        }
    for other in everybody(cast):
        if other in (cast.mo, cast.system):
            continue
        page = browse(other)
        for one in addresses.urlpatterns:
            names = one.pattern.converters
            if not names:
                continue
            where = reverse(f"learning:{one.name}", kwargs={name: given[name] for name in names})
            assert page.get(where).status_code in (404, 405), (other.email, where)
            assert page.post(where, {"why": "x"}).status_code in (302, 404, 405), where
    with acting(cast.mo.pk):
        stands = Supervision.objects.get()
        assert stands.ended_at is None
        assert stands.meetings.count() == 1


def test_nobody_else_writes_a_row(cast: Cast, met: Meeting) -> None:
    now = timezone.now()
    for other in (cast.bob, cast.sam, cast.protection, cast.ade_account):
        row = {"id": new_id(), "by_id": other.pk, "at": now}
        point = {**row, "meeting_id": met.pk, "kind": "other", "text": "x"}
        assert not inserts(other, "learning_point", **point)
        assert not inserts(other, "learning_signature", **row, meeting_id=met.pk, words="")
        said = {**row, "supervision_id": met.supervision_id, "number": 2, "said": "{}"}
        assert not inserts(other, "learning_agreement", **said)
        assert changes(other, "update learning_meeting set place = 'x'") == 0
        assert changes(other, "update learning_followup set is_done = true") == 0
    # Nor does one of the two write or sign as the other.
    row = {"id": new_id(), "meeting_id": met.pk, "by_id": cast.alice.pk, "at": now}
    assert not inserts(cast.mo, "learning_point", **row, kind="other", text="x")
    assert not inserts(cast.mo, "learning_signature", **row, words="")


def test_nobody_makes_a_supervision_of_others(cast: Cast) -> None:
    row = {
        "id": new_id(), "rhythm": "x", "every_days": 7, "made_at": timezone.now(),
        "ended_why": "", "supervisor_id": cast.mo.pk, "worker_id": cast.alice.pk,
    }  # fmt: skip
    assert not inserts(cast.bob, "learning_supervision", **row, proposed_by_id=cast.bob.pk)
    assert not inserts(cast.bob, "learning_supervision", **row, proposed_by_id=cast.mo.pk)
    with_sam = {**row, "supervisor_id": cast.sam.pk, "proposed_by_id": cast.sam.pk}
    assert not inserts(cast.sam, "learning_supervision", **with_sam)
    herself = {**row, "supervisor_id": cast.alice.pk, "proposed_by_id": cast.alice.pk}
    assert not inserts(cast.alice, "learning_supervision", **herself)
    assert inserts(cast.mo, "learning_supervision", **row, proposed_by_id=cast.mo.pk)
    accept = "update learning_supervision set accepted_at = now()"
    assert changes(cast.mo, accept) == 0  # what one proposed oneself
    meeting = {
        "id": new_id(), "supervision_id": row["id"], "starts_at": timezone.now(), "how": "phone",
        "place": "", "link": "", "called_off_why": "", "made_by_id": cast.mo.pk,
        "made_at": timezone.now(),
    }  # fmt: skip
    assert not inserts(cast.mo, "learning_meeting", **meeting)  # nobody has said yes
    assert changes(cast.alice, accept) == 1
    assert inserts(cast.mo, "learning_meeting", **meeting)
    sign = {"id": new_id(), "by_id": cast.mo.pk, "meeting_id": meeting["id"], "words": ""}
    assert not inserts(cast.mo, "learning_signature", **sign, at=timezone.now())  # not held yet


def test_what_was_signed_or_ended_stays_as_it_was(cast: Cast, met: Meeting) -> None:
    with acting(cast.alice.pk):
        actions.sign_meeting(meeting=met, seen=set(standing(met).values()), by=cast.alice)
    row = {"id": new_id(), "by_id": cast.mo.pk, "at": timezone.now(), "meeting_id": met.pk}
    assert not inserts(cast.mo, "learning_point", **row, kind="other", text="x")
    assert not inserts(cast.mo, "learning_said", **row, text="x")
    todo = {"supervision_id": met.supervision_id, "who_id": cast.mo.pk, "outcome": ""}
    assert not inserts(cast.mo, "learning_followup", **row, **todo, text="x", is_done=False)
    for table, column in (
        ("meeting", "place"), ("point", "text"), ("said", "text"), ("signature", "words"),
        ("agreement", "said"), ("followup", "text"),
    ):  # fmt: skip
        assert changes(cast.mo, f"update learning_{table} set {column} = '\"x\"'") == 0, table
    assert changes(cast.mo, "update learning_point set entry_id = null, taken_off_at = now()") == 0
    for table in TABLES:
        assert changes(cast.mo, f"delete from learning_{table}") == 0, table
    assert changes(cast.mo, "update learning_followup set ended_at = now(), is_done = true") == 1
    assert changes(cast.mo, "update learning_followup set ended_at = null") == 0
    assert changes(cast.mo, "update learning_supervision set ended_at = now()") == 1
    assert changes(cast.mo, "update learning_supervision set ended_at = null") == 0


def test_the_trail_tells_nobody_of_it(cast: Cast, met: Meeting) -> None:
    whole = "select what from gate.whole_trail(%s, 500, null)"
    later = [timezone.now() + timedelta(hours=1)]
    with acting(cast.protection.pk):
        trail.note("accounts listed", by=cast.protection)
    for other in everybody(cast):
        told = reads(other, whole, later)
        assert not [what for what in told if what.startswith("learning:")], other.email
    assert "accounts listed" in reads(cast.protection, whole, later)
