"""The person reads who was asked in and why, and takes back what they said yes to."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.actions import consents, grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Consent, Grant, Handover
from alongside.portal.access import sight
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import words_on


@pytest.fixture
def consent(cast: Cast) -> Consent:
    with acting(cast.alice.pk):
        return consents.note_consent(
            person=cast.ade,
            purpose="The children’s team hears of the visits",
            explained="What they hear, and that he can stop it",
            evidence="He nodded, and said: good",
            given_by="Ade",
            given_on=timezone.localdate(),
            by=cast.alice,
        )


def shared(cast: Cast, **more: Any) -> Handover:
    usual: dict[str, Any] = {
        "kind": "share",
        "to": Whom(cast.charlie),
        "reason": "They visit his grandson.",
        "basis": "public-task",
        "last_day": timezone.localdate(),
    }
    with acting(cast.alice.pk):
        made = handovers.offer(person=cast.ade, by=cast.alice, **(usual | more))
    with acting(cast.charlie.pk):
        handovers.answer(handover=made, is_accepted=True, by=cast.charlie)
    return made


def handed(cast: Cast, basis: str = "public-task") -> Handover:
    """Alice hands him over to another team, which takes him."""
    with acting(cast.alice.pk):
        made = handovers.offer(
            person=cast.ade, kind="transfer", to=Whom(team=cast.children), reason="He moved.",
            basis=basis, by=cast.alice,
        )  # fmt: skip
    with acting(cast.charlie.pk):
        handovers.answer(handover=made, is_accepted=True, by=cast.charlie)
    return made


def test_they_read_who_was_asked_in_and_why(ade: Client, cast: Cast) -> None:
    assert "Who was asked in" not in words_on(ade.get("/my/who-may-see/"))
    shared(cast)
    page = words_on(ade.get("/my/who-may-see/"))
    for said in ("They may read along for a time.", "They visit his grandson.", "Children, West"):
        assert said in page
    assert "Charlie" not in page


def test_what_was_ended_on_its_own_is_not_told_as_if_it_stood(ade: Client, cast: Cast) -> None:
    shared(cast)
    with acting(cast.alice.pk):
        for one in Grant.objects.filter(person=cast.ade, account=cast.charlie):
            grants.end_grant(grant=one, by=cast.alice)
    assert "Who was asked in" not in words_on(ade.get("/my/who-may-see/"))


def test_what_keeps_somebody_from_harm_is_not_explained_here(ade: Client, cast: Cast) -> None:
    shared(cast, basis="serious-harm", reason="He may be the one who hurts him.")
    page = words_on(ade.get("/my/who-may-see/"))
    assert "hurts him" not in page
    assert "Who was asked in" not in page


@pytest.mark.parametrize("basis", ["serious-harm", "immediate-harm"])
def test_why_a_partner_was_let_in_to_prevent_harm_is_told_by_nobody_here(
    ade: Client, cast: Cast, basis: str
) -> None:
    with acting(cast.alice.pk):
        for one in Grant.objects.filter(person=cast.ade, account=cast.sam):
            grants.end_grant(grant=one, by=cast.alice)
        handovers.offer(
            person=cast.ade, kind="share", to=Whom(cast.sam), basis=basis, by=cast.alice,
            reason="He may be the one who hurts him.", last_day=timezone.localdate(),
        )  # fmt: skip
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They work for another service that helps you." in page
    assert "hurts him" not in page
    with acting(cast.ade_account.pk):
        told = Grant.objects.filter(person=cast.ade, account=cast.sam, until__gt=timezone.now())
        assert [one.reason for one in told] == [""]
        assert not Handover.objects.exists()


@pytest.mark.parametrize(("basis", "is_told"), [("serious-harm", False), ("legal-duty", True)])
def test_what_goes_on_to_prevent_harm_is_not_explained_here(
    ade: Client, cast: Cast, consent: Consent, basis: str, is_told: bool
) -> None:
    made = shared(cast, basis="consent", consent=consent)
    with acting(cast.alice.pk):
        going_on = {made.pk: (basis, "He may be the one who hurts him.")}
        consents.withdraw_consent(consent=consent, going_on=going_on, by=cast.alice)
    page = words_on(ade.get("/my/who-may-see/"))
    assert ("hurts him" in page) is is_told
    with acting(cast.ade_account.pk):
        assert Handover.objects.filter(pk=made.pk).exists() is is_told


def test_only_what_ends_with_it_is_promised_to_end(
    ade: Client, cast: Cast, consent: Consent
) -> None:
    shared(cast, kind="refer", basis="consent", consent=consent, last_day=None)
    assert "This ends at once:" in words_on(ade.get(f"/my/who-may-see/yes/{consent.pk}/"))
    rests = {"basis": "consent", "consent": consent}
    older = Handover(kind="transfer", person=cast.ade, to_account=cast.bob, **rests)
    with acting(cast.ade_account.pk), patch.object(sight, "handed_on", return_value=[older]):
        assert sight.rests_on(consent) == []


def test_what_opened_nothing_is_not_told(ade: Client, cast: Cast) -> None:
    shared(cast)
    shared(cast, reason="They visit his sister.")  # the same is open to them already
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They visit his grandson." in page
    assert "They visit his sister." not in page


def test_what_went_wrong_and_was_taken_back_is_told_and_not_why(
    ade: Client, cast: Cast, browse: Browse
) -> None:
    made = handed(cast)
    home = words_on(ade.get("/my/"))
    assert "Children, West" in home
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They work with you now, instead of somebody else." in page
    with acting(cast.mo.pk):
        handovers.say(handover=made, what="undone", words="Danuta moved, not he.", by=cast.mo)
    page = words_on(ade.get("/my/who-may-see/"))
    before = page.partition("Who was asked before")[2]
    for said in ("Children, West", "They were to work with you", "He moved.", "This went wrong"):
        assert said in before
    assert "Who was asked in" not in page
    assert "Danuta" not in page
    assert "Put back who works with you" in words_on(ade.get("/my/who-looked/"))
    assert "Children, West" not in words_on(ade.get("/my/"))


def test_what_was_to_prevent_harm_is_not_told_when_it_is_undone(ade: Client, cast: Cast) -> None:
    made = handed(cast, basis="serious-harm")
    with acting(cast.mo.pk):
        handovers.say(handover=made, what="undone", words="It was another.", by=cast.mo)
    page = words_on(ade.get("/my/who-may-see/"))
    assert "This went wrong" not in page
    assert "He moved." not in page


def test_what_was_declined_or_taken_back_before_it_stood_is_not_told(
    ade: Client, cast: Cast
) -> None:
    with acting(cast.alice.pk):
        made = handovers.offer(
            person=cast.ade, kind="transfer", to=Whom(team=cast.children), reason="He moved.",
            basis="public-task", by=cast.alice,
        )  # fmt: skip
        handovers.say(handover=made, what="withdrawn", words="", by=cast.alice)
    assert "He moved." not in words_on(ade.get("/my/who-may-see/"))


def test_they_take_back_what_they_said_yes_to(
    ade: Client, cast: Cast, browse: Browse, consent: Consent
) -> None:
    shared(cast, basis="consent", consent=consent)
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 200
    address = f"/my/who-may-see/yes/{consent.pk}/"
    assert "This ends at once:" in words_on(ade.get(address))
    assert ade.post(address, {"words": "I’d rather not."})["Location"] == "/my/who-may-see/"
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404
    page = words_on(ade.get("/my/who-may-see/"))
    assert "Taken back on" in page
    assert "They may read along" not in page
    with acting(cast.alice.pk):
        assert Task.objects.get(what="consent withdrawn").account_id == cast.alice.pk
    assert "Ade Bankole took consent back" in words_on(browse(cast.alice).get("/waiting/"))
    assert ade.get(address).status_code == 404


def test_nobody_else_takes_it_back(cast: Cast, browse: Browse, consent: Consent) -> None:
    for account in (cast.pat, cast.sam, cast.alice):
        assert browse(account).get(f"/my/who-may-see/yes/{consent.pk}/").status_code == 404
