"""What others chose is told only of many at once, and never of one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import dilemmas as access
from alongside.learning.actions import dilemmas as actions
from alongside.learning.models import Run
from alongside.learning.scenarios import library
from tests.attacks.attacker import changes, inserts, reads
from tests.browsing import Browse
from tests.cast import Cast, account

pytestmark = pytest.mark.django_db

KEY = "open-profile"
ASKED = ("ask-why-first", "danielle-first", "hold-the-line")
LOOKED = ("look-tonight", "tell-her", "hold-the-line")
FRIEND = ("friend-looks", "tell-her", "hold-the-line")
FIRST = "a-quick-look"


def played_to_an_end(by: Account, choices: tuple[str, ...]) -> Run:
    with acting(by.pk):
        run = actions.begin_run(scenario=library.scenarios()[KEY], by=by)
        for number, choice in enumerate(choices, 1):
            actions.choose(run=run, number=number, choice=choice, why="", by=by)
        run.refresh_from_db()
        return run


def counted(cast: Cast, *ways: tuple[str, ...], first: int = 0) -> None:
    """As many people as there are ways, each of whom lets their choices be counted."""
    for number, choices in enumerate(ways, first):
        with acting(cast.system.pk):
            who = account("staff", f"Player{number}", "Social worker", ("social-worker",))
        run = played_to_an_end(who, choices)
        with acting(who.pk):
            assert actions.count_in(run=run, by=who)


def told(by: Account) -> dict[str, list[tuple[str, int, int]]]:
    with acting(by.pk):
        found = access.positions_in(library.scenarios()[KEY])
    return {
        scene: [(one.choice, one.about, one.people) for one in some]
        for scene, some in found.items()
    }


def test_nothing_is_told_until_there_are_twenty_and_ten_who_chose_the_same(cast: Cast) -> None:
    counted(cast, *[ASKED] * 10, *[LOOKED] * 9)
    assert told(cast.alice) == {}
    counted(cast, LOOKED, first=19)
    # Nobody chose the third, and that is not told either: so one of the two is left out with it.
    assert told(cast.alice)[FIRST] == [("look-tonight", 10, 20)]


def test_what_few_chose_is_left_out_and_cannot_be_worked_out(cast: Cast) -> None:
    counted(cast, *[ASKED] * 17, *[LOOKED] * 10, *[FRIEND] * 3)
    # Three chose the third: with the next smallest they are thirteen, so only the largest is told.
    assert told(cast.alice)[FIRST] == [("ask-why-first", 15, 30)]


def test_one_more_person_changes_nothing(cast: Cast) -> None:
    """From ten to ten: whoever looks before and after learns of ten people, and never of one."""
    counted(cast, *[ASKED] * 12, *[LOOKED] * 18)
    before = told(cast.alice)
    counted(cast, *[LOOKED] * 9, first=30)
    assert told(cast.alice)[FIRST] == before[FIRST]
    counted(cast, LOOKED, first=39)
    assert told(cast.alice)[FIRST] != before[FIRST]


def test_nothing_is_told_where_nearly_all_chose_the_same(cast: Cast) -> None:
    counted(cast, *[ASKED] * 19, LOOKED)
    assert FIRST not in told(cast.alice)


def test_one_is_counted_once_and_only_at_an_end(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        begun = actions.begin_run(scenario=library.scenarios()[KEY], by=cast.alice)
        with pytest.raises(ValidationError, match="came to an end"):
            actions.count_in(run=begun, by=cast.alice)
    first, again = (played_to_an_end(cast.alice, way) for way in (ASKED, LOOKED))
    client = browse(cast.alice)
    page = f"/learning/dilemmas/runs/{first.pk}/"
    assert "Let my choices be counted" in client.get(page).content.decode()
    for run in (first, again, first):
        client.post(f"/learning/dilemmas/runs/{run.pk}/count/")
    page = client.get(page).content.decode()
    assert "Your choices are counted" in page
    assert "There is not enough yet to tell you" in page
    with acting(cast.alice.pk):
        assert not actions.count_in(run=again, by=cast.alice)
        actions.remove_run(run=first, by=cast.alice)
        assert not actions.count_in(run=again, by=cast.alice)  # taken away, and not counted twice
    assert client.post(f"/learning/dilemmas/runs/{begun.pk}/count/").status_code == 302
    assert browse(cast.bob).post(f"/learning/dilemmas/runs/{again.pk}/count/").status_code == 404


def test_the_page_tells_what_may_be_told(cast: Cast, browse: Browse) -> None:
    counted(cast, *[ASKED] * 12, *[LOOKED] * 18)
    run = played_to_an_end(cast.alice, LOOKED)
    page = browse(cast.alice).get(f"/learning/dilemmas/runs/{run.pk}/").content.decode()
    assert "About 20 of 30: Look at the page tonight" in page
    assert "of 30: Say that you would rather ask" not in page
    assert "So did you" in page


def refused(by: Account, run: UUID, *arrays: list[Any]) -> bool:
    words = "select gate.count_in(%s, %s, %s, %s)"
    return reads(by, words, [run, *arrays]) == []


def test_nobody_reads_or_writes_a_tally(cast: Cast) -> None:
    run = played_to_an_end(cast.alice, ASKED)
    with acting(cast.alice.pk):
        actions.count_in(run=run, by=cast.alice)
    for who in (cast.alice, cast.bob, cast.mo, cast.protection, cast.sam, cast.ade_account):
        assert reads(who, "select choice from learning_tally") == []
        assert changes(who, "update learning_tally set counted = 50, waiting = 0") == 0
        assert changes(who, "delete from learning_countedin") == 0
    assert reads(cast.bob, "select scenario from learning_countedin") == []
    row = {"id": run.pk, "owner_id": cast.bob.pk, "scenario": KEY}
    assert not inserts(cast.bob, "learning_countedin", **row)
    assert reads(cast.ade_account, f"select scene from gate.positions('{KEY}', '1')") == []


def test_nobody_counts_what_was_not_chosen(cast: Cast) -> None:
    run = played_to_an_end(cast.alice, ASKED)
    assert refused(cast.bob, run.pk, [FIRST], ["ask-why-first"], [True])  # another's
    assert refused(cast.alice, run.pk, [FIRST], ["look-tonight"], [True])
    assert refused(cast.alice, run.pk, [FIRST] * 2, ["ask-why-first"] * 2, [True, False])
    assert refused(cast.alice, run.pk, [FIRST], ["ask-why-first"], [False])
    assert reads(cast.alice, "select scenario from learning_countedin") == []
    with connection.cursor() as cursor, acting(cast.alice.pk):
        cursor.execute("select count(*) from gate.positions(%s, '1')", [KEY])
        assert cursor.fetchone() == (0,)
