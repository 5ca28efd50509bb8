"""A file says what it holds, is named for it, and is short enough to hold in the head."""

import ast
import re

from tests.rules import house

JUNK = {"utils", "util", "helpers", "common", "misc", "services", "managers", "selectors"}
JUNK |= {"signals", "tools", "stuff"}
LONGEST_FILE = 400  # lines
LONGEST_FUNCTION = 50  # lines
MAKESHIFT = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# Written so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "index" + "-url ="]
REGISTRIES += ["registry." + "yarnpkg", "crates" + ".io", "rubygems" + ".org"]
MACHINES = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
VENDORED = {"static", "govuk_fixtures", "vendor"}
PROSE = {
    ".py",
    ".sh",
    ".toml",
    ".md",
    ".yaml",
    ".yml",
    ".lock",
    ".txt",
    ".html",
    ".sql",
    ".cfg",
    "",
}


def test_a_file_is_named_for_what_it_holds() -> None:
    found = [house.name(path) for path in house.python() if JUNK & {path.stem, *path.parts[-2:-1]}]
    assert not found, f"Name what is inside: {found}"


def test_every_file_opens_with_one_sentence() -> None:
    found = []
    for path in house.python(migrations=False):
        words = ast.get_docstring(ast.parse(path.read_text())) or ""
        first = words.split("\n\n")[0].strip()
        if not first.endswith((".", "?")) or not (first[0].isalnum() or first[0] in "`<./"):
            found.append(house.name(path))
    assert not found, f"Say in one sentence what the file holds: {found}"


def test_files_are_short() -> None:
    found = {
        house.name(path): length
        for path in house.python()
        if (length := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not found, f"Make a folder of the same name: {found}"


def test_functions_are_short() -> None:
    found = []
    for path in house.python():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno
                if length > LONGEST_FUNCTION:
                    found.append(f"{house.name(path)}:{node.lineno} {node.name} ({length} lines)")
    assert not found, "Give the parts names of their own:\n" + "\n".join(found)


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{house.name(path)}:{number}"
        for path in house.python()
        if path.name != "test_files.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if MAKESHIFT.search(line)
    ]
    assert not found, f"Do it, or raise it where work is planned: {found}"


def test_no_file_names_a_package_registry_or_somebodys_machine() -> None:
    found = []
    for path in house.files():
        if path.suffix not in PROSE or VENDORED & set(path.parts):
            continue
        text = path.read_text(errors="replace")
        found += [f"{house.name(path)}: {word}" for word in REGISTRIES if word in text]
        if path.suffix != ".lock":
            found += [f"{house.name(path)}: {hit}" for hit in MACHINES.findall(text)]
    assert not found, "\n".join(found)


def test_nobody_writes_views_as_classes() -> None:
    found = [
        f"{house.name(path)}:{node.lineno} {node.name}"
        for path in house.own()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith("View") for base in node.bases)
    ]
    assert not found, f"A page is a function: {found}"
