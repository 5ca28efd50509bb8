"""Tests of frameworks as data: rights, days, crosswalks, and the change of 1 April 2027."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from alongside.foundation.content import ContentError, folder
from alongside.learning import frameworks as library
from alongside.learning import instrument, profiles
from alongside.questionnaires.reading import read_questionnaire

CHANGE = date(2027, 4, 1)


@pytest.fixture
def copy(tmp_path: Path, settings: Any) -> Path:
    """A library of one's own, to change."""
    root = tmp_path / "content"
    for part in ("frameworks", "capability", "questionnaires"):
        copytree(folder() / part, root / part)
    settings.CONTENT_DIR = root
    return root


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_that_is_shipped_is_right() -> None:
    library.check_frameworks()
    profiles.check_profiles()
    instrument.check_shipped()


def test_what_is_by_link_alone_has_no_word_of_its_text() -> None:
    others = [one for one in library.frameworks().values() if one.rights == library.LINK_ONLY]
    assert {one.id for one in others} == {"pcf", "swe", "kss-children", "early-career", "benchmark"}
    for one in others:
        assert one.source_url.startswith("https://")
        for version in one.versions:
            assert all(not node.text and len(node.label) <= 60 for node in version.nodes)


def test_ours_hold_the_forty_statements() -> None:
    version = library.frameworks()["alongside"].on(date(2026, 11, 22))
    assert version is not None
    statements = [one for one in version.nodes if one.kind == "statement"]
    assert len(statements) == 40
    assert [one.id for one in version.nodes if one.kind == "cluster"] == list(instrument.CLUSTERS)
    for superdomain, clusters in instrument.SUPERDOMAINS.items():
        under = tuple(one.id for one in version.nodes if one.under == superdomain)
        assert under == clusters
    assert statements[0].under == "A"


def test_the_standards_change_on_their_day_by_data_alone() -> None:
    before = {one.id for one, _ in library.in_force(CHANGE - timedelta(days=1))}
    after = {one.id for one, _ in library.in_force(CHANGE)}
    assert before - after == {"kss-children"}
    assert after - before == {"early-career"}
    old = library.frameworks()["kss-children"]
    assert library.replaced_by(old) == library.frameworks()["early-career"]
    # What was aligned to it stays readable.
    version = old.named("2015")
    assert version is not None
    assert version.node("5") is not None


def test_another_day_of_change_is_another_line_of_data(copy: Path) -> None:
    change(copy / "frameworks/kss-children.yaml", "valid_to: 2027-03-31", "valid_to: 2027-05-31")
    change(
        copy / "frameworks/early-career.yaml", "valid_from: 2027-04-01", "valid_from: 2027-06-01"
    )
    held = {one.id for one, _ in library.in_force(CHANGE)}
    assert "kss-children" in held
    assert "early-career" not in held


def test_ids_for_exchange_stay_and_differ() -> None:
    ids = [
        one.case_id(node)
        for one in library.frameworks().values()
        for version in one.versions
        for node in (None, *version.nodes)
    ]
    assert len(ids) == len(set(ids))
    ours = library.frameworks()["alongside"]
    assert str(ours.case_id()) == "e216c76e-df53-5b89-95b5-357531d627f0"


SLIPS = {
    "text of somebody else's": (
        "swe", "label: Safe conduct}", "label: Safe conduct, text: Their words}", "by link alone",
    ),
    "a label that is a sentence": ("swe", "label: Safe conduct", f"label: {'x' * 61}", "a name"),
    "no address": ("swe", "source_url: https", "source_url: http", "beginning with https"),
    "nothing of ours": ("alongside", ', text: "Why we do this', ', code: "Why we do this', "text"),
    "a kind unknown": ("swe", "kind: standard", "kind: rule", "“kind” is “rule”"),
    "twice": ("swe", 'id: "2"', 'id: "1"', "there twice"),
    "under nothing": ("pcf", "under: purpose", "under: porpoise", "not above it"),
    "leads nowhere": ("alongside", "to: pcf/rights", "to: pcf/wrongs", "“pcf/wrongs”"),
    "from nowhere": ("alongside", "from: A,", "from: K,", "nothing that stands here"),
    "a match unknown": ("alongside", "is: related", "is: akin", "“is” is “akin”"),
    "a gap of days": (
        "early-career", "valid_from: 2027-04-01", "valid_from: 2027-04-02", "day after",
    ),
    "no questionnaire": ("alongside", "from: digital-capability", "from: no-such", "no question"),
    "a strange key": ("swe", "publisher:", "editor:", "“editor” means nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "sentence"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_said_with_its_file(
    copy: Path, name: str, old: str, new: str, sentence: str
) -> None:
    change(copy / f"frameworks/{name}.yaml", old, new)
    with pytest.raises(ContentError, match=sentence) as said:
        library.check_frameworks()
    assert said.value.line > 0


BESIDE = {
    "a range upside down": ("roles", "A: [1.25, 2.25]", "A: [2.25, 1.25]", "from a lower"),
    "no range": ("roles", "A: [1.25, 2.25]", "A: [low, high]", "is written as"),
    "an area missing": ("roles", "A: [1.25, 2.25], ", "", "in this order"),
    "two examples": (
        "vignettes", "under: purpose, cluster: A", "under: practice, cluster: D", "three",
    ),
    "a level too high": ("vignettes", "level: 2", "level: 5", "“level” is 1"),
    "elsewhere": ("vignettes", "cluster: A", "cluster: J", "no area under"),
    "nothing to do": ("focus", "- id: A\n", "- id: Z\n", "in this order"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "sentence"), BESIDE.values(), ids=BESIDE)
def test_a_slip_beside_the_statements_is_said(
    copy: Path, name: str, old: str, new: str, sentence: str
) -> None:
    change(copy / f"capability/{name}.yaml", old, new)
    with pytest.raises(ContentError, match=sentence):
        profiles.check_profiles()


ASKED = {
    "another status": ("status: draft, not validated", "status: validated", "has to be “draft"),
    "a statement gone": ("id: c3\n", "id: c33\n", "has to ask c1 to c4"),
    "a way out gone": ("      - {id: dont-know, say: I don’t know}\n", "", "three ways"),
    "an area gone": ("- id: b\n", "- id: bb\n", "Its pages have to be"),
}


@pytest.mark.parametrize(("old", "new", "sentence"), ASKED.values(), ids=ASKED)
def test_a_slip_in_the_instrument_is_said(copy: Path, old: str, new: str, sentence: str) -> None:
    file = copy / "questionnaires/digital-capability.yaml"
    change(file, old, new)
    with pytest.raises(ContentError, match=sentence):
        instrument.check_shipped()


def test_each_statement_has_four_anchors_of_its_own() -> None:
    file = folder() / "questionnaires" / f"{instrument.KEY}.yaml"
    found = instrument.instrument_of(read_questionnaire(file.read_text(encoding="utf-8")))
    assert found.status == "draft, not validated"
    assert len(found.statements) == 40
    assert [one.number for one in found.statements] == list(range(1, 41))
    anchors = [text for one in found.statements for text in one.anchors.values()]
    assert len(anchors) == len(set(anchors)) == 160
    assert all(4 <= len(one.split()) <= 35 for one in anchors)
    short = found.asked(is_short=True)
    assert [one.cluster for one in short] == list(instrument.CLUSTERS)
