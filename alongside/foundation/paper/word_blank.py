"""What a Word file holds to be filled in by hand: ruled lines, and drawings beside the words."""

import io
from base64 import b64decode
from typing import cast

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls

STAYS = "<w:keepNext/>"  # on the page of what follows
EMU = 12_700  # of a point
SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"

# One clear dot, as PNG, for what cannot draw.
NOTHING = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII="
)


def lines(count: int) -> list[str]:
    """Empty paragraphs with a rule below each, kept on one page, and some room after them."""
    start = '<w:p><w:pPr><w:pStyle w:val="Ruled"/>'
    kept = [f"{start}{STAYS}</w:pPr></w:p>"] * (count - 1)
    return [*kept, f"{start}</w:pPr></w:p>", "<w:p></w:p>"]


def drawn(document: Document, svg: str, points: int) -> str:
    """A run with a drawing of four lines' height, which nobody has to hear of.

    Word has drawn SVG since 2016; what is older shows nothing there, and the words say it all.
    """
    number = sum(one.partname.startswith("/word/media/drawing") for one in _parts(document)) + 1
    name = PackURI(f"/word/media/drawing{number}.svg")
    drawing = Part(name, "image/svg+xml", svg.encode(), document.part.package)
    relation = document.part.relate_to(drawing, RELATIONSHIP_TYPE.IMAGE)
    instead, _ = document.part.get_or_add_image(io.BytesIO(b64decode(NOTHING)))
    side = points * 4 * EMU
    size = f'cx="{side}" cy="{side}"'
    named = f'id="{number}" name="Drawing {number}" descr=""'
    spaces = nsdecls("wp", "a", "pic", "r")
    return (
        f"<w:r><w:drawing><wp:inline {spaces}><wp:extent {size}/><wp:docPr {named}><a:extLst>"
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
        f'<adec:decorative xmlns:adec="{DECORATIVE}" val="1"/></a:ext></a:extLst></wp:docPr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{instead}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
        f'<asvg:svgBlip xmlns:asvg="{SVG}" r:embed="{relation}"/></a:ext></a:extLst></a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _parts(document: Document) -> list[Part]:
    return cast(list[Part], document.part.package.parts)
