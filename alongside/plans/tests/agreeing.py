"""Plans for tests, agreed by the action itself."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.plans.actions import Voice, agree_plan
from alongside.plans.models import Sheet
from alongside.plans.wording import Goal, Owner, Step, Wording

WANTED = "I want to cook for my sister again."


def worded(**more: Any) -> Wording:
    """A small plan with a goal, a step of the person's own and one of somebody else's."""
    usual: dict[str, Any] = {
        "wanted": WANTED,
        "goals": (Goal("g1", "Ade cooks on Sundays", "Temi has eaten", 0),),
        "steps": (
            Step("s1", "Buy the rice"),
            Step("s2", "Look at the cooker", Owner.WORKER, "Alice"),
        ),
    }
    return Wording(**(usual | more))


def agree(person: Person, by: Account, **more: Any) -> Sheet:
    """Agree a plan, by this account."""
    today = timezone.localdate()
    usual: dict[str, Any] = {
        "id": new_id(),
        "kind": "care-and-support",
        "wording": worded(),
        "voices": [Voice("agrees", "Ade", "That is what I said.", is_own=True)],
        "agreed_on": today,
        "review_on": today + timedelta(days=40),
    }
    with acting(by.pk):
        return agree_plan(person=person, by=by, **(usual | more))
