"""`alongside clock`: by when something is due, how that was counted, and where the rule stands."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .counting import Due
    from .rule import Rule

EXAMPLE = "alongside clock core-group 2026-11-02"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rule", metavar="RULE", nargs="?", help="which clock (without: all of them)"
    )
    parser.add_argument(
        "start",
        metavar="FROM",
        nargs="*",
        help="the day it counts from, such as 2026-11-02 or 2 November 2026; "
        "of what is counted in hours the time too",
    )
    parser.add_argument(
        "--longer", action="store_true", help="with the extension that the rule allows"
    )
    parser.add_argument("--json", action="store_true", help="say it as JSON")


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.exceptions import ValidationError

    from alongside.foundation.content import ContentError

    from .counting import CannotCount

    try:
        if options.rule is None:
            return _list(options.json)
        return _count(options)
    except ValidationError as wrong:
        return _refused(wrong.messages[0])
    except (CannotCount, ContentError) as wrong:
        return _refused(str(wrong))


def _count(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from alongside.foundation.days import in_words, parse_when

    from .counting import due
    from .reading import calendar, rule_on, versions

    if options.rule not in versions():
        return _refused(_unknown(options.rule))
    if not options.start:
        return _refused(f"From which day? Write it after the clock, such as {EXAMPLE}")
    when = parse_when(" ".join(options.start), today=timezone.localdate())
    if when.precision not in {"day", "time"}:
        return _refused("A clock counts from a day. Write it out, such as 2 November 2026.")
    rule = rule_on(options.rule, when.day)
    if rule is None:
        return _refused(f"No rule “{options.rule}” holds on {in_words(when.day)}.")
    found = due(rule, when.earliest, is_extended=options.longer, closed=calendar().closed)
    if options.json:
        print(json.dumps(_data(found, when.day), ensure_ascii=False, indent=1))
    else:
        print(*_lines(found), sep="\n")
    return 0


def _list(is_json: bool) -> int:
    from .reading import check_clocks, versions

    check_clocks()
    every = [one for several in versions().values() for one in several]
    if is_json:
        print(json.dumps([_about(one) for one in every], ensure_ascii=False, indent=1))
        return 0
    for group in dict.fromkeys(one.for_whom for one in every):
        print(f"\n{group.capitalize()}\n")
        of_group = [one for one in every if one.for_whom == group]
        for one in of_group:
            doubt = "" if one.is_checked else ", not verified"
            print(f"  {one.key:<36}{one.length_words():<25}{one.standing}{doubt}")
            if one.dated.valid_to:
                print(f"  {'':<36}until {one.dated.valid_to}")
    print(f"\nOne of them, from a day: {EXAMPLE}")
    return 0


def _lines(found: Due) -> Iterator[str]:
    from .reading import calendar

    rule = found.rule
    yield f"{rule.title}: by {found.words()}"
    yield ""
    yield from (f"  {step}" for step in found.how)
    yield ""
    yield f"{rule.standing_words()} {rule.checked_words()}"
    yield f"Source: {rule.dated.source}"
    if rule.address:
        yield rule.address
    if rule.length.unit == "working day":
        yield f"Working days: {calendar().note}"
    yield from map(str, rule.changes)


def _data(found: Due, start: date) -> dict[str, Any]:
    return {
        **_about(found.rule),
        "from": start.isoformat(),
        "due_on": found.due_on.isoformat(),
        "due_at": found.due_at.isoformat() if found.due_at else None,
        "warn_on": found.warn_on.isoformat() if found.warn_on else None,
        "how": list(found.how),
    }


def _about(rule: Rule) -> dict[str, Any]:
    since, until = rule.dated.valid_from, rule.dated.valid_to
    return {
        "rule": rule.key,
        "title": rule.title,
        "for": rule.for_whom,
        "starts": rule.starts,
        "length": rule.length_words(),
        "standing": rule.standing,
        "source": rule.dated.source,
        "address": rule.address or None,
        "checked": rule.is_checked,
        "checked_on": rule.dated.checked_on.isoformat(),
        "note": rule.note or None,
        "valid_from": since.isoformat() if since else None,
        "valid_to": until.isoformat() if until else None,
    }


def _unknown(key: str) -> str:
    from .reading import rules

    titles = {rule.title.casefold(): rule.key for rule in rules().values()}
    near = difflib.get_close_matches(key.casefold(), [*rules(), *titles], n=3, cutoff=0.5)
    near += [one for one in rules() if key and key in one and one not in near][: 3 - len(near)]
    named = list(dict.fromkeys(titles.get(one, one) for one in near))
    meant = f" Did you mean {' or '.join(named)}?" if named else ""
    return f"There is no clock “{key[:40]}”.{meant} “alongside clock” lists all of them."


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
