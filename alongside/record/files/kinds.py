"""What a file is, by what is in it and never by its name; what is said where it is not taken."""

import re
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import BinaryIO

TAKEN = "A picture (JPEG, PNG, WebP, GIF), a PDF, a .docx or .odt document, or plain text"
NOT_TAKEN = f"This is not a kind of file that can be added. {TAKEN} can."
HEIC = (
    "This is a HEIC picture, which cannot be read here. Send it as JPEG: on an iPhone, Settings, "
    "Camera, Formats, Most compatible; or open it and save it as JPEG."
)
WEB_PAGE = f"This is a web page or a drawing made of code, whatever its name. {TAKEN} can be added."
OLD_WORD = "This is in an old Office format. Open it, save it as PDF or .docx, and add that."
MACROS = "This document has macros, small programs inside it. Save it as PDF, and add that."
LOCKED_ZIP = "This document has a password. Save it without one, and add that."
ZIP = "This is a folder of files in one. Take out what is needed, and add each by itself."
BROKEN = "This file is damaged or was cut short. Open it, save it anew, and add that."

HEAD = 4_096  # bytes
MOST_MEMBERS = 2_000
STARTS: Mapping[bytes, str] = MappingProxyType(
    {
        b"\xff\xd8\xff": "jpeg",
        b"\x89PNG\r\n\x1a\n": "png",
        b"GIF87a": "gif",
        b"GIF89a": "gif",
        b"%PDF-": "pdf",
    }
)
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
MARKUP = re.compile(rb"\A[\s\x00]*(<[!?a-zA-Z]|\{\\rtf|%!PS)")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = b"application/vnd.oasis.opendocument.text"
BYTE_ORDER = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class NotTaken(Exception):
    """A file that is not kept, with a sentence for whoever brought it."""


def kind_of(file: BinaryIO) -> str:
    """The kind of this file, a value of FileKind; or NotTaken, which says what to do instead."""
    file.seek(0)
    head = file.read(HEAD)
    for start, kind in STARTS.items():
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise NotTaken(HEIC)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTaken(OLD_WORD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _document(file)
    return _text(head)


def _text(head: bytes) -> str:
    """Plain words, or not: whatever a browser could take for a page is not."""
    if MARKUP.match(head.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        raise NotTaken(WEB_PAGE if b"<" in head[:200] else NOT_TAKEN)
    if not head.startswith(BYTE_ORDER) and any(one < 9 or 13 < one < 32 for one in head):
        raise NotTaken(NOT_TAKEN)
    return "text"


def _document(file: BinaryIO) -> str:
    """A document in a ZIP, by what its own list of contents says."""
    try:
        with zipfile.ZipFile(file) as bundle:
            members = {one.filename: one for one in bundle.infolist()}
            if len(bundle.infolist()) > MOST_MEMBERS:
                raise NotTaken(NOT_TAKEN)
            if any(one.flag_bits & 1 for one in members.values()):
                raise NotTaken(LOCKED_ZIP)
            return _by_contents(bundle, set(members))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as wrong:
        raise NotTaken(BROKEN) from wrong


def _by_contents(bundle: zipfile.ZipFile, names: set[str]) -> str:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken(MACROS)
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        with bundle.open("[Content_Types].xml") as listed:
            types = listed.read(1_000_000).decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise NotTaken(MACROS)
        if WORD in types:
            return "docx"
    if {"mimetype", "content.xml"} <= names:
        with bundle.open("mimetype") as said:
            if said.read(200).strip() == ODT:
                return "odt"
    raise NotTaken(ZIP)
