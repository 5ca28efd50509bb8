"""Entries, their versions and parts, who may read them, and what is due."""

from .attachments import PICTURES, SHOWABLE, Attachment, FileKind, FileState
from .entry import About, Contact, Entry, EntryKind, Origin, Part, PartSort, Seen, Version
from .locks import FileLock, LockedText, Unlocking
from .sharing import Answer, Hold, Misfiled, Reader, Release, Restriction, Sharing, SharingDecision
from .tasks import Task

__all__ = [
    "PICTURES",
    "SHOWABLE",
    "About",
    "Answer",
    "Attachment",
    "Contact",
    "Entry",
    "EntryKind",
    "FileKind",
    "FileLock",
    "FileState",
    "Hold",
    "LockedText",
    "Misfiled",
    "Origin",
    "Part",
    "PartSort",
    "Reader",
    "Release",
    "Restriction",
    "Seen",
    "Sharing",
    "SharingDecision",
    "Task",
    "Unlocking",
    "Version",
]
