"""What must never be on a person's pages, planted and looked for on each of them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import rows
from alongside.foundation.actor import acting
from alongside.people.actions import facts, grants, protecting
from alongside.people.actions.looking_again import decide_telling
from alongside.people.models import BreakGlass, FactKind, Protection
from alongside.record.actions import (
    Words,
    amend_entry,
    move_misfiled_entry,
    release_part,
    restrict_entry,
    second_decision,
)
from alongside.record.models import Entry, Part, SharingDecision
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Decide, Write, words_on

SECRET = "zebrafish"
PAGES = (
    "",
    "record/",
    "record/?all=1",
    "who-may-see/",
    "who-looked/",
    "rights/",
    "staying-safe/",
    "first-words/",
)


def everything(client: Client) -> str:
    """All that every one of the person's pages says, with its addresses."""
    return " ".join(client.get(f"/my/{page}").content.decode() for page in PAGES)


def numbers(client: Client) -> list[int]:
    """How long each page is, without what changes from one request to the next."""
    from bs4 import BeautifulSoup

    pages = (client.get(f"/my/{page}").content for page in PAGES)
    return [len(BeautifulSoup(page, "lxml").get_text(" ", strip=True)) for page in pages]


def test_another_persons_entry(ade: Client, note: Write, cast: Cast) -> None:
    theirs = note(Words("fact", SECRET), people=[cast.temi], title=SECRET)
    assert ade.get(f"/my/record/{theirs.pk}/").status_code == 404
    assert SECRET not in everything(ade)
    assert str(theirs.pk) not in everything(ade)


def test_what_is_held_is_only_a_stub(ade: Client, note: Write, decide: Decide) -> None:
    held = note(Words("fact", SECRET), title=SECRET, place=SECRET, there=SECRET)
    decide(held, "held")
    assert ade.get(f"/my/record/{held.pk}/").status_code == 404
    assert ade.get(f"/my/record/{held.pk}/?version=1").status_code == 404
    assert SECRET not in everything(ade)


def test_what_is_not_disclosed_leaves_no_trace(
    ade: Client, note: Write, decide: Decide, cast: Cast, browse: Browse
) -> None:
    note(title="Before")
    before, looked = numbers(ade), everything(ade)
    hidden = note(Words("fact", SECRET), title=SECRET)
    decide(hidden, "not disclosed", by=cast.alice)
    with acting(cast.protection.pk):
        assert hidden.pk
    with acting(cast.mo.pk):
        decision = SharingDecision.objects.get(about__entry=hidden)
        second_decision(decision=decision, is_agreed=True, by=cast.mo)
    with acting(cast.alice.pk):
        parts = [Words("fact", SECRET + " again")]
        amend_entry(entry=hidden, base=1, parts=parts, why=SECRET, by=cast.alice)
    staff = browse(cast.alice)
    assert staff.get(f"/entries/{hidden.pk}/").status_code == 200
    assert staff.get(f"/entries/{hidden.pk}/compare/").status_code == 200
    assert numbers(ade) == before
    after = everything(ade)
    assert SECRET not in after
    assert str(hidden.pk) not in after
    assert looked.count("<article") == after.count("<article")
    assert ade.get(f"/my/record/{hidden.pk}/").status_code == 404
    assert words_on(ade.get(f"/my/record/?before={hidden.pk}")) == words_on(ade.get("/my/record/"))
    again = browse(cast.ade_account)
    assert "Nothing new was written" in words_on(again.get("/my/"))


def test_restricted_among_staff_looks_like_any_other(ade: Client, note: Write, cast: Cast) -> None:
    entry = note(Words("fact", "Ade said hello"), title="A hello")
    before = words_on(ade.get(f"/my/record/{entry.pk}/"))
    with acting(cast.mo.pk):
        restrict_entry(
            entry=entry,
            words=SECRET,
            until=timezone.localdate() + timedelta(days=30),
            review_by=cast.alice,
            by=cast.mo,
        )
    assert words_on(ade.get(f"/my/record/{entry.pk}/")) == before
    assert SECRET not in everything(ade)


def parts_of(entry: Entry, by: Account) -> list[Part]:
    with acting(by.pk):
        return list(Part.objects.filter(entry=entry).order_by("version__number", "position"))


def test_what_is_about_a_sibling_until_it_is_released(
    ade: Client, note: Write, decide: Decide, cast: Cast
) -> None:
    both = note(
        Words("fact", f"Temi {SECRET} one"),
        Words("fact", f"Temi alone {SECRET} two", about=(cast.temi.pk,)),
        Words("fact", "Ade alone", about=(cast.ade.pk,)),
        people=[cast.ade, cast.temi],
        title=f"Temi {SECRET}",
        place=f"Temi’s {SECRET}",
        there=f"Temi {SECRET}",
        seen={cast.temi.pk: "alone"},
    )
    decide(both, "shown")
    page = words_on(ade.get("/my/record/"))
    assert "Ade alone" in page
    assert "What is about them is left out." in page
    for said in (everything(ade), ade.get(f"/my/record/{both.pk}/").content.decode()):
        assert SECRET not in said
        assert "Temi" not in said
        assert str(cast.temi.pk) not in said
    shared, siblings, own = parts_of(both, cast.alice)
    for part in (shared, siblings):
        assert ade.get(f"/my/record/{both.pk}/{part.pk}/").status_code == 404
    assert ade.get(f"/my/record/{both.pk}/{own.pk}/").status_code == 200
    with acting(cast.mo.pk):
        release_part(part=shared, person=cast.ade, why="He was there", by=cast.mo)
    page = words_on(ade.get("/my/record/"))
    assert f"Temi {SECRET} one" in page
    assert f"{SECRET} two" not in page
    assert ade.get(f"/my/record/{both.pk}/{shared.pk}/").status_code == 200


def test_a_misfiled_entry_is_gone_at_once(ade: Client, note: Write, cast: Cast) -> None:
    entry = note(Words("fact", SECRET), title=SECRET)
    assert SECRET in everything(ade)
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why=f"It was {SECRET}", by=cast.alice
        )
    assert SECRET not in everything(ade)
    assert ade.get(f"/my/record/{entry.pk}/").status_code == 404


def test_an_older_version_that_may_not_be_read(ade: Client, note: Write, cast: Cast) -> None:
    entry = note(Words("fact", f"It was {SECRET}"), title=f"Old {SECRET}")
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "It was calm")],
            title="New",
            why=f"took out {SECRET}",
            is_earlier_readable=False,
            by=cast.alice,
        )
    page = words_on(ade.get(f"/my/record/{entry.pk}/"))
    assert "Changed on" in page
    assert "See how it was" not in page
    assert SECRET not in everything(ade)
    for number in ("1", "3", "0", "-1", "x", "9999999"):
        assert ade.get(f"/my/record/{entry.pk}/?version={number}").status_code == 404
    old, _new = parts_of(entry, cast.alice)
    assert ade.get(f"/my/record/{entry.pk}/{old.pk}/").status_code == 404


def test_who_told_us_is_not_said(ade: Client, note: Write) -> None:
    note(Words("reported", "He was seen in the park", of=f"Mrs {SECRET}"))
    page = everything(ade)
    assert "He was seen in the park" in page
    assert "What somebody told us" in page
    assert SECRET not in page


def test_a_protected_address_is_on_no_page(ade: Client, cast: Cast, note: Write) -> None:
    note()
    with acting(cast.alice.pk):
        detail = {"lines": [f"1 {SECRET} Lane"], "postcode": "NM1 1AA"}
        fact = facts.record_fact(
            person=cast.ade,
            kind=FactKind.ADDRESS,
            value=f"1 {SECRET} Lane, NM1 1AA",
            detail=detail,
            by=cast.alice,
        )
        protecting.protect_fact(
            fact=fact,
            from_whom="his brother",
            why="He was hurt",
            review_on=date(2099, 1, 1),
            by=cast.alice,
        )
        assert Protection.objects.exists()
    assert SECRET not in everything(ade)
    assert "his brother" not in everything(ade)


def test_an_emergency_that_is_not_told_leaves_no_trace(
    ade: Client, cast: Cast, browse: Browse, note: Write
) -> None:
    note()
    before = numbers(ade)
    with acting(cast.charlie.pk):
        reason = f"A neighbour rang about {SECRET}"
        grant = grants.break_glass(person_id=cast.ade.pk, reason=reason, by=cast.charlie)
    assert browse(cast.charlie).get(f"/people/{cast.ade.pk}/").status_code == 200
    assert numbers(ade) == before
    with acting(cast.mo.pk):
        glass = BreakGlass.objects.get(pk=grant.pk)
        grants.review_break_glass(
            glass=glass,
            outcome="right",
            words=SECRET,
            telling="held",
            telling_why=SECRET,
            telling_review_on=date(2099, 1, 1),
            by=cast.mo,
        )
    assert numbers(ade) == before
    with acting(cast.mo.pk):
        glass.refresh_from_db()
        decide_telling(glass=glass, telling="shown", by=cast.mo)
    assert "opened it in an emergency" in words_on(ade.get("/my/who-may-see/"))
    looked = words_on(ade.get("/my/who-looked/"))
    assert "Social worker (Children, West)" in looked
    assert "Opened your record in an emergency" in looked
    assert SECRET not in everything(ade)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/find/",
        "/waiting/",
        "/trail/",
        "/people/{ade}/",
        "/people/{ade}/timeline/",
        "/people/{ade}/who-may-see/",
        "/entries/{entry}/",
        "/entries/{entry}/sharing/",
        "/people/{temi}/",
        "/shared/",
        "/shared/{entry}/",
        "/accounts/",
    ],
)
def test_pages_of_staff_are_not_there(ade: Client, note: Write, cast: Cast, address: str) -> None:
    entry = note()
    response = ade.get(address.format(ade=cast.ade.pk, temi=cast.temi.pk, entry=entry.pk))
    home = response.status_code == 302 and response["Location"] == "/my/"
    assert response.status_code == 404 or (address == "/" and home)


def test_nobody_elses_account_enters(browse: Browse, cast: Cast, note: Write) -> None:
    entry = note()
    for account in (cast.alice, cast.mo, cast.protection, cast.pat, cast.sam):
        for page in (*PAGES, f"record/{entry.pk}/"):
            assert browse(account).get(f"/my/{page}").status_code == 404, (account.email, page)
    stranger = Client()
    for page in (*PAGES, f"record/{entry.pk}/"):
        assert stranger.get(f"/my/{page}")["Location"].startswith("/sign-in/")


def test_when_his_own_access_ends_nothing_is_there(ade: Client, note: Write, cast: Cast) -> None:
    entry = note(Words("fact", SECRET))
    with acting(cast.system.pk):
        own = cast.ade.grants.get(account=cast.ade_account)
        grants.end_grant(grant=own, why="asked", by=cast.system)
    assert ade.get(f"/my/record/{entry.pk}/")["Location"] == "/my/"
    assert "not joined to this account" in words_on(ade.get("/my/"))


# Raw SQL ------------------------------------------------------------------------------------------


@pytest.fixture
def planted(cast: Cast, note: Write, decide: Decide) -> dict[str, set[UUID]]:
    """Entries that Ade may not read, by id."""
    held, hidden = note(Words("fact", SECRET)), note(Words("fact", SECRET))
    decide(held, "held")
    decide(hidden, "not disclosed")
    theirs = note(Words("fact", SECRET), people=[cast.temi])
    note(Words("fact", "his own"))
    return {"entries": {held.pk, hidden.pk, theirs.pk}, "hidden": {hidden.pk, theirs.pk}}


def raw(account: Account, sql: str) -> list[tuple[Any, ...]]:
    with acting(account.pk), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def personal_tables() -> list[str]:
    return [
        table
        for table, _ in rows.declared()
        if table.split("_")[0] in ("people", "record", "foundation") and table != "foundation_seal"
    ]


def test_raw_sql_as_ade_gives_nothing_but_his_own(
    cast: Cast, planted: dict[str, set[UUID]]
) -> None:
    for table in personal_tables():
        for row in raw(cast.ade_account, f"select t.*::text from {table} t"):
            said = str(row)
            assert SECRET not in said, table
            assert str(cast.temi.pk) not in said, table
            assert str(cast.stranger.pk) not in said, table
            assert not any(str(one) in said for one in planted["hidden"]), table
    assert len(raw(cast.ade_account, "select id from record_entry")) == 1
    assert not raw(cast.ade_account, "select id from record_sharingdecision")
    assert not raw(cast.ade_account, "select id from people_protection")


@pytest.mark.parametrize("who", ["pat", "sam"])
def test_raw_sql_as_a_proxy_or_partner_gives_nothing_unlisted(
    cast: Cast, planted: dict[str, set[UUID]], who: str
) -> None:
    account = getattr(cast, who)
    for table in personal_tables():
        found = raw(account, f"select t.*::text from {table} t")
        if table in ("people_grant", "people_shared"):
            continue  # that something is shared with them, and which
        assert found == [], table


def test_the_gates_of_the_portal_answer_only_about_oneself(
    cast: Cast, planted: dict[str, set[UUID]]
) -> None:
    ids = ",".join(f"'{one}'" for one in planted["entries"])
    asked = (
        "select entry_id from gate.my_news('-infinity', 99)",
        f"select entry_id from gate.who_decides(array[{ids}]::uuid[])",
    )
    for sql in asked:
        found = {one for (one,) in raw(cast.ade_account, sql)}
        assert not found & planted["hidden"]
        for stranger in (cast.pat, cast.sam, cast.charlie, cast.alice):
            assert raw(stranger, sql) == [], (stranger.email, sql)
    for stranger in (cast.pat, cast.sam, cast.charlie):
        assert raw(stranger, "select * from gate.open_to_all()") == []
        assert raw(stranger, "select gate.my_last_visit()") == [(None,)]


def test_addresses_that_are_not_there(ade: Client) -> None:
    for address in (f"record/{uuid4()}/", f"record/{uuid4()}/{uuid4()}/", "record/x/", "nothing/"):
        assert ade.get(f"/my/{address}").status_code == 404
    for before in ("x", str(uuid4()), "9999-99-99", "2026-01-01T00:00:00+00:00"):
        assert ade.get(f"/my/record/?before={before}").status_code == 200
        assert ade.get("/my/who-looked/", {"before": before}).status_code == 200
