"""What each table and column means, written down from the models and their classification."""

import ast
import csv
import inspect
import io
import json
import tokenize
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from django.apps import apps
from django.db import models

from alongside.foundation.content import Block, folder, read
from alongside.foundation.rows import OPEN

from .tables import BLANK, Column, Table

# Tables that no model of ours stands for.
WORDS = {
    "foundation_trail": "The trail: one line for all that was done, opened or searched.",
    "search.place": "For searching: where people live, folded. Made again from the facts.",
    "search.person_name": "For searching: names, folded. Made again from the facts.",
    "search.unlisted": "Who is found by nobody outside those who see them.",
}
TRAIL = {
    "at": "When", "id": "The line", "era": "A restore, or an import of all, begins a new one",
    "txid": "The transaction that wrote it", "act": "Lines of one act share it",
    "by_id": "The account that did it", "behalf_id": "For whom a part of the system did it",
    "what": "What was done, in words", "on_kind": "On what sort of row", "on_id": "On which row",
    "person_id": "About whom", "listed": "Who appeared in a list", "detail": "Ids, numbers, hashes",
}  # fmt: skip
HEADINGS = (
    "table", "table_means", "who_may_see", "kept", "column", "means", "type", "may_be_empty",
    "points_at", "class", "choices", "remark",
)  # fmt: skip


def written(tables: list[Table]) -> Iterator[tuple[str, str]]:
    """Give the same dictionary three times: as CSV, as JSON, and to be read."""
    told = described(tables)
    yield "dictionary.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    yield "dictionary.csv", _as_csv(told)
    yield "dictionary.html", _as_html(told)


def described(tables: list[Table]) -> list[dict[str, Any]]:
    """Each table with its columns, in words."""
    classes = read(folder() / "personal-data.yaml")
    return [_table(table, classes) for table in tables]


def _table(table: Table, classes: Block) -> dict[str, Any]:
    model = _models().get(table.file)
    said = classes.block("tables")
    mine = said.block(model._meta.label) if model and model._meta.label in said else None
    kept = classes.block("kept").text(mine.text("kept")) if mine else ""
    fields = mine.block("fields") if mine else {}
    return {
        "table": table.file,
        "means": _means(table, model),
        "who_may_see": mine.text("seen_by") if mine else OPEN.get(table.name, ""),
        "kept": kept,
        "key": list(table.key),
        "columns": [_column(table, one, model, fields) for one in table.columns],
    }


@cache
def _models() -> dict[str, type[models.Model]]:
    return {one._meta.db_table: one for one in apps.get_models(include_auto_created=True)}


def _means(table: Table, model: type[models.Model] | None) -> str:
    if table.file in WORDS:
        return WORDS[table.file]
    if model is not None and model.__module__.startswith("alongside."):
        return " ".join((model.__doc__ or "").split())
    return OPEN.get(table.name, table.file.replace("_", " "))


def _column(
    table: Table, column: Column, model: type[models.Model] | None, fields: Any
) -> dict[str, Any]:
    field = _field(model, column.name)
    blank = BLANK.get(table.full, {}).get(column.name)
    choices = {str(key): str(words) for key, words in getattr(field, "flatchoices", ())}
    return {
        "column": column.name,
        "means": _column_means(table, column, model, field),
        "type": column.type,
        "may_be_empty": column.is_nullable,
        "points_at": column.points_at,
        "class": str(fields.get(field.name, "")) if field is not None else "",
        "choices": choices,
        "remark": f"Left out: {blank[1]}" if blank else "",
    }


def _field(model: type[models.Model] | None, column: str) -> Any:
    if model is None:
        return None
    return next((one for one in model._meta.concrete_fields if one.column == column), None)


def _column_means(
    table: Table, column: Column, model: type[models.Model] | None, field: Any
) -> str:
    if table.name == "foundation_trail":
        return TRAIL.get(column.name, "")
    words = str(getattr(field, "verbose_name", column.name)).replace("_", " ")
    remark = _remarks(model).get(getattr(field, "name", ""), "") if model else ""
    return f"{words[:1].upper()}{words[1:]}" + (f": {remark}" if remark else "")


@cache
def _remarks(model: type[models.Model]) -> dict[str, str]:
    """What stands beside a field where it is declared: for whoever reads the code, and here."""
    try:
        source = inspect.getsource(model)
    except OSError:
        return {}
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT and not token.string.startswith("# fmt")
    }
    found = {}
    for node in ast.parse(source).body[0].body:  # type: ignore[attr-defined]
        target: Any = getattr(node, "target", None) or next(
            iter(getattr(node, "targets", ())), None
        )
        if isinstance(target, ast.Name):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            found[target.id] = " ".join(comments[line] for line in lines if line in comments)
    return {name: words for name, words in found.items() if words and "noqa" not in words}


def _as_csv(told: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(HEADINGS)
    for table in told:
        for one in table["columns"]:
            choices = "; ".join(f"{key} = {words}" for key, words in one["choices"].items())
            rows.writerow(
                (
                    table["table"],
                    table["means"],
                    table["who_may_see"],
                    table["kept"],
                    one["column"],
                    one["means"],
                    one["type"],
                    "yes" if one["may_be_empty"] else "no",
                    one["points_at"],
                    one["class"],
                    choices,
                    one["remark"],
                )
            )
    return out.getvalue()


PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>What each table and column means</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:1.1rem/1.5 "Atkinson Hyperlegible Next",Verdana,sans-serif;margin:2rem auto;
max-width:75rem;padding:0 1rem;color:#1d2b2a}table{border-collapse:collapse;width:100%;
font-size:1rem}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;
border-bottom:1px solid #c9d1cf}h2{margin-top:3rem;overflow-wrap:anywhere}
code{overflow-wrap:anywhere}
div{overflow-x:auto}</style></head><body>
<h1>What each table and column means</h1>
"""


def _as_html(told: list[dict[str, Any]]) -> str:
    parts = [PAGE, "<nav aria-label='Tables'><ul>"]
    parts += [
        f'<li><a href="#{escape(one["table"])}">{escape(one["table"])}</a>: '
        f"{escape(one['means'])}</li>"
        for one in told
    ]
    parts.append("</ul></nav>")
    for table in told:
        parts.append(f'<h2 id="{escape(table["table"])}">{escape(table["table"])}</h2>')
        parts += [f"<p>{escape(table[key])}</p>" for key in ("means", "who_may_see") if table[key]]
        parts.append(f"<p>{escape(table['kept'])}</p>" if table["kept"] else "")
        parts.append("<div><table><tr>")
        parts += [
            f'<th scope="col">{words}</th>'
            for words in ("Column", "What it means", "Type", "May be empty", "Points at", "Choices")
        ]
        parts.append("</tr>")
        parts += [_html_row(one) for one in table["columns"]]
        parts.append("</table></div>")
    return "\n".join(parts) + "\n</body></html>\n"


def _html_row(one: dict[str, Any]) -> str:
    choices = "<br>".join(f"{escape(key)}: {escape(to)}" for key, to in one["choices"].items())
    words = ". ".join(part for part in (one["means"], one["remark"]) if part)
    return (
        f'<tr><th scope="row"><code>{escape(one["column"])}</code></th><td>{escape(words)}</td>'
        f"<td>{escape(one['type'])}</td><td>{'yes' if one['may_be_empty'] else 'no'}</td>"
        f"<td>{escape(one['points_at'])}</td><td>{choices}</td></tr>"
    )
