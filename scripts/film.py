"""Makes the film of a self-assessment being begun, anew when its pages look different.

    python scripts/film.py http://localhost:8000

A maintainer runs it beside a demo council that nobody else uses, with Chromium and ffmpeg; what it
writes is committed. One picture stands as long as its cue in the captions, above a strip for them.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "content/recordings"
CAPTIONS, FILM = FOLDER / "where-i-stand.vtt", FOLDER / "where-i-stand.webm"
CUE = re.compile(r"(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d\.\d{3})")
STRIP = "fps=2,pad=1280:720:0:0:color=0x2b1d28,format=yuv420p"  # the page above, words below
VP9 = "-an -c:v libvpx-vp9 -crf 38 -b:v 0 -g 24"


def scenes(page: Page, base: str) -> Iterator[None]:
    """Do what each cue says; what is in view then is its picture."""

    def shown(what: Locator, where: str = "center", focused: bool = True) -> None:
        what.evaluate(f"one => one.scrollIntoView({{block: '{where}'}})")
        if focused:
            what.focus()

    page.goto(f"{base}/demo/")
    page.locator("form:has(input[value=other-team]) button").click()
    page.goto(f"{base}/learning/")
    shown(page.get_by_role("link", name="Where I stand", exact=True))
    yield
    page.keyboard.press("Enter")
    page.wait_for_url("**/where-i-stand/")
    shown(page.get_by_role("heading", name="It is yours"), "start", focused=False)
    yield
    page.get_by_label("Social worker", exact=True).check()
    shown(page.get_by_label("Social worker", exact=True))
    yield
    page.get_by_label("A short look").check()
    shown(page.get_by_role("button", name="Begin"), "end")
    yield
    page.keyboard.press("Enter")
    page.wait_for_url("**/placing/**")
    steps = page.locator("[data-step]")
    shown(steps.first.locator("legend"), "start", focused=False)
    yield
    steps.first.locator("input[value='3']").check()
    shown(steps.first.locator("input[value='3']"))
    yield
    shown(steps.first.locator("input[value='not-role']"), "start", focused=False)
    yield
    page.get_by_role("button", name="Save and go on later").click()
    page.goto(f"{base}/learning/where-i-stand/")
    shown(page.get_by_role("link", name="Go on where you stopped").first)
    yield
    page.keyboard.press("Enter")
    page.wait_for_url("**/placing/**")
    level = page.locator("[data-step]:not([hidden]) input[value='2']")
    while (next_ := page.get_by_role("button", name="Next", exact=True)).is_visible():
        level.check()
        next_.click()
    level.check()
    page.locator("[data-finish]").click()
    page.wait_for_url(lambda url: "placing" not in url)
    shown(page.get_by_role("heading", name="What you might work on"), focused=False)
    yield


def main() -> None:
    """A picture for each cue, then the film."""
    cues = CUE.findall(CAPTIONS.read_text())
    times = [(int(m) * 60 + float(s), int(n) * 60 + float(t)) for m, s, n, t in cues]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        size = {"width": 960, "height": 435}
        page = browser.new_page(viewport=size, device_scale_factor=4 / 3)
        lines = []
        for (begins, ends), _ in zip(times, scenes(page, sys.argv[1]), strict=True):
            page.mouse.move(0, 0)
            page.wait_for_timeout(800)
            picture = f"{folder}/{begins}.png"
            page.screenshot(path=picture)
            lines += [f"file '{picture}'", f"duration {ends - begins}"]
        Path(folder, "list").write_text("\n".join([*lines, lines[-2]]))
        given = f"ffmpeg -y -f concat -safe 0 -i {folder}/list -vf {STRIP} {VP9} {FILM}"
        subprocess.run(given.split(), check=True)  # noqa: S603 (our own words)


if __name__ == "__main__":
    main()
