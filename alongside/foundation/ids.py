"""New ids: by time, so that rows sort by when they began; at random where time must not tell."""

from uuid import UUID, uuid4

import uuid_utils


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562): its first 48 bits are the time in milliseconds."""
    return UUID(int=uuid_utils.uuid7().int)


def unlinkable_id() -> UUID:
    """Return a random UUIDv4, for what must not be joined to anything by time."""
    return uuid4()
