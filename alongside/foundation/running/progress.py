"""Words for whatever takes longer than two seconds, so that nobody wonders whether it hangs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.5  # seconds of silence before the first words
BETWEEN = 10.0  # seconds between the words that follow


def say(words: str) -> None:
    """Tell whoever started Alongside something, at once."""
    print(words, flush=True)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done if it takes long, and every ten seconds that it still is."""
    over, began = threading.Event(), time.monotonic()

    def tell() -> None:
        if over.wait(PATIENCE):
            return
        say(f"{words} …")
        while not over.wait(BETWEEN):
            say(f"{words} … ({time.monotonic() - began:.0f} seconds so far)")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
