"""Find: one box for names spelt anyhow and all else; noted, limited, never telling."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.content import nickname_groups
from alongside.people import finding
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.facts import change_fact, record_fact
from alongside.people.actions.grants import allocate
from alongside.people.actions.protecting import protect_fact
from alongside.people.models import Fact, FactKind, Person, Rung
from alongside.people.understanding import understand
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]

GIVEN = tuple(
    [
        "Łukasz",
        "Ngọc",
        "Siobhán",
        "Zoë",
        "José",
        "Renée",
        "Björn",
        "Jürgen",
        "Mary-Jane",
        "Ebun",
        "Oluwaseun",
        "Adeyemi",
        "Fatima",
        "Mohammed",
        "Aïsha",
        "Priya",
        "Harpreet",
        "Xiulan",
        "Wei",
        "Dmitri",
        "Oksana",
        "Kwame",
        "Abena",
        "Esi",
        "Catherine",
        "Robert",
        "William",
        "Elizabeth",
        "Margaret",
        "Winifred",
        "Rosalind",
        "Imran",
        "Bilal",
        "Danuta",
        "Agnieszka",
        "Tomasz",
        "Noor",
        "Yusuf",
        "Leila",
        "Thabo",
        "Nokuthula",
        "Charlotte",
        "Isaac",
        "Theodora",
        "Gwenllian",
        "Rhiannon",
        "Callum",
        "Niamh",
        "Seán",
    ]
)
FAMILY = tuple(
    [
        "O’Brien",
        "O'Connor",
        "Wróbel",
        "Nguyễn",
        "Trần",
        "Nowak",
        "Kowalczyk",
        "Bankole",
        "Adeyemi-Cole",
        "Mensah",
        "Achebe",
        "Garstang",
        "Sadiq",
        "Teale",
        "MacDonald",
        "McAllister",
        "Müller",
        "Ó’Sullivan",
        "Fernández",
        "García-López",
        "Singh",
        "Kaur",
        "Patel",
        "Chowdhury",
        "Rahman",
        "Begum",
        "Hussain",
        "Lewandowski",
        "Petrov",
        "Ivanova",
        "Okonkwo",
        "Balogun",
        "Thornber",
        "Whitcombe",
        "Ashworth",
        "Featherstone",
        "Smyth",
        "Johnson",
        "Pritchard",
        "Llewellyn",
        "Zhang",
        "Li",
        "Yılmaz",
        "Popescu",
        "Ionescu",
        "van-der-Berg",
        "de-Souza",
        "al-Hassan",
        "Gebremedhin",
        "Tesfaye",
    ]
)


@pytest.fixture
def as_alice(cast: Cast) -> Iterator[Cast]:
    with acting(cast.alice.pk):
        yield cast


def add(cast: Cast, given: str, family: str, **more: Any) -> Person:
    return add_person(given=given, family=family, is_somebody_new=True, by=cast.alice, **more)


def called(findings: finding.Findings) -> list[str]:
    return [found.person.called for found in findings.people]


@pytest.fixture
def many(as_alice: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """Two hundred people with names of many origins, and no limit on searching."""
    monkeypatch.setattr(finding, "SEARCHES_A_MINUTE", 100_000)
    chance = random.Random(7)
    names = list({(chance.choice(GIVEN), chance.choice(FAMILY)) for _ in range(220)})
    names.sort()
    return [add(as_alice, *name, told=()) for name in names[:200]]


def misspelt(word: str, chance: random.Random) -> str:
    """One slip of the pen: a letter left out, doubled, swapped or mistaken."""
    at = chance.randrange(1, len(word))
    kind = chance.randrange(4)
    if kind == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at - 1] + word[at:]
    if kind == 2 and at < len(word) - 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice("aeinorst") + word[at + 1 :]


def test_misspelt_names_are_found(many: list[Person], as_alice: Cast) -> None:
    chance, found, tried = random.Random(3), 0, 100
    for person in chance.sample(many, tried):
        given, _, family = person.called.partition(" ")
        typed = [given, misspelt(family, chance)] if chance.random() < 0.5 else [
            misspelt(given, chance), family]  # fmt: skip
        if chance.random() < 0.15:
            typed.reverse()
        found += person.called in called(finding.find(" ".join(typed), as_alice.alice))
    assert found / tried >= 0.97


@pytest.mark.parametrize(
    ("given", "family", "typed"),
    [
        ("Łukasz", "O’Brien-Nowak", "lukasz obrien"),
        ("Łukasz", "O’Brien-Nowak", "LUKASZ O'BRIEN"),
        ("Łukasz", "O’Brien-Nowak", "nowak lukas"),
        ("Ngọc", "Trần", "ngoc tran"),
        ("Ngọc", "", "ngoc"),
        ("Ngọc", "", "ngoc nguyen"),
        ("Mary-Jane", "Smyth", "mary jane smith"),
        ("Mary-Jane", "Smyth", "jane mary"),
        ("Catherine", "Wróbel", "wrobel kathryn"),
        ("Adeyemi", "Bankole", "ade bank"),
        ("Siobhán", "MacDonald", "Shivon McDonald"),
        ("Oluwaseun", "Adeyemi-Cole", "seun cole"),
        ("محمد", "الحسن", "محمد الحسن"),
        ("李", "小龙", "小龙 李"),
    ],
)
def test_the_many_ways_to_write_one_name(
    as_alice: Cast, given: str, family: str, typed: str
) -> None:
    person = add(as_alice, given, family)
    assert person.called in called(finding.find(typed, as_alice.alice))


def test_a_nickname_finds_the_name_where_the_library_is_loaded(as_alice: Cast) -> None:
    person = add(as_alice, "Robert", "Featherstone")
    assert any({"bob", "robert"} <= set(group) for group in nickname_groups())
    findings = finding.find("bob featherstone", as_alice.alice)
    assert called(findings)[0] == person.called
    assert findings.people[0].why == "Close because “Bob” can stand for Robert."


def test_why_it_is_close_is_said_plainly(as_alice: Cast) -> None:
    add(as_alice, "Adeyemi", "Bankole", told=[Told(FactKind.NAME_LEGAL, "Adeyemi Bankole")])
    findings = finding.find("adey bankoli", as_alice.alice)
    assert findings.people[0].why == (
        "Close because “Adey” begins Adeyemi, and “Bankoli” sounds like Bankole."
    )
    assert not findings.has_exact
    assert finding.find("adeyemi bankole", as_alice.alice).people[0].is_exact


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("3 May 2019", "Born on that day."),
        ("03/05/2019", "Born on that day."),
        ("2019-05-03", "Born on that day."),
        ("5/3/2019", "day and month the other way round"),
        ("lukasz 3/5/2019", "Born on that day."),
        ("943 476 5919", "NHS number"),
        ("9434765919", "NHS number"),
        ("07700 900123", "phone number"),
        ("+44 7700 900 123", "phone number"),
        ("ls6 1ab", "Lives at 12 Canal Terrace"),
        ("12 canal terrace", "Lives at 12 Canal Terrace"),
        ("canal terrace", "Lives at 12 Canal Terrace"),
    ],
)
def test_exact_things_find_somebody(cast: Cast, lukasz: Person, typed: str, why: str) -> None:
    with acting(cast.alice.pk):
        findings = finding.find(typed, cast.alice)
    assert why in findings.people[0].why
    assert findings.people[0].person.pk == lukasz.pk


def test_an_old_address_and_an_old_name_still_find(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        home = Fact.objects.get(person=lukasz, kind=FactKind.ADDRESS)
        change_fact(fact=home, value="1 Mill Row, LS9 9ZZ", by=cast.alice)
        name = Fact.objects.get(person=lukasz, kind=FactKind.NAME_KNOWN_AS)
        change_fact(fact=name, value="Luke Ashdown", by=cast.alice)
        assert "Lived at 12 Canal Terrace" in finding.find("LS6 1AB", cast.alice).people[0].why
        assert called(finding.find("lukasz nowak", cast.alice)) == ["Luke Ashdown"]


def test_a_protected_address_is_found_by_nobody(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        home = Fact.objects.get(person=lukasz, kind=FactKind.ADDRESS)
        protect_fact(fact=home, from_whom="x", why="y", review_on=date(2099, 1, 1), by=cast.alice)
        for typed in ("12 canal terrace", "LS6 1AB", "canal terrace"):
            assert not finding.find(typed, cast.alice).people
        by_name = finding.find("lukasz nowak", cast.alice).people[0]
        assert "Canal" not in by_name.line + by_name.why
    with acting(cast.charlie.pk):
        assert not finding.find("12 canal terrace", cast.charlie).elsewhere


def test_a_council_may_show_nothing_of_other_teams(
    cast: Cast, lukasz: Person, settings: Any
) -> None:
    settings.FIND_ELSEWHERE = "nothing"
    with acting(cast.charlie.pk):
        assert finding.find("lukasz nowak", cast.charlie) == finding.Findings(
            understand("lukasz nowak")
        )


def test_only_those_who_register_people_learn_of_other_teams(cast: Cast, lukasz: Person) -> None:
    with acting(cast.protection.pk):
        assert not finding.find("lukasz nowak", cast.protection).elsewhere
    for account in (cast.ade_account, cast.pat, cast.sam):
        with acting(account.pk):
            findings = finding.find("lukasz nowak", account)
            assert not findings.people
            assert not findings.elsewhere


def test_a_barred_worker_finds_nothing_not_even_a_stub(cast: Cast, lukasz: Person) -> None:
    from alongside.people.actions.grants import bar
    from alongside.people.models import Bar

    with acting(cast.mo.pk):
        bar(person=lukasz, ground=Bar.Ground.FAMILY, account=cast.charlie, by=cast.mo)
    with acting(cast.charlie.pk):
        for typed in ("lukasz nowak", "LS6 1AB", "9434765919"):
            findings = finding.find(typed, cast.charlie)
            assert (findings.people, findings.elsewhere) == ((), ())


def test_a_search_leaves_one_line_without_its_words(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    with acting(cast.alice.pk):
        finding.find("lukasz nowak", cast.alice)
    with acting(cast.charlie.pk):
        finding.find("Lukasz  Nowak", cast.charlie)
    searched = [line for line in lines() if line[0] == "searched"]
    assert len(searched) == 2
    details = [line[3] for line in searched]
    assert "nowak" not in str(searched).casefold()
    assert "some" in str(details[0])
    assert "none" in str(details[1])


def test_guessing_is_slowed_down(
    cast: Cast, lukasz: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "SEARCHES_A_MINUTE", 3)
    with acting(cast.charlie.pk):
        for _ in range(3):
            finding.find("lukasz nowak", cast.charlie)
        with pytest.raises(ValidationError, match="great many searches"):
            finding.find("lukasz nowak", cast.charlie)


def test_it_costs_the_same_for_one_and_for_many(many: list[Person], as_alice: Cast) -> None:
    counts = []
    for typed in ("zzyzx qqfoo", "lukasz nowak", "mohammed", "ls1 1aa", "3/5/2019"):
        with CaptureQueriesContext(connection) as queries:
            finding.find(typed, as_alice.alice)
        counts.append(len(queries))
    assert set(counts) == {6, 11}  # where nobody was found, nothing is looked up


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "%", "'; drop table people_person; --", "🙂", "\x00", "a" * 100_000, "{}[]"],
)
def test_whatever_is_typed_is_no_error(as_alice: Cast, typed: str) -> None:
    assert finding.find(typed, as_alice.alice).elsewhere == ()


def test_own_people_come_first(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        other = add_person(given="Noor", family="Rahman", is_somebody_new=True, by=cast.charlie)
    with acting(cast.alice.pk):
        mine = add(cast, "Nour", "Rahman")
    with acting(cast.system.pk):
        everybody = called(finding.find("noor rahman", cast.system))
        assert set(everybody) >= {other.called, mine.called}
    with acting(cast.alice.pk):
        assert called(finding.find("noor rahman", cast.alice)) == ["Nour Rahman"]


def test_a_former_name_finds_nobody_for_those_who_may_not_read_it(cast: Cast) -> None:
    with acting(cast.alice.pk):
        former = [Told(FactKind.NAME_PREVIOUS, "Marcus Fielding")]
        maya = add_person(
            given="Maya", family="Stone", told=former, is_somebody_new=True, by=cast.alice
        )
    with acting(cast.system.pk):
        allocate(person=maya, account=cast.charlie, rung=Rung.CONTACT, by=cast.system)
    for typed in ("marcus fielding", "marcus", "markus feilding"):
        with acting(cast.alice.pk):
            assert called(finding.find(typed, cast.alice)) == ["Maya Stone"]
        for who in (cast.charlie, cast.sam, cast.protection):
            with acting(who.pk):
                findings = finding.find(typed, who)
                assert (findings.people, findings.elsewhere) == ((), ())
    with acting(
        cast.charlie.pk
    ):  # who writes down another name loses nothing of the index for others
        assert called(finding.find("maya stone", cast.charlie)) == ["Maya Stone"]
        record_fact(person=maya, kind=FactKind.NAME_LEGAL, value="Maya Ann Stone", by=cast.charlie)
        assert finding.find("marcus fielding", cast.charlie).people == ()
    with acting(cast.alice.pk):
        assert called(finding.find("marcus ann", cast.alice)) == ["Maya Stone"]
