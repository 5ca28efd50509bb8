"""All divisions of two waves taken together: which sums of classes tell of few people."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import array
from numpy.linalg import matrix_rank

from alongside.foundation.small_numbers import Rules, publish
from alongside.foundation.small_numbers.combining import Point, tells_of_few
from alongside.foundation.small_numbers.counted import OVERALL
from alongside.foundation.small_numbers.differencing import narrow_cut

from .organisations import SCALE, Person, counted
from .test_small_numbers_between import crossing_of, publish_both


def rank(points: list[Point], without: tuple[Point, ...] = ()) -> int:
    """Of the matrix of classes by points."""
    classes = {(n, one) for point in points for n, one in enumerate(point) if one is not None}
    left = [one for one in points if one not in without]
    rows = [[float(point[n] == one) for point in left] for n, one in classes]
    return int(matrix_rank(array(rows))) if left and rows else 0


def tried(points: dict[Point, int], few: int) -> bool:
    """The same by trying: without some few people there is one sum less, so it was of them only."""
    light = [one for one in points if points[one] < few]
    return any(
        sum(points[one] for one in some) < few and rank(list(points), some) < rank(list(points))
        for size in range(1, few)
        for some in combinations(light, size)
    )


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 3).filter(any),
        st.sampled_from([1, 1, 2, 3, 5, 9]),
        max_size=14,
    )
)
def test_what_depends_in_the_dual_is_what_trying_every_few_finds(points: dict[Point, int]) -> None:
    assert tells_of_few(points, 5) == tried(points, 5)


def reorganised() -> list[tuple[Person | None, Person | None]]:
    """Eleven leave: of either team and in either role five or six, of one of both only one."""
    pairs: list[tuple[Person | None, Person | None]] = []
    for team in ("team 2", "team 3"):
        for role in ("role x", "role y"):
            stay: list[Person] = [(team, role, (SCALE[n % 4], "kit")) for n in range(40)]
            pairs += [(one, one) for one in stay]
    for team, role, people in (("team 2", "role y", 5), ("team 3", "role x", 5)):
        pairs += [((team, role, (SCALE[n % 4], "time")), None) for n in range(people)]
    return [*pairs, (("team 3", "role y", ("4", "time")), None)]


def test_what_teams_and_roles_tell_only_together_is_not_told() -> None:
    """Those who left team 3, less those who left as role x, are one person."""
    pairs = reorganised()
    first, second = publish_both(pairs)
    crossing = crossing_of(pairs, first)
    divisions = {"team": ("team 2", "team 3"), "role": ("role x", "role y")}
    apart = {name: tuple(frozenset([one]) for one in of) for name, of in divisions.items()}

    assert [
        narrow_cut(classes, crossing.beside(there, name), Rules())
        for name, classes in apart.items()
        for there in crossing.there
    ] == [None] * 6
    assert tells_of_few(crossing.points(apart), 5)
    assert set(second.divisions) == {"team"}
    assert set(publish(counted([two for _, two in pairs if two])).divisions) == {"team", "role"}
    assert not tells_of_few(crossing.points({"team": apart["team"], OVERALL: ()}), 5)
