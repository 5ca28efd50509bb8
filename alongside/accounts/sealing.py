"""Small secrets and posted words, sealed with keys made from the council's secret key."""

import base64
from contextlib import suppress
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpenError(Exception):
    """Sealed under another secret key, or changed since."""


@lru_cache(maxsize=16)
def _box(purpose: str, secret: str) -> Fernet:
    """One key for each purpose (RFC 5869), so that what one opens no other can."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))


def seal(purpose: str, text: str) -> str:
    """Encrypt and authenticate a text."""
    return _box(purpose, settings.SECRET_KEY).encrypt(text.encode()).decode()


def open_sealed(purpose: str, sealed: str) -> str:
    """Return the text, or raise CannotOpenError; earlier keys that are still named open it too."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        with suppress(InvalidToken):
            return _box(purpose, str(secret)).decrypt(sealed.encode()).decode()
    raise CannotOpenError(purpose)
