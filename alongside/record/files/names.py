"""The name of a file as it may be kept and sent: no folders, no signs that turn it round."""

import re
import unicodedata

LONGEST = 200
JOINER = "\u200d"  # holds one emoji together
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}


def cleaned(name: str) -> str:
    """The last part of the name, without signs that cannot be seen, and not too long."""
    last = re.split(r"[/\\]", name)[-1]
    last = unicodedata.normalize("NFC", last)
    seen = "".join(one for one in last if one == JOINER or unicodedata.category(one)[0] != "C")
    plain = " ".join(seen.split()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
    return plain[:LONGEST] or "Without a name"


def shown_name(name: str, shown_kind: str) -> str:
    """The same with the ending of what is really sent."""
    stem = name.rpartition(".")[0] or name
    return stem[: LONGEST - 5] + ENDINGS[shown_kind]
