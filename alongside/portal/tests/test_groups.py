"""Whoever was asked into a group finds it from their first page, whatever account they have."""

from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import circles
from alongside.people.actions import grants
from alongside.people.models import Grant
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import words_on

WORDS = "Groups that asked you to come in"


def asked_in(cast: Cast, who: Account, called: str) -> None:
    with acting(cast.alice.pk):
        one = circles.begin_circle(kind="community", title="Tea", by=cast.alice)
        circles.invite(circle=one, account=who, called=called, by=cast.alice)


def test_a_person_and_whoever_acts_for_them_find_the_group(cast: Cast, browse: Browse) -> None:
    for who, first in ((cast.ade_account, "/my/"), (cast.pat, "/shared/")):
        page = browse(who)
        assert WORDS not in words_on(page.get(first))
        asked_in(cast, who, "Somebody")
        assert WORDS in words_on(page.get(first))
        assert reverse("learning:circles") in page.get(first).content.decode()
        assert "Tea" in words_on(page.get(reverse("learning:circles")))


def test_a_partner_has_all_of_learning_and_no_second_way(cast: Cast, browse: Browse) -> None:
    asked_in(cast, cast.sam, "Sam")
    assert WORDS not in words_on(browse(cast.sam).get("/shared/"))


def test_whoever_is_joined_to_no_record_any_more_finds_it_too(cast: Cast, browse: Browse) -> None:
    asked_in(cast, cast.ade_account, "Ade")
    with acting(cast.system.pk):
        own = Grant.objects.get(account=cast.ade_account, person=cast.ade)
        grants.end_grant(grant=own, why="asked", by=cast.system)
    page = words_on(browse(cast.ade_account).get("/my/"))
    assert "not joined to this account" in page
    assert WORDS in page
