"""What our own filter says may be read is what the database says, for every kind of account."""

from typing import NamedTuple
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar, Person
from alongside.record.actions import Words, finish_entry
from alongside.record.models import About, Entry, Reader
from tests import cluster
from tests.cast import Cast, assemble

STAFF = ("alice", "bob", "charlie", "mo", "protection", "system")
OTHERS = ("ade_account", "pat", "sam")


class Scene(NamedTuple):
    """The cast, and entries of every sort by what was done to them."""

    cast: Cast
    named: dict[UUID, str]

    def words(self, found: set[UUID]) -> set[str]:
        return {self.named[one] for one in found}


def finished(cast: Cast, people: list[Person]) -> UUID:
    with acting(cast.alice.pk), transaction.atomic():
        return finish_entry(
            id=new_id(),
            kind="note",
            people=people,
            happened=When(timezone.localdate(), "day"),
            parts=[Words("fact", "Ade made the tea himself.")],
            by=cast.alice,
        ).pk


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    with transaction.atomic():
        cast = assemble()
    made = {
        word: finished(cast, [cast.ade])
        for word in ("shown", "held", "not disclosed", "taken out", "restricted", "named reader")
    }
    made["of two"] = finished(cast, [cast.ade, cast.temi])
    made["of a stranger"] = _of_a_stranger(cast)
    listed = [made[one] for one in made if one != "of a stranger"]
    made["not listed"] = finished(cast, [cast.ade])
    made["off the list"] = finished(cast, [cast.ade])
    with acting(cast.alice.pk), transaction.atomic():
        for whom in (cast.pat, cast.sam):
            grant = cast.ade.grants.get(account=whom)
            for one in listed:
                grants.list_for(grant=grant, entry_id=one, by=cast.alice)
            gone = grants.list_for(grant=grant, entry_id=made["off the list"], by=cast.alice)
            grants.take_off_list(shared=gone, by=cast.alice)
    with cluster.as_owner(), acting(cast.system.pk), transaction.atomic():
        for word in ("held", "not disclosed"):
            About.objects.filter(entry_id=made[word]).update(sharing=word)
        About.objects.filter(entry_id=made["taken out"]).update(removed_at=timezone.now())
        About.objects.filter(entry_id=made["of two"]).update(sharing="shown")
        grave = [made["restricted"], made["named reader"]]
        Entry.objects.filter(pk__in=grave).update(needs=3)
        reader = {"entry_id": made["named reader"], "account": cast.bob, "by": cast.mo}
        Reader.objects.create(**reader)
    return Scene(cast, {pk: word for word, pk in made.items()})


def _of_a_stranger(cast: Cast) -> UUID:
    with acting(cast.charlie.pk), transaction.atomic():
        return finish_entry(
            id=new_id(),
            kind="note",
            people=[cast.stranger],
            happened=When(timezone.localdate(), "day"),
            parts=[Words("fact", "Met")],
            by=cast.charlie,
        ).pk


def by_filter(scene: Scene, account: Account) -> set[str]:
    """What visible_to gives where no policy is in its way: as the owner of the tables."""
    with cluster.as_owner(), acting(account.pk), transaction.atomic():
        return scene.words(set(Entry.objects.visible_to(account).values_list("pk", flat=True)))


def by_policy(scene: Scene, account: Account) -> set[str]:
    """What the database gives where no filter of ours is asked."""
    with acting(account.pk), transaction.atomic():
        return scene.words(set(Entry.objects.values_list("pk", flat=True)))


def agreed(scene: Scene, who: str) -> set[str]:
    account = getattr(scene.cast, who)
    found = by_filter(scene, account)
    assert found == by_policy(scene, account), who
    return found


def test_filter_and_policy_say_the_same(scene: Scene) -> None:
    seen = {who: agreed(scene, who) for who in (*STAFF, *OTHERS)}
    assert seen["pat"] == seen["sam"] == {"shown", "of two", "restricted", "named reader"}
    assert seen["ade_account"] == seen["pat"] | {"not listed", "off the list"}
    assert "named reader" in seen["bob"]
    assert "restricted" not in seen["bob"]
    assert seen["charlie"] == {"of a stranger"}
    assert seen["protection"] == set()
    assert seen["system"] == set(scene.named.values()) - {"taken out"}
    assert seen["alice"] == seen["system"] - {"of a stranger"}


def test_and_of_somebody_who_is_kept_out(scene: Scene) -> None:
    cast = scene.cast
    with acting(cast.system.pk), transaction.atomic():
        for account in (cast.alice, cast.system):
            grants.bar(
                person=cast.temi, account=account, ground=Bar.Ground.CONFLICT, by=cast.system
            )
    assert "of two" not in agreed(scene, "alice") | agreed(scene, "system")
    assert "of two" in agreed(scene, "bob")


def test_and_where_access_has_ended(scene: Scene) -> None:
    cast = scene.cast
    with acting(cast.alice.pk), transaction.atomic():
        for grant in cast.ade.grants.filter(rung=0):
            grants.end_grant(grant=grant, why="asked", by=cast.alice)
    assert not any(agreed(scene, who) for who in OTHERS)


def test_it_answers_only_for_whoever_is_acting(scene: Scene) -> None:
    """For staff, who acts for a person, and a partner; else it would say what it cannot know."""
    cast = scene.cast
    with acting(cast.alice.pk), transaction.atomic():
        for other in (cast.bob, cast.pat, cast.sam):
            assert not Entry.objects.visible_to(other).exists(), other.email
