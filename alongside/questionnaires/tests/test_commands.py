"""Tests of `alongside questionnaires`: what it says, what it writes, and how it ends."""

import json
from pathlib import Path

import pytest

from alongside.cli import main

from ..fhir.export import questionnaire
from ..reading import read_questionnaire
from .samples import EVERYDAY

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def right(tmp_path: Path) -> Path:
    file = tmp_path / "everyday.yaml"
    file.write_text(EVERYDAY, encoding="utf-8")
    return file


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.yaml"
    text = EVERYDAY.replace("id: everyday", "id: wrong").replace("type: string", "type: strnig")
    file.write_text(text, encoding="utf-8")
    return file


def command(*words: object) -> int:
    return main(["questionnaires", *map(str, words)])


def test_all_that_is_shipped_is_right(capsys: Capture) -> None:
    assert command("check") == 0
    said = capsys.readouterr().out
    assert "content/questionnaires/about-me.yaml: " in said
    assert "none of them wrong" in said


def test_check_counts_and_measures(right: Path, capsys: Capture) -> None:
    assert command("check", right) == 0
    said = capsys.readouterr().out
    assert f"{right}: 10 questions" in said
    assert (
        "6 for the person, 8 for the worker, 1 asked again before it is finished, 2 worked" in said
    )
    assert "reading age " in said
    assert "1 file, none of them wrong." in said


def test_check_says_file_line_and_sentence_and_goes_on(
    right: Path, wrong: Path, capsys: Capture
) -> None:
    assert command("check", wrong, right) == 1
    said = capsys.readouterr().out
    line = EVERYDAY[: EVERYDAY.index("type: string")].count("\n") + 1
    assert f"{wrong}, line {line}: “type” is “strnig”. It may be one of " in said
    assert f"{right}: 10 questions" in said
    assert "2 files, 1 of them wrong." in said


def test_check_as_json(right: Path, wrong: Path, capsys: Capture) -> None:
    assert command("check", "--json", right, wrong) == 1
    good, bad = json.loads(capsys.readouterr().out)
    assert (good["wrong"], good["questions"], good["required"]) == (None, 10, 1)
    assert bad["file"] == str(wrong)
    assert bad["line"] > 1
    assert bad["wrong"].startswith("“type” is “strnig”.")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("gone", None, "It cannot be read"),
        ("letters", b"\xff\xfe\x00", "It cannot be read"),
        ("other", EVERYDAY.encode(), "so the file has to be called everyday.yaml"),
        (
            "everyday",
            EVERYDAY.replace(
                "used_by: You.\n- id: results",
                "used_by: You.\n      leads_to: [{do: ask, questionnaire: nowhere}]\n- id: results",
            ).encode(),
            "offers “nowhere”, and there is no such file",
        ),
        (
            "everyday",
            EVERYDAY.replace(
                "used_by: You.\n- id: results",
                "used_by: You.\n      procedure: nowhere\n- id: results",
            ).encode(),
            "“procedure” names “nowhere”, and there is no such guide",
        ),
    ],
)
def test_check_of_what_is_no_file_of_ours(
    tmp_path: Path, capsys: Capture, name: str, text: bytes | None, sentence: str
) -> None:
    file = tmp_path / f"{name}.yaml"
    if text is not None:
        file.write_bytes(text)
    assert command("check", file) == 1
    assert sentence in capsys.readouterr().out


def test_export_writes_one_file_for_each(tmp_path: Path, right: Path, capsys: Capture) -> None:
    target = tmp_path / "out" / "fhir"
    words = ("--address", "https://council.example/", "--publisher", "A council", right)
    assert command("export", "--fhir", target, *words) == 0
    file = target / "Questionnaire-everyday.json"
    assert capsys.readouterr().out == f"{file}\n"
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["url"] == "https://council.example/fhir/Questionnaire/everyday"
    assert found["publisher"] == "A council"


def test_export_leaves_out_what_is_wrong_and_says_so(
    tmp_path: Path, right: Path, wrong: Path, capsys: Capture
) -> None:
    assert command("export", "--fhir", tmp_path / "out", wrong, right) == 1
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["Questionnaire-everyday.json"]
    assert "“type” is “strnig”" in capsys.readouterr().err


def test_import_writes_our_file_once(tmp_path: Path, capsys: Capture) -> None:
    form = tmp_path / "form.json"
    form.write_text(json.dumps(questionnaire(read_questionnaire(EVERYDAY))), encoding="utf-8")
    words = ("import", "--to", tmp_path / "ours", "--fhir", form)
    assert command(*words) == 0
    ours = tmp_path / "ours" / "everyday.yaml"
    assert f"{form}: written to {ours}." in capsys.readouterr().out
    assert read_questionnaire(ours.read_text(encoding="utf-8")).id == "everyday"
    ours.write_text("mine", encoding="utf-8")
    assert command(*words) == 1
    assert "is there already. Nothing was written." in capsys.readouterr().err
    assert ours.read_text(encoding="utf-8") == "mine"


def test_import_without_a_folder_shows_our_file(tmp_path: Path, capsys: Capture) -> None:
    form = tmp_path / "form.json"
    item = {"linkId": "a", "text": "What?", "type": "text"}
    form.write_text(json.dumps({"resourceType": "Questionnaire", "title": "One", "item": [item]}))
    assert command("import", "--fhir", form) == 0
    said = capsys.readouterr().out
    assert f"{form}: can be brought in." in said
    assert "  Taken\n" in said
    assert read_questionnaire(said[said.index("# One, brought in") :]).title == "One"


def test_import_refuses_with_reasons_and_writes_nothing(tmp_path: Path, capsys: Capture) -> None:
    form = tmp_path / "form.json"
    items = [
        {"linkId": "a", "text": "Who?", "type": "reference"},
        {"linkId": "b", "text": "What?", "type": "choice", "answerValueSet": "http://x.example/v"},
    ]
    form.write_text(json.dumps({"resourceType": "Questionnaire", "title": "One", "item": items}))
    assert command("import", "--fhir", form, tmp_path / "gone.json", "--to", tmp_path / "ours") == 1
    said = capsys.readouterr()
    assert f"{form}: refused. Nothing was written." in said.out
    assert "    a: it asks for a reference to another record, which needs a server." in said.out
    assert "    b: its choices are in a list kept elsewhere (http://x.example/v)." in said.out
    assert "gone.json: It cannot be read" in said.err
    assert not (tmp_path / "ours").exists()


def test_import_as_json(tmp_path: Path, capsys: Capture) -> None:
    form = tmp_path / "form.json"
    form.write_text('{"resourceType": "Patient"}')
    assert command("import", "--json", "--fhir", form) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["taken"] is False
    assert found["yaml"] is None
    assert found["findings"] == [
        {"sort": "Refused", "question": "The form", "reason": "It is no FHIR Questionnaire."}
    ]
