"""Short courses: what is shipped holds together, what is wrong is said, and nobody is told."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from alongside.cli import main
from alongside.foundation.actor import acting
from alongside.foundation.content import ContentError, folder
from alongside.foundation.reading_age import age_of
from alongside.knowledge.shelves import areas as knowledge_areas
from alongside.learning import areas, courses
from alongside.learning.courses import Course, read_course, remarks, texts
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Champion
from tests.browsing import Browse
from tests.cast import Cast

from .closeness import read_hashes, repeated

COURSES = "/learning/courses/"
WRITTEN = date(2026, 11, 22)
FILES = sorted((folder() / "courses").glob("*.yaml"))
SHIPPED = [read_course(file) for file in FILES]
HASHES = Path(__file__).parent / "source_runs.bin"
each = pytest.mark.parametrize("course", SHIPPED, ids=lambda one: one.key)

SMALL = """title: Plants
purpose: To keep plants alive.
for: [everybody]
able: [Water a plant.]
areas: [A]
owner: the gardener
source: A book
checked_on: 2026-11-22
valid_from: 2026-11-22
review_by: 2027-11-22
steps:
- {person: A, say: Ask a gardener., minutes: 10}
- {guide: easy-read, say: Read it., minutes: 5}
- {supervision: "What did I let dry out?", minutes: 5}
"""


@pytest.fixture
def garden(tmp_path: Path, settings: Settings) -> Path:
    """A library of courses of one's own, beside everything else that is shipped."""
    for one in folder().iterdir():
        if one.name != "courses":
            (tmp_path / one.name).symlink_to(one)
    (tmp_path / "courses").mkdir()
    settings.CONTENT_DIR = tmp_path
    return tmp_path / "courses"


def plant(garden: Path, text: str = SMALL, name: str = "plants") -> Path:
    file = garden / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def main_of(page: object) -> Tag:
    found = BeautifulSoup(page.content, "lxml").select_one("main")  # type: ignore[attr-defined]
    assert found
    return found


def words(page: object) -> str:
    return re.sub(r"\s+", " ", main_of(page).get_text(" "))


# What is shipped


def test_all_ten_areas_are_covered() -> None:
    assert len(SHIPPED) >= 6
    assert {one.areas[0] for one in SHIPPED} == {*CLUSTERS}
    assert sorted(courses.courses()) == [file.stem for file in FILES]


@each
def test_it_is_whole_short_plain_and_looked_after(course: Course) -> None:
    assert tuple(remarks(course, WRITTEN)) == ()
    assert 30 <= course.minutes <= courses.LONGEST
    age = age_of(texts(course))
    assert age is not None
    assert age <= courses.OLDEST
    assert course.owner.startswith("the ")
    assert course.review_by > WRITTEN
    assert course.steps[0].kind == "person"
    assert {"guide", "supervision"} <= {one.kind for one in course.steps}


@each
def test_its_words_are_our_own_and_the_house_s(course: Course) -> None:
    text = "\n".join(texts(course))
    assert repeated(text, read_hashes(HASHES)) == []
    for word in ("!", "please note", "service user", "N/A", "click here", "'", '"', "*"):
        assert word not in text, word
    assert all(one.endswith(".") for one in course.able)


def test_every_dilemma_and_every_guide_for_all_is_in_a_course() -> None:
    led = {(one.kind, one.key) for course in SHIPPED for one in course.steps}
    dilemmas = {file.stem for file in (folder() / "scenarios").glob("*.yaml")}
    assert {key for kind, key in led if kind == "dilemma"} == dilemmas
    assert len({key for kind, key in led if kind == "guide"}) >= 15


@pytest.mark.django_db
def test_the_areas_of_the_guides_are_those_of_learning() -> None:
    found = knowledge_areas(WRITTEN)
    assert [(key, one.title) for key, one in found.items()] == areas.areas()


# Reading and checking

WRONG = [
    ("title: Plants\n", "", 1, "“title” is missing"),
    ("review_by: 2027-11-22\n", "", 1, "“review_by” is missing: by when"),
    ("review_by: 2027", "review_by: 2025", 1, "looked at again before it begins"),
    ("valid_from: 2026-11-22\n", "", 1, "“valid_from”"),
    ("source: A book\n", "", 1, "needs its “source”"),
    ("owner: the gardener\n", "", 1, "“owner” is missing"),
    ("able: [Water a plant.]", "able: []", 1, "“able” is missing"),
    ("areas: [A]", "areas: [Z]", 1, "“areas” names “Z”"),
    ("owner:", "writer: me\nowner:", 1, "“writer” means nothing here"),
    ("{person: A", "{person: Bob", 12, "“person” names the area"),
    (
        "{person: A, say: Ask a gardener.",
        "{dilemma: no-data, say: Play.",
        1,
        "begins with somebody",
    ),
    ('{supervision: "What did I let dry out?"', "{guide: x, say: Go.", 1, "no question for superv"),
    ("{guide: easy-read, say", "{guide: easy-read, video: x, say", 13, "“video” means nothing"),
    ("{guide: easy-read, say", "{guide: easy-read, reflect: what, say", 13, "A step is one of"),
    ("say: Read it., ", "", 13, "“say” is missing"),
    ("minutes: 10", "minutes: a while", 12, "“minutes” is a whole number"),
    ("- {guide: easy-read, say: Read it., minutes: 5}\n", "", 1, "3 to 8 steps, and this one 2"),
    ("{guide: easy-read", "{person: A", 1, "The same step is there twice"),
    ("guide: easy-read", "guide: hard-read", 13, "the guide “hard-read”, which is not there"),
    ("guide: easy-read", "recording: easy-read", 13, "“easy-read” has no recording"),
    ("guide: easy-read", "dilemma: easy-read", 13, "the dilemma “easy-read”, which is not"),
    ("guide: easy-read", "reflect: easy-read", 13, "no way to reflect called “easy-read”"),
]


@pytest.mark.parametrize(("was", "now", "line", "sentence"), WRONG)
def test_what_is_wrong_is_said_with_its_line(
    garden: Path, was: str, now: str, line: int, sentence: str
) -> None:
    assert was in SMALL
    plant(garden, SMALL.replace(was, now, 1))
    with pytest.raises(ContentError) as caught:
        courses.check_courses()
    assert sentence in caught.value.sentence
    assert caught.value.line == line


def test_the_command_says_what_is_wrong_and_what_is_due(
    garden: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(garden, SMALL.replace("2027-11-22", "2026-11-22").replace("2026-11-22", "2026-01-02"))
    assert main(["learning", "check"]) == 0
    said = capsys.readouterr().out
    assert "Short courses: right." in said
    assert "plants.yaml: It was to be looked at again by 2 January 2026. Ask the gardener." in said
    plant(garden, SMALL.replace("easy-read", "gone"))
    assert main(["learning", "check"]) == 1
    said = capsys.readouterr().out
    assert "plants.yaml, line 13: It leads to the guide “gone”, which is not there." in said


def test_one_that_is_long_hard_or_over_is_remarked_on(garden: Path) -> None:
    hard = "Responsibilities necessitate interdisciplinary communication. " * 20
    long = " ".join(["word"] * 31)
    text = SMALL.replace("Read it.", f"{hard} {long}.").replace("minutes: 10", "minutes: 119")
    found = read_course(plant(garden, text.replace("review_by", "valid_to: 2026-12-01\nreview_by")))
    said = " ".join(remarks(found, date(2027, 12, 1)))
    for words_of_it in (
        "hard to read",
        "31 words in one sentence",
        "129 minutes",
        "looked at again",
    ):
        assert words_of_it in said
    assert "It does not hold today" in said


# Pages


@pytest.mark.django_db
def test_every_course_opens_for_staff_and_partners_alone(cast: Cast, browse: Browse) -> None:
    for reader in (cast.alice, cast.mo, cast.sam):
        client = browse(reader)
        links = [str(one["href"]) for one in main_of(client.get(COURSES)).select(".al-list h2 a")]
        assert links == [f"{COURSES}{one.key}/" for one in courses.in_force()]
        for one in links:
            page = main_of(client.get(one))
            assert len(page.select("ol.lr-steps > li")) >= courses.FEWEST
            assert all(not box.has_attr("name") for box in page.select("[data-mark]"))
            # Every step leads somewhere, but for the question that one brings along.
            assert len(page.select("ol.lr-steps h3 a")) == len(page.select("ol.lr-steps > li")) - 1
    for other in (cast.ade_account, cast.pat):
        assert browse(other).get(COURSES).status_code == 404
        assert browse(other).get(f"{COURSES}life-online/").status_code == 404


@pytest.mark.django_db
def test_a_person_comes_before_every_link(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = words(alice.get(f"{COURSES}life-online/"))
    assert "Nobody has offered to help with this yet. Ask in your team" in page
    with acting(cast.bob.pk):
        Champion.objects.create(account=cast.bob, clusters=["F"], room_for=2, says="Knows games.")
    first = main_of(alice.get(f"{COURSES}life-online/")).select("ol.lr-steps > li")[0]
    assert "Bob offers to help. Knows games." in re.sub(r"\s+", " ", first.get_text(" "))
    assert first.select(f'a[href*="{cast.bob.pk}"]')


@pytest.mark.django_db
def test_it_is_used_as_cpd_in_two_presses_and_nothing_is_written_for_one(
    cast: Cast, browse: Browse
) -> None:
    alice = browse(cast.alice)
    (link,) = [
        str(one["href"])
        for one in main_of(alice.get(f"{COURSES}life-online/")).select("a.govuk-button")
        if one.text == "Use it as CPD"
    ]
    page = main_of(alice.get(link))
    title = page.select_one("[name=title]")
    assert title is not None
    assert title["value"] == "Somebody’s life online"
    for name in ("about", "learning", "impact"):
        box = page.select_one(f"textarea[name={name}]")
        assert box is not None
        assert box.text.strip() == ""
    assert alice.get(link.replace("life-online", "no-such-course")).status_code == 404


@pytest.mark.django_db
def test_a_card_names_a_course_after_a_person(cast: Cast, browse: Browse) -> None:
    page = words(browse(cast.alice).get("/learning/working-on/new/F/"))
    assert page.index("A person:") < page.index("A short course: Somebody’s life online")
    assert page.index("A short course:") < page.index("To read:")


@pytest.mark.django_db
def test_nobody_is_told_and_as_few_questions_for_many_steps(
    cast: Cast, browse: Browse, garden: Path
) -> None:
    plant(garden)
    more = "".join(
        f"- {{guide: {key}, say: Read it., minutes: 5}}\n"
        for key in ("boundaries-online", "video-meetings", "reading-a-figure", "nine-areas")
    )
    plant(garden, SMALL + more, "many")
    alice = browse(cast.alice)
    alice.get(COURSES)

    def asked(key: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert alice.get(f"{COURSES}{key}/").status_code == 200
        assert not [
            one for one in sent if "trail_" in one["sql"] and "insert" in one["sql"].lower()
        ]
        return len(sent)

    assert asked("plants") == asked("many")


@pytest.mark.django_db
def test_what_is_over_or_not_there_is_not_offered(cast: Cast, browse: Browse, garden: Path) -> None:
    alice = browse(cast.alice)
    assert "There are no courses here yet." in words(alice.get(COURSES))
    today = timezone.localdate()
    over = f"valid_to: {today - timedelta(days=1)}\nvalid_from: 2026-01-01"
    plant(garden, SMALL.replace("valid_from: 2026-11-22", over), "over")
    plant(
        garden, SMALL.replace("2026-11-22", "2026-01-01").replace("2027-11-22", "2026-01-02"), "old"
    )
    plant(garden, SMALL.replace("easy-read", "gone").replace("2026-11-22", "2026-01-01"), "gap")
    plant(garden, "title: [", "broken")
    courses._kept.cache_clear()
    page = alice.get(COURSES)
    assert [str(one["href"]) for one in main_of(page).select(".al-list a")] == [
        f"{COURSES}gap/",
        f"{COURSES}old/",
    ]
    assert "Was to be looked at again by 2 January 2026" in words(page)
    assert "Somebody should have looked at this again by 2 January 2026." in words(
        alice.get(f"{COURSES}old/")
    )
    assert "A guide that is not there at the moment" in words(alice.get(f"{COURSES}gap/"))
    for key in ("over", "broken", "nothing"):
        assert alice.get(f"{COURSES}{key}/").status_code == 404


@pytest.mark.django_db
def test_marks_tell_nothing_and_are_those_of_the_list(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = main_of(alice.get(f"{COURSES}first-weeks/"))
    marks = [str(one["data-mark"]) for one in page.select("[data-mark]")]
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in marks)
    listed = [str(one["data-far"]) for one in main_of(alice.get(COURSES)).select("[data-far]")]
    assert " ".join(marks) in listed
    others = main_of(browse(cast.bob).get(f"{COURSES}first-weeks/"))
    assert not set(marks) & {str(one["data-mark"]) for one in others.select("[data-mark]")}
