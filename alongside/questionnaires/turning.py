"""Turning the pages of a questionnaire: where a button leads, and one more row of a group."""

from collections.abc import Sequence

from .answering import Filled
from .pieces import Step
from .showing import CHECK


def next_step(steps: Sequence[Step], here: str, wanted: str = "") -> str:
    """The step that was asked for, or else the one after this."""
    names = [one.id for one in steps]
    if wanted in (*names, CHECK):
        return wanted
    place = names.index(here) if here in names else 0
    return names[place + 1] if place + 1 < len(names) else CHECK


def one_more_row(filled: Filled, name: str) -> tuple[str, str] | None:
    """The piece that says how many rows a group has, with one more; none where it is no group."""
    group = filled.asked.by_id.get(name.rpartition(".")[2])
    if group is None or not group.is_repeated:
        return None
    rows = len(filled.rows(group, name.removesuffix(group.id))) + 1
    return f"{name}.rows", str(min(rows, group.most_rows))
