"""Who may see my record, and who looked, by job and team."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.actions import system_account
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.people.actions import grants, needs
from alongside.people.models import Bar, Basis, Grant, Rung
from alongside.portal.access import sight
from alongside.record.actions import Words
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, words_on


def test_a_sentence_for_each(ade: Client, cast: Cast, trailed: Trail) -> None:
    page = words_on(ade.get("/my/who-may-see/"))
    for said in (
        "Social worker (Adults, East) Can read your record and write in it. They work with you.",
        "Adults, East 3 people",
        "Team manager (Adults, East) Can read all of your record and write in it.",
        "Pat, his sister Can read only what was chosen for them. They act for you.",
        "Equipment Partnership",
        "The reason: “Lends equipment”",
        "You can ask us to stop this.",
        "Until it is no longer needed.",
        "You can say no.",
    ):
        assert said in page, said
    for name in ("Alice", "Mo ", "Sam"):
        assert name not in page, name
    assert "own who may see opened" in trailed(cast.ade)


def test_with_names_where_the_council_says_so(ade: Client, settings: Any, note: Write) -> None:
    settings.PORTAL_NAMES = "name"
    assert "Alice, social worker (Adults, East)" in words_on(ade.get("/my/who-may-see/"))
    note()
    assert "Alice, social worker (Adults, East)" in words_on(ade.get("/my/who-looked/"))


def test_who_may_open_any_record_is_told_too(ade: Client, cast: Cast) -> None:
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They may open any record" in page
    assert "Alongside itself: tests" in page
    with acting(cast.system.pk):
        duty = Grant.objects.get(account=cast.system)
        Grant.objects.create(
            team=cast.children,
            rung=Rung.CONTACT,
            basis=Basis.DUTY,
            starts=duty.starts,
            until=duty.until,
            given_by=cast.system,
        )
    assert "Children, West for every record" in words_on(ade.get("/my/who-may-see/"))
    with acting(cast.system.pk):
        grants.bar(person=cast.ade, team=cast.children, ground=Bar.Ground.OBJECTION, by=cast.system)
    assert "Children, West" not in words_on(ade.get("/my/who-may-see/"))


def test_two_parts_of_the_computer_are_told_apart_by_what_they_are_for(
    ade: Client, cast: Cast
) -> None:
    with acting(cast.system.pk):
        clock = system_account("clock")
        grants.let_system_reach(
            account=clock, reason="Hands on what nobody has decided in time", by=cast.system
        )
    headings = BeautifulSoup(ade.get("/my/who-may-see/").content, "lxml").select(
        "#everyone ~ ul h3"
    )
    said = [" ".join(one.get_text(" ").split()) for one in headings]
    assert [one for one in said if "hands on what nobody has decided in time" in one]
    assert len(said) == len(set(said)) == 2


def test_who_looked_and_why(ade: Client, browse: Browse, cast: Cast, note: Write) -> None:
    entry = note(title="A day out")
    for account in (cast.alice, cast.bob, cast.bob):
        assert browse(account).get(f"/entries/{entry.pk}/").status_code == 200
    browse(cast.mo).get(f"/people/{cast.ade.pk}/")
    page = words_on(ade.get("/my/who-looked/"))
    assert "Read something in your record, 2 times" in page
    assert "Team manager (Adults, East) Opened your record They manage somebody" in page
    assert "They work with you." in page
    assert "Wrote something in your record" in page
    assert "A day out" not in page
    for name in ("Alice", "Bob", "Mo ", "You "):
        assert name not in page.replace("What you did yourself", "").replace("Your", ""), name


def test_what_he_does_himself_is_left_out(ade: Client, note: Write) -> None:
    entry = note()
    for _ in range(3):
        ade.get(f"/my/record/{entry.pk}/")
    page = words_on(ade.get("/my/who-looked/"))
    assert "Worked on your record" not in page


def test_lists_are_counted_by_month(ade: Client, browse: Browse, cast: Cast) -> None:
    assert "Your name in a list" not in words_on(ade.get("/my/who-looked/"))
    browse(cast.alice).get("/")
    page = words_on(ade.get("/my/who-looked/"))
    assert "Your name in a list" in page
    assert "once" in page


def test_pages_of_who_looked(ade: Client, cast: Cast, note: Write) -> None:
    entry = note()
    for number in range(150):
        by = cast.alice if number % 2 else cast.ade_account
        with acting(by.pk):
            trail.note(f"entry opened {number:03}", on=entry, about=[cast.ade], by=by)
    seen: list[str] = []
    with acting(cast.ade_account.pk):
        before: Any = timezone.now()
        while before:
            rows, before = sight.looks(cast.ade, before=before, by=cast.ade_account)
            seen += [one.what for one in rows]
    told = [one for one in seen if one.startswith("entry opened ")]
    assert told == [f"entry opened {n:03}" for n in range(149, 0, -2)]
    assert ade.get("/my/who-looked/").content.decode().count('rel="next"') == 1


def test_large_print_where_it_is_needed(ade: Client, cast: Cast, note: Write) -> None:
    note()
    assert "al-large" not in ade.get("/my/").content.decode()
    with acting(cast.alice.pk):
        needs.record_need(
            person=cast.ade,
            category="004",
            option="format-large-print",
            words="Large print",
            by=cast.alice,
        )
    for page in ("", "record/", "who-may-see/", "who-looked/", "rights/", "staying-safe/"):
        assert "govuk-template al-large" in ade.get(f"/my/{page}").content.decode(), page


@pytest.mark.parametrize("page", ["/my/record/", "/my/", "/my/who-may-see/", "/my/who-looked/"])
def test_as_many_queries_for_much_as_for_little(
    ade: Client, note: Write, page: str, cast: Cast
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ade.get(page).status_code == 200
        return len(asked)

    note(Words("fact", "One"), Words("opinion", "Two"))
    ade.get(page)
    few = count()
    for number in range(9):
        note(title=str(number))
    assert count() <= few
