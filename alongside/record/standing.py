"""What stood when a page was opened, so that nobody decides about something else than they saw."""

from django.core.exceptions import ValidationError

from .models import About, Entry, Restriction, Sharing, SharingDecision

State = SharingDecision.State
SINCE = "Nothing was changed. Look at what stands now, and decide again."


def of_sharing(about: About) -> str:
    """How far it is shown, the last decision about that, and the version that was read."""
    last = SharingDecision.objects.filter(about_id=about.pk).order_by("-at", "-pk")
    decision = last.values_list("pk", "state").first() or ("", "")
    versions = Entry.objects.values_list("versions", flat=True).get(pk=about.entry_id)
    return " ".join(str(one) for one in (versions, about.sharing, *decision))


def of_restriction(entry: Entry) -> str:
    """Which restriction stands, or that none does."""
    standing = Restriction.objects.filter(entry_id=entry.pk, ended_at=None)
    return str(standing.values_list("pk", flat=True).first() or "open")


def of_entry(entry: Entry) -> str:
    """What it says, how few read it, and with whom it is shared how far."""
    shared = About.objects.filter(entry_id=entry.pk, removed_at=None).order_by("person_id")
    told = [f"{person}:{sharing}" for person, sharing in shared.values_list("person_id", "sharing")]
    now = Entry.objects.values_list("versions", "needs").get(pk=entry.pk)
    return " ".join(str(one) for one in (*now, *told))


def must_still_stand(stood: str | None, now: str, what: str) -> None:
    """Refuse what was decided from a page that is no longer so. None: no page stood in between."""
    if stood is not None and stood != now:
        raise ValidationError(f"{what} {SINCE}")


def open_proposal(about: About) -> SharingDecision | None:
    """A proposal that the person is not told, which waits for a second person."""
    if about.sharing != Sharing.NOT_DISCLOSED:
        return None
    waiting = SharingDecision.objects.filter(about_id=about.pk, state=State.PROPOSED)
    return waiting.select_related("by__practitioner").order_by("-at").first()
