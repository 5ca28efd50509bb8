"""A port, as somebody types it behind a command."""

from argparse import ArgumentTypeError

MOST = 65_535


def port(typed: str) -> int:
    """Return the number, or refuse it in a sentence."""
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST:
        return int(typed)
    raise ArgumentTypeError(f"a port is a number from 1 to {MOST}, not {typed!r}")
