"""A person reads of a meeting about them, speaks first, and says whether the minutes are right."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.plans.meetings import actions
from alongside.plans.models import MeetingLine
from alongside.plans.tests.conftest import fields, sent
from alongside.plans.tests.meeting import arrange, held, minutes, written
from alongside.record.actions import second_decision
from alongside.record.models import Entry, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Trail, words_on

pytestmark = pytest.mark.django_db
OWN = "its the stairs. Nobody's asked me 🪜"


def page(ade: Client, meeting: Any, end: str = "") -> str:
    return words_on(ade.get(f"/my/meetings/{meeting.pk}/{end}"))


def write(cast: Cast, meeting: Any, **more: Any) -> None:
    with acting(cast.alice.pk):
        told = minutes(**more)
        actions.write_minutes(meeting=meeting.pk, minutes=told, by=cast.alice)


def test_a_meeting_is_read_and_spoken_of_before(cast: Cast, ade: Client, trailed: Trail) -> None:
    assert "You are not asked to a meeting" in words_on(ade.get("/my/meetings/"))
    made = arrange(cast.ade, cast.alice, link="https://meet.example/a")
    assert "You can say beforehand what you think." in words_on(ade.get("/my/meetings/"))
    said = page(ade, made)
    assert "To find out who does what." in said
    assert "Kwame" in said
    assert "Join by video" in said
    for what in ("view", "point"):
        done = sent(ade, f"/my/meetings/{made.pk}/before/", what=what, words=OWN)
        assert done.url == f"/my/meetings/{made.pk}/"
    said = page(ade, made)
    assert said.count(OWN) == 2
    assert "You bring this." in said
    assert "You wrote this on" in said
    refused = sent(ade, f"/my/meetings/{made.pk}/before/", what="view", words="")
    assert "You have not written anything yet." in refused.content.decode()
    assert {"own meetings opened", "own meeting opened", "meeting spoken of"} <= set(trailed())


def test_a_second_press_says_it_once(cast: Cast, ade: Client) -> None:
    made = arrange(cast.ade, cast.alice)
    for _ in range(2):
        sent(ade, f"/my/meetings/{made.pk}/before/", what="view", words=OWN)
    assert page(ade, made).count(OWN) == 1


def test_what_others_say_is_not_theirs_to_read_here(cast: Cast, ade: Client) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        told: Any = {"what": "view", "words": "The secret report", "who": "The school"}
        actions.say_before(meeting=made.pk, by=cast.alice, **told)
        actions.say_before(meeting=made.pk, what="view", words=OWN, is_own=True, by=cast.alice)
    said = page(ade, made)
    assert "The secret report" not in said
    assert "somebody who works with you wrote it down" in said


def test_a_meeting_of_which_they_are_not_told_is_not_there(cast: Cast, ade: Client) -> None:
    hidden = arrange(cast.ade, cast.alice, asked=[], why_not="It would put him in danger.")
    theirs = arrange(cast.temi, cast.alice)
    for meeting in (hidden, theirs):
        for end in ("", "before/", "answer/"):
            assert ade.get(f"/my/meetings/{meeting.pk}/{end}").status_code == 404
    assert "You are not asked to a meeting" in words_on(ade.get("/my/meetings/"))


def test_who_looked_tells_of_no_meeting_to_which_they_were_not_asked(
    cast: Cast, browse: Browse, ade: Client
) -> None:
    looked = "Looked at a meeting about you"
    hidden = arrange(cast.ade, cast.alice, asked=[], why_not="It would put him in danger.")
    browse(cast.bob).get(hidden.get_absolute_url())
    assert looked not in words_on(ade.get("/my/who-looked/"))
    arrange(cast.ade, cast.alice)
    assert looked in words_on(ade.get("/my/who-looked/"))


def test_nobody_else_opens_it_there(cast: Cast, browse: Browse) -> None:
    made = arrange(cast.ade, cast.alice)
    for account in (cast.pat, cast.sam, cast.alice, cast.charlie):
        assert browse(account).get(f"/my/meetings/{made.pk}/").status_code in (302, 403, 404)


def test_afterwards_it_says_kindly_that_it_is_over_and_leads_to_the_minutes(
    cast: Cast, ade: Client
) -> None:
    entry = written(cast.ade, cast.alice)
    before = f"/my/meetings/{entry.pk}/before/"
    assert before not in ade.get(f"/my/meetings/{entry.pk}/").content.decode()
    html = ade.get(before).content.decode()
    assert "This meeting is over." in html
    assert f"/my/record/{entry.pk}/" in html
    assert f"/my/meetings/{entry.pk}/answer/" in html
    assert "<textarea" not in html


def test_words_that_come_too_late_are_kept_on_the_page_and_not_sent(
    cast: Cast, ade: Client
) -> None:
    made = arrange(cast.ade, cast.alice)
    address = f"/my/meetings/{made.pk}/before/"
    told = {**fields(ade.get(address).content.decode()), "what": "view", "words": OWN}
    with acting(cast.alice.pk):
        actions.change_meeting(meeting=made.pk, what="off", words="It snows.", by=cast.alice)
    refused = ade.post(address, told)
    assert "This meeting was called off." in words_on(refused)
    assert OWN.replace("'", "&#x27;") in refused.content.decode()
    with acting(cast.alice.pk):
        assert not MeetingLine.objects.filter(meeting=made.pk, what="view").exists()
    again = ade.get(f"{address}?draft={told['draft']}").content.decode()
    assert OWN.replace("'", "&#x27;") in again


def test_what_is_said_beforehand_never_tells_that_there_are_minutes(
    cast: Cast, ade: Client, decide: Decide
) -> None:
    made = held(cast.ade, cast.alice, days=0)
    address = f"/my/meetings/{made.pk}/before/"
    before = page(ade, made)
    told = {**fields(ade.get(address).content.decode()), "what": "view", "words": OWN}
    write(cast, made)
    entry = Entry(pk=made.pk)
    decide(entry, "not disclosed", by=cast.alice)
    with acting(cast.mo.pk):
        second_decision(decision=SharingDecision.objects.get(), is_agreed=True, by=cast.mo)
    assert page(ade, made) == before
    assert ade.get(f"/my/meetings/{made.pk}/answer/").status_code == 404
    refused = ade.post(address, told)
    assert "This meeting is over. What you wrote is kept." in words_on(refused)


def test_held_minutes_say_that_somebody_looks_and_shown_ones_are_answered(
    cast: Cast, ade: Client, decide: Decide
) -> None:
    made = held(cast.ade, cast.alice)
    write(cast, made, names_others=True)
    mine = f"/my/meetings/{made.pk}/"
    assert "Somebody is looking at what was written down" in page(ade, made)
    assert ade.get(f"{mine}answer/").status_code == 404
    assert "Once you can read what was written down" in page(ade, made, "before/")
    decide(Entry(pk=made.pk), "shown")
    assert "Read what was written down" in page(ade, made)
    unsaid = sent(ade, f"{mine}answer/", agrees="no", words="")
    assert "Say what was otherwise" in unsaid.content.decode()
    for _ in range(2):
        done = sent(ade, f"{mine}answer/", agrees="no", words="Kwame did come 🚌")
        assert done.url == mine
    said = page(ade, made)
    assert said.count("Kwame did come 🚌") == 1
    assert "You said what was otherwise" in said


def test_a_meeting_in_the_wrong_record_is_gone(cast: Cast, ade: Client) -> None:
    made = arrange(cast.ade, cast.alice)
    with acting(cast.alice.pk):
        actions.change_meeting(meeting=made.pk, what="out", words="It is Temi’s.", by=cast.alice)
    for end in ("", "before/", "answer/"):
        assert ade.get(f"/my/meetings/{made.pk}/{end}").status_code == 404
    assert "You are not asked to a meeting" in words_on(ade.get("/my/meetings/"))


def test_no_more_questions_for_more_meetings(cast: Cast, ade: Client) -> None:
    arrange(cast.ade, cast.alice)
    ade.get("/my/meetings/")
    with CaptureQueriesContext(connection) as one:
        ade.get("/my/meetings/")
    for _ in range(3):
        arrange(cast.ade, cast.alice)
    with CaptureQueriesContext(connection) as four:
        ade.get("/my/meetings/")
    assert len(one) == len(four)


def test_the_list_asks_nobody_for_words_once_somebody_looks_at_the_minutes(
    cast: Cast, ade: Client
) -> None:
    asks = "You can say beforehand what you think."
    made = held(cast.ade, cast.alice, days=0)
    assert asks in words_on(ade.get("/my/meetings/"))
    with CaptureQueriesContext(connection) as one:
        ade.get("/my/meetings/")
    write(cast, made, names_others=True)
    said = words_on(ade.get("/my/meetings/"))
    assert asks not in said
    assert "This meeting is over." in said
    arrange(cast.ade, cast.alice)
    with CaptureQueriesContext(connection) as two:
        assert asks in words_on(ade.get("/my/meetings/"))
    assert len(one) == len(two)
