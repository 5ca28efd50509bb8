"""How a family is drawn: everybody once, nobody on anybody, every line with both its ends."""

import re
from collections import Counter
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.people.drawing.layout import lay_out
from alongside.people.drawing.picture import HALF, Mark, Picture, legend, picture
from alongside.people.drawing.unions import drawn
from alongside.people.drawing.words import in_words
from alongside.people.kin import COUPLES, ELDERS, FAMILY, Family, Link, elder_way
from alongside.people.models import Relationship

from .families_told import FAMILIES, family, key_of

ALL = pytest.mark.parametrize("name", FAMILIES)


def box(mark: Mark) -> tuple[int, int, int, int]:
    """All that a mark and its words cover, with the widest words that fit a line."""
    foot = max([down for down, _ in (*mark.lines, *mark.quiet)], default=HALF)
    return (mark.x - 72, mark.y - HALF - 4, mark.x + 72, mark.y + foot + 4)


def overlapping(drawing: Picture) -> list[tuple[str, str]]:
    found = []
    for one, other in combinations(drawing.marks, 2):
        a, b = box(one), box(other)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            found.append((one.label, other.label))
    return found


def must_be_whole(told: Family, drawing: Picture) -> None:
    assert Counter(mark.key for mark in drawing.marks) == Counter(list(told.nodes))
    assert overlapping(drawing) == []
    assert {end for stroke in drawing.strokes for end in stroke.ends} <= set(told.nodes)
    assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in drawing.marks)


@ALL
def test_everybody_is_drawn_once_and_nobody_on_top_of_anybody(name: str) -> None:
    told = FAMILIES[name]()
    must_be_whole(told, picture(told))


@ALL
def test_every_line_is_drawn_between_both_its_ends(name: str) -> None:
    told = FAMILIES[name]()
    strokes = [set(stroke.ends) for stroke in picture(told).strokes]
    for link in told.links:
        if link.kind in COUPLES | ELDERS and link.kind != "step-parent":
            assert any({link.one, link.other} <= ends for ends in strokes), (name, link.kind)


@ALL
def test_parents_stand_above_and_children_by_birth(name: str) -> None:
    told = FAMILIES[name]()
    marks = {mark.key: mark for mark in picture(told).marks}
    for union in drawn(told).unions:
        for child, _way in union.children:
            assert all(marks[parent].y < marks[child].y for parent in union.parents)
        if len({marks[child].y for child, _way in union.children}) == 1:
            xs = [marks[child].x for child, way in union.children if way != "sibling"]
            assert xs == sorted(xs), (name, union)


@ALL
def test_the_words_say_all_that_the_drawing_shows(name: str) -> None:
    told = FAMILIES[name]()
    drawing = picture(told)
    people = [one for generation in in_words(told, drawing) for one in generation.people]
    assert [one.key for one in people] == [
        mark.key for mark in sorted(drawing.marks, key=lambda one: (one.level, one.y, one.x))
    ]
    lines = {one.key: " ".join(one.lines) for one in people}
    for link in told.links:
        assert told.nodes[link.other].called in lines[link.one]
        assert told.nodes[link.one].called in lines[link.other]


@ALL
def test_a_drawing_is_the_same_each_time_and_holds_no_style(name: str) -> None:
    told = FAMILIES[name]()
    one, other = (
        render_to_string("people/tree.html", {"picture": picture(told), "title": name})
        for _ in range(2)
    )
    assert one == other
    assert "style=" not in one
    assert "<script" not in one
    assert one.count("<a href=") == len(told.nodes)


def test_marks_stand_in_reading_order() -> None:
    drawing = picture(FAMILIES["forty people in four generations"]())
    assert [(mark.y, mark.x) for mark in drawing.marks] == sorted(
        (mark.y, mark.x) for mark in drawing.marks
    )


def test_forty_people_fit_a_sheet_and_their_lines_seldom_cross() -> None:
    told = FAMILIES["forty people in four generations"]()
    assert len(told.nodes) == 40
    drawing = picture(told)
    assert len({mark.level for mark in drawing.marks}) == 4
    assert drawing.width < 2400  # 15-unit letters are above 6 point on A3, across
    layout = lay_out(drawn(told))
    spans = [
        (min(xs), max(xs), level)
        for union in layout.drawn.unions
        for level in [layout.drawn.level[union.children[0][0]]]
        for xs in [[layout.at[child] for child, _ in union.children] + [layout.middle(union)]]
    ]
    crossed = sum(a[2] == b[2] and a[0] < b[1] and b[0] < a[1] for a, b in combinations(spans, 2))
    assert crossed <= 8


def test_the_notation_of_couples_deaths_and_ways() -> None:
    def ways(name: str) -> list[str]:
        return [stroke.way for stroke in picture(FAMILIES[name]()).strokes]

    assert ways("Kezia").count("cut") == 1
    assert ways("remarriage on both sides").count("cut") == 2
    assert "unmarried" in ways("Kezia")
    assert "adopted" in ways("two fathers, adoption")
    assert "raised" in ways("fostered")
    assert "said" in ways("two mothers and a donor")
    drawing = picture(FAMILIES["unborn, and a pregnancy that was lost"]())
    shapes = {mark.label: (mark.shape, mark.is_over) for mark in drawing.marks}
    assert shapes["Baby, not born yet"] == ("triangle", False)
    assert shapes["Little one, lost before birth"] == ("triangle", True)
    said = legend(drawing, "Keira")
    assert "Triangle: a pregnancy." in said
    assert "donor" not in said


@pytest.mark.parametrize(("people", "said"), [("2019", "died 2019"), ("", "has died")])
def test_the_cross_of_somebody_who_died_is_drawn_and_said(people: str, said: str) -> None:
    told = family(
        "Kezia", f"Kezia f 2016, Jean f 1961, Alan m 1951+{people}",
        "Jean parent Kezia", "Alan parent Kezia", "Jean spouse Alan",
    )  # fmt: skip
    drawing = picture(told)
    page = render_to_string("people/tree.html", {"picture": drawing, "title": "A family"})
    links = dict(re.findall(r'<a href="#who-[^"]+" aria-label="([^"]+)">(.*?)</a>', page, re.S))
    crossed = {label for label, inside in links.items() if 'data-line="cross"' in inside}
    assert crossed == {f"Alan, {said}"}
    alan = next(mark for mark in drawing.marks if mark.is_over)
    assert f"M{alan.left} {alan.top}L{alan.x + HALF} {alan.y + HALF}" in alan.cross
    assert said in links[f"Alan, {said}"]
    assert "A cross: has died, or was lost." in legend(drawing, "Kezia")
    in_line = {one.called: one for part in in_words(told, drawing) for one in part.people}
    assert in_line["Alan"].quiet == said
    assert "Was married to Jean." in in_line["Alan"].lines
    nobody = picture(family("Kezia", "Kezia f 2016, Jean f 1961", "Jean parent Kezia"))
    assert "A cross" not in legend(nobody, "Kezia")


def test_twins_hang_from_one_point() -> None:
    drawing = picture(FAMILIES["twins"]())
    starts = Counter(stroke.d.split("L")[0] for stroke in drawing.strokes if "L" in stroke.d)
    assert starts.most_common(1)[0][1] == 2


def test_what_stood_in_a_circle_before_is_drawn_all_the_same() -> None:
    told = family("A", "A f 1990, B m 1960, C f 1930", "A parent B", "B parent C", "C parent A")
    must_be_whole(told, picture(told))


KINDS = sorted(FAMILY)
PEOPLE = [f"P{number}" for number in range(14)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(KINDS), st.sampled_from(PEOPLE)),
        max_size=24,
    )
)
def test_any_family_at_all_is_drawn_whole(told: list[tuple[str, str, str]]) -> None:
    found = family("P0", ", ".join(f"{one} f {1950 + n}" for n, one in enumerate(PEOPLE)))
    for one, kind, other in told:
        if one != other:
            way, turned = elder_way(kind)
            ends = (key_of(other), key_of(one)) if turned else (key_of(one), key_of(other))
            found.links.append(Link(ends[0], way, ends[1], Relationship()))
    must_be_whole(found, picture(found))
