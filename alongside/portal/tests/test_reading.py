"""My home and my record, as the person reads them."""

from typing import Any

from django.test import Client

from alongside.record.actions import Words
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Trail, Write, words_on


def test_home_of_somebody_with_no_entries(ade: Client) -> None:
    page = words_on(ade.get("/my/"))
    assert "Hello, Ade" in page
    assert "Nothing is written here yet" in page
    assert "There is nothing else that you have to do." in page
    assert "Alice, social worker" in page


def test_record_of_somebody_with_no_entries(ade: Client) -> None:
    assert "Nothing is written here yet" in words_on(ade.get("/my/record/"))


def test_an_account_that_belongs_to_nobody(browse: Browse, cast: Cast) -> None:
    from tests.cast import account

    nobody = browse(account("person", "nobody"))
    assert "not joined to this account" in words_on(nobody.get("/my/"))
    for address in ("record/", "who-may-see/", "who-looked/"):
        assert nobody.get(f"/my/{address}")["Location"] == "/my/"
    for address in ("rights/", "staying-safe/"):
        assert nobody.get(f"/my/{address}").status_code == 200


def test_what_is_shown_is_read_in_plain_words(ade: Client, note: Write, trailed: Any) -> None:
    entry = note(
        Words("fact", "Ade made the **tea** himself 🫖."),
        Words("opinion", "He’s doing well."),
        Words("own words", "I said I want to stop going *there*", of="Ade"),
        title="We talked about going out",
        place="in Ade’s kitchen",
        contact="home",
        minutes=45,
    )
    page = words_on(ade.get("/my/record/"))
    for words in (
        "We talked about going out",
        "A visit at home, in your kitchen, 45 minutes.",
        "What happened",
        "What we think",
        "What you said",
        "🫖",
        "Alice, social worker (Adults, East)",
        "Add your words",
    ):
        assert words in page, words
    assert "We talked" in words_on(ade.get(f"/my/record/{entry.pk}/"))
    assert {"own record opened", "own entry opened"} <= set(trailed())


def test_home_tells_what_is_new(
    ade: Client, note: Write, browse: Browse, cast: Cast, decide: Decide
) -> None:
    note(title="Before")
    assert "Before" in words_on(ade.get("/my/"))
    again = browse(cast.ade_account)
    assert "Nothing new was written" in words_on(again.get("/my/"))
    note(title="After that")
    held = note(title="Secret title")
    decide(held, "held")
    page = words_on(again.get("/my/"))
    assert "After that" in page
    assert "Something you cannot read yet" in page
    assert "Secret title" not in page
    assert "Before" not in page


def test_home_tells_what_may_be_read_now(
    ade: Client, note: Write, browse: Browse, cast: Cast, decide: Decide
) -> None:
    held, hidden = note(title="Held first"), note(title="Hidden first")
    decide(held, "held")
    decide(hidden, "not disclosed", by=cast.alice)
    ade.get("/my/")
    again = browse(cast.ade_account)
    assert "Nothing new was written" in words_on(again.get("/my/"))
    decide(held, "shown")
    page = words_on(again.get("/my/"))
    assert "Held first You can read this now." in page
    assert "Hidden first" not in page


def test_held_says_why_and_who_decides_and_by_when(
    ade: Client, note: Write, decide: Decide
) -> None:
    decide(note(title="Secret title"), "held")
    page = words_on(ade.get("/my/record/"))
    assert "Something you cannot read yet" in page
    assert "It names somebody else, so we look at it first." in page
    assert "Team manager (Adults, East) looks at it again by 27 January 2099" in page
    assert "Secret title" not in page


def test_pages_of_the_record(ade: Client, note: Write, trailed: Trail) -> None:
    for number in range(23):
        note(title=f"Note {number:02}.")
    seen = []
    address = "/my/record/"
    while address:
        response = ade.get(address)
        seen += [f"{n:02}" for n in range(23) if f"Note {n:02}." in words_on(response)]
        html = response.content.decode()
        link = html.split('rel="next"')[0].rsplit('href="', 1)[1] if 'rel="next"' in html else ""
        address = f"/my/record/{link.split(chr(34))[0].split('/')[-1]}" if link else ""
    assert sorted(seen) == [f"{n:02}" for n in range(23)]
    assert len(seen) == 23
    whole = words_on(ade.get("/my/record/?all=1"))
    assert all(f"Note {n:02}." in whole for n in range(23))


def test_looking_for_a_word(ade: Client, note: Write, cast: Cast, decide: Decide) -> None:
    note(Words("fact", "He doesn’t like the centre"), title="One")
    note(Words("fact", "The robin sat there"), title="Two")
    both = note(
        Words("fact", "about both zebra"),
        Words("fact", "about Ade alone", about=(cast.ade.pk,)),
        people=[cast.ade, cast.temi],
        title="Zebra and Temi",
    )
    decide(both, "shown")
    decide(note(Words("fact", "zebra"), title="zebra"), "held")

    def look(words: str) -> str:
        return words_on(ade.post("/my/record/", {"words": words}))

    assert "One" in look("doesn't CENTRE")
    assert "Two" not in look("doesn't")
    assert "robin" in look("robi")
    assert "Nothing that you can read" in look("zebra")
    assert "Nothing that you can read" in look("Temi")
    assert "Nothing that you can read" in look("100% _ \\ '")
    assert "Null characters" in look("\x00")
    assert "words=" not in str(ade.get("/my/record/").content)
