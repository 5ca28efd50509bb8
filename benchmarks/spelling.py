"""How names come to be misspelt: our own model, for want of real slips. It is a model and no more.

Of a hundred slips: 40 one edit (a letter left out, doubled, put in or changed for its neighbour on
the keyboard), 25 spelt by ear, 15 a slip in both names, 10 two letters that changed places, 10 two
edits in one name. One in eight also has the names the other way round.
"""

from random import Random

NEIGHBOURS = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "ax",
}  # fmt: skip
BY_EAR = (
    ("ph", "f"), ("ck", "k"), ("ough", "uff"), ("ey", "y"), ("ie", "y"), ("ee", "ea"), ("ea", "ee"),
    ("ll", "l"), ("nn", "n"), ("tt", "t"), ("ss", "s"), ("mac", "mc"), ("wr", "r"), ("kn", "n"),
    ("c", "k"), ("k", "c"), ("s", "z"), ("z", "s"), ("j", "g"), ("i", "y"), ("y", "i"), ("e", "a"),
    ("o", "u"), ("w", "v"), ("v", "w"), ("au", "or"), ("ai", "ay"), ("er", "a"),
)  # fmt: skip


def misspelt(name: str, chance: Random) -> str:
    """A name as somebody might type it who has only heard it, or is in a hurry."""
    parts = name.split()
    if len(parts) > 2:
        parts = [parts[0], parts[-1]]
    way = chance.random()
    which = len(parts) - 1 if chance.random() < 0.6 else 0
    if way < 0.40:
        parts[which] = _edited(parts[which], chance)
    elif way < 0.65:
        parts[which] = _by_ear(parts[which], chance)
    elif way < 0.80:
        parts = [_edited(part, chance) for part in parts]
    elif way < 0.90:
        parts[which] = _swapped(parts[which], chance)
    else:
        parts[which] = _edited(_edited(parts[which], chance), chance)
    if chance.random() < 0.12:
        parts.reverse()
    return " ".join(parts)


def _edited(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word)) if len(word) > 1 else 0
    letter = word[at]
    near = chance.choice(NEIGHBOURS.get(letter.lower(), "e"))
    way = chance.randrange(4)
    if way == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + letter + word[at:]
    if way == 2:
        return word[:at] + near + word[at:]
    return word[:at] + near + word[at + 1 :]


def _by_ear(word: str, chance: Random) -> str:
    fits = [(old, new) for old, new in BY_EAR if old in word.lower()]
    if not fits:
        return _edited(word, chance)
    old, new = chance.choice(fits)
    at = word.lower().index(old)
    heard = word[:at] + new + word[at + len(old) :]
    return heard[:1].upper() + heard[1:]


def _swapped(word: str, chance: Random) -> str:
    if len(word) < 4:
        return _edited(word, chance)
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
