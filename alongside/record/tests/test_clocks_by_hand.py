"""What began outside Alongside is followed by hand, and ends as every other."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.days import When, in_words
from alongside.people.actions import grants
from alongside.people.models import Person
from alongside.record.access.clocks import begins_by_hand
from alongside.record.actions import clocks_by_hand as by_hand
from alongside.record.actions import settling_clocks
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock
from tests.browsing import Browse
from tests.cast import Cast

from .by_hand import ago, begin, moved, now, post
from .conftest import Trail, Write, fields


@pytest.fixture
def asked(cast: Cast) -> Clock:
    """Ade asked for his record 20 days ago."""
    return begin(cast)


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


# Begun by hand


def test_what_began_elsewhere_is_followed_and_says_why(
    alice: Client, cast: Cast, trailed: Trail
) -> None:
    assert (
        f"/people/{cast.ade.pk}/due/begin/" in alice.get(f"/people/{cast.ade.pk}/").content.decode()
    )
    address = f"/people/{cast.ade.pk}/due/begin/"
    told = {"rule": "subject-access", "started_on": in_words(ago(5)), "why": "He’d asked: “now” 🙂"}
    answer = post(alice, address, **told)
    with acting(cast.alice.pk):
        clock = Clock.objects.get()
    assert answer.headers["location"] == f"/clocks/{clock.pk}/"
    assert (clock.entry_id, clock.episode_id, clock.started_on) == (None, None, ago(5))
    assert clock.due_on == moved(months_after(ago(5), 1))
    html = alice.get(f"/clocks/{clock.pk}/").content.decode()
    assert "It began outside Alongside, says Alice: “He’d asked: “now” 🙂”" in html
    assert "Answer somebody who asks for their record" in alice.get("/due/").content.decode()
    assert trailed(cast.ade).count("clock begun by hand") == 1


def test_pressed_twice_it_begins_once(alice: Client, cast: Cast) -> None:
    address = f"/people/{cast.ade.pk}/due/begin/"
    draft = fields(alice.get(address).content.decode())["draft"]
    told = {"rule": "subject-access", "started_on": "yesterday", "why": "He rang.", "draft": draft}
    first, again = alice.post(address, told), alice.post(address, told)
    assert first.headers["location"] == again.headers["location"]
    with acting(cast.alice.pk):
        assert Clock.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"started_on": "yesterday", "why": "x"}, "Choose what is to be followed."),
        ({"rule": "breach-report", "started_on": "yesterday", "why": "x"}, "Choose again what"),
        ({"rule": "core-group", "started_on": "yesterday", "why": "x"}, "Choose again what"),
        ({"rule": "subject-access", "why": "x"}, "Say from which day"),
        ({"rule": "subject-access", "started_on": "tomorrow", "why": "x"}, "has not come yet"),
        ({"rule": "subject-access", "started_on": "1 May 1900", "why": "x"}, "before their birth"),
        ({"rule": "subject-access", "started_on": "yesterday"}, "Say in a sentence why it counts"),
        (
            {"rule": "data-complaint-acknowledged", "started_on": "1 May 2020", "why": "x"},
            "There was no such rule yet on 1 May 2020.",
        ),
    ],
)
def test_what_does_not_begin_says_why(
    alice: Client, cast: Cast, told: dict[str, str], sentence: str
) -> None:
    answer = post(alice, f"/people/{cast.ade.pk}/due/begin/", **told)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with acting(cast.alice.pk):
        assert not Clock.objects.exists()


def test_one_of_a_row_is_followed_at_a_time_and_another_after_it(cast: Cast) -> None:
    first = begin(cast, "care-plan-review-light")
    for rule in ("care-plan-review-light", "care-plan-review"):
        with pytest.raises(ValidationError, match="followed already"):
            begin(cast, rule)
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=first, why="He moved.", by=cast.alice)
    later = begin(cast, "care-plan-review")
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="counted again already"):
            settling_clocks.open_clock_again(clock=first, why="No.", by=cast.alice)
        settling_clocks.stop_clock(clock=later, why="No.", by=cast.alice)
        assert settling_clocks.open_clock_again(clock=first, why="No.", by=cast.alice)


def test_what_an_entry_began_is_not_opened_beside_one_begun_by_hand(
    cast: Cast, note: Write
) -> None:
    note(kind="plan", happened=When(ago(10), "day"))
    with acting(cast.alice.pk):
        first = Clock.objects.get()
        settling_clocks.finish_clock(clock=first, done_on=ago(5), by=cast.alice)
        after = Clock.objects.get(after=first)
        settling_clocks.stop_clock(clock=after, why="Another counts.", by=cast.alice)
    begin(cast, "care-plan-review", ago(4))
    for one in (first, after):
        with acting(cast.alice.pk), pytest.raises(ValidationError, match="counted again already"):
            settling_clocks.open_clock_again(clock=one, why="It was not.", by=cast.alice)


def test_what_a_rule_of_before_wanted_is_opened_again(cast: Cast, asked: Clock) -> None:
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=asked, why="It is over.", by=cast.alice)
    with acting(cast.alice.pk):
        assert settling_clocks.others_of_row(cast.ade.pk, "no-such-rule").count() == 0
        assert settling_clocks.open_clock_again(clock=asked, why="No.", by=cast.alice)


def test_what_was_done_is_opened_again_and_what_came_after_it_goes(cast: Cast) -> None:
    first = begin(cast, "care-plan-review-light", ago(40))
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=first, done_on=ago(20), by=cast.alice)
        second = Clock.objects.get(after=first)
        settling_clocks.finish_clock(clock=second, done_on=ago(2), by=cast.alice)
        assert settling_clocks.open_clock_again(clock=second, why="No.", by=cast.alice)
        assert settling_clocks.open_clock_again(clock=first, why="No.", by=cast.alice)
        still = Clock.objects.filter(done_on=None, ended_at=None)
        assert [one.pk for one in still] == [first.pk]


def test_on_a_visit_nothing_is_begun_and_no_page_offers_it(cast: Cast, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He fell, and rang us.", by=cast.charlie)
    visitor = browse(cast.charlie)
    page = visitor.get(f"/people/{cast.ade.pk}/")
    assert page.status_code == 200
    assert "/due/begin/" not in page.content.decode()
    assert visitor.get(f"/people/{cast.ade.pk}/due/begin/").status_code == 403


def test_two_begun_one_after_the_other_are_not_both_opened(cast: Cast, asked: Clock) -> None:
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=asked, done_on=ago(3), by=cast.alice)
    begin(cast, day=ago(2))
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="counted again already"):
        settling_clocks.open_clock_again(clock=asked, why="It was not.", by=cast.alice)


def test_an_entry_meets_it_and_what_comes_next_begins(cast: Cast, note: Write) -> None:
    light = begin(cast, "care-plan-review-light", ago(40))
    review = note(kind="review", happened=When(ago(1), "day"))
    met = now(cast, light)
    assert (met.done_on, met.met_by_id) == (ago(1), review.pk)
    with acting(cast.alice.pk):
        later = Clock.objects.get(after=light)
    assert (later.rule, later.entry_id) == ("care-plan-review", review.pk)


def test_done_by_hand_the_next_one_begins(cast: Cast) -> None:
    light = begin(cast, "care-plan-review-light", ago(40))
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=light, done_on=ago(2), by=cast.alice)
        later = Clock.objects.get(after=light)
    assert (later.rule, later.started_on, later.entry_id) == ("care-plan-review", ago(2), None)


def test_what_is_offered_is_for_their_age(cast: Cast) -> None:
    with acting(cast.alice.pk):
        keys = {one.key for one in begins_by_hand(cast.ade)}
        child = Person(born_on=ago(3000))
        of_child = {one.key for one in begins_by_hand(child)}
        of_anybody = {one.key for one in begins_by_hand(Person())}
    assert {"deprivation-urgent", "subject-access"} <= keys
    assert "core-group" not in keys
    assert {"core-group", "subject-access", "looked-after-visit"} <= of_child
    assert "deprivation-urgent" not in of_child
    assert {"core-group", "deprivation-urgent"} <= of_anybody
    assert not {"breach-report", "conference-report-sent"} & of_anybody


def test_who_only_reads_or_is_a_stranger_begins_nothing(cast: Cast, browse: Browse) -> None:
    address = f"/people/{cast.ade.pk}/due/begin/"
    assert browse(cast.charlie).get(address).status_code == 404
    assert browse(cast.protection).get(address).status_code == 404
    for who in (cast.charlie, cast.ade_account, cast.sam):
        with acting(who.pk), pytest.raises(PermissionDenied):
            by_hand.begin_clock(
                person=cast.ade, rule="subject-access", started_on=ago(1), why="x", by=who
            )
