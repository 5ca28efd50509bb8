"""The pages that hand somebody over: offering, answering, undoing, a leaver, and consent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.actions import bars, consents, grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Basis, Consent, Grant, Handover, Person
from tests.browsing import Browse
from tests.cast import Cast, person

from .conftest import Trail

pytestmark = pytest.mark.django_db
WHY = "She’s moved 🏡; your team works there."


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


def offered(cast: Cast, to: Whom, **more: Any) -> Handover:
    usual: dict[str, Any] = {"kind": "transfer", "reason": WHY, "basis": "public-task"}
    with acting(cast.alice.pk):
        return handovers.offer(person=cast.ade, to=to, by=cast.alice, **(usual | more))


def page(made: Handover, more: str = "") -> str:
    return f"/handovers/{made.pk}/{more}"


def test_a_worker_offers_and_the_other_team_answers(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    asks = f"/people/{cast.ade.pk}/hand-over/"
    browser = browse(cast.alice)
    assert "Hand over or share" in words(browser.get(asks))
    given = {
        "kind": "transfer", "to": f"team {cast.children.pk}", "reason": WHY,
        "basis": "public-task", "rung": "2", "last_day": "",
    }  # fmt: skip
    sent = browser.post(asks, given)
    assert sent.status_code == 302
    with acting(cast.alice.pk):
        made = Handover.objects.get()
    assert sent["Location"] == page(made)
    assert "Take it back" in words(browser.get(page(made)))
    other = browse(cast.charlie)
    assert "A handover waits for an answer: Ade Bankole" in words(other.get("/waiting/"))
    assert "Ade Bankole" in words(other.get(page(made)))
    assert other.get(f"/people/{cast.ade.pk}/").status_code == 404
    assert "Say why" in words(other.post(page(made), {"is_accepted": "no", "words": ""}))
    answer = {"is_accepted": "yes", "last_day": "", "words": ""}
    assert other.post(page(made), answer)["Location"] == page(made)
    assert other.get(f"/people/{cast.ade.pk}/").status_code == 200
    assert browser.get(f"/people/{cast.ade.pk}/").status_code == 404
    assert {"handover offered", "handover accepted", "access given", "access ended"} <= set(
        trailed(cast.ade)
    )
    assert "A handover waits" not in words(other.get("/waiting/"))


def test_whoever_takes_somebody_over_needs_the_record(cast: Cast, browse: Browse) -> None:
    given = {
        "kind": "transfer", "to": f"team {cast.children.pk}", "reason": WHY,
        "basis": "public-task", "rung": "1", "last_day": "",
    }  # fmt: skip
    browser, asks = browse(cast.alice), f"/people/{cast.ade.pk}/hand-over/"
    assert "Whoever takes them over needs the record." in words(browser.post(asks, given))
    assert browser.post(asks, given | {"kind": "refer"}).status_code == 302


def test_each_reads_who_can_put_it_right_and_no_more(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(team=cast.children))
    mistake, nobody = "Was this a mistake?", "Nobody to whom it opened the record has looked at it"
    assert mistake not in words(browse(cast.alice).get(page(made)))
    led = words(browse(cast.mo).get("/handovers/"))
    assert led.count("Waits for an answer") == 1
    with acting(cast.charlie.pk):
        handovers.answer(handover=made, is_accepted=True, by=cast.charlie)
    took, gave = (words(browse(one).get(page(made))) for one in (cast.charlie, cast.alice))
    assert mistake in took
    assert mistake in gave
    assert f"{nobody} yet." in took
    assert nobody not in gave
    assert "for those who work with them now to read" in gave
    assert mistake not in words(browse(cast.mo).get(page(made)))
    with acting(cast.mo.pk):
        handovers.say(handover=made, what="undone", words="It was another.", by=cast.mo)
    over = words(browse(cast.alice).get(page(made)))
    assert f"{nobody}." in over
    assert mistake not in over


def test_the_name_on_the_list_is_for_who_answers(cast: Cast, browse: Browse) -> None:
    offered(cast, Whom(team=cast.children))
    before = listings(cast)
    assert "an answer: Ade Bankole" in words(browse(cast.charlie).get("/waiting/"))
    assert listings(cast) == before + 1
    with acting(cast.mo.pk):
        bars.bar(person=cast.ade, ground=Bar.Ground.OBJECTION, account=cast.charlie, by=cast.mo)
    assert "Ade Bankole" not in words(browse(cast.charlie).get("/waiting/"))


def listings(cast: Cast) -> int:
    """In how many lists Ade is told that his name stood."""
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(times), 0) from gate.my_listings()")
        return int(cursor.fetchone()[0])


def test_who_comes_second_is_told_who_and_when(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(team=cast.children))
    with acting(cast.charlie.pk):
        handovers.answer(handover=made, is_accepted=True, by=cast.charlie)
    said = words(browse(cast.mo).get(page(made)))
    assert "Charlie accepted it" in said
    late = browse(cast.alice).post(page(made, "take-back/"), {"words": ""})
    assert "Charlie accepted this at" in words(late)


def test_a_manager_undoes_it_and_reads_who_saw_what(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(team=cast.children))
    with acting(cast.charlie.pk):
        handovers.answer(handover=made, is_accepted=True, by=cast.charlie)
    browse(cast.charlie).get(f"/people/{cast.ade.pk}/")
    assert browse(cast.charlie).get(page(made, "undo/")).status_code == 403
    manager = browse(cast.mo)
    assert "Undo it" in words(manager.get(page(made)))
    sent = manager.post(page(made, "undo/"), {"words": "It was another Ade."})
    assert sent["Location"] == page(made)
    told = words(manager.get(page(made)))
    for said in ("Who saw what", "Charlie", "Person opened", "It was another Ade."):
        assert said in told
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404
    assert browse(cast.alice).get(f"/people/{cast.ade.pk}/").status_code == 200


def test_at_risk_of_harm_one_press_opens_it(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    sent = browser.post(
        f"/people/{cast.ade.pk}/hand-over/now/", {"to": f"account {cast.charlie.pk}"}
    )
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/timeline/").status_code == 200
    assert "Say why the record of Ade Bankole could not wait" in words(browser.get("/waiting/"))
    assert "is still to be said" in words(browser.get(sent["Location"]))
    browser.post(f"{sent['Location']}reason/", {"words": "The door stood open."})
    assert "could not wait" not in words(browser.get("/waiting/"))
    assert "The door stood open." in words(browser.get(sent["Location"]))


def test_strangers_find_nothing(cast: Cast, browse: Browse) -> None:
    made = offered(cast, Whom(cast.bob))
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        for more in ("", "undo/", "take-back/"):
            assert browse(account).get(page(made, more)).status_code == 404
        for more in ("hand-over/", "hand-over/now/", "take-over/", "consents/", "consents/add/"):
            assert browse(account).get(f"/people/{cast.ade.pk}/{more}").status_code == 404
    assert browse(cast.charlie).get(f"/handovers/for/{cast.alice.pk}/").status_code == 403


def test_the_list_asks_as_often_for_many_as_for_one(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.bob)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert browser.get("/handovers/").status_code == 200
        return len(counted)

    offered(cast, Whom(cast.bob))
    browser.get("/handovers/")
    one = asked()
    with acting(cast.system.pk):
        more = [person(f"Person {n}", None, worker=cast.alice, by=cast.system) for n in range(9)]
    with acting(cast.alice.pk):
        for each in more:
            handovers.offer(
                person=each, kind="transfer", to=Whom(cast.bob), reason=WHY,
                basis="public-task", by=cast.alice,
            )  # fmt: skip
    assert asked() == one
    assert words(browser.get("/handovers/")).count("Answer<") == 10


def test_a_leaver_is_handed_over_on_one_page(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.mo)
    assert "Alice" in words(browser.get("/handovers/"))
    leaver = f"/handovers/for/{cast.alice.pk}/"
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system)
    assert "2 people" in words(browser.get(leaver))
    name = f"person-{cast.temi.pk}"
    refused = browser.post(leaver, {"everybody": "", name: "stay", "reason": "She leaves."})
    assert "Choose somebody, or say that it stays as it is." in words(refused)
    given = {"everybody": f"account {cast.bob.pk}", name: "stay", "reason": "She leaves."}
    assert browser.post(leaver, given)["Location"] == leaver
    left = words(browser.get(leaver))
    assert "1 person" in left
    assert "Temi Bankole" in left
    with acting(cast.mo.pk):
        held = Grant.objects.filter(person=cast.ade, basis="allocated", until__gt=timezone.now())
        assert [one.account_id for one in held] == [cast.bob.pk]


def consent_of(cast: Cast) -> Consent:
    with acting(cast.alice.pk):
        return consents.note_consent(
            person=cast.ade, purpose="The nurse reads the plan", explained="What, and whom",
            evidence="He said: yes, do", given_by="Ade", given_on=timezone.localdate(),
            by=cast.alice,
        )  # fmt: skip


def test_consent_is_noted_and_taken_back(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    add = f"/people/{cast.ade.pk}/consents/add/"
    assert "Say who said yes" in words(browser.post(add, {}))
    given = {
        "purpose": "The nurse reads the plan", "explained": "What, and whom",
        "evidence": "He said: yes, do", "given_by": "Ade", "until": "",
        "given_on": (timezone.localdate() + timedelta(days=2)).strftime("%d %B %Y"),
    }  # fmt: skip
    assert "today or before" in words(browser.post(add, given))
    given["given_on"] = timezone.localdate().strftime("%d %B %Y")
    where = browser.post(add, given)["Location"]
    assert "Nothing is shared because of it now" in words(browser.get(where))
    with acting(cast.alice.pk):
        one = Consent.objects.get()
    made = [
        offered(
            cast, Whom(who), kind="share", basis="consent", consent=one,
            last_day=timezone.localdate(),
        )
        for who in (cast.bob, cast.charlie)
    ]  # fmt: skip
    for who, share in zip((cast.bob, cast.charlie), made, strict=True):
        with acting(who.pk):
            handovers.answer(handover=share, is_accepted=True, by=who)
    assert "Shared with Charlie" in words(browser.get(where))
    stays, ends = made
    told = {"words": "No more", f"then-{ends.pk}": "end", f"then-{stays.pk}": "legal-duty"}
    assert "Say why it goes on" in words(browser.post(where, told))
    told[f"why-{stays.pk}"] = "The court asks for it."
    assert browser.post(where, told)["Location"] == where
    assert "Taken back" in words(browser.get(where))
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404
    with acting(cast.alice.pk):
        kept = Grant.objects.filter(account=cast.bob, basis="asked and given")
        assert [one.until > timezone.now() for one in kept] == [True]
        assert [one.what for one in stays.lines.order_by("number")] == ["accepted", "goes on"]
        assert [one.what for one in ends.lines.order_by("number")] == ["accepted", "revoked"]


def test_a_share_on_consent_lasts_no_longer_than_it(cast: Cast) -> None:
    one = consent_of(cast)
    with acting(cast.alice.pk):
        consents.withdraw_consent(consent=one, by=cast.alice)
    with pytest.raises(Exception, match="ended or was taken back"):
        offered(
            cast, Whom(cast.charlie), kind="share", basis="consent", consent=one,
            last_day=timezone.localdate(),
        )  # fmt: skip


def test_a_manager_assigns_through_a_handover_that_can_be_undone(
    cast: Cast, browse: Browse
) -> None:
    given = {"who": f"account {cast.charlie.pk}", "rung": "2", "reason": "Moves there."}
    browser = browse(cast.mo)
    browser.post(f"/people/{cast.ade.pk}/who-may-see/add/", given)
    with acting(cast.mo.pk):
        made = Handover.objects.get(kind="assign")
        assert Person.objects.filter(pk=cast.ade.pk).exists()
    browser.post(page(made, "undo/"), {"words": "The wrong Charlie."})
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 404
