"""All that one account may read of one person, as it is written into person.json."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Practitioner, Team
from alongside.people.models import (
    AccessRequest,
    Bar,
    BreakGlass,
    Fact,
    Grant,
    Need,
    NeedStep,
    Person,
    Protection,
    Relationship,
    Shared,
    WayIn,
)
from alongside.record.files import keeping
from alongside.record.models import (
    About,
    Answer,
    Attachment,
    Entry,
    FileLock,
    FileState,
    Hold,
    Misfiled,
    Part,
    Reader,
    Release,
    Restriction,
    SharingDecision,
    Task,
    Version,
)

from . import beside, chronologies, shapes
from .models import Before
from .shapes import Row, Who

FORMAT = "alongside person 1"
AT_ONCE = 200  # entries that are read together
WHY_NOT = {
    FileState.QUARANTINED: "A scanner found something in it, so it is not handed on.",
    FileState.LOCKED: "It was locked unseen, so nobody takes a copy of it.",
    FileState.WAITING: "It waits for the scanner, so nobody takes a copy of it yet.",
}
# Lines of the trail that tell who told us of a worry, where they did it themselves.
TOLD_BY = {f"record.{one}" for one in ("entry", "version", "about", "attachment", "task")} | {
    "people.shared", "foundation.draft", "record.referral"
}  # fmt: skip
UNKNOWN = "Somebody who is not to be known"
KINDS: dict[str, str] = {
    Account.Kind.PERSON: "The person themselves",
    Account.Kind.PROXY: "Somebody who acts for them",
    Account.Kind.SYSTEM: "Alongside itself",
}


class Names:
    """Who did what, in words: somebody here, or as another Alongside told of it."""

    def __init__(self, person: Person) -> None:
        told = Before.objects.filter(person=person).values_list("row", "told")
        self.told: dict[UUID, Row] = dict(told)
        staff = Practitioner.objects.select_related("account", "agency")
        self.accounts = {
            one.account_id: ", ".join(filter(None, (one.name, one.job_title, _house(one))))
            for one in staff
        }
        self.kinds: dict[UUID, str] = {}  # of those met so far: a council has a million accounts
        self.teams = dict(Team.objects.values_list("pk", "name"))
        self.unknown = beside.not_to_be_known(person)

    def __call__(self, row: UUID, field: str, value: UUID | None) -> str | None:
        if before := self.told.get(row, {}).get(field):
            return str(before)
        return None if value is None else self.of(value)

    def hiding(self, accounts: Collection[UUID]) -> Who:
        """The same, where these told us of a worry and are not to be known."""

        def who(row: UUID, field: str, value: UUID | None) -> str | None:
            return UNKNOWN if value in accounts else self(row, field, value)

        return who

    def of(self, value: UUID) -> str:
        """An account or a team."""
        found = self.accounts.get(value) or self.teams.get(value)
        return found or KINDS.get(self._kind(value), "Somebody else")

    def _kind(self, value: UUID) -> str:
        if value not in self.kinds:
            kind = Account.objects.filter(pk=value).values_list("kind", flat=True).first()
            self.kinds[value] = str(kind or "")
        return self.kinds[value]


def _house(one: Practitioner) -> str:
    return one.agency.name if one.agency else str(settings.COUNCIL["name"])


def gather(person: Person, reason: str, by: Account) -> Row:
    """Everything, in an order that stays the same. Whoever acts is `by`."""
    names, left_out = Names(person), _Left()
    hidden = names.hiding(names.unknown.values())
    facts = _facts(person, names)
    left_out.count("facts", _closed_facts(person) - len(facts), "They need more access.")
    entries = list(_entries(person, names, left_out, by))
    told = _chronologies(person, names, left_out, by)
    return {
        "format": FORMAT,
        "made_at": shapes.plain(timezone.now().astimezone(UTC)),
        "made_by": names.of(by.pk),
        "reason": reason,
        "alongside": version("alongside"),
        "mode": str(settings.MODE),
        "person": shapes.PERSON.write(person, names),
        "facts": facts,
        "needs": _needs(person, names),
        "relationships": _rows(
            shapes.RELATIONSHIP, Relationship.objects.filter(person=person), names
        ),
        "who_may_see": {
            "grants": _rows(shapes.GRANT, Grant.objects.filter(person=person), names),
            "bars": _rows(shapes.BAR, Bar.objects.filter(person=person), names),
            "asked": _rows(shapes.REQUEST, AccessRequest.objects.filter(person=person), names),
            "emergencies": _rows(shapes.GLASS, BreakGlass.objects.filter(person=person), names),
            "listed": _rows(shapes.LISTED, Shared.objects.filter(person=person), hidden),
            "ways_in": _rows(shapes.WAY_IN, WayIn.objects.filter(person=person), names),
        },
        "entries": entries,
        **beside.told_of(person, names, by, left_out.count),
        "moved_out": _rows(shapes.MISFILED, Misfiled.objects.filter(person=person), names),
        "holds": _rows(shapes.HOLD, Hold.objects.filter(person=person, entry=None), names),
        "chronologies": told,
        "tasks": _rows(shapes.TASK, Task.objects.filter(person=person), hidden),
        "opened": _opened(person, names, left_out, by),
        "left_out": left_out.told,
    }


def _chronologies(person: Person, names: Names, left_out: "_Left", by: Account) -> list[Row]:
    found = chronologies.told_of(person, names, by)
    hidden = chronologies.not_in(found, chronologies.HIDDEN)
    left_out.count("lines of chronologies", hidden, "Their entries are restricted to few.")
    others = chronologies.not_in(found, chronologies.OF_OTHERS)
    left_out.count("lines of chronologies", others, "They are about somebody else alone.")
    return found


class _Left:
    """What is there and is not in the file: how much of what, and why."""

    def __init__(self) -> None:
        self.told: list[Row] = []

    def count(self, what: str, number: int, why: str) -> None:
        if number > 0:
            self.told.append({"what": what, "count": number, "why": why})


def _rows(shape: shapes.Shape, rows: Iterable[Model], names: Who) -> list[Row]:
    found = [shape.write(row, names) for row in rows]
    return sorted(found, key=lambda one: str(one.get("id")))


def _closed_facts(person: Person) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select gate.facts_of(%s)", [person.pk])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _facts(person: Person, names: Names) -> list[Row]:
    kept = _by(Protection.objects.filter(person=person), "fact_id")
    return [
        {
            **shapes.FACT.write(fact, names),
            "protections": _rows(shapes.PROTECTION, kept[fact.pk], names),
        }
        for fact in Fact.objects.filter(person=person).order_by("recorded_at", "pk")
    ]


def _needs(person: Person, names: Names) -> list[Row]:
    needs = list(Need.objects.filter(person=person).order_by("recorded_at", "pk"))
    steps = _by(NeedStep.objects.filter(need__in=needs), "need_id")
    return [
        {**shapes.NEED.write(one, names), "steps": _rows(shapes.STEP, steps[one.pk], names)}
        for one in needs
    ]


def _by(rows: Iterable[Any], name: str) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


# Entries ------------------------------------------------------------------------------------------


def _entries(person: Person, names: Names, left_out: _Left, by: Account) -> Iterator[Row]:
    """Some hundred at a time, oldest first; of what is restricted, that it is there."""
    stubs = list(
        About.objects.filter(person=person, removed_at=None)
        .order_by("happened_at", "entry_id")
        .values_list("entry_id", "happened_at")
    )
    closed = 0
    for start in range(0, len(stubs), AT_ONCE):
        some = stubs[start : start + AT_ONCE]
        told = {one["id"]: one for one in _some(person, [id for id, _ in some], names, by)}
        for id, at in some:
            if str(id) not in told:
                closed += 1
            yield told.get(str(id)) or {
                "id": str(id), "happened_at": shapes.plain(at), "withheld": "It is restricted.",
            }  # fmt: skip
    left_out.count("entries", closed, "They are restricted to few.")
    files = [one for one in _all_files(stubs) if one.state in WHY_NOT]
    left_out.count("files", len(files), "They are kept back, or wait for the scanner.")


def _all_files(stubs: Sequence[Any]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(entry_id__in=[id for id, _ in stubs])


class _Beside:
    """All that stands beside some entries, each sort of row asked for once."""

    def __init__(self, ids: Sequence[UUID]) -> None:
        def of(model: Any, name: str = "entry_id", **more: Any) -> defaultdict[UUID, list[Any]]:
            where = more or {"entry_id__in": ids}
            return _by(model.objects.filter(**where), name)

        self.versions, self.parts = of(Version), of(Part, "version_id")
        self.answers, self.files = of(Answer, "part_id"), of(Attachment)
        self.abouts = of(About, removed_at=None, entry_id__in=ids)
        self.restrictions, self.readers, self.holds = of(Restriction), of(Reader), of(Hold)
        self.decisions = of(SharingDecision, "about_id", about__entry_id__in=ids)
        self.releases = of(Release, "part_id", part__entry_id__in=ids)
        files = [one.pk for some in self.files.values() for one in some]
        self.locks = of(FileLock, "attachment_id", attachment_id__in=files)


def _some(person: Person, ids: Sequence[UUID], names: Names, by: Account) -> Iterator[Row]:
    entries = Entry.objects.visible_to(by).filter(pk__in=ids)
    read = list(entries)
    beside = _Beside([entry.pk for entry in read])
    for entry in read:
        told_by = names.unknown.get(entry.pk)
        yield _entry(entry, beside, names.hiding([told_by]) if told_by else names)


def _entry(entry: Entry, beside: _Beside, names: Who) -> Row:
    abouts = [
        {
            **shapes.ABOUT.write(one, names),
            "decisions": _rows(shapes.DECISION, beside.decisions[one.pk], names),
        }
        for one in beside.abouts[entry.pk]
    ]
    versions = sorted(beside.versions[entry.pk], key=lambda one: one.number)
    return {
        **shapes.ENTRY.write(entry, names),
        "about": sorted(abouts, key=lambda one: str(one["person"])),
        "said": [_version(one, beside, names) for one in versions],
        "files": [
            _file(one, beside, names)
            for one in sorted(beside.files[entry.pk], key=lambda one: (one.at, one.pk))
        ],
        "restrictions": _rows(shapes.RESTRICTION, beside.restrictions[entry.pk], names),
        "readers": _rows(shapes.READER, beside.readers[entry.pk], names),
        "holds": _rows(shapes.HOLD, beside.holds[entry.pk], names),
    }


def _version(one: Version, beside: _Beside, names: Who) -> Row:
    parts = sorted(beside.parts[one.pk], key=lambda part: part.position)
    return {**shapes.VERSION.write(one, names), "parts": [_part(p, beside, names) for p in parts]}


def _part(one: Part, beside: _Beside, names: Who) -> Row:
    answers = sorted(beside.answers[one.pk], key=lambda answer: (answer.at, answer.pk))
    return {
        **shapes.PART.write(one, names),
        "answers": [shapes.ANSWER.write(answer, names) for answer in answers],
        "releases": _rows(shapes.RELEASE, beside.releases[one.pk], names),
    }


def _file(one: Attachment, beside: _Beside, names: Who) -> Row:
    why = WHY_NOT.get(FileState(one.state), "")
    return {
        **shapes.FILE.write(one, names),
        "locks": _rows(shapes.LOCK, beside.locks[one.pk], names),
        "path": None if why else path_of(one),
        "why_not": why,
    }


def size_of_files(person: Person) -> int:
    """How many bytes the pictures and papers are that would be copied, at most."""
    on = About.objects.filter(person=person, removed_at=None).values_list("entry_id", flat=True)
    sizes = Attachment.objects.filter(entry_id__in=list(on)).values_list("size", flat=True)
    return sum(sizes)


def path_of(one: Attachment) -> str:
    """Where its copy lies: by hash, and by its name as far as every system can write it."""
    stem, dot, ending = one.name.rpartition(".")
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in (stem if dot else one.name))
    words = "-".join(filter(None, safe.split("-")))[:60] or "file"
    known = ending.lower() if dot and ending.isascii() and ending.isalnum() else one.kind
    return f"files/{one.sha256[:16]}-{words}.{known[:5]}"


def copies(entries: Iterable[Row]) -> Iterator[tuple[str, str, UUID]]:
    """The files to be copied: where to, with which hash, and of which row."""
    seen = set()
    for entry in entries:
        for one in entry.get("files", ()):
            if one["path"] and one["path"] not in seen:
                seen.add(one["path"])
                yield one["path"], one["sha256"], UUID(one["id"])


def original(id: UUID) -> Iterator[bytes]:
    """What came, piece by piece."""
    with keeping.opened(keeping.original(id)) as opened:
        while piece := opened.read(keeping.PIECE):
            yield piece


# Who opened it ------------------------------------------------------------------------------------


def _opened(person: Person, names: Names, left_out: _Left, by: Account) -> list[Row]:
    """The trail about them, newest first, for those whose role is to read it."""
    if not may(by, "read whole trail"):
        left_out.count("list of who opened it", 1, "Data protection reads that.")
        return []
    with connection.cursor() as cursor:
        # All at once: pages of it would lose lines that were written at the same moment.
        cursor.execute(
            "select at, what, by_id, on_kind from gate.whole_trail(%s, null, %s)",
            [timezone.now(), person.pk],
        )
        return [
            {"at": shapes.plain(at), "what": what, "by": _who_did(kind, who, names), "on": kind}
            for at, what, who, kind in cursor.fetchall()
        ]


def _who_did(kind: str | None, who: UUID, names: Names) -> str:
    is_told = kind in TOLD_BY and who in names.unknown.values()
    return UNKNOWN if is_told else names.of(who)


def not_for_them(told: Row) -> dict[str, int]:
    """How much is not, or not yet, for the person to read, in words."""
    return {**entries_not_for_them(told), **beside.not_for_them(told)}


def entries_not_for_them(told: Row) -> dict[str, int]:
    """How many entries are not, or not yet, for the person to read, by how far they are shared."""
    counted: dict[str, int] = {}
    for entry in told["entries"]:
        for about in entry.get("about", ()):
            if about["person"] == told["person"]["id"] and about["sharing"] != "shown":
                counted[about["sharing"]] = counted.get(about["sharing"], 0) + 1
    return counted
