"""The sentences that a person reads about their record: plain, short, and to them."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from alongside.foundation.days import LONDON, ago, in_words
from alongside.people.models import Basis, Grant, Handover, Rung
from alongside.people.models.grants import is_cover
from alongside.record.models import Contact, EntryKind, Origin, PartSort

K = EntryKind
KINDS = {
    K.VISIT: gettext_lazy("A visit"),
    K.CALL: gettext_lazy("A phone call"),
    K.MEETING: gettext_lazy("A meeting"),
    K.NOTE: gettext_lazy("A note"),
    K.MESSAGE: gettext_lazy("A message"),
    K.LETTER: gettext_lazy("A letter"),
    K.REFERRAL: gettext_lazy("Somebody asked us to help"),
    K.ASSESSMENT: gettext_lazy("Working out what would help"),
    K.PLAN: gettext_lazy("A plan"),
    K.REVIEW: gettext_lazy("Looking again at a plan"),
    K.DECISION: gettext_lazy("A decision"),
    K.CONFERENCE: gettext_lazy("A meeting about keeping somebody safe"),
    K.CLOSURE: gettext_lazy("We stopped working together"),
    K.EVENT: gettext_lazy("Something that happened"),
    K.OWN_WORDS: gettext_lazy("In your own words"),
    K.STRATEGY: gettext_lazy("People met to talk about keeping somebody safe"),
    K.S47: gettext_lazy("We looked into whether a child was safe"),
    K.S42: gettext_lazy("We looked into whether somebody was safe"),
    K.POLICE: gettext_lazy("Something from the police"),
    K.COURT: gettext_lazy("A paper for a court"),
    K.LEGAL: gettext_lazy("Advice from a lawyer"),
    K.HEALTH: gettext_lazy("About somebody’s health"),
}
CONTACTS = {
    Contact.HOME: gettext_lazy("at home"),
    Contact.OFFICE: gettext_lazy("at our office"),
    Contact.SCHOOL: gettext_lazy("at school or college"),
    Contact.ELSEWHERE: gettext_lazy("somewhere else"),
    Contact.PHONE: gettext_lazy("by phone"),
    Contact.VIDEO: gettext_lazy("by video"),
    Contact.MESSAGE: gettext_lazy("by message"),
    Contact.LETTER: gettext_lazy("by letter"),
}
SAID_BY_THE_KIND = {K.MESSAGE, K.LETTER, K.CALL}
SORTS = {
    PartSort.FACT: gettext_lazy("What happened"),
    PartSort.REPORTED: gettext_lazy("What somebody told us"),
    PartSort.OPINION: gettext_lazy("What we think"),
}
ORIGINS = {
    Origin.IMPORTED: gettext_lazy("This came from another computer system."),
    Origin.SOFTWARE: gettext_lazy(
        "Software wrote this first. Then a worker read it and put it right."
    ),
    Origin.COPIED: gettext_lazy("This was copied from an earlier note."),
    Origin.MOVED: gettext_lazy("This was in the wrong place first, and was moved here."),
}


def local(moment: datetime) -> date:
    """The day of a moment, where people live."""
    return moment.astimezone(LONDON).date()


def day_and_ago(day: date) -> str:
    """19 November 2026, 5 days ago."""
    return f"{in_words(day)}, {ago(day, timezone.localdate())}"


def last_time(moment: datetime) -> str:
    """Since when something is new: earlier today, yesterday, Friday, 3 March 2026."""
    day, today = local(moment), timezone.localdate()
    days = (today - day).days
    if days == 0:
        return gettext("earlier today")
    if days == 1:
        return gettext("yesterday")
    return date_format(day, "l") if days < 7 else in_words(day)


def kind(of: str, contact: str = "") -> str:
    """A visit at home."""
    words = str(KINDS[EntryKind(of)]) if of in KINDS else gettext("Something that was written")
    if not contact or of in SAID_BY_THE_KIND:
        return words
    return f"{words} {CONTACTS[Contact(contact)]}"


def heading_of(asked: str, kind: str, is_mine: bool) -> str:
    """The question that it answers, as it was asked; of what is no answer, whose words they are."""
    if not asked:
        return sort(kind, is_mine)
    return f"{asked} {gettext('What you said')}" if is_mine else asked


def listed_heading(asked: str, kind: str, question: str) -> str:
    """The question, with who says it where a partner wrote that down; else whose words they are."""
    if asked and kind == PartSort.REPORTED and question.endswith(".person"):
        return f"{asked} {gettext('What they say:')}"
    if asked or kind != PartSort.OWN_WORDS:
        return asked or sort(kind, False)
    return gettext("In their own words")


def sort(of: str, is_mine: bool) -> str:
    """Whose words a part is: ours of some sort, yours, or somebody else's who was there."""
    if of != PartSort.OWN_WORDS:
        return str(SORTS[PartSort(of)])
    return gettext("What you said") if is_mine else gettext("What somebody who was there said")


def to_you(words: str, called: str) -> str:
    """Ade and Pat, in Ade’s kitchen: you and Pat, in your kitchen. Another Ade keeps their name."""
    names = "|".join(re.escape(name) for name in dict.fromkeys((called, called.split(" ")[0])))
    found = re.compile(rf"(?<![\w’'-])(?:{names})(?P<whose>[’']s?)?(?![\w’'-])", re.IGNORECASE)

    def said(match: re.Match[str]) -> str:
        if match["whose"]:
            return gettext("your")
        after = words[match.end() :]
        is_longer = after[:1] == " " and after[1:2].isupper()
        return match[0] if is_longer else gettext("you")

    return found.sub(said, words) if called.strip() else words


# Grants -------------------------------------------------------------------------------------------

HOW_MUCH = {
    Rung.CONTACT: gettext_lazy(
        "Can see who you are, how to reach you and what you need. Cannot read the rest."
    ),
    Rung.RECORD: gettext_lazy("Can read your record and write in it."),
    Rung.RESTRICTED: gettext_lazy("Can read all of your record and write in it."),
    Rung.LISTED: gettext_lazy("Can read only what was chosen for them."),
}
WHY = {
    Basis.ALLOCATED: gettext_lazy("They work with you."),
    Basis.TEAM: gettext_lazy("They help when the person who works with you is away."),
    Basis.DUTY: gettext_lazy("They answer when somebody rings us."),
    Basis.SUPERVISES: gettext_lazy("They manage somebody who works with you."),
    Basis.PARTNER: gettext_lazy("They work for another service that helps you."),
    Basis.PROXY: gettext_lazy("They act for you."),
    Basis.BREAK_GLASS: gettext_lazy("They opened it in an emergency."),
    Basis.REQUEST: gettext_lazy("We let them see it for a time."),
    Basis.RIGHTS: gettext_lazy("They answer a question about your rights."),
    Basis.SYSTEM: gettext_lazy("The computer needs it for a set task."),
}


def how_much(rung: int) -> str:
    """Can read your record and write in it."""
    return str(HOW_MUCH[Rung(rung)])


# Whoever writes these is told that the person reads them. Others may name somebody else.
REASON_IS_TOLD = {Basis.PARTNER, Basis.SYSTEM}


def why(basis: str, reason: str = "") -> str:
    """They work with you. · They work for another service that helps you. The reason: “…”"""
    if is_cover(basis, reason):
        return gettext("They help while the person who works with you is away.")
    words = str(WHY.get(basis, ""))  # type: ignore[call-overload]
    if not reason or basis not in REASON_IS_TOLD:
        return words
    return gettext("%(why)s The reason: “%(reason)s”") % {"why": words, "reason": reason}


def until(moment: datetime) -> str:
    """Until 31 March 2027. · Until somebody ends it."""
    if moment.year >= 9000:
        return gettext("Until it is no longer needed.")
    last = local(moment - timedelta(microseconds=1))  # what ends at midnight holds all day before
    day = in_words(last)
    if last == timezone.localdate() == local(moment):
        clock = f"{moment.astimezone(LONDON):%H:%M}"
        return gettext("Until %(clock)s today.") % {"clock": clock}
    return gettext("Until %(day)s.") % {"day": day}


def how_to_stop(grant: Grant) -> str:
    """What to do about one who may look; there is always somebody to ask."""
    if grant.basis in (Basis.PROXY, Basis.PARTNER):
        return gettext("You can ask us to stop this.")
    return ""


HANDED = {
    Handover.Kind.ASSIGN: gettext_lazy("They were asked to work with you."),
    Handover.Kind.TRANSFER: gettext_lazy("They work with you now, instead of somebody else."),
    Handover.Kind.ASK: gettext_lazy("They asked to work with you, instead of somebody else."),
    Handover.Kind.REFER: gettext_lazy("They were asked to help you too."),
    Handover.Kind.SHARE: gettext_lazy("They may read along for a time."),
}
ASKED_BEFORE = {
    Handover.Kind.ASSIGN: gettext_lazy("They were asked to work with you."),
    Handover.Kind.TRANSFER: gettext_lazy("They were to work with you, instead of somebody else."),
    Handover.Kind.ASK: gettext_lazy("They asked to work with you, instead of somebody else."),
    Handover.Kind.REFER: gettext_lazy("They were asked to help you too."),
    Handover.Kind.SHARE: gettext_lazy("Something was shared with them for a time."),
}

# The trail ----------------------------------------------------------------------------------------

OPENED = gettext_lazy("Opened your record")
WROTE = gettext_lazy("Wrote something in your record")
FACT = gettext_lazy("Wrote down something about you")
DECIDED = gettext_lazy("Decided what you can read")
ACCESS = gettext_lazy("Changed who may see your record")
# The same words for all of it: minutes may be kept from whoever reads this.
MEETING = gettext_lazy("Looked at a meeting about you, or wrote about it")
MERGE = gettext_lazy("Looked at whether all of this is about you")
CHRONOLOGY = gettext_lazy("Worked on what happened, in order")
DID = {
    "person opened": OPENED,
    "record opened": OPENED,
    "timeline opened": OPENED,
    "who may see opened": gettext_lazy("Looked at who may see your record"),
    "entry opened": gettext_lazy("Read something in your record"),
    "entry printed": gettext_lazy("Printed something in your record"),
    "earlier version opened": gettext_lazy("Read something as it was before"),
    "versions compared": gettext_lazy("Looked at what was changed"),
    "record searched": gettext_lazy("Looked for a word in your record"),
    "blank form printed": gettext_lazy("Printed a form to fill in with you"),
    "shared entry opened": gettext_lazy("Read something that is shared with them"),
    "shared entry printed": gettext_lazy("Printed something that is shared with them"),
    "questions for somebody opened": gettext_lazy("Began to ask for something for you"),
    "taken along": gettext_lazy(
        "Took what helps to meet you well along, for where there is no signal"
    ),
    "shared list opened": gettext_lazy("Looked at what is shared with them"),
    "records compared": MERGE,
    "merge opened": MERGE,
    "merge asked": MERGE,
    "merge refused": MERGE,
    "merge taken back": MERGE,
    "merge checked": MERGE,
    "merged": gettext_lazy("Put what we keep about you in two places together"),
    "merge undone": gettext_lazy("Took out of your record what was about somebody else"),
    "meeting arranged": MEETING,
    "meeting opened": MEETING,
    "meeting asked to": MEETING,
    "meeting spoken of": MEETING,
    "meeting changed": MEETING,
    "meeting out": MEETING,
    "minutes written": MEETING,
    "minutes answered": MEETING,
    "own meetings opened": gettext_lazy("Looked at the meetings about you"),
    "own meeting opened": gettext_lazy("Looked at a meeting about you"),
    "plans opened": gettext_lazy("Looked at what is agreed with you"),
    "plan opened": gettext_lazy("Read one of your plans"),
    "earlier plan opened": gettext_lazy("Read one of your plans as it was before"),
    "plan versions compared": gettext_lazy("Looked at what changed in a plan"),
    "plan opened to print": gettext_lazy("Opened one of your plans to print it"),
    "plan printed": gettext_lazy("Printed or saved one of your plans"),
    "plan agreed": gettext_lazy("Wrote down a plan with you"),
    "plan reviewed": gettext_lazy("Looked at a plan again, and wrote down what changed"),
    "plan answered": gettext_lazy("Said what they think of a plan"),
    "plan over": gettext_lazy("Ended a plan"),
    "plan out": gettext_lazy("Took a plan out that was in the wrong record"),
    "step done": gettext_lazy("Said that a step of a plan is done"),
    "step not done": gettext_lazy("Said how a step of a plan went"),
    "own services opened": gettext_lazy("Looked at the services around you"),
    "own plans opened": gettext_lazy("Looked at your plans"),
    "own plan opened": gettext_lazy("Read one of your plans"),
    "own plan printed": gettext_lazy("Printed or saved one of your plans"),
    "chronologies listed": gettext_lazy("Looked for a chronology of what happened"),
    "chronology begun": gettext_lazy("Began to write down what happened, in order"),
    "chronology opened": gettext_lazy("Read what happened, in order"),
    "chronology described": CHRONOLOGY,
    "entries chosen": CHRONOLOGY,
    "entries taken out": CHRONOLOGY,
    "line written": CHRONOLOGY,
    "line brought up to date": CHRONOLOGY,
    "chronology finished": gettext_lazy("Finished writing down what happened, in order"),
    "chronology printed": gettext_lazy("Made a paper of what happened, in order"),
    "entry finished": WROTE,
    "entry amended": gettext_lazy("Changed something that they had written"),
    "entry pinned": gettext_lazy("Put something where it is easy to find"),
    "entry unpinned": gettext_lazy("Put something back in its place"),
    "entry restricted": gettext_lazy("Let fewer people read something"),
    "restriction lifted": gettext_lazy("Let more people read something"),
    "reader named": gettext_lazy("Let somebody else read something"),
    "entry misfiled": gettext_lazy("Took out something that did not belong in your record"),
    "entry moved out": gettext_lazy("Took out something that did not belong in your record"),
    "entry attached at birth": gettext_lazy(
        "Put something in your record that was written before you were born"
    ),
    "attachment added": gettext_lazy("Added a picture or a paper"),
    "attachment moved": gettext_lazy("Added a picture or a paper"),
    "attachment opened": gettext_lazy("Looked at a picture or a paper"),
    "attachment described": gettext_lazy("Said what a picture shows"),
    "attachment taken off": gettext_lazy("Took off a picture or a paper"),
    "attachment looked into": gettext_lazy("Looked at what is known of a picture or a paper"),
    "attachment scanned": gettext_lazy("Checked a picture or a paper for viruses"),
    "original taken": gettext_lazy("Took a copy of a picture or a paper as it came"),
    "sharing decided": DECIDED,
    "second decision": DECIDED,
    "part released": DECIDED,
    "own words added": gettext_lazy("Added words"),
    "access given": gettext_lazy("Let somebody see your record"),
    "way in made": gettext_lazy("Made a link to sign in with, for you or for who acts for you"),
    "own access given": gettext_lazy("Let you see your record here"),
    "way in opened": gettext_lazy("Looked at who may see your record"),
    "access ended": gettext_lazy("Stopped somebody from seeing your record"),
    "handover offered": gettext_lazy("Asked who should work with you"),
    "handover opened": gettext_lazy("Read about who should work with you"),
    "request to help opened": gettext_lazy("Read what they are asked to do for you"),
    "link for a guest made": gettext_lazy("Made a link for somebody who has no account here"),
    "code for a guest made": gettext_lazy("Made a code for somebody who has no account here"),
    "handover accepted": ACCESS,
    "handover declined": gettext_lazy("Answered who should work with you"),
    "handover withdrawn": gettext_lazy("Took back a question about who works with you"),
    "handover done": ACCESS,
    "handover revoked": ACCESS,
    "handover undone": gettext_lazy("Put back who works with you, as it was before"),
    "handover reason": gettext_lazy("Said why somebody had to see your record at once"),
    "handover goes on": gettext_lazy("Said why something goes on without your yes"),
    "consents opened": gettext_lazy("Read what you said yes to"),
    "consent opened": gettext_lazy("Read what you said yes to"),
    "consent noted": gettext_lazy("Wrote down what you said yes to"),
    "consent withdrawn": gettext_lazy("Ended what you had said yes to"),
    "access asked": gettext_lazy("Asked to see your record"),
    "access answered": gettext_lazy("Answered somebody who asked to see your record"),
    "request for access opened": gettext_lazy("Read that somebody asked to see your record"),
    "listed for them": gettext_lazy("Shared something with somebody"),
    "taken off their list": gettext_lazy("Stopped sharing something"),
    "kept out": ACCESS,
    "opened in an emergency": gettext_lazy("Opened your record in an emergency"),
    "emergency opening reviewed": gettext_lazy("Checked why it was opened in an emergency"),
    "telling decided": gettext_lazy("Checked why it was opened in an emergency"),
    "emergency opening looked at": gettext_lazy("Checked why it was opened in an emergency"),
    "need recorded": gettext_lazy("Wrote down what you need"),
    "need reviewed": gettext_lazy("Looked again at what you need"),
    "need ended": gettext_lazy("Changed what you need"),
    "need step taken": gettext_lazy("Did something about what you need"),
    "fact recorded": FACT,
    "fact changed": FACT,
    "fact corrected": gettext_lazy("Put right something about you"),
    "fact taken back": gettext_lazy("Put right something about you"),
    "facts taken back": gettext_lazy("Took out what was brought in from a file by mistake"),
    "import taken back": gettext_lazy("Took out what was brought in from a file by mistake"),
    "fact ended": gettext_lazy("Changed something about you"),
    "relationship added": FACT,
    "relationship ended": FACT,
    "service added": FACT,
    "service put right": FACT,
    "service ended": FACT,
    "service taken back": FACT,
    "services out of sight opened": gettext_lazy("Looked at what is kept out of sight"),
    "eco-map opened": gettext_lazy("Looked at who is involved with you"),
    "family chronology opened": gettext_lazy("Read what happened, in order"),
    "household opened": gettext_lazy("Looked at who lives with you"),
    "who is involved opened": gettext_lazy("Looked at who is involved with you"),
    "person added": gettext_lazy("Began your record"),
    "person export begun": gettext_lazy("Took a copy of your record"),
    "person exported": gettext_lazy("Took a copy of your record"),
    "record opened to export": gettext_lazy("Opened your record to take a copy of it"),
    "person brought in": gettext_lazy("Brought your record in from somewhere else"),
    "entry brought in": gettext_lazy("Brought in something that was written somewhere else"),
}


# What a partner agency does that other lines of the same moment tell already: nothing more to say.
SAID_BESIDE = frozenset({"access given", "access ended", "listed for them"})
BY_PARTNERS = {
    "handover accepted": gettext_lazy("Said yes to what they were asked"),
    "handover declined": gettext_lazy("Said no to what they were asked"),
    "handover done": gettext_lazy("Answered what they were asked"),
}


def did(what: str, is_partner: bool = False) -> str:
    """What somebody did, in words, or nothing; what has no words of its own is still told."""
    if is_partner and (what in SAID_BESIDE or what in BY_PARTNERS):
        return str(BY_PARTNERS.get(what, ""))
    return str(DID.get(what, gettext_lazy("Worked on your record")))
