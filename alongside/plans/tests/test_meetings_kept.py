"""A meeting is read as its minutes are; nobody is offered who may not be named to the person."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants, lives
from alongside.people.actions.around import add_relationship
from alongside.people.models import Bar
from alongside.plans.meetings import actions
from alongside.plans.meetings.access import meeting_to_view, meetings_of
from alongside.plans.meetings.around import who_is_around
from alongside.plans.models import Meeting, MeetingLine
from alongside.record.actions import decide_sharing, name_reader, restrict_entry, second_decision
from alongside.record.actions.moving import move_misfiled_entry
from alongside.record.models import About, Entry, Sharing, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Agreed, answers, fields, sent
from .meeting import arrange, held, minutes, written

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)
NEAR = (
    ("Ruth O’Neill", "friend"),
    ("Donor Unknown", "donor"),
    ("Carl Quick", "friend"),
    ("Rex", "animal"),
)


def lines(account: Account, meeting: Any) -> set[str]:
    """What the database gives them of a meeting, whatever a page would show."""
    with acting(account.pk), connection.cursor() as cursor:
        cursor.execute("select what from plans_meetingline where meeting_id = %s", [meeting.pk])
        return {what for (what,) in cursor.fetchall()}


def opened(account: Account, meeting: Any) -> bool:
    with acting(account.pk):
        try:
            meeting_to_view(account, meeting.pk)
        except Http404:
            assert not Meeting.objects.filter(pk=meeting.pk).exists()
            return False
        assert Meeting.objects.visible_to(account).filter(pk=meeting.pk).exists()
        return True


def test_a_meeting_whose_minutes_are_restricted_is_read_by_who_reads_them(
    cast: Cast, browse: Browse
) -> None:
    entry = written(cast.ade, cast.alice)
    assert opened(cast.bob, entry)
    with acting(cast.alice.pk):
        restrict_entry(
            entry=entry, words="An arrest is planned.", until=SOON, review_by=cast.mo, by=cast.alice
        )
    assert not opened(cast.bob, entry)
    assert lines(cast.bob, entry) == set()
    assert browse(cast.bob).get(f"/meetings/{entry.pk}/").status_code == 404
    assert opened(cast.mo, entry)
    assert opened(cast.alice, entry)
    with acting(cast.bob.pk):
        assert meetings_of(cast.ade, cast.bob) == ([], False)
        with pytest.raises(Http404):
            actions.answer_minutes(meeting=entry.pk, agrees=True, words="", by=cast.bob)
    with acting(cast.alice.pk):
        name_reader(entry=entry, account=cast.bob, by=cast.alice)
    assert opened(cast.bob, entry)


def test_minutes_that_are_not_disclosed_leave_no_line_for_the_person(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    own = cast.ade_account
    with acting(cast.alice.pk):
        actions.answer_minutes(meeting=entry.pk, agrees=True, words="", is_own=True, by=cast.alice)
    assert {"written", "agrees"} <= lines(own, entry)
    with acting(cast.alice.pk):
        decide_sharing(
            about=About.objects.get(entry=entry), sharing=Sharing.NOT_DISCLOSED, ground="crime",
            why="An arrest is planned.", review_on=SOON, by=cast.alice,
        )  # fmt: skip
    with acting(cast.mo.pk):
        second_decision(decision=SharingDecision.objects.get(), is_agreed=True, by=cast.mo)
    assert opened(own, entry)  # they were asked to it, and know
    assert lines(own, entry) == {"invited", "point"}
    assert "written" in lines(cast.bob, entry)
    with acting(own.pk), pytest.raises(ValidationError, match="not written yet"):
        actions.answer_minutes(meeting=entry.pk, agrees=True, words="", by=own)


def test_whoever_is_kept_from_the_person_reads_no_meeting(cast: Cast) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert not opened(cast.bob, made)


def test_nobody_is_asked_once_somebody_died(cast: Cast, browse: Browse) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        lives.record_death(person=cast.ade, died_on=timezone.localdate(), by=cast.alice)
        with pytest.raises(ValidationError, match="not alive"):
            actions.ask_to_come(meeting=made.pk, who="Temi", how="by phone", by=cast.alice)
        with pytest.raises(ValidationError, match="not alive"):
            actions.say_before(meeting=made.pk, what="view", words="The stairs", by=cast.alice)
    text = browse(cast.alice).get(made.get_absolute_url()).content.decode()
    assert "nobody is asked to this meeting" in text
    assert f"/meetings/{made.pk}/ask/" not in text
    assert sent(browse(cast.alice), f"/meetings/{made.pk}/change/", what="off", words="He died.")
    with acting(cast.alice.pk):
        assert meeting_to_view(cast.alice, made.pk).off


def test_what_was_decided_is_not_added_to_afterwards(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute(
            "select gate.is_said_of_meeting(%s, %s, 'decided', false, %s, false)",
            [entry.pk, cast.ade.pk, cast.alice.pk],
        )
        assert cursor.fetchone() == (False,)


def test_what_names_others_is_looked_at_before_the_person_reads_it(cast: Cast) -> None:
    made = held(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        told = minutes(names_others=True)
        actions.write_minutes(meeting=made.pk, minutes=told, by=cast.alice)
        assert About.objects.get(entry_id=made.pk).sharing == Sharing.HELD


def test_minutes_that_were_moved_lead_to_no_meeting(cast: Cast, browse: Browse) -> None:
    entry = written(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=Entry.objects.get(pk=entry.pk), wrong=cast.ade, right=cast.temi,
            why="It was about Temi.", by=cast.alice,
        )  # fmt: skip
        assert not Meeting.objects.filter(pk=entry.pk).exists()
        copy = Entry.objects.get(abouts__person=cast.temi)
    text = browse(cast.alice).get(f"/entries/{copy.pk}/").content.decode()
    assert "/plans/versions/" not in text


def test_a_draft_for_a_meeting_outlives_the_record_that_closed(cast: Cast, browse: Browse) -> None:
    made = arrange(cast.ade, cast.alice)
    bob = browse(cast.bob)
    address = f"/meetings/{made.pk}/before/"
    html = bob.get(address).content.decode()
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    told = {**fields(html), **answers(html), "words": "It's the stairs 🪜"}
    kept = bob.post(address, told)
    assert "It&#x27;s the stairs 🪜" in bob.get(kept.headers["Location"]).content.decode()
    with acting(cast.mo.pk):
        assert not MeetingLine.objects.filter(meeting=made.pk, what="view").exists()


def test_those_around_are_offered_and_nobody_who_must_not_be_named(
    cast: Cast, browse: Browse
) -> None:
    by = cast.alice
    with acting(by.pk):
        for called, kind in NEAR:
            add_relationship(person=cast.ade, called=called, kind=kind, by=by)
        add_relationship(person=cast.ade, other=cast.temi, kind="sibling", by=by)
        carl = cast.ade.relationships.get(called="Carl Quick")
        add_relationship(person=cast.ade, who=carl, kind="contact-unsafe", by=by)
        around = who_is_around(cast.ade, by)
    assert around.near == (
        ("Temi Bankole", "Temi Bankole, brother or sister"),
        ("Ruth O’Neill", "Ruth O’Neill, friend"),
        ("Pat, his sister", "Pat, his sister"),
    )
    assert [one for one, _ in around.working] == [
        "Alice, social worker",
        "Mo, team manager",
        "Sam, equipment partnership",
    ]
    assert around.is_left_out
    with acting(by.pk):
        lives.record_death(person=cast.temi, died_on=timezone.localdate(), by=by)
        assert "Temi Bankole" not in dict(who_is_around(cast.ade, by).near)
    alice = browse(by)
    address = f"/people/{cast.ade.pk}/meetings/arrange/network-meeting/"
    told = {
        "own_how": "by phone",
        "why": "The stairs",
        "starts": f"{SOON:%d/%m/%Y}, 2pm",
        "near": ["Ruth O’Neill", "Pat, his sister"],
        "how_near": "by phone",
    }
    unsaid = sent(alice, address, **(told | {"how_near": ""}))
    assert "Say how those that you ticked were asked." in unsaid.content.decode()
    done = sent(alice, address, **told)
    assert done.status_code == 302, done.content.decode()[-3000:]
    asked = sent(alice, f"{done.url}ask/", around=["Sam, equipment partnership"], how="by letter")
    assert asked.url == done.url
    with acting(by.pk):
        met = meeting_to_view(by, Meeting.objects.get().pk)
        assert [(one.who, one.how) for one in met.invited] == [
            ("Ade", "by phone"),
            ("Ruth O’Neill", "by phone"),
            ("Pat, his sister", "by phone"),
            ("Sam, equipment partnership", "by letter"),
        ]
    assert "Sam, equipment partnership" not in alice.get(f"{done.url}ask/").content.decode()


def test_a_review_stands_beside_what_was_said_before_the_meeting(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    plan = agreed()
    alice = browse(cast.alice)
    review = f"/plans/{plan.plan}/review/?on=1"
    assert "before the meeting" not in alice.get(review).content.decode()
    meeting = arrange(cast.ade, cast.alice, kind="plan-review")
    own = "its the STAIRS, nobody asks"
    with acting(cast.ade_account.pk):
        actions.say_before(meeting=meeting.pk, what="view", words=own, by=cast.ade_account)
    with acting(cast.alice.pk):
        actions.say_before(
            meeting=meeting.pk,
            what="view",
            words="A rail is on order.",
            who="Harriet",
            by=cast.alice,
        )
    for address in (review, f"{review}&meeting={meeting.pk}"):
        text = alice.get(address).content.decode()
        assert own in text
        assert text.index(own) < text.index("What others said before the meeting")
        assert text.index(own) < text.index("A rail is on order.")
    with acting(cast.alice.pk):
        theirs = arrange(cast.temi, cast.alice, kind="plan-review")
        actions.say_before(meeting=theirs.pk, what="view", words="Temi’s", by=cast.alice)
    assert "Temi’s" not in alice.get(f"{review}&meeting={theirs.pk}").content.decode()
    assert alice.get(f"{review}&meeting=nothing").status_code == 200
