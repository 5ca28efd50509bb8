"""Entries, their versions and parts, who may read them, and what is due."""

from .entry import About, Contact, Entry, EntryKind, Origin, Part, PartSort, Seen, Version
from .sharing import Answer, Hold, Misfiled, Reader, Release, Restriction, Sharing, SharingDecision
from .tasks import Task

__all__ = [
    "About",
    "Answer",
    "Contact",
    "Entry",
    "EntryKind",
    "Hold",
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
    "Version",
]
