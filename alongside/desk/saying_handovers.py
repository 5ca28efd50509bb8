"""The sentences in which a handover is told to those who work here."""

from datetime import date

from alongside.accounts.models import NOBODYS, Account, Team
from alongside.foundation.content import codes
from alongside.foundation.days import in_words
from alongside.people.models import Handover, HandoverLine, Rung
from alongside.record.readership import name_of

Kind = Handover.Kind
What = HandoverLine.What
SOMEBODY = "somebody whose record you may not open"

HEADINGS = {
    Kind.ASSIGN: "{to} works with {called}",
    Kind.TRANSFER: "{giver} hands over {called} to {to}",
    Kind.ASK: "{to} asks to take over {called} from {giver}",
    Kind.REFER: "{giver} asks {to} to help {called}",
    Kind.SHARE: "{giver} shares the record of {called} with {to}",
}
LISTED = "{giver} shares what is listed about {called} with {to}"
STATES = {
    "": "Waits for an answer",
    What.ACCEPTED: "Accepted",
    What.DECLINED: "Declined",
    What.WITHDRAWN: "Taken back",
    What.DONE: "Done",
    What.REVOKED: "Ended",
    What.UNDONE: "Undone",
}
SAID = {
    What.ACCEPTED: "{who} accepted it",
    What.DECLINED: "{who} declined it",
    What.WITHDRAWN: "{who} took it back",
    What.DONE: "{who} said that it is done",
    What.REVOKED: "{who} ended it",
    What.UNDONE: "{who} undid it: who works with them is as it was before",
    What.REASON: "{who} said why it could not wait",
    What.GOES_ON: "{who} said why it goes on without consent",
}
AMOUNTS = {
    Rung.CONTACT: "only how to reach them",
    Rung.RECORD: "the record, without what is restricted",
    Rung.RESTRICTED: "the record, with what is restricted",
}


def named(account: Account | None, team: Team | None) -> str:
    """A team by its name, a worker by theirs, a partner with their agency."""
    if team is not None:
        return team.name
    agency = getattr(getattr(account, "practitioner", None), "agency", None)
    return f"{name_of(account)} ({agency})" if agency else name_of(account)


def is_outside(handover: Handover) -> bool:
    """Whether it is for somebody who works elsewhere, and reads only what is listed."""
    to = handover.to_account
    return to is not None and to.kind == Account.Kind.PARTNER


def _is_by_link(handover: Handover) -> bool:
    return handover.to_account is not None and handover.to_account.email.endswith(NOBODYS)


def giver(handover: Handover) -> str:
    """Who hands over."""
    return named(handover.from_account, handover.from_team)


def receiver(handover: Handover) -> str:
    """To whom."""
    return named(handover.to_account, handover.to_team)


def heading(handover: Handover, called: str) -> str:
    """Alice hands over Ade Bankole to Children, West."""
    words = HEADINGS[Kind(handover.kind)]
    if handover.kind == Kind.SHARE and is_outside(handover):
        words = LISTED
    return words.format(giver=giver(handover), to=receiver(handover), called=called or SOMEBODY)


def ground(code: str) -> str:
    """The ground in plain words."""
    found = codes("handover-basis").find(code)
    return found.words if found else code


def what_was_said(line: HandoverLine, handover: Handover) -> str:
    """Charlie accepted it, with the record, without what is restricted."""
    if line.what == What.ACCEPTED and line.by_id == handover.by_id:
        words = "It opened at once" if handover.kind == Kind.SHARE else "It was so at once"
    else:
        words = SAID[What(line.what)].format(who=name_of(line.by))
    if line.what == What.DONE and _is_by_link(handover):
        words = f"{name_of(line.by)} answered"
    if line.what == What.ACCEPTED and is_outside(handover):
        words += ", with their name and what is listed"
    elif line.rung:
        words += f", with {AMOUNTS[Rung(line.rung)]}"
    if line.what == What.ACCEPTED and line.last_day and handover.kind in (Kind.TRANSFER, Kind.ASK):
        words += f"; the last day of {giver(handover)} is {in_words(line.last_day)}"
    if line.basis:
        words += f": {ground(line.basis)[:1].lower()}{ground(line.basis)[1:]}"
    return f"{words}."


def until(day: date | None) -> str:
    """27 March 2027, or nothing."""
    return in_words(day) if day else ""
