"""What the tests of imports stand on: the cast, an administrator, our own small file, browsers."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight import jobs
from alongside.insight.actions import ask_to_withdraw, decide_withdrawal
from alongside.insight.models import ImportRun, Left, Withdrawal
from alongside.insight.returns.importing import Report, Wanted, bring_in
from alongside.people.models import Fact, Person
from tests.cast import Cast, account

OWN = Path(__file__).parent / "data/assessments-and-plans.xml"
SHARED = Path(__file__).resolve().parents[4] / "shared/data/cin"

Import = Callable[..., Report]
WHY = "It was the file of another council."


@pytest.fixture
def kit(cast: Cast) -> Account:
    """The council's administrator, for whom files are brought in."""
    with acting(cast.system.pk):
        return account("staff", "Kit", "Systems administrator", ("administrator",))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Our own file with some words replaced by others."""

    def written(*pairs: tuple[str, str], name: str = "later.xml") -> Path:
        text = OWN.read_text()
        for before, after in pairs:
            assert before in text
            text = text.replace(before, after)
        path = tmp_path / name
        path.write_text(text)
        return path

    return written


@pytest.fixture
def brought(cast: Cast, kit: Account) -> Import:
    """Bring a file in for Kit, to Alice's team."""

    def run(path: Path = OWN, **more: Any) -> Report:
        given = {"team": cast.adults.name, "behalf": kit.email} | more
        return bring_in(Wanted(path, **given), lambda done, of: None)

    return run


def adds_up(tables: dict[str, dict[str, int]]) -> bool:
    """Whether every row that was read became one thing."""
    return all(
        row["read"] == row["imported"] + row["unchanged"] + row["refused"]
        for row in tables.values()
    )


def count(report: Any, outcome: str) -> dict[str, int]:
    """The tables in which something had this outcome."""
    return {name: row[outcome] for name, row in report.tables.items() if row[outcome]}


def child(number: str, by: Account) -> Person:
    """The child of that number, for an account that may see them."""
    found = Fact.objects.filter(kind="local id", value=number)
    return Person.objects.visible_to(by).get(pk__in=found.values("person_id"))


def refusals(report: Any) -> list[dict[str, str]]:
    """The lines of the list of what to check."""
    with report.remarks.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# Withdrawing ------------------------------------------------------------------------------------


@pytest.fixture
def run(cast: Cast, kit: Account, brought: Import) -> ImportRun:
    """Our own file, brought in."""
    report = brought()
    with acting(kit.pk):
        return ImportRun.objects.get(pk=report.run)


@pytest.fixture
def withdrawn(cast: Cast, kit: Account, run: ImportRun) -> Callable[..., Withdrawal]:
    """Kit asks, data protection agrees, and the worker does it."""

    def do(which: ImportRun | None = None) -> Withdrawal:
        with acting(kit.pk):
            asked = ask_to_withdraw(run=which or run, why=WHY, by=kit)
        with acting(cast.protection.pk):
            found = Withdrawal.objects.get(pk=asked.pk)
            decide_withdrawal(withdrawal=found, is_agreed=True, words="Yes.", by=cast.protection)
        jobs.take_back_agreed(0)
        with acting(kit.pk):
            return Withdrawal.objects.get(pk=asked.pk)

    return do


def left(withdrawal: Withdrawal, by: Account) -> list[tuple[str, str, str]]:
    with acting(by.pk):
        rows = Left.objects.filter(withdrawal=withdrawal).order_by("child", "what")
        return list(rows.values_list("child", "what", "why"))
