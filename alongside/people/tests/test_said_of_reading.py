"""Whose names a page told are on the trail; and what is a share is not called work."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.actions.around import add_relationship
from alongside.people.finding import your_part
from alongside.people.models import Basis, Grant, Rung
from tests.browsing import Browse
from tests.cast import Cast


def listings(cast: Cast) -> int:
    """How often Ade appeared in a page without being opened, as he may ask himself."""
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(times), 0) from gate.my_listings()")
        return int(cursor.fetchone()[0])


def test_relatives_whose_names_are_read_stand_on_the_line(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        add_relationship(person=cast.temi, kind="parent", other=cast.ade, by=cast.alice)
    before = listings(cast)
    address = f"/people/{cast.temi.pk}/about/around/"
    assert browse(cast.alice).get(address).status_code == 200
    assert listings(cast) == before + 1


def test_what_is_shared_with_a_team_is_not_called_its_work(cast: Cast) -> None:
    with acting(cast.system.pk):
        Grant.objects.create(
            person=cast.temi,
            team=cast.children,
            rung=Rung.RECORD,
            basis=Basis.REQUEST,
            starts=timezone.now(),
            until=timezone.now() + timedelta(days=9),
            given_by=cast.system,
        )
    with acting(cast.charlie.pk):
        said = your_part([cast.temi], cast.charlie)
    assert said == {cast.temi.pk: "It is shared with your team."}
    with acting(cast.bob.pk):
        assert your_part([cast.ade], cast.bob) == {cast.ade.pk: "Your team works with them."}
