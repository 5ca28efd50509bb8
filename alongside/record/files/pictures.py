"""A picture made anew from its points alone: no place, no camera, nothing hidden behind it."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps

from .kinds import BROKEN, NotTaken

MOST_POINTS = 64_000_000
LONGEST_SIDE = 3_000
FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
TOO_LARGE = (
    f"This picture has more than {MOST_POINTS // 1_000_000} million points. Make it smaller, and "
    "add that."
)


def make_picture(came: Path, kind: str, shown: Path) -> str:
    """Write the picture that is shown, the first of a moving one, and give its content type."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(came, formats=[FORMATS[kind]]) as opened:
            if opened.width * opened.height > MOST_POINTS:
                raise NotTaken(TOO_LARGE)
            opened.load()  # all of it, before anything is believed
            picture = ImageOps.exif_transpose(opened)
            return _write(_plain(picture), kind, shown)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise NotTaken(TOO_LARGE) from wrong
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, ZeroDivisionError) as wrong:
        raise NotTaken(BROKEN) from wrong


def _plain(picture: Image.Image) -> Image.Image:
    """In the colours that every screen shows, of a size that a page can carry."""
    if picture.mode.startswith("I"):  # sixteen bits a point
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if see_through else "RGB"
    plain = _colours(picture).convert(mode)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return plain


def _colours(picture: Image.Image) -> Image.Image:
    """The profile's colours as ordinary ones: in a picture of a bruise they matter."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        came = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        usual = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(picture, came, usual, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def _write(picture: Image.Image, kind: str, shown: Path) -> str:
    bare = Image.new(picture.mode, picture.size)  # nothing that the file told of itself
    bare.paste(picture)
    if kind in ("jpeg", "webp") and bare.mode == "RGB":
        bare.save(shown, "JPEG", quality=88, optimize=True)
        return "image/jpeg"
    bare.save(shown, "PNG")
    return "image/png"
