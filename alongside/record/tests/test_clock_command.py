"""`alongside clock`: the day, how it was counted, and sentences for what cannot be."""

import json

import pytest

from alongside.cli import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["clock", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_it_says_the_day_the_steps_and_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "child-and-family-assessment", "2", "November", "2026")
    assert code == 0
    assert out.startswith("Finish the child and family assessment: by Thursday 7 January 2027\n")
    assert "45 working days on is Thursday 7 January 2027." in out
    assert "National guidance" in out
    assert "Source: Working Together to Safeguard Children 2023" in out
    assert "not verified for each rule" in out  # from which day working days are counted


def test_what_is_not_verified_or_local_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "child-protection-visit", "2026-11-02")
    assert "A council’s own rule. Not verified yet" in out
    assert "It ends early: The child protection plan has ended." in out


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "subject-access", "3/9/2026", "--json")
    data = json.loads(out)
    assert data["due_on"] == "2026-10-05"
    assert data["standing"] == "law"
    assert data["checked"] is True
    assert data["how"][-1].endswith("moves on to Monday 5 October 2026.")
    _, out, _ = said(capsys, "breach-report", "23 October 2026 4pm", "--json")
    assert json.loads(out)["due_at"] == "2026-10-26T15:00:00+00:00"


def test_longer(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "subject-access", "2026-11-25", "--longer")
    assert "by Thursday 25 February 2027" in out


def test_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys)
    assert code == 0
    assert "Information rights" in out
    assert "local, not verified" in out
    assert "until 2026-02-04" in out
    _, out, _ = said(capsys, "--json")
    assert len(json.loads(out)) == 47


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["coregroup", "2026-11-02"], "Did you mean core-group or core-group-later?"),
        (["First core group", "2026-11-02"], "Did you mean core-group"),
        (["zzzz", "2026-11-02"], "“alongside clock” lists all of them."),
        (["core-group"], "From which day?"),
        (["core-group", "31/2/26"], "31 February does not exist. Did you mean 28 February?"),
        (["core-group", "soon"], "We cannot read that as a day."),
        (["core-group", "2026"], "A clock counts from a day."),
        (["breach-report", "2026-11-02"], "Give the time too"),
        (["data-complaint-acknowledged", "1/6/2026"], "holds on 1 June 2026."),
        (["core-group", "2026-11-02", "--longer"], "cannot be made longer"),
    ],
)
def test_what_cannot_be_has_a_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    code, out, err = said(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err
