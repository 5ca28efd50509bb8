"""What was handed on and shared, and what the person said yes to, as they read it."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext

from alongside.foundation.content import codes
from alongside.foundation.days import in_words
from alongside.people.models import Consent, Handover, HandoverLine

from . import saying
from .access import sight
from .who import Names


@dataclass(frozen=True)
class ShownHandover:
    """Who was asked in, why, and on what ground."""

    heading: str
    line: str
    quiet: str
    reason: str


def handed_on(row: Handover, names: Names) -> ShownHandover:
    """What was handed on or shared: to whom, why, on what ground, until when."""
    now = sight.goes_on(row)
    ground = codes("handover-basis").find(now.basis if now else row.basis)
    told = [str(ground.also.get("say", "")) if ground else ""]
    if row.kind in (Handover.Kind.SHARE, Handover.Kind.REFER) and row.last_day:
        told.append(gettext("Until %(day)s.") % {"day": in_words(row.last_day)})
    return ShownHandover(
        heading=row.to_team.name if row.to_team else names.of(row.to_account_id),
        line=str(saying.HANDED[Handover.Kind(row.kind)]),
        quiet=" ".join(one for one in told if one),
        # Whoever assigns may name somebody else in the reason; all others are told who reads it.
        reason="" if row.kind == Handover.Kind.ASSIGN else now.words if now else row.reason,
    )


def handed_before(row: Handover, names: Names) -> ShownHandover:
    """The same of what is over, and since when; never what was answered."""
    told = handed_on(row, names)
    over = next((one for one in row.lines.all() if one.what in sight.OVER), None)
    line = str(saying.ASKED_BEFORE[Handover.Kind(row.kind)])
    if over is None:  # its day has come, or what it gave was ended on its own
        return replace(told, line=line, quiet=gettext("It is over."))
    words = gettext("It was ended on %(day)s.")
    if over.what == HandoverLine.What.DONE:
        words = gettext("They answered on %(day)s.")
    if over.what == HandoverLine.What.UNDONE:
        words = gettext("This went wrong, and was taken back on %(day)s.")
    quiet = words % {"day": in_words(saying.local(over.at))}
    return replace(told, line=line, quiet=quiet)


@dataclass(frozen=True)
class ShownConsent:
    """What somebody said yes to, and the way to take it back."""

    heading: str
    line: str
    quiet: str
    url: str


def consent(row: Consent) -> ShownConsent:
    """One consent, in sentences."""
    day = {"who": row.given_by, "day": in_words(row.given_on)}
    quiet = ""
    if row.withdrawn_at:
        on = in_words(saying.local(row.withdrawn_at))
        quiet = gettext("Taken back on %(day)s.") % {"day": on}
    elif row.until:
        quiet = gettext("Until %(day)s.") % {"day": in_words(row.until)}
    return ShownConsent(
        heading=row.purpose,
        line=gettext("%(who)s said yes on %(day)s.") % day,
        quiet=quiet,
        url="" if row.withdrawn_at else reverse("portal:withdraw", args=[row.pk]),
    )
