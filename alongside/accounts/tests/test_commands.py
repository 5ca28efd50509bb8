"""`alongside account`: the first administrators, and whoever cannot sign in."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from alongside import cli
from alongside.accounts.models import Account, RoleHeld


@pytest.mark.django_db(transaction=True)
def test_an_administrator_is_added_and_gets_in(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["account", "add", "Boss@Council.example", "--role", "administrator", "--name", "Bo"]
    assert cli.main(asked) == 0
    address = capsys.readouterr().out.split()[-1]
    boss = Account.objects.get(email="boss@council.example")
    assert RoleHeld.objects.get(account=boss).role_id == "administrator"
    browser = Client()
    browser.post(address.partition("8000")[2])
    assert browser.session["_auth_user_id"] == str(boss.pk)
    assert cli.main(["account", "link", "boss@council.example"]) == 0
    assert cli.main(asked) == 1
    assert "already" in capsys.readouterr().err


WRONG = (
    (["add", "x@y.example", "--role", "emperor"], "It can be"),
    (["add", "nonsense", "--role", "manager"], "Write an e-mail address"),
    (["link", "nobody@y.example"], "There is no account"),
    (["add", "x@y.example", "--role", "manager", "--team", "Nowhere"], "There is no team"),
    (["disconnect", "nobody@y.example"], "There is no account"),
)


@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_is_said_and_nothing_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    for words, sentence in WRONG:
        assert cli.main(["account", *words]) == 1
        assert sentence in capsys.readouterr().err
        assert not Account.objects.exclude(kind="system").exists(), words


@pytest.mark.django_db(transaction=True)
def test_council_accounts_are_disconnected_one_or_all(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ann", "ben"):
        cli.main(["account", "add", f"{name}@y.example", "--role", "social-worker"])
        account = Account.objects.get(email=f"{name}@y.example")
        SocialAccount.objects.create(user=account, provider="staff", uid=name)
    assert cli.main(["account", "disconnect", "ann@y.example"]) == 0
    assert SocialAccount.objects.get().uid == "ben"
    assert cli.main(["account", "disconnect", "ann@y.example"]) == 1
    assert "No council account is connected" in capsys.readouterr().err
    assert cli.main(["account", "disconnect", "--everybody"]) == 0
    assert not SocialAccount.objects.exists()


def test_roles_are_listed_with_their_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["account", "roles"]) == 0
    assert "administrator" in capsys.readouterr().out
