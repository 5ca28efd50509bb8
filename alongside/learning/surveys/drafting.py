"""Questions as they lie in a draft: a piece for each field, and one for the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .building import Written, lines_of

ORDER, OUT, TEXT, SERIES = "questions", "taken-out", "text", "same-as"  # pieces of the draft
FIELDS = ("heading", "ask", "help", "kind", "steps", "options", "none")
LONGEST_TEXT = 200_000  # characters of a survey that is pasted


def prefix(number: int) -> str:
    """What the names of the pieces of a question begin with."""
    return f"q{number}"


def numbers(texts: Mapping[str, str], piece: str = ORDER) -> list[int]:
    """The questions in order, or those that were taken out."""
    found = [int(one) for one in texts.get(piece, "").split() if one.isascii() and one.isdigit()]
    return list(dict.fromkeys(found))


def ordered(given: Iterable[int]) -> str:
    """The piece that holds them."""
    return " ".join(map(str, given))


def question(texts: Mapping[str, str], number: int) -> Written:
    """One question as it is written so far."""

    def said(name: str) -> str:
        return texts.get(f"{prefix(number)}-{name}", "")

    def line(name: str) -> str:
        return " ".join(said(name).split())

    return Written(
        number, line("heading"), line("ask"), line("help"), line("kind"), line("steps"),
        lines_of(said("options")), lines_of(said("none")),
    )  # fmt: skip


def questions(texts: Mapping[str, str], piece: str = ORDER) -> list[Written]:
    """Those that are asked, in order, or those that were taken out."""
    return [question(texts, number) for number in numbers(texts, piece)]


def pieces(one: Written) -> dict[str, str]:
    """A question as the pieces of a draft."""
    said = {
        "heading": one.heading, "ask": one.ask, "help": one.help, "kind": one.kind,
        "steps": one.steps, "options": "\n".join(one.options), "none": "\n".join(one.none),
    }  # fmt: skip
    return {f"{prefix(one.number)}-{name}": words for name, words in said.items() if words}


def next_number(texts: Mapping[str, str]) -> int:
    """A number that no question of this draft ever had."""
    return max([0, *numbers(texts), *numbers(texts, OUT)]) + 1


def added(texts: Mapping[str, str], more: Sequence[Written]) -> dict[str, str]:
    """What changes in the draft when these come last."""
    first = next_number(texts)
    new = [Written(**{**vars(one), "number": first + n}) for n, one in enumerate(more)]
    found = {ORDER: ordered([*numbers(texts), *(one.number for one in new)])}
    for one in new:
        found |= pieces(one)
    return found


def taken_out(texts: Mapping[str, str], number: int) -> dict[str, str]:
    """What changes when one is taken out: its words stay, so that it can be put back."""
    rest = [one for one in numbers(texts) if one != number]
    return {ORDER: ordered(rest), OUT: ordered([*numbers(texts, OUT), number])}


def put_back(texts: Mapping[str, str], number: int) -> dict[str, str]:
    """What changes when it is put back, at the end."""
    if number not in numbers(texts, OUT):
        return {}
    rest = [one for one in numbers(texts, OUT) if one != number]
    return {ORDER: ordered([*numbers(texts), number]), OUT: ordered(rest)}


def moved(texts: Mapping[str, str], number: int, place: int) -> dict[str, str]:
    """What changes when it stands at this place, from 1 on."""
    rest = [one for one in numbers(texts) if one != number]
    rest.insert(max(place - 1, 0), number)
    return {ORDER: ordered(rest)}
