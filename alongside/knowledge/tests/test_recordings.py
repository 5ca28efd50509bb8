"""Tests of recordings beside a guide: heard by whoever reads it, and never without their words."""

import io
import wave
from pathlib import Path

import pytest

from alongside.foundation.content import ContentError
from tests.browsing import Browse
from tests.cast import Cast

from ..access import guides
from ..reading import read_guide
from .conftest import Shelf
from .making import text_of
from .test_pages import LIBRARY, main_of, words

pytestmark = pytest.mark.django_db

SHIPPED = "a-team-that-learns"
NAMED = "[{title: Two minutes on water, file: water.wav, captions: water.vtt}]"
CAPTIONS = """WEBVTT

NOTE Nobody hears this

1
00:01.000 --> 00:02.500
<v Ada>Plants drink.

00:00:03.000 --> 00:00:04.000 align:start
Wait,
then look.
"""


def sound() -> bytes:
    """A quarter of a second of silence."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 2000)
    return made.getvalue()


@pytest.fixture
def recorded(shelf: Shelf) -> Path:
    """A shelf with one guide, which has one recording."""
    root = shelf(watering=text_of(recordings=NAMED)).parent
    folder = root / "recordings"
    folder.mkdir()
    (folder / "water.wav").write_bytes(sound())
    (folder / "water.vtt").write_text(CAPTIONS)
    return root


def test_it_is_heard_with_captions_and_its_words(
    cast: Cast, browse: Browse, recorded: Path
) -> None:
    alice = browse(cast.alice)
    page = main_of(alice.get(f"{LIBRARY}watering/"))
    (player,) = page.select("audio[controls]")
    (track,) = player.select('track[kind="captions"]')
    assert "Plants drink. Wait, then look." in words(alice.get(f"{LIBRARY}watering/"))
    assert "Nobody hears this" not in page.text
    (source,) = player.select("source")
    answer = alice.get(str(source["src"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    assert b"".join(answer.streaming_content) == sound()  # type: ignore[attr-defined]
    said = alice.get(str(track["src"]))
    assert (said["Content-Type"], said.content.decode()) == (
        "text/vtt; charset=utf-8",
        CAPTIONS,
    )


def test_a_player_may_ask_for_a_piece(cast: Cast, browse: Browse, recorded: Path) -> None:
    answer = browse(cast.alice).get(f"{LIBRARY}watering/1/", headers={"Range": "bytes=4-11"})
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == sound()[4:12]  # type: ignore[attr-defined]
    late = browse(cast.alice).get(f"{LIBRARY}watering/1/", headers={"Range": "bytes=9999999-"})
    assert late.status_code == 416


@pytest.mark.parametrize(
    "where", ["watering/0/", "watering/2/", "other/1/", "watering/2/captions/"]
)
def test_there_is_no_other(cast: Cast, browse: Browse, recorded: Path, where: str) -> None:
    assert browse(cast.alice).get(f"{LIBRARY}{where}").status_code == 404


def test_nobody_else_hears_it(cast: Cast, browse: Browse, recorded: Path, client: object) -> None:
    for where in ("1/", "1/captions/"):
        assert browse(cast.ade_account).get(f"{LIBRARY}watering/{where}").status_code == 404
        answer = client.get(f"{LIBRARY}watering/{where}")  # type: ignore[attr-defined]
        assert answer.status_code == 302


WRONG = [
    ("water.vtt", "Hello", "no WebVTT"),
    ("water.vtt", "WEBVTT\n\n", "says nothing"),
    ("water.vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nHello", "is no time"),
    ("water.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\nHello", "has no words"),
    ("water.vtt", CAPTIONS + "\n00:01.000 --> 00:02.000\nBack", "is no time"),
    ("water.vtt", "x" * 300_001, "no WebVTT"),
    ("water.wav", "<html>", "not what its name says"),
]


@pytest.mark.parametrize(("name", "text", "sentence"), WRONG)
def test_a_file_that_is_wrong_says_so(recorded: Path, name: str, text: str, sentence: str) -> None:
    (recorded / "recordings" / name).write_text(text)
    with pytest.raises(ContentError, match=sentence):
        read_guide(recorded / "guides" / "watering.md")


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("[{title: T, file: water.wav}]", "“captions” is missing"),
        ("[{title: T, file: ../roles.yaml, captions: water.vtt}]", "there is no such file"),
        ("[{title: T, file: other.wav, captions: water.vtt}]", "there is no such file"),
        ("[{title: T, file: water.vtt, captions: water.vtt}]", "may end in one of"),
        ("[{title: T, file: water.wav, captions: water.wav}]", "is a WebVTT file"),
        ("[{title: T, file: water.wav, captions: water.vtt, loop: yes}]", "means nothing here"),
    ],
)
def test_a_head_that_is_wrong_says_so(recorded: Path, named: str, sentence: str) -> None:
    file = recorded / "guides" / "watering.md"
    file.write_text(text_of(recordings=named))
    with pytest.raises(ContentError, match=sentence):
        read_guide(file)


# The one that is shipped


def test_the_film_that_ships_is_captioned_described_and_says_that_it_has_no_sound(
    cast: Cast, browse: Browse
) -> None:
    (film,) = [one for guide in guides().values() for one in guide.recordings]
    assert (film.is_film, film.is_silent) == (True, True)
    assert film.file.stat().st_size < 1_000_000  # on a bus, and in every copy of the project
    assert not film.file.read_bytes().startswith(b"version https://git-lfs")
    alice = browse(cast.alice)
    page = main_of(alice.get(f"{LIBRARY}{SHIPPED}/"))
    assert "It has no sound." in page.text
    assert "Read what happens" in page.text
    for said in film.words:
        assert said in " ".join(page.text.split())
    (player,) = page.select("video[controls]")
    (track,) = player.select('track[kind="captions"][default][srclang="en"]')
    assert alice.get(str(track["src"])).content == film.captions.read_bytes()
    (source,) = player.select("source")
    answer = alice.get(str(source["src"]))
    assert answer["Content-Type"] == "video/webm"
    assert b"".join(answer.streaming_content) == film.file.read_bytes()  # type: ignore[attr-defined]
    piece = alice.get(str(source["src"]), headers={"Range": "bytes=100-199"})
    assert piece.status_code == 206
    assert b"".join(piece.streaming_content) == film.file.read_bytes()[100:200]  # type: ignore[attr-defined]


def test_a_page_may_play_what_comes_from_here_alone(cast: Cast, browse: Browse) -> None:
    answer = browse(cast.alice).get(f"{LIBRARY}{SHIPPED}/")
    rules = dict(
        one.strip().split(" ", 1)
        for one in answer["Content-Security-Policy"].split(";")
        if " " in one.strip()
    )
    assert rules.get("media-src", rules["default-src"]) == "'self'"


def test_a_sound_cannot_be_without_sound(recorded: Path) -> None:
    file = recorded / "guides" / "watering.md"
    file.write_text(text_of(recordings=NAMED.replace("}]", ", silent: true}]")))
    with pytest.raises(ContentError, match="is a sound"):
        read_guide(file)
