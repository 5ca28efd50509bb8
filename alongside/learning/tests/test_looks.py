"""Tests of every look: one table, two side by side, what is noise, whose they are, and paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.foundation.ids import new_id
from alongside.foundation.tests.reading_papers import structure_of, words_of
from alongside.learning import profiles
from alongside.learning.access.capability import looks_of
from alongside.learning.actions.capability import Filled, finish_attempt
from alongside.learning.instrument import CLUSTERS, Instrument, instrument_on
from alongside.learning.looks import LESS, MORE, Look, every_area
from alongside.learning.models.capability import Attempt
from alongside.learning.profiles import roles
from alongside.learning.standing import Aside, comparable, sureness_in_words
from tests.browsing import Browse
from tests.cast import Cast

IDS = [f"{cluster}{number}" for cluster in "abcdefghij" for number in range(1, 5)]
EVERY = "/learning/where-i-stand/every-look/"
START = "/learning/where-i-stand/"

Make = Callable[..., Attempt]


@pytest.fixture
def make() -> Make:
    """A finished look, each later than the one made before it."""
    made: list[Attempt] = []

    def look(by: Account, level: str = "2", *, is_short: bool = False, **more: Any) -> Attempt:
        with acting(by.pk):
            instrument = instrument_on(timezone.localdate())
            asked = [one.id for one in instrument.asked(is_short=is_short)]
            before = next((one for one in reversed(made) if one.owner_id == by.pk), None)
            done = finish_attempt(
                id=new_id(),
                instrument=instrument,
                roles=roles(),
                role="social-worker",
                filled=Filled(dict.fromkeys(asked, level), **more),
                is_short=is_short,
                before=before,
                started_at=timezone.now(),
                by=by,
            )
        if not is_short:
            made.append(done)
        return done

    return look


def row(html: str, area: str) -> list[str]:
    found = re.search(rf'<th scope="row">{area}</th>(.*?)</tr>', html, re.DOTALL)
    assert found is not None
    return re.findall(r"<td>(.*?)</td>", found[1])


# Without pages


@pytest.mark.django_db
def test_each_later_look_is_set_against_the_first(cast: Cast) -> None:
    with acting(cast.alice.pk):
        asked = instrument_on(timezone.localdate())
    said = [dict.fromkeys(IDS, level) for level in ("2", "3", "4", "1")]
    said[1]["a1"] = said[1]["a2"] = said[1]["a3"] = "not-role"  # one answer is too few
    role = roles().by_id["social-worker"]
    found = every_area([Look(asked, one) for one in said], role)
    assert [one.title for one in found] == [one.title for one in asked.areas]
    assert found[0].figures == ((2.0, ""), (None, ""), (4.0, MORE), (1.0, ""))
    assert found[1].figures == ((2.0, ""), (3.0, ""), (4.0, MORE), (1.0, ""))
    assert found[0].between == (4.0,)
    assert found[1].line.growth.apparent == -1.0
    down = every_area([Look(asked, said[2]), Look(asked, said[3])], role)
    assert down[0].figures[1] == (1.0, LESS)
    alone = every_area([Look(asked, said[0])], role)
    assert alone[0].figures == ((2.0, ""),)
    assert not alone[0].line.has_change


@pytest.mark.django_db
def test_what_was_worded_anew_is_not_compared(cast: Cast) -> None:
    with acting(cast.alice.pk):
        now = instrument_on(timezone.localdate())
    said = {"a1": "2", "a2": "3"}
    assert comparable(now, now, said) is said
    first, *others = now.statements
    was = Instrument("digital-capability 0", now.title, now.status, now.areas)
    assert comparable(now, was, said) == said
    changed = type(first)(**{**vars(first), "text": "Other words."})
    area = now.areas[0]
    areas = (type(area)(**{**vars(area), "statements": (changed, *area.statements[1:])}),)
    assert comparable(now, Instrument("digital-capability 0", "", "", areas), said) == {"a2": "3"}
    assert len(others) == 39


def test_how_sure_one_feels_is_named_only_where_it_parts_from_what_one_does() -> None:
    assert sureness_in_words(3.0, 1).startswith("You do this on your own")
    assert sureness_in_words(3.0, 2) == sureness_in_words(4.0, 1)
    assert sureness_in_words(2.0, 3).startswith("You feel surer here")
    for level, confidence in ((3.0, 3), (2.0, 2), (2.5, 1), (2.25, 4), (None, 4), (2.0, None)):
        assert sureness_in_words(level, confidence) == "", (level, confidence)


# On the page


def test_one_table_of_all_looks(cast: Cast, browse: Browse, make: Make) -> None:
    alice = browse(cast.alice)
    empty = alice.get(EVERY).content.decode()
    assert "You have not looked at where you stand yet" in empty
    first = make(cast.alice, "2")
    alone = alice.get(EVERY).content.decode()
    assert "There is one look so far" in alone
    assert row(alone, "Rights and inclusion") == ["2.00"]
    second, third = make(cast.alice, "3"), make(cast.alice, "4")
    make(cast.alice, "4", is_short=True)
    html = alice.get(EVERY).content.decode()
    assert row(html, "Rights and inclusion") == ["2.00", "3.00", "4.00<br><b>Clearly more</b>"]
    assert html.count("data-typical") == 10
    assert html.count("data-look") == 10
    assert "Only you can see this" in html
    assert "Short looks" in html
    for later in (second, third):
        assert f'href="{START}{later.pk}/beside/{first.pk}/"' in html
    for word in ("Total", "Average", "Rank", "radar", "%</td>"):
        assert word not in html, word


def test_the_baseline_stands_beside_any_later_look(cast: Cast, browse: Browse, make: Make) -> None:
    first, second = make(cast.alice, "1"), make(cast.alice, "2")
    third = make(cast.alice, "4", then=dict.fromkeys(IDS, "1"))
    alice = browse(cast.alice)
    html = alice.get(f"{START}{third.pk}/beside/{first.pk}/").content.decode()
    cells = row(html, "Rights and inclusion")
    # Looking back was asked of the second look, so it does not stand beside the first.
    assert cells == ["1.00", "Not said", "4.00", "3.00", "Not said", "Not said"]
    assert html.count("A clear step up.") == 10
    html = alice.get(f"{START}{third.pk}/beside/{second.pk}/").content.decode()
    assert row(html, "Rights and inclusion")[:3] == ["2.00", "1.00", "4.00"]
    for wrong in (f"{first.pk}/beside/{third.pk}", f"{first.pk}/beside/{first.pk}"):
        assert alice.get(f"{START}{wrong}/").status_code == 404, wrong


@pytest.mark.parametrize("who", ["bob", "mo"])
def test_nobody_else_sees_two_looks(cast: Cast, browse: Browse, make: Make, who: str) -> None:
    first, second = make(cast.alice), make(cast.alice)
    mine = make(getattr(cast, who))
    other = browse(getattr(cast, who))
    for pair in (f"{second.pk}/beside/{first.pk}", f"{mine.pk}/beside/{first.pk}"):
        assert other.get(f"{START}{pair}/").status_code == 404, pair
    assert str(first.pk) not in other.get(EVERY).content.decode()


def test_looks_are_paged_and_asked_for_at_the_same_cost(
    cast: Cast, browse: Browse, make: Make
) -> None:
    alice = browse(cast.alice)
    first, second = make(cast.alice, "1"), make(cast.alice, "2")
    alice.get(EVERY)
    with CaptureQueriesContext(connection) as few:
        alice.get(EVERY)
    for _ in range(6):
        make(cast.alice, "3")
    with CaptureQueriesContext(connection) as many:
        html = alice.get(EVERY).content.decode()
    assert len(many) <= len(few)
    assert len(row(html, "Rights and inclusion")) == 6  # the first and five more
    assert 'href="?page=2">Earlier looks' in html
    html = alice.get(f"{EVERY}?page=2").content.decode()
    assert row(html, "Rights and inclusion")[0] == "1.00"
    assert str(second.pk) in html
    assert 'href="?page=1">Later looks' in html
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert str(first.pk) in alice.get(EVERY, {"page": odd}).content.decode(), odd
    with acting(cast.alice.pk):
        assert looks_of(cast.alice, 999).later == ()


def test_every_look_on_paper_is_tagged(cast: Cast, browse: Browse, make: Make) -> None:
    alice = browse(cast.alice)
    assert alice.get(f"{EVERY}print/").status_code == 404
    make(cast.alice, "2")
    make(cast.alice, "4")
    answer = alice.post(f"{EVERY}print/", {"format": "standard", "file": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    words = words_of(answer.content)
    for said in ("Every look", "Clearly more", "draft", "no order among them", "2.00", "1.04"):
        assert said in words, said
    kinds = {
        kind for one in structure_of(answer.content) for kind in ("Table", "TH") if one.all(kind)
    }
    assert kinds == {"Table", "TH"}
    word = alice.post(f"{EVERY}print/", {"format": "large", "file": "word"})
    assert word.content[:2] == b"PK"


# Confidence on the report


def test_how_sure_one_feels_is_shown_back_in_words(cast: Cast, browse: Browse, make: Make) -> None:
    asides = {"A": Aside(confidence=4, importance=3), "B": Aside(confidence=2)}
    attempt = make(cast.alice, "2", asides=asides)
    alice = browse(cast.alice)
    html = alice.get(f"{START}{attempt.pk}/").content.decode()
    part = html[html.index('id="sure"') : html.index('id="focus"')]
    assert "You feel surer here" in part
    assert "Rights and inclusion" in part
    assert "Involvement and choice" not in part
    assert "How this was worked out" in part
    assert "<dt>How sure you feel in it</dt><dd><b>Very</b>.</dd>" in html
    assert "<dt>How much it matters in your work</dt><dd><b>A great deal</b>.</dd>" in html
    paper = alice.post(f"{START}{attempt.pk}/print/", {"format": "standard", "file": "pdf"})
    words = words_of(paper.content)
    assert "You feel surer here" in words
    assert "How sure you feel in it: very." in words


def test_where_it_goes_together_that_is_said_and_unasked_nothing_is(
    cast: Cast, browse: Browse, make: Make
) -> None:
    together = make(cast.alice, "3", asides={"A": Aside(confidence=3)})
    alice = browse(cast.alice)
    assert "it goes with what you did" in alice.get(f"{START}{together.pk}/").content.decode()
    unasked = make(cast.alice, "3")
    assert 'id="sure"' not in alice.get(f"{START}{unasked.pk}/").content.decode()


# Old reports keep what was typical in their day


NEW = """- version: 2
  status: our proposal, not validated
  checked_on: 2026-11-22
  checked: false
  valid_from: {day}
"""


@pytest.fixture
def later(tmp_path: Path, settings: Any) -> None:
    """A library in which other ranges and other examples hold from today on."""
    root = tmp_path / "content"
    copytree(folder(), root)
    today = timezone.localdate()
    for name, old, new in (
        ("roles", "A: [2.25, 3.25]", "A: [3, 4]"),
        ("vignettes", "id: purpose-1", "id: purpose-9"),
    ):
        file = root / "capability" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        _, _, inside = text.partition(f"  {name}:\n")
        first = text.replace("  valid_from: 2026-11-22\n", "  valid_from: 2020-01-01\n", 1)
        first = first.replace(
            "  valid_from: 2020-01-01\n",
            f"  valid_from: 2020-01-01\n  valid_to: {today - timedelta(days=1)}\n",
        )
        again = NEW.format(day=today) + f"  {name}:\n" + inside.replace(old, new)
        file.write_text(first.rstrip("\n") + "\n" + again, encoding="utf-8")
    settings.CONTENT_DIR = root


def test_an_old_report_keeps_its_ranges_and_its_examples(
    cast: Cast, browse: Browse, make: Make, request: pytest.FixtureRequest
) -> None:
    placed = {"purpose-1": 1, "purpose-2": 1, "purpose-3": 1}
    old = make(cast.alice, "2", placed=placed)
    alice, address = browse(cast.alice), f"{START}{old.pk}/"
    before = alice.get(address).content.decode()
    request.getfixturevalue("later")
    assert profiles.roles().form == "roles 2"
    assert "purpose-9" in profiles.vignettes().by_id
    after = alice.get(address).content.decode()
    assert row(before, "Rights and inclusion")[2] == "2.25 to 3.25"
    assert row(after, "Rights and inclusion")[2] == "2.25 to 3.25"
    said = "You are stricter than the examples were written"
    assert said in before
    assert said in after
    assert "Typical ranges: roles 1" in after
    new = make(cast.alice, "2", placed={"purpose-9": 1, "purpose-2": 1, "purpose-3": 1})
    html = alice.get(f"{START}{new.pk}/").content.decode()
    assert row(html, "Rights and inclusion")[2] == "3 to 4"
    assert said in html
    words = words_of(alice.post(f"{address}print/", {"format": "standard"}).content)
    assert "2.25 to 3.25" in words
    assert all(cluster in roles().by_id["social-worker"].typical for cluster in CLUSTERS)
