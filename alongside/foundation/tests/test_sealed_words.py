"""Words that arrive sealed from a device: taken in once, for their owner, and without a session."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts import messages
from alongside.foundation.drafts.keys import SealedRow
from alongside.foundation.ids import new_id
from alongside.foundation.models import DeviceKey, Draft
from tests.drafting import post, signed_in, somebody, texts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journeys.drafts_site")]


def sealed_row(key: bytes, owner: Account, draft: UUID, text: str, **more: Any) -> dict[str, Any]:
    """What draft.js keeps on a device and hands over."""
    from base64 import b64encode

    row = {
        "owner": str(owner.pk),
        "draft": str(draft),
        "piece": "happened",
        "editor": str(uuid4()),
        "seq": 3,
        "base": 0,
        "purpose": "note",
        "address": "/write/",
        "about": [],
        "iv": b64encode(b"0" * 12).decode(),
        "box": "",
        **more,
    }
    box = AESGCM(key).encrypt(b"0" * 12, text.encode(), SealedRow.read(row).mark())
    return row | {"box": b64encode(box).decode()}


def device_key(account: Account, device: UUID) -> bytes:
    body = {"format": 1, "owner": str(account.pk), "device": str(device)}
    return bytes.fromhex(post(signed_in(account), "/drafts/key/", body).json()["key"])


def test_a_device_has_one_key_which_is_nowhere_in_clear() -> None:
    alice, device = somebody(), uuid4()
    key = device_key(alice, device)
    assert device_key(alice, device) == key
    assert len(key) == 32
    assert device_key(alice, uuid4()) != key
    with acting(alice.pk):
        assert all(key not in bytes(row.sealed_key) for row in DeviceKey.objects.all())
    with acting(somebody("bob").pk):
        assert not DeviceKey.objects.exists()


def test_sealed_words_arrive_without_a_session() -> None:
    alice, device, draft = somebody(), uuid4(), uuid4()
    row = sealed_row(device_key(alice, device), alice, draft, "typed before the lock")
    body = {"format": 1, "device": str(device), "rows": [row]}
    answer = post(Client(enforce_csrf_checks=True), "/drafts/sealed/", body)
    assert answer.json()["heard"][0]["seq"] == 3
    assert texts(alice, str(draft)) == {"happened": "typed before the lock"}
    assert post(Client(), "/drafts/sealed/", body).json()["heard"][0]["version"] == 1  # once


def test_words_sealed_before_the_council_changed_its_secret_still_arrive(settings: Any) -> None:
    alice, device, draft = somebody(), uuid4(), uuid4()
    settings.SECRET_KEY = "the first" * 9
    row = sealed_row(device_key(alice, device), alice, draft, "typed before")
    body = {"format": 1, "device": str(device), "rows": [row]}
    settings.SECRET_KEY = "the second" * 9
    assert post(Client(), "/drafts/sealed/", body).json() == {"heard": []}
    settings.SECRET_KEY_FALLBACKS = ["the first" * 9]
    assert post(Client(), "/drafts/sealed/", body).json()["heard"][0]["kept"] == "current"
    assert texts(alice, str(draft)) == {"happened": "typed before"}


def test_what_does_not_open_is_passed_over_without_a_word() -> None:
    alice, device, draft = somebody(), uuid4(), uuid4()
    good = sealed_row(device_key(alice, device), alice, draft, "words")
    rows = [
        good | {"draft": str(uuid4())},
        good | {"seq": 4},
        good | {"address": "/elsewhere/"},
        good | {"owner": str(uuid4())},
        good | {"owner": str(somebody("bob").pk)},
        sealed_row(b"1" * 32, alice, draft, "forged"),
    ]
    for row in rows:
        body = {"format": 1, "device": str(device), "rows": [row]}
        answer = post(Client(), "/drafts/sealed/", body)
        assert (answer.status_code, answer.json()) == (200, {"heard": []})
    with acting(alice.pk):
        assert not Draft.objects.exists()


def test_sealed_words_for_a_draft_that_is_now_anothers_get_a_place_of_their_own() -> None:
    alice, bob, device = somebody(), somebody("bob"), uuid4()
    with acting(bob.pk):
        taken = drafts.begin_draft(id=new_id(), purpose="note", address="/write/", about=[], by=bob)
    row = sealed_row(device_key(alice, device), alice, taken.pk, "the last words")
    body = {"format": 1, "device": str(device), "rows": [row]}
    for _ in range(2):
        assert post(Client(), "/drafts/sealed/", body).json()["heard"][0]["kept"] == "current"
    with acting(alice.pk):
        assert [piece.text for draft in Draft.objects.all() for piece in draft.pieces.all()] == [
            "the last words"
        ]


def test_too_many_deliveries_from_one_device_have_to_wait_a_minute_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A device that tries again and again meanwhile must not be kept out by that."""
    now = 60_000_000
    monkeypatch.setattr(messages, "time", SimpleNamespace(time=lambda: now))
    body = {"format": 1, "device": str(uuid4()), "rows": []}

    def deliver() -> int:
        return int(post(Client(), "/drafts/sealed/", body).status_code)

    answers = [deliver() for _ in range(61)]
    assert (answers[0], answers[-2], answers[-1]) == (200, 200, 429)
    now += 59
    assert deliver() == 429
    now += 1
    assert deliver() == 200
