"""Tests of the report: what it says, what it never adds up, who may read which part, and paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.tests.reading_papers import structure_of, words_of
from alongside.learning.actions.capability import Filled, finish_attempt
from alongside.learning.instrument import CLUSTERS, instrument_on
from alongside.learning.measuring import Standing
from alongside.learning.models.capability import Attempt, Focus
from alongside.learning.models.champions import Champion
from alongside.learning.models.pieces import Corroboration, Evidence, Share
from alongside.learning.profiles import roles
from alongside.learning.standing import (
    Aside,
    Attempted,
    change_in_words,
    evidence_in_words,
    level_in_words,
    lines_of,
    opening,
    strongest,
    suggested,
)
from tests.browsing import Browse
from tests.cast import Cast

from .test_assessing import form_of

IDS = [f"{cluster}{number}" for cluster in "abcdefghij" for number in range(1, 5)]
LEVELS = dict(zip(CLUSTERS, "3424323122", strict=True))
START = "/learning/where-i-stand/"

Make = Callable[..., Attempt]


@pytest.fixture
def make() -> Make:
    """A finished self-assessment of somebody, and whatever it is laid beside."""

    def made(by: Account, now: dict[str, str] | None = None, **more: Any) -> Attempt:
        said = now or {one: LEVELS[one[0].upper()] for one in IDS}
        with acting(by.pk):
            return finish_attempt(
                id=new_id(),
                instrument=instrument_on(timezone.localdate()),
                roles=roles(),
                role="social-worker",
                filled=Filled(said, **{k: v for k, v in more.items() if k != "before"}),
                is_short=False,
                before=more.get("before"),
                started_at=timezone.now(),
                by=by,
            )

    return made


def table_row(html: str, area: str) -> list[str]:
    found = re.search(rf'<th scope="row">{area}</th>(.*?)</tr>', html, re.DOTALL)
    assert found is not None
    return re.findall(r"<td>(.*?)</td>", found[1])


# Without a database


def lines(now: dict[str, str], **more: Any) -> Any:
    with_areas = more.pop("instrument")
    return lines_of(with_areas, Attempted(now, **more), roles().by_id["social-worker"], {})


def test_a_level_in_words_says_no_more_than_the_number() -> None:
    said = {
        None: "Not enough answers to say", 1.0: "Starting", 1.25: "Mostly starting",
        1.5: "Between starting and with support", 1.75: "Mostly with support",
        2.0: "With support", 2.5: "Between with support and on my own", 3.0: "On my own",
        3.25: "Mostly on my own", 3.5: "Between on my own and adapts", 4.0: "Adapts",
        7 / 3: "Mostly with support", 8 / 3: "Mostly on my own",
    }  # fmt: skip
    assert {level: level_in_words(level) for level in said} == said


def test_evidence_in_words() -> None:
    assert evidence_in_words(Standing(2.0, 0, 0)) == "I said so"
    assert evidence_in_words(Standing(2.0, 1, 0)) == "1 piece of evidence"
    assert evidence_in_words(Standing(2.0, 3, 1)) == "3 pieces of evidence, a peer agrees"


@pytest.mark.django_db
def test_what_stands_out_and_what_may_be_worked_on(cast: Cast) -> None:
    with acting(cast.alice.pk):
        instrument = instrument_on(timezone.localdate())
    said = {one: LEVELS[one[0].upper()] for one in IDS}
    asides = {
        "H": Aside(importance=1), "J": Aside(has_star=True), "F": Aside(importance=3),
    }  # fmt: skip
    found = lines(said, instrument=instrument, asides=asides)
    assert [one.cluster for one in strongest(found)] == ["B", "D"]
    assert [one.cluster for one in suggested(found)] == ["F", "H", "J"]
    assert "involvement and choice; and communication and relationship" in opening(found)
    assert "grow in developing others" in opening(found)
    flat = lines(dict.fromkeys(IDS, "3"), instrument=instrument)
    assert strongest(flat) == []
    assert "No area stands out" in opening(flat)
    nothing = lines({"a1": "not-role", "a2": "3"}, instrument=instrument)
    assert nothing[0].level is None
    assert "too few answers" in opening(nothing)
    assert suggested(nothing) == []


@pytest.mark.django_db
def test_the_same_is_compared_with_the_same(cast: Cast) -> None:
    with acting(cast.alice.pk):
        instrument = instrument_on(timezone.localdate())
    now = {"a1": "4", "a2": "4", "a3": "1", "a4": "not-role"}
    before = {"a1": "2", "a2": "2", "a3": "dont-know", "a4": "1"}
    one = lines(now, instrument=instrument, before=before)[0]
    assert one.level == 3.0
    assert (one.before, one.after, one.compared) == (2.0, 4.0, 2)
    assert one.growth.apparent == 2.0
    assert one.growth.felt is None
    assert change_in_words(one) == "A clear step up."
    same = lines(now, instrument=instrument, before={"a1": "4"})[0]
    assert not same.has_change
    assert "Too few of the same" in change_in_words(same)


# On the page


def test_ten_bars_and_their_table_without_a_sum(cast: Cast, browse: Browse, make: Make) -> None:
    attempt = make(cast.alice)
    html = browse(cast.alice).get(f"{START}{attempt.pk}/").content.decode()
    assert html.count("data-typical") == 10
    assert table_row(html, "Rights and inclusion") == [
        "3.00", "4 of 4", "2.25 to 3.25", "None yet", "Not yet",
    ]  # fmt: skip
    assert "draft, not validated" in html
    assert "our proposal, not validated" in html
    for word in ("Total", "Your score", "out of 40", "percent", "%</td>"):
        assert word not in html, word
    assert "Only you can see this" in html


def test_claimed_shown_and_agreed_stand_apart(cast: Cast, browse: Browse, make: Make) -> None:
    attempt = make(cast.alice)
    with acting(cast.alice.pk):
        shown = Evidence.objects.create(piece=attempt.piece, owner=cast.alice, cluster="A")
        asked = Corroboration.objects.create(
            evidence=shown, owner=cast.alice, peer=cast.bob, relation="We share cases"
        )
    alice = browse(cast.alice)
    html = alice.get(f"{START}{attempt.pk}/").content.decode()
    assert table_row(html, "Rights and inclusion")[3:] == ["1", "Not yet"]
    assert html.count('<circle data-level r="7"') == 1
    with acting(cast.bob.pk):
        asked.said, asked.said_at = Corroboration.Said.AGREES, timezone.now()
        asked.save(update_fields=["said", "said_at"])
    html = alice.get(f"{START}{attempt.pk}/").content.decode()
    assert table_row(html, "Rights and inclusion") == ["3.00", "4 of 4", "2.25 to 3.25", "1", "1"]
    assert "1 piece of evidence, a peer agrees" in html


def test_a_person_comes_before_what_is_read(cast: Cast, browse: Browse, make: Make) -> None:
    with acting(cast.bob.pk):
        Champion.objects.create(account=cast.bob, clusters=["H"], says="I know the risk score.")
    attempt = make(cast.alice, asides={"H": Aside(importance=3)})
    html = browse(cast.alice).get(f"{START}{attempt.pk}/").content.decode()
    card = html[html.index('id="card-H"') :]
    assert "I know the risk score." in card
    assert card.index("A person:") < card.index("To read:") < card.index("For supervision:")
    assert "below what is typical for your role, and it matters a great deal" in card


def test_the_number_of_questions_does_not_grow(cast: Cast, browse: Browse, make: Make) -> None:
    attempt, alice = make(cast.alice), browse(cast.alice)
    alice.get(f"{START}{attempt.pk}/")
    with CaptureQueriesContext(connection) as few:
        alice.get(f"{START}{attempt.pk}/")
    later = make(cast.alice, before=attempt, then=dict.fromkeys(IDS, "1"))
    with acting(cast.alice.pk):
        for cluster in CLUSTERS:
            Evidence.objects.create(piece=later.piece, owner=cast.alice, cluster=cluster)
    with CaptureQueriesContext(connection) as many:
        alice.get(f"{START}{later.pk}/")
    assert len(many) <= len(few)
    assert len(many) < 60


def share(by: Account, reader: Account, attempt: Attempt, parts: list[str]) -> Share:
    now = timezone.now()
    with acting(by.pk):
        made = Share(
            piece=attempt.piece, owner=by, reader=reader, parts=parts,
            starts=now - timedelta(minutes=1), until=now + timedelta(days=7),
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def test_a_reader_sees_the_parts_that_are_shared(cast: Cast, browse: Browse, make: Make) -> None:
    attempt = make(cast.alice, before=make(cast.alice), asides={"A": Aside(has_star=True)})
    given = share(cast.alice, cast.mo, attempt, ["A", "E"])
    mo, address = browse(cast.mo), f"{START}{attempt.pk}/"
    html = mo.get(address).content.decode()
    assert html.count("data-typical") == 2
    assert "Recording and sharing" in html
    assert "Online lives" not in html
    for own in ("How it has changed", "What you might work on", "With evidence", "Share a part"):
        assert own not in html, own
    assert "Only you can see this" not in html
    paper = mo.post(f"{address}print/", {"format": "standard", "file": "pdf"})
    words = words_of(paper.content)
    assert "Recording and sharing" in words
    assert "Online lives" not in words
    with acting(cast.alice.pk):
        given.refresh_from_db()
        assert given.opened_at is not None
        given.ended_at = timezone.now()
        given.save(update_fields=["ended_at"])
    assert mo.get(address).status_code == 404
    assert mo.post(f"{address}print/", {"format": "standard"}).status_code == 404


def test_the_paper_says_the_same_and_is_tagged(cast: Cast, browse: Browse, make: Make) -> None:
    attempt = make(cast.alice, before=make(cast.alice), then=dict.fromkeys(IDS, "1"))
    alice = browse(cast.alice)
    answer = alice.post(f"{START}{attempt.pk}/print/", {"format": "large", "file": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "where-i-stand-" in answer.headers["Content-Disposition"]
    words = words_of(answer.content)
    for said in ("Where I stand", "How it has changed", "No clear change yet.", "a draft",
                 "never put together", "Looking back"):  # fmt: skip
        assert said in words, said
    elements = structure_of(answer.content)
    kinds = {kind for one in elements for kind in ("H1", "H2", "Table", "TH") if one.all(kind)}
    assert {"H1", "H2", "Table", "TH"} <= kinds
    word = alice.post(f"{START}{attempt.pk}/print/", {"format": "standard", "file": "word"})
    assert word.content[:2] == b"PK"


# What is worked on


def choose(browser: Any, cluster: str, **said: str) -> Any:
    address = f"/learning/working-on/new/{cluster}/"
    page = browser.get(address)
    assert page.status_code == 200
    return browser.post(address, {**form_of(page.content.decode()), **said})


def test_at_most_three_and_each_once(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    for cluster in "ABH":
        done = choose(alice, cluster, this_week=f"That’s me 🙂 {cluster}", question="")
        assert done.headers["Location"] == "/learning/working-on/"
    page = alice.get("/learning/working-on/").content.decode()
    assert "That’s me 🙂 H" in page
    assert "Three is as much as one can do" in page
    refused = choose(alice, "C", this_week="More")
    assert refused.status_code == 422
    assert "You work on three things already" in refused.content.decode()
    with acting(cast.alice.pk):
        assert Focus.objects.filter(ended_at=None).count() == 3
    assert alice.get("/learning/working-on/new/Z/").status_code == 404
    assert choose(alice, "A").status_code == 422


def test_a_card_is_changed_put_away_and_chosen_again(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    choose(alice, "F", this_week="Ask about games")
    with acting(cast.alice.pk):
        card = Focus.objects.get()
    address = f"/learning/working-on/{card.pk}/"
    page = alice.get(address).content.decode()
    assert "Ask about games" in page
    done = alice.post(address, {**form_of(page), "this_week": "Ask about films", "question": "?"})
    assert done.status_code == 302
    page = alice.get(f"{address}end/").content.decode()
    long = alice.post(f"{address}end/", {**form_of(page), "outcome": "x" * 5_000_000})
    assert long.status_code in (413, 422)
    page = alice.get(f"{address}end/").content.decode()
    done = alice.post(f"{address}end/", {**form_of(page), "outcome": "She told me <b>first</b>."})
    assert done.status_code == 302
    mine = alice.get("/learning/working-on/").content.decode()
    assert "She told me &lt;b&gt;first&lt;/b&gt;." in mine
    assert alice.get(address).status_code == 404
    assert choose(alice, "F", this_week="Again").status_code == 302


@pytest.mark.parametrize("who", ["bob", "mo", "sam"])
def test_nobody_else_reads_what_one_works_on(cast: Cast, browse: Browse, who: str) -> None:
    choose(browse(cast.alice), "F", this_week="Ask about games")
    with acting(cast.alice.pk):
        card = Focus.objects.get()
    other = browse(getattr(cast, who))
    for address in (f"/learning/working-on/{card.pk}/", f"/learning/working-on/{card.pk}/end/"):
        assert other.get(address).status_code == 404
        assert other.post(address, {"this_week": "Mine", "outcome": "Mine"}).status_code == 404
    assert "Ask about games" not in other.get("/learning/working-on/").content.decode()


def test_it_is_shared_by_area_through_the_page(cast: Cast, browse: Browse, make: Make) -> None:
    attempt, alice = make(cast.alice), browse(cast.alice)
    page = alice.get(f"{START}{attempt.pk}/").content.decode()
    found = re.search(r'href="([^"]+)">Share a part of it', page)
    assert found is not None
    asked = alice.get(found[1]).content.decode()
    assert "Online lives and safeguarding" in asked
    given = {"reader": cast.mo.email, "parts": ["F"], "until": "1 December 2026"}
    day = timezone.localdate() + timedelta(days=7)
    given["until"] = f"{day.day} {day:%B %Y}"
    done = alice.post(found[1], {**form_of(asked), **given})
    assert done.status_code == 302, done.content.decode()
    assert alice.get(done.headers["Location"].split("#")[0]).status_code == 200
    html = browse(cast.mo).get(f"{START}{attempt.pk}/").content.decode()
    assert html.count("data-typical") == 1
    assert "Online lives and safeguarding" in html
    beside = browse(cast.mo).get(reverse("learning:piece", args=[attempt.pk])).content.decode()
    assert f'href="{START}{attempt.pk}/">Open the report' in beside


def test_taken_away_it_is_gone_and_the_later_one_stays(
    cast: Cast, browse: Browse, make: Make
) -> None:
    first = make(cast.alice)
    later = make(cast.alice, before=first)
    with acting(cast.alice.pk):
        first.piece.delete()
        later.refresh_from_db()
        assert later.before_id is None
    alice = browse(cast.alice)
    assert alice.get(f"{START}{first.pk}/").status_code == 404
    html = alice.get(f"{START}{later.pk}/").content.decode()
    assert html.count("data-typical") == 10
    assert "How it has changed" not in html
