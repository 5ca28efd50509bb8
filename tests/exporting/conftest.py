"""A council with something of everything, its exports, and the places they were brought into."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import APP, FILE
from alongside.people.actions.around import add_relationship
from alongside.people.actions.consents import note_consent
from alongside.people.actions.facts import change_fact, correct_fact, record_fact
from alongside.people.actions.first_words import write_first_words
from alongside.people.actions.handovers import Whom, offer
from alongside.people.actions.needs import record_need, review_need
from alongside.people.actions.outside import write_down_service
from alongside.people.actions.warnings import warn
from alongside.people.models import Person
from alongside.record.actions import (
    Words,
    amend_entry,
    answer_entry,
    decide_sharing,
    finish_entry,
    receiving,
    release_part,
    restrict_entry,
)
from alongside.record.actions.chronologies import finish_chronology
from alongside.record.actions.clocks_by_hand import begin_clock
from alongside.record.actions.statuses import Saying, say_status, take_status_out
from alongside.record.models import About, Entry, Part
from alongside.record.tests import chronicling
from tests import cluster
from tests.backup import conftest as backups
from tests.backup.house import KEY, House, ask, files, rows, superuser_url, url

AWKWARD = (
    '=HYPERLINK("x","y")\n+44 "quoted", it’s\r\n\ttab; 🙂 مرحبا \\N \\. ""\n\\.\nend,',
    "NULL",
    "\\x00",
    "  spaces around  ",
)


@dataclass
class Source:
    """The council that is taken out, and all that it held."""

    house: House
    officer: str
    rows: dict[str, tuple[int, str]]
    files: dict[str, bytes]


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that root's database server can pass through too."""
    made = Path(tempfile.mkdtemp(prefix="alongside-try-"))
    made.chmod(0o711)
    yield made
    for home in made.glob("*/pgdata"):
        EmbeddedPostgres(home.parent).stop()
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def source(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[Source]:
    """Made by the actions that people's clicks call, in a database of its own."""
    lived_in = str(connection.settings_dict["NAME"])
    name, data = f"{lived_in}_export", folder / "source"
    data.mkdir()
    with django_db_blocker.unblock():
        server = cluster.server()
        shutil.copy(server.data / FILE, data / FILE)
        cluster.make_copy(name)
        cluster.sign_in(APP, name)
        with override_settings(DATA=data, SECRET_KEY=KEY, MEDIA_ROOT=data / "files"):
            backups.populate(data)
            write_awkward()
            write_much()
        cluster.sign_in(APP, lived_in)
    settings = {"DATABASE_URL": url(server, name), "ALONGSIDE_SECRET_KEY": KEY}
    house = House(data, server, name, settings)
    yield Source(house, "priti@northmere.example", rows(house), files(house))
    with server.connect("postgres") as root:
        root.execute(f'drop database "{name}" with (force)')


def write_awkward() -> None:
    """Words that a careless table would lose or change."""
    alice = Account.objects.get(email="alice@northmere.example")
    with acting(alice.pk), transaction.atomic():
        ade = Person.objects.get(called="Ade Bankole")
        finish_entry(
            id=new_id(),
            kind="note",
            people=[ade],
            happened=When(date(2026, 3, 1), "day"),
            title="=1+1",
            parts=[Words("fact", text) for text in AWKWARD],
            by=alice,
        )


def write_much() -> None:
    """Something of everything that one person's record can hold."""
    who = {one.email.split("@")[0]: one for one in Account.objects.filter(email__contains="@")}
    alice, mo, ade_account = who["alice"], who["mo"], who["ade"]
    with acting(alice.pk), transaction.atomic():
        ade = Person.objects.get(called="Ade Bankole")
        temi = Person.objects.get(called="Temi Bankole")
        record_fact(person=ade, kind="known as", value="Ade Bankole", by=alice)
        phone = record_fact(person=ade, kind="phone", value="01632 960 150", by=alice)
        record_fact(person=ade, kind="birth", detail={"on": "1958-05-03"}, by=alice)
        address = record_fact(person=ade, kind="address", value="1 Mill Lane, LS6 1AB", by=alice)
        correct_fact(fact=phone, value="01632 960 151", why="A slip of the pen", by=alice)
        change_fact(
            fact=address, value="2 Mill Lane, LS6 1AB", starts_on=date(2026, 2, 1), by=alice
        )
        need = record_need(person=ade, words="Large print, “please” 🙂", by=alice)
        review_need(need=need, is_right=False, words="Very large print", by=alice)
        add_relationship(person=ade, kind="child", other=temi, by=alice)
        add_relationship(person=ade, kind="friend", called="Kemi O’Neil", by=alice)
        shown = _entry(alice, [ade], "visit", Words("own words", "Ọjọ́ dára.", of="Ade"))
        held = _entry(alice, [ade], "police", Words("reported", "They said so.", of="Police"))
        several = _entry(alice, [ade, temi], "meeting", Words("opinion", "Both agree."))
        several_too = Words("fact", "Only Temi.", about=(temi.pk,))
        amend_entry(
            entry=several,
            base=1,
            parts=[Words("opinion", "Both agree, I think."), several_too],
            why="I was not sure",
            by=alice,
        )
        restricted = _entry(alice, [ade], "note", Words("fact", "For few."))
        secret = _entry(alice, [ade], "note", Words("fact", "Not for Ade."))
        chronicle(alice, ade)
        stand_beside(alice, who["bob"], ade)
        came_in(alice, ade)
    decide(mo, alice, ade, (held, restricted, secret))
    with acting(ade_account.pk), transaction.atomic():
        part = Part.objects.get(version__entry=shown)
        answer_entry(id=new_id(), part=part, text="It was raining, though.", by=ade_account)
        write_first_words(value="I like to be asked first.", by=ade_account)


def stand_beside(alice: Account, bob: Account, ade: Person) -> None:
    """Services, one of them out of sight; a warning he was not told of; statuses, one of which
    does not fit; what he said yes to, and what was shared."""
    write_down_service(person=ade, kind="gp", agency="Mill Lane “Surgery”", by=alice)
    write_down_service(person=ade, kind="substance", agency="Turning Corners", by=alice)
    warning: dict[str, Any] = {
        "what": "A dog that bites.",
        "safe": "Ring first.",
        "evidence": "It bit the post.",
    }
    more: dict[str, Any] = {"for_whom": "visit", "told_words": "He would.", "by": alice}
    review = timezone.localdate() + timedelta(days=90)
    warn(person=ade, **warning, is_told=False, review_on=review, **more)
    for day in (date(2026, 1, 5), date(2026, 2, 5)):
        saying = Saying("direct-payment", When(day, "day"), words="He chose “Kwame” himself")
        say_status(person=ade, saying=saying, by=alice)
    wrong = say_status(person=ade, saying=Saying("carer", When(date(2026, 3, 1), "day")), by=alice)
    take_status_out(status=wrong, why="Of his sister.", by=alice)
    yes = note_consent(
        person=ade,
        purpose="That Bob helps for a while 🙂",
        explained="Read to him.",
        evidence="He nodded.",
        given_by="Ade",
        given_on=date(2026, 3, 2),
        by=alice,
    )
    offer(
        person=ade,
        kind="refer",
        to=Whom(account=bob),
        reason="A second pair of eyes",
        basis="consent",
        consent=yes,
        by=alice,
    )


def came_in(alice: Account, ade: Person) -> None:
    """What is due since before he came here, and a contact of somebody who is not to be known."""
    asked, told = date(2026, 3, 3), When(date(2026, 3, 4), "day")
    begin_clock(
        person=ade, rule="subject-access", started_on=asked, why="He rang “twice”.", by=alice
    )
    source = receiving.Source("public", "Mrs Next-Door", "01632 960 444", is_quiet=True)
    words = "The lights are never on."
    receiving.receive_referral(
        id=new_id(), people=[ade], received=told, source=source, words=words, by=alice
    )


def chronicle(alice: Account, ade: Person) -> None:
    """A finished chronology of it all; one line is said in words of its own."""
    made = chronicling.begin(alice, ade, made_for="Ade’s review, “soon” 🙂")
    line = chronicling.rows(made, alice)[0]
    chronicling.say(line, alice, "Visited & *heard*.", "He slept <better>. مرحبا")
    finish_chronology(chronology=made, letters="AT", by=alice)


def decide(mo: Account, alice: Account, ade: Person, entries: tuple[Entry, Entry, Entry]) -> None:
    """What a manager decides: shown after all, for a few, not disclosed, and a part released."""
    held, restricted, secret = entries
    with acting(mo.pk), transaction.atomic():
        restrict_entry(
            entry=restricted, words="For a few", until=date(2030, 1, 1), review_by=alice, by=mo
        )
        about = About.objects.get(entry=held, person=ade)
        decide_sharing(about=about, sharing="shown", by=mo)
        about = About.objects.get(entry=secret, person=ade)
        decide_sharing(
            about=about,
            sharing="not disclosed",
            ground="serious harm",
            why="It would put somebody at risk",
            review_on=date(2030, 1, 1),
            by=mo,
        )
        release_part(part=Part.objects.get(text="Only Temi."), person=ade, why="Temi agreed", by=mo)


def _entry(by: Account, people: list[Person], kind: str, *parts: Words) -> Entry:
    return finish_entry(
        id=new_id(),
        kind=kind,
        people=people,
        happened=When(date(2025, 11, 3), "day"),
        title=f"A {kind}",
        parts=parts,
        by=by,
    )


TRAIL, SEALS = "public.foundation_trail", "public.foundation_seal"
EXPORTS, ACCOUNTS = "public.insight_export", "public.accounts_account"
NAMES = (
    "select n.nspname || '.' || c.relname, string_agg(quote_ident(a.attname), ', ' order by"
    " a.attnum) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    " where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'search')"
    " group by 1"
)


def digests(house: House) -> dict[str, list[tuple[object, ...]]]:
    """A hash of each row of each table, as it is now; of the trail, before anything was moved."""
    found = {}
    for table, columns in ask(house, NAMES):
        what = str(columns).replace("password, ", "") if table == ACCOUNTS else columns
        where = {TRAIL: " where era = 1", SEALS: " where no = 1"}.get(str(table), "")
        question = f"select md5(t::text) from (select {what} from {table}{where}) t order by 1"
        found[str(table)] = ask(house, question)
    return found


@dataclass
class Made:
    """One export, what the command said of it, and the rows that there were then."""

    path: Path
    said: str
    rows: dict[str, list[tuple[object, ...]]]


def export(source: Source, path: Path, form: str) -> Made:
    words = (
        "export",
        "council",
        str(path),
        "--as",
        source.officer,
        "--reason",
        "Moving to Eastmere",
    )
    said = source.house.run(*words, "--format", form)
    return Made(path, said, digests(source.house))


@pytest.fixture(scope="session")
def made(source: Source, folder: Path) -> dict[str, Made]:
    """The same council twice, as CSV and as Parquet."""
    return {form: export(source, folder / f"out-{form}", form) for form in ("csv", "parquet")}


@dataclass
class Moved:
    """Where it was brought in, what was said, and the rows that came."""

    house: House
    said: str
    form: str
    rows: dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def in_csv(made: dict[str, Made], folder: Path) -> Moved:
    """Into a new folder, where the import makes every table itself."""
    data = folder / "in-csv"
    house = House(data, EmbeddedPostgres(data, durable=False))
    said = house.run("import", "council", str(made["csv"].path))
    house.server = EmbeddedPostgres(data, durable=False)
    house.server.start()
    return Moved(house, said, "csv", digests(house))


@pytest.fixture(scope="session")
def in_parquet(source: Source, made: dict[str, Made], folder: Path) -> Iterator[Moved]:
    """Onto a server of one's own."""
    with prepared(source, folder / "in-parquet") as house:
        words = ("--superuser-url", superuser_url(house.server))
        said = house.run("import", "council", str(made["parquet"].path), *words)
        yield Moved(house, said, "parquet", digests(house))


@pytest.fixture(params=["csv", "parquet"])
def moved(request: pytest.FixtureRequest) -> Moved:
    """Brought in from files of either kind."""
    found: Moved = request.getfixturevalue(f"in_{request.param}")
    return found


@contextmanager
def prepared(source: Source, data: Path) -> Iterator[House]:
    """A place on the server of this run, whose database will be a copy of the template."""
    data.mkdir()
    shutil.copy(source.house.data / FILE, data / FILE)
    server, name = source.house.server, f"{source.house.name}_{data.name}"
    told = {
        "DATABASE_URL": url(server, name),
        "ALONGSIDE_SECRET_KEY": KEY,
        "DJANGO_SETTINGS_MODULE": "tests.exporting.prepared",
    }
    yield House(data, server, name, told)
    with server.connect("postgres") as root:
        root.execute(f'drop database if exists "{name}" with (force)')
