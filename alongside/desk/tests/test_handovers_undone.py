"""A handover that is undone is told to both sides, and to nobody else."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Handover
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast, account, join

pytestmark = pytest.mark.django_db
WRONG = "It was another Ade."
TOLD, UNKNOWN = "A handover was undone", "somebody whose record you may not open"


@pytest.fixture
def omar(cast: Cast) -> Account:
    """The manager of the other team."""
    with acting(cast.system.pk):
        made = account("staff", "Omar", "Team manager", ("manager",))
        join(made, cast.children, is_manager=True)
    return made


def offered(cast: Cast, to: Whom, by: Account | None = None, **more: Any) -> Handover:
    by = by or cast.alice
    usual: dict[str, Any] = {"kind": "transfer", "reason": "Moved.", "basis": "public-task"}
    with acting(by.pk):
        return handovers.offer(person=cast.ade, to=to, by=by, **(usual | more))


def taken(by: Account, made: Handover) -> None:
    with acting(by.pk):
        handovers.answer(handover=made, is_accepted=True, by=by)


def undone(by: Account, made: Handover) -> None:
    with acting(by.pk):
        handovers.say(handover=made, what="undone", words=WRONG, by=by)


def told(cast: Cast) -> set[str]:
    """Who has it on their list: accounts by name, teams by theirs."""
    with acting(cast.system.pk):
        found = Task.objects.filter(what="handover undone")
        assert all(one.person_id is None and one.done_at is None for one in found)
        rows = list(found.values_list("account__email", "team__name"))
        assert len(set(rows)) == len(rows)
    return {(who or team).split("@")[0] for who, team in rows}


def waiting(browse: Browse, who: Account) -> str:
    return str(browse(who).get("/waiting/").content.decode())


def test_both_sides_are_told_and_read_as_much_as_they_may(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(team=cast.children))
    taken(cast.charlie, made)
    manager = browse(cast.mo)
    asks = f"/handovers/{made.pk}/undo/"
    assert "find it under “Waiting for you”" in manager.get(asks).content.decode()
    assert TOLD not in waiting(browse, cast.alice)
    assert manager.post(asks, {"words": WRONG}).status_code == 302
    assert told(cast) == {"alice", "charlie"}
    assert f"{TOLD}: Ade Bankole" in waiting(browse, cast.alice)
    hers = waiting(browse, cast.charlie)
    assert f"{TOLD}: {UNKNOWN}" in hers
    assert "Ade" not in hers
    for who in (cast.mo, cast.bob, cast.protection):
        assert TOLD not in waiting(browse, who)
    for who in (cast.alice, cast.charlie):
        page = f"/handovers/{made.pk}/"
        assert f'href="{page}"' in waiting(browse, who)
        read = browse(who).get(page).content.decode()
        assert "Mo undid it" in read
        assert WRONG in read
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404


def test_it_is_ticked_off_and_stays_with_the_other(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(cast.charlie))
    taken(cast.charlie, made)
    undone(cast.mo, made)
    with acting(cast.charlie.pk):
        task = Task.objects.get(what="handover undone")
    assert browse(cast.bob).post(f"/waiting/{task.pk}/done/").status_code == 404
    assert browse(cast.charlie).post(f"/waiting/{task.pk}/done/").status_code == 302
    assert TOLD not in waiting(browse, cast.charlie)
    assert TOLD in waiting(browse, cast.alice)


def test_undone_twice_it_is_told_once(cast: Cast, browse: Browse, omar: Account) -> None:
    made = offered(cast, Whom(cast.charlie))
    taken(cast.charlie, made)
    browser, asks = browse(cast.mo), f"/handovers/{made.pk}/undo/"
    for _ in range(2):
        browser.post(asks, {"words": WRONG})
    with pytest.raises(ValidationError, match="Mo undid this at"):
        undone(omar, made)
    assert told(cast) == {"alice", "charlie"}


def test_whoever_is_kept_out_since_reads_nothing_of_it(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(cast.charlie))
    taken(cast.charlie, made)
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.charlie, ground=Bar.Ground.FAMILY, by=cast.mo)
    undone(cast.mo, made)
    for page in ("/waiting/", "/"):
        assert TOLD not in browse(cast.charlie).get(page).content.decode()
    assert browse(cast.charlie).get(f"/handovers/{made.pk}/").status_code == 404
    assert TOLD in waiting(browse, cast.alice)


def test_whoever_asked_and_whoever_answered_are_told(cast: Cast, omar: Account) -> None:
    made = offered(cast, Whom(cast.bob), by=cast.bob, kind="ask", giver=Whom(cast.alice))
    taken(cast.alice, made)
    undone(cast.mo, made)
    assert told(cast) == {"alice", "bob"}


def test_a_team_is_told_where_nobody_took_it_by_name(cast: Cast, browse: Browse) -> None:
    with acting(cast.mo.pk):
        made = handovers.assign(person=cast.ade, team=cast.children, by=cast.mo)
    undone(cast.mo, made)
    assert told(cast) == {cast.children.name}
    assert TOLD in waiting(browse, cast.charlie)
    assert TOLD not in waiting(browse, cast.mo)


def test_who_undid_it_for_their_own_team_does_not_read_it_as_news(
    cast: Cast, browse: Browse, omar: Account
) -> None:
    made = offered(cast, Whom(team=cast.children))
    taken(omar, made)
    undone(omar, made)
    assert told(cast) == {"alice", cast.children.name}
    assert TOLD in waiting(browse, cast.charlie)
    for page in ("/waiting/", "/"):
        assert TOLD not in browse(omar).get(page).content.decode()


def test_a_manager_who_offered_for_a_colleague_is_told_as_they_are(
    cast: Cast, omar: Account
) -> None:
    made = offered(cast, Whom(cast.charlie), by=cast.mo, giver=Whom(cast.alice))
    taken(cast.charlie, made)
    undone(omar, made)
    assert told(cast) == {"alice", "charlie", "mo"}


def test_who_has_left_is_not_told(cast: Cast, omar: Account) -> None:
    made = offered(cast, Whom(team=cast.children))
    taken(cast.charlie, made)
    with acting(cast.system.pk):
        Account.objects.filter(pk=cast.charlie.pk).update(is_active=False)
    undone(cast.mo, made)
    assert told(cast) == {"alice", cast.children.name}
