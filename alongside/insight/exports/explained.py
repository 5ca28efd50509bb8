"""README.txt of a whole export: what lies where, how to read it, and what is not in it, and why."""

from typing import Any

from .tables import BLANK

README = """\
EVERYTHING OF ONE COUNCIL, AS ALONGSIDE KEPT IT

Made {made_at} by Alongside {alongside}, for this reason: {reason}

This folder is not encrypted. It holds the records of people who did not ask for it to be made. Keep
it where a backup would be kept, give it to nobody who may not read every record, and delete it when
it has served.

WHAT LIES WHERE

  tables/         one file for each table ({tables} tables, {rows:,} rows), all of the same moment
  files/          every picture and paper ({files:,}); originals/ has what came, shown/ what is
                  shown. A file is called as its row in record_attachment, which says its name.
  dictionary.*    what each table and column means, three times the same: CSV, JSON, HTML
  manifest.json   each file with its size and SHA-256, each table with its number of rows, and
                  which version made them
  {seals}

HOW TO READ A TABLE

{form}

  Ids are UUIDs. A column that points at another table is named in the dictionary. Times are in UTC.
  9999-01-01 means: no end. Rows stand in the order of their key.

  Facts, entries and grants are never overwritten. A row with over_at, ended_at, taken_off_at or
  removed_at is history; of an entry's versions the one with the highest number counts.

NEVER OPEN THE TABLES IN A SPREADSHEET WITHOUT THOUGHT

  The words are people's own, as they were written. Some begin with "=" or "+", which a spreadsheet
  takes for a formula; numbers such as 0123 lose their nought. Import the columns as text. Nothing
  was changed here to please a spreadsheet, since it would not be the record any more.

WHAT IS NOT IN HERE, AND WHY

{left_out}
{blank}
{locked}
BRINGING IT INTO ANOTHER ALONGSIDE

  alongside import council THIS-FOLDER --data A-NEW-FOLDER

  It checks each file and each number of rows, brings all of it in or nothing, and proves the trail.
  Nobody has a password afterwards: give each a new way in.
"""
FORMS = {
    "csv": """\
  CSV in UTF-8, with a line of names first. Between two commas nothing at all means: no value. Two
  quotation marks ("") mean: an empty text. A text may have line breaks, commas, quotation marks
  (doubled) and any sign of any language. true is t, false is f. A list stands in {{}}; detail,
  answers and the like are JSON; \\x… is binary, in hexadecimal.""",
    "parquet": """\
  Parquet, each column with its type. A uuid, and JSON (detail, answers and the like), is text; a
  list is a list of texts. What has no value is null.""",
}


def readme(told: dict[str, Any]) -> str:
    """The text for one export."""
    return README.format(
        made_at=told["made_at"],
        alongside=told["alongside"],
        reason=told["reason"],
        tables=len(told["tables"]),
        rows=told["rows"],
        files=told["file_count"],
        seals="published-seals.jsonl   hashes of the trail, to prove it by",
        form=FORMS[told["written_as"]].replace("{{}}", "{}"),
        left_out="\n".join(f"  {name}: {why}" for name, why in told["left_out"].items()),
        blank="\n".join(
            f"  {table.removeprefix('public.')}.{column}: {why} ({_instead(value)})"
            for table, columns in BLANK.items()
            for column, (value, why) in columns.items()
        ),
        locked=_locked(told["locked_files"]),
    )


def _instead(value: str) -> str:
    return "a “!” stands there" if value == "'!'" else "nothing stands there"


def _locked(ids: list[str]) -> str:
    if not ids:
        return ""
    listed = "\n".join(f"    {one}" for one in ids)
    return (
        "  Files that were locked unseen: somebody feared what they show, and to copy one may be\n"
        "  an offence itself. Ask the police, or the council’s lawyers, how they are handed on:\n"
        f"{listed}\n"
    )
