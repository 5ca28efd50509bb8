"""Moved, called off, or signed meanwhile: both know of it, and late words are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.models import Piece as Typed
from alongside.learning.actions import supervision as actions
from alongside.learning.models import Meeting
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import LATER, NEXT, address, at, planned, sentences, sign, written
from .test_closed_meanwhile import form_of, kept

pytestmark = pytest.mark.django_db

HOME = "/learning/"


def test_the_other_is_told_of_a_new_time_until_they_have_looked(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=24 * 9)
    alice, mo = browse(cast.alice), browse(cast.mo)
    mo.post(address("move-meeting", one.pk), {"starts": NEXT, "how": "phone"})
    mo.post(address("move-meeting", one.pk), {"starts": LATER, "how": "phone"})
    assert "Mo moved the supervision of" in alice.get(HOME).content.decode()
    assert "moved the supervision" not in mo.get(HOME).content.decode()
    with acting(cast.mo.pk):
        moved = Meeting.objects.get()
    assert moved.was_at == one.starts_at  # what Alice knew, and not the time in between
    page = alice.get(one.get_absolute_url()).content.decode()
    assert "Moved by Mo on" in page
    assert "It was to be on" in page
    assert "moved the supervision" not in alice.get(HOME).content.decode()
    assert "Moved by Mo on" in alice.get(one.supervision.get_absolute_url()).content.decode()
    assert "Moved by you on" in mo.get(one.get_absolute_url()).content.decode()


def test_a_meeting_called_off_stays_where_both_look_for_it(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=24 * 9)
    alice, mo = browse(cast.alice), browse(cast.mo)
    alice.post(address("call-off-meeting", one.pk), {"why": "I am ill"})
    assert "Alice called off the supervision of" in mo.get(HOME).content.decode()
    page = mo.get(one.supervision.get_absolute_url()).content.decode()
    assert "Called off by Alice on" in page.split('id="met"')[0].split('id="planned"')[1]
    assert "I am ill" in mo.get(one.get_absolute_url()).content.decode()
    assert "called off the supervision" not in mo.get(HOME).content.decode()


def test_old_news_is_no_news(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=24)
    with acting(cast.mo.pk):
        actions.call_off_meeting(meeting=one, why="Flood", by=cast.mo)
        long_ago = timezone.now() - timedelta(days=20)
        Meeting.objects.filter(pk=one.pk).update(starts_at=long_ago)
    assert "called off the supervision" not in browse(cast.alice).get(HOME).content.decode()


def test_what_changes_nothing_tells_nobody(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=24 * 9, how="phone")
    with acting(cast.mo.pk):
        actions.move_meeting(meeting=one, starts=at(24 * 9), how="video", by=cast.mo)
        same = Meeting.objects.get()
        assert same.was_at is not None
        again = at(24 * 9)
        actions.move_meeting(meeting=same, starts=again, how="video", by=cast.mo)
        before = Meeting.objects.get()
        actions.move_meeting(meeting=before, starts=again, how="video", by=cast.mo)
        assert Meeting.objects.get().changed_at == before.changed_at


def test_a_meeting_is_not_moved_onto_another(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=24 * 9)
    with acting(cast.mo.pk):
        actions.plan_meeting(supervision=one.supervision, starts=at(48), how="phone", by=cast.mo)
        mo = browse(cast.mo)
        there = Meeting.objects.exclude(pk=one.pk).get()
        mo.post(address("move-meeting", there.pk), {"starts": NEXT, "how": "phone"})
    told = {"starts": NEXT, "how": "phone"}
    assert "at that time already" in sentences(mo.post(address("move-meeting", one.pk), told))


def test_words_that_come_once_both_have_signed_are_kept_and_it_says_so(
    cast: Cast, browse: Browse
) -> None:
    one = written(cast)
    alice, mo = browse(cast.alice), browse(cast.mo)
    notes = address("meeting-notes", one.pk)
    form = form_of(alice, notes)
    sign(mo, one)
    sign(alice, one)
    answer = alice.post(notes, {**form, "at_all": "One more thing."})
    page = answer.content.decode()
    assert "This has been signed" in sentences(answer)
    assert "is not lost" in page
    assert "One more thing." in page
    assert kept(cast.alice) == ["One more thing."]
    with acting(cast.alice.pk):
        draft = Typed.objects.get().draft_id
    later = alice.get(f"{notes}?draft={draft}")  # what it began with asks nothing any more
    assert later.status_code == 302
    assert "One more thing." in alice.get(later["Location"]).content.decode()
    assert alice.get(notes)["Location"] == one.get_absolute_url()


@pytest.mark.parametrize("name", ["bring-point", "agree-follow-up", "move-meeting",
                                  "call-off-meeting", "meeting-notes"])  # fmt: skip
def test_what_was_called_off_asks_nothing(cast: Cast, browse: Browse, name: str) -> None:
    one = planned(cast, hours=30)
    with acting(cast.mo.pk):
        actions.call_off_meeting(meeting=one, why="Flood", by=cast.mo)
    answer = browse(cast.alice).get(address(name, one.pk))
    assert answer["Location"] == one.get_absolute_url()
