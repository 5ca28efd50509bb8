"""A partner agency says yes or no to what it is asked to do, and that it is done."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.people.actions import bars, consents, grants, handovers
from alongside.people.actions.adding import add_person
from alongside.people.actions.handovers import Whom
from alongside.people.actions.merging import agree_to_merge, ask_to_merge
from alongside.people.models import Bar, Basis, Grant, Handover, Person, Rung
from alongside.portal.access import asked as access
from alongside.record.models import Attachment, Entry, Task
from alongside.record.tests import samples
from tests.browsing import Browse
from tests.cast import Cast, person

from .conftest import Trail, words_on

WHY = "Please measure Ade’s chair & “raise” it 🪑 — O'Neill's kind"
NO = "We have nobody free this month."


@pytest.fixture
def sam(cast: Cast, browse: Browse) -> Client:
    """A partner of whom nothing was asked yet, and with whom nothing is shared."""
    with acting(cast.alice.pk):
        for one in Grant.objects.filter(account=cast.sam, person=cast.ade):
            grants.end_grant(grant=one, why="over", by=cast.alice)
    return browse(cast.sam)


def ask(cast: Cast, **more: Any) -> Handover:
    usual: dict[str, Any] = {
        "person": cast.ade,
        "kind": "refer",
        "to": Whom(cast.sam),
        "reason": WHY,
        "basis": "public-task",
        "last_day": timezone.localdate() + timedelta(days=14),
    }
    with acting(cast.alice.pk):
        return handovers.offer(by=cast.alice, **(usual | more))


def page_of(made: Handover) -> str:
    return f"/shared/asked/{made.pk}/"


def live(cast: Cast) -> list[Grant]:
    with acting(cast.alice.pk):
        found = Grant.objects.filter(account=cast.sam, person=cast.ade, until__gt=timezone.now())
        return list(found)


def send(client: Client, made: Handover, **told: str) -> Any:
    return client.post(page_of(made), {"draft": str(uuid4()), **told})


def test_yes_opens_their_name_until_the_day_and_done_ends_it(
    cast: Cast, sam: Client, trailed: Trail
) -> None:
    made = ask(cast)
    assert live(cast) == []
    home = words_on(sam.get("/shared/"))
    assert "You are asked" in home
    assert "Ade Bankole" in home
    page = words_on(sam.get(page_of(made)))
    assert "Alice" in page
    assert "For whom Ade Bankole" in page
    assert "It is part of the council’s work with them" in page
    assert send(sam, made, is_accepted="yes").status_code == 302
    (grant,) = live(cast)
    assert (grant.basis, grant.rung) == (Basis.PARTNER, 0)
    assert grant.until - timezone.now() < timedelta(days=15, hours=2)
    home = words_on(sam.get("/shared/"))
    assert "You said that you would do this" in home
    assert "You are asked" not in home
    assert "On what ground: It is part of the council’s work" in home
    assert "For whom Ade Bankole" in words_on(sam.get(page_of(made)))
    refused = send(sam, made, words=" ")
    assert refused.status_code == 200
    assert "Say what you did" in words_on(refused)
    assert send(sam, made, words="Raised by 5 cm").status_code == 302
    assert live(cast) == []
    assert "Ade" not in words_on(sam.get("/shared/"))
    over = words_on(sam.get(page_of(made)))
    assert "You said that this is done" in over
    assert "chair" not in over
    told = set(trailed(cast.ade, cast.sam))
    assert {"handover accepted", "access given", "handover done", "access ended"} <= told
    with acting(cast.alice.pk):
        said = made.lines.order_by("number").values_list("what", "words")
        assert list(said) == [("accepted", ""), ("done", "Raised by 5 cm")]


def test_no_needs_a_reason_and_opens_nothing(cast: Cast, sam: Client, browse: Browse) -> None:
    made = ask(cast)
    refused = send(sam, made, is_accepted="no")
    assert refused.status_code == 200
    assert "Say why." in words_on(refused)
    assert "Choose yes or no" in words_on(send(sam, made))
    assert send(sam, made, is_accepted="no", words=NO).status_code == 302
    assert live(cast) == []
    assert "Ade" not in words_on(sam.get("/shared/"))
    assert "You said no to this" in words_on(sam.get(page_of(made)))
    assert NO in words_on(browse(cast.alice).get(f"/handovers/{made.pk}/"))
    waits = words_on(browse(cast.alice).get("/waiting/"))
    assert "An answer came from outside, about Ade" in waits
    assert "From Sam" in waits


def test_a_double_press_answers_once(cast: Cast, sam: Client) -> None:
    made = ask(cast)
    told = {"draft": str(uuid4()), "is_accepted": "yes"}
    for _ in range(2):
        assert sam.post(page_of(made), told)["Location"].startswith("/shared/")
    with acting(cast.alice.pk):
        assert made.lines.count() == 1
    assert len(live(cast)) == 1


def test_what_ended_meanwhile_is_gone(cast: Cast, sam: Client) -> None:
    made = ask(cast)
    with acting(cast.alice.pk):
        handovers.say(handover=made, what="withdrawn", by=cast.alice)
    assert sam.get(page_of(made)).status_code == 404
    assert send(sam, made, is_accepted="yes").status_code == 404
    again = ask(cast)
    send(sam, again, is_accepted="yes")
    with acting(cast.alice.pk):
        handovers.say(handover=again, what="revoked", words="Wrong person", by=cast.alice)
    assert sam.get(page_of(again)).status_code == 404
    assert "Ade" not in words_on(sam.get("/shared/"))
    dead = ask(cast)
    with acting(cast.mo.pk):
        type(cast.ade).objects.filter(pk=cast.ade.pk).update(state="died")
    assert sam.get(page_of(dead)).status_code == 404
    assert "You are asked" not in words_on(sam.get("/shared/"))
    assert live(cast) == []


def test_it_ends_with_the_consent_on_which_it_rests(cast: Cast, sam: Client) -> None:
    with acting(cast.alice.pk):
        consent = consents.note_consent(
            person=cast.ade, purpose="The chair", explained="All of it", evidence="He nodded",
            given_by="Ade", given_on=timezone.localdate(), by=cast.alice,
        )  # fmt: skip
    made = ask(cast, basis="consent", consent=consent)
    send(sam, made, is_accepted="yes")
    assert len(live(cast)) == 1
    with acting(cast.alice.pk):
        consents.withdraw_consent(consent=consent, words="No more", by=cast.alice)
    assert live(cast) == []
    assert sam.get(page_of(made)).status_code == 404


def test_nobody_else_reads_or_answers_it(cast: Cast, sam: Client, browse: Browse) -> None:
    made = ask(cast)
    for account in (cast.alice, cast.charlie, cast.pat, cast.ade_account):
        assert browse(account).get(page_of(made)).status_code in (403, 404)
    with acting(cast.pat.pk), pytest.raises(Exception, match="not yours to answer"):
        handovers.answer(handover=made, is_accepted=True, by=cast.pat)
    assert sam.get(f"/handovers/{made.pk}/").status_code in (403, 404)
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        handovers.answer(handover=made, is_accepted=True, by=cast.alice)
    assert live(cast) == []


@pytest.mark.parametrize("days", [None, -1, 400])
def test_asking_needs_a_day_to_come(cast: Cast, sam: Client, days: int | None) -> None:
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    with pytest.raises(ValidationError, match="Choose the last day"):
        ask(cast, last_day=day)


def test_many_requests_cost_no_more_questions(cast: Cast, sam: Client) -> None:
    asked = []
    for number in range(3):
        with acting(cast.alice.pk):
            other = person(f"Person {number}", None, worker=cast.alice, by=cast.alice)
        ask(cast, person=other)
        sam.get("/shared/")
        with CaptureQueriesContext(connection) as few:
            page = words_on(sam.get("/shared/"))
        assert f"Person {number}" in page
        asked.append(len(few))
    assert len(set(asked)) == 1, asked


def test_what_is_over_leaves_room_for_what_is_new(
    cast: Cast, sam: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MOST", 2)
    for days in (1, 2, 3):
        made = ask(cast, last_day=timezone.localdate() + timedelta(days=days))
        send(sam, made, is_accepted="no", words=NO)
    new = ask(cast)
    assert page_of(new) in sam.get("/shared/").content.decode()


def test_what_is_asked_goes_with_the_record_into_which_theirs_was_merged(
    cast: Cast, sam: Client
) -> None:
    def added(given: str) -> Person:
        with acting(cast.alice.pk):
            born = date(2017, 5, 3)
            told: dict[str, Any] = {"family": "Marsh", "born_on": born, "told": ()}
            made = add_person(given=given, is_somebody_new=True, by=cast.alice, **told)
        looks = {"account": cast.mo, "rung": Rung.RESTRICTED, "basis": Basis.SUPERVISES}
        always = {"starts": timezone.now(), "until": FOR_EVER}
        with acting(cast.system.pk):
            Grant.objects.create(person=made, given_by=cast.system, **looks, **always)
        return made

    gone, into = added("Kezia"), added("Keziah")
    to_do = ask(cast, person=gone)
    send(sam, to_do, is_accepted="yes")
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=gone, into=into, why="Same school", by=cast.alice)
    with acting(cast.mo.pk):
        agree_to_merge(merge=merge, why="I rang the school", by=cast.mo)
    home = sam.get("/shared/")
    assert "You said that you would do this" in words_on(home)
    assert page_of(to_do) in home.content.decode()
    assert "For whom Kezia" in words_on(sam.get(page_of(to_do)))
    assert send(sam, to_do, words="Raised by 5 cm").status_code == 302
    assert page_of(to_do) not in sam.get("/shared/").content.decode()


def test_who_is_kept_out_of_a_record_learns_nothing_of_an_answer_to_their_team(
    cast: Cast, sam: Client, browse: Browse, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    with acting(cast.mo.pk):
        for one in Grant.objects.filter(person=cast.ade, account__in=[cast.alice, cast.bob]):
            grants.end_grant(grant=one, why="moved", by=cast.mo)
    file = SimpleUploadedFile("chair.pdf", samples.pdf())
    sam.post(page_of(made), {"draft": str(uuid4()), "words": "Raised", "file": file})
    with acting(cast.mo.pk):
        assert Task.objects.filter(what="document", team__isnull=False, done_at=None).exists()
    bob = browse(cast.bob)
    waits = words_on(bob.get("/waiting/"))
    assert "A document came from outside, about Ade" in waits
    assert "From Sam" in waits
    with acting(cast.mo.pk):
        bars.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.OBJECTION, by=cast.mo)
    waits = words_on(bob.get("/waiting/"))
    for hidden in ("A document came from outside", "From Sam", "Ade"):
        assert hidden not in waits


def test_the_person_reads_that_they_were_asked(cast: Cast, sam: Client, ade: Client) -> None:
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    page = words_on(ade.get("/my/who-may-see/"))
    assert "They were asked to help you too." in page


def test_whoever_asked_is_told_of_each_answer_once(cast: Cast, sam: Client, browse: Browse) -> None:
    made = ask(cast)
    alice = browse(cast.alice)

    def waits() -> list[tuple[Any, ...]]:
        with acting(cast.alice.pk):
            found = Task.objects.filter(what="answered", done_at=None)
            return list(found.values_list("account_id", "from_id", "person_id"))

    send(sam, made, is_accepted="yes")
    assert waits() == [(cast.alice.pk, made.pk, cast.ade.pk)]
    send(sam, made, words="Raised by 5 cm")
    assert waits() == [(cast.alice.pk, made.pk, cast.ade.pk)]
    page = alice.get("/waiting/")
    assert "An answer came from outside, about Ade" in words_on(page)
    assert f"/handovers/{made.pk}/" in page.content.decode()


def test_who_works_with_them_now_is_told_where_whoever_asked_does_not(
    cast: Cast, sam: Client
) -> None:
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    with acting(cast.mo.pk):
        grants.allocate(person=cast.ade, account=cast.bob, by=cast.mo)
        for one in Grant.objects.filter(person=cast.ade, account=cast.alice):
            grants.end_grant(grant=one, why="moved", by=cast.mo)
        for one in Grant.objects.filter(person=cast.ade, team__isnull=False):
            grants.end_grant(grant=one, why="moved", by=cast.mo)
    send(sam, made, words="Done")
    with acting(cast.bob.pk):
        assert Task.objects.filter(what="answered", account=cast.bob, done_at=None).count() == 1


def test_a_file_with_the_answer_stands_on_the_record(
    cast: Cast, sam: Client, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    made = ask(cast)
    send(sam, made, is_accepted="yes")
    wrong = SimpleUploadedFile("x.pdf", b"MZ\x00")
    page = sam.post(page_of(made), {"draft": str(uuid4()), "words": "Raised", "file": wrong})
    assert "not a kind of file" in words_on(page)
    assert len(live(cast)) == 1
    file = SimpleUploadedFile("chair.pdf", samples.pdf())
    done = sam.post(page_of(made), {"draft": str(uuid4()), "words": "Raised", "file": file})
    assert done.status_code == 302
    assert live(cast) == []
    with acting(cast.alice.pk):
        entry = Entry.objects.get(written_by=cast.sam)
        assert Attachment.objects.filter(entry_id=entry.pk).count() == 1
        assert made.lines.filter(what="done", words="Raised").exists()
