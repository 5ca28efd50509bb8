"""Names made comparable: one folding for storing, searching and sorting them, in any script."""

import re
import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h",
    "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ɓ": "b", "ɗ": "d", "ɖ": "d",
    "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ɩ": "i", "ʋ": "v", "ƒ": "f", "ɣ": "g",
}  # fmt: skip
_FOLDED_LETTERS = str.maketrans(_LETTERS)
# Every sign that stands for an apostrophe, or for the letter that some languages write so
# (okina, ayin, hamza): O'Brien, O’Brien and OBrien are one name.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘‛ʼʻʽʾʿ`´′＇ʹꞌ"))
# Marks that change how a Latin, Greek or Cyrillic letter is written, and the Hebrew and Arabic
# points that most people leave out. Marks of other scripts are vowels, and stay.
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u0591-\u05c7\u064b-\u0655\u0670\u0640]"
)
_PREFIXES = re.compile(r"\b(?:o |mc )+(?=\w{3})")  # O Brien, Mc Donald


def fold(text: str) -> str:
    """A name without what people write differently: "O’Brien-Łuczak" becomes "obrien luczak".

    Small letters, no accents, no apostrophes, hyphens and other signs as one space; letters,
    digits and vowel signs of every script stay. Folding twice changes nothing. What is stored
    for searching and what is typed to search both pass through here, and nowhere else.
    """
    plain = text.translate(_APOSTROPHES)
    for _ in range(2):  # what small letters bring forth can hold marks again (İ)
        plain = unicodedata.normalize("NFKD", plain).casefold().translate(_FOLDED_LETTERS)
        plain = _MARKS.sub("", plain).translate(_APOSTROPHES)
    spaced = "".join(map(_sign_as_space, plain))
    folded = " ".join(unicodedata.normalize("NFC", spaced).split())
    return _PREFIXES.sub(lambda found: found[0].replace(" ", ""), folded)


def _sign_as_space(char: str) -> str:
    """Letters, marks and digits make names; signs part them; what nobody sees goes (joiners)."""
    category = unicodedata.category(char)
    return char if category[0] in "LMN" else "" if category == "Cf" else " "


def tokens(text: str) -> tuple[str, ...]:
    """The different words of a folded name, in their order: what a search compares."""
    return tuple(dict.fromkeys(fold(text).split()))


def sort_key(text: str) -> str:
    """What to order names by, bytewise: "Ólafur" stands among the O's; signs alone come last."""
    return fold(text) or "\U0010ffff"
