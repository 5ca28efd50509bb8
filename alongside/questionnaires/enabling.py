"""Our conditions as FHIR's `enableWhen`, which has one level: any of some comparisons, or all.

A condition inside another becomes several layers that must all hold: the innermost stands on the
question, each other one on a group around it. Nothing is lost by that, and no form needs a program
that understands expressions. `is_not` becomes “one of the others”, since FHIR's `!=` also holds
where nothing was answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from .definition import CHOICES, NO, YES, Item, Questionnaire, Several, Test, When

MOST_LAYERS = 10  # around one question; what needs more cannot be read by anybody


@dataclass(frozen=True)
class Layer:
    """Comparisons that stand on one item: all of them must hold, or any."""

    is_all: bool
    tests: tuple[Test, ...]  # `question` is the linkId


class TangledError(ValueError):
    """A condition that would need more layers than anybody could follow."""


def layers(asked: Questionnaire, item: Item) -> tuple[Layer, ...]:
    """The layers of an item's condition, the outermost first; none where it is always asked."""
    if item.when is None:
        return ()
    clauses = list(dict.fromkeys(_clauses(_spelt(asked, item.when))))
    if len(clauses) > MOST_LAYERS:
        raise TangledError(
            f"The condition of “{item.id}” has too many conditions inside each other. "
            "Write it as a list of any, or of all."
        )
    alone = tuple(clause[0] for clause in clauses if len(clause) == 1)
    together = [Layer(False, clause) for clause in clauses if len(clause) > 1]
    return (*([Layer(True, alone)] if alone else []), *together)


def around(asked: Questionnaire, item: Item) -> list[str]:
    """The linkIds of the groups around an item that has several layers, the outermost first."""
    if not isinstance(item.when, Several):
        return []
    try:
        count = len(layers(asked, item))
    except TangledError:
        return []
    return [f"{item.id}.when{number}" for number in range(1, count)]


def condition(found: tuple[Layer, ...]) -> When | None:
    """The condition that layers say, in our words; as far as linkIds are ids."""
    said = [_together(layer) for layer in found]
    if not said:
        return None
    return said[0] if len(said) == 1 else Several(True, tuple(said))


def _together(layer: Layer) -> When:
    return layer.tests[0] if len(layer.tests) == 1 else Several(layer.is_all, layer.tests)


def _spelt(asked: Questionnaire, when: When) -> When:
    """The same with linkIds, and without `!=`."""
    if isinstance(when, Several):
        return Several(when.is_all, tuple(_spelt(asked, one) for one in when.of))
    item = asked.by_id[when.question]
    if when.operator == "exists":
        return _existing(item, when)
    return _others(item, when) if when.operator == "!=" else when


def _existing(item: Item, test: Test) -> When:
    if len(item.voices) < 2:
        return test
    places = (Test(f"{item.id}.{voice}", "exists", test.value) for voice in item.voices)
    return Several(test.value == NO, tuple(places))


def _others(item: Item, test: Test) -> When:
    if item.type == "boolean":
        return Test(item.id, "=", NO if test.value == YES else YES)
    if item.type not in CHOICES:
        return Several(False, tuple(Test(item.id, operator, test.value) for operator in "<>"))
    others = [Test(item.id, "=", one.id) for one in item.options if one.id != test.value]
    if not others:  # nothing else can be chosen, so it never holds
        return Several(True, (Test(item.id, "exists", YES), Test(item.id, "exists", NO)))
    return others[0] if len(others) == 1 else Several(False, tuple(others))


def _clauses(when: When) -> Iterator[tuple[Test, ...]]:
    """What must all hold; of each, any comparison is enough."""
    if isinstance(when, Test):
        yield (when,)
    elif when.is_all:
        for one in when.of:
            yield from _clauses(one)
    else:
        for number, parts in enumerate(product(*(tuple(_clauses(one)) for one in when.of))):
            if number > MOST_LAYERS:
                return
            yield tuple(dict.fromkeys(test for part in parts for test in part))
