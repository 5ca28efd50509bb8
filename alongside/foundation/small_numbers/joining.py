"""Joining small groups and small answers until every cell has people enough: nothing is cut out.

What is joined is published as one, so no sum of the table is ever short of anything: this is the
remainder rule (hide the small, then the next smallest until the hidden are enough together), with
the hidden told together. The same answers are joined for every group: were one group's told apart
and another's not, their difference from the total would tell them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .counted import Answers, Grouping, Part
from .rules import Rules


def classes_of(groups: Grouping, rules: Rules) -> Part:
    """The groups as they may be told: those large enough alone, the others as one, the last.

    The remainder takes in the next smallest until it is large enough. An empty tuple where fewer
    than two would be left.
    """
    order = sorted(groups, key=lambda one: (-groups[one], one))
    alone = [one for one in order if groups[one] >= rules.least]
    rest = [one for one in order if groups[one] < rules.least]
    while rest and sum(groups[one] for one in rest) < rules.least and alone:
        rest.append(alone.pop())
    found = tuple(frozenset([one]) for one in alone) + ((frozenset(rest),) if rest else ())
    return found if len(found) > 1 else ()


def joined_to(classes: Part, keep: int) -> Part:
    """The first `keep` classes as they are, all others as one."""
    return (*classes[:keep], frozenset().union(*classes[keep:]))


def least_cells(blocks: Part, classes: Part, answers: Answers, grouping: str) -> list[int]:
    """For each block of answers, how many gave it in the class where fewest did."""
    return [min(answers.of(grouping, one, block) for one in classes) for block in blocks]


def one_step(blocks: Part, least: Sequence[int], sums: Mapping[str, int]) -> Part:
    """One step of joining a scale: the smallest block with the smaller of its neighbours."""
    at = min(range(len(blocks)), key=lambda one: (least[one], one))
    sides = [one for one in (at - 1, at + 1) if 0 <= one < len(blocks)]
    side = min(sides, key=lambda one: (sum(sums[each] for each in blocks[one]), one))
    first, second = sorted((at, side))
    return (*blocks[:first], blocks[first] | blocks[second], *blocks[second + 1 :])


def joined_answers(
    blocks: Part, classes: Part, answers: Answers, grouping: str, rules: Rules
) -> Part:
    """The answers as they may be told of these classes, or none if fewer than two are left."""
    join = _joined_scale if answers.is_ordered else _joined_others
    found = join(blocks, classes, answers, grouping, rules)
    return (
        found if len(found) > 1 and not is_alike(found, classes, answers, grouping, rules) else ()
    )


def _joined_scale(
    blocks: Part, classes: Part, answers: Answers, grouping: str, rules: Rules
) -> Part:
    sums = answers.overall()
    while len(blocks) > 1:
        least = least_cells(blocks, classes, answers, grouping)
        if min(least) >= rules.least:
            return blocks
        blocks = one_step(blocks, least, sums)
    return ()


def _joined_others(
    blocks: Part, classes: Part, answers: Answers, grouping: str, rules: Rules
) -> Part:
    """Small answers become one, with the next smallest until that is large enough everywhere."""
    rank = {block: number for number, block in enumerate(blocks)}
    least = dict(zip(blocks, least_cells(blocks, classes, answers, grouping), strict=True))
    order = sorted(blocks, key=lambda one: (least[one], rank[one]), reverse=True)
    alone = [one for one in order if least[one] >= rules.least]
    rest = [one for one in order if least[one] < rules.least]
    while rest and alone:
        other = frozenset().union(*rest)
        if least_cells((other,), classes, answers, grouping)[0] >= rules.least:
            break
        rest.append(alone.pop())
    found = sorted(alone, key=rank.__getitem__)
    if rest:
        found.append(frozenset().union(*rest))
    return tuple(found) if len(found) > 1 else ()


def is_alike(blocks: Part, classes: Part, answers: Answers, grouping: str, rules: Rules) -> bool:
    """In some class nearly everybody said the same."""
    for one in classes:
        cells = [answers.of(grouping, one, block) for block in blocks]
        if max(cells) >= rules.alike * sum(cells):
            return True
    return False
