"""A partner refers by the form of the front door: a piece of work, once, for who decides."""

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.foundation.ids import new_id
from alongside.people.models import Grant
from alongside.questionnaires.access import in_force
from alongside.questionnaires.answering import Filled
from alongside.record.actions import decide_sharing
from alongside.record.actions.asking import finish_answers
from alongside.record.actions.referring import send_referral
from alongside.record.models import About, Part, Referral, ReferralLine
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on
from .test_asking_for import grant_of

KEY = "mash-referral"
SAW = "He said “I have not eaten since Monday” — O’Neill 🍞"
TOLD = {
    "referrer": "Sam, Equipment Partnership",
    "ring-back": "01632 960 333, mornings",
    "happened": SAW,
    "they-say": "He wants his lunch brought.",
    "danger-now": "no",
    "told": "Yes",
    "may-name": "yes",
}


def filled(**more: str) -> Filled:
    asked = in_force(KEY, timezone.localdate())
    assert asked is not None
    return Filled(asked, TOLD | more, timezone.localdate())


def sent(cast: Cast, **more: str) -> UUID:
    grant: Grant = grant_of(cast)
    with acting(cast.sam.pk):
        return send_referral(
            id=new_id(), filled=filled(**more), grant=grant, called="Ade Bankole", by=cast.sam
        )


def work(cast: Cast) -> list[Referral]:
    with acting(cast.alice.pk):
        return list(Referral.objects.order_by("received_at"))


def test_it_makes_one_piece_of_work_at_the_front_door(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    sam = browse(cast.sam)
    assert "Referral about a worry" in words_on(sam.get("/shared/"))
    entry = sent(cast)
    (one,) = work(cast)
    assert (one.entry_id, one.person_id, one.step, one.is_urgent) == (entry, cast.ade.pk, 0, False)
    assert one.due_on == working_days_after(timezone.localdate(), 1)
    with acting(cast.alice.pk):
        line = ReferralLine.objects.get(entry_id=entry)
        assert (line.what, line.code, line.by_id) == ("from", "professional", cast.sam.pk)
        assert line.who.startswith("Sam")
        assert (line.reach, line.is_quiet) == (TOLD["ring-back"], False)
    alice = browse(cast.alice)
    assert "Ade Bankole" in words_on(alice.get("/front-door/"))
    page = words_on(alice.get(f"/front-door/{one.pk}/"))
    assert SAW in page
    assert line.who in page
    assert "What did you see or hear, when, and from whom?" in page
    assert "referral received" in trailed(cast.ade, cast.sam)
    assert sam.get(f"/front-door/{one.pk}/").status_code == 404
    with acting(cast.sam.pk):
        assert not Referral.objects.exists()
        assert not ReferralLine.objects.exists()


def test_danger_today_is_due_today(cast: Cast) -> None:
    sent(cast, **{"danger-now": "yes", "danger-how": "Alone on the floor"})
    (one,) = work(cast)
    assert one.is_urgent
    assert one.due_on == timezone.localdate()


def test_who_may_not_be_named_is_quiet(cast: Cast) -> None:
    entry = sent(cast, **{"may-name": "not-yet"})
    with acting(cast.alice.pk):
        assert ReferralLine.objects.get(entry_id=entry).is_quiet


def test_sending_twice_makes_one(cast: Cast) -> None:
    id, grant = new_id(), grant_of(cast)
    with acting(cast.sam.pk):
        for _ in range(2):
            send_referral(id=id, filled=filled(), grant=grant, called="Ade", by=cast.sam)
    assert len(work(cast)) == 1


def test_other_forms_of_theirs_make_none(cast: Cast) -> None:
    from .test_asking_for import filled as adaptation

    with acting(cast.alice.pk):
        grant = Grant.objects.get(account=cast.sam, person=cast.ade)
    with acting(cast.sam.pk):
        send_referral(id=new_id(), filled=adaptation(), grant=grant, called="Ade", by=cast.sam)
    assert work(cast) == []


def come_in(cast: Cast, by: Any, entry: UUID) -> bool:
    try:
        with acting(by.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select * from gate.comes_in_by_partner(%s, current_date, true, '', '', true)",
                [entry],
            )
            return True
    except DatabaseError:
        return False


def test_by_sql_nothing_comes_in_twice_or_in_anothers_name(cast: Cast) -> None:
    entry = sent(cast)
    for account in (cast.sam, cast.pat, cast.ade_account, cast.alice, cast.charlie):
        assert not come_in(cast, account, entry), account.email
    assert len(work(cast)) == 1


def test_a_worker_who_fills_it_in_makes_one_too(cast: Cast) -> None:
    with acting(cast.alice.pk):
        entry = finish_answers(
            id=new_id(),
            filled=filled(),
            people=[cast.ade],
            happened=When(timezone.localdate(), "day"),
            by=cast.alice,
        )
        line = ReferralLine.objects.get(entry=entry)
        said = Part.objects.filter(entry=entry).values_list("question", "text")
        assert "referrer" not in dict(said)
        assert TOLD["ring-back"] not in dict(said).values()
    assert line.who == TOLD["referrer"]
    assert line.reach == TOLD["ring-back"]
    assert [one.entry_id for one in work(cast)] == [entry.pk]


def test_the_partner_fills_it_in_page_by_page(cast: Cast, browse: Browse) -> None:
    sam: Client = browse(cast.sam)
    first = sam.get(f"/shared/ask/{grant_of(cast).pk}/{KEY}/")
    page = sam.get(first["Location"])
    assert page.status_code == 200
    assert "Who refers" in words_on(page)


@pytest.mark.parametrize("who", ["charlie", "pat"])
def test_nobody_else_begins_it(cast: Cast, browse: Browse, who: str) -> None:
    answer = browse(getattr(cast, who)).get(f"/shared/ask/{grant_of(cast).pk}/{KEY}/")
    assert answer.status_code in (403, 404)


QUIET = {"may-name": "not-yet"}


def test_the_person_does_not_learn_from_whom_it_came(
    cast: Cast, ade: Client, browse: Browse, trailed: Trail
) -> None:
    sam: Client = browse(cast.sam)
    place = f"/shared/ask/{grant_of(cast).pk}/{KEY}/"
    sam.get(sam.get(place)["Location"])
    before = words_on(ade.get("/my/who-looked/"))
    entry = sent(cast, **QUIET)
    assert sam.get(f"/shared/{entry}/").status_code == 200
    assert "questions for somebody opened" in trailed(cast.ade, cast.sam)
    after = words_on(ade.get("/my/who-looked/"))
    for line in ("Began to ask for something", "Wrote something", "Shared something with somebody"):
        assert line not in before + after
    assert "Read something that is shared" not in after
    record = words_on(ade.get("/my/record/"))
    assert "It names somebody else, so we look at it first." in record
    assert "organisation" not in record


def test_it_is_not_shown_in_the_name_of_who_is_not_to_be_known(cast: Cast) -> None:
    for more, shown in ((QUIET, False), ({}, True)):
        entry = sent(cast, **more)
        with acting(cast.mo.pk):
            about = About.objects.get(entry=entry, person=cast.ade)
            if shown:
                decide_sharing(about=about, sharing="shown", by=cast.mo)
            else:
                with pytest.raises(ValidationError, match="not to be known"):
                    decide_sharing(about=about, sharing="shown", by=cast.mo)
            about.refresh_from_db()
            assert (about.sharing == "shown") is shown


def test_who_may_be_known_is_read(cast: Cast, ade: Client) -> None:
    sent(cast)
    assert "Wrote something" in words_on(ade.get("/my/who-looked/"))


@pytest.mark.parametrize("more", [QUIET, {}])
def test_who_it_was_stands_apart_from_the_words(
    cast: Cast, browse: Browse, more: dict[str, str]
) -> None:
    entry = sent(cast, **more)
    with acting(cast.alice.pk):
        said = dict(Part.objects.filter(entry_id=entry).values_list("question", "text"))
        line = ReferralLine.objects.get(entry_id=entry)
    assert SAW in said["happened"]
    assert not {"referrer", "ring-back"} & set(said)
    assert line.words == TOLD["referrer"]
    (one,) = work(cast)
    page = words_on(browse(cast.alice).get(f"/front-door/{one.pk}/"))
    assert TOLD["referrer"] in page
    assert TOLD["ring-back"] in page


@pytest.mark.parametrize("who", ["Sam", "Mr O’Neill, his teacher"])
def test_a_quiet_name_in_the_words_is_given_back(cast: Cast, who: str) -> None:
    told = {"referrer": who, "they-say": f"{who.partition(',')[0]}'s friend."}
    with pytest.raises(ValidationError, match="Say it without the name"):
        sent(cast, **QUIET, **told)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Say it without the name"):
        finish_answers(
            id=new_id(), filled=filled(**QUIET, **told), people=[cast.ade],
            happened=When(timezone.localdate(), "day"), by=cast.alice,
        )  # fmt: skip
    assert work(cast) == []


def test_too_much_about_oneself_is_given_back(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="200 characters at most"):
        sent(cast, referrer="a" * 201)


def test_who_has_died_makes_no_work(cast: Cast) -> None:
    with acting(cast.mo.pk):
        type(cast.ade).objects.filter(pk=cast.ade.pk).update(state="died")
    sent(cast)
    assert work(cast) == []


def test_put_right_it_does_not_ask_who_again(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        entry = finish_answers(
            id=new_id(), filled=filled(**QUIET), people=[cast.ade],
            happened=When(timezone.localdate(), "day"), by=cast.alice,
        )  # fmt: skip
    alice = browse(cast.alice)
    first = words_on(alice.get(f"/entries/{entry.pk}/change/", follow=True))
    assert "What did you see or hear" in first
    assert "Who refers, from where" not in first
