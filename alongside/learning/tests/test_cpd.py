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

from alongside.foundation.actor import acting
from alongside.foundation.content import SHIPPED, ContentError, read_text
from alongside.learning.actions import cpd as actions
from alongside.learning.cpd import Counted, by_when, pack_on, packs, read_pack, standing
from alongside.learning.models import Cpd, Piece, Words
from alongside.learning.tests.test_pieces import made, post
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
