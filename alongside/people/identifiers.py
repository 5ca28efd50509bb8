"""Numbers that stand for a person elsewhere: what makes one valid, and how it is written."""

import re
import unicodedata

from django.core.exceptions import ValidationError

# The letters of a unique pupil number, in the order of their values from 0 to 22: no I, O or S.
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
LONGEST_LOCAL_ID = 60


def nhs_number(text: str) -> str:
    """An NHS number as ten digits, however it was spaced; ValidationError if it cannot be one.

    The last digit checks the others, modulus 11 (NHS Data Dictionary, NHS NUMBER). One digit ten
    times passes that check and is nobody's number.
    """
    digits = _compact(text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise _wrong("An NHS number has 10 digits, such as 943 476 5919.")
    if len(set(digits)) == 1:
        raise _wrong(
            "One digit ten times is nobody's NHS number. Look at the letter or card again."
        )
    if nhs_check_digit(digits[:9]) != digits[9]:
        raise _wrong("That is not an NHS number: two digits may be swapped, or one mistyped.")
    return digits


def nhs_check_digit(nine: str) -> str | None:
    """The tenth digit that belongs to nine; None where there is none, as for one in eleven."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else str(check)


def is_invented_nhs_number(digits: str) -> bool:
    """Numbers from 999 on are given out for trying things, and never to a person."""
    return digits.startswith("999")


def nhs_number_in_words(digits: str) -> str:
    """943 476 5919: the way it is printed and read aloud."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def upn(text: str) -> str:
    """A unique pupil number, also a temporary one, in capitals; ValidationError if it is none.

    The first letter checks the twelve characters behind it, modulus 23; a temporary number ends
    with a letter (Unique pupil numbers: a guide for schools and local authorities).
    """
    number = _compact(text)
    if not re.fullmatch(r"[A-Z][0-9]{11}[0-9A-Z]", number):
        raise _wrong(
            "A unique pupil number has 13 characters: a letter, 11 digits, and a digit or a letter."
        )
    if not set(number[0] + number[12]) <= set(UPN_LETTERS + "0123456789"):
        raise _wrong("A unique pupil number has no letter I, O or S. Did you mean 1, 0 or 5?")
    if upn_check_letter(number[1:]) != number[0]:
        raise _wrong(
            "The first letter does not fit the rest of that unique pupil number. "
            "Look at it again, or ask the school."
        )
    return number


def upn_check_letter(rest: str) -> str:
    """The first letter that belongs to the twelve characters behind it."""
    values = (int(char) if char.isdigit() else UPN_LETTERS.index(char) for char in rest)
    total = sum(value * weight for value, weight in zip(values, range(2, 14), strict=True))
    return UPN_LETTERS[total % 23]


def former_upn(text: str) -> str:
    """A pupil number that somebody had before: held to the same rules as the one they have."""
    return upn(text)


def is_temporary_upn(number: str) -> bool:
    """Whether a school gave it while it waited for the real one."""
    return number[-1:].isalpha()


def local_id(text: str) -> str:
    """A number from another system, such as an old case number: trimmed, otherwise as it came.

    Nothing is known about its form, so letters, signs and leading zeros all stay.
    """
    number = " ".join(unicodedata.normalize("NFC", text).split())
    if not number:
        raise _wrong("Write the number as it stands in the other system.")
    if len(number) > LONGEST_LOCAL_ID:
        raise _wrong(f"That is too long for a number: at most {LONGEST_LOCAL_ID} characters fit.")
    if any(unicodedata.category(char).startswith("C") for char in number):
        raise _wrong("That number holds a character that nobody can see. Type it out instead.")
    return number


def _compact(text: str) -> str:
    """Capitals without the spaces, dashes and dots that people put in between."""
    plain = unicodedata.normalize("NFKC", text[:100]).upper()
    return re.sub(r"[\s\-‐-―.\u200b-\u200f\ufeff]", "", plain)


def _wrong(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="invalid")
