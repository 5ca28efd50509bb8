"""A small table of people with its mapping, and bringing it in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alongside.accounts.models import Account
from alongside.insight.returns.importing import Report, Wanted, bring_in
from alongside.insight.returns.mapping import from_words
from tests.cast import Cast

SAID: dict[str, Any] = {
    "source": "mosaic",
    "number": "Client ID",
    "people": {
        "known as": {"given": "Forename", "family": "Surname"},
        "birth": "DOB",
        "sex": "Sex",
        "nhs number": "NHS No",
        "address": ["Address 1", "Town", "Postcode"],
        "phone": ["Home phone", "Mobile"],
    },
    "means": {"Sex": {"1": "M", "2": "F"}},
    "notes": [
        {"text": "Note", "day": "Note date", "kind": "Note type", "who": "Worker"},
    ],
}
HEAD = (
    "Client ID,Forename,Surname,DOB,Sex,NHS No,Address 1,Town,Postcode,Home phone,Mobile,"
    "Note,Note date,Note type,Worker\n"
)
TWO = HEAD + (
    "C1,Zoë,O’Brien-Łuczak,03/05/1980,2,943 476 5919,1 High Street,Leeds,LS6 1AB,0113 496 0001,,"
    '"Rang.\nShe said ""hello"", and 🙂.",4 Mar 2020,Call,Sam Jones\n'
    "C2,محمد,الأحمد,1 March 1991,1,,2 High Street,Leeds,LS6 1AC,0113 496 0002,07700 900123,,,,\n"
)

Bring = Callable[..., Report]


@pytest.fixture
def bring(cast: Cast, kit: Account, tmp_path: Path) -> Bring:
    """Bring a table in: words or bytes of a CSV file, or a path."""

    def run(table: str | bytes | Path, said: dict[str, Any] = SAID, **more: Any) -> Report:
        path = table if isinstance(table, Path) else tmp_path / "people.csv"
        if not isinstance(table, Path):
            path.write_bytes(table.encode() if isinstance(table, str) else table)
        given = {"team": cast.adults.name, "behalf": kit.email} | more
        wanted = Wanted(path, kind="people", mapping=from_words(said), **given)
        return bring_in(wanted, lambda done, of: None)

    return run
