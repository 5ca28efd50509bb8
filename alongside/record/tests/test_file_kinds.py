"""What is taken and what is not, by what is in it; and that what is shown holds nothing else."""

import io
import json
import subprocess
import sys

import pypdfium2
import pytest
from PIL import Image

from alongside.record.files import child, names, papers
from alongside.record.files.kinds import NotTaken, kind_of
from alongside.record.files.making import made_from

from . import samples


def made(raw: bytes) -> tuple[str, bytes, str, int]:
    """The content type, what is shown, the words in it, and its pages."""
    file = io.BytesIO(raw)
    with made_from(file, kind_of(file)) as one:
        return one.shown_kind, one.shown.read_bytes(), one.text, one.pages


def refused(raw: bytes) -> str:
    with pytest.raises(NotTaken) as why:
        made(raw)
    return str(why.value)


@pytest.mark.parametrize(
    ("form", "shown_kind"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/jpeg"),
        ("GIF", "image/png"),
    ],
)
def test_pictures_are_made_anew(form: str, shown_kind: str) -> None:
    kind, shown, _, _ = made(samples.picture(form, (600, 400)))
    assert kind == shown_kind
    with Image.open(io.BytesIO(shown)) as picture:
        assert picture.size == (600, 400)
        red, green, blue = picture.convert("RGB").getpixel((50, 50))  # type: ignore[misc]
        assert (red < 20, green > 110, blue > 110) == (True, True, True)


def test_where_a_picture_was_taken_is_gone_and_it_stands_upright() -> None:
    came = samples.from_a_phone()
    assert b"PHONE-OF-PAT" in came
    assert b"SECRET-COMMENT" in came
    _, shown, _, _ = made(came)
    assert b"PHONE-OF-PAT" not in shown
    assert b"SECRET-COMMENT" not in shown
    assert b"Exif" not in shown
    with Image.open(io.BytesIO(shown)) as picture:
        assert not picture.getexif()
        assert not picture.getexif().get_ifd(0x8825)
        assert picture.size == (40, 60)


def test_a_clear_picture_stays_clear_and_a_large_one_is_made_smaller() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (3_200, 10), (0, 0, 0, 0)).save(out, "PNG")
    kind, shown, _, _ = made(out.getvalue())
    assert kind == "image/png"
    with Image.open(io.BytesIO(shown)) as picture:
        assert picture.mode == "RGBA"
        assert picture.width == 3_000


def test_only_the_first_of_moving_pictures_is_shown() -> None:
    frames = [Image.new("P", (20, 20), colour) for colour in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    _, shown, _, _ = made(out.getvalue())
    with Image.open(io.BytesIO(shown)) as picture:
        assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize("form", ["GIF", "JPEG", "PNG"])
def test_what_hides_behind_a_picture_stays_behind(form: str) -> None:
    came = samples.picture(form) + samples.bundle({"Evil.class": b"CAFEBABE" * 40})
    _, shown, _, _ = made(came)
    assert b"PK\x03\x04" not in shown
    assert b"Evil" not in shown


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_was_cut_short_is_refused(form: str) -> None:
    came = samples.picture(form, (900, 700), **({"quality": 95} if form == "JPEG" else {}))
    assert "damaged or was cut short" in refused(came[: len(came) * 2 // 3])


def test_a_picture_that_swells_is_refused() -> None:
    assert "million points" in refused(samples.huge_png())


def test_a_pdf_becomes_pictures_of_its_pages_with_the_words_beside() -> None:
    javascript = b"/OpenAction<</S/JavaScript/JS(app.alert\\('hello'\\))>>"
    came = samples.pdf(2, javascript)
    assert b"JavaScript" in came
    kind, shown, text, pages = made(came)
    assert (kind, pages) == ("application/pdf", 2)
    assert "Page 1 says kettle" in text
    assert "Page 2 says kettle" in text
    for gone in (b"JavaScript", b"OpenAction", b"kettle", b"Helvetica", b"/AA", b"EmbeddedFile"):
        assert gone not in shown
    again = pypdfium2.PdfDocument(shown)
    assert [round(one) for one in again[0].get_size()] == [595, 842]
    drawn = again[0].render(scale=0.5).to_pil().convert("L")
    assert min(drawn.tobytes()) < 100  # the words are there to see


@pytest.mark.parametrize(
    "raw",
    [b"%PDF-1.4\nnothing of the kind", samples.pdf()[:300], b"%PDF-1.4\n" + b"\xff" * 5_000],
)
def test_a_broken_pdf_is_refused(raw: bytes) -> None:
    assert "damaged or was cut short" in refused(raw)


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert "more than 300 pages" in refused(samples.pdf(papers.MOST_PAGES + 1))


def test_the_words_of_a_word_document() -> None:
    body = (
        "<w:p><w:r><w:t>First</w:t><w:tab/><w:t>line ❤️</w:t></w:r></w:p>"
        "<w:p><w:r><w:delText>struck out</w:delText></w:r><w:r><w:t>Second</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a table</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    kind, shown, text, _ = made(samples.docx(body))
    assert kind == "text/plain"
    assert text == "First\tline ❤️\nSecond\nIn a table"
    assert shown.decode() == text


def test_the_words_of_an_opendocument_text() -> None:
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h>Heading</text:h><text:p>One<text:s text:c='3'/>two<text:tab/>"
        "<office:annotation><text:p>a comment</text:p></office:annotation>three</text:p>"
    )
    assert made(samples.odt(body))[2] == "Heading\nOne   two\tthree"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Zoë said “no” 🙂".encode(), "Zoë said “no” 🙂"),
        ("\ufeffZoë".encode(), "Zoë"),
        ("Zoë said no".encode("utf-16"), "Zoë said no"),
        ("Zoë’s".encode("cp1252"), "Zoë’s"),
        (b"one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_plain_words_however_they_were_written_down(raw: bytes, words: str) -> None:
    assert made(raw)[2] == words


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "made of code"),
        (b"  \n<!DOCTYPE html><script>alert(1)</script>", "made of code"),
        (b"\xef\xbb\xbf<html><body>", "made of code"),
        (b"<?xml version='1.0'?><svg/>", "made of code"),
        (b"{\\rtf1 hello}", "not a kind of file"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "not a kind of file"),
        (b"\x7fELF\x02\x01\x01\x00", "not a kind of file"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "old Office format"),
        (samples.bundle({"a.txt": "hello"}), "folder of files"),
        (samples.docx(also={"word/vbaProject.bin": b"macros"}), "macros"),
        (b"PK\x03\x04 and nothing more", "damaged"),
    ],
)
def test_what_is_not_taken_is_told_so(raw: bytes, why: str) -> None:
    assert why in refused(raw)


def test_a_document_that_swells_is_refused() -> None:
    body = "<w:p><w:r><w:t>" + "a" * 20_000_000 + "</w:t></w:r></w:p>"
    came = samples.docx(body)
    assert len(came) < 100_000
    assert "far larger inside" in refused(came)


def test_a_document_that_laughs_or_fetches_is_refused() -> None:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        f"<w:document {samples.W}><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p></w:body>"
        "</w:document>"
    )
    assert "damaged" in refused(samples.docx(also={"word/document.xml": laughs}))


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\pat\\Ade’s ramp.JPG", "Ade’s ramp.JPG"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
        ('👩‍👩‍👧 "us".png', '👩‍👩‍👧 "us".png'),
        ("", "Without a name"),
        ("....", "Without a name"),
    ],
)
def test_names_are_cleaned(came: str, kept: str) -> None:
    assert names.cleaned(came) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = names.cleaned("é" * 400 + ".jpeg")
    assert len(kept) == 200
    assert kept.endswith("é.jpeg")


def test_the_process_of_its_own_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to it is a kind and a folder; its surroundings are named one by one."""
    seen: dict[str, object] = {}

    class Done:
        returncode = 1

    def run(command: list[str], **how: object) -> Done:
        seen.update(how, command=command)
        return Done()

    monkeypatch.setenv("ALONGSIDE_SECRET_KEY", "do-not-pass-on")
    monkeypatch.setattr("alongside.record.files.making.subprocess.run", run)
    assert "damaged" in refused(samples.picture())
    assert set(seen["env"]) == {"PATH", "LANG", "PYTHONDONTWRITEBYTECODE"}  # type: ignore[call-overload]
    assert "do-not-pass-on" not in json.dumps(seen, default=str)


def test_the_process_of_its_own_has_limits() -> None:
    """Asked of a real one: it cannot take more memory than it was given."""
    code = (
        "from alongside.record.files.child import _limit; _limit()\n"
        "from resource import *; print(getrlimit(RLIMIT_AS)[0], getrlimit(RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    memory, seconds = map(int, done.stdout.split())
    assert (memory, seconds) == (child.MEMORY, child.SECONDS)
