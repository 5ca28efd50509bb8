"""What learning keeps: pieces of one's own, circles, supervision, offers of help, and waves."""

from .capability import Answer, Attempt, Focus, OfCluster, VignetteAnswer
from .champions import Champion, HelpRequest
from .circles import Circle, Member, Round, Turn
from .cpd import Cpd
from .dilemmas import CountedIn, Run, Step, Tally
from .lessons import Lesson
from .pieces import Comment, Corroboration, Evidence, Piece, Share, Words
from .replies import SaidBefore
from .sessions import Booking, Session
from .supervision import (
    Agreement,
    FollowUp,
    Meeting,
    Point,
    Said,
    Signature,
    Supervision,
)
from .waves import Asked, Ballot, Wave

__all__ = [
    "Agreement",
    "Answer",
    "Asked",
    "Attempt",
    "Ballot",
    "Booking",
    "Champion",
    "Circle",
    "Comment",
    "Corroboration",
    "CountedIn",
    "Cpd",
    "Evidence",
    "Focus",
    "FollowUp",
    "HelpRequest",
    "Lesson",
    "Meeting",
    "Member",
    "OfCluster",
    "Piece",
    "Point",
    "Round",
    "Run",
    "Said",
    "SaidBefore",
    "Session",
    "Share",
    "Signature",
    "Step",
    "Supervision",
    "Tally",
    "Turn",
    "VignetteAnswer",
    "Wave",
    "Words",
]
