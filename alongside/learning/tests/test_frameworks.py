"""Tests of frameworks as data: rights, days, crosswalks, and the change of 1 April 2027."""

import re
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.utils.html import escape

from alongside.foundation.content import ContentError, folder
from alongside.learning import frameworks as library
from alongside.learning import instrument, profiles
from alongside.learning.views import frameworks as pages
from alongside.questionnaires.reading import read_questionnaire
from tests.browsing import Browse
from tests.cast import Cast

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
    assert {one.id for one in others} == {
        "pcf", "swe", "kss-children", "early-career", "benchmark", "digital-capabilities",
        "kss-adults", "kss-adults-supervisors",
    }  # fmt: skip
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


@pytest.mark.parametrize(
    ("framework", "node", "id"),
    [
        ("alongside", "A", "423175f0-6e3f-5d12-a7a6-034ca48edb5f"),
        ("early-career", "relationships", "d7d8887f-6232-577b-bfd7-c3914488e684"),
        ("kss-children", "5", "aa423d14-24bf-5f21-9947-e8aa19d38625"),
    ],
)
def test_an_id_for_exchange_never_changes(framework: str, node: str, id: str) -> None:
    one = library.frameworks()[framework]
    version = one.versions[0].node(node)
    assert version is not None
    assert str(one.case_id(version)) == id


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


EARLY_CAREER = {
    "anti-discriminatory": "AH", "relationships": "BD", "assessment": "EF",
    "intervention": "FG", "reflection": "C", "leadership": "IJ",
}  # fmt: skip


def test_the_early_career_standards_are_laid_beside_all_ten_areas() -> None:
    found = library.lined_up(library.frameworks()["early-career"], CHANGE)
    ours: dict[str, str] = {}
    for one in found:
        if one.framework.id == "alongside" and one.here and one.there:
            ours[one.here.id] = ours.get(one.here.id, "") + one.there.id
            assert one.because
    assert ours == EARLY_CAREER
    assert set("".join(ours.values())) == set(instrument.CLUSTERS)
    # Said on one side, and seen from the other.
    seen = library.lined_up(library.frameworks()["alongside"], CHANGE)
    turned = {one.here.id for one in seen if one.here and one.framework.id == "early-career"}
    assert turned == set(instrument.CLUSTERS)
    whole = next(one for one in found if one.here is None)
    assert (whole.match, whole.framework.id) == ("replaces", "kss-children")


def test_narrower_is_broader_from_the_other_side() -> None:
    pcf = library.lined_up(library.frameworks()["pcf"], CHANGE)
    there = next(one for one in pcf if one.there and one.there.id == "J")
    assert there.match == "broader"


def test_the_version_that_is_shown_is_the_nearest_where_none_is_in_force() -> None:
    early, children = (library.frameworks()[one] for one in ("early-career", "kss-children"))
    assert early.on(CHANGE - timedelta(days=1)) is None
    assert early.shown(CHANGE - timedelta(days=1)).version == "2026"
    assert children.shown(CHANGE).version == "2015"


# What was in force on a day is kept for good: reports are drawn from it. A change is a version.
KEPT = {"roles 1": "0470157b5aef01b4", "vignettes 1": "eee4cf0fc40b271c"}


def test_what_was_once_in_force_is_never_altered() -> None:
    found = {
        one.form: sha256(repr(sorted(one.by_id.items())).encode()).hexdigest()[:16]
        for one in (profiles.roles(date(2026, 11, 22)), profiles.vignettes(date(2026, 11, 22)))
    }
    assert found == KEPT


# Its pages

STANDARDS = "/learning/standards/"


def standards_on(day: date, browser: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The three lists of the page, as they would stand on that day."""
    monkeypatch.setattr(pages, "today", lambda: day)
    html = browser.get(STANDARDS).content.decode()
    parts = re.split(r'<h2 id="(?:now|later|earlier)">', html)
    return [" ".join(re.findall(rf'href="{STANDARDS}([a-z-]+)/"', one)) for one in parts[1:]]


def test_the_change_of_april_is_seen_on_the_page_on_its_day(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browse(cast.alice)
    now, later = standards_on(date(2027, 3, 31), alice, monkeypatch)
    assert "kss-children" in now
    assert later == "early-career"
    page = alice.get(f"{STANDARDS}early-career/").content.decode()
    assert "Not in force yet" in page
    assert "From 1 April 2027" in page
    now, earlier = standards_on(date(2027, 4, 1), alice, monkeypatch)
    assert "early-career" in now
    assert earlier == "kss-children"
    page = alice.get(f"{STANDARDS}kss-children/").content.decode()
    assert "No longer in force" in page
    assert "It held until 31 March 2027" in page
    assert "Is replaced by" in page
    assert "Not in force yet" not in alice.get(f"{STANDARDS}early-career/").content.decode()


@pytest.mark.parametrize("one", library.frameworks().values(), ids=lambda one: one.id)
def test_each_has_a_page_with_whose_it_is_and_how_sure_we_are(
    cast: Cast, browse: Browse, one: library.Framework
) -> None:
    html = browse(cast.alice).get(f"{STANDARDS}{one.id}/").content.decode()
    assert escape(one.title) in html
    assert escape(one.publisher) in html
    assert str(one.case_id()) in html
    assert "Our proposal, not validated" in html
    if one.rights == library.LINK_ONLY:
        assert f'href="{escape(one.source_url)}"' in html
        assert "By link alone" in html
    else:
        assert "Our own words" in html
        assert "40 statements" in html


def test_a_page_that_is_not_there_is_not_there(cast: Cast, browse: Browse) -> None:
    assert browse(cast.alice).get(f"{STANDARDS}no-such/").status_code == 404


def test_report_and_first_page_lead_to_the_standards(cast: Cast, browse: Browse) -> None:
    assert f'href="{STANDARDS}"' in browse(cast.alice).get("/learning/").content.decode()


BESIDE = {
    "a range upside down": ("roles", "A: [1.25, 2.25]", "A: [2.25, 1.25]", "from a lower"),
    "no range": ("roles", "A: [1.25, 2.25]", "A: [low, high]", "is written as"),
    "an area missing": ("roles", "A: [1.25, 2.25], ", "", "in this order"),
    "two examples": (
        "vignettes", "under: purpose, cluster: A", "under: practice, cluster: D", "three",
    ),
    "a level too high": ("vignettes", "level: 2", "level: 5", "“level” is 1"),
    "elsewhere": ("vignettes", "cluster: A", "cluster: J", "no area under"),
    "no first day": ("roles", "  valid_from: 2026-11-22\n", "", "needs the day"),
    "nothing to do": ("focus", "- id: A\n", "- id: Z\n", "in this order"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "sentence"), BESIDE.values(), ids=BESIDE)
def test_a_slip_beside_the_statements_is_said(
    copy: Path, name: str, old: str, new: str, sentence: str
) -> None:
    change(copy / f"capability/{name}.yaml", old, new)
    with pytest.raises(ContentError, match=sentence):
        profiles.check_profiles()


def test_a_later_version_begins_after_the_one_before(copy: Path) -> None:
    file = copy / "capability/roles.yaml"
    text = file.read_text(encoding="utf-8")
    again = text[text.index("- version: 1") :].replace("- version: 1", "- version: 2")
    file.write_text(text + "\n" + again, encoding="utf-8")
    with pytest.raises(ContentError, match="before the version above it has ended"):
        profiles.check_profiles()


def test_an_example_that_says_something_else_is_another_example(copy: Path) -> None:
    file = copy / "capability/vignettes.yaml"
    text = file.read_text(encoding="utf-8").rstrip("\n")
    first, second = "  valid_from: 2026-11-22", "  valid_from: 2027-01-01"
    again = text[text.index("- version: 1") :].replace("- version: 1", "- version: 2")
    again = again.replace(first, second).replace("Ines asks", "Ines sometimes asks")
    ended = text.replace(first, f"{first}\n  valid_to: 2026-12-31")
    file.write_text(f"{ended}\n{again}\n", encoding="utf-8")
    with pytest.raises(ContentError, match="Give it another id"):
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
