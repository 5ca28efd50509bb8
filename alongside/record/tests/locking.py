"""Locking files and asking to open them again, as tests do it."""

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.record.actions import ask_to_unlock, decide_unlocking, lock_attachment
from alongside.record.models import Attachment, FileLock, Unlocking
from tests import cast as casting
from tests.cast import Cast

MAY_SHOW = "His school says that it may show a child being hurt."
A_MISTAKE = "The police have looked at it: it is the photo of a scan."
SEEN_THE_LETTER = "I have read the letter of the police."
EMERGENCY = "She rang and could not get up from the floor."


def lock(row: Attachment, by: Account, why: str = MAY_SHOW) -> FileLock:
    with acting(by.pk):
        return lock_attachment(attachment=row, why=why, by=by)


def ask(of: FileLock, by: Account, why: str = A_MISTAKE) -> Unlocking:
    with acting(by.pk):
        return ask_to_unlock(lock=FileLock.objects.get(pk=of.pk), why=why, by=by)


def decide(
    asked: Unlocking, by: Account, is_agreed: bool = True, words: str = SEEN_THE_LETTER
) -> Unlocking:
    with acting(by.pk):
        found = Unlocking.objects.get(pk=asked.pk)
        return decide_unlocking(unlocking=found, is_agreed=is_agreed, words=words, by=by)


def as_seen(row: Attachment, by: Account) -> tuple[str, str]:
    """State and words of a file, as far as this account reads its row."""
    with acting(by.pk):
        return Attachment.objects.values_list("state", "text").get(pk=row.pk)


def inside(who: Account, cast: Cast) -> Account:
    """Somebody whom an emergency alone lets into Ade's record."""
    with acting(who.pk):
        grants.break_glass(person_id=cast.ade.pk, reason=EMERGENCY, by=who)
    return who


def officer(cast: Cast, name: str = "Olu") -> Account:
    with acting(cast.system.pk):
        return casting.account("staff", name, "", ("data-protection-officer",))


def manager(cast: Cast) -> Account:
    """Of another team."""
    with acting(cast.system.pk):
        return casting.account("staff", "Nia", "Team manager", ("manager",))
