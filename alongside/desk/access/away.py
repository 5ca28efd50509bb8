"""What somebody takes along where there is no signal, and what waits for them to look at."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.templatetags.static import static

from alongside.accounts.access import devices_of, is_allowed
from alongside.accounts.models import Account, Device
from alongside.desk import saying
from alongside.foundation import no_signal, trail
from alongside.foundation.days import in_words
from alongside.foundation.drafts import open_drafts_of
from alongside.foundation.models import Beside, Draft
from alongside.people.header import headers_of
from alongside.people.models import Person, Rung, WarningNote
from alongside.record.about_me import about_me
from alongside.record.access import people_to_write_about
from alongside.record.readership import name_of

from .caseload import my_people, tasks_about
from .person import around, details, warnings

MOST = 12  # people taken along at a time: those of a day
MOST_OFFERED = 60
HOURS = (4, 8, 12)
SCRIPTS = ("bag", "drawing", "homeless", "open", "opening", "sending", "writing")
IMPORTED = (
    *(f"desk/away/{name}.js" for name in SCRIPTS if name != "open"),
    *(f"foundation/{name}.js" for name in ("device", "editors", "fields", "keys")),
    "questionnaires/conditions.js",
)


def state_of(device: Device | None) -> str:
    """How it stands with a device: "none", "asked" or "allowed"."""
    if device is None:
        return "none"
    return "allowed" if is_allowed(device) else "asked"


def device_here(account: Account, device: UUID) -> Device | None:
    """The device of this number, where this account has asked for it and it is not switched off."""
    return devices_of(account).filter(device=device).first()


def offered(account: Account) -> list[Person]:
    """Whom somebody may take along: the people they work with, and write about, by name."""
    mine = my_people(account).order_by("sort_key", "pk").values_list("pk", flat=True)
    return people_to_write_about(account, mine[:MOST_OFFERED])


@dataclass(frozen=True)
class Along:
    """One person as they are taken along: what helps to meet them well, and nothing else."""

    id: str
    called: str
    short: str
    pronouns: str
    line: str  # how they are spoken of, their age, and whatever is said gently
    needs: list[str]
    first: str  # what they want others to know first, in their words
    about: list[tuple[str, str]]  # the beginning of their "About me"
    reach: list[tuple[str, str]]
    around: list[tuple[str, str]]
    due: list[str]


def take_along(*, people: Sequence[UUID], device: Device, by: Account) -> list[Along]:
    """Give what is taken along of these people, those whom one may write about; noted for each.

    What is protected, an address that is kept from somebody, never leaves the council.
    """
    found = people_to_write_about(by, list(people)[:MOST])
    trail.note("taken along", on=device, about=found, by=by)
    headers = headers_of(found, by)
    due = _due(found, by)
    return [
        Along(
            id=str(one.pk),
            called=headers[one.pk].called,
            short=headers[one.pk].short,
            pronouns=headers[one.pk].pronouns,
            line=". ".join(
                part for part in (headers[one.pk].pronouns, headers[one.pk].facts) if part
            ),
            needs=list(headers[one.pk].needs),
            first=headers[one.pk].know_first,
            about=_about(one, by),
            reach=[*_warned(one), *_reach(one)],
            around=[(near.called, near.line) for near in around(one, by)],
            due=due.get(one.pk, []),
        )
        for one in found
    ]


def _about(person: Person, by: Account) -> list[tuple[str, str]]:
    found = about_me(by, person)
    return list(found.lines) if found else []


def _warned(person: Person) -> list[tuple[str, str]]:
    """What those who visit are warned of stands first, as on the page."""
    return [
        (one.get_for_whom_display(), f"{one.what} {one.safe}{_not_told(one)}")
        for one in warnings(person)
    ]


def _not_told(one: WarningNote) -> str:
    return "" if one.is_told else " They were not told of this: do not speak of it."


def _reach(person: Person) -> list[tuple[str, str]]:
    return [(one.label, one.value) for one in details(person, Rung.RECORD) if not one.kept_from]


def _due(people: Iterable[Person], by: Account) -> dict[UUID, list[str]]:
    """What is agreed and due about each, the soonest first; one query."""
    found: dict[UUID, list[str]] = {}
    for task in tasks_about(by, [one.pk for one in people]):
        if task.person_id:
            words = task.words or saying.DUE[saying.What(task.what)]
            when = f", by {in_words(task.due_on)}" if task.due_on else ""
            found.setdefault(task.person_id, []).append(f"{words}{when}")
    return found


def me(account: Account) -> str:
    """What the worker is called in the wording of a form."""
    return name_of(account).split(" ")[0]


# What waits for a decision of one's own


def in_two_versions(account: Account) -> list[Draft]:
    """Drafts of which two versions are kept until somebody has looked at both."""
    twofold = Exists(Beside.objects.filter(draft_id=OuterRef("pk")))
    return list(open_drafts_of(account).filter(twofold)[:MOST_OFFERED])


# The page that a device keeps


def files() -> list[str]:
    """The addresses of all that the page needs, as it asks for them."""
    linked = [static(name) for name in (*no_signal.FRAME, "desk/away/open.js")]
    return linked + [settings.STATIC_URL + name for name in (*no_signal.IMPORTED, *IMPORTED)]


@cache
def scripts_digest() -> str:
    """Changes whenever a script does, so that page and scripts are kept as one."""
    found = hashlib.sha256()
    package = Path(__file__).resolve().parents[2]
    for name in ("desk/away/open.js", *IMPORTED):
        found.update((package / name.split("/")[0] / "static" / name).read_bytes())
    return found.hexdigest()
