"""What somebody without an account was asked, once their link and code have let them in."""

from alongside.accounts.models import Account
from alongside.people.actions.guests import Guest
from alongside.people.models import Handover, HandoverLine


def guest_within(found: Guest) -> tuple[Account, Handover]:
    """As whom they read, and what they are asked."""
    assert found.account_id
    assert found.handover_id
    one = Handover.objects.select_related("by__practitioner").get(pk=found.handover_id)
    return Account.objects.get(pk=found.account_id), one


def is_sent(found: Guest, words: str) -> bool:
    """Whether this very answer has arrived: pressed twice, it came once."""
    assert found.handover_id
    lines = HandoverLine.objects.filter(
        handover_id=found.handover_id, what=HandoverLine.What.DONE, by_id=found.account_id
    )
    said = " ".join(words.split())
    return any(" ".join(one.words.split()) == said for one in lines)
