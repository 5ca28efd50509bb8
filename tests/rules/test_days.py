"""A moment becomes a day in London, never in UTC."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
IN_UTC = re.compile(r"_at\.date\(\)")


def test_no_moment_is_cut_off_in_utc() -> None:
    code = [one for one in (ROOT / "alongside").rglob("*.py") if "tests" not in one.parts]
    assert len(code) > 100
    found = [str(one.relative_to(ROOT)) for one in code if IN_UTC.search(one.read_text("utf-8"))]
    assert found == [], "Use timezone.localdate(moment): at half past midnight it is another day."
