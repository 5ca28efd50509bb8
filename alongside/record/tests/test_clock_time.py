"""What is said by hand of a clock's time: it stood still, was given longer, was put right."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.foundation.days import When, in_words
from alongside.record.access.clocks import counted, said_of, still_said
from alongside.record.actions import settling_clocks
from alongside.record.actions.clocks import Keeping
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock
from tests.browsing import Browse
from tests.cast import Cast

from .by_hand import TODAY, WHY, ago, begin, extend, lines, moved, now, pause, post, right
from .conftest import Trail, Write


@pytest.fixture
def asked(cast: Cast) -> Clock:
    """Ade asked for his record 20 days ago."""
    return begin(cast)


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


# It stood still


def test_a_pause_moves_the_day_and_is_shown_in_the_count(
    alice: Client, cast: Cast, asked: Clock, trailed: Trail
) -> None:
    assert "/stood-still/" in alice.get(f"/clocks/{asked.pk}/").content.decode()
    told = {"since": in_words(ago(15)), "until": in_words(ago(10)), "why": WHY}
    assert post(alice, f"/clocks/{asked.pk}/stood-still/", **told).status_code == 302
    assert now(cast, asked).due_on == moved(months_after(ago(20), 1) + timedelta(days=5))
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "The time stood still for 5 calendar days." in html
    assert f"The time stood still. Alice, {in_words(TODAY)}" in html
    assert f"From {in_words(ago(15))} until {in_words(ago(10))}. We asked them what exactly" in html
    assert "Whoever looks after the rules has changed something" not in html
    assert trailed(cast.ade).count("clock paused") == 1


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        (None, ago(1), "Say since when"),
        (ago(5), None, "Say until when"),
        (ago(-1), ago(-2), "has not come yet"),
        (ago(21), ago(1), "It only counts from"),
        (ago(5), ago(5), "Write a day after"),
        (ago(5), ago(6), "Write a day after"),
        (ago(5), ago(-400), "more than a year"),
        (ago(12), ago(8), "Two pauses overlap"),
    ],
)
def test_a_pause_that_cannot_be_says_why(
    cast: Cast, asked: Clock, since: date | None, until: date | None, sentence: str
) -> None:
    pause(cast, asked, ago(15), ago(10))
    before = now(cast, asked).due_on
    with pytest.raises(ValidationError, match=sentence):
        pause(cast, asked, since, until)
    assert now(cast, asked).due_on == before
    assert len(lines(cast, asked)) == 1


def test_time_that_has_run_out_does_not_stand_still(cast: Cast) -> None:
    long_ago = begin(cast, day=ago(90))
    with pytest.raises(ValidationError, match="after that no time stands still"):
        pause(cast, long_ago, ago(5), ago(1))
    with pytest.raises(ValidationError, match="Say in a sentence why"):
        pause(cast, long_ago, ago(80), ago(70), why=" ")


def test_a_rule_that_knows_no_pause_says_so_with_its_source(
    alice: Client, cast: Cast, note: Write
) -> None:
    note(kind="plan", happened=When(ago(10), "day"))
    with acting(cast.alice.pk):
        light = Clock.objects.get()
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert "This rule knows neither, as we read its source." in html
    assert "stood-still" not in html
    for way in ("stood-still", "longer"):
        assert alice.get(f"/clocks/{light.pk}/{way}/").status_code == 403
    with pytest.raises(ValidationError, match="Care and Support Statutory Guidance"):
        pause(cast, light, ago(5), ago(1))
    with pytest.raises(ValidationError, match="Care and Support Statutory Guidance"):
        extend(cast, light, ago(-100))


def test_what_is_over_or_for_a_reader_alone_is_refused(
    cast: Cast, browse: Browse, asked: Clock
) -> None:
    with pytest.raises(PermissionDenied):
        pause(cast, asked, ago(5), ago(1), by=cast.charlie)
    assert browse(cast.charlie).get(f"/clocks/{asked.pk}/stood-still/").status_code == 404
    with acting(cast.alice.pk):
        settling_clocks.stop_clock(clock=asked, why="He asks no more.", by=cast.alice)
    with pytest.raises(ValidationError, match="seen to this meanwhile"):
        pause(cast, asked, ago(5), ago(1))
    assert browse(cast.alice).get(f"/clocks/{asked.pk}/stood-still/").status_code == 403


# It was given longer


def test_longer_to_a_day_the_rule_lets_it_be(alice: Client, cast: Cast, asked: Clock) -> None:
    most = moved(months_after(ago(20), 3))
    page = alice.get(f"/clocks/{asked.pk}/longer/").content.decode()
    assert f"and {in_words(most)} at the latest" in page
    to = most - timedelta(days=20)
    told = {"until": in_words(to), "agreed_by": "Mo O’Hara, manager", "why": "Many files."}
    assert post(alice, f"/clocks/{asked.pk}/longer/", **told).status_code == 302
    assert now(cast, asked).due_on == to
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "It was given longer, to " in html
    assert f"To {in_words(to)}, agreed by Mo O&#x27;Hara" in html.replace("’", "&#x27;")
    assert "/longer/" not in html
    with pytest.raises(ValidationError, match="given longer already"):
        extend(cast, asked, most)


def test_no_further_than_the_rule_and_by_somebody(cast: Cast, asked: Clock) -> None:
    most = moved(months_after(ago(20), 3))
    plain = now(cast, asked).due_on
    for day in (None, plain, most + timedelta(days=1)):
        with pytest.raises(ValidationError, match="at the latest: the rule goes no further"):
            extend(cast, asked, day)
    with pytest.raises(ValidationError, match="Say who agreed"):
        extend(cast, asked, most, agreed_by=" ")
    with pytest.raises(ValidationError, match="Choose a reason that the rule allows"):
        extend(cast, asked, most, reason="Because I say so")
    extend(cast, asked, most)
    pause(cast, asked, ago(15), ago(10))
    assert now(cast, asked).due_on == most  # a pause lengthens the time, not the day agreed


Library = Callable[[str, str], None]


@pytest.fixture
def library(settings: Settings, tmp_path: Path) -> Library:
    """The library as shipped, but for some words of its rules."""

    def use(was: str, now: str) -> None:
        for one in folder().iterdir():
            if one.name != "clocks":
                (tmp_path / one.name).symlink_to(one)
        (tmp_path / "clocks").mkdir()
        for one in (folder() / "clocks").iterdir():
            (tmp_path / "clocks" / one.name).write_text(one.read_text().replace(was, now))
        settings.CONTENT_DIR = tmp_path

    return use


@pytest.fixture
def manager_agrees(library: Library) -> None:
    """A longer time for answering needs a manager."""
    library("by: 2 months", "by: 2 months\n        needs_manager: true")


@pytest.mark.usefixtures("manager_agrees")
def test_what_a_manager_agrees_to_is_written_down_by_one(
    alice: Client, cast: Cast, asked: Clock
) -> None:
    assert "A manager agrees to this." in alice.get(f"/clocks/{asked.pk}/longer/").content.decode()
    with pytest.raises(ValidationError, match="Somebody who leads a team agrees to this"):
        extend(cast, asked, ago(-40))
    extend(cast, asked, ago(-40), by=cast.mo)
    assert now(cast, asked).due_on == ago(-40)
    (said,) = lines(cast, asked)
    with pytest.raises(ValidationError, match="Somebody who leads a team"):
        right(cast, said, is_so=False)


SHORT, LONG = "Somebody else has to be asked first", "Theirs is complex"
TWO = f"by: 1 month\n        because: {SHORT}\n      - how: extend\n        by: 2 months\n"


def test_of_several_reasons_each_has_its_own_length(
    alice: Client, cast: Cast, library: Library, asked: Clock
) -> None:
    library("by: 2 months\n        because: It is", f"{TWO}        because: {LONG}; it is")
    with acting(cast.alice.pk):
        rule = counted(asked).rule
    assert rule
    short, long = (one.because for one in rule.reasons("extend"))
    one_month, two = (moved(months_after(ago(20), months)) for months in (2, 3))
    assert (
        f"{in_words(two)} at the latest"
        in alice.get(f"/clocks/{asked.pk}/longer/").content.decode()
    )
    with pytest.raises(ValidationError, match="the rule goes no further"):
        extend(cast, asked, two, reason=short)
    extend(cast, asked, two, reason=long)
    assert now(cast, asked).due_on == two
    page = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert f"{in_words(two)}: {LONG}" in page
    (said,) = lines(cast, asked)
    right(cast, said, until=two - timedelta(days=1), agreed_by="Mo")
    right(cast, lines(cast, asked)[-1], is_so=False)
    extend(cast, asked, one_month, reason=short)
    assert now(cast, asked).due_on == one_month


def test_a_pause_in_the_longer_time_leaves_the_day_and_is_said(alice: Client, cast: Cast) -> None:
    one = begin(cast, day=ago(60))
    extend(cast, one, ago(-5))
    pause(cast, one, ago(10), ago(8))
    assert now(cast, one).due_on == ago(-5)
    page = alice.get(f"/clocks/{one.pk}/").content.decode()
    days = f"from {in_words(ago(10))} until {in_words(ago(8))}"
    assert f"stood still {days} does not move the day to which it was given longer." in page


# Put right


def test_a_later_pause_does_not_count_once_the_first_was_not_so(alice: Client, cast: Cast) -> None:
    one = begin(cast, day=ago(60))
    plain = moved(months_after(ago(60), 1))
    pause(cast, one, ago(40), ago(30))
    pause(cast, one, ago(22), ago(15))
    assert now(cast, one).due_on == moved(months_after(ago(60), 1) + timedelta(days=17))
    first, _ = lines(cast, one)
    right(cast, first, since=ago(40), until=ago(39))
    assert now(cast, one).due_on == moved(months_after(ago(60), 1) + timedelta(days=1))
    right(cast, lines(cast, one)[-1], is_so=False)
    assert now(cast, one).due_on == plain
    page = alice.get(f"/clocks/{one.pk}/").content.decode()
    days = f"from {in_words(ago(22))} until {in_words(ago(15))}"
    assert f"stood still {days} does not count: it was due on" in page
    assert "Whoever looks after the rules has changed something" not in page


def test_what_was_not_so_is_taken_back_though_the_rule_is_worded_anew(
    alice: Client, cast: Cast, library: Library, asked: Clock
) -> None:
    pause(cast, asked, ago(15), ago(10))
    (said,) = lines(cast, asked)
    library("because: We asked them what", "because: We wrote to ask them what")
    address = f"/clocks/{asked.pk}/said/{said.pk}/"
    assert post(alice, address, is_so="no", why="We never asked.").status_code == 302
    assert now(cast, asked).due_on == moved(months_after(ago(20), 1))
    assert lines(cast, asked)[-1].reason == said.reason


def test_what_was_not_so_is_taken_back_though_the_rule_knows_no_pause_now(
    alice: Client, cast: Cast, library: Library, asked: Clock
) -> None:
    pause(cast, asked, ago(15), ago(10))
    (said,) = lines(cast, asked)
    library("how: pause", "how: stop")
    address = f"/clocks/{asked.pk}/said/{said.pk}/"
    refused = post(alice, address, is_so="yes", since="", until="", why="Yes.")
    assert "does not let the time stand still" in refused.content.decode()
    assert post(alice, address, is_so="no", why="We never asked.").status_code == 302


def test_a_pause_is_put_right_by_a_further_line(alice: Client, cast: Cast, asked: Clock) -> None:
    plain = months_after(ago(20), 1)
    pause(cast, asked, ago(15), ago(10))
    (said,) = lines(cast, asked)
    address = f"/clocks/{asked.pk}/said/{said.pk}/"
    assert in_words(ago(15)) in alice.get(address).content.decode()
    told = {"is_so": "yes", "since": in_words(ago(15)), "until": in_words(ago(7))}
    assert post(alice, address, **told, why="They answered later.").status_code == 302
    assert now(cast, asked).due_on == moved(plain + timedelta(days=8))
    every = lines(cast, asked)
    assert [one.until for one in every] == [ago(10), ago(7)]
    assert [one.pk for one in still_said(every)] == [every[1].pk]
    html = alice.get(f"/clocks/{asked.pk}/").content.decode()
    assert "Put right since." in html
    assert alice.get(address).status_code == 404
    with pytest.raises(ValidationError, match="put this right meanwhile"):
        right(cast, said, since=ago(15), until=ago(9))
    right(cast, every[1], is_so=False)
    assert now(cast, asked).due_on == moved(plain)
    assert "In place of what was said on" in alice.get(f"/clocks/{asked.pk}/").content.decode()


def test_a_longer_time_is_put_right_or_was_not_so(cast: Cast, asked: Clock) -> None:
    extend(cast, asked, ago(-40))
    (said,) = lines(cast, asked)
    right(cast, said, until=ago(-50), agreed_by="Mo")
    assert now(cast, asked).due_on == ago(-50)
    with pytest.raises(ValidationError, match="given longer already"):
        extend(cast, asked, ago(-40))
    right(cast, lines(cast, asked)[-1], is_so=False)
    assert now(cast, asked).due_on == moved(months_after(ago(20), 1))
    extend(cast, asked, ago(-40))
    assert now(cast, asked).due_on == ago(-40)


def test_a_day_that_is_put_right_keeps_what_of_a_pause_lies_after_it(
    cast: Cast, asked: Clock
) -> None:
    pause(cast, asked, ago(15), ago(10))
    with acting(cast.alice.pk):
        one = Clock.objects.get(pk=asked.pk)
        Keeping(None, cast.ade.pk, None, [one], cast.alice).move(one, ago(12))
    assert now(cast, asked).due_on == moved(months_after(ago(12), 1) + timedelta(days=2))
    with acting(cast.alice.pk):
        how = counted(now(cast, asked), said_of(asked))
    assert how.due
    assert "stood still for 2 calendar days" in " ".join(how.due.how)
