"""The pages of a person's export: read in any browser, without Alongside, a network or a script."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from alongside.foundation.days import LONDON, in_words, time_in_words
from alongside.foundation.writing import first_words, to_text
from alongside.people.actions.around import kind_of
from alongside.people.models import FactKind
from alongside.record import telling
from alongside.record.models import PartSort

from .beside import is_for_harm
from .chronologies import HIDDEN
from .gathering import entries_not_for_them
from .shapes import Row

STYLE = Path(__file__).parents[1] / "templates" / "insight" / "exports" / "style.css"
SHARED = {
    "shown": "",
    "held": "held: not for {called} to read until somebody has looked at it",
    "not disclosed": "not for {called} to read",
}


def written(told: Row) -> Iterator[tuple[str, str]]:
    """Give each page: the first, one for each year of entries, and one for each chronology."""
    years = by_year(told["entries"])
    whole = {
        "told": told,
        "person": told["person"],
        "years": [(year, len(entries)) for year, entries in years.items()],
        "made_on": in_words(moment(told["made_at"]).date()),
        "closed": closed(told),
        "chronologies": [_chronology(one, years, told["person"]) for one in told["chronologies"]],
        **_beside(told),
        "closed_beside": _closed_beside(told),
    }
    yield "style.css", STYLE.read_text()
    yield "index.html", render_to_string("insight/exports/index.html", whole | _known(told))
    for year, entries in years.items():
        page = whole | {"year": year, "entries": [_entry(one, told) for one in entries]}
        yield f"{year}.html", render_to_string("insight/exports/year.html", page)
    for number, one in enumerate(whole["chronologies"], start=1):
        page = whole | {"one": one}
        html = render_to_string("insight/exports/chronology.html", page)
        yield f"chronology-{number}.html", html


def closed(told: Row) -> int:
    """How many entries are not, or not yet, for the person to read."""
    return sum(entries_not_for_them(told).values())


def moment(said: str) -> datetime:
    """A time of the file, where we live."""
    found = parse_datetime(said)
    assert found is not None  # we wrote it
    return found.astimezone(LONDON)


def by_year(entries: list[Row]) -> dict[str, list[Row]]:
    """Entries by the year in which they happened, oldest first."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for one in entries:
        at = one["said"][-1]["happened_at"] if one.get("said") else one["happened_at"]
        found[str(moment(at).year)].append(one)
    return dict(sorted(found.items()))


# What is known ------------------------------------------------------------------------------------


def _known(told: Row) -> dict[str, Any]:
    """Facts, needs and those around them: what holds now, and what is over."""
    around = []
    names = {one["id"]: one["called"] for one in told["relationships"]}
    for one in told["relationships"]:
        code = kind_of(one["kind"])
        words = code.words if code else one["kind"]
        if one.get("of"):
            words = f"{words} of {names.get(one['of'], 'somebody named here')}"
        around.append({**one, "kind_words": words})
    order = {kind: place for place, kind in enumerate(FactKind.values)}
    facts = [_fact(one) for one in sorted(told["facts"], key=lambda one: order[one["kind"]])]
    grants = [
        {**one, "starts": moment(one["starts"]), "until": moment(one["until"])}
        for one in told["who_may_see"]["grants"]
    ]
    return {
        "grants": grants,
        "facts": [one for one in facts if not one["is_over"]],
        "old_facts": [one for one in facts if one["is_over"]],
        "needs": [one for one in told["needs"] if not one["over_at"]],
        "old_needs": [one for one in told["needs"] if one["over_at"]],
        "around": [one for one in around if not _was(one)],
        "old_around": [one for one in around if _was(one)],
    }


def _beside(told: Row) -> dict[str, Any]:
    """Services, warnings, handovers, what is due and came in, what they said yes to, marked."""
    return {
        "warnings": [
            {
                **one,
                "is_over": bool(one["over_at"]) or one["review_on"] < _today(),
                "until": in_words(date.fromisoformat(one["review_on"])),
            }
            for one in told["warnings"]
        ],
        "services": [
            {**one, "is_over": bool(one["over_at"]) or (one["ends_on"] or "9999") < _today()}
            for one in told["services"]
        ],
        "handovers": [
            {**one, "is_closed": is_for_harm(one), "on": in_words(moment(one["at"]).date())}
            for one in told["handovers"]
        ],
        "clocks": [
            {**one, "due": in_words(date.fromisoformat(one["due_on"])), "became": _became(one)}
            for one in told["clocks"]
        ],
        "came_in": [
            {**one, "on": in_words(moment(one["received_at"]).date())} for one in told["came_in"]
        ],
        "consents": [
            {**one, "on": in_words(date.fromisoformat(one["given_on"]))} for one in told["consents"]
        ],
    }


def _became(clock: Row) -> str:
    """Done on 3 March 2026, no longer counted, or still open."""
    if clock["done_on"]:
        return f"done on {in_words(date.fromisoformat(clock['done_on']))}"
    return "no longer counted" if clock["ended_at"] else "still open"


def _closed_beside(told: Row) -> str:
    """What stands beside the entries of which something is not for the person."""
    found = {
        "warnings": any(not one["is_told"] for one in told["warnings"]),
        "handovers": any(is_for_harm(one) for one in told["handovers"]),
        "statuses": bool(told["statuses"]),
        "what is due": bool(told["clocks"]),
        "what came in": bool(told["came_in"]),
    }
    *several, last = [name for name, is_so in found.items() if is_so] or [""]
    return f"{', '.join(several)} and {last}" if several else last


def _today() -> str:
    return timezone.localdate().isoformat()


def _was(one: Row) -> bool:
    """Whether somebody was around them, or that was put right; what is to end still holds."""
    today, ends = timezone.localdate().isoformat(), str(one["ends_on"] or "9999")
    return bool(one["over_at"]) or ends < today or (ends == today and bool(one["over_by"]))


def _fact(one: Row) -> Row:
    marks = []
    if not one["is_shown"]:
        marks.append("not shown to the person")
    if one["is_protected"]:
        whom = "; ".join(each["from_whom"] for each in one["protections"] if not each["ended_at"])
        marks.append(f"kept safe from {whom}" if whom else "kept safe")
    if one["is_check"]:
        marks.append("kept as stated, though it fails its check")
    return {
        **one,
        "words": one["value"] or one["known_words"],
        "marks": "; ".join(marks),
        "is_over": bool(one["over_at"] or one["ends_on"]),
        "recorded_on": in_words(moment(one["recorded_at"]).date()),
        "over_on": in_words(moment(one["over_at"]).date()) if one["over_at"] else "",
    }


# Entries ------------------------------------------------------------------------------------------


def _entry(one: Row, told: Row) -> Row:
    if "withheld" in one:
        return {**one, "happened": in_words(moment(one["happened_at"]).date())}
    last = one["said"][-1]
    return {
        **one,
        "happened": happened(last),
        "title": last["title"],
        "last": _version(last),
        "earlier": [_version(each) for each in reversed(one["said"][:-1])],
        "mark": _mark(one, told["person"]),
        "with_others": one["about_count"] > 1,
        "files": [each for each in one["files"] if not each["taken_off_at"]],
    }


def _mark(entry: Row, person: Row) -> str:
    """Why the person may not read it themselves, if so."""
    about = next((each for each in entry["about"] if each["person"] == person["id"]), None)
    return SHARED[about["sharing"]].format(called=person["called"]) if about else ""


def _version(one: Row) -> Row:
    return {**one, "written_on": in_words(moment(one["at"]).date())}


def happened(version: Row) -> str:
    """27 March 2026 at 2pm · 27 March 2026 · March 2026 · 2026 · about 2026."""
    at, precision = moment(version["happened_at"]), version["happened_precision"]
    day = in_words(at.date())
    if precision == "time":
        return f"{day} at {time_in_words(at.time())}"
    if precision == "month":
        return day.partition(" ")[2]
    if precision in ("year", "about"):
        return f"{'about ' if precision == 'about' else ''}{at.year}"
    return day


# Chronologies -------------------------------------------------------------------------------------


def _chronology(one: Row, years: dict[str, list[Row]], person: Row) -> Row:
    """What it is for, and its lines, each leading to its entry."""
    whole = ((year, each) for year, some in years.items() for each in some if each.get("said"))
    where = {each["id"]: (year, each) for year, each in whole}
    return {
        **one,
        "covers": _covers(one),
        "made_on": in_words(moment(one["made_at"]).date()),
        "finished_on": in_words(moment(one["finished_at"]).date()) if one["finished_at"] else "",
        "others": len(one["about"]) - 1,
        "said": [_line(line, where, person) for line in one["lines"]],
        "lacks": telling.left_out(one["left_out"]),
    }


def _covers(one: Row) -> str:
    days = one["since"], one["until"]
    since, until = (in_words(date.fromisoformat(day)) if day else "" for day in days)
    if since and until:
        return f"{since} to {until}"
    if since:
        return f"From {since}"
    return f"From the beginning to {until}" if until else "The whole record until it was made"


def _line(line: Row, where: dict[str, tuple[str, Row]], person: Row) -> Row:
    if "withheld" in line or line["entry"] not in where:
        return {"withheld": HIDDEN, **line}
    year, entry = where[line["entry"]]
    chosen = next((one for one in entry["said"] if one["number"] == line["version"]), None)
    version = chosen or entry["said"][-1]
    title = f". {version['title']}" if version["title"] else ""
    return {
        **line,
        "happened": happened(version),
        "heading": f"{entry['kind_words']}{title}",
        "link": f"{year}.html#{entry['id']}",
        "start": "" if line["summary"] else _start(version),
        "own": [one for one in version["parts"] if one["sort"] == PartSort.OWN_WORDS],
        "mark": _mark(entry, person),
        "is_changed": entry["versions"] > line["version"],
    }


def _start(version: Row) -> str:
    """What stands for an entry until somebody has said it shorter; own words stand whole."""
    ours = (to_text(one["text"]) for one in version["parts"] if one["sort"] != PartSort.OWN_WORDS)
    return first_words("\n\n".join(ours), telling.IN_A_LINE)
