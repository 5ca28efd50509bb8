"""Keeping an entry to few among staff, with words that everyone else reads instead."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.people.models import Rung
from alongside.people.models.reach import reach
from alongside.record import standing as stands
from alongside.record.access import people_on
from alongside.record.models import About, Entry, Reader, Restriction

from .tasks import close_tasks
from .whose import reaches

SINCE = "Since you opened this page, somebody has decided anew how few read this."


@transaction.atomic
def restrict_entry(
    *, entry: Entry, words: str, until: date, review_by: Account, by: Account
) -> Restriction:
    """Restrict an entry among staff. A stub stays for all who may read the record."""
    if not may(by, "restrict entries"):
        raise PermissionDenied
    problems = {}
    if not words.strip():
        problems["words"] = "Say why few may read it. Everyone who works here reads this sentence."
    if until <= timezone.localdate():
        problems["until"] = "Choose a day to come, when somebody looks at this again."
    people = people_on(entry)
    if review_by.pk == by.pk:
        problems["review_by"] = "Somebody else has to look at this again."
    elif not reaches(review_by, people):
        problems["review_by"] = (
            "They may not open this record, so they could not look at it again. Name somebody who "
            "works with the person."
        )
    if entry.needs == 3:
        problems["words"] = "This entry is restricted already."
    if problems:
        raise ValidationError(problems)
    restriction = Restriction.objects.create(
        entry=entry, words=words, until=until, review_by=review_by, by=by
    )
    for reader in {by, review_by}:
        Reader.objects.get_or_create(
            entry=entry, account=reader, ended_at=None, defaults={"by": by}
        )
    entry.needs = 3
    entry.save(update_fields=["needs"])
    trail.note("entry restricted", on=entry, about=people, by=by)
    follow("entry restricted", restriction=restriction, by=by)
    return restriction


def may_lift(standing: Restriction, by: Account) -> bool:
    """Whoever looks at it again, and those whose role it is."""
    return by.pk == standing.review_by_id or may(by, "restrict entries")


def may_name_readers(entry: Entry, by: Account) -> bool:
    """Whoever restricted it, whoever looks at it again, and those who may read it."""
    mine = Q(by=by) | Q(review_by=by)
    if Restriction.objects.filter(mine, entry=entry, ended_at=None).exists():
        return True
    live = About.objects.filter(entry=entry, removed_at=None)
    return live.filter(reach(by, Rung.RESTRICTED, "person_id")).exists()


@transaction.atomic
def name_reader(*, entry: Entry, account: Account, stood: str | None = None, by: Account) -> Reader:
    """Let one more member of staff read a restricted entry by name.

    `stood` is what `standing.of_restriction` said when the page was opened.
    """
    stands.must_still_stand(stood, stands.of_restriction(entry), SINCE)
    if entry.needs < 3:
        raise ValidationError("This entry is not restricted: all who may read the record read it.")
    if not may_name_readers(entry, by):
        raise PermissionDenied
    if account.kind != Account.Kind.STAFF:
        raise ValidationError({"account": "Only somebody who works here can be named."})
    reader = Reader.objects.filter(entry=entry, account=account, ended_at=None).first()
    if reader is None:
        reader = Reader.objects.create(entry=entry, account=account, by=by)
    trail.note(
        "reader named", on=entry, about=people_on(entry), by=by, detail={"reader": account.pk}
    )
    return reader


@transaction.atomic
def lift_restriction(*, entry: Entry, stood: str | None = None, by: Account) -> Entry:
    """End a restriction; only the one who looks at it again, or whose role it is, may.

    Its readers end with it: another restriction, for another reason, begins with none of them.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    standing = Restriction.objects.filter(entry=entry, ended_at=None).first()
    if standing is None:
        raise ValidationError("This entry is not restricted.")
    stands.must_still_stand(stood, stands.of_restriction(entry), SINCE)
    if not may_lift(standing, by):
        raise PermissionDenied
    now = timezone.now()
    entry.needs = 2  # first: from then on whoever was a reader reads it as everybody does
    entry.save(update_fields=["needs"])
    Reader.objects.filter(entry=entry, ended_at=None).update(ended_at=now)
    standing.ended_at, standing.ended_by = now, by
    standing.save(update_fields=["ended_at", "ended_by"])
    close_tasks(source=standing, by=by)
    trail.note("restriction lifted", on=entry, about=people_on(entry), by=by)
    return entry
