"""Services around Kezia and Ade in Northmere, and what Kezia said of those who matter to her."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from alongside.foundation.actor import acting
from alongside.people.actions.families import record_tie
from alongside.people.actions.outside import write_down_service
from alongside.people.models import Person, Relationship

from .calendar import Calendar
from .council import Council

Told = dict[str, Any]
KEZIA: tuple[tuple[str, int, Told], ...] = (
    (
        "school",
        6,
        {
            "agency": "Mere Lane Primary",
            "contact": "Ms Adeyemi",
            "role": "year 5 teacher",
            "phone": "01632 960 171",
            "told_by": "Ruth",
            "words": "Answers before nine",
            "tie": "tie-strong",
            "flow": "flow-to",
        },
    ),
    (
        "gp",
        92,
        {"agency": "Weir Surgery", "phone": "01632 960 172", "told_by": "Ruth"},
    ),
    (
        "club",
        4,
        {"agency": "Northmere Otters, swimming", "told_by": "Kezia", "tie": "tie-strong"},
    ),
    (
        "police",
        41,
        {
            "agency": "Northmere police, family unit",
            "contact": "PC Hollis",
            "phone": "01632 960 173",
            "told_by": "Charlie",
        },
    ),
)
ADE: tuple[tuple[str, int, Told], ...] = (
    (
        "home-care",
        1,
        {
            "agency": "Canalside Home Care",
            "contact": "The office",
            "phone": "01632 960 174",
            "told_by": "Ade",
            "tie": "tie-weak",
        },
    ),
    (
        "day-support",
        9,
        {
            "agency": "The stroke group",
            "contact": "Kwame",
            "told_by": "Ade",
            "tie": "tie-strong",
            "flow": "flow-both",
        },
    ),
)
# What Kezia said, drawing it with her worker.
TIES = (
    ("Ruth Marsh", "tie-strong", "flow-to", "She is there when I wake up"),
    ("Tunde Bello", "tie-weak", "", "Only Saturdays"),
    ("Lucy Marsh", "tie-stressful", "flow-from", "I worry about her"),
    ("Folake Bello", "tie-strong", "", "She rings"),
)


class Outsider:
    """Writes them down, each by whoever works with them."""

    def __init__(self, council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
        self.council, self.days, self.people = council, days, people

    def tell_all(self) -> None:
        """Kezia’s and Ade’s services; of Kezia’s one is kept out of sight, and housing said no."""
        charlie, alice = self.council.accounts["charlie"], self.council.accounts["alice"]
        for person, by, services in (
            (self.people["kezia"], charlie, KEZIA),
            (self.people["ade"], alice, ADE),
        ):
            with acting(by.pk):
                for kind, back, told in services:
                    last = self.days.today - timedelta(days=back)
                    write_down_service(person=person, kind=kind, last_on=last, by=by, **told)
        with acting(charlie.pk):
            kezia = self.people["kezia"]
            write_down_service(
                person=kezia, kind="housing", is_involved=False, told_by="Ruth", by=charlie
            )
            for called, tie, flow, words in TIES:
                rows = Relationship.objects.filter(person=kezia, called=called, of=None)
                who = rows.select_related("same_as").order_by("recorded_at", "pk").first()
                assert who is not None, called
                record_tie(
                    person=kezia, who=who, tie=tie, flow=flow, told_by="Kezia", words=words,
                    by=charlie,
                )  # fmt: skip
