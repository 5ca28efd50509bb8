"""CPD: the regulator's rules as data, what is missing, pieces, and taking them along."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Role
from alongside.foundation.actor import acting
from alongside.foundation.content import SHIPPED, ContentError, read_text
from alongside.learning import courses
from alongside.learning.actions import champions, circles
from alongside.learning.actions import cpd as actions
from alongside.learning.cpd import (
    Counted,
    by_when,
    in_a_line,
    pack_on,
    packs,
    read_pack,
    standing,
)
from alongside.learning.models import Cpd, Piece, Words
from alongside.learning.tests.in_circles import ask, said
from alongside.learning.tests.supervised import written
from alongside.learning.tests.test_pieces import made, post
from alongside.learning.tests.test_sessions import begin, book, offer
from tests.browsing import Browse
from tests.cast import Cast

PACK = packs()["england 1"]
TODAY = date(2026, 11, 22)


def counted(on: date = TODAY, *, peer: bool = False, whole: bool = True) -> Counted:
    return Counted(on, peer, whole)


# The rules


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (date(2025, 12, 1), date(2025, 12, 1), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2025, 12, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 11, 30)),
        (date(2028, 2, 29), date(2027, 12, 1), date(2028, 11, 30)),
    ],
)
def test_a_year_goes_from_december_to_november(day: date, begins: date, ends: date) -> None:
    year = PACK.year_of(day)
    assert (year.begins, year.ends) == (begins, ends)
    assert year.renewal == date(ends.year, 9, 1)


def test_what_is_missing_is_said_in_sentences() -> None:
    both = (
        "Two pieces of learning.",
        "One piece that you talked over with a peer. It may be one that you have already.",
    )
    assert standing(PACK, [], TODAY).missing == both
    assert standing(PACK, [counted(date(2025, 11, 30), peer=True)], TODAY).missing == both
    one = standing(PACK, [counted(peer=True)], TODAY)
    assert one.missing == ("One more piece of learning.",)
    assert standing(PACK, [counted(), counted(peer=True)], TODAY).is_enough
    assert standing(PACK, [counted(), counted()], TODAY).missing == both[1:]


def test_one_line_says_how_the_year_stands() -> None:
    until = "until 30 November 2026."
    peer = ", the one talked over with a peer still to come; "
    for some, line in (
        ([], f"0 of 2 pieces{peer}{until}"),
        ([counted()], f"1 of 2 pieces{peer}{until}"),
        ([counted(peer=True)], f"1 of 2 pieces; {until}"),
        ([counted(), counted(), counted()], f"2 of 2 pieces{peer}{until}"),
        ([counted(), counted(peer=True)], f"you have what is asked of you {until}"),
    ):
        assert in_a_line(PACK, standing(PACK, some, TODAY)) == line


@pytest.mark.django_db
def test_the_roles_that_a_pack_names_are_there() -> None:
    there = Role.objects.filter(pk__in=PACK.roles).values_list("pk", flat=True)
    assert PACK.roles
    assert set(there) == PACK.roles


def test_what_is_only_begun_does_not_count_and_is_named() -> None:
    stands = standing(PACK, [counted(peer=True), counted(whole=False)], TODAY)
    assert stands.pieces == 1
    assert stands.missing[-1].startswith("One piece is begun")


def test_by_when_counts_down_to_the_last_day() -> None:
    year = PACK.year_of(TODAY)
    assert by_when(year, TODAY) == "By 30 November 2026: 8 days left."
    assert by_when(year, date(2026, 11, 29)) == "By 30 November 2026: 1 day left."
    assert by_when(year, year.ends) == "By 30 November 2026: today is the last day."


def test_the_pack_says_where_it_comes_from_and_holds_for_england_alone() -> None:
    assert PACK.dated.source
    assert PACK.dated.checked_on == date(2026, 11, 21)
    assert [one.nation for one in packs().values()] == ["England"]
    assert pack_on(date(2020, 1, 1)) is None
    assert pack_on(TODAY) == PACK


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("year_begins: 12-01", "year_begins: 13-01"),
        ("year_begins: 12-01", "year_begins: december"),
        ('pieces: "2"', "pieces: two"),
        ("key: learning", "key: learnt"),
        ("checked_on: 2026-11-21", "checked_on: soon"),
        ("nation: England", "nations: England"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_with_its_line(there: str, instead: str) -> None:
    text = (SHIPPED / "cpd" / "england.yaml").read_text(encoding="utf-8")
    assert there in text
    with pytest.raises(ContentError) as wrong:
        read_pack(read_text(text.replace(there, instead), Path("england.yaml")))
    assert wrong.value.line >= 1


# Its pages

GIVEN = {
    "title": "Listening",
    "activity": "reflecting",
    "on": "today",
    "about": "I thought about a visit.",
    "learning": "To wait.",
    "impact": "They spoke first.",
}


@pytest.mark.django_db
def test_a_piece_in_two_presses_leaves_learning_and_impact_to_the_person(
    cast: Cast, browse: Browse
) -> None:
    piece = made(cast.alice)
    client = browse(cast.alice)
    path = reverse("learning:use-as-cpd", args=[piece.pk])
    assert path in client.get(reverse("learning:piece", args=[piece.pk])).content.decode()
    page = client.get(path).content.decode()
    for part in ("about", "learning", "impact", "peer"):
        box = page.split(f'name="{part}"')[1].split("</textarea>")[0].split(">")[1]
        assert box.strip() == "", part
    assert 'value="A visit"' in page
    answer = post(client, path, **GIVEN)
    assert answer.status_code == 302
    with acting(cast.alice.pk):
        one = Cpd.objects.select_related("piece").get()
        assert one.piece.came_from_id == piece.pk
        assert one.pack == "england 1"
    shown = client.get(answer["Location"]).content.decode()
    order = [shown.index(asks) for _, asks in PACK.questions]
    assert order == sorted(order)
    assert "To wait." in shown
    assert client.get(reverse("learning:piece", args=[one.pk])).status_code == 200


@pytest.mark.django_db
def test_the_list_says_what_is_missing_until_nothing_is(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    assert "Two pieces of learning." in client.get("/learning/cpd/").content.decode()
    post(client, "/learning/cpd/new/", **{**GIVEN, "impact": ""})
    page = client.get("/learning/cpd/").content.decode()
    assert "One piece is begun" in page
    with acting(cast.alice.pk):
        piece = Piece.objects.get()
    change = reverse("learning:change-cpd", args=[piece.pk])
    peer = {"is_peer": "on", "peer_relation": "my manager", "peer": "To ask earlier."}
    assert post(client, change, **GIVEN, **{**peer, "peer_relation": ""}).status_code == 422
    assert post(client, change, **GIVEN, **peer).status_code == 302
    post(client, "/learning/cpd/new/", **{**GIVEN, "title": "Reading"})
    page = client.get("/learning/cpd/").content.decode()
    assert "You have what the regulator asks for this year." in page
    with acting(cast.alice.pk):
        assert set(Words.objects.filter(piece=piece).values_list("number", flat=True)) == {1, 2}


@pytest.mark.django_db
def test_sent_is_noted_and_wrong_answers_are_refused(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    where = post(client, "/learning/cpd/new/", **GIVEN)["Location"]
    assert client.post(f"{where}sent/").status_code == 302
    assert "stands in the regulator’s form" in client.get(where).content.decode()
    for wrong in ({"activity": "sleeping"}, {"on": "30 February 2026"}, {"on": "tomorrow"}):
        assert post(client, "/learning/cpd/new/", **{**GIVEN, **wrong}).status_code == 422
    for kind in ("thing", "supervision", "session"):
        path = reverse("learning:use-other-as-cpd", args=[kind, uuid4()])
        assert client.get(path).status_code == 404
    assert browse(cast.mo).get(where).status_code == 404
    assert browse(cast.mo).post(f"{where}sent/").status_code == 404


@pytest.mark.django_db
def test_all_of_it_is_taken_along_in_files_that_open(cast: Cast, browse: Browse) -> None:
    made(cast.alice, what="=1+1 is what a spreadsheet would work out 🙂", **{"so-what": "O’Hara"})
    made(cast.bob, what="Not hers.")
    with acting(cast.alice.pk):
        actions.write_cpd(
            title="Listening", on=timezone.localdate(), activity="reading",
            texts={"about": "A book.", "learning": "To wait."}, by=cast.alice,
        )  # fmt: skip
    client = browse(cast.alice)
    assert client.get("/learning/take-along/").status_code == 200
    answer: Any = client.post("/learning/take-along/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    for line in files["manifest.txt"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    assert set(files) - {"manifest.txt"} == {
        line.split("  ")[1] for line in files["manifest.txt"].decode().splitlines()
    }
    told = json.loads(files["learning.json"])
    assert [one["title"] for one in told["pieces"]] == ["A visit", "Listening"]
    rows = list(csv.reader(io.StringIO(files["learning.csv"].decode("utf-8-sig"))))
    assert rows[1][-1].startswith("'=1+1")
    assert files["learning.pdf"].startswith(b"%PDF")
    assert b"StructTreeRoot" in files["learning.pdf"]
    assert files["learning.docx"].startswith(b"PK")
    assert not any(b"Not hers" in data for data in files.values())


# From anything that was done here, in two presses


def _supervised(cast: Cast) -> tuple[str, str, str]:
    meeting = written(cast)
    return meeting.get_absolute_url(), "supervision", str(meeting.pk)


def _attended(cast: Cast) -> tuple[str, str, str]:
    one = offer(cast.mo)
    book(one, cast.alice)
    begin(one, cast.mo)
    return one.get_absolute_url(), "session", str(one.pk)


def _in_a_round(cast: Cast) -> tuple[str, str, str]:
    with acting(cast.alice.pk):
        made = circles.begin_circle(kind="reflection", title="Thursday", by=cast.alice)
    one = ask(made)
    said(one, cast.alice)
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
        circles.close_round(round=one, by=cast.alice)
    return f"/learning/together/rounds/{one.pk}/", "round", str(one.pk)


def _helped(cast: Cast) -> tuple[str, str, str]:
    with acting(cast.bob.pk):
        champions.offer_help(clusters=["A"], says="", ways=["phone"], room_for=1, by=cast.bob)
    with acting(cast.alice.pk):
        one = champions.ask_for_help(champion=cast.bob.pk, cluster="A", text="x", by=cast.alice)
    with acting(cast.bob.pk):
        champions.answer_request(request=one, accepts=True, by=cast.bob)
    return reverse("learning:help-request", args=[one.pk]), "help", str(one.pk)


def _course(cast: Cast) -> tuple[str, str, str]:
    key = next(iter(courses.courses()))
    return f"/learning/courses/{key}/", "course", key


def _read(cast: Cast) -> tuple[str, str, str]:
    return "/knowledge/boundaries-online/", "guide", "boundaries-online"


@pytest.mark.django_db
@pytest.mark.parametrize("make", [_supervised, _attended, _in_a_round, _helped, _read, _course])
def test_from_its_own_page_it_is_two_presses(cast: Cast, browse: Browse, make: Any) -> None:
    where, kind, key = make(cast)
    path = f"/learning/cpd/from/{kind}/{key}/"
    client = browse(cast.alice)
    assert f'href="{path}"' in client.get(where).content.decode()
    page = client.get(path).content.decode()
    for part in ("about", "learning", "impact", "peer"):
        box = page.split(f'name="{part}"')[1].split("</textarea>")[0].split(">")[1]
        assert box.strip() == "", part
    assert "checked" in page.split('name="activity"', 1)[1].split("</fieldset>")[0]
    title = page.split('name="title"')[1].split(">")[0].split('value="')[1].split('"')[0]
    assert title
    assert "Bob" not in title
    assert "Mo" not in title.split()
    assert post(client, path, **{**GIVEN, "title": title}).status_code == 302
    with acting(cast.alice.pk):
        assert Piece.objects.get(kind="cpd").title == title


@pytest.mark.django_db
@pytest.mark.parametrize("make", [_supervised, _attended, _in_a_round, _helped])
def test_what_others_did_is_nobody_elses_cpd(cast: Cast, browse: Browse, make: Any) -> None:
    _, kind, key = make(cast)
    assert browse(cast.charlie).get(f"/learning/cpd/from/{kind}/{key}/").status_code == 404


@pytest.mark.django_db
def test_what_was_not_done_is_not_used(cast: Cast, browse: Browse) -> None:
    one = offer(cast.mo)  # tomorrow's session, a guide that is not there
    book(one, cast.alice)
    client = browse(cast.alice)
    for path in (
        f"session/{one.pk}", "guide/nothing", "course/nothing", "recording/boundaries-online",
    ):  # fmt: skip
        assert client.get(f"/learning/cpd/from/{path}/").status_code == 404, path
    assert "Use as CPD" not in client.get(one.get_absolute_url()).content.decode()


# One year of it


@pytest.mark.django_db
def test_one_year_is_saved_and_no_other(cast: Cast, browse: Browse) -> None:
    year = PACK.year_of(timezone.localdate())
    before = date(year.begins.year - 1, 12, 15)
    made(cast.alice, what="No CPD.")
    with acting(cast.alice.pk):
        for title, on in (("Listening", timezone.localdate()), ("Long ago", before)):
            actions.write_cpd(
                title=title, on=on, activity="reading", is_peer=True, peer_relation="my manager",
                peer_on=on, texts={"about": "A book.", "learning": "To wait."}, by=cast.alice,
            )  # fmt: skip
    client = browse(cast.alice)
    page = client.get("/learning/cpd/save/").content.decode()
    assert page.count('type="radio"') == 2
    for chosen, title in ((year, "Listening"), (PACK.year_of(before), "Long ago")):
        answer: Any = client.post("/learning/cpd/save/", {"year": chosen.key})
        assert answer["Cache-Control"] == "no-store"
        assert f"my-cpd-{chosen.begins}-to-{chosen.ends}.zip" in answer["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        assert {"learning.pdf", "learning.docx", "learning.csv"} <= set(files)
        told = json.loads(files["learning.json"])
        assert [one["title"] for one in told["pieces"]] == [title]
        assert "Talked over on" in told["pieces"][0]["facts"]
        assert chosen.words() in files["README.txt"].decode()
        with zipfile.ZipFile(io.BytesIO(files["learning.docx"])) as word:
            assert "To wait." in word.read("word/document.xml").decode()
    for wrong in ({}, {"year": "2001-12-01"}, {"year": "x"}):
        refused = client.post("/learning/cpd/save/", wrong)
        assert refused.status_code == 422
    other = browse(cast.bob).post("/learning/cpd/save/", {"year": PACK.year_of(before).key})
    assert other.status_code == 422
