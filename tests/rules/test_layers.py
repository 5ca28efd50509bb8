"""Pages are private, and only actions change data; the layers are import-linter's to check."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules import house

PAGES = {"views", "forms", "urls"}
# These change data and are no actions; each with its reason.
MAY_WRITE = {
    "alongside/foundation/trail.py": "the trail itself",
    "alongside/foundation/sealer.py": "seals the trail",
    "alongside/foundation/engine/base.py": "tells the database who acts",
    "alongside/foundation/drafts/saving.py": "the actions of drafts, in a folder of their own",
    "alongside/foundation/drafts/handing.py": "the same, for handing them over",
    "alongside/foundation/drafts/keys.py": "the same, for the keys of devices",
    "alongside/desk/demo/rows.py": "makes the demo council, many rows at a time",
    "alongside/accounts/models.py": "the manager that Django asks for; only actions call it",
    "alongside/record/files/keeping.py": "the storage; only actions put something there",
    "alongside/foundation/backup/loading.py": "puts files back where actions once put them",
    "alongside/record/files/papers.py": "writes a file in a folder of its own, and no row",
    "alongside/record/files/pictures.py": "the same",
    "alongside/foundation/paper/word.py": "a file in memory that is handed out, and no row",
    "alongside/accounts/adapters.py": "what the sign-in library calls instead of its own",
}
READS = {"plans", "portal"}
# Actions at which nobody acts yet, or that make whoever acts.
WITHOUT_BY = {"enter_as_guest", "use_sign_in_link", "system_account"}  # at the door
ALWAYS_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES_IN_A_QUERY = {"create", "create_user", "update", "delete"}
QUERY = (
    ".objects",
    ".filter(",
    ".exclude(",
    ".visible_to(",
    ".all()",
    "_set.",
    ".select_for_update(",
)


def test_pages_are_private() -> None:
    found = []
    for path in house.own():
        package = path.relative_to(house.ROOT / "alongside").parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alongside."):
                room, *rest = str(node.module).split(".")[1:]
                names = {*rest, *(alias.name for alias in node.names)}
                if room not in (package, "foundation") and names & PAGES and package != "urls.py":
                    found.append(f"{house.name(path)}:{node.lineno} imports {node.module}")
    assert not found, "Use its models, access and actions:\n" + "\n".join(found)


def test_pages_ask_access_for_what_they_show() -> None:
    """In these packages every read already stands in access, and stays there."""
    views = [one for one in house.own() if "views" in one.parts]
    mine = [one for one in views if one.relative_to(house.ROOT / "alongside").parts[0] in READS]
    found = [
        f"{house.name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in mine
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]
    assert len(mine) > 20
    assert not found, "Move these into access:\n" + "\n".join(found)


def test_writes_live_in_actions() -> None:
    found = [
        f"{house.name(path)}:{call.lineno} .{call.func.attr}()"
        for path in house.own()
        if not _may_write(path)
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and _writes(call.func)
    ]
    assert not found, "Move these into an action:\n" + "\n".join(found)


def test_actions_are_told_by_whom_and_only_by_name() -> None:
    """`by` is an argument of every public action, and nothing is passed by position."""
    found = []
    for path in house.own():
        if not _is_action(path) or path.is_relative_to(house.ROOT / "alongside" / "foundation"):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and _is_public_and_atomic(node):
                names = {argument.arg for argument in node.args.kwonlyargs}
                if node.args.args or "by" not in names:
                    found.append(f"{house.name(path)}:{node.lineno} {node.name}")
    assert not found, "Actions are keyword-only and told `by` whom:\n" + "\n".join(found)


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def _writes(called: ast.Attribute) -> bool:
    holder = ast.unparse(called.value)
    if called.attr in ALWAYS_WRITES:
        return not holder.endswith("session")  # a session is no record
    return called.attr in WRITES_IN_A_QUERY and any(part in f"{holder}." for part in QUERY)


def _is_action(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parent.parts


def _may_write(path: Path) -> bool:
    return _is_action(path) or house.name(path) in MAY_WRITE


def _is_public_and_atomic(node: ast.FunctionDef) -> bool:
    is_public = not node.name.startswith("_") and node.name not in WITHOUT_BY
    return is_public and any("atomic" in ast.unparse(one) for one in node.decorator_list)
