"""Looking after accounts, roles and teams: each page and action, and who is kept from it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client

from alongside.accounts import actions
from alongside.accounts.actions import roles
from alongside.accounts.models import NOBODYS, Account, Membership, Role, RoleHeld, Team, in_force
from alongside.foundation.actor import acting
from tests import cluster

LETTERS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def office(browser: Client, ada: Account) -> Client:
    browser.force_login(ada)
    return browser


def test_the_list_names_everybody_but_the_system(
    office: Client, alice: Account, ade: Account, console: Account
) -> None:
    page = office.get("/accounts/").content.decode()
    assert "Alice" in page
    assert ade.email in page
    assert console.email not in page
    assert "Alice" not in office.post("/accounts/", {"words": "ada"}).content.decode()
    assert "Nobody here is called like that" in (
        office.post("/accounts/", {"words": "zzz ' 🙂"}).content.decode()
    )


def test_nobody_signs_in_with_an_account_made_for_a_link(
    office: Client, console: Account, ada: Account, browser: Client
) -> None:
    with acting(console.pk):
        guest = actions.add_account(
            email=f"x{NOBODYS}", kind="partner", name="Hana Osei", job_title="GP", by=console
        )
    assert guest.is_guest
    assert "Hana Osei" not in office.get("/accounts/").content.decode()
    assert "made for one link" in office.post(f"/accounts/{guest.pk}/link/").content.decode()
    with acting(guest.pk):
        actions.set_password(account=guest, password="seven green kettles sing", by=guest)
    stranger = Client()
    told = {"login": guest.email, "password": "seven green kettles sing"}
    assert stranger.post("/sign-in/", told).status_code == 403
    assert "_auth_user_id" not in stranger.session


def test_reading_and_searching_leave_lines(
    office: Client, ada: Account, ade: Account, trailed: Callable[[Account], list[str]]
) -> None:
    """Who has an account here may be somebody who is supported."""
    office.get("/accounts/")
    office.post("/accounts/", {"words": "ade"})
    assert trailed(ada).count("accounts listed") == 2
    assert "account opened" not in trailed(ade)
    office.get(f"/accounts/{ade.pk}/")
    assert trailed(ade).count("account opened") == 1


def test_an_account_is_added_and_gets_a_way_in(
    office: Client, trailed: Callable[[Account], list[str]]
) -> None:
    asked = {"email": " New@Northmere.example ", "kind": "staff", "name": "Siân O'Brien"}
    office.get("/accounts/add/")
    done = office.post("/accounts/add/", asked)
    made = Account.objects.get(email="new@northmere.example")
    assert done.headers["Location"] == f"/accounts/{made.pk}/"
    assert made.practitioner.called == "Siân"
    assert not made.has_usable_password()
    page = office.post(f"/accounts/{made.pk}/link/").content.decode()
    assert "http://testserver/sign-in/link/" in page.replace("<wbr>", "")
    assert trailed(made) == ["account added", "sign-in link made"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"email": "alice@northmere.example", "kind": "staff", "name": "A"}, "already"),
        ({"email": "no address", "kind": "staff", "name": "A"}, "Write an e-mail address"),
        ({"email": "x@y.example", "kind": "staff", "name": " "}, "Write the name"),
        ({"email": "x@y.example", "kind": "system", "name": "A"}, "Select a valid choice"),
        ({"email": "x@system.alongside.invalid", "kind": "person"}, "cannot be used"),
    ],
)
def test_what_cannot_be_added_says_why(
    office: Client, alice: Account, asked: dict[str, str], sentence: str
) -> None:
    before = Account.objects.count()
    assert sentence in office.post("/accounts/add/", asked).content.decode()
    assert Account.objects.count() == before


def test_the_directory_can_be_put_right(office: Client, alice: Account) -> None:
    office.get(f"/accounts/{alice.pk}/name/")
    said = {"name": "Alice Rowe", "called": "Ali", "job_title": "Social worker", "phone": ""}
    office.post(f"/accounts/{alice.pk}/name/", said)
    page = office.get(f"/accounts/{alice.pk}/").content.decode()
    assert "Alice Rowe" in page
    assert "Ali" in page


def test_a_role_is_given_with_its_sentence_in_view_and_ended(
    office: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    page = office.get(f"/accounts/{alice.pk}/role/").content.decode()
    assert Role.objects.get(key="manager").sentence in page.replace("&#x27;", "'")
    assert "Importer" not in page
    office.post(f"/accounts/{alice.pk}/role/", {"role": "manager"})
    held = RoleHeld.objects.get(account=alice, role_id="manager")
    assert "they are team manager already" in (
        office.post(f"/accounts/{alice.pk}/role/", {"role": "manager"}).content.decode().lower()
    )
    office.post(f"/accounts/{alice.pk}/role/{held.pk}/end/")
    assert not RoleHeld.objects.filter(in_force(), role_id="manager").exists()
    assert {"role given", "role ended"} <= set(trailed(alice))


def test_nobody_gives_a_role_to_themselves(office: Client, ada: Account) -> None:
    page = office.post(f"/accounts/{ada.pk}/role/", {"role": "data-protection-officer"})
    assert "to themselves" in page.content.decode()
    assert RoleHeld.objects.filter(account=ada).count() == 1
    with acting(ada.pk), pytest.raises(ValidationError, match="themselves"):
        actions.give_role(account=ada, role="manager", by=ada)


def test_the_last_who_gives_roles_keeps_theirs(office: Client, ada: Account) -> None:
    held = RoleHeld.objects.get(account=ada)
    page = office.post(f"/accounts/{ada.pk}/role/{held.pk}/end/")
    assert page.status_code == 400
    assert "Nobody else can give roles" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_end_each_other_s_role_at_once_leave_one(monkeypatch: pytest.MonkeyPatch) -> None:
    console = actions.system_account("console")
    both = []
    for name in ("ada", "bea"):
        with acting(console.pk):
            email = f"{name}@northmere.example"
            both.append(
                actions.add_account(
                    email=email, kind="staff", name=name, role="administrator", by=console
                )
            )
    together = Barrier(2, timeout=20)
    keep_keys = roles._others_keep_keys

    def asked(held: RoleHeld) -> bool:
        together.wait()
        return keep_keys(held)

    monkeypatch.setattr(roles, "_others_keep_keys", asked)

    def end(by: Account, other: Account) -> str:
        try:
            with acting(by.pk), transaction.atomic():
                held = RoleHeld.objects.get(account=other)
                actions.end_role(held=held, by=by)
        except ValidationError as refusal:
            return str(refusal.message)
        finally:
            connection.close()
        return "ended"

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(end, both, reversed(both)))
    assert sorted(one[:6] for one in said) == ["Nobody", "ended"]


@pytest.mark.parametrize(
    ("kind", "role"), [("person", "social-worker"), ("partner", "manager"), ("staff", "importer")]
)
def test_a_role_of_another_kind_is_refused(
    make: Callable[..., Account], ada: Account, kind: str, role: str
) -> None:
    account = make("Sam", kind)
    with acting(ada.pk), pytest.raises(ValidationError, match="cannot be"):
        actions.give_role(account=account, role=role, by=ada)


def test_a_role_of_somebody_else_is_not_found_under_another_account(
    office: Client, alice: Account, ada: Account
) -> None:
    held = RoleHeld.objects.get(account=ada)
    assert office.post(f"/accounts/{alice.pk}/role/{held.pk}/end/").status_code == 404


def test_a_team_is_added_joined_and_left(
    office: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    office.get("/accounts/teams/add/")
    office.post("/accounts/teams/add/", {"name": "Adults,  East", "kind": "adults"})
    again = office.post("/accounts/teams/add/", {"name": "adults, east", "kind": "adults"})
    assert "of this name already" in again.content.decode()
    team = Team.objects.get()
    office.get(f"/accounts/{alice.pk}/team/")
    office.post(f"/accounts/{alice.pk}/team/", {"team": team.pk, "is_manager": "on"})
    membership = Membership.objects.get()
    assert membership.is_manager
    assert "manages this team" in office.get("/accounts/teams/").content.decode()
    office.post(f"/accounts/{alice.pk}/team/{membership.pk}/end/")
    assert not Membership.objects.filter(in_force()).exists()
    assert {"team joined", "team left"} <= set(trailed(alice))


def test_nobody_puts_themselves_in_a_team_and_no_person_is_in_one(
    ada: Account, ade: Account, east: Team
) -> None:
    with acting(ada.pk):
        with pytest.raises(ValidationError, match="themselves"):
            actions.join_team(account=ada, team=east, by=ada)
        with pytest.raises(ValidationError, match="work for the council"):
            actions.join_team(account=ade, team=east, by=ada)


def test_a_leaver_loses_roles_teams_and_ways_in(
    office: Client, alice: Account, ada: Account, east: Team
) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.join_team(account=alice, team=east, by=ada)
    assert "Close this account?" in office.get(f"/accounts/{alice.pk}/close/").content.decode()
    office.post(f"/accounts/{alice.pk}/close/")
    alice.refresh_from_db()
    assert not alice.is_active
    assert not alice.has_usable_password()
    assert not Authenticator.objects.filter(user=alice).exists()
    assert not Membership.objects.filter(in_force(), account=alice).exists()
    assert not RoleHeld.objects.filter(in_force(), account=alice).exists()
    assert office.post(f"/accounts/{alice.pk}/close/").status_code == 400
    office.post(f"/accounts/{alice.pk}/open/")
    alice.refresh_from_db()
    assert alice.is_active
    assert not RoleHeld.objects.filter(in_force(), account=alice).exists()


def test_nobody_closes_their_own_account(office: Client, ada: Account) -> None:
    assert office.post(f"/accounts/{ada.pk}/close/").status_code == 400
    ada.refresh_from_db()
    assert ada.is_active


def test_a_lost_phone_is_forgotten(
    office: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    TOTP.activate(alice, LETTERS)
    office.get(f"/accounts/{alice.pk}/forget/")
    office.post(f"/accounts/{alice.pk}/forget/")
    assert not Authenticator.objects.filter(user=alice).exists()
    assert "second factor forgotten" in trailed(alice)
    assert office.post(f"/accounts/{alice.pk}/forget/").status_code == 400


def test_roles_are_read_with_their_sentences(office: Client) -> None:
    page = office.get("/accounts/roles/").content.decode()
    assert "Add accounts, close them" in page


PAGES = [
    "",
    "add/",
    "roles/",
    "teams/",
    "teams/add/",
    "{}/",
    "{}/name/",
    "{}/link/",
    "{}/role/",
    "{}/team/",
    "{}/forget/",
    "{}/close/",
    "{}/open/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_for_administrators_only(
    browser: Client, alice: Account, ade: Account, ada: Account, page: str
) -> None:
    address = "/accounts/" + page.format(ada.pk)
    for account, status in ((alice, 403), (ade, 404)):
        browser.force_login(account)
        assert browser.get(address).status_code in (status, 405)
        assert browser.post(address).status_code == status


def test_parts_of_the_system_are_nobodys_to_manage(office: Client, console: Account) -> None:
    assert office.get(f"/accounts/{console.pk}/").status_code == 404


def test_nobody_sets_a_password_for_somebody_else(alice: Account, ada: Account) -> None:
    with acting(ada.pk), pytest.raises(ValidationError, match="somebody else"):
        actions.set_password(account=alice, password="a long enough password", by=ada)


def test_demo_people_belong_in_a_demonstration(console: Account, settings) -> None:  # type: ignore[no-untyped-def]
    settings.IS_DEMO = False
    with acting(console.pk), pytest.raises(ValidationError, match="demonstration"):
        actions.add_account(email="x@y.example", kind="person", is_demo=True, by=console)


@pytest.mark.django_db(transaction=True)
def test_loading_roles_twice_changes_nothing() -> None:
    with cluster.as_owner():
        before = list(Role.objects.order_by("key").values())
        actions.load_roles()
        assert list(Role.objects.order_by("key").values()) == before
