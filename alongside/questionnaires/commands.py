"""`alongside questionnaires`: check what is asked, take it out as FHIR, and bring a form in."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .definition import Questionnaire
    from .fhir.importing import Brought
    from .linting import Measured

SHOWN = 6  # questions that one line of the report names


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|export|import")
    check = verbs.add_parser("check", help="say what is wrong, and how much is asked how plainly")
    check.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="(default: all that are shipped)"
    )
    check.add_argument("--json", action="store_true", help="say it as JSON")
    export = verbs.add_parser("export", help="write each as a FHIR R4 Questionnaire")
    export.add_argument("--fhir", metavar="FOLDER", type=Path, required=True, help="where to")
    export.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="(default: all that are shipped)"
    )
    export.add_argument(
        "--address", default="", help="how people reach this Alongside, for the names of things"
    )
    export.add_argument("--publisher", default="", help="the council that publishes them")
    bring = verbs.add_parser("import", help="read FHIR R4 Questionnaires, wholly or not at all")
    bring.add_argument("--fhir", metavar="FILE", nargs="+", type=Path, required=True)
    bring.add_argument(
        "--to", metavar="FOLDER", type=Path, help="where our files go (default: they are shown)"
    )
    bring.add_argument("--json", action="store_true", help="say what became of it as JSON")
    for one in (check, export, bring):
        one.add_argument("--data", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    if options.verb == "check":
        return _check(options)
    return _export(options) if options.verb == "export" else _import(options)


def _shipped() -> list[Path]:
    from alongside.foundation.content import folder

    return sorted((folder() / "questionnaires").glob("*.yaml"))


def _read(file: Path) -> "Questionnaire":
    """One file; ContentError where it is wrong, or is not called as its id says."""
    from alongside.foundation.content import ContentError

    from .reading import read_questionnaire

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(file, 1, f"It cannot be read: {error}.") from error
    found = read_questionnaire(text, str(file))
    if file.stem != found.id:
        said = f"It is “{found.id}”, so the file has to be called {found.id}.yaml."
        raise ContentError(file, 1, said)
    return found


# Checking


def _check(options: argparse.Namespace) -> int:
    from alongside.foundation.content import ContentError

    from .linting import measured

    said: list[dict[str, Any]] = []
    files = options.files or _shipped()
    known = {one.stem for one in _shipped()} | {one.stem for one in files}
    for file in files:
        try:
            asked = _read(file)
            _named(asked, file, known)
        except ContentError as wrong:
            said.append({"file": str(file), "line": wrong.line, "wrong": wrong.sentence})
            _unless(options.json, f"{file}, line {wrong.line}: {wrong.sentence}")
            continue
        found = measured(asked)
        said.append({"file": str(file), "wrong": None, **found.as_data()})
        _unless(options.json, *_measured(file, found))
    wrong_ones = sum(one["wrong"] is not None for one in said)
    if options.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        count = "1 file" if len(said) == 1 else f"{len(said)} files"
        print(f"\n{count}, {wrong_ones or 'none'} of them wrong.")
    return 1 if wrong_ones else 0


def _named(asked: "Questionnaire", file: Path, known: set[str]) -> None:
    """Refuse what would offer a questionnaire, or lead to a guide, that is not there."""
    from alongside.foundation.content import ContentError
    from alongside.knowledge.access import guides

    for item in asked.questions:
        for lead in item.leads_to:
            if lead.questionnaire and lead.questionnaire not in known:
                said = f"“leads_to” offers “{lead.questionnaire}”, and there is no such file."
                raise ContentError(file, item.line, said)
        if item.procedure and item.procedure not in guides():
            said = f"“procedure” names “{item.procedure}”, and there is no such guide."
            raise ContentError(file, item.line, said)


def _unless(is_json: bool, *lines: str) -> None:
    if not is_json:
        print(*lines, sep="\n")


def _measured(file: Path, found: "Measured") -> Iterable[str]:
    count = "1 question" if found.questions == 1 else f"{found.questions} questions"
    yield f"{file}: {count}"
    yield (
        f"  {found.by_person} for the person, {found.by_worker} for the worker, "
        f"{found.required} asked again before it is finished, {found.worked_out} worked out"
    )
    easy = f", easy read {found.easy_age:g}" if found.easy_age is not None else ""
    yield f"  reading age {_age(found.reading_age)}{easy}"
    yield f"  longest question: {found.longest_question}, {found.longest_words} words"
    if found.without_easy:
        yield f"  without easy read: {_some(found.without_easy)}"
    for one in found.remarks:
        yield f"  line {one.line}, {one.question}: {one.sentence}"


def _age(age: float | None) -> str:
    return "unknown" if age is None else f"{age:g}"


def _some(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return f"{', '.join(found[:SHOWN])}{more}"


# Out, and in


def _export(options: argparse.Namespace) -> int:
    from alongside.foundation.content import ContentError

    from .fhir.export import UnsayableError, questionnaire
    from .responding import HERE

    base = f"{options.address.rstrip('/')}/fhir" if options.address else HERE
    options.fhir.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for file in options.files or _shipped():
        try:
            asked = _read(file)
            made = questionnaire(asked, base, options.publisher)
        except (ContentError, UnsayableError) as refusal:
            print(refusal, file=sys.stderr)
            wrong += 1
            continue
        target = options.fhir / f"Questionnaire-{asked.id}.json"
        text = json.dumps(made, ensure_ascii=False, indent=2)
        target.write_text(f"{text}\n", encoding="utf-8")
        print(target)
    return 1 if wrong else 0


def _import(options: argparse.Namespace) -> int:
    said = [_bring(file, options) for file in options.fhir]
    if options.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
    return 0 if all(one["taken"] for one in said) else 1


def _bring(file: Path, options: argparse.Namespace) -> dict[str, Any]:
    from .fhir.importing import bring

    try:
        found = bring(file.read_text(encoding="utf-8-sig"), date.today())
    except (OSError, UnicodeDecodeError) as error:
        return _refused(file, f"It cannot be read: {error}.", options.json)
    target = None
    if found.asked is not None and found.yaml is not None and options.to:
        target = options.to / f"{found.asked.id}.yaml"
        if target.exists():
            return _refused(file, f"{target} is there already. Nothing was written.", options.json)
        options.to.mkdir(parents=True, exist_ok=True)
        target.write_text(found.yaml, encoding="utf-8")
    _unless(options.json, *_brought(file, found, target))
    findings = [vars(one) for one in found.findings]
    shown = None if target else found.yaml
    return {
        "file": str(file),
        "taken": found.asked is not None,
        "written": str(target) if target else None,
        "findings": findings,
        "yaml": shown,
    }


def _refused(file: Path, reason: str, is_json: bool) -> dict[str, Any]:
    if not is_json:
        print(f"{file}: {reason}", file=sys.stderr)
    found = [{"sort": "Refused", "question": "The form", "reason": reason}]
    return {"file": str(file), "taken": False, "written": None, "findings": found, "yaml": None}


def _brought(file: Path, found: "Brought", target: Path | None) -> Iterable[str]:
    """The findings, what was refused first; then our file, where it goes nowhere else."""
    from .fhir.findings import ORDER

    if found.asked is None:
        yield f"{file}: refused. Nothing was written."
    else:
        yield f"{file}: {f'written to {target}' if target else 'can be brought in'}."
    for sort in ORDER:
        reasons: dict[str, list[str]] = {}
        for one in found.of(sort):
            reasons.setdefault(one.reason, []).append(one.question)
        if reasons:
            yield f"  {sort}"
        for reason, questions in reasons.items():
            yield f"    {_some(questions)}: {reason}"
    if found.yaml is not None and target is None:
        yield f"\n{found.yaml}"
