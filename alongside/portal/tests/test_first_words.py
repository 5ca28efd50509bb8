"""What others should know first: written and taken back by the person, and by nobody else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions.facts import change_fact, record_fact, take_back_fact
from alongside.people.actions.first_words import take_back_first_words, write_first_words
from alongside.people.models import Fact, FactKind
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on

HERE = "/my/first-words/"
WORDS = "Don’t ring before ten 🙂 I’m O'Neill’s *cousin*. <b>Wait</b> for me."


def send(client: Client, words: str, **more: Any) -> Any:
    return client.post(HERE, {"value": words, "draft": str(uuid4()), **more})


def test_he_writes_it_and_whoever_works_with_him_reads_whose_words_they_are(
    ade: Client, cast: Cast, browse: Browse, trailed: Trail
) -> None:
    assert "Nothing is written here yet." in words_on(ade.get(HERE))
    assert HERE in ade.get("/my/").content.decode()
    assert send(ade, WORDS)["Location"] == HERE
    page = words_on(ade.get(HERE))
    assert "Your own words" in page
    assert "Don’t ring before ten 🙂 I’m" in page
    staff = browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "Don’t ring before ten" in staff
    assert "Ade wrote this on" in staff
    assert "<b>Wait</b>" not in staff
    with acting(cast.alice.pk):
        fact = Fact.objects.get(kind=FactKind.KNOW_FIRST)
        assert (fact.value, fact.recorded_by_id) == (WORDS, cast.ade_account.pk)
    assert "own first words written" in trailed(cast.ade, cast.ade_account)


def test_he_changes_it_and_what_was_stays_to_be_read(
    ade: Client, cast: Cast, browse: Browse
) -> None:
    send(ade, "Ring at ten.")
    assert "Ring at ten." in ade.get(HERE).content.decode()
    send(ade, "Ring at noon.")
    page = browse(cast.alice).get(f"/people/{cast.ade.pk}/about/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "They wrote this themselves on" in said
    assert "Ring at ten., until" in said
    assert "It was written down wrongly" not in said
    first = browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "Ring at noon." in first
    assert "Ring at ten." not in first


def test_he_takes_it_back_and_twice_is_once(ade: Client, cast: Cast, trailed: Trail) -> None:
    send(ade, "Ring at ten.")
    for _ in range(2):
        assert ade.post(f"{HERE}take-back/")["Location"] == HERE
    assert "Nothing is written here yet." in words_on(ade.get(HERE))
    with acting(cast.alice.pk):
        fact = Fact.objects.get(kind=FactKind.KNOW_FIRST)
        assert (fact.over_by_id, fact.over_why) == (
            cast.ade_account.pk,
            "They took it back themselves",
        )
    assert trailed(cast.ade).count("own first words taken back") == 1


def test_what_a_worker_wrote_down_stays_theirs_and_comes_after(
    ade: Client, cast: Cast, browse: Browse
) -> None:
    with acting(cast.alice.pk):
        told = record_fact(
            person=cast.ade,
            kind=FactKind.KNOW_FIRST,
            value="He likes the window open.",
            starts_on=timezone.localdate() - timedelta(days=3),
            by=cast.alice,
        )
    page = words_on(ade.get(HERE))
    assert "What was written down for you" in page
    assert "Written down by Alice, social worker (Adults, East) on" in page
    send(ade, "I like it shut.")
    staff = browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "I like it shut." in staff
    assert "window open" not in staff
    assert "window open" in words_on(ade.get(HERE))
    ade.post(f"{HERE}take-back/")
    staff = browse(cast.alice).get(f"/people/{cast.ade.pk}/").content.decode()
    assert "window open" in staff
    assert "Written down by Alice on" in staff
    with acting(cast.alice.pk):
        told.refresh_from_db()
    assert told.over_at is None


def test_sent_twice_is_written_once(ade: Client, cast: Cast) -> None:
    told = {"value": "Ring at ten.", "draft": str(uuid4())}
    assert [ade.post(HERE, told)["Location"] for _ in range(2)] == [HERE, HERE]
    with acting(cast.alice.pk):
        assert Fact.objects.filter(kind=FactKind.KNOW_FIRST).count() == 1


def test_nothing_and_far_too_much_are_said_kindly(ade: Client) -> None:
    assert "You have not written anything yet." in words_on(send(ade, " \n "))
    page = words_on(send(ade, "x" * 20_001))
    assert "This has 20,001 characters, and 20,000 fit." in page


def test_what_he_typed_and_did_not_send_is_kept(ade: Client, cast: Cast) -> None:
    draft = str(uuid4())
    told = {"value": "Not yet", "draft": draft, "draft-pieces": '{"value": [0, ""]}'}
    left = ade.post(HERE, {**told, "save-draft": "1"})
    assert left["Location"] == "/drafts/"
    assert "Not yet" in ade.get(f"{HERE}?draft={draft}").content.decode()
    with acting(cast.alice.pk):
        assert not Fact.objects.filter(kind=FactKind.KNOW_FIRST).exists()


def test_nobody_else_writes_changes_or_takes_back_his_words(
    ade: Client, cast: Cast, browse: Browse
) -> None:
    send(ade, "Ring at ten.")
    for account in (cast.alice, cast.pat, cast.sam):
        assert browse(account).get(HERE).status_code == 404
        assert browse(account).post(f"{HERE}take-back/").status_code == 404
    with acting(cast.alice.pk):
        fact = Fact.objects.select_related("person").get(kind=FactKind.KNOW_FIRST)
        with pytest.raises(PermissionDenied):
            write_first_words(value="Ring at one.", by=cast.alice)
        with pytest.raises(PermissionDenied):
            take_back_first_words(by=cast.alice)
        with pytest.raises(ValidationError, match="themselves"):
            change_fact(fact=fact, value="Ring at one.", by=cast.alice)
        with pytest.raises(ValidationError, match="themselves"):
            take_back_fact(fact=fact, why="No", by=cast.alice)
        with connection.cursor() as cursor:
            cursor.execute("update people_fact set over_at = now() where id = %s", [fact.pk])
            assert cursor.rowcount == 0


ROW = """
insert into people_fact (id, person_id, kind, known, value, code, code_set, key, detail, needs,
 is_check, is_shown, is_protected, source, recorded_at, recorded_by_id, over_why)
values (%s, %s, %s, 'known', 'x', '', '', %s, %s, %s, false, %s, false, '', now(), %s, '')"""


@pytest.mark.parametrize("kind", [one for one in FactKind.values if one != "know first"])
def test_by_raw_sql_the_person_adds_no_other_kind(cast: Cast, kind: str) -> None:
    with acting(cast.ade_account.pk), pytest.raises(DatabaseError, match="row-level security"):
        _insert(cast, kind=kind)


@pytest.mark.parametrize(
    "more",
    [
        {"detail": "{}"},
        {"needs": 3},
        {"is_shown": False},
        {"key": "somebody"},
        {"by": "alice"},
        {"person": "temi"},
    ],
)
def test_by_raw_sql_their_own_words_are_only_what_they_are(
    cast: Cast, more: dict[str, Any]
) -> None:
    with acting(cast.ade_account.pk):
        _insert(cast)  # as it should be
        with pytest.raises(DatabaseError, match="row-level security"):
            _insert(cast, **more)


def test_by_raw_sql_staff_write_nothing_as_if_it_were_theirs(cast: Cast) -> None:
    with acting(cast.alice.pk), pytest.raises(DatabaseError, match="row-level security"):
        _insert(cast, by="alice")


def test_by_raw_sql_the_person_changes_nothing_that_others_wrote(cast: Cast) -> None:
    with acting(cast.alice.pk):
        record_fact(person=cast.ade, kind=FactKind.KNOW_FIRST, value="Told", by=cast.alice)
        record_fact(person=cast.ade, kind=FactKind.SCHOOL, value="Mere", by=cast.alice)
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("update people_fact set over_at = now(), over_by_id = %s", [_me(cast)])
        assert cursor.rowcount == 0
        _insert(cast)
        for wrong in ("needs = 3", "is_shown = false", "key = 'x'", "is_protected = true"):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                cursor.execute(f"update people_fact set {wrong}")
        cursor.execute("update people_fact set over_at = now(), over_by_id = %s", [_me(cast)])
        assert cursor.rowcount == 1


def _me(cast: Cast) -> Any:
    return cast.ade_account.pk


def _insert(cast: Cast, **more: Any) -> None:
    told: dict[str, Any] = {
        "kind": "know first",
        "detail": '{"own": true}',
        "needs": 1,
        "is_shown": True,
        "key": "",
    }
    told |= {"person": "ade", "by": "ade_account", **more}
    who, whose = getattr(cast, told["by"]).pk, getattr(cast, told["person"]).pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            ROW,
            [new_id(), whose, told["kind"], told["key"], told["detail"], told["needs"],
             told["is_shown"], who],
        )  # fmt: skip
