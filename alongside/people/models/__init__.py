"""People, the facts about them, who is around them, and who may see their record."""

from .facts import Fact, FactKind, Known, Protection
from .grants import AccessRequest, Bar, Basis, BreakGlass, Grant, Rung, Shared
from .guests import GuestLink
from .handovers import Consent, Handover, HandoverLine
from .merging import Merge, MergedRow
from .needs import Need, NeedStep
from .outside import Service, ServiceLook
from .person import NotTheSame, Person, SealedLink
from .relationships import Relationship
from .warnings import WarningNote
from .ways_in import WayIn

__all__ = [
    "AccessRequest",
    "Bar",
    "Basis",
    "BreakGlass",
    "Consent",
    "Fact",
    "FactKind",
    "Grant",
    "GuestLink",
    "Handover",
    "HandoverLine",
    "Known",
    "Merge",
    "MergedRow",
    "Need",
    "NeedStep",
    "NotTheSame",
    "Person",
    "Protection",
    "Relationship",
    "Rung",
    "SealedLink",
    "Service",
    "ServiceLook",
    "Shared",
    "WarningNote",
    "WayIn",
]
