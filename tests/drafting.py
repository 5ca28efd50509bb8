"""What tests of drafts need: somebody signed in, and what a page and its script send."""

import json
import re
from typing import Any
from uuid import UUID

from django.test import Client

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft

WORDS = {
    "title": "T",
    "happened": "Seen\r\nalone",
    "told": "",
    "kind": "visit",
    "who": ["ade", "pat"],
}


def somebody(name: str = "alice", kind: str = "staff") -> Account:
    return Account.objects.create_user(f"{name}@northmere.example", kind=kind)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def message(owner: Account, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"format": 1, "owner": str(owner.pk), "purpose": "note", "address": "/write/"}
    return {**told, "about": [], "changes": changes, **more}


def typed(text: str, editor: UUID, seq: int = 1, base: int = 0) -> dict[str, Any]:
    return {"piece": "happened", "editor": str(editor), "seq": seq, "base": base, "text": text}


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json")


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form, as a browser would send them back."""
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name.startswith("draft")}


def texts(account: Account, draft: str) -> dict[str, str]:
    with acting(account.pk):
        row = Draft.objects.get(pk=draft)
        return dict(row.pieces.values_list("name", "text"))
