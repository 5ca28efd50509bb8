"""Towns, streets, surgeries and schools of a county that is on no map."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

from alongside.people import facts
from alongside.people.names import tokens

POOL = Path(__file__).parent / "pools" / "places.txt"
PEOPLE_ON_A_STREET = 30
PEOPLE_OF_A_SCHOOL = 2_000
# NM is no postcode area of the United Kingdom; these letters are the ones that end a postcode.
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def _words(key: str) -> list[str]:
    """One line of the pool."""
    lines = POOL.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{key}: ")).split()[1:]


TOWNS = _words("towns")
HEADS = _words("heads")
KINDS = _words("kinds")
TAKERS = "Surgery", "Medical Centre", "Practice", "Health Centre"
LEARNERS = {
    "nursery": ("Nursery", "Pre-School"),
    "primary": ("Primary", "Junior School", "Infant School"),
    "secondary": ("Academy", "High School", "Community School"),
    "college": ("College", "Sixth Form"),
}


@dataclass(frozen=True)
class Street:
    """One street: its line of an address, its town and postcode, and the words that find it."""

    number: int
    line: str
    town: str
    postcode: str
    key: str
    words: str


def streets(people: int) -> Iterator[Street]:
    """As many streets as so many people live in."""
    dice = Random(people)  # noqa: S311 — the same each time is the point
    wanted = max(40, people // PEOPLE_ON_A_STREET)
    named = [f"{head} {kind}" for head, kind in product(HEADS, KINDS)]
    dice.shuffle(named)
    for number in range(wanted):
        line = named[number % len(named)]
        # Each town has other streets; in a big county their names come again elsewhere.
        town = TOWNS[(number + 7 * (number // len(named))) % len(TOWNS)]
        postcode = _postcode(number)
        words = " ".join(tokens(f"{line}, {town}"))
        yield Street(number, line, town, postcode, facts.place_key(postcode), words)


def _postcode(number: int) -> str:
    """The postcode of a street: every street has its own."""
    number, second = divmod(number, len(LETTERS))
    number, first = divmod(number, len(LETTERS))
    number, sector = divmod(number, 9)
    return f"NM{number + 1} {sector + 1}{LETTERS[first]}{LETTERS[second]}"


def surgeries(people: int) -> list[str]:
    """Where people are looked after."""
    number = max(4, people // PEOPLE_OF_A_SCHOOL)
    return [
        f"{TOWNS[one % len(TOWNS)]} {HEADS[one * 7 % len(HEADS)]} {TAKERS[one % len(TAKERS)]}"
        for one in range(number)
    ]


def schools(people: int) -> Iterator[tuple[str, str]]:
    """Where people learn: for whom, and its name."""
    number = max(3, people // PEOPLE_OF_A_SCHOOL)
    for stage, endings in LEARNERS.items():
        for one in range(number):
            head = HEADS[(one * 11 + len(stage)) % len(HEADS)]
            yield stage, f"{TOWNS[one % len(TOWNS)]} {head} {endings[one % len(endings)]}"
