"""A draft of a plan that was begun before its record closed to its writer."""

from uuid import UUID

from alongside.accounts.models import in_force
from alongside.foundation.actor import acting
from alongside.people.actions.grants import end_grant
from alongside.people.models import Grant
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import answers, fields


def begun_then_closed(cast: Cast, browse: Browse, plan: UUID | None) -> str:
    """What Alice reads of her own words, once she no longer reaches Ade's record."""
    alice = browse(cast.alice)
    begin = f"/people/{cast.ade.pk}/plans/begin/care-and-support/"
    address = f"/plans/{plan}/review/?on=1" if plan else begin
    html = alice.get(address).content.decode()
    told = {**fields(html), **answers(html)}
    told |= {"wanted": "The sea", "part-needs": "A ramp", "step-1-words": "Book the train"}
    told |= {"step-1-owner": "person"}
    with acting(cast.mo.pk):
        for grant in Grant.objects.filter(in_force(), person=cast.ade).exclude(rung=3):
            end_grant(grant=grant, by=cast.mo)
    kept = alice.post(address, told)
    return str(alice.get(kept.headers["Location"]).content.decode())
