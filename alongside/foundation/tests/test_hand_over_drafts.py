"""Drafts of somebody who has left: by owner and date, unread, never past a bar, and trailed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, RoleHeld
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts import Change
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft
from alongside.people.models import Bar
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


def written(cast: Cast, text: str = "Half a sentence") -> Draft:
    """Alice's draft about Ade."""
    with acting(cast.alice.pk):
        draft = drafts.begin_draft(
            id=new_id(), purpose="note", address="/write/", about=[cast.ade], by=cast.alice
        )
        change = Change("happened", uuid4(), 1, 0, text)
        drafts.save_pieces(draft=draft, changes=[change], by=cast.alice)
    return draft


def leave(cast: Cast) -> None:
    with acting(cast.system.pk):
        cast.alice.is_active = False
        cast.alice.left_on = timezone.localdate()
        cast.alice.save(update_fields=["is_active", "left_on"])


def hand_over(cast: Cast, to: Account, by: Account) -> int:
    with acting(by.pk), transaction.atomic():
        return drafts.hand_over_drafts(from_account=cast.alice, to_account=to, by=by)


def lines(cast: Cast, draft: Draft) -> list[str]:
    """What the trail says of a draft, oldest first, as data protection reads it."""
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select what from gate.whole_trail(now() + interval '1 hour', 500, %s)"
            " where on_id = %s and person_id = %s order by at",
            [cast.ade.pk, draft.pk, cast.ade.pk],
        )
        return [what for (what,) in cursor.fetchall()]


def test_a_managers_hand_over() -> None:
    cast = assemble()
    draft = written(cast)
    with acting(cast.mo.pk):
        assert drafts.drafts_left_behind(cast.mo) == []  # she has not left
    leave(cast)
    with acting(cast.mo.pk):
        (listed,) = drafts.drafts_left_behind(cast.mo)
        assert (listed.id, listed.owner_id) == (draft.pk, cast.alice.pk)
        assert not Draft.objects.exists()  # whoever hands over reads nothing
    assert hand_over(cast, cast.bob, cast.mo) == 1
    with acting(cast.bob.pk):
        mine = Draft.objects.get()
        assert mine.pieces.get().text == "Half a sentence"
        assert mine.handed_over_by_id == cast.mo.pk
    with acting(cast.alice.pk):
        assert not Draft.objects.exists()
    assert lines(cast, draft) == ["draft opened", "draft handed over"]


def test_only_with_the_right_and_only_of_somebody_who_left() -> None:
    cast = assemble()
    written(cast)
    with pytest.raises(ValidationError, match="must have left"):
        hand_over(cast, cast.bob, cast.mo)
    leave(cast)
    for wrong in (cast.bob, cast.ade_account):
        with pytest.raises(ValidationError, match="right to reassign"):
            hand_over(cast, cast.bob, wrong)
        with acting(wrong.pk):
            assert drafts.drafts_left_behind(wrong) == []
    with pytest.raises(ValidationError):
        hand_over(cast, cast.sam, cast.mo)  # a partner is no member of staff
    with acting(cast.bob.pk), pytest.raises(DatabaseError, match="right to reassign"):
        ask_the_database(cast)


def ask_the_database(cast: Cast) -> None:
    """Past the action: the function must refuse by itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        ids = [cast.alice.pk, cast.bob.pk]
        cursor.execute("select * from gate.hand_over_drafts(%s, %s)", ids)


def test_a_bar_outranks_a_manager() -> None:
    cast = assemble()
    written(cast)
    leave(cast)
    with acting(cast.system.pk):
        Bar.objects.create(
            person=cast.ade,
            account=cast.bob,
            ground=Bar.Ground.FAMILY,
            reason="His neighbour",
            starts=timezone.now() - timedelta(days=1),
            until=timezone.now() + timedelta(days=365),
            given_by=cast.system,
        )
    with pytest.raises(ValidationError):
        hand_over(cast, cast.bob, cast.mo)
    assert hand_over(cast, cast.mo, cast.mo) == 1


def test_drafts_are_no_way_round_a_grant() -> None:
    cast = assemble()
    draft = written(cast)
    leave(cast)
    with pytest.raises(ValidationError, match="may read the records"):
        hand_over(cast, cast.charlie, cast.mo)
    with acting(cast.system.pk):
        RoleHeld.objects.create(
            account=cast.charlie,
            role_id="administrator",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    with pytest.raises(ValidationError):
        hand_over(cast, cast.charlie, cast.charlie)  # "reads nobody's record for that"
    with acting(cast.charlie.pk):
        assert not Draft.objects.filter(pk=draft.pk).exists()


def test_every_end_of_a_draft_is_in_the_trail_and_no_autosave() -> None:
    cast = assemble()
    draft = written(cast)
    with acting(cast.alice.pk):
        for seq in (2, 3):
            change = Change("happened", uuid4(), seq, seq - 1, "more" * seq)
            drafts.save_pieces(draft=draft, changes=[change], by=cast.alice)
        drafts.discard(id=draft.pk, by=cast.alice)
        drafts.bring_back(id=draft.pk, by=cast.alice)
        drafts.finish_draft(id=draft.pk, became="/", by=cast.alice)
    assert lines(cast, draft) == [
        "draft opened",
        "draft discarded",
        "draft brought back",
        "draft finished",
    ]
