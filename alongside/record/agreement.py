"""Where the agreement to a questionnaire stands, in words, and what was said of its questions."""

from dataclasses import dataclass

from alongside.foundation.days import LONDON, in_words

from .models import Approval, Entry
from .readership import name_of

WHOSE = {"supervisor": "a supervisor", "panel": "a panel of two people"}


@dataclass(frozen=True)
class Agreement:
    """What a page says of it; empty where nobody's agreement was ever asked."""

    lines: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()  # the question, who, and the words
    waits: Approval | None = None


def agreement_of(entry: Entry) -> Agreement:
    """All that was decided, newest first. Three queries, one where nothing was asked."""
    found = list(
        Approval.objects.filter(entry=entry)
        .prefetch_related("verdicts__by__practitioner", "verdicts__remarks__by__practitioner")
        .order_by("-asked_at")
    )
    if not found:
        return Agreement()
    lines: list[str] = []
    remarks: list[tuple[str, str, str]] = []
    for approval in found:
        lines += _lines(approval)
        for verdict in approval.verdicts.all():
            remarks += [(one.asked, name_of(one.by), one.text) for one in verdict.remarks.all()]
    waits = next((one for one in found if one.outcome == Approval.Outcome.WAITING), None)
    return Agreement(tuple(lines), tuple(remarks), waits)


def _lines(approval: Approval) -> list[str]:
    """Mo Ashworth agreed to version 1 on 22 November 2026: “It says what he wants.”"""
    said = []
    for verdict in approval.verdicts.all():
        day = in_words(verdict.at.astimezone(LONDON).date())
        version = f"version {approval.version}"
        did = f"agreed to {version}" if verdict.agrees else f"returned {version}"
        said.append(f"{name_of(verdict.by)} {did} on {day}: “{verdict.reason}”")
    if approval.outcome == Approval.Outcome.WAITING:
        day = in_words(approval.asked_at.astimezone(LONDON).date())
        whose = WHOSE.get(approval.whose, "somebody else")
        said.insert(0, f"Version {approval.version} waits for {whose} to agree, since {day}.")
    elif approval.outcome == Approval.Outcome.OVERTAKEN:
        said.insert(0, f"Version {approval.version} was changed before anybody decided.")
    return said
