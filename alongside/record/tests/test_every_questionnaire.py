"""Each shipped questionnaire, gone through to its end without a script, with nothing left open."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.questionnaires.answering import Filled, Slot, slots_of
from alongside.questionnaires.definition import CHOICES, NUMBERS, Item, Questionnaire
from alongside.questionnaires.library import shipped
from alongside.record.door import door
from alongside.record.models import EntryKind, Part, Version
from tests.browsing import Browse
from tests.cast import Cast

from .test_questions import finish, opened, turn

WHOLE = {found.id: found for found, _ in shipped()}
LIBRARY = {key: found for key, found in WHOLE.items() if not found.is_of_oneself}
DAY = date(2026, 11, 22)


def some(item: Item) -> str:
    """An answer of the right sort."""
    if item.type in CHOICES:
        return item.options[0].id
    if item.type in NUMBERS:
        return str(item.least if item.least is not None else 2)
    return {
        "boolean": "true",
        "date": "3 November 2026",
        "dateTime": "3 November 2026, 2pm",
        "time": "2pm",
        "url": "https://example.org/",
    }.get(item.type, f"Some words about {item.id}. 🙂 O’Brien")


def answers_to(asked: Questionnaire) -> dict[str, str]:
    """Answers that leave nothing open, found as a worker finds them: by what is still missing.

    Where the first option breaks a rule, the others are tried.
    """
    texts: dict[str, str] = {}
    for _ in range(60):
        filled = Filled(asked, texts, DAY)
        missing = filled.missing()
        if not missing:
            break
        for slot in missing:
            texts[slot.name] = some(slot.item) if slot.part != "because" else "It was so"
    return _by_the_rules(asked, texts)


def _by_the_rules(asked: Questionnaire, texts: dict[str, str]) -> dict[str, str]:
    """Another option for what decides, until no rule is broken and nothing is open."""
    if not Filled(asked, texts, DAY).broken():
        return texts
    for item in asked.questions:
        if item.type not in CHOICES or item.is_many or not texts.get(item.id):
            continue
        for option in item.options:
            tried = {**texts, item.id: option.id}
            filled = Filled(asked, tried, DAY)
            for slot in filled.missing():
                tried[slot.name] = some(slot.item) if slot.part != "because" else "It was so"
            filled = Filled(asked, tried, DAY)
            if not filled.broken() and not filled.missing():
                return tried
    raise AssertionError(f"{asked.id} cannot be finished by one other choice")


def page_of(asked: Questionnaire, name: str) -> str:
    step = next(step for step in name.split(".") if step in asked.by_id)
    return asked.page_of(asked.by_id[step]).id


def test_the_library_is_whole() -> None:
    assert len(LIBRARY) >= 17
    assert {file.stem for file in (folder() / "questionnaires").glob("*.yaml")} == set(WHOLE)
    for asked in LIBRARY.values():
        assert asked.kind in EntryKind.values, asked.id
        assert asked.why_these, asked.id
        for item in asked.questions:
            if item.picture:
                assert (folder() / "pictures" / f"{item.picture}.svg").exists(), item.picture
            for lead in item.leads_to:
                assert not lead.questionnaire or lead.questionnaire in LIBRARY, item.id


@pytest.mark.parametrize("key", sorted(key for key, one in LIBRARY.items() if not one.is_apart))
def test_it_is_gone_through_to_its_end(cast: Cast, browse: Browse, key: str) -> None:
    alice, asked = browse(cast.alice), LIBRARY[key]
    texts = answers_to(asked)
    first = alice.get(f"/people/{cast.ade.pk}/ask/{key}/").headers["Location"]
    address = _typed_page_by_page(alice, asked, texts, first)
    html = alice.get(address).content.decode()
    assert "Still open" not in html
    done = finish(alice, address)
    assert done.status_code == 302, done.content.decode()
    entry = UUID(done.headers["Location"].strip("/").split("/")[-1])
    with acting(cast.alice.pk):
        version = Version.objects.get(entry=entry)
        parts = dict(Part.objects.filter(entry=entry).values_list("question", "text"))
    assert version.form.startswith(f"{key} ")
    assert set(version.answers) == {"asked"}
    assert {name for name in version.answers["asked"]} <= set(asked.by_id)
    form = door().forms.get(key)
    apart = form.apart if form else set()  # who got in touch stands in a place of its own
    assert set(texts) - apart <= set(parts)
    assert not apart & set(parts)
    read = alice.get(f"/entries/{entry}/")
    assert read.status_code == 200
    again = opened(alice, f"/entries/{entry}/change/")
    assert again


def _typed_page_by_page(
    browser: Client, asked: Questionnaire, texts: dict[str, str], address: str
) -> str:
    pages: dict[str, dict[str, Any]] = {}
    for name, text in texts.items():
        pages.setdefault(page_of(asked, name), {})[name] = text
    for page in asked.pages:  # twice: what one page answers may open another
        if page.id in pages:
            address = turn(browser, address, {"go": page.id})
            address = turn(browser, address, {"go": "check"}, **pages[page.id])
    return turn(browser, address, {"go": "check"})


def test_what_a_worker_asks_themselves_is_never_asked_for_a_record(
    cast: Cast, browse: Browse
) -> None:
    own = [one for one in WHOLE.values() if one.is_of_oneself]
    assert own
    alice = browse(cast.alice)
    offered = alice.get(f"/people/{cast.ade.pk}/ask/").content.decode()
    for asked in own:
        assert f"/ask/{asked.id}/" not in offered
        for more in ("", f"?v={asked.version}"):
            address = f"/people/{cast.ade.pk}/ask/{asked.id}/{more}"
            assert alice.get(address).status_code == 404


def test_places_are_named_once() -> None:
    for asked in LIBRARY.values():
        names = [slot.name for item in asked.questions for slot in _slots(item)]
        assert len(names) == len(set(names)), asked.id


def _slots(item: Item) -> list[Slot]:
    return slots_of(item)
