"""The pages of meetings: arrange one, hear somebody first, write minutes, make steps of them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.plans.meetings.access import gathered_for, meetings_of
from alongside.plans.meetings.actions import change_meeting, say_before, write_minutes
from alongside.plans.meetings.kinds import kinds
from alongside.plans.models import Meeting, MeetingLine
from alongside.record.actions import decide_sharing
from alongside.record.models import About
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Agreed, answers, fields
from .meeting import arrange, held, minutes, soon, written

pytestmark = pytest.mark.django_db


def page(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    text: str = answer.content.decode()
    return text


def sent(browser: Any, address: str, **told: Any) -> Any:
    html = page(browser, address)
    named = {name.replace("__", "-"): value for name, value in told.items()}
    return browser.post(address, {**fields(html), **answers(html), **named})


def arranging(cast: Cast, kind: str = "network-meeting") -> str:
    return f"/people/{cast.ade.pk}/meetings/arrange/{kind}/"


def whole(**more: Any) -> dict[str, Any]:
    usual = {
        "own_how": "by phone",
        "why": "To find out who does what.",
        "starts": f"{soon():%d/%m/%Y}, 2pm",
        "asked__0__who": "Pat O'Brien",
        "asked__0__how": "by letter",
    }
    return usual | more


def test_from_plans_to_a_meeting_that_is_arranged(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    assert f"/people/{cast.ade.pk}/meetings/" in page(alice, f"/people/{cast.ade.pk}/plans/")
    assert arranging(cast) in page(alice, f"/people/{cast.ade.pk}/meetings/")
    made = sent(alice, arranging(cast), **whole())
    assert made.status_code == 302, made.content.decode()[-3000:]
    text = page(alice, made.url)
    assert "Pat O&#x27;Brien" in text
    assert text.index("Ade first") < text.index("What others say")
    assert page(browse(cast.charlie), made.url, 404)


@pytest.mark.parametrize("key", kinds())
def test_every_kind_can_be_arranged(cast: Cast, browse: Browse, key: str) -> None:
    text = page(browse(cast.alice), arranging(cast, key))
    for one in kinds()[key].agenda:
        assert one in text


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"own_how": "no"}, "Say why Ade is not asked to come."),
        ({"starts": "1 May 2020, 2pm"}, "That is past"),
        ({"starts": "tomorrow"}, "at what time"),
        ({"link": "meet.example"}, "begins with https://"),
        ({"asked__0__how": ""}, "Say how they were asked"),
        ({"why": ""}, "What it is for"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_the_words(
    cast: Cast, browse: Browse, told: dict[str, Any], words: str
) -> None:
    answer = sent(browse(cast.alice), arranging(cast), **whole(place="The depot 🚌", **told))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert words in text
    assert "The depot 🚌" in text
    with acting(cast.alice.pk):
        assert not Meeting.objects.exists()


def test_a_second_press_makes_one(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    html = page(alice, arranging(cast))
    told = {**fields(html), **answers(html)}
    told |= {name.replace("__", "-"): value for name, value in whole().items()}
    first, second = (alice.post(arranging(cast), told)["Location"] for _ in range(2))
    assert first == second
    with acting(cast.alice.pk):
        assert Meeting.objects.count() == 1


def test_a_person_says_what_they_think_and_it_stands_first(cast: Cast, browse: Browse) -> None:
    made = arrange(cast.ade, cast.alice)
    ade = browse(cast.ade_account)
    mine = f"/my/meetings/{made.pk}/"
    assert mine in page(ade, "/my/meetings/")
    with acting(cast.alice.pk):
        report: Any = {"words": "The secret report", "who": "The school", "by": cast.alice}
        say_before(meeting=made.pk, what="view", **report)
    assert sent(ade, f"{mine}before/", what="view", words="It's the stairs").url == mine
    assert "secret report" not in page(ade, mine)
    text = page(browse(cast.bob), made.get_absolute_url())
    assert text.index("It’s the stairs" if "It’s the stairs" in text else "s the stairs") < (
        text.index("secret report")
    )


def test_minutes_on_the_page_become_steps_of_a_plan(
    cast: Cast, browse: Browse, agreed: Agreed
) -> None:
    plan = agreed()
    made = held(cast.ade, cast.alice)
    alice = browse(cast.alice)
    told = {
        "came__0": "away",
        "came__1": "came",
        "said": "The stairs.",
        "decided__1__words": "Count the stairs",
        "decided__1__owner": "person",
    }
    address = f"/meetings/{made.pk}/minutes/"
    refused = sent(alice, address, **told)
    assert "Say why Ade was not there" in refused.content.decode()
    told["came__0__words"] = "He was tired. Alice read out what he had said."
    done = sent(alice, address, **told)
    assert done.status_code == 302, done.content.decode()[-3000:]
    text = page(alice, done.url)
    review = f"/plans/{plan.plan}/review/?meeting={made.pk}"
    assert review in text
    assert "He was tired" in page(alice, f"/entries/{made.pk}/")
    form = page(alice, alice.get(review)["Location"])
    assert "Count the stairs" in form
    assert "Buy the rice" in form
    assert alice.get(f"/plans/versions/{made.pk}/")["Location"] == made.get_absolute_url()


def test_no_more_questions_for_more_that_is_said(cast: Cast, browse: Browse) -> None:
    made = arrange(cast.ade, cast.alice)
    alice = browse(cast.alice)
    address = made.get_absolute_url()
    page(alice, address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(alice, address)
    with acting(cast.alice.pk):
        for n in range(8):
            say_before(meeting=made.pk, what="view", words=f"{n}", who=f"{n}", by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        page(alice, address)
    assert len(many) == len(few)
    listed = f"/people/{cast.ade.pk}/meetings/"
    with CaptureQueriesContext(connection) as one:
        page(alice, listed)
    arrange(cast.ade, cast.alice)
    with CaptureQueriesContext(connection) as two:
        page(alice, listed)
    assert len(one) == len(two)


def test_minutes_are_answered_and_not_amended(cast: Cast, browse: Browse) -> None:
    entry = written(cast.ade, cast.alice)
    alice = browse(cast.alice)
    address = f"/meetings/{entry.pk}/"
    done = sent(alice, f"{address}answer/", agrees="no", words="Kwame did come.", who="Kwame")
    assert done.url == address
    assert "Kwame did come." in page(alice, address)
    assert alice.get(f"/entries/{entry.pk}/change/").status_code == 403
    with acting(cast.alice.pk):
        assert MeetingLine.objects.filter(meeting=entry.pk, what="differs").count() == 1


def test_everybody_else_who_was_there_is_kept_whole(cast: Cast, browse: Browse) -> None:
    made = held(cast.ade, cast.alice)
    names = [f"Visitor number {n} of the community hub 🪜" for n in range(20)]
    told = {"came__0": "came", "came__1": "came", "said": "The stairs."}
    address = f"/meetings/{made.pk}/minutes/"
    alice = browse(cast.alice)
    refused = sent(alice, address, **told, others="x" * 201).content.decode()
    assert "One of these is longer than 200 characters." in refused
    assert "x" * 201 in refused
    done = sent(alice, address, **told, others="; ".join([*names, names[0], ""]))
    assert done.status_code == 302, done.content.decode()[-3000:]
    with acting(cast.alice.pk):
        came = MeetingLine.objects.filter(meeting=made.pk, what="came")
        assert set(names) < set(came.values_list("who", flat=True))
        assert len(came) == 22


@pytest.mark.parametrize("is_told", [True, False])
def test_what_they_may_not_read_yet_does_not_become_a_step(
    cast: Cast, browse: Browse, agreed: Agreed, is_told: bool
) -> None:
    plan = agreed()
    more: dict[str, Any] = {"asked": [], "why_not": "It would put him in danger."}
    made = held(cast.ade, cast.alice, **({} if is_told else more))
    with acting(cast.alice.pk):
        write_minutes(meeting=made.pk, minutes=minutes(names_others=is_told), by=cast.alice)
    alice = browse(cast.alice)
    review = f"/plans/{plan.plan}/review/?meeting={made.pk}"
    text = page(alice, made.get_absolute_url())
    assert review not in text
    assert "is not copied into one from here" in text
    form = page(alice, alice.get(review)["Location"])
    assert "Count the stairs" not in form
    assert "What was decided at the meeting is not copied here" in form
    with acting(cast.mo.pk):
        about = About.objects.select_related("entry").get(entry_id=made.pk)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
    assert review in page(alice, made.get_absolute_url())
    form = page(alice, alice.get(review)["Location"])
    assert "Count the stairs" in form
    assert "is not copied here" not in form


def test_a_list_goes_by_the_day_to_which_a_meeting_was_moved(cast: Cast, browse: Browse) -> None:
    first = arrange(cast.ade, cast.alice, starts=When(soon(3), "time"), kind="plan-review")
    second = arrange(cast.ade, cast.alice, starts=When(soon(5), "time"))
    with acting(cast.alice.pk):
        say_before(meeting=first.pk, what="view", words="The stairs", who="Kwame", by=cast.alice)
        assert [one.id for one in meetings_of(cast.ade, cast.alice)[0]] == [second.pk, first.pk]
        for days in (20, 9):
            starts = When(soon(days), "time")
            told: dict[str, Any] = {"what": "moved", "words": "Rain.", "starts": starts}
            change_meeting(meeting=first.pk, **told, by=cast.alice)
        assert [one.id for one in meetings_of(cast.ade, cast.alice)[0]] == [first.pk, second.pk]
        for days, found in ((7, first.pk), (10, None)):
            met = gathered_for(cast.ade, cast.alice, soon(days).date())
            assert (met.id if met else None) == found


def test_what_the_person_says_is_asked_of_whoever_wrote_the_minutes(
    cast: Cast, browse: Browse
) -> None:
    address = f"/meetings/{written(cast.ade, cast.alice).pk}/answer/"
    assert "Ade says so" in page(browse(cast.alice), address)
    assert "Ade says so" not in page(browse(cast.bob), address)
