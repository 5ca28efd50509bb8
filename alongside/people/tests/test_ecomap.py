"""An eco-map: nobody on top of another, each tie drawn as it was said, and nothing invented."""

from itertools import combinations
from math import hypot
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alongside.foundation.actor import acting
from alongside.foundation.content import codes
from alongside.people.actions.families import record_tie
from alongside.people.drawing.ecomap import MOST, ROUND, Spoke, eco_map, legend
from alongside.people.gathering import family_of
from alongside.people.kin import FLOWS, TIES
from alongside.people.models import Person, Relationship
from alongside.people.near import around_of
from tests.cast import Cast

from .test_families import add


def spokes(count: int, **more: Any) -> list[Spoke]:
    return [
        Spoke(str(n), f"Somebody Longname {n}", "Brother or sister", **more) for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 5, 9, 10, 11, 20, 36])
def test_nobody_stands_on_another_and_nobodys_line_runs_through_them(count: int) -> None:
    drawn = eco_map("Kezia Marsh-Bello", spokes(count))
    assert len(drawn.discs) == count
    for one, other in combinations(drawn.discs, 2):
        assert hypot(one.x - other.x, one.y - other.y) > 2 * ROUND + 8
    for one in drawn.discs:
        assert ROUND <= one.x <= drawn.width - ROUND
        assert ROUND <= one.y <= drawn.height - ROUND
        for other in drawn.discs:
            if other is not one:
                assert _from_line(drawn.x, drawn.y, one.x, one.y, other.x, other.y) > ROUND


def _from_line(x1: int, y1: int, x2: int, y2: int, x: int, y: int) -> float:
    """How far a point is from the line between two others."""
    dx, dy = x2 - x1, y2 - y1
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
    return hypot(x - x1 - along * dx, y - y1 - along * dy)


def test_more_than_fit_are_cut_and_none_is_an_empty_drawing() -> None:
    assert len(eco_map("Kezia", spokes(MOST + 30)).discs) == MOST
    assert eco_map("Kezia", []).discs == []


def test_a_tie_is_drawn_as_it_was_said_and_the_legend_says_no_more() -> None:
    plain = eco_map("Kezia", spokes(1))
    assert [tie.way for tie in plain.ties] == ["plain"]
    assert legend(plain) == "Thin line: nobody has said what the tie is like."
    for tie, way in (
        ("tie-strong", "strong"),
        ("tie-weak", "weak"),
        ("tie-stressful", "stressful"),
    ):
        assert [one.way for one in eco_map("Kezia", spokes(1, tie=tie)).ties] == [way]
    jagged = eco_map("Kezia", spokes(1, tie="tie-stressful")).ties[0].d
    assert jagged.count("L") > 5
    for flow, arrows in (("flow-to", 1), ("flow-from", 1), ("flow-both", 2)):
        drawn = eco_map("Kezia", spokes(1, flow=flow))
        assert [one.way for one in drawn.ties].count("arrow") == arrows
        assert "Arrow" in legend(drawn)


def test_a_line_begins_and_ends_outside_the_circles() -> None:
    drawn = eco_map("Kezia", spokes(7))
    for tie, disc in zip(drawn.ties, drawn.discs, strict=True):
        ends = [tuple(map(int, part.split())) for part in tie.d[1:].split("L")]
        assert hypot(ends[0][0] - drawn.x, ends[0][1] - drawn.y) > drawn.middle
        assert hypot(ends[1][0] - disc.x, ends[1][1] - disc.y) > drawn.radius


def test_the_kinds_of_tie_are_those_of_the_drawing() -> None:
    assert [code.code for code in codes("ties").codes] == [*TIES, *FLOWS]
    assert all(codes("relationships").find(kind) for kind in (*TIES, *FLOWS))


def test_a_tie_is_said_anew_and_stays_on_this_record(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    add(cast, kezia, "sibling", jonah)
    with acting(cast.alice.pk):
        who = Relationship.objects.get(person=kezia)
        record_tie(
            person=kezia, who=who, tie="tie-strong", flow="flow-to", told_by="Kezia", by=cast.alice
        )
        record_tie(person=kezia, who=who, tie="tie-stressful", told_by="Jonah", by=cast.alice)
        [one] = around_of(kezia, cast.alice)
        kinds = [line.edge.kind for line in one.lines]
        assert kinds == ["sibling", "tie-stressful"]
        assert one.lines[1].edge.told_by == "Jonah"
        said = Relationship.objects.filter(person=kezia, kind__in=(*TIES, *FLOWS))
        assert said.count() == 3  # what was said before stays to be read
        assert not Relationship.objects.filter(person=jonah, kind__in=(*TIES, *FLOWS)).exists()
        assert {link.kind for link in family_of(kezia, cast.alice).links} == {"sibling"}
        record_tie(person=kezia, who=who, by=cast.alice)  # nobody says it any more
        assert len(around_of(kezia, cast.alice)[0].lines) == 1


def test_what_a_tie_is_not(cast: Cast, kezia: Person) -> None:
    add(cast, kezia, "friend", "Bea")
    with acting(cast.alice.pk):
        who = Relationship.objects.get(person=kezia)
        with pytest.raises(ValidationError, match="Choose what was said"):
            record_tie(person=kezia, who=who, words="Fine", by=cast.alice)
        with pytest.raises(ValidationError, match="Choose what was said"):
            record_tie(person=kezia, who=who, tie="parent", words="x", by=cast.alice)
    with acting(cast.protection.pk), pytest.raises(PermissionDenied):
        record_tie(person=kezia, who=who, tie="tie-weak", by=cast.protection)
