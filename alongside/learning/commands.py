"""`alongside learning`: say what is wrong in all that this room is made from."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from .scenarios import commands as scenarios

# Every part of the library that learning reads: what it is, and "module:function" that reads it
# afresh and raises ContentError where it cannot be used.
CHECKS: tuple[tuple[str, str], ...] = (
    ("The self-assessment", "alongside.learning.instrument:check_shipped"),
    ("Roles, examples and suggestions", "alongside.learning.profiles:check_profiles"),
    ("Frameworks", "alongside.learning.frameworks:check_frameworks"),
    ("Dilemmas", "alongside.learning.scenarios.commands:check_scenarios"),
    ("Short courses", "alongside.learning.courses:check_courses"),
    ("Surveys", "alongside.learning.surveys.shipped:check_surveys"),
    ("Supervision", "alongside.learning.supervising:check_supervision"),
    ("Ways to reflect", "alongside.learning.shapes:check_shapes"),
    ("Ways of learning together", "alongside.learning.ways:check_ways"),
    ("Rules for CPD", "alongside.learning.cpd:check_packs"),
    ("Words that may identify", "alongside.learning.identifying.words:check_words"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|twee")
    check = verbs.add_parser("check", help="read all of it, and say what is wrong where")
    check.add_argument("--data", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    twee = verbs.add_parser("twee", help="bring a story in from Twee 3, or take a dilemma out")
    scenarios.arguments(twee)
    twee.add_argument("--data", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    if options.verb == "twee":
        return scenarios.run(options)
    wrong = sum(map(_is_wrong, CHECKS))
    print(f"\n{len(CHECKS)} parts, {wrong or 'none'} of them wrong.")
    return 1 if wrong else 0


def _is_wrong(part: tuple[str, str]) -> bool:
    from alongside.foundation.content import ContentError

    words, named = part
    try:
        found = _called(named)()
    except ContentError as wrong:
        print(f"{words}: {wrong.file}, line {wrong.line}: {wrong.sentence}")
        return True
    print(f"{words}: right.")
    for remark in found if isinstance(found, tuple) else ():  # what should be looked at again
        print(f"  {remark}")
    return False


def _called(named: str) -> Callable[[], object]:
    module, _, name = named.partition(":")
    found: Callable[[], object] = getattr(import_module(module), name)
    return found
