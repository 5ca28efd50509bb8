"""The library of supervision: rhythms that say what they stand on, agreements and agendas."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from alongside.foundation.content import ContentError, folder
from alongside.learning import supervising
from alongside.learning.models import Point

TODAY = date(2026, 11, 22)


def test_every_rhythm_says_what_it_stands_on() -> None:
    found = supervising.rhythms(TODAY)
    assert len(found) >= 6
    for one in found:
        assert one.dated.source
        is_own = "Alongside" in one.dated.source
        read = "From a source that was read."
        assert one.standing == ("A suggestion, and no rule." if is_own else read)
        assert one.is_checked, one.key
    assert supervising.length().dated.checked


def test_rhythms_follow_one_another() -> None:
    began = date(2026, 1, 5)
    first = "newly-qualified-first"
    assert supervising.fits_better(first, began, date(2026, 2, 15)) is None
    after = supervising.fits_better(first, began, date(2026, 2, 16))  # 42 days
    assert after is not None
    assert (after.key, after.often) == ("newly-qualified-next", "every 2 weeks")
    late = supervising.fits_better(first, began, date(2026, 12, 1))
    assert late is not None
    assert late.key == "newly-qualified-later"
    assert supervising.fits_better("social-worker", began, TODAY) is None
    assert supervising.fits_better("no longer there", began, TODAY) is None


def test_the_next_meeting_is_on_a_working_day() -> None:
    assert supervising.next_on(date(2026, 11, 27), 28) == date(2026, 12, 29)  # after Christmas
    assert supervising.next_on(date(2026, 11, 21), 7) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "every day"), (7, "every week"), (28, "every 4 weeks"), (10, "every 10 days")],
)
def test_how_often_in_words(days: int, words: str) -> None:
    assert supervising.how_often(days) == words


def test_the_question_about_digital_work_changes_each_month() -> None:
    asked = {supervising.ethics_question(date(2026, month, 3)) for month in range(1, 13)}
    assert len(asked) == 12
    same = {supervising.ethics_question(date(2026, 3, day)) for day in range(1, 32)}
    assert len(same) == 1


def test_the_agenda_and_the_agreement_are_whole() -> None:
    assert set(supervising.prompts()) == set(Point.Kind.values)
    parts = supervising.agreement_parts()
    assert {"purpose", "between", "disagree", "cancelled", "records", "digital"} <= set(parts)
    between = parts["between"].help
    assert all(word in between for word in ("harm", "court", "regulator"))
    supervising.check_supervision()


@pytest.mark.parametrize(
    ("file", "was", "now", "said"),
    [
        ("rhythms", 'every_days: "14"', 'every_days: "0"', "from 1 to 366"),
        ("rhythms", 'every_days: "14"', "every_days: often", "from 1 to 366"),
        ("rhythms", "then: social-worker", "then: nobody", "none of them"),
        ("rhythms", "then: social-worker", "then: returning", "leads back"),
        ("rhythms", "  then: social-worker\n", "", "what comes “then”"),
        ("rhythms", "key: student", "key: social-worker", "there twice"),
        ("rhythms", "  checked_on: 2026-11-22\n", "", "checked_on"),
        ("agenda", "kind: case", "kind: gossip", "each of these once"),
        ("agreement", "key: when", "key: purpose", "there twice"),
        ("agreement", "ask: How we disagree", "asks: How we disagree", "means nothing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, settings: Any, file: str, was: str, now: str, said: str
) -> None:
    shutil.copytree(folder() / "supervision", tmp_path / "supervision")
    path = tmp_path / "supervision" / f"{file}.yaml"
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now, 1))
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError) as wrong:
        supervising.check_supervision()
    assert said in str(wrong.value)
    assert wrong.value.line >= 1
