"""What a return says somebody was from one day to another: statuses and placements, with codes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from alongside.foundation.days import When
from alongside.record.actions.statuses import Saying

from .cin import Node
from .telling import EARLIEST, ChildTold, Telling

# What only another row of the same child begins, and what then goes on as it was.
LEGAL_GOES_ON = ("P", "T")
PLACE_GOES_ON = ("L",)
YES = ("1", "true", "Y")
WENT_ON = ("DateOfInitialCPC", "Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans")


@dataclass(frozen=True)
class StatusTold:
    """One status as the file has it, and the entry that its row became."""

    saying: Saying
    entry: str  # the key of an EntryTold
    goes_on: bool = False  # the row says that it is what it was before


def _day(telling: Telling, node: Node) -> When | None:
    day = telling.day_in(node.text)
    return When(day, "day") if day and day.year >= EARLIEST else None


def _keys(told: ChildTold, table: str) -> dict[int, str]:
    """The key of what a row became, by the line on which it stands."""
    return {one.line: one.key for one in told.entries if one.table == table}


def _codes(row: Node, **named: str) -> tuple[tuple[str, str], ...]:
    found = ((name, row.value(column)[:20]) for name, column in named.items())
    return tuple(sorted((name, said) for name, said in found if said))


# Children looked after ----------------------------------------------------------------------------


def of_looked_after(telling: Telling, child: Node) -> list[StatusTold]:
    """Being looked after by legal status, and placements, from the rows of episodes.csv."""
    keys, seen = _keys(telling.told, "episodes"), set()
    found: dict[str, list[StatusTold]] = {"looked-after": [], "placement": []}
    rows = [row for row in child.all("episodes") if row.line in keys]
    for row in sorted(rows, key=lambda row: (telling.day_in(row.value("DECOM")), row.line)):
        begun = _day(telling, row.first("DECOM"))
        if begun is None or row.text in seen:
            continue
        seen.add(row.text)
        for one in _of_row(telling, row, begun, keys[row.line]):
            _join(found[one.saying.kind], one)
    return [*found["looked-after"], *found["placement"]]


def _of_row(telling: Telling, row: Node, begun: When, key: str) -> Iterator[StatusTold]:
    ended, reason = _day(telling, row.first("DEC")), row.value("RNE")
    legal = Saying(
        "looked-after",
        begun,
        row.value("LS"),
        ended,
        more=_codes(row, need="CIN", ceased="REC"),
        source=f"{telling.header.source}/{key}/legal",
    )
    yield StatusTold(legal, key, reason in LEGAL_GOES_ON)
    placed = replace(
        legal,
        kind="placement",
        code=row.value("PLACE"),
        more=_codes(row, provider="PLACE_PROVIDER", change="REASON_PLACE_CHANGE"),
        source=f"{telling.header.source}/{key}/placement",
    )
    yield StatusTold(placed, key, reason in PLACE_GOES_ON)


def _join(found: list[StatusTold], one: StatusTold) -> None:
    """Where only the other half of a row changed, this half is what it was before."""
    last = found[-1].saying if found else None
    if (
        one.goes_on
        and last is not None
        and (last.code, last.until) == (one.saying.code, one.saying.since)
    ):
        joined = replace(last, until=one.saying.until, more=one.saying.more)
        found[-1] = replace(found[-1], saying=joined)
    else:
        found.append(one)


# Children in need ---------------------------------------------------------------------------------


def of_children_in_need(telling: Telling, child: Node) -> list[StatusTold]:
    """Being in need, from referral to closure, and child protection plans."""
    referrals = _keys(telling.told, "referrals")
    plans = _keys(telling.told, "protection_plans")
    found: list[StatusTold] = []
    for episode in child.all("CINdetails"):
        referred = episode.first("CINreferralDate")
        begun = _day(telling, referred)
        if begun and referred.line in referrals and not _ended_there(episode):
            found.append(_in_need(telling, episode, begun, referrals[referred.line]))
        for plan in episode.all("ChildProtectionPlans"):
            started = _day(telling, plan.first("CPPstartDate"))
            key = plans.get(plan.first("CPPstartDate").line)
            if started and key:
                found.append(_protected(telling, plan, started, key))
    return found


def _ended_there(episode: Node) -> bool:
    """Nothing further after the referral; files that say so tell of what came after it, too."""
    return episode.value("ReferralNFA") in YES and not any(map(episode.all, WENT_ON))


def _in_need(telling: Telling, episode: Node, begun: When, key: str) -> StatusTold:
    saying = Saying(
        "child-in-need",
        begun,
        episode.value("PrimaryNeedCode"),
        _day(telling, episode.first("CINclosureDate")),
        more=_codes(episode, closed="ReasonForClosure"),
        source=f"{telling.header.source}/{key}",
    )
    return StatusTold(saying, key)


def _protected(telling: Telling, plan: Node, begun: When, key: str) -> StatusTold:
    saying = Saying(
        "protection-plan",
        begun,
        plan.value("LatestCategoryOfAbuse") or plan.value("InitialCategoryOfAbuse"),
        _day(telling, plan.first("CPPendDate")),
        more=_codes(plan, first="InitialCategoryOfAbuse"),
        source=f"{telling.header.source}/{key}",
    )
    return StatusTold(saying, key)
