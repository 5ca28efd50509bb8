"""The population for measuring: as ordinary actions would have made it, the same each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from psycopg import sql

from alongside.accounts.demo import CAST, account_of_persona
from alongside.accounts.models import Account
from alongside.desk.access.caseload import my_people
from alongside.desk.demo.council import DOMAIN
from alongside.desk.population import names, places, samples, words
from alongside.desk.population.council import Size
from alongside.desk.population.loading import fill
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.postgres.roles import OWNER
from alongside.people import facts
from alongside.people.actions.facts import keep_current
from alongside.people.finding import find
from alongside.people.identifiers import is_invented_nhs_number
from alongside.people.models import Fact, FactKind, Person
from alongside.plans.models import Sheet
from alongside.record.access import timeline
from alongside.record.models import About, Entry, Task
from benchmarks import around
from tests import cluster
from tests.browsing import signed_in
from tests.sealing import prove, seal

PEOPLE, SEED = 1_600, 7
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def heard(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The population, loaded for real; the next module's database is fresh."""
    with django_db_blocker.unblock():
        said: list[str] = []
        fill(PEOPLE, seed=SEED, say=said.append)
        yield said
        cluster.make_copy(connection.settings_dict["NAME"])


def ask(question: LiteralString, *given: object) -> Rows:
    """Ask as the owner, who sees all."""
    with sealer.connect(OWNER) as owner:
        return owner.execute(question, given or None).fetchall()


def number(question: LiteralString) -> int:
    return int(ask(question)[0][0])


@contextmanager
def signed_in_as(key: str) -> Iterator[Account]:
    """Everything inside is done by this account of the cast, in a transaction, as a request is."""
    account = Account.objects.get(email=f"{key}@{DOMAIN}")
    with acting(account.pk), transaction.atomic():
        yield account


def some_people(most: int = 40) -> list[UUID]:
    with sealer.connect(OWNER) as owner:
        return samples.people(owner, most)


# As big as it says ------------------------------------------------------------------------------


def test_it_is_as_big_as_it_says(heard: list[str]) -> None:
    entries = number("select count(*) from record_entry")
    assert number("select count(*) from people_person") == PEOPLE
    assert 5 < entries / PEOPLE < 7.5
    size = Size.for_people(PEOPLE)
    staff = number("select count(*) from accounts_account where kind = 'staff'")
    assert staff == size.staff + 1, "and the administrator"
    assert any(f"{PEOPLE:,} people" in words for words in heard), "Progress is told in words"
    assert ask("select to_regnamespace('population')") == [(None,)]


def test_a_county_has_two_thousand_staff() -> None:
    size = Size.for_people(1_000_000)
    assert size.staff == 2_000
    assert 14 < size.staff / size.teams < 18


def test_things_are_as_common_as_they_should_be(heard: list[str]) -> None:
    def share(
        question: LiteralString, of: LiteralString = "select count(*) from record_entry"
    ) -> float:
        return 100 * number(question) / number(of)

    assert 6 < share("select count(*) from record_entry where about_count = 2") < 10
    assert 4 < share("select count(*) from record_entry where versions = 2") < 6
    assert 0.5 < share("select count(*) from record_entry where needs = 3") < 1.5
    about: LiteralString = "select count(*) from record_about"
    assert 1.5 < share("select count(*) from record_about where sharing = 'held'", about) < 4.5
    assert (
        0.1
        < share("select count(*) from record_about where sharing = 'not disclosed'", about)
        < 0.5
    )
    (shortest, longest) = ask(
        "select min(n), max(n) from ("
        "select sum(length(text)) as n from record_part group by version_id) x"
    )[0]
    assert shortest >= 100
    assert longest <= 1_700


def test_each_worker_has_twenty_people(heard: list[str]) -> None:
    with sealer.connect(OWNER) as owner:
        workers = samples.workers(owner, 100)
        assert len(workers) == Size.for_people(PEOPLE).workers
        assert {len(samples.people_of(owner, worker)) for worker in workers} <= {20, 21, 22, 23, 24}
    with signed_in_as("worker") as alice:
        assert my_people(alice).count() == 20
        assert (
            Task.objects.filter(account=alice, done_at=None, what__in=("words", "correct")).count()
            == 3
        )


def test_nobody_has_these_numbers(heard: list[str]) -> None:
    numbers = ask("select key from people_fact where kind = 'nhs number'")
    assert len(numbers) == len(set(numbers)) > PEOPLE / 2
    assert all(is_invented_nhs_number(key) for (key,) in numbers)
    phones = ask("select key from people_fact where kind = 'phone'")
    assert all(key.startswith("01632") for (key,) in phones)


def test_names_are_of_many_origins_and_a_few_are_everywhere() -> None:
    pool = list(names.families(2**20))
    assert len(pool) > 60_000
    widths = sorted((one.end - one.first for one in pool), reverse=True)
    assert 0.003 < widths[0] / 2**20 < 0.02, "Smith"
    assert sum(widths[:1_000]) / 2**20 > 0.3
    assert [one.first for one in pool[1:]] == [one.end for one in pool[:-1]], "no draw is lost"
    given = {one.folded for one in names.givens()}
    assert len(given) > 1_400
    assert all(one.folded for one in pool)


def test_each_street_has_a_postcode_of_its_own() -> None:
    found = list(places.streets(200_000))
    assert len({one.key for one in found}) == len(found)
    assert all(one.key == facts.place_key(facts.postcode_in(one.postcode)) for one in found)


def test_a_telling_names_nobody_but_the_person() -> None:
    told = words.tellings(SEED)
    assert len(told) > 3_000
    for one in told:
        assert 1 <= len(one.parts) <= words.MOST_PARTS
        for text in (one.title, *(cell for part in one.parts for cell in part[1:])):
            plain = text.replace("{name}", "")
            assert not set("{}[]|") & set(plain), text
            assert "Harriet" not in plain


# As the ordinary actions would have made it -----------------------------------------------------

CATALOGUE: dict[str, LiteralString] = {
    "constraints": "select conrelid::regclass::text, conname, contype, convalidated, condeferrable,"
    " condeferred, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace::regnamespace::text in ('public', 'search') order by 1, 2, 3",
    "indexes": "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), indisvalid,"
    " indisready, indisunique, c.reloptions from pg_index i join pg_class c on c.oid = i.indexrelid"
    " where c.relnamespace::regnamespace::text in ('public', 'search') order by 1",
    "policies": "select * from pg_policies order by 1, 2, 3",
    "tables": "select oid::regclass::text, relkind, relpersistence, relrowsecurity,"
    " relforcerowsecurity, relowner::regrole::text, relacl::text, reloptions from pg_class"
    " where relnamespace::regnamespace::text in ('public', 'search')"
    " and relkind in ('r', 'p', 'v', 'S')"
    " order by 1",
    "triggers": "select tgrelid::regclass::text, tgenabled, pg_get_triggerdef(oid) from pg_trigger"
    " where not tgisinternal order by 1, 3",
    "columns": "select attrelid::regclass::text, attname, atttypid::regtype::text, attnotnull,"
    " pg_get_expr(adbin, adrelid) from pg_attribute a left join pg_attrdef d"
    " on d.adrelid = a.attrelid and d.adnum = a.attnum where attnum > 0 and not attisdropped"
    " and attrelid in (select oid from pg_class where relkind in ('r', 'p')"
    " and relnamespace::regnamespace::text in ('public', 'search')) order by 1, 2",
    "schemas": "select nspname from pg_namespace where nspname !~ '^pg_' order by 1",
}


@pytest.mark.parametrize("what", CATALOGUE)
def test_the_database_differs_in_nothing_from_a_fresh_one(heard: list[str], what: str) -> None:
    question = sql.SQL(CATALOGUE[what])
    with (
        cluster.server().connect(cluster.TEMPLATE) as fresh,
        cluster.server().connect(connection.settings_dict["NAME"]) as filled,
    ):
        expected = fresh.execute(question).fetchall()
        assert filled.execute(question).fetchall() == expected
    assert expected


def test_nothing_was_changed_and_every_line_is_sealed(heard: list[str]) -> None:
    with sealer.connect() as closer:  # what another database of this server held back meanwhile
        seal(closer)
    proof = prove()
    assert proof.wrong == []
    assert proof.waiting == 0
    assert proof.lines > PEOPLE * 10


def test_every_act_has_its_line(heard: list[str]) -> None:
    missing: LiteralString = (
        "select count(*) from {} x where not exists ("
        "select 1 from foundation_trail t where t.on_id = x.id and t.what = {})"
    )
    for table, what, more in (
        ("people_person", "person added", "and x.id not in (select after from people_sealedlink)"),
        ("people_grant", "access given", "and x.rung = 2"),
        ("people_grant", "access ended", "and x.until < now()"),
        ("accounts_team", "team added", ""),
        ("accounts_account", "account added", "and x.kind <> 'system'"),
        ("people_need", "need recorded", ""),
        ("record_sharingdecision", "sharing decided", ""),
        ("foundation_draft", "draft opened", ""),
    ):
        question = sql.SQL(missing + " {}").format(
            sql.Identifier(table), sql.Literal(what), sql.SQL(more)
        )
        with sealer.connect(OWNER) as owner:
            assert owner.execute(question).fetchone() == (0,), what


def test_facts_are_as_the_page_that_writes_them_down_keeps_them(heard: list[str]) -> None:
    with sealer.connect(OWNER) as owner:
        chosen = samples.people(owner, 60)
        rows = owner.execute(
            "select kind, known, value, code, code_set, key, detail, needs, is_check, is_protected"
            " from people_fact where person_id = any (%s)",
            [chosen],
        ).fetchall()
    kinds = {row[0] for row in rows}
    assert {"known as", "birth", "address", "nhs number", "phone", "ethnicity"} <= kinds
    for kind, known, value, code, code_set, key, detail, needs, is_check, is_protected in rows:
        given = {
            part: detail[part]
            for part in ("given", "family", "on", "precision", "system")
            if part in detail
        }
        clean = facts.clean(
            kind, value=value, code=code, code_set=code_set, detail=given, known=known
        )
        assert (clean.value, clean.code, clean.code_set) == (value, code, code_set), kind
        assert (clean.detail, clean.is_check) == (detail, is_check), kind
        assert key == ("" if is_protected else clean.key), kind
        assert needs == (2 if is_protected else facts.RULES[kind].rung), kind


def _index_of(owner: psycopg.Connection, person: UUID) -> list[Rows]:
    return [
        owner.execute(question, [person]).fetchall()
        for question in (
            "select token_id from search.of_person where person_id = %s order by 1",
            "select a, b from search.pair where person_id = %s order by 1, 2",
            "select word from search.place where person_id = %s order by 1",
        )
    ]


def test_indexing_somebody_again_changes_nothing(heard: list[str]) -> None:
    tokens: LiteralString = "select count(*), sum(n) from search.token"
    keys: LiteralString = "select count(*) from search.key"
    before = ask(tokens), ask(keys)
    for person in some_people():
        with sealer.connect(OWNER) as owner:
            index = _index_of(owner, person)
            assert index[0], "everybody has a name"
            with signed_in_as("hamza"), connection.cursor() as cursor:
                cursor.execute("select gate.may_see(%s, 1::smallint)", [person])
                if cursor.fetchone() == (True,):
                    cursor.execute("select gate.index_person(%s)", [person])
            assert _index_of(owner, person) == index
    with signed_in_as("hamza"), connection.cursor() as cursor:
        cursor.execute("select gate.recount_names()")
    assert (ask(tokens), ask(keys)) == before


def test_bringing_somebody_up_to_date_changes_nothing(heard: list[str]) -> None:
    with signed_in_as("hamza") as duty:
        for person in Person.objects.visible_to(duty).filter(pk__in=some_people()):
            before = Person.objects.filter(pk=person.pk).values().get()
            keep_current(person)
            assert Person.objects.filter(pk=person.pk).values().get() == before


# As people see it -------------------------------------------------------------------------------


def test_a_worker_finds_reads_and_lists(heard: list[str]) -> None:
    with signed_in_as("worker") as alice:
        people = list(my_people(alice))
        assert Person.objects.visible_to(alice).count() >= 20
        one = people[3]
        found = [hit.person.pk for hit in find(one.called, by=alice).people]
        assert one.pk in found
        number = Fact.objects.filter(person__in=people, kind=FactKind.NHS_NUMBER, over_at=None)[0]
        assert [hit.person.pk for hit in find(number.value, by=alice).people] == [number.person_id]
        page = timeline(one, by=alice)
        assert page.lines
        assert page.lines == sorted(page.lines, key=lambda line: line.happened_at, reverse=True)
        assert any(line.parts for line in page.lines)
        assert Entry.objects.visible_to(alice).count() > 60


def test_pages_open_for_the_cast(heard: list[str]) -> None:
    alice = Account.objects.get(email=f"worker@{DOMAIN}")
    with signed_in_as("worker"):
        person = my_people(alice).order_by("pk")[0]
        entry = About.objects.filter(person=person)[0].entry_id
    client = signed_in(alice)
    for address in (
        "/",
        "/waiting/",
        f"/people/{person.pk}/",
        f"/people/{person.pk}/timeline/",
        f"/entries/{entry}/",
        f"/people/{person.pk}/about/",
    ):
        assert client.get(address).status_code == 200, address
    for key, address in (
        ("manager", "/waiting/"),
        ("person", "/my/record/"),
        ("partner", "/shared/"),
        ("protection", "/trail/"),
    ):
        page = signed_in(Account.objects.get(email=f"{key}@{DOMAIN}")).get(address)
        assert page.status_code == 200, key


def test_pages_of_what_is_around_people_have_something_on_them(heard: list[str]) -> None:
    with sealer.connect(OWNER) as owner:
        around.fill(owner, say=lambda words: None)
    assert number("select count(*) from record_referral where step < 9") > PEOPLE / 300
    with signed_in_as("worker") as alice:
        person = Sheet.objects.visible_to(alice).order_by("pk")[0].person_id
    for key, address, said in (
        ("worker", "/waiting/", "Ring about the rail on the stairs"),
        ("worker", "/due/", "Review the plan"),
        ("worker", f"/people/{person}/plans/", "of 5 steps done"),
        ("worker", f"/people/{person}/involved/", "Mere Lane Centre"),
        ("manager", "/team/", "Alice Thornber"),
    ):
        page = signed_in(Account.objects.get(email=f"{key}@{DOMAIN}")).get(address)
        assert said in page.content.decode(), address
    ((account, came_in),) = ask(
        "select g.account_id, r.id from record_referral r join people_grant g using (person_id)"
        " where r.step < 9 and g.basis = 'allocated' and g.until > now() limit 1"
    )
    with acting(account):
        door = signed_in(Account.objects.get(pk=account)).get("/front-door/")
    assert str(came_in) in door.content.decode()


def test_everybody_on_the_list_of_personas_can_sign_in(heard: list[str]) -> None:
    assert all(account_of_persona(one.key) for one in CAST)


def test_a_stranger_sees_nobody_elses_people(heard: list[str]) -> None:
    with signed_in_as("worker") as alice:
        closed = ask(
            "select person_id from people_grant group by 1 having max(until) < now() limit 5"
        )
        assert closed
        assert (
            not Person.objects.visible_to(alice).filter(pk__in=[one for (one,) in closed]).exists()
        )


# Once -------------------------------------------------------------------------------------------


def test_it_never_stands_beside_anybody(heard: list[str]) -> None:
    with pytest.raises(ValidationError, match="already holds people"):
        fill(300, seed=SEED, say=lambda words: None)
    assert number("select count(*) from people_person") == PEOPLE
