"""Papers made anew: each page of a PDF as a picture, and of a document the words alone."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
from lxml import etree

from .kinds import BROKEN, NotTaken

MOST_PAGES = 300
DOTS = 110  # an inch
MOST_DOTS = 2_400  # on the longer side of a page, however large it says it is
MOST_CHARACTERS = 500_000
MOST_XML = 40_000_000  # bytes, unpacked
RATIO = 250
TOO_MANY_PAGES = f"This has more than {MOST_PAGES} pages. Split it, and add each part."
PASSWORD = "This PDF has a password. Save it without one, and add that."  # noqa: S105
SWOLLEN = "This document is far larger inside than it looks. Save it as PDF, and add that."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


# PDF ----------------------------------------------------------------------------------------------


def make_pdf(came: Path, shown: Path) -> tuple[int, str]:
    """Write a PDF of pictures of the pages, and give how many there are and the words on them."""
    try:
        paper = pypdfium2.PdfDocument(came)
    except pypdfium2.PdfiumError as wrong:
        raise NotTaken(PASSWORD if "password" in str(wrong).lower() else BROKEN) from wrong
    if len(paper) > MOST_PAGES:
        raise NotTaken(TOO_MANY_PAGES)
    if not len(paper):
        raise NotTaken(BROKEN)
    made, words = pypdfium2.PdfDocument.new(), []
    try:
        for number in range(len(paper)):
            page = paper[number]
            _draw(page, made)
            words.append(page.get_textpage().get_text_bounded())
            page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError) as wrong:
        raise NotTaken(BROKEN) from wrong
    made.save(str(shown))
    return len(words), tidy("\n\n".join(words))


def _draw(page: Any, made: pypdfium2.PdfDocument) -> None:
    """The page as a picture on a page of the same size; forms, links and scripts stay behind."""
    width, height = page.get_size()
    if not (0 < width < 20_000 and 0 < height < 20_000):
        raise ValueError("a page of no possible size")
    scale = min(DOTS / 72, MOST_DOTS / max(width, height))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=78)
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(packed)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    new = made.new_page(width, height)
    new.insert_obj(image)
    new.gen_content()
    new.close()


# Documents ----------------------------------------------------------------------------------------


def words_of_docx(came: Path) -> str:
    """The paragraphs of a Word document; what was struck out by a tracked change is left out."""
    root = _tree(came, "word/document.xml")
    return tidy("\n".join(_word_paragraph(one) for one in root.iter(f"{W}p")))


def _word_paragraph(paragraph: Any) -> str:
    found = []
    for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}p"):
        if one.tag == f"{W}p":
            continue
        inner = next((up for up in one.iterancestors(f"{W}p")), paragraph)
        if inner is paragraph:  # a text box has paragraphs of its own
            found.append((one.text or "") if one.tag == f"{W}t" else _gap(one.tag))
    return "".join(found)


def _gap(tag: str) -> str:
    return "\t" if tag == f"{W}tab" else "\n"


def words_of_odt(came: Path) -> str:
    """The paragraphs and headings of an OpenDocument text, without tracked changes and comments."""
    root = _tree(came, "content.xml")
    for gone in list(root.iter(f"{T}tracked-changes", f"{OFFICE}annotation")):
        parent = gone.getparent()
        if parent is not None:
            _keep_tail(parent, gone)
    return tidy("\n".join(_odt_text(one) for one in root.iter(f"{T}p", f"{T}h")))


def _keep_tail(parent: Any, gone: Any) -> None:
    """Take an element out, and leave the words that follow it where they are."""
    before = gone.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (gone.tail or "")
    else:
        parent.text = (parent.text or "") + (gone.tail or "")
    parent.remove(gone)


def _odt_text(element: Any) -> str:
    found = [element.text or ""]
    for one in element:
        if one.tag == f"{T}s":
            count = one.get(f"{T}c", "1")
            found.append(" " * min(int(count) if count.isdigit() else 1, 100))
        elif one.tag in (f"{T}tab", f"{T}line-break"):
            found.append("\t" if one.tag == f"{T}tab" else "\n")
        elif isinstance(one.tag, str):
            found.append(_odt_text(one))
        found.append(one.tail or "")
    return "".join(found)


def _tree(came: Path, member: str) -> Any:
    """One part of a document as a tree: no entities, nothing fetched, nothing that swells."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        tree: Any = etree.fromstring(_unpacked(came, member), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, OSError, EOFError) as wrong:
        raise NotTaken(BROKEN) from wrong
    except (NotImplementedError, RuntimeError) as wrong:
        raise NotTaken(BROKEN) from wrong
    if tree.getroottree().docinfo.doctype:
        raise NotTaken(BROKEN)
    return tree


def _unpacked(came: Path, member: str) -> bytes:
    """What is really in there, whatever the list of contents says of its size."""
    with zipfile.ZipFile(came) as bundle, bundle.open(member) as packed:
        inside = packed.read(MOST_XML + 1)
        most = max(1_000_000, bundle.getinfo(member).compress_size * RATIO)
    if len(inside) > min(MOST_XML, most):
        raise NotTaken(SWOLLEN)
    return inside


# Plain text ---------------------------------------------------------------------------------------


def words_of_text(came: Path) -> str:
    """Plain words in whichever of the usual ways they were written down."""
    raw = came.read_bytes()
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb": "utf-8-sig"}
    ways = [marked[raw[:2]]] if raw[:2] in marked else ["utf-8", "cp1252"]
    for way in ways:
        try:
            words = raw.decode(way)
        except UnicodeDecodeError:
            continue
        if "\x00" not in words:
            return tidy(words)
    raise NotTaken(BROKEN)


def tidy(words: str) -> str:
    """Plain line ends, no sign that no database can hold, and not without end."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    plain = "".join(one for one in plain if one in "\n\t" or one.isprintable() or one == "\u200d")
    return plain.strip()[:MOST_CHARACTERS]
