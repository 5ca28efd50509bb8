"""A status starts clocks, moves them with its day, and stops them when it ends."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.record import jobs
from alongside.record.actions import settling_clocks, statuses
from alongside.record.actions.clocks import CHANGED
from alongside.record.actions.status_clocks import settle_by_day
from alongside.record.actions.statuses import Saying
from alongside.record.clocks.counting import months_after
from alongside.record.clocks.standing import chain, next_rule, started_by
from alongside.record.models import Clock, Episode, Seen
from tests import cast as making
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write

TODAY = timezone.localdate()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def child(cast: Cast) -> Any:
    """Somebody of 9 with whom Alice works."""
    nine = months_after(TODAY, -108)
    with acting(cast.system.pk):
        return making.person("Rukhsana Bibi", nine, worker=cast.alice, by=cast.system)


def say(cast: Cast, child: Any, kind: str, since: date, code: str = "", **more: Any) -> Episode:
    until = more.pop("until", None)
    ended = When(until, "day") if until else None
    saying = Saying(kind, When(since, "day"), code, ended, **more)
    with acting(cast.alice.pk):
        return statuses.say_status(person=child, saying=saying, by=cast.alice)


def open_now(cast: Cast) -> list[tuple[str, date]]:
    with acting(cast.alice.pk):
        found = Clock.objects.filter(done_on=None, ended_at=None).order_by("rule")
        return [(one.rule, one.started_on) for one in found]


def end(cast: Cast, status: Episode, until: date) -> None:
    with acting(cast.alice.pk):
        head = Episode.objects.filter(episode=status.episode).order_by("-number")[0]
        statuses.end_status(status=head, until=When(until, "day"), why="So.", by=cast.alice)


def test_being_looked_after_starts_reviews_and_a_placement_visits(cast: Cast, child: Any) -> None:
    say(cast, child, "looked-after", ago(3), "C2")
    say(cast, child, "placement", ago(3), "U6")
    assert open_now(cast) == [
        ("looked-after-review-first", ago(3)),
        ("looked-after-visit-first", ago(3)),
    ]
    with acting(cast.alice.pk):
        review = Clock.objects.get(rule="looked-after-review-first")
        visit = Clock.objects.get(rule="looked-after-visit-first")
    assert review.due_on == working_days_after(ago(3), 20)
    assert visit.due_on == ago(3) + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("legal", "place", "traits", "rule"),
    [
        ("C2", "U6", (), "looked-after-visit-first"),
        ("C2", "P1", (), "care-order-at-home-visit-first"),
        ("C1", "P1", (), "connected-person-visit-weekly"),
        ("V2", "U3", ("temporary-approval",), "connected-person-visit-weekly"),
        ("V2", "P1", ("before-assessment",), "placed-with-parent-visit-weekly"),
        ("V2", "T4", (), ""),
    ],
)
def test_how_often_is_visited_follows_from_where_and_under_which_order(
    cast: Cast, child: Any, legal: str, place: str, traits: tuple[str, ...], rule: str
) -> None:
    say(cast, child, "looked-after", ago(2), legal)
    say(cast, child, "placement", ago(2), place, traits=traits)
    rules = {one for one, _ in open_now(cast)} - {"looked-after-review-first"}
    assert rules == ({rule} if rule else set())


def test_changing_the_day_moves_it_and_ending_it_stops_it_with_the_reason(
    cast: Cast, child: Any
) -> None:
    one = say(cast, child, "looked-after", ago(3), "C2")
    with acting(cast.alice.pk):
        right = statuses.put_status_right(
            status=one,
            saying=Saying("looked-after", When(ago(5), "day"), "C2"),
            why="The order says so.",
            by=cast.alice,
        )
    assert open_now(cast) == [("looked-after-review-first", ago(5))]
    end(cast, right, ago(1))
    assert open_now(cast) == []
    with acting(cast.alice.pk):
        clock = Clock.objects.get()
    assert (clock.ended_why, clock.ended_by_id) == (
        "The child is no longer looked after",
        cast.alice.pk,
    )


def test_a_move_starts_visits_anew_and_another_legal_status_leaves_reviews_alone(
    cast: Cast, child: Any
) -> None:
    care = say(cast, child, "looked-after", ago(20), "V2")
    home = say(cast, child, "placement", ago(20), "U6")
    end(cast, home, ago(2))
    say(cast, child, "placement", ago(2), "U6")
    say(cast, child, "looked-after", ago(2), "C1")
    end(cast, care, ago(2))
    assert open_now(cast) == [
        ("looked-after-review-first", ago(20)),
        ("looked-after-visit-first", ago(2)),
    ]
    with acting(cast.alice.pk):
        why = Clock.objects.exclude(ended_at=None).values_list("ended_why", flat=True)
        assert list(why) == ["The child lives somewhere else now"]
    with acting(cast.alice.pk):
        rest = Episode.objects.filter(kind="looked-after", code="C1").said_last()[0]
    end(cast, rest, ago(1))
    assert [rule for rule, _ in open_now(cast)] == ["looked-after-visit-first"]


def test_visits_and_reviews_that_are_written_meet_them_and_the_next_knows_its_status(
    cast: Cast, child: Any, note: Write
) -> None:
    say(cast, child, "looked-after", ago(6), "C1")
    home = say(cast, child, "placement", ago(6), "P1")
    seen = {child.pk: Seen.ALONE}
    note(kind="visit", people=[child], seen=seen, happened=When(ago(4), "day"))
    note(kind="review", people=[child], happened=When(ago(3), "day"))
    assert open_now(cast) == [
        ("connected-person-visit-weekly", ago(4)),
        ("looked-after-review-second", ago(3)),
    ]
    note(kind="visit", people=[child], seen=seen, happened=When(ago(2), "day"))
    assert open_now(cast)[0] == ("connected-person-visit", ago(2))  # after the first review
    with acting(cast.alice.pk):
        last = Clock.objects.get(rule="connected-person-visit")
    assert (last.episode_id, last.entry_id is not None) == (home.pk, True)
    end(cast, home, ago(1))
    assert [rule for rule, _ in open_now(cast)] == ["looked-after-review-second"]


def test_what_was_written_before_it_was_said_counts(cast: Cast, child: Any, note: Write) -> None:
    note(kind="review", people=[child], happened=When(ago(60), "day"))
    note(kind="review", people=[child], happened=When(ago(10), "day"))
    say(cast, child, "looked-after", ago(80), "C2")
    assert open_now(cast) == [("looked-after-review-later", ago(10))]


def test_what_began_long_ago_starts_nothing_until_something_is_written(
    cast: Cast, child: Any, note: Write
) -> None:
    say(cast, child, "looked-after", ago(400), "C2")
    assert open_now(cast) == []
    note(kind="review", people=[child], happened=When(ago(5), "day"))
    assert open_now(cast) == [("looked-after-review-second", ago(5))]


def test_what_somebody_stopped_by_hand_does_not_begin_again(cast: Cast, child: Any) -> None:
    one = say(cast, child, "looked-after", ago(3), "C2")
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=Clock.objects.get(), why="Not for her.", by=cast.alice)
        statuses.put_status_right(
            status=one,
            saying=Saying("looked-after", When(ago(2), "day"), "C2"),
            why="x",
            by=cast.alice,
        )
    assert open_now(cast) == []


def test_by_hand_it_is_done_and_the_next_counts_from_there(cast: Cast, child: Any) -> None:
    one = say(cast, child, "placement", ago(3), "U6")
    with acting(cast.alice.pk):
        first = Clock.objects.get()
        settling_clocks.finish_clock(clock=first, done_on=ago(1), by=cast.alice)
        settling_clocks.open_clock_again(clock=first, why="No.", by=cast.alice)
        settling_clocks.finish_clock(clock=first, done_on=ago(1), by=cast.alice)
        last = Clock.objects.get(done_on=None, ended_at=None)
    assert (last.rule, last.episode_id, last.entry_id) == ("looked-after-visit", one.pk, None)


def test_the_end_of_a_plan_stops_what_a_conference_had_started(
    cast: Cast, child: Any, note: Write
) -> None:
    note(kind="conference", people=[child], happened=When(ago(5), "day"))
    plan = say(cast, child, "protection-plan", ago(5), "NEG")
    assert [rule for rule, _ in open_now(cast)] == [
        "child-protection-visit",
        "core-group",
        "review-conference-first",
    ]
    end(cast, plan, ago(1))
    assert open_now(cast) == []


def test_an_authorisation_ends_when_it_says_and_a_status_less_exactly_known_starts_nothing(
    cast: Cast,
) -> None:
    more = {"until": TODAY + timedelta(days=200)}
    say(cast, cast.ade, "deprivation-of-liberty", ago(2), "standard", **more)
    assert open_now(cast) == [("deprivation-longest", ago(2))]
    saying = Saying("direct-payment", When(TODAY.replace(day=1), "month"))
    with acting(cast.alice.pk):
        statuses.say_status(person=cast.ade, saying=saying, by=cast.alice)
    assert len(open_now(cast)) == 1


def test_a_request_to_deprive_somebody_is_decided_within_days_of_its_own(cast: Cast) -> None:
    asked = say(cast, cast.ade, "deprivation-of-liberty", ago(2), "requested")
    assert open_now(cast) == [("deprivation-standard", ago(2))]
    say(cast, cast.ade, "deprivation-of-liberty", ago(1), "standard", until=ago(-200))
    assert [rule for rule, _ in open_now(cast)] == ["deprivation-longest", "deprivation-standard"]
    end(cast, asked, ago(1))
    assert [rule for rule, _ in open_now(cast)] == ["deprivation-longest"]
    with acting(cast.alice.pk):
        clock = Clock.objects.get(rule="deprivation-standard")
    assert (clock.due_on, clock.ended_why) == (ago(-18), "The request was decided, or taken back")


def test_an_enquiry_is_planned_and_what_follows_counts_from_there(cast: Cast) -> None:
    one = say(cast, cast.ade, "safeguarding", ago(9))
    for rule in ("plan", "assessment", "conference"):
        with acting(cast.alice.pk):
            clock = Clock.objects.get(done_on=None, ended_at=None)
            assert clock.rule == f"safeguarding-{rule}"
            settling_clocks.finish_clock(clock=clock, done_on=ago(5), why="So.", by=cast.alice)
    assert open_now(cast) == [("safeguarding-review", ago(5))]
    end(cast, one, ago(1))
    assert open_now(cast) == []


@pytest.mark.parametrize(
    ("legal", "begun"), [("V3", ["short-break"]), ("V4", []), ("V2", ["review", "visit"])]
)
def test_a_short_break_begins_no_visits_and_says_how_long_it_may_be(
    cast: Cast, child: Any, legal: str, begun: list[str]
) -> None:
    care = say(cast, child, "looked-after", ago(2), legal)
    say(cast, child, "placement", ago(2), "U6")
    whole = {"review": "looked-after-review-first", "visit": "looked-after-visit-first"}
    assert [rule for rule, _ in open_now(cast)] == [whole.get(one, one) for one in begun]
    if legal == "V3":
        with acting(cast.alice.pk):
            assert Clock.objects.get().due_on == ago(-14)
        end(cast, care, ago(1))
        with acting(cast.alice.pk):
            ended = Clock.objects.exclude(ended_at=None).values_list("ended_why", flat=True)
            assert list(ended) == ["The short break has ended"]


def test_what_another_status_makes_otherwise_does_not_say_that_the_child_has_moved(
    cast: Cast, child: Any
) -> None:
    say(cast, child, "placement", ago(4), "U6")
    care = say(cast, child, "looked-after", ago(4), "V3")
    end(cast, care, ago(2))
    assert [rule for rule, _ in open_now(cast)] == ["looked-after-visit-first"]
    say(cast, child, "looked-after", ago(2), "V3")
    with acting(cast.alice.pk):
        ended = Clock.objects.filter(rule="looked-after-visit-first").exclude(ended_at=None)
        assert {one.ended_why for one in ended} == {CHANGED}


def test_taking_it_out_stops_what_it_started(cast: Cast, browse: Browse) -> None:
    one = say(cast, cast.ade, "direct-payment", ago(2))
    with acting(cast.alice.pk):
        clock = Clock.objects.get()
    html = browse(cast.alice).get(f"/clocks/{clock.pk}/").content.decode()
    assert f"/people/{cast.ade.pk}/status/{one.pk}/" in html
    with acting(cast.alice.pk):
        statuses.take_status_out(status=one, why="Of his brother.", by=cast.alice)
    with acting(cast.system.pk):
        assert Clock.objects.get().ended_why == "The direct payment has ended"


def test_after_a_year_a_child_who_is_to_stay_is_visited_less_often() -> None:
    day = date(2025, 1, 10)
    told: dict[str, Any] = {"since": day, "done": ()}
    rule = "looked-after-visit"
    assert next_rule(rule, date(2026, 1, 9), traits=("to-18",), **told) == rule
    settled = "looked-after-visit-settled"
    assert next_rule(rule, date(2026, 1, 10), traits=("to-18",), **told) == settled
    assert next_rule(rule, date(2026, 1, 10), traits=(), **told) == rule
    assert chain(rule, day, [date(2026, 2, 1)], traits=("to-18",), done=()) == (
        settled,
        date(2026, 2, 1),
    )
    assert settled in started_by("placement")


def test_what_was_said_ahead_starts_and_stops_on_its_day(
    cast: Cast, child: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(cast, child, "looked-after", ago(-3), "C2")
    assert jobs.settle_statuses(0) == 0
    assert open_now(cast) == []
    monkeypatch.setattr(timezone, "localdate", lambda *_: ago(-3))
    assert jobs.settle_statuses(0) == 1
    assert jobs.settle_statuses(0) == 1  # and once more, nothing
    assert open_now(cast) == [("looked-after-review-first", ago(-3))]
    with acting(cast.alice.pk):
        head = Episode.objects.get()
        statuses.end_status(status=head, until=When(ago(-9), "day"), why="So.", by=cast.alice)
    assert open_now(cast)
    monkeypatch.setattr(timezone, "localdate", lambda *_: ago(-9))
    assert jobs.settle_statuses(0) == 1
    assert open_now(cast) == []


def test_nobody_who_works_here_is_the_clock_of_statuses(cast: Cast) -> None:
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="own clock"):
        settle_by_day(by=cast.mo)
