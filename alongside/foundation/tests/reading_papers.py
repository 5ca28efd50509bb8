"""What a test reads of a paper: its words in order, its structure, its facts about itself."""

import ctypes
import io
import re
import zlib
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw


@dataclass
class Element:
    """One element of the structure that a screen reader goes through."""

    kind: str
    words: str
    inside: list["Element"]

    def all(self, kind: str) -> list["Element"]:
        here = [self] if self.kind == kind else []
        return here + [one for child in self.inside for one in child.all(kind)]


def words_of(file: bytes) -> str:
    """The words of all pages, in order, with single spaces."""
    document = pdfium.PdfDocument(io.BytesIO(file))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def pages_of(file: bytes) -> list[str]:
    document = pdfium.PdfDocument(io.BytesIO(file))
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def structure_of(file: bytes) -> list[Element]:
    """The structure of each page, one after the other."""
    document = pdfium.PdfDocument(io.BytesIO(file))
    found: list[Element] = []
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        count = raw.FPDF_StructTree_CountChildren(tree)
        found += [_element(raw.FPDF_StructTree_GetChildAtIndex(tree, n)) for n in range(count)]
        raw.FPDF_StructTree_Close(tree)
    return found


def _element(handle: Any) -> Element:
    count = max(raw.FPDF_StructElement_CountChildren(handle), 0)
    children = (raw.FPDF_StructElement_GetChildAtIndex(handle, n) for n in range(count))
    return Element(
        _text(raw.FPDF_StructElement_GetType, handle),
        _text(raw.FPDF_StructElement_GetActualText, handle),
        [_element(child) for child in children if child],
    )


def _text(ask: Any, handle: Any) -> str:
    length = ask(handle, None, 0)
    if not length:
        return ""
    room = ctypes.create_string_buffer(length)
    ask(handle, room, length)
    return room.raw[:length].decode("utf-16-le").rstrip("\x00")


def kinds_of(file: bytes) -> list[str]:
    """The kinds of all elements, in reading order."""

    def walk(one: Element) -> list[str]:
        return [one.kind, *(kind for child in one.inside for kind in walk(child))]

    return [kind for one in structure_of(file) for kind in walk(one)]


def inside_of(file: bytes) -> str:
    """The file with its compressed streams opened, to look for what it says of itself."""
    opened = [file]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", file, re.S):
        try:
            opened.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(opened).decode("latin-1")
