"""A questionnaire with one page of sixty questions, to see what such a page costs."""

from hashlib import sha256
from pathlib import Path

from benchmarks.database import as_owner

HEAD = """\
id: sixty
version: 1
title: Sixty
purpose: To measure what sixty questions cost.
answered_by: both
kind: assessment
valid_from: 2026-01-01
source: Made for measuring
checked_on: 2026-11-22
pages: [{id: all, title: All, sections: [{id: part, questions: [
"""
CHOICE = "type: choice, options: [{id: a, say: By myself}, {id: b, say: With help}]"
TEXT = (
    HEAD
    + ",\n".join(
        f'{{id: q-{n}, ask: "Question {n}?", why: To see., used_by: You., help: Any day, '
        + ("type: text}" if n % 2 else f"{CHOICE}}}")
        for n in range(1, 61)
    )
    + "]}]}]\n"
)


def ask_sixty(data: Path) -> None:
    """Put it in force in the database of this folder; twice changes nothing."""
    with as_owner(data) as owner:
        owner.execute(
            "insert into questionnaires_definition (id, key, version, title, text, digest,"
            " is_shipped, starts, why, made_at) values (gen_random_uuid(), 'sixty', '1', 'Sixty',"
            " %s, %s, true, '2026-01-01', '', '2026-01-01') on conflict do nothing",
            [TEXT, sha256(TEXT.encode()).hexdigest()],
        )
