"""The first view of one's own pages comes over a thin line: under 100 KB with everything."""

import gzip

from playwright.sync_api import Response

from .conftest import Enter

MOST = 100_000  # bytes as sent: compressed, except for what is so already
READY = ("font/", "image/png", "image/jpeg", "application/font", "application/octet-stream")


def _sent(answer: Response) -> int:
    body = answer.body()
    is_ready = answer.headers.get("content-type", "").startswith(READY)
    return len(body) if is_ready else len(gzip.compress(body, 9))


def test_the_first_view_of_ones_own_pages_is_light(as_: Enter) -> None:
    page = as_("person")
    came: list[Response] = []
    page.on("response", lambda answer: came.append(answer))
    page.goto("/my/", wait_until="networkidle")
    weights = {one.url: _sent(one) for one in came if one.ok}
    assert len(weights) > 4, weights  # the page, styles, scripts, letters
    assert any(url.endswith(".woff2") for url in weights), weights
    assert sum(weights.values()) < MOST, weights
