"""The key of one account's words on one device, kept only under a key outside the database."""

import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from alongside.foundation.models import DeviceKey


@dataclass(frozen=True)
class SealedRow:
    """One row as a device holds it: its words are sealed, and the rest cannot be exchanged."""

    owner: UUID
    draft: UUID
    piece: str
    editor: UUID
    seq: int
    base: int
    purpose: str
    address: str
    about: tuple[UUID, ...]
    iv: bytes
    box: bytes

    @classmethod
    def read(cls, sent: dict[str, Any]) -> "SealedRow":
        """Read what a device sent; raises ValueError, KeyError or TypeError for anything else."""
        return cls(
            UUID(sent["owner"]),
            UUID(sent["draft"]),
            str(sent["piece"]),
            UUID(sent["editor"]),
            int(sent["seq"]),
            int(sent["base"]),
            str(sent["purpose"]),
            str(sent["address"]),
            tuple(UUID(one) for one in sent["about"]),
            b64decode(sent["iv"], validate=True),
            b64decode(sent["box"], validate=True),
        )

    def mark(self) -> bytes:
        """What the seal also covers, exactly as draft.js writes it."""
        about = ",".join(str(one) for one in self.about)
        told = (self.owner, self.draft, self.piece, self.editor, self.seq, self.base)
        return "\n".join(str(one) for one in (*told, self.purpose, self.address, about)).encode()


def _outer_keys() -> Iterator[AESGCM]:
    """The key that device keys lie under, and those of earlier secrets that are still accepted."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"alongside device keys 1")
        yield AESGCM(kdf.derive(str(secret).encode()))


def _mark(owner: UUID, device: UUID) -> bytes:
    return f"{owner}|{device}".encode()


@transaction.atomic
def key_of(owner: UUID, device: UUID) -> bytes | None:
    """Give the key of this account's words on this device; nothing if it cannot be opened."""
    row = DeviceKey.objects.filter(owner_id=owner, device=device).first()
    return _opened(row) if row else None


@transaction.atomic
def make_key(*, owner: UUID, device: UUID) -> bytes | None:
    """Give the key of this device, and make it the first time; nothing if it no longer opens."""
    iv, outer = os.urandom(12), next(_outer_keys())
    sealed = iv + outer.encrypt(iv, os.urandom(32), _mark(owner, device))
    row = DeviceKey(owner_id=owner, device=device, sealed_key=sealed)
    DeviceKey.objects.bulk_create([row], ignore_conflicts=True)
    return key_of(owner, device)


def _opened(row: DeviceKey) -> bytes | None:
    sealed = bytes(row.sealed_key)
    for outer in _outer_keys():
        try:
            return outer.decrypt(sealed[:12], sealed[12:], _mark(row.owner_id, row.device))
        except InvalidTag:
            continue
    return None


def unseal(row: SealedRow, key: bytes) -> str | None:
    """Open one row; nothing when it was not sealed by this device's key, or was changed since."""
    try:
        return AESGCM(key).decrypt(row.iv, row.box, row.mark()).decode()
    except (InvalidTag, ValueError):
        return None
