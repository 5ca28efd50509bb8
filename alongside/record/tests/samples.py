"""Files for tests, good and bad, made where they are needed."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
KETTLE = "<w:p><w:r><w:t>The kettle</w:t></w:r></w:p>"
ODT_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
# Written so that no scanner takes this file itself for what it names.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    """A small picture, teal on the left."""
    made = Image.new("RGB", size, "white")
    made.paste((0, 128, 128), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, form, **more)
    return out.getvalue()


def from_a_phone() -> bytes:
    """A picture turned on its side that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    exif[0x010F] = "PHONE-OF-PAT"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 24.0, 0.0), 3: "W", 4: (2.0, 59.0, 0.0)})
    return picture(exif=exif.tobytes(), comment=b"SECRET-COMMENT")


def pdf(pages: int = 2, extra: bytes = b"") -> bytes:
    """A PDF with words on each page, and what else is asked for in its catalogue."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + extra + b">>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (pages, b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(pages))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(pages):
        words = b"BT /F1 24 Tf 72 700 Td (Page %d says kettle) Tj ET" % (number + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (5 + 2 * number)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(words), words))
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )


def bundle(members: dict[str, bytes | str]) -> bytes:
    """A ZIP with these in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, inside in members.items():
            made.writestr(name, inside)
    return out.getvalue()


def docx(body: str = KETTLE, also: dict[str, bytes | str] | None = None) -> bytes:
    """A Word document with this body."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD_TYPE}"/></Types>'
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return bundle({"[Content_Types].xml": types, "word/document.xml": document, **(also or {})})


def odt(body: str = "<text:p>The kettle</text:p>") -> bytes:
    """An OpenDocument text with this body."""
    content = (
        f"<office:document-content {ODT_SPACES}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    return bundle({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def huge_png(side: int = 60_000) -> bytes:
    """A few bytes that say they are a picture of billions of points."""

    def chunk(name: bytes, inside: bytes) -> bytes:
        whole = name + inside
        return struct.pack("!I", len(inside)) + whole + struct.pack("!I", zlib.crc32(whole))

    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 1_000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
