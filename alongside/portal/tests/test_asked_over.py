"""What a partner agency was asked: who is told of it, and when it ends."""

import pytest
from django.test import Client
from django.utils import timezone

from alongside.accounts.actions import close_account
from alongside.foundation.actor import acting
from alongside.people.actions import grants, handovers
from alongside.people.models import Grant
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on
from .test_asked import NO, WHY, ask, live, page_of, send


@pytest.fixture
def sam(cast: Cast, browse: Browse) -> Client:
    """A partner of whom nothing was asked yet, and with whom nothing is shared."""
    with acting(cast.alice.pk):
        for one in Grant.objects.filter(account=cast.sam, person=cast.ade):
            grants.end_grant(grant=one, why="over", by=cast.alice)
    return browse(cast.sam)


def test_asked_to_keep_somebody_from_harm_is_not_told(
    cast: Cast, sam: Client, ade: Client, trailed: Trail
) -> None:
    before = words_on(ade.get("/my/who-looked/"))
    kept = ask(cast, basis="serious-harm")
    page = words_on(sam.get(page_of(kept)))
    assert "and not why" in page
    assert "were asked, and why" not in page
    send(sam, kept, is_accepted="no", words=NO)
    assert "handover declined" in trailed(cast.ade, cast.sam)
    assert words_on(ade.get("/my/who-looked/")) == before
    told = ask(cast)
    assert "were asked, and why" in words_on(sam.get(page_of(told)))
    assert "Read what they are asked to do" in words_on(ade.get("/my/who-looked/"))


def nobody_works_with_them(cast: Cast) -> None:
    """Their grants are ended, and the last of them has left."""
    with acting(cast.mo.pk):
        found = Grant.objects.filter(person=cast.ade, rung__gte=2, until__gt=timezone.now())
        for one in found.exclude(account=cast.mo):
            grants.end_grant(grant=one, why="moved", by=cast.mo)
    with acting(cast.system.pk):
        close_account(account=cast.mo, by=cast.system)


@pytest.mark.parametrize("said", ["done", "revoked"])
def test_it_ends_also_where_nobody_works_with_them(cast: Cast, sam: Client, said: str) -> None:
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    grant = live(cast)[0]
    nobody_works_with_them(cast)
    if said == "done":
        assert send(sam, made, words="Raised").status_code == 302
        with acting(cast.alice.pk):
            assert Task.objects.filter(what="answered", from_id=made.pk, done_at=None).exists()
    else:
        with acting(cast.alice.pk):
            handovers.say(handover=made, what="revoked", words="Wrong person", by=cast.alice)
    with acting(cast.sam.pk):
        assert not Grant.objects.filter(pk=grant.pk, until__gt=timezone.now()).exists()


def test_with_a_longer_share_the_person_reads_it_too(cast: Cast, sam: Client, ade: Client) -> None:
    with acting(cast.alice.pk):
        grants.share_with_partner(
            person=cast.ade, account=cast.sam, reason="Since long", by=cast.alice
        )
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    with acting(cast.alice.pk):
        assert made.lines.get(what="accepted").gave == []
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They were asked to help you too." in page
    assert WHY in page


def test_its_own_share_ends_it_though_another_goes_on(cast: Cast, sam: Client) -> None:
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    (own,) = live(cast)
    with acting(cast.alice.pk):
        grants.share_with_partner(
            person=cast.ade, account=cast.sam, reason="Another", by=cast.alice
        )
        grants.end_grant(grant=own, why="over", by=cast.alice)
    assert len(live(cast)) == 1
    assert sam.get(page_of(made)).status_code == 404


@pytest.mark.parametrize("words", ["no", "done"])
def test_a_death_ends_what_they_answered(cast: Cast, sam: Client, words: str) -> None:
    made = ask(cast)
    send(sam, made, is_accepted="no" if words == "no" else "yes", words=NO)
    if words == "done":
        send(sam, made, words="Raised")
    assert sam.get(page_of(made)).status_code == 200
    with acting(cast.mo.pk):
        type(cast.ade).objects.filter(pk=cast.ade.pk).update(state="died")
    assert sam.get(page_of(made)).status_code == 404
