"""Who is around somebody in an export: what is to end still holds."""

from datetime import timedelta

from django.utils import timezone

from alongside.insight.exports.pages import _known
from alongside.insight.exports.shapes import RELATIONSHIP, Row


def test_what_is_to_end_is_not_told_as_over() -> None:
    today = timezone.localdate()
    days = {"yesterday": -1, "today": 0, "ended": 0, "tomorrow": 1}
    rows: list[Row] = [
        {
            "id": name, "called": name, "kind": "contact-unsafe", "over_at": None,
            "over_by": "somebody" if name == "ended" else None,
            "ends_on": (today + timedelta(days=far)).isoformat(),
        }
        for name, far in days.items()
    ]  # fmt: skip
    told: Row = {"relationships": rows, "facts": [], "needs": [], "who_may_see": {"grants": []}}
    known = _known(told)
    assert [one["called"] for one in known["around"]] == ["today", "tomorrow"]
    assert [one["called"] for one in known["old_around"]] == ["yesterday", "ended"]
    assert {"ends_on", "over_by", "over_at"} <= {field.name for field in RELATIONSHIP.fields()}
