"""What an entry starts and meets: one table, read from `content/clocks/follows.yaml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, dated, folder, read

from .reading import versions
from .standing import becomes

_ROW = ("kind", "form", "for", "answer", "seen", "open", "starts", "meets")
_WHOM = ("children", "adults")


@dataclass(frozen=True)
class Written:
    """What a row asks of an entry, for one person whom it is about."""

    kind: str
    form: str  # of a questionnaire; empty for a plain note
    for_whom: str  # children or adults
    answers: Mapping[str, Collection[str]]
    is_seen: bool
    open: Collection[str]  # the rules of which a clock is open


@dataclass(frozen=True)
class Row:
    """When it applies, and what follows."""

    kind: str
    form: str
    for_whom: str
    question: str
    options: frozenset[str]
    is_seen: bool
    open: frozenset[str]
    starts: tuple[str, ...]
    meets: frozenset[str]

    def wants(self, kind: str, form: str, is_seen: bool) -> bool:
        """Whether this row is for what is written so, whatever was answered and is open."""
        return (self.kind, self.form) == (kind, form) and self.is_seen <= is_seen

    def fits(self, said: Written) -> bool:
        """Whether this row is for what was written."""
        if not self.wants(said.kind, said.form, said.is_seen):
            return False
        return (
            self.for_whom in ("", said.for_whom)
            and (not self.question or bool(self.options & set(said.answers.get(self.question, ()))))
            and (not self.open or bool(self.open & set(said.open)))
        )


def follows(said: Written) -> Row | None:
    """The first row that fits; none where nothing follows."""
    return next((row for row in table() if row.fits(said)), None)


def may_follow(kind: str) -> tuple[Row, ...]:
    """The rows for entries of that kind, before anything is asked of one."""
    return tuple(row for row in table() if row.kind == kind)


def series(key: str) -> frozenset[str]:
    """The rules that lead to this one or follow from it: one at a time is open for a person."""
    return _series(folder())[key]


def table() -> tuple[Row, ...]:
    """All rows, in order; read once."""
    return _table(folder())


@lru_cache(maxsize=4)
def _series(root: Path) -> Mapping[str, frozenset[str]]:
    found = {key: frozenset({key}) for key in versions()}
    leads = {(key, one.then) for key, several in versions().items() for one in several if one.then}
    for key, then in [*sorted(leads), *((one.rule, one.to) for one in becomes())]:
        joined = found[key] | found[then]
        found |= dict.fromkeys(joined, joined)
    return found


@lru_cache(maxsize=4)
def _table(root: Path) -> tuple[Row, ...]:
    file = read(root / "clocks" / "follows.yaml")
    file.only("source", "checked_on", "checked", "rows", "standing", "becomes", "coming")
    dated(file)
    return tuple(_row(block) for block in file.blocks("rows"))


def _row(block: Block) -> Row:
    block.only(*_ROW)
    for_whom = block.text_or("for")
    if for_whom and for_whom not in _WHOM:
        raise block.wrong("“for” is one of children, adults.")
    answer = block.block("answer") if block.get("answer") else None
    row = Row(
        kind=block.text("kind"),
        form=block.text_or("form"),
        for_whom=for_whom,
        question=answer.text("question") if answer else "",
        options=frozenset(answer.texts("is")) if answer else frozenset(),
        is_seen=block.yes("seen"),
        open=frozenset(_keys(block, "open")),
        starts=_keys(block, "starts"),
        meets=frozenset(_keys(block, "meets")),
    )
    if not (row.starts or row.meets):
        raise block.wrong("Nothing follows: say what it starts or meets.")
    return row


def _keys(block: Block, name: str) -> tuple[str, ...]:
    for key in (keys := block.texts(name)):
        several = versions().get(key)
        if several is None:
            raise block.wrong(f"“{name}” names “{key}”, and there is no such clock.")
        if any(one.is_before or one.length.unit == "hour" for one in several):
            raise block.wrong(
                f"“{key}” is not counted forwards in days: nothing written starts it."
            )
    return keys
