"""The sentences that pages of the desk say: when somebody was met, what is due, and by when."""

from datetime import date, datetime, timedelta

from alongside.accounts.models import NOBODYS
from alongside.foundation.days import LONDON, ago, in_words
from alongside.people.models import Basis, Grant, Person, Rung
from alongside.people.models.grants import is_cover
from alongside.record.models import Task

What = Task.What

DUE = {
    What.DECIDE_HELD: "Something held is to be decided",
    What.SECOND_LOOK: "A second look is asked of you",
    What.ANSWER_ACCESS: "Somebody asks to see the record",
    What.REVIEW_GLASS: "An emergency opening is to be looked at",
    What.MISFILED: "An entry was in the wrong record",
    What.DISAGREES: "What was imported disagrees",
    What.WORDS: "New words from them",
    What.CORRECT: "They say that something is wrong",
    What.REVIEW_RESTRICTION: "A restriction is to be looked at again",
    What.LOOK_AGAIN: "What is held is to be looked at again",
    What.FILE: "A file was kept back",
    What.UNLOCK: "A second look at a locked file is asked of you",
    What.WITHDRAW: "A second look at withdrawing an import is asked of you",
    What.WITHDRAWN: "What an import brought was taken out again",
    What.TELLING: "Whether they are told of an emergency is to be looked at again",
    What.PROTECTION: "What is kept safe is to be looked at again",
    What.WARNING: "A warning is to be looked at again",
    What.NEED: "Something that they need is to be asked about again",
    What.FOLLOW_UP: "Something is to be done for them",
    What.AGREE: "Your agreement is asked",
    What.RETURNED: "What you wrote was returned",
    What.REFERRAL: "A partner agency asks something for them",
    What.ALLEGATION: "Something that is kept apart",
    What.TAKE_OVER: "Something that a colleague began is to be taken over",
    What.HANDOVER: "A handover waits for an answer",
    What.UNDONE: "A handover was undone",
    What.REASON: "Why a record could not wait is to be said",
    What.CONSENT: "Consent was taken back",
    What.ASKED: "A colleague asks you to see to something",
    What.ANSWERED: "Whoever was asked from outside has answered",
    What.DOCUMENT: "A document came from outside",
}


def _today() -> date:
    """What `timezone.localdate` says, for sentences of which a page has a hundred."""
    return datetime.now(LONDON).date()


def local(moment: datetime) -> date:
    """The day of a moment, where people live."""
    return moment.astimezone(LONDON).date()


def soon(day: date) -> str:
    """27 October, or with its year where that is another one."""
    words = in_words(day)
    return words.rsplit(" ", 1)[0] if day.year == _today().year else words


def met(person: Person, moment: datetime | None) -> str:
    """Met 29 October, 4 weeks ago."""
    if person.state == Person.State.DIED:
        return f"Died {in_words(person.died_on)}" if person.died_on else "Has died"
    if person.state == Person.State.LOST:
        return "This pregnancy was lost"
    if moment is None:
        return (
            "Not born yet" if person.state == Person.State.UNBORN else "No meeting is written down"
        )
    day = local(moment)
    return f"Met {soon(day)}, {ago(day, _today())}"


def due(day: date | None) -> str:
    """Due 2 December, in 8 days. · Was due 20 November, 2 days ago."""
    if day is None:
        return ""
    today = _today()
    if day == today:
        return "Due today"
    start = "Was due" if day < today else "Due"
    return f"{start} {soon(day)}, {ago(day, today)}"


def is_now(task: Task) -> bool:
    """Whether it is due today, or was before."""
    return task.due_on is not None and task.due_on <= _today()


def saved(moment: datetime) -> str:
    """Not finished. Saved today at 14:02."""
    at = moment.astimezone(LONDON)
    day = at.date()
    today = _today()
    words = ago(day, today) if (today - day).days < 7 else f"on {in_words(day)}"
    return f"Not finished. Saved {words} at {at:%H:%M}"


# Grants -----------------------------------------------------------------------------------------

HOW_MUCH = {
    Rung.CONTACT: "May see who they are, how to reach them and what they need; not the record.",
    Rung.RECORD: "May read and write the record, but not what is restricted.",
    Rung.RESTRICTED: "May read and write the record, with what is restricted.",
    Rung.LISTED: "Reads only what is listed.",
}
WHY = {
    Basis.ALLOCATED: "Works with them.",
    Basis.TEAM: "The team of somebody who works with them, and answers when they are away.",
    Basis.DUTY: "Answers whoever rings today.",
    Basis.SUPERVISES: "Supervises somebody who works with them.",
    Basis.PARTNER: "Works for a partner agency.",
    Basis.SELF: "Their own account.",
    Basis.PROXY: "Acts for this person.",
    Basis.BREAK_GLASS: "Opened it in an emergency.",
    Basis.REQUEST: "Was given access for a time.",
    Basis.RIGHTS: "Answers a request about their rights.",
    Basis.SYSTEM: "A named purpose of the system.",
}


BY_LINK = "Was asked by a link, and has no account here."


def is_by_link(grant: Grant) -> bool:
    """Whether it is for somebody without an account, who opens it by a link."""
    return grant.account is not None and grant.account.email.endswith(NOBODYS)


def why_granted(grant: Grant) -> str:
    """Works with them. “Moved here from the West team.”"""
    if is_cover(grant.basis, grant.reason):
        return f"{grant.reason}."
    why = BY_LINK if is_by_link(grant) else WHY[Basis(grant.basis)]
    return f"{why} “{grant.reason}”" if grant.reason else why


def how_much(grant: Grant) -> str:
    """May read and write the record, but not what is restricted."""
    if grant.basis == Basis.SELF:
        return "Reads what is shown to them."
    return HOW_MUCH[Rung(grant.rung)]


def until(grant: Grant) -> str:
    """Since 3 March 2026, until 31 March 2027."""
    since = f"Since {in_words(local(grant.starts))}"
    if grant.until.year >= 9000:
        return f"{since}, until somebody ends it."
    end = grant.until.astimezone(LONDON)
    if grant.basis == Basis.BREAK_GLASS:
        return f"{since}, until {end:%H:%M} on {in_words(end.date())}."
    last = end - timedelta(microseconds=1)  # what ends at midnight holds all day before
    return f"{since}, until {in_words(last.date())}."
