"""An entry and a letter on paper: what stands there, who gets it, and what is written of it."""

import io
import os
import tempfile
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.paper import handing
from alongside.foundation.paper.document import PaperNotMade
from alongside.foundation.tests.reading_papers import kinds_of, words_of
from alongside.people.actions import facts, grants, needs, protecting
from alongside.people.models import Bar, FactKind
from alongside.record.actions import (
    Words,
    amend_entry,
    answer_entry,
    decide_sharing,
    restrict_entry,
)
from alongside.record.models import About, Entry, Part
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Finished, Trail, Write


def asked(browser: Client, entry: Entry, **more: Any) -> Any:
    version = f"?version={more.pop('version')}" if "version" in more else ""
    told = {"format": "standard", "file": "pdf", **more}
    return browser.post(f"/entries/{entry.pk}/print/{version}", told)


def said(browser: Client, entry: Entry, **more: Any) -> str:
    response = asked(browser, entry, **more)
    assert response.status_code == 200
    return words_of(response.content)


def test_it_says_what_the_page_says(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(
        Words("fact", "Ade made **tea**.\n\n# Later\n\n- one\n- two"),
        Words("opinion", "He is well."),
        Words("reported", "He slept.", of="Pat"),
        Words("own words", "I want to stay here 🫖", of="Ade"),
        title="O’Brien's kitchen",
        there="Pat and the nurse",
    )
    part = Part.objects.filter(sort="fact")
    with acting(cast.ade_account.pk):
        answer_entry(id=new_id(), part=part.get(), text="I did not.", by=cast.ade_account)
    paper = said(browse(cast.bob), entry)
    for words in (
        "O’Brien's kitchen",
        "About Ade Bankole",
        "Confidential",
        "Fact: what was seen or done.",
        "Ade made tea.",
        "Opinion: what the writer makes of it.",
        "Reported: what somebody said.",
        "What Pat said",
        "Ade, in their own words",
        "I want to stay here",
        "Answered by Ade Bankole",
        "I did not.",
        "Also there: Pat and the nurse",
        "Written: By Alice",
        "Ade Bankole can read this in their record",
    ):
        assert words in paper, words
    assert "Not to be given" not in paper
    assert "today" not in paper, "how long ago something was is wrong tomorrow"


def test_it_is_a_file_that_nothing_keeps(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    entry = note(title="Ade at home")
    before = set(os.listdir(tempfile.gettempdir()))
    for kind, begins, ending in (("pdf", b"%PDF-1.7", "pdf"), ("word", b"PK", "docx")):
        response = asked(browse(cast.alice), entry, file=kind, format="large")
        assert response.content.startswith(begins)
        assert response["Cache-Control"] == "no-store"
        day = f"{timezone.localdate():%Y-%m-%d}"
        assert response["Content-Disposition"] == f'attachment; filename="entry-{day}.{ending}"'
        assert response["X-Content-Type-Options"] == "nosniff"
    left = set(os.listdir(tempfile.gettempdir())) - before
    assert [one for one in left if "paper" in one or "alongside" in one] == []
    assert trailed(cast.ade, cast.alice)[:2] == ["entry printed"] * 2
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select detail from gate.whole_trail(now() + interval '1 hour', 9, %s)", [cast.ade.pk]
        )
        detail = str(cursor.fetchone())
    assert "large" in detail
    assert "word" in detail


def test_the_word_file_says_the_same(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("fact", "Ade made tea."), Words("own words", "I want to stay.", of="Ade"))
    document = docx.Document(io.BytesIO(asked(browse(cast.bob), entry, file="word").content))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Ade made tea." in text
    assert "I want to stay." in text
    assert "Fact: what was seen or done." in text


def test_it_has_a_structure(cast: Cast, note: Write, browse: Browse) -> None:
    kinds = kinds_of(asked(browse(cast.alice), note()).content)
    assert kinds.count("H1") == 1
    assert "H2" in kinds


def test_everybody_else_finds_nothing(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        browser = browse(account)
        assert browser.get(f"/entries/{entry.pk}/print/").status_code == 404, account
        assert asked(browser, entry).status_code == 404, account
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    assert asked(browse(cast.bob), entry).status_code == 404


def test_what_is_restricted_is_not_printed_but_by_those_who_read_it(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note(title="A zebrafish")
    until = timezone.localdate() + timedelta(days=9)
    with acting(cast.mo.pk):
        restrict_entry(
            entry=entry,
            words="An enquiry is open.",
            until=until,
            review_by=cast.alice,
            by=cast.mo,
        )
    assert asked(browse(cast.bob), entry).status_code == 404
    assert browse(cast.bob).get(f"/entries/{entry.pk}/print/").status_code == 404
    paper = said(browse(cast.mo), entry)
    assert "Only a few may read this" in paper
    assert "An enquiry is open." in paper


def test_what_is_kept_from_the_person_says_so(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(kind="strategy")
    assert "Not to be given to Ade Bankole." in said(browse(cast.alice), entry)
    both = note(people=[cast.ade, cast.temi])
    with acting(cast.mo.pk):
        decide_sharing(
            about=About.objects.get(entry=both, person=cast.ade), sharing="shown", by=cast.mo
        )
    paper = said(browse(cast.bob), both)
    assert "Not to be given to Ade Bankole as it is" in paper
    assert "About Ade Bankole and 1 other person" in paper
    assert "Temi" not in paper, "Bob may not know of her"


def test_an_earlier_version_says_that_it_is_old(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(Words("fact", "He had coffee."))
    with acting(cast.alice.pk):
        parts = [Words("fact", "He had tea.")]
        amend_entry(entry=entry, base=1, parts=parts, why="It was tea.", by=cast.alice)
    old = said(browse(cast.bob), entry, version=1)
    assert "He had coffee." in old
    assert "This is version 1, as it was." in old
    now = said(browse(cast.bob), entry)
    assert "He had tea." in now
    assert "“It was tea.”" in now
    assert "He had coffee." not in now
    for wrong in ("0", "9", "x", "-1", "1e3"):
        assert asked(browse(cast.bob), entry, version=wrong).status_code == 404


def test_files_are_named(cast: Cast, finished: Finished, browse: Browse) -> None:
    entry, _ = finished(name="The ramp.jpg", description="A ramp with a rail")
    paper = said(browse(cast.bob), entry)
    assert "Pictures and papers kept with this" in paper
    assert "A ramp with a rail" in paper


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ([], "standard"),
        (["format-large-print"], "large"),
        (["format-very-large-print", "format-easy-read"], "larger"),
        (["format-easy-read", "format-large-print"], "easy-read"),
    ],
)
def test_their_own_print_is_chosen_first(
    cast: Cast, note: Write, browse: Browse, options: list[str], chosen: str
) -> None:
    entry = note()
    with acting(cast.alice.pk):
        for option in options:
            needs.record_need(person=cast.ade, option=option, by=cast.alice)
    page = browse(cast.bob).get(f"/entries/{entry.pk}/print/")
    assert page.context["form"]["format"].value() == chosen


def test_a_wrong_answer_is_said(
    cast: Cast, note: Write, browse: Browse, monkeypatch: pytest.MonkeyPatch, trailed: Trail
) -> None:
    entry = note()
    page = asked(browse(cast.bob), entry, format="comic").content.decode()
    assert "There is a problem" in page or "error" in page
    assert "entry printed" not in trailed(cast.ade)

    def too_much(_: object) -> bytes:
        raise PaperNotMade("This is more than one paper can hold.")

    monkeypatch.setitem(handing.KINDS, "pdf", (too_much, "application/pdf", "pdf"))
    page = asked(browse(cast.bob), entry).content.decode()
    assert "This is more than one paper can hold." in page
    assert "entry printed" not in trailed(cast.ade)


def test_it_asks_the_database_no_more_for_more(cast: Cast, note: Write, browse: Browse) -> None:
    few = note()
    many = note(*[Words("fact", f"Part {n}.") for n in range(30)])
    counts = []
    for entry in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            asked(browse(cast.bob), entry)
        counts.append(len(queries))
    assert counts[1] == counts[2]


# Letters ------------------------------------------------------------------------------------------

LETTER = "Dear Ade,\n\nThank you for seeing me.\n\nAlice"


def address(cast: Cast, value: str = "4 Mill Lane, Northmere, NM1 2AB") -> Any:
    with acting(cast.alice.pk):
        return facts.record_fact(person=cast.ade, kind=FactKind.ADDRESS, value=value, by=cast.alice)


def letter(note: Write, text: str = LETTER, **more: Any) -> Entry:
    return note(Words("fact", text), kind="letter", title="About your assessment", **more)


def test_a_letter_reads_like_one(cast: Cast, note: Write, browse: Browse) -> None:
    address(cast)
    response = asked(browse(cast.bob), letter(note))
    assert "letter-" in response["Content-Disposition"]
    paper = words_of(response.content)
    for words in ("About your assessment", "4 Mill Lane Northmere NM1 2AB", "Dear Ade,"):
        assert words in paper, words
    assert paper.index("NM1 2AB") < paper.index("Dear Ade,") < paper.index("Thank you")
    for words in ("Fact:", "Confidential", "Version", "About this record", "Printed"):
        assert words not in paper, words


def test_a_protected_address_is_on_no_letter(cast: Cast, note: Write, browse: Browse) -> None:
    address(cast, "9 Old Road, Northmere, NM1 3CD")
    fact = address(cast)
    with acting(cast.alice.pk):
        protecting.protect_fact(
            fact=fact,
            from_whom="A former partner",
            why="Risk",
            review_on=timezone.localdate() + timedelta(days=30),
            by=cast.alice,
        )
    entry = letter(note)
    for account in (cast.alice, cast.bob, cast.mo):
        paper = said(browse(account), entry)
        assert "Mill Lane" not in paper
        assert "Old Road" not in paper
        assert "Ade Bankole" in paper


def test_a_letter_about_two_has_no_address(cast: Cast, note: Write, browse: Browse) -> None:
    address(cast)
    entry = letter(note, people=[cast.ade, cast.temi])
    assert "Mill Lane" not in said(browse(cast.alice), entry)


def test_a_letter_that_is_held_says_so(cast: Cast, note: Write, browse: Browse) -> None:
    entry = letter(note)
    with acting(cast.mo.pk):
        about = About.objects.get(entry=entry)
        review = timezone.localdate() + timedelta(days=9)
        decide_sharing(
            about=about,
            sharing="held",
            words="We are looking.",
            why="It names a neighbour.",
            review_on=review,
            by=cast.mo,
        )
    assert "Not to be given to Ade Bankole." in said(browse(cast.alice), entry)


def test_the_note_leads_there(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    page = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert f'href="/entries/{entry.pk}/print/"' in page
