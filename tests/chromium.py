"""The browser of the journeys: found, or as root installed; never skipped in silence."""

import os
import shutil
import subprocess
from pathlib import Path

# The same browser without the window, its tabs and its bars, which nobody sees here: half the work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SENTENCE = (
    "The tests in a browser need Chromium. The missing package is chromium "
    "(or name a browser in ALONGSIDE_CHROMIUM)."
)


def find() -> str | None:
    """Return the path of a Chromium: the one named, Debian's, or one that Playwright fetched."""
    if named := os.environ.get("ALONGSIDE_CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    fetched = sorted((Path.home() / ".cache" / "ms-playwright").glob("chromium-*/chrome*/chrome"))
    return str(fetched[-1]) if fetched else None


def make_sure() -> None:
    """Find a browser, as root install Debian's, or stop with one sentence."""
    if find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Getting Chromium (a minute or two, only this once) …", flush=True)
        _apt_get("update")
        for name in (SHELL, "chromium"):  # the second where a distribution has no first
            if not find():
                _apt_get("install", "--yes", "--no-install-recommends", name)
    if not find():
        raise SystemExit(SENTENCE)


def _apt_get(*words: str) -> None:
    subprocess.run(
        ["apt-get", "-qq", *words],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
    )


if __name__ == "__main__":
    make_sure()
