"""The allow-list: every field of what a record is made of, and whether the portal shows it.

A field that is added to one of these models fails here until somebody has said whether the person
reads it. What is marked never is planted with a secret, and looked for on every page.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import models
from django.test import Client

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.actions.facts import record_fact
from alongside.people.models import Fact, Grant
from alongside.record.actions import Words, amend_entry
from alongside.record.models import About, Answer, Entry, Part, Version
from tests.cast import Cast

from .conftest import Decide, Write, words_on
from .test_never import PAGES

SHOWN = "shown"
SOME = "shown where it is about nobody else"  # or under another condition, said in shown.py
USED = "decides what is shown, and is not shown"  # ids that join, counts, places in an order
WORDS = "said in other words"  # an account as a job and team, a code as a sentence
NEVER = "never"

SAYS: dict[type[models.Model], dict[str, str]] = {
    Entry: {
        "id": USED,
        "kind": WORDS,
        "written_at": SHOWN,
        "written_by": WORDS,
        "team": NEVER,
        "versions": USED,
        "about_count": USED,
        "source": NEVER,
        "needs": NEVER,
        "pinned_at": NEVER,
        "pinned_by": NEVER,
        "first_written_by": WORDS,
        "first_written_at": USED,
    },
    About: {
        "id": USED,
        "entry": USED,
        "person": USED,
        "happened_at": SHOWN,
        "sharing": USED,
        "sharing_words": SHOWN,
        "sharing_review_on": SHOWN,
        "removed_at": USED,
        "removed_by": NEVER,
        "removed_why": NEVER,
    },
    Version: {
        "id": USED,
        "entry": USED,
        "number": USED,
        "title": SOME,
        "happened_at": SHOWN,
        "happened_precision": WORDS,
        "contact": SOME,
        "place": SOME,
        "minutes": SOME,
        "there": SOME,
        "seen": NEVER,
        "form": NEVER,
        "answers": NEVER,
        "why": SOME,
        "is_earlier_readable": USED,
        "by": NEVER,
        "at": SHOWN,
    },
    Part: {
        "id": USED,
        "entry": USED,
        "version": USED,
        "position": USED,
        "sort": WORDS,
        "about": USED,
        "of": USED,
        "origin": WORDS,
        "origin_detail": NEVER,
        "checked_by": NEVER,
        "text": SOME,
        "question": USED,
        "asked": SOME,
        "value": USED,
    },
    Answer: {
        "id": USED,
        "entry": USED,
        "part": USED,
        "person": USED,
        "is_correction": WORDS,
        "text": SHOWN,
        "by": NEVER,
        "at": SHOWN,
    },
    # Of facts, only the short name in the greeting, and what others are to know first.
    Fact: {
        "id": NEVER,
        "person": USED,
        "kind": USED,
        "known": USED,
        "value": SOME,
        "code": NEVER,
        "code_set": NEVER,
        "key": NEVER,
        "detail": SOME,
        "needs": NEVER,
        "is_check": NEVER,
        "is_shown": USED,
        "is_protected": NEVER,
        "starts_on": NEVER,
        "ends_on": NEVER,
        "source": NEVER,
        "recorded_at": SHOWN,
        "recorded_by": WORDS,
        "replaces": NEVER,
        "over_at": USED,
        "over_by": NEVER,
        "over_why": NEVER,
    },
    Grant: {
        "id": USED,
        "person": USED,
        "account": WORDS,
        "team": WORDS,
        "rung": WORDS,
        "basis": WORDS,
        "called": SHOWN,
        "reason": SOME,
        "starts": USED,
        "until": SHOWN,
        "given_by": NEVER,
        "given_at": USED,
        "until_before": NEVER,
        "ended_by": NEVER,
        "ended_why": NEVER,
    },
}


@pytest.mark.parametrize("model", SAYS)
def test_every_field_is_said(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.concrete_fields}
    assert fields == set(SAYS[model]), "Say whether the person reads it, here and in shown.py"


def test_no_other_model_of_the_record_reaches_a_page(
    ade: Client, note: Write, decide: Decide, cast: Cast
) -> None:
    """Templates are given what shown.py made, and no rows of people or record."""
    entry = note()
    decide(note(), "held")
    for page in (*PAGES, f"record/{entry.pk}/"):
        response = ade.get(f"/my/{page}")
        found = {type(one).__name__ for one in _rows_in(_given(response))}
        assert found == set(), page


def _given(response: Any) -> Iterator[Any]:
    for layer in response.context:
        for inner in layer.dicts if hasattr(layer, "dicts") else [layer]:
            yield from inner.values()


def _rows_in(values: Any, deep: int = 0) -> Iterator[models.Model]:
    for one in values:
        if isinstance(one, models.Model):
            if one._meta.app_label in ("people", "record"):
                yield one
        elif isinstance(one, models.QuerySet):
            yield from one
        elif isinstance(one, dict) and deep < 4:
            yield from _rows_in(one.values(), deep + 1)
        elif isinstance(one, list | tuple | set) and deep < 4:
            yield from _rows_in(one, deep + 1)
        elif hasattr(one, "__dataclass_fields__") and deep < 4:
            yield from _rows_in(vars(one).values(), deep + 1)


def everything(client: Client, entry: Entry) -> str:
    pages = (*PAGES, f"record/{entry.pk}/", f"record/{entry.pk}/?version=1")
    return " ".join(client.get(f"/my/{page}").content.decode() for page in pages)


def test_what_is_planted_is_shown_or_not_as_it_says(ade: Client, note: Write, cast: Cast) -> None:
    entry = note(
        Words(
            "fact",
            "Part-text",
            of="Part-of",
            origin="imported",
            origin_detail="Part-detail",
            question="Part-question",
            asked="Part-asked",
            value={"codes": ["Part-value"]},
        ),
        title="Version-title",
        place="Version-place",
        there="Version-there",
        form="Version-form",
        answers={"question": "Version-answers"},
        source="Entry-source",
        seen={cast.ade.pk: "not seen"},
    )
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "Part-text now")],
            why="Version-why",
            by=cast.alice,
        )
    with acting(cast.system.pk):
        grants.allocate(
            person=cast.ade,
            account=cast.bob,
            reason="Grant-reason",
            by=cast.system,
        )
    page = everything(ade, entry)
    for shown in ("title", "place", "there", "why"):
        assert f"Version-{shown}" in page, shown
    assert "Part-text now" in page
    for never in (
        "Part-of",
        "Part-detail",
        "Version-form",
        "Version-answers",
        "Entry-source",
        "not seen",
        "Not seen",
        "Grant-reason",
    ):
        assert never not in page, never


def test_of_facts_only_what_others_are_to_know_first(ade: Client, cast: Cast) -> None:
    with acting(cast.alice.pk):
        for kind, value in (("school", "Fact-school"), ("gp", "Fact-gp"), ("know first", "Ask-me")):
            record_fact(
                person=cast.ade, kind=kind, value=value, source="Fact-source", by=cast.alice
            )
    page = " ".join(ade.get(f"/my/{one}").content.decode() for one in PAGES)
    assert "Ask-me" in words_on(ade.get("/my/first-words/"))
    assert "Fact-" not in page
    with acting(cast.alice.pk):
        Fact.objects.filter(kind="know first").update(is_shown=False)
    assert "Ask-me" not in words_on(ade.get("/my/first-words/"))


def test_of_an_entry_about_others_too_only_the_parts_are_shown(
    ade: Client, note: Write, cast: Cast, decide: Decide
) -> None:
    entry = note(
        Words("fact", "Ade alone", about=(cast.ade.pk,)),
        people=[cast.ade, cast.temi],
        title="Version-title",
        place="Version-place",
        there="Version-there",
        minutes=77,
        contact="school",
    )
    with acting(cast.alice.pk):
        words = [Words("fact", "Ade alone now", about=(cast.ade.pk,))]
        amend_entry(entry=entry, base=1, parts=words, why="Version-why", by=cast.alice)
    decide(entry, "shown")
    page = everything(ade, entry)
    assert "Ade alone now" in page
    assert "Changed on" in page
    for hidden in ("Version-", "77 minutes", "at school"):
        assert hidden not in page, hidden


def test_dates_and_words_of_what_is_held_are_those_of_the_person(
    ade: Client, note: Write, decide: Decide
) -> None:
    decide(note(), "held", words="About-words", why="Decision-why", review_on=date(2099, 1, 27))
    page = " ".join(ade.get(f"/my/{one}").content.decode() for one in PAGES)
    assert "About-words" in page
    assert "27 January 2099" in page
    assert "Decision-why" not in page
