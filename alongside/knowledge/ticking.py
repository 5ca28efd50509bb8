"""The mark by which a browser remembers a tick: it says neither who ticked nor what."""

from django.utils.crypto import salted_hmac


def mark(reader: str, words: str) -> str:
    """The mark for a line of a list and whoever is signed in; other words make another mark."""
    return salted_hmac("knowledge ticks", f"{reader} {words}").hexdigest()[:16]
