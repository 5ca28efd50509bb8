"""Which column of a table is what: read from YAML, proposed from headings, or saved by name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from alongside.foundation import content
from alongside.people import facts
from alongside.people.models import FactKind

from .cin import UnreadableFileError
from .dates import Days

LARGEST = 256 * 1024  # bytes of a mapping
NAMES = ("known as", "legal name", "previous name")
SEVERAL = ("address", "phone", "email")  # more than one column; those of an address are its lines
FIELDS = (
    *NAMES, "birth", "death", "sex", "gender", "pronouns", "ethnicity", "language", "interpreter",
    "nhs number", "upn", "local id", "address", "phone", "email", "gp", "school", "say it",
    "know first",
)  # fmt: skip
OF_A_NOTE = ("text", "day", "kind", "who", "title", "number")
TOP = (
    "source", "sheet", "days", "two digit years", "not known", "number", "people", "always",
    "means", "notes",
)  # fmt: skip
SOURCE = re.compile(r"[a-z0-9][a-z0-9 _.-]{0,29}")
NO_NUMBER = (
    "No column is the number of a person. Say which it is (“number: Client ID”), so that the same "
    "table can come in again and change nothing. If there is none, name columns that tell people "
    "apart together: “number: [Surname, Forename, Date of birth]”."
)


@dataclass(frozen=True)
class Note:
    """The columns of one note; `kind` may be a word that holds for all."""

    columns: Mapping[str, str]


@dataclass(frozen=True)
class TableMapping:
    """What the columns of a table are."""

    source: str
    number: tuple[str, ...]  # more than one: they tell people apart together
    people: Mapping[str, Any]
    sheet: str = ""
    days: Days = field(default_factory=Days)
    not_known: frozenset[str] = frozenset()
    always: Mapping[str, str] = field(default_factory=dict)
    means: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    said: Mapping[str, Any] = field(default_factory=dict)  # as it was written, to be saved

    def columns(self) -> set[str]:
        """Every column that it names, folded."""
        found = {*self.number, *self.means}
        for given in self.people.values():
            found |= set(columns_of(given))
        for note in self.notes:
            found |= {name for what, name in note.columns.items() if what != "kind"}
        return {folded(one) for one in found}


def columns_of(given: Any) -> tuple[str, ...]:
    """The columns of one field: one, several, or the parts of a name."""
    if isinstance(given, str):
        return (given,)
    return tuple(given.values()) if isinstance(given, Mapping) else tuple(given)


def folded(heading: str) -> str:
    """A heading without what tables write differently: “Date_of Birth:” is “date of birth”."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


# Reading ----------------------------------------------------------------------------------------


def from_file(path: Path) -> TableMapping:
    """A mapping from a YAML file that somebody wrote."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFileError(f"{path.name} is too large for a mapping.")
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise UnreadableFileError(f"The mapping {path.name} cannot be read.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise UnreadableFileError(f"The mapping {path.name} is no YAML{where}.") from error
    return from_words(said)


def from_words(said: Any) -> TableMapping:
    """A mapping as it was written; UnreadableFileError says what in it is wrong."""
    if not isinstance(said, dict):
        raise UnreadableFileError("The mapping must begin with names and values: “number: …”.")
    _only(said, TOP, "the mapping")
    source = _source(said.get("source", ""))
    people = _section(said, "people")
    _only(people, FIELDS, "“people”")
    always = {key: str(value) for key, value in _section(said, "always").items()}
    _only(always, FIELDS, "“always”")
    return TableMapping(
        source=source,
        number=_number(said.get("number")),
        people={name: _field(name, given) for name, given in people.items()},
        sheet=str(said.get("sheet") or ""),
        days=_days(said),
        not_known=frozenset(str(one).casefold() for one in said.get("not known") or ()),
        always=always,
        means=_means(_section(said, "means")),
        notes=tuple(_note(one) for one in said.get("notes") or ()),
        said=said,
    )


def _section(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name) or {}
    if not isinstance(found, dict):
        raise UnreadableFileError(f"“{name}” in the mapping must hold names and values.")
    return found


def _only(given: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for name in given:
        if name not in known:
            raise UnreadableFileError(
                f"“{name}” is nothing that {where} can hold. It may hold: {', '.join(known)}."
            )


def _source(given: Any) -> str:
    source = str(given).strip().casefold()
    if not SOURCE.fullmatch(source):
        raise UnreadableFileError(
            "Say in the mapping whose numbers these are, in one short word: “source: mosaic”. "
            "People are matched by their number within one source only."
        )
    return source


def _number(given: Any) -> tuple[str, ...]:
    named = (given,) if isinstance(given, str) else tuple(str(one) for one in given or ())
    if not any(one.strip() for one in named):
        raise UnreadableFileError(NO_NUMBER)
    return named


def _field(name: str, given: Any) -> Any:
    wrong = f"“{name}” in the mapping names no column that could be it."
    if isinstance(given, dict):
        if name not in NAMES or not set(given) <= {"given", "family", "family first"}:
            raise UnreadableFileError(wrong)
        return {part: str(column) for part, column in given.items()}
    if isinstance(given, list):
        if name not in SEVERAL or not given:
            raise UnreadableFileError(wrong)
        return [str(one) for one in given]
    if not isinstance(given, str) or not given.strip():
        raise UnreadableFileError(wrong)
    return given


def _days(said: dict[str, Any]) -> Days:
    order, century = said.get("days", "day first"), said.get("two digit years")
    if order not in ("day first", "month first"):
        raise UnreadableFileError("“days” in the mapping is “day first” or “month first”.")
    if century is not None and not (isinstance(century, int) and 1850 <= century <= 2000):
        raise UnreadableFileError(
            "“two digit years” in the mapping is the first year that they may mean, such as 1930."
        )
    return Days(order == "month first", century)


def _means(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    if not all(isinstance(one, dict) for one in given.values()):
        raise UnreadableFileError("“means” says of a column what its values are: “Sex: {1: M}”.")
    return {
        folded(column): {str(key).casefold(): str(value) for key, value in values.items()}
        for column, values in given.items()
    }


def _note(given: Any) -> Note:
    if not isinstance(given, dict) or not given.get("text") or not given.get("day"):
        raise UnreadableFileError(
            "A note in the mapping says which column is its “text”, and which its “day”."
        )
    _only(given, OF_A_NOTE, "a note")
    return Note({name: str(column) for name, column in given.items()})


# Proposing --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _headings() -> dict[str, str]:
    table = content.read(content.folder() / "import-headings.yaml")
    return {
        folded(heading): what
        for what, headings in table.items()
        if isinstance(headings, list)
        for heading in headings
    }


@dataclass(frozen=True)
class Proposal:
    """A mapping guessed from headings; nothing is done by it until somebody has said so."""

    said: dict[str, Any]
    left_out: tuple[str, ...]  # headings that we do not know

    def as_yaml(self) -> str:
        """As a file that can be changed and given back."""
        return str(yaml.safe_dump(self.said, allow_unicode=True, sort_keys=False, width=100))


def propose(headings: Sequence[str], source: str = "") -> Proposal:
    """What the columns of a table most likely are."""
    guessed = [(heading, _headings().get(folded(heading), "")) for heading in headings]
    said: dict[str, Any] = {"source": source or "name-of-the-other-system"}
    one = {what: heading for heading, what in reversed(guessed)}
    if "number" in one:
        said["number"] = one["number"]
    said["people"] = dict(_people(one, guessed))
    note = {name.removeprefix("note "): one[name] for name in one if name.startswith("note ")}
    if "note" in one and "day" in note:
        renamed = {"by": "who"}
        said["notes"] = [
            {"text": one["note"], **{renamed.get(name, name): note[name] for name in note}}
        ]
    known = {what for what in one if what and (not what.startswith("note") or "notes" in said)}
    left = tuple(heading for heading, what in guessed if heading and what not in known)
    return Proposal(said, left)


def _people(one: dict[str, str], guessed: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    parts = {part: one[part] for part in ("given", "family") if part in one}
    if "known as" in one:
        yield "known as", one["known as"]
        if parts:
            yield "legal name", parts
    elif parts or "name" in one:
        yield "known as", parts or one["name"]
    for name in FIELDS[1:]:
        if name in SEVERAL:
            several = [heading for heading, what in guessed if what == name]
            if several:
                yield name, several
        elif name in one and not (name == "legal name" and parts and "known as" in one):
            yield name, one[name]


KIND_OF = {str(kind): kind for kind in FactKind}
assert set(FIELDS) <= set(KIND_OF), "a field is the name of a kind of fact"
assert set(FIELDS) <= set(facts.RULES)
