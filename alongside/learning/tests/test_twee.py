"""Twee 3 by its specification (3.0.2), rule by rule; and nothing of a story lost in silence."""

import re
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.learning.scenarios.commands import arguments, run
from alongside.learning.scenarios.from_twee import bring, parted
from alongside.learning.scenarios.library import files
from alongside.learning.scenarios.reading import read_scenario, read_scenario_text
from alongside.learning.scenarios.to_twee import as_twee
from alongside.learning.scenarios.twee import Passage, Story, parse, write
from alongside.learning.scenarios.writing import as_yaml

TODAY = date(2026, 11, 22)
STORY = """:: StoryTitle
The door

:: StoryData
{
  "ifid": "0F5D1B7A-3C0E-4B6C-8E0B-5A1F6D2C9E11",
  "format": "Harlowe",
  "format-version": "3.3.9",
  "start": "The hall",
  "tag-colors": {"quiet": "green"},
  "zoom": 0.25
}

:: The hall [quiet first] {"position":"600,400","size":"100,200"}
It is dark. You could ask [[the porter->Porter]] about it.

[[Open it->Garden]]
[[Garden<-Climb over]]
[[Wait|Porter]]

:: Porter
“Why ask me?”

[[Garden]]

:: Garden
Green.
"""


def said(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in bring(text, "a.twee", TODAY).remarks]


# Headers


@pytest.mark.parametrize(
    ("header", "name", "tags", "metadata"),
    [
        (":: An old path", "An old path", (), {}),
        ("::An old path", "An old path", (), {}),
        ("::   An old path   ", "An old path", (), {}),
        (":: An old path [wood dim]", "An old path", ("wood", "dim"), {}),
        (":: An old path[wood]", "An old path", ("wood",), {}),
        (":: P []", "P", (), {}),
        (':: P {"position":"6,4"}', "P", (), {"position": "6,4"}),
        (
            ':: P [a b] {"position":"6,4","size":"1,2"}',
            "P",
            ("a", "b"),
            {"position": "6,4", "size": "1,2"},
        ),
        (r":: A \[b\] \{c\}", "A [b] {c}", (), {}),
        (r":: back\\slash", "back\\slash", (), {}),
        (r":: \q [\[x\] y\]z]", "q", ("[x]", "y]z"), {}),
        (':: P {"note":"[not a tag] {}"}', "P", (), {"note": "[not a tag] {}"}),
        (":: Café 🙂 O’Brien", "Café 🙂 O’Brien", (), {}),
    ],
)
def test_headers(header, name, tags, metadata) -> None:  # type: ignore[no-untyped-def]
    story = parse(f"{header}\nwords\n")
    assert story.remarks == ()
    assert story.passages == (Passage(name, 1, "words", tags, metadata),)


def test_a_header_must_begin_its_line() -> None:
    story = parse(":: One\n :: not a header\nand :: neither\n:: Two\n")
    assert [one.name for one in story.passages] == ["One", "Two"]
    assert story.passages[0].text == " :: not a header\nand :: neither"


def test_metadata_that_is_no_json_is_said_and_left_out() -> None:
    story = parse(":: One [a] {position: 1}\ntext\n:: Two\n")
    assert story.passages[0] == Passage("One", 1, "text", ("a",), {})
    assert [one.line for one in story.remarks] == [1]
    assert "position: 1" in story.remarks[0].sentence
    assert len(story.passages) == 2


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("::", "no name"),
        (":: [tag]", "no name"),
        (":: P [open", "end nowhere"),
        (":: P [a] and more", "and more"),
        (':: P {"a":"b"} and more', "and more"),
    ],
)
def test_headers_that_are_wrong_lose_nothing(header: str, sentence: str) -> None:
    story = parse(f"{header}\nwords\n")
    assert story.passages[0].text == "words"
    assert sentence in story.remarks[0].sentence


def test_the_map_of_twee_2_is_understood() -> None:
    story = parse(":: P [a] <12,34>\n")
    assert story.passages[0].metadata == {"position": "12,34"}
    assert "Twee 2" in story.remarks[0].sentence


# Content


def test_blank_lines_at_the_end_go_and_others_stay() -> None:
    story = parse(":: One\n\nfirst\n\n\nsecond  \n \n\n:: Two\r\nx\r\n\r\n")
    assert [one.text for one in story.passages] == ["\nfirst\n\n\nsecond  ", "x"]


def test_a_mark_of_encoding_and_words_before_the_first_passage() -> None:
    story = parse("\ufeff:: One\n")
    assert story.remarks == ()
    story = parse("hello\n\n:: One\n")
    assert [(one.line, "hello" in one.sentence) for one in story.remarks] == [(1, True)]


def test_names_that_are_there_twice_are_kept_and_said() -> None:
    story = parse(":: Start\na\n:: Start\nb\n:: Start\nc\n")
    assert [(one.name, one.text) for one in story.passages] == [
        ("Start", "a"),
        ("Start (2)", "b"),
        ("Start (3)", "c"),
    ]
    assert [one.line for one in story.remarks] == [3, 5]


# Special passages and tags


def test_title_data_and_start() -> None:
    story = parse(STORY)
    assert story.title == "The door"
    assert story.start == "The hall"
    assert story.data["zoom"] == 0.25
    assert story.data["tag-colors"] == {"quiet": "green"}
    assert parse(":: Start\n").start == "Start"
    assert story.remarks == ()


@pytest.mark.parametrize("data", ["not json", "[1]", '{"ifid": "small"}', "{}"])
def test_data_that_is_wrong_is_said_and_the_story_goes_on(data: str) -> None:
    brought = bring(f":: StoryData\n{data}\n:: Start\nHere.\n", "a.twee", TODAY)
    assert brought.scenario is not None
    assert any(one.line == 1 and "StoryData" in one.sentence for one in brought.remarks)


def test_scripts_and_styles_are_left_out_and_said() -> None:
    text = ":: Start\nHi.\n:: Code [script]\nalert(1)\n:: Look [stylesheet]\nb {}\n"
    brought = bring(text, "a.twee", TODAY)
    assert brought.scenario is not None
    assert [one.title for one in brought.scenario.scenes] == ["Start"]
    assert (3, "“Code” is a script. Nothing is run here: it is left out.") in said(text)
    assert any(line == 5 and "rules of style" in sentence for line, sentence in said(text))


def test_passages_of_a_story_format_are_left_out_and_said() -> None:
    found = said(":: Start\nHi.\n:: StoryInit\n<<set $a to 1>>\n:: PassageHeader\nx\n")
    assert [line for line, sentence in found if "format it was made for" in sentence] == [3, 5]


# Links


@pytest.mark.parametrize(
    ("inside", "words", "target"),
    [
        ("Garden", "Garden", "Garden"),
        ("Go out->Garden", "Go out", "Garden"),
        ("Garden<-Go out", "Go out", "Garden"),
        ("Go out|Garden", "Go out", "Garden"),
        ("a->b->Garden", "a->b", "Garden"),
        ("Garden<-a<-b", "a<-b", "Garden"),
        (" Go out -> Garden ", "Go out", "Garden"),
        ("->Garden", "Garden", "Garden"),
    ],
)
def test_links(inside: str, words: str, target: str) -> None:
    assert parted(inside) == (words, target)


def test_a_story_becomes_a_dilemma() -> None:
    brought = bring(STORY, "door.twee", TODAY)
    made = brought.scenario
    assert made is not None
    assert (made.title, made.begins, made.is_imported) == ("The door", "the-hall", True)
    hall = made.scenes[0]
    assert [(one.words, one.leads_to) for one in hall.choices] == [
        ("the porter", "porter"),
        ("Open it", "garden"),
        ("Climb over", "garden"),
        ("Wait", "porter"),
    ]
    assert hall.text == ("It is dark. You could ask the porter about it.",)
    assert all(one.why and not one.effects for one in hall.choices)
    assert made.scenes[2].is_end
    assert [line for line, _sentence in said(STORY)] == [1, 15]
    assert "whom a choice touches" in said(STORY)[0][1]


def test_links_that_lead_nowhere_or_do_something_are_said() -> None:
    text = ":: Start\n[[Cellar]]\n[[Out->https://example.org/]]\n[[On->End][$a = 1]]\n:: End\nx\n"
    brought = bring(text, "a.twee", TODAY)
    assert brought.scenario is not None
    first = brought.scenario.scenes[0]
    assert [one.leads_to for one in first.choices] == ["end"]
    assert "[[Cellar]]" in first.text[0]  # the words stay
    found = dict(said(text))
    assert "no such scene" in found[2]
    assert "leads out of the story" in found[3]
    assert "$a = 1" in found[4]


@pytest.mark.parametrize(
    "code",
    [
        "(set: $a to 1)",
        "<<if $a>>",
        "<% a %>",
        "[JavaScript]",
        "{random fact}",
        "$gold",
        "<b>x</b>",
    ],
)
def test_code_stays_as_text_and_is_said_with_its_line(code: str) -> None:
    brought = bring(f":: Start\nOne.\n{code}\n", "a.twee", TODAY)
    assert brought.scenario is not None
    assert code in "\n".join(brought.scenario.scenes[0].text)
    assert any(one.line == 3 and "Nothing is run" in one.sentence for one in brought.remarks)


def test_scenes_nobody_comes_to_and_ways_without_an_end_are_said_and_kept() -> None:
    brought = bring(":: Start\n[[Loop]]\n:: Loop\n[[Start]]\n:: Attic\nx\n", "a.twee", TODAY)
    assert brought.scenario is not None
    assert [one.id for one in brought.scenario.scenes] == ["start", "loop", "attic"]
    sentences = [one.sentence for one in brought.remarks]
    assert "Nobody ever comes to the scene “attic”." in sentences
    assert "From the scene “loop” there is no way to an end." in sentences


@pytest.mark.parametrize("text", ["", "words alone", ":: Elsewhere\nx\n", ":: Start [script]\nx\n"])
def test_what_cannot_be_played_is_refused_in_a_sentence(text: str) -> None:
    brought = bring(text, "a.twee", TODAY)
    assert brought.scenario is None
    assert any("It starts with" in one.sentence for one in brought.remarks)


def test_what_is_too_much_is_refused_in_a_sentence() -> None:
    text = ":: Start\n[[p0]]\n" + "".join(f":: p{n}\n[[p{n + 1}]]\n" for n in range(300))
    brought = bring(text, "a.twee", TODAY)
    assert brought.scenario is None
    assert any("cannot be a dilemma" in one.sentence for one in brought.remarks)


# Out again


def test_a_story_comes_out_as_it_went_in() -> None:
    made = bring(STORY, "door.twee", TODAY).scenario
    assert made is not None
    again = parse(as_twee(read_scenario_text(as_yaml(made), Path("the-door.yaml"))))
    before = parse(STORY)
    assert again.title == before.title
    assert again.data == before.data
    assert [(one.name, one.tags, one.metadata) for one in again.passages] == [
        (one.name, one.tags, one.metadata) for one in before.passages
    ]
    twice = bring(as_twee(made), "door.twee", TODAY).scenario
    assert twice is not None
    assert [one.text for one in twice.scenes] == [one.text for one in made.scenes]
    assert [one.choices for one in twice.scenes] == [one.choices for one in made.scenes]


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_our_own_go_out_and_keep_every_scene_and_choice(file: Path) -> None:
    ours = read_scenario(file)
    text = as_twee(ours)
    ifid = str(parse(text).data["ifid"])
    assert UUID(ifid).version == 4
    assert ifid == ifid.upper()
    brought = bring(text, file.name, TODAY)
    assert brought.scenario is not None
    assert len(brought.scenario.scenes) == len(ours.scenes)
    assert [[c.words for c in s.choices] for s in brought.scenario.scenes] == [
        [c.words for c in s.choices] for s in ours.scenes
    ]
    for scene in ours.scenes:
        for choice in scene.choices:
            assert all(effect.words in text for effect in choice.effects)


NAMES = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
    .map(lambda name: " ".join(name.split()))
    .filter(bool)
)


@settings(deadline=None)  # the machine may be busy
@given(name=NAMES, tags=st.lists(NAMES.map(lambda tag: tag.replace(" ", "_")), max_size=3))
def test_any_name_and_any_tag_come_back(name: str, tags: list[str]) -> None:
    story = Story("", {}, (Passage(name, 1, "x", tuple(tags)),))
    (found,) = parse(write(story)).passages or (None,)
    if name in ("StoryTitle", "StoryData"):
        return
    assert found is not None
    assert (found.name, found.tags, found.text) == (name, tuple(tags), "x")


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_no_text_breaks_it_and_every_word_is_somewhere(text: str) -> None:
    brought = bring(f":: Start\n{text}", "a.twee", TODAY)
    kept = " ".join(one.sentence for one in brought.remarks)
    if brought.scenario is not None:
        kept += as_yaml(brought.scenario)
        kept += " ".join(
            " ".join([scene.title, *scene.text, *(c.words for c in scene.choices)])
            for scene in brought.scenario.scenes
        )
    for word in re.findall(r"[a-z]{3,}", text):
        assert word in kept


# The command


def _run(*given: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    arguments(parser)
    return run(parser.parse_args(given))


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story, out = tmp_path / "door.twee", tmp_path / "the-door.yaml"
    story.write_text(STORY)
    assert _run(str(story), "--out", str(out)) == 0
    assert "line 15" in capsys.readouterr().err
    assert read_scenario(out).title == "The door"
    assert _run(str(story), "--out", str(out)) == 1  # nothing is written over
    assert _run("--back", str(out)) == 0
    assert ":: The hall [quiet first]" in capsys.readouterr().out
    story.write_bytes(b":: Start\ncaf\xe9")
    assert _run(str(story)) == 1
    assert "UTF-8" in capsys.readouterr().err
    assert _run(str(tmp_path / "none.twee")) == 1
