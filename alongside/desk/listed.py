"""What each line of the one list says: what it is, whose, why it stands there, what one can do."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.desk import saying
from alongside.desk.access.handovers import answers_to, offered
from alongside.desk.access.order import Line, Place, legal_rules
from alongside.desk.access.waiting import FROM_OUTSIDE, Waiting, tasks_on
from alongside.desk.access.working import handed_to_me
from alongside.foundation.addresses import page_url
from alongside.foundation.days import in_words
from alongside.plans.kinds import kind_of
from alongside.record.access.clocks import rule_as_it_stood, warned_since, what_is_due
from alongside.record.actions.passing import CAN_BE_PASSED
from alongside.record.models import DueWords
from alongside.record.readership import name_of
from alongside.record.saying_clocks import doubt

HEADINGS: dict[saying.What, Callable[[str], str]] = {
    saying.What.DECIDE_HELD: lambda who: f"Decide whether {who} may read an entry",
    saying.What.SECOND_LOOK: lambda who: f"Agree, or not, that {who} is not told of an entry",
    saying.What.ANSWER_ACCESS: lambda who: f"Somebody asks to see the record of {who}",
    saying.What.REVIEW_GLASS: lambda who: f"The record of {who} was opened in an emergency",
    saying.What.MISFILED: lambda who: f"An entry about somebody else was in the record of {who}",
    saying.What.DISAGREES: lambda who: f"What was imported disagrees with what we know of {who}",
    saying.What.WORDS: lambda who: f"New words from {who}",
    saying.What.CORRECT: lambda who: f"{who[:1].upper()}{who[1:]} says that something is wrong",
    saying.What.REVIEW_RESTRICTION: lambda who: f"Look again at what is restricted about {who}",
    saying.What.LOOK_AGAIN: lambda who: f"Look again at what is held back from {who}",
    saying.What.FILE: lambda who: f"A file about {who} was kept back, and nobody may open it",
    saying.What.UNLOCK: lambda who: f"Agree, or not, that a locked file about {who} opens again",
    saying.What.TELLING: lambda who: f"Look again at whether {who} is told of an emergency",
    saying.What.PROTECTION: lambda who: f"Look again at what is kept safe for {who}",
    saying.What.NEED: lambda who: f"Ask {who} again about something that helps them take part",
    saying.What.WITHDRAW: lambda _: "Agree, or not, that an import is withdrawn",
    saying.What.WITHDRAWN: lambda _: "What an import brought to your team was taken out again",
    saying.What.FOLLOW_UP: lambda who: f"For {who}",
    saying.What.AGREE: lambda who: f"Agree, or not, to what was written with {who}",
    saying.What.RETURNED: lambda who: f"What you wrote with {who} was returned to you",
    saying.What.REFERRAL: lambda who: f"A partner agency asks something for {who}",
    saying.What.ALLEGATION: lambda _: "About an allegation",
    saying.What.TAKE_OVER: lambda who: f"A colleague began to write about {who}, and cannot finish",
    saying.What.WARNING: lambda who: f"Look again at a warning about visiting {who}",
    saying.What.HANDOVER: lambda who: f"A handover waits for an answer: {who}",
    saying.What.UNDONE: lambda who: f"A handover was undone: {who}",
    saying.What.REASON: lambda who: f"Say why the record of {who} could not wait",
    saying.What.CONSENT: lambda who: f"{who[:1].upper()}{who[1:]} took consent back",
    saying.What.ASKED: lambda who: f"A colleague asks you to see to something for {who}",
    saying.What.ANSWERED: lambda who: f"An answer came from outside, about {who}",
    saying.What.DOCUMENT: lambda who: f"A document came from outside, about {who}",
}
ACTIONS = {
    saying.What.DECIDE_HELD: "Decide",
    saying.What.SECOND_LOOK: "Look at it",
    saying.What.ANSWER_ACCESS: "Answer",
    saying.What.REVIEW_GLASS: "Look at it",
    saying.What.MISFILED: "See who had looked",
    saying.What.DISAGREES: "Compare",
    saying.What.FILE: "See what to do",
    saying.What.UNLOCK: "Look at it",
    saying.What.TELLING: "Look at it",
    saying.What.PROTECTION: "Look at it",
    saying.What.NEED: "Ask again",
    saying.What.TAKE_OVER: "Answer",
    saying.What.WARNING: "Look at it",
    saying.What.HANDOVER: "Answer",
    saying.What.UNDONE: "See what happened",
    saying.What.REASON: "Say why",
    saying.What.WITHDRAW: "Look at it",
    saying.What.WITHDRAWN: "See what happened",
    saying.What.AGREE: "Look at it",
    saying.What.RETURNED: "See what is missing",
}
# What somebody from outside answered, after their name.
ANSWERED = {
    "accepted": ": yes",
    "declined": ": no",
    "done": ": it is done",
    "revoked": ". It was ended since",
}
UNKNOWN = "somebody whose record you may not open"

# Why the lines below a heading stand there: the whole rule, in the order in which it holds.
PLACES = {
    Place.FIRST: "First: safety, and days of law or guidance that have passed",
    Place.TODAY: "For today, or before",
    Place.SOON: "Within a week",
    Place.ASKED: "What people say to you",
    Place.REST: "When there is time",
}


# What most lines do not say: a template asks long for what is not there.
LACKS: dict[str, Any] = {
    **dict.fromkeys(("said", "url", "later", "take_up_url", "action_url"), ""),
    **{"stays": False, "may_tick": False, "more": ()},
}


class Listed:
    """The lines of one page with all that they say; the same number of questions for any page."""

    def __init__(self, account: Account, lines: Sequence[Line]) -> None:
        self.account = account
        tasks = tasks_on(account, [one.id for one in lines if one.kind == "task"])
        self.tasks = {one.task.pk: one for one in tasks}
        asked = [one.task.from_id for one in tasks if one.task.what == saying.What.ANSWERED]
        self.answers = answers_to(asked)
        handed = [one.task.from_id for one in tasks if one.task.what == saying.What.HANDOVER]
        self.offered = offered(handed)
        self.given = handed_to_me(account, list(self.tasks))
        self.legal = frozenset(legal_rules())
        self.writes = may(account, "write record")
        people = [one.person_id for one in lines if one.person_id]
        people += [one.task.person_id for one in tasks if one.task.person_id]
        people += [person for person, _ in self.offered.values()]
        self.people: list[UUID] = list(dict.fromkeys(people))

    def places(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """The lines below the part of the order that put them there."""
        found = [
            {"heading": PLACES[place], "items": self.items(list(several))}
            for place, several in groupby(lines, lambda one: one.place)
        ]
        return [one for one in found if one["items"]]

    def items(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        """What each line says; without those that are not for this account after all."""
        return [LACKS | item for one in lines if (item := self._item(one))]

    def _item(self, line: Line) -> dict[str, Any] | None:
        if line.kind == "task":
            return self._task(line, self.tasks[line.id]) if line.id in self.tasks else None
        if line.kind == "clock":
            return self._clock(line)
        return self._step(line)

    def _task(self, line: Line, one: Waiting) -> dict[str, Any]:
        task, what = one.task, saying.What(one.task.what)
        asks = what == saying.What.ASKED
        is_mine = task.account_id == self.account.pk
        given = self.given.get(task.pk)
        is_away = task.account_id is not None and not is_mine
        parts = [
            self._from_outside(one) if what in FROM_OUTSIDE and one.called else "",
            saying.due(task.due_on),
            f"For {task.team.name}" if one.is_for_team and task.team else "",
            f"You cover for {name_of(task.account)}" if is_away and task.account else "",
            "Passed on to you after its day" if task.escalated_at else "",
            _why_closed(one),
        ]
        more = [("Put it off", page_url("desk:put-off", task.pk))]
        if what in CAN_BE_PASSED:
            more.append(("Hand it over", page_url("desk:pass-on", task.pk)))
        if is_mine and (given or (asks and task.made_by_id != self.account.pk)):
            more.append(("Hand it back", page_url("desk:hand-back", task.pk)))
        return {
            "heading": HEADINGS[what](self._called(one))
            + (f": {task.words}" if task.words and not asks else ""),
            "line": _sentences(parts),
            "said": _words(given)
            or (f"{name_of(task.made_by)}: “{task.words}”" if asks else self._asked(one)),
            "url": one.url,
            "action": ACTIONS.get(what, "Read it"),
            "may_tick": one.may_tick,
            "done_url": page_url("desk:done", task.pk),
            "more": more,
            **_later(line, page_url("desk:take-up", task.pk)),
        }

    def _called(self, one: Waiting) -> str:
        """Whoever is offered somebody knows who it is before they answer."""
        _, offered = self.offered.get(one.task.from_id, (None, ""))
        return one.called or offered or UNKNOWN

    def _from_outside(self, one: Waiting) -> str:
        answer, _ = self.answers.get(one.task.from_id, ("", ""))
        return f"From {name_of(one.task.made_by)}{ANSWERED.get(answer, '')}"

    def _asked(self, one: Waiting) -> str:
        """What was asked of whoever answers, for those from whom its name is not kept."""
        _, reason = self.answers.get(one.task.from_id, ("", "")) if one.called else ("", "")
        return f"Asked: “{reason}”" if reason else ""

    def _clock(self, line: Line) -> dict[str, Any]:
        rule = rule_as_it_stood(line.sort, line.since) if line.since else None
        late = f"Late because: “{line.words}”" if line.words else ""
        is_time = line.since and line.due_on and warned_since(rule, line.since, line.due_on)
        begun = "Time to prepare it" if is_time else ""
        return {
            "heading": f"{what_is_due(rule)}, for {line.called}",
            "line": _sentences([saying.due(line.due_on), begun, late, doubt(rule).rstrip(".")]),
            "url": page_url("record:clock", line.id),
            "action": "Say what became of it",
            "action_url": page_url("record:settle-clock", line.id),
            "is_dim": line.later is not None,
            "stays": line.sort in self.legal,
            "more": [
                ("Put it off", page_url("desk:put-off-clock", line.id)),
                ("Ask a colleague", page_url("desk:ask-about-clock", line.id)),
            ],
            **_later(line, page_url("desk:take-up-clock", line.id)),
        }

    def _step(self, line: Line) -> dict[str, Any]:
        return {
            "heading": f"{line.words}, for {line.called}",
            "line": _sentences([saying.due(line.due_on), f"A step of their {_kind(line.sort)}"]),
            "url": page_url("plans:plan", line.id),
            "action": "Say whether it is done" if self.writes else "Open the plan",
            "action_url": page_url("plans:step", line.id, line.step) if self.writes else "",
            "is_dim": line.later is not None,
            "more": [
                ("Put it off", page_url("desk:put-off-step", line.id, line.step)),
                ("Ask a colleague", page_url("desk:ask-about-step", line.id, line.step)),
            ]
            if self.writes
            else (),
            **_later(line, page_url("desk:take-up-step", line.id, line.step)),
        }


def _kind(key: str) -> str:
    title = kind_of(key).title
    return title[:1].lower() + title[1:]


def _sentences(parts: Sequence[str]) -> str:
    return ". ".join(part for part in parts if part) + ("." if any(parts) else "")


def _words(given: DueWords | None) -> str:
    if given is None:
        return ""
    how = "handed it back" if given.what == DueWords.What.BACK else "handed it over"
    return f"{name_of(given.by)} {how}: “{given.words}”"


def _later(line: Line, url: str) -> dict[str, str]:
    if line.later is None:
        return {}
    why = line.why_later.rstrip(".")
    words = f"You put this off until {in_words(line.later)}: “{why}.”"
    return {"later": words, "take_up_url": url}


def _why_closed(one: Waiting) -> str:
    """Why there is no page to go to, where there is none."""
    if one.is_ones_own:
        return "You did this yourself, so somebody else has to look at it. Tell your manager"
    return "" if one.url else "You may not open it, so somebody else has to. Tell your manager"
