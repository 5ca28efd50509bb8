"""Entries with all that stands around them, chronologies, allegations, and what is due."""

from .agreeing import Approval, Remark, Verdict
from .allegations import KEEP, Allegation, AllegationVersion
from .attachments import PICTURES, SHOWABLE, Attachment, FileKind, FileState
from .chronology import (
    Chronology,
    ChronologyLine,
    ChronologyPaper,
    ChronologyPerson,
    LineWords,
    Purpose,
)
from .clocks import Clock, ClockWords
from .entry import About, Contact, Entry, EntryKind, Origin, Part, PartSort, Seen, Version
from .locks import FileLock, LockedText, Unlocking
from .referrals import Referral, ReferralLine
from .sharing import Answer, Hold, Misfiled, Reader, Release, Restriction, Sharing, SharingDecision
from .status import Episode
from .tasks import Task
from .told_us import PutAway, ToldUs
from .working import CalendarFeed, Cover, DueWords, WorkLimit

__all__ = [
    "KEEP",
    "PICTURES",
    "SHOWABLE",
    "About",
    "Allegation",
    "AllegationVersion",
    "Answer",
    "Approval",
    "Attachment",
    "CalendarFeed",
    "Chronology",
    "ChronologyLine",
    "ChronologyPaper",
    "ChronologyPerson",
    "Clock",
    "ClockWords",
    "Contact",
    "Cover",
    "DueWords",
    "Entry",
    "EntryKind",
    "Episode",
    "FileKind",
    "FileLock",
    "FileState",
    "Hold",
    "LineWords",
    "LockedText",
    "Misfiled",
    "Origin",
    "Part",
    "PartSort",
    "Purpose",
    "PutAway",
    "Reader",
    "Referral",
    "ReferralLine",
    "Release",
    "Remark",
    "Restriction",
    "Seen",
    "Sharing",
    "SharingDecision",
    "Task",
    "ToldUs",
    "Unlocking",
    "Verdict",
    "Version",
    "WorkLimit",
]
