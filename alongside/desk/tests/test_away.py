"""Work without a signal: whose devices take whom along, what is told, and what is kept."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from alongside.accounts import actions
from alongside.accounts.actions import allow_device, ask_for_device, close_account, end_device
from alongside.accounts.models import Account, Device
from alongside.desk.access import away
from alongside.foundation.actor import acting
from alongside.people.actions import facts, needs
from alongside.people.actions.protecting import protect_fact
from alongside.people.models import FactKind, Grant
from alongside.questionnaires.access import asked_on, questionnaire_of
from alongside.record import taken_along
from tests.browsing import Browse
from tests.cast import Cast
from tests.cast import account as made

from .conftest import Trail

pytestmark = pytest.mark.django_db
PHONE = UUID("0b9f3d0a-6a55-4b7e-9a3c-2f1f3a5b7c9d")
TAKE, STATE, PAGE, KEPT = "/away/take/", "/away/state/", "/away/", "/away/open/"


def asked(cast: Cast, account: Account | None = None, device: UUID = PHONE) -> Device:
    by = account or cast.alice
    with acting(by.pk):
        return ask_for_device(device=device, name="my work phone", by=by)


def allowed(cast: Cast) -> Device:
    device = asked(cast)
    with acting(cast.mo.pk):
        return allow_device(device=device, by=cast.mo)


def post(client: Client, address: str, **sent: Any) -> Any:
    return client.post(address, json.dumps(sent), content_type="application/json")


def take(client: Client, *people: Any, device: UUID = PHONE) -> Any:
    return post(client, TAKE, device=str(device), people=[str(one.pk) for one in people])


# Devices


def test_a_device_is_asked_for_allowed_by_somebody_else_and_switched_off(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    alice, mo = browse(cast.alice), browse(cast.mo)
    assert post(alice, STATE, device=str(PHONE)).json() == {"state": "none", "name": ""}
    sent = {"name": " my  work phone ", "device": str(PHONE)}
    assert alice.post(PAGE, sent).status_code == 302
    assert alice.post(PAGE, sent).status_code == 302  # pressed twice
    assert post(alice, STATE, device=str(PHONE)).json()["state"] == "asked"
    assert take(alice, cast.ade).status_code == 400
    listed = mo.get("/accounts/devices/").content.decode()
    assert "my work phone" in listed
    assert "Alice asked on" in listed
    with acting(cast.alice.pk):
        device = Device.objects.get()
    assert device.name == "my work phone"
    assert mo.post(f"/accounts/devices/{device.pk}/allow/").status_code == 302
    assert mo.post(f"/accounts/devices/{device.pk}/allow/").status_code == 302
    assert post(alice, STATE, device=str(PHONE)).json() == {
        "state": "allowed",
        "name": "my work phone",
    }
    assert "Allowed by Mo" in alice.get(PAGE).content.decode()
    assert take(alice, cast.ade).status_code == 200
    assert alice.post(f"/away/{device.pk}/off/").status_code == 302
    assert take(alice, cast.ade).status_code == 400
    assert post(alice, STATE, device=str(PHONE)).json()["state"] == "none"
    assert trailed(by=cast.alice).count("device asked for") == 1
    assert trailed(by=cast.alice).count("device switched off") == 1
    assert trailed(by=cast.mo).count("device allowed") == 1


def test_nobody_allows_their_own_nor_without_the_role(cast: Cast, browse: Browse) -> None:
    device = asked(cast)
    for account in (cast.alice, cast.bob):
        client = browse(account)
        assert client.get("/accounts/devices/").status_code == 403
        assert client.post(f"/accounts/devices/{device.pk}/allow/").status_code == 403
        assert client.post(f"/accounts/devices/{device.pk}/end/").status_code == 403
    own = asked(cast, cast.mo, uuid4())
    refused = browse(cast.mo).post(f"/accounts/devices/{own.pk}/allow/")
    assert refused.status_code == 400
    assert "Nobody allows their own device." in refused.content.decode()
    with acting(cast.mo.pk):
        assert not Device.objects.exclude(allowed_at=None).exists()
        with pytest.raises(ValidationError):
            allow_device(device=own, by=cast.mo)


def test_another_colleagues_device_is_not_there(cast: Cast, browse: Browse) -> None:
    device = allowed(cast)
    bob = browse(cast.bob)
    assert bob.post(f"/away/{device.pk}/off/").status_code == 404
    assert post(bob, STATE, device=str(PHONE)).json()["state"] == "none"
    assert take(bob, cast.ade).status_code == 400  # allowed for Alice, and for nobody else
    assert "Switch it off" not in bob.get(PAGE).content.decode()


def test_the_database_itself_lets_nobody_allow_their_own(cast: Cast) -> None:
    device = asked(cast)
    device.allowed_by, device.allowed_at = cast.alice, timezone.now()
    with acting(cast.alice.pk), pytest.raises(ProgrammingError, match="row-level security"):
        device.save(update_fields=["allowed_by", "allowed_at"])


def test_the_database_lets_nobody_pretend_that_another_allowed_it(cast: Cast) -> None:
    device = asked(cast)
    device.allowed_by, device.allowed_at = cast.mo, timezone.now()
    with acting(cast.alice.pk), pytest.raises(ProgrammingError, match="row-level security"):
        device.save(update_fields=["allowed_by", "allowed_at"])


def test_only_staff_ask_and_only_in_words(cast: Cast, browse: Browse) -> None:
    for account in (cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get(PAGE).status_code in (403, 404)
        with acting(account.pk), pytest.raises((ValidationError, PermissionDenied)):
            ask_for_device(device=uuid4(), name="mine", by=account)
    alice = browse(cast.alice)
    empty = alice.post(PAGE, {"name": "  ", "device": str(PHONE)})
    assert empty.status_code == 422
    assert "Say which device this is" in empty.content.decode()
    assert alice.post(PAGE, {"name": "mine", "device": "no number"}).status_code == 422
    for _ in range(10):
        asked(cast, device=uuid4())
    many = alice.post(PAGE, {"name": "one more", "device": str(PHONE)})
    assert "You have 10 devices" in many.content.decode()


def test_a_council_may_say_that_every_device_is_its_own(
    cast: Cast, browse: Browse, settings: Settings
) -> None:
    settings.EVERY_DEVICE_IS_MANAGED = True
    asked(cast)
    assert post(browse(cast.alice), STATE, device=str(PHONE)).json()["state"] == "allowed"


def test_a_closed_account_has_no_device(cast: Cast) -> None:
    device = allowed(cast)
    with acting(cast.system.pk):
        administrator = made("staff", "Robin", roles=("administrator",))
    with acting(administrator.pk):
        close_account(account=cast.alice, by=administrator)
        device.refresh_from_db()
    assert device.ended_at is not None
    with acting(cast.mo.pk), pytest.raises(ValidationError):
        allow_device(device=device, by=cast.mo)


# Who goes along


def test_what_is_taken_along_is_theirs_and_is_noted_for_each(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    allowed(cast)
    with acting(cast.alice.pk):
        needs.record_need(person=cast.ade, words="Face him when you talk", by=cast.alice)
    answer = take(browse(cast.alice), cast.ade, cast.temi)
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["me"] == "Alice"
    assert [one["called"] for one in told["people"]] == ["Ade Bankole", "Temi Bankole"]
    assert told["people"][0]["needs"] == ["Face him when you talk"]
    assert trailed(cast.ade, by=cast.alice).count("taken along") == 1
    assert trailed(cast.temi, by=cast.alice).count("taken along") == 1


def test_who_is_offered_appeared_in_a_list(cast: Cast, browse: Browse, trailed: Trail) -> None:
    assert "people listed" not in trailed(by=cast.alice)
    assert "Ade Bankole" in browse(cast.alice).get(PAGE).content.decode()
    assert trailed(by=cast.alice).count("people listed") == 1


def test_nobody_goes_along_whom_one_may_not_write_about(cast: Cast, browse: Browse) -> None:
    allowed(cast)
    alice = browse(cast.alice)
    assert [one["called"] for one in take(alice, cast.stranger, cast.ade).json()["people"]] == [
        "Ade Bankole"
    ]
    with acting(cast.system.pk):
        Grant.objects.filter(account=cast.alice, person=cast.temi).update(
            until=timezone.now() - timedelta(seconds=1)
        )
    assert take(alice, cast.temi).json()["people"] == []


def test_a_protected_address_never_leaves(cast: Cast, browse: Browse) -> None:
    allowed(cast)
    with acting(cast.alice.pk):
        kept = facts.record_fact(
            person=cast.ade, kind=FactKind.ADDRESS, value="3 Hidden Lane", by=cast.alice
        )
        facts.record_fact(
            person=cast.ade, kind=FactKind.PHONE, value="07700 900 173", by=cast.alice
        )
        protect_fact(
            fact=kept,
            from_whom="his nephew",
            why="He took money",
            review_on=timezone.localdate() + timedelta(days=90),
            by=cast.alice,
        )
    told = take(browse(cast.alice), cast.ade).content.decode()
    assert "Hidden Lane" not in told
    assert "900 173" in told


@pytest.mark.parametrize(
    "sent",
    [
        "[]",
        "{}",
        "not json",
        "[" * 200_000,
        '{"device": 7, "people": []}',
        '{"device": "0b9f3d0a-6a55-4b7e-9a3c-2f1f3a5b7c9d", "people": "Ade"}',
        '{"device": "0b9f3d0a-6a55-4b7e-9a3c-2f1f3a5b7c9d", "people": ["Ade’s"]}',
        '{"device": "0b9f3d0a-6a55-4b7e-9a3c-2f1f3a5b7c9d", "people": []}',
    ],
)
def test_bad_input_gets_a_sentence(cast: Cast, browse: Browse, sent: str) -> None:
    allowed(cast)
    answer = browse(cast.alice).post(TAKE, sent, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["why"].endswith(".")


def test_no_more_than_a_day_of_people(cast: Cast, browse: Browse) -> None:
    allowed(cast)
    sent = {"device": str(PHONE), "people": [str(uuid4()) for _ in range(13)]}
    assert "between one and 12" in post(browse(cast.alice), TAKE, **sent).json()["why"]


def test_queries_do_not_grow_with_what_is_known(cast: Cast, browse: Browse) -> None:
    allowed(cast)
    alice = browse(cast.alice)
    take(alice, cast.ade)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_of:
            take(alice, cast.ade)
        return len(asked_of)

    before = count()
    with acting(cast.alice.pk):
        for number in range(5):
            needs.record_need(person=cast.ade, words=f"Need {number}", by=cast.alice)
            facts.record_fact(
                person=cast.ade, kind=FactKind.PHONE, value=f"07700 900 17{number}", by=cast.alice
            )
    assert count() == before


# The page that is kept


def test_the_page_is_the_same_for_everybody_and_names_nobody(cast: Cast, browse: Browse) -> None:
    alice, charlie = browse(cast.alice), browse(cast.charlie)
    page = alice.get(KEPT).content
    assert page == charlie.get(KEPT).content
    assert not alice.get(KEPT).cookies
    words = page.decode()
    assert not [name for name in ("Ade", "Bankole", "Alice", cast.alice.email) if name in words]
    assert "csrf" not in words
    assert len(page) < 1_000_000
    stored = [tag for one in BeautifulSoup(words, "lxml")("template") for tag in one(True)]
    assert len(stored) > 1000
    values = " ".join(str(value) for tag in stored for value in tag.attrs.values())
    assert "{called}" not in values  # names are put in as text alone
    assert "{me}" not in values
    assert Client().get(KEPT).status_code == 302
    for account in (cast.ade_account, cast.pat, cast.sam):
        assert browse(account).get(KEPT).status_code in (403, 404)


def test_every_file_that_the_page_needs_is_there(cast: Cast, browse: Browse) -> None:
    page = BeautifulSoup(browse(cast.alice).get(KEPT).content, "lxml")
    kept = set(away.files())
    asked_for = [str(one["src"]) for one in page.select("script[src], img[src]")]
    asked_for += [str(one["href"]) for one in page.select("link[href]")]
    assert set(asked_for) <= kept
    for name in away.IMPORTED:
        assert finders.find(name), name


def test_every_script_that_a_kept_script_imports_is_kept() -> None:
    kept = {*away.IMPORTED, "desk/away/open.js"}
    for name in kept:
        found = finders.find(name)
        assert found
        folder = name.rpartition("/")[0].split("/")
        for line in open(found).read().splitlines():  # noqa: SIM115
            if line.startswith("import ") and ' from "' in line:
                steps = folder.copy()
                for step in line.split(' from "')[1].rstrip('";').split("/"):
                    if step == "..":
                        steps.pop()
                    elif step != ".":
                        steps.append(step)
                assert "/".join(steps) in kept, f"{name} imports {'/'.join(steps)}"


def names_in(html: str) -> set[str]:
    page = BeautifulSoup(html, "lxml")
    return {
        str(one["name"])
        for one in page.select("input[name], textarea[name], select[name]")
        if one.get("type") not in ("hidden", "submit", "file")
    }


def test_every_form_goes_along_with_the_boxes_of_its_own_page(cast: Cast, browse: Browse) -> None:
    """What is typed into them goes on under the same names once there is a signal."""
    with acting(cast.alice.pk):
        offered = asked_on(timezone.localdate())
    blanks = {one.key: one for one in taken_along.blank_forms(offered)}
    questionnaires = [questionnaire_of(one) for one in offered]
    assert set(blanks) == {"note", *(one.id for one in questionnaires if not one.is_apart)}
    alice = browse(cast.alice)
    note = alice.get(blanks["note"].address.replace(str(taken_along.NOBODY), str(cast.ade.pk)))
    assert names_in(blanks["note"].html) <= names_in(note.content.decode())
    for one in questionnaires:
        if one.is_apart:
            continue
        blank = blanks[one.id]
        ours, theirs = names_in(blank.html), set[str]()
        address = blank.address.replace(str(taken_along.NOBODY), str(cast.ade.pk))
        for page in one.pages:
            theirs |= names_in(alice.get(f"{address}&page={page.id}").content.decode())
        first_rows = {
            name for name in ours if not any(s.isdecimal() and s != "1" for s in name.split("."))
        }
        assert theirs - {"seen"} <= ours, one.id
        extra = first_rows - theirs
        assert all(_hangs_elsewhere(one, name) for name in extra), (one.id, extra)


def _hangs_elsewhere(asked_for: Any, name: str) -> bool:
    """Whether a box is not on its own page yet because it hangs on an answer of another page."""
    ids = [step for step in name.split(".") if step in asked_for.by_id]
    return any(
        one.when is not None
        for id in ids
        for one in (asked_for.by_id[id], *asked_for.above(asked_for.by_id[id]))
    )


def test_ending_twice_is_ending_once(cast: Cast, trailed: Trail) -> None:
    device = allowed(cast)
    with acting(cast.mo.pk):
        end_device(device=device, by=cast.mo)
        end_device(device=device, by=cast.mo)
    assert trailed(by=cast.mo).count("device switched off") == 1
    assert actions.end_device is end_device
