"""What a person may read of their record, on paper; and never anything else."""

import io
from datetime import timedelta
from typing import Any

import docx
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.tests.reading_papers import words_of
from alongside.people.actions import needs
from alongside.record.actions import (
    Words,
    amend_entry,
    answer_entry,
    release_part,
    second_decision,
)
from alongside.record.models import Entry, Part, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Trail, Write
from .test_shared import share

SECRET = "zebrafish"


def asked(browser: Client, entry: Entry, where: str = "my/record", **more: Any) -> Any:
    told = {"format": "standard", "file": "pdf", **more}
    return browser.post(f"/{where}/{entry.pk}/print/", told)


def said(browser: Client, entry: Entry, where: str = "my/record") -> str:
    """The words of both kinds of file, each of which is looked through."""
    pdf, word = (asked(browser, entry, where, file=file) for file in ("pdf", "word"))
    assert pdf.status_code == word.status_code == 200
    document = docx.Document(io.BytesIO(word.content))
    section = document.sections[0]
    lines = [*document.paragraphs, *section.header.paragraphs, *section.footer.paragraphs]
    return words_of(pdf.content) + " ".join(line.text for line in lines)


def test_their_own_words_and_ours(ade: Client, note: Write, cast: Cast, trailed: Trail) -> None:
    entry = note(
        Words("fact", "Ade made **tea** 🫖."),
        Words("own words", "I want to stay.", of="Ade"),
        title="A visit in May",
    )
    with acting(cast.ade_account.pk):
        part = Part.objects.get(sort="fact")
        answer_entry(id=new_id(), part=part, text="I did not.", by=cast.ade_account)
    page = ade.get(f"/my/record/{entry.pk}/").content.decode()
    assert f"/my/record/{entry.pk}/print/" in page
    paper = said(ade, entry)
    for words in ("A visit in May", "Ade made tea", "I want to stay.", "I did not.", "You wrote"):
        assert words in paper, words
    assert "Confidential" not in paper, "it is theirs"
    response = asked(ade, entry)
    day = f"{timezone.localdate():%Y-%m-%d}"
    assert response["Content-Disposition"] == f'attachment; filename="note-{day}.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert "own entry printed" in trailed()


def test_what_is_kept_from_them_is_on_no_paper(
    ade: Client, note: Write, decide: Decide, cast: Cast
) -> None:
    held = note(Words("fact", SECRET), title=SECRET)
    review = timezone.localdate() + timedelta(days=9)
    decide(held, "held", words="We are looking.", review_on=review)
    theirs = note(Words("fact", SECRET), people=[cast.temi], title=SECRET)
    strategy = note(Words("fact", SECRET), kind="strategy", title=SECRET)
    hidden = note(Words("fact", SECRET), title=SECRET)
    decide(hidden, "not disclosed", by=cast.alice)
    with acting(cast.mo.pk):
        decision = SharingDecision.objects.get(about__entry=hidden)
        second_decision(decision=decision, is_agreed=True, by=cast.mo)
    for entry in (held, theirs, strategy, hidden):
        assert ade.get(f"/my/record/{entry.pk}/print/").status_code == 404
        response = asked(ade, entry)
        assert response.status_code == 404
        assert SECRET not in response.content.decode()


def test_what_is_about_somebody_else_is_left_out(
    ade: Client, note: Write, decide: Decide, cast: Cast
) -> None:
    entry = note(
        Words("fact", "Ade was calm.", about=(cast.ade.pk,)),
        Words("fact", f"Temi said {SECRET}.", about=(cast.temi.pk,)),
        people=[cast.ade, cast.temi],
        title=f"Temi {SECRET}",
        place=SECRET,
        there=SECRET,
    )
    decide(entry, "shown")
    paper = said(ade, entry)
    assert "Ade was calm." in paper
    assert "What is about them is left out." in paper
    assert SECRET not in paper
    assert "Temi" not in paper
    with acting(cast.mo.pk):
        other = Part.objects.get(text__contains=SECRET)
        release_part(part=other, person=cast.ade, why="It is hers to tell.", by=cast.mo)
    assert SECRET in said(ade, entry), "what was released to them is theirs to read"


def test_an_earlier_version_only_where_they_may_read_it(
    ade: Client, note: Write, cast: Cast
) -> None:
    entry = note(Words("fact", f"He said {SECRET}."))
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "He said something.")],
            why="It named somebody.",
            is_earlier_readable=False,
            by=cast.alice,
        )
    old = ade.post(f"/my/record/{entry.pk}/print/?version=1", {"format": "standard"})
    assert old.status_code == 404
    paper = said(ade, entry)
    assert SECRET not in paper
    assert "He said something." in paper


def test_large_print_is_chosen_for_them(ade: Client, note: Write, cast: Cast) -> None:
    entry = note()
    with acting(cast.alice.pk):
        needs.record_need(person=cast.ade, option="format-very-large-print", by=cast.alice)
    page = ade.get(f"/my/record/{entry.pk}/print/")
    assert page.context["form"]["format"].value() == "larger"
    assert "al-large" in page.content.decode()


def test_others_print_nothing_of_theirs(note: Write, cast: Cast, browse: Browse) -> None:
    entry = note()
    for account in (cast.alice, cast.charlie, cast.pat, cast.sam):
        assert asked(browse(account), entry).status_code == 404, account
    for account in (cast.alice, cast.ade_account, cast.pat, cast.sam):
        response = asked(browse(account), entry, where="shared")
        assert response.status_code == 404, account


def test_what_is_listed_for_somebody(
    note: Write, decide: Decide, cast: Cast, browse: Browse, trailed: Trail
) -> None:
    listed = note(Words("fact", "Ade was calm."), title="For Pat")
    other = note(Words("fact", SECRET), title=SECRET)
    both = note(
        Words("fact", "Ade ate.", about=(cast.ade.pk,)),
        Words("fact", f"Temi said {SECRET}.", about=(cast.temi.pk,)),
        people=[cast.ade, cast.temi],
        title=SECRET,
    )
    decide(both, "shown")
    for entry in (listed, both):
        share(cast, entry)
    pat = browse(cast.pat)
    assert f"/shared/{listed.pk}/print/" in pat.get(f"/shared/{listed.pk}/").content.decode()
    assert pat.get(f"/shared/{listed.pk}/print/").status_code == 200
    assert "Ade was calm." in said(pat, listed, where="shared")
    assert "shared entry printed" in trailed(cast.ade, cast.pat)
    assert asked(pat, other, where="shared").status_code == 404
    paper = said(pat, both, where="shared")
    assert "Ade ate." in paper
    assert SECRET not in paper
    assert "Temi" not in paper
    assert asked(browse(cast.sam), listed, where="shared").status_code == 404
