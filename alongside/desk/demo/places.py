"""Where the people of Northmere live, learn and are looked after. No such place is on any map."""

from collections.abc import Iterator
from random import Random

from alongside.people.identifiers import nhs_check_digit, nhs_number_in_words, upn_check_letter

# NM is no postcode area of the United Kingdom (the nearest are N, NE, NG, NN, NP, NR and NW).
STREETS = (
    ("Canal Terrace", "NM1 2AB"),
    ("Fell View", "NM4 6TR"),
    ("Mere Lane", "NM1 4JD"),
    ("Tannery Row", "NM2 1PL"),
    ("Weavers Fold", "NM2 3WQ"),
    ("Signal Street", "NM1 1SG"),
    ("Ropewalk", "NM2 5RX"),
    ("Lock Keeper’s Yard", "NM1 2LK"),
    ("Thrum Hill", "NM3 7TH"),
    ("Bobbin Close", "NM3 8BC"),
    ("Heron Way", "NM5 1HW"),
    ("Old Dye Works", "NM2 9DW"),
    ("Quarry Bank", "NM4 2QB"),
    ("St Hild’s Road", "NM5 4SH"),
    ("Lamplighter Street", "NM1 7LS"),
    ("Packhorse Lane", "NM4 9PH"),
    ("Shuttle Street", "NM3 3SS"),
    ("Mallard Crescent", "NM5 6MC"),
)
SURGERIES = (
    "Mere Lane Surgery",
    "Canal Bridge Practice",
    "Fell View Medical Centre",
    "Tannery Row Surgery",
)
NURSERIES = ("Signal Street Nursery", "Little Herons Nursery")
PRIMARIES = ("Mere Lane Primary", "Thrum Hill Primary", "Weavers Fold Primary", "Lock Lane Primary")
SECONDARIES = ("Northmere High", "Fell View Academy", "Ropewalk Community School")
SPECIAL = "The Heron School"
COLLEGE = "Northmere College"


def school_for(age: int, dice: Random) -> str:
    """Where somebody of this age may learn; nowhere for the very small and the grown-up."""
    for oldest, schools in ((1, ()), (4, NURSERIES), (10, PRIMARIES), (15, SECONDARIES)):
        if age <= oldest:
            return dice.choice(schools) if schools else ""
    return COLLEGE if age <= 18 else ""


class Numbers:
    """Addresses, phones and numbers, each given once."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        # Ofcom keeps these two ranges for drama: nobody has them.
        lines = [f"01632 960 {number:03}" for number in range(200, 990)]
        mobiles = [f"07700 900 {number:03}" for number in range(100, 990)]
        dice.shuffle(lines)
        dice.shuffle(mobiles)
        self.lines, self.mobiles = iter(lines), iter(mobiles)
        self.doors: set[tuple[int, str]] = set()
        self.nhs_numbers = self._nhs_numbers()

    def address(self) -> str:
        """A door that nobody else has."""
        while True:
            street, postcode = self.dice.choice(STREETS)
            door = (self.dice.randrange(1, 98), street)
            if door not in self.doors:
                self.doors.add(door)
                return f"{door[0]} {street}, Northmere, {postcode}"

    def phone(self) -> str:
        """A mobile, or now and then a line at home."""
        return next(self.mobiles if self.dice.random() < 0.8 else self.lines)

    def _nhs_numbers(self) -> Iterator[str]:
        """Numbers from 999 on are for trying things and are given to nobody."""
        for middle in range(100_000, 1_000_000, 37):
            nine = f"999{middle}"
            if check := nhs_check_digit(nine):
                yield nhs_number_in_words(nine + check)

    def nhs(self) -> str:
        """A number that passes its check and is nobody's."""
        return next(self.nhs_numbers)

    def upn(self) -> str:
        """A pupil number of a council that does not exist."""
        place = f"999{self.dice.randrange(1000, 9999)}{self.dice.randrange(10, 27)}"
        rest = f"{place}{self.dice.randrange(100, 999)}"
        return upn_check_letter(rest) + rest
