"""The demo council: loaded once and whole; what is planted is there for whom it should be."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.demo import CAST, account_of_persona
from alongside.accounts.models import Account, Practitioner, Team
from alongside.desk.demo import SEED, load
from alongside.desk.demo.ade import AMENDED, HIDDEN, RESTRICTED, TOGETHER
from alongside.desk.demo.calendar import Calendar
from alongside.desk.demo.council import DOMAIN, STAFF
from alongside.desk.demo.families import Families
from alongside.desk.demo.histories import Storyteller
from alongside.desk.demo.households import Maker
from alongside.desk.demo.loading import tell_all
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.people.models import (
    AccessRequest,
    BreakGlass,
    Fact,
    FactKind,
    Grant,
    Known,
    Person,
    Protection,
    Relationship,
    SealedLink,
)
from alongside.record.models import (
    About,
    Answer,
    Entry,
    EntryKind,
    Misfiled,
    Part,
    Restriction,
    SharingDecision,
    Task,
    Version,
)
from tests import cluster
from tests.journeys.northmere import move_in
from tests.sealing import prove


@pytest.fixture(scope="module")
def northmere(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """Loaded for real, after a first try that was cut off; the next module's database is fresh."""
    with django_db_blocker.unblock():
        yield move_in()
        cluster.make_copy(connection.settings_dict["NAME"])


@contextmanager
def signed_in(who: str) -> Iterator[Account]:
    """Everything inside is done by this account, in a transaction, as a request is."""
    with acting(Account.objects.get(email=f"{who}@{DOMAIN}").pk), transaction.atomic():
        yield Account.objects.get(email=f"{who}@{DOMAIN}")


@contextmanager
def importing() -> Iterator[Account]:
    """The one account that sees everything but what is sealed from it."""
    account = Account.objects.get(email__startswith="importer@")
    with acting(account.pk), transaction.atomic():
        yield account


def person(called: str) -> Person:
    return Person.objects.get(called=called)


def entry_id(title: str) -> Any:
    with importing():
        return Version.objects.filter(title=title).values_list("entry_id", flat=True)[0]


# All of it --------------------------------------------------------------------------------------


def test_the_council_is_as_big_as_it_says(northmere: list[str]) -> None:
    with signed_in("delroy"):
        sealed = set(Person.objects.filter(called__in=("Theo Lumsden", "Tyler Wragg")))
    with importing():
        assert len(sealed | set(Person.objects.all())) == 300
        assert 5_800 < Entry.objects.count() < 6_300
        assert Team.objects.count() == 4
        assert Person.objects.filter(abouts=None).count() < 10
    council = Practitioner.objects.filter(agency=None).exclude(account__email__startswith="admin")
    assert council.count() == len(STAFF) == 14
    assert any("of 298 people" in words for words in northmere), "Progress is told in words"


def test_everybody_on_the_list_of_personas_can_sign_in(northmere: list[str]) -> None:
    for one in CAST:
        account = account_of_persona(one.key)
        assert account is not None, one.key
        assert account.is_demo
        assert not account.has_usable_password()


def test_a_second_load_changes_nothing(northmere: list[str]) -> None:
    def count() -> list[int]:
        with importing():
            tables = (Account, Person, Grant, Entry, About, Version, Part, Fact, Task, SealedLink)
            return [table._base_manager.count() for table in tables]

    before = count()
    welcome = load(lambda words: None)
    assert count() == before
    assert any("worker" in line for line in welcome)


def test_nothing_was_changed_since(northmere: list[str]) -> None:
    with sealer.connect() as closer:
        while sealer.close_one(closer):
            pass
    proof = prove()
    assert proof.wrong == []
    assert proof.lines > 6_000


def test_every_line_was_said_to_its_end(northmere: list[str]) -> None:
    unsaid = Q(text__contains="{") | Q(text__contains="[") | Q(text__contains="|") | Q(text="")
    untold = Q(title__contains="{") | Q(title__contains="[")
    with importing():
        assert list(Part.objects.filter(unsaid)[:3]) == []
        assert list(Version.objects.filter(untold)[:3]) == []
        assert not Entry.objects.filter(said=None).exists()
        assert not Version.objects.filter(parts=None).exists()


def test_every_number_is_one_that_nobody_has(northmere: list[str]) -> None:
    with importing():
        facts = Fact.objects.filter(is_check=False)
        numbers = set(facts.filter(kind=FactKind.NHS_NUMBER).values_list("value", flat=True))
        assert len(numbers) > 200
        assert all(number.startswith("999") for number in numbers)
        phones = set(Fact.objects.filter(kind=FactKind.PHONE).values_list("value", flat=True))
        assert all(phone.startswith(("07700 900", "01632 960")) for phone in phones)
        assert not Fact.objects.filter(is_check=True).exists()


def test_nothing_happens_to_come(northmere: list[str]) -> None:
    with importing():
        late = timezone.now()  # a day without a time stands at its noon
        assert not About.objects.filter(happened_at__date__gt=timezone.localdate(late)).exists()
        assert not Version.objects.filter(happened_precision="time", happened_at__gt=late).exists()
        assert not Entry.objects.filter(written_at__gt=late).exists()


def test_the_same_seed_tells_the_same_story() -> None:
    def tell() -> list[tuple[str, str, str]]:
        days, dice = Calendar.now(), Random(SEED)
        maker = Maker(dice, days)
        homes = [*Families(maker).all(), *maker.all()]
        names = {one.key: one.name for one in STAFF}
        stories = tell_all(Storyteller(dice, days, names), homes, 600)
        return [(story.title, str(story.at), story.parts[0].text) for story in stories]

    first = tell()
    assert first == tell()
    assert len({text for _, _, text in first}) > len(first) / 2, "Hardly anything is said twice"


# What is planted --------------------------------------------------------------------------------


def test_alice_works_with_nine(northmere: list[str]) -> None:
    with signed_in("worker") as alice:
        hers = Person.objects.filter(grants__account=alice, grants__basis="allocated")
        assert hers.count() == 9
        assert hers.filter(needs_line="").count() == 0
        assert About.objects.filter(person=person("Ade Bankole")).count() == 40


def test_a_bar_keeps_bob_from_his_aunt(northmere: list[str]) -> None:
    with signed_in("worker"):
        aunt = person("Dorothy Kettleworth").pk
        assert About.objects.filter(person_id=aunt).exists()
    with signed_in("colleague"):
        assert not Person.objects.filter(pk=aunt).exists()
        assert not About.objects.filter(person_id=aunt).exists()
        assert not Fact.objects.filter(person_id=aunt).exists()


def test_one_held_entry_and_one_proposal_wait_for_mo(northmere: list[str]) -> None:
    with signed_in("manager") as mo:
        mine = Task.objects.filter(account=mo, done_at=None)
        assert mine.filter(what=Task.What.DECIDE_HELD, person=person("Siân Pugh")).count() == 1
        assert mine.filter(what=Task.What.SECOND_LOOK, person=person("Danuta Wróbel")).count() == 1
        proposed = SharingDecision.objects.get(state=SharingDecision.State.PROPOSED)
        assert proposed.by_id != mo.pk


def test_what_is_not_disclosed_leaves_no_trace_for_ade(northmere: list[str]) -> None:
    hidden = entry_id(HIDDEN)
    with signed_in("worker"):
        assert Entry.objects.filter(pk=hidden).exists()
        about = About.objects.get(entry_id=hidden)
        decision = SharingDecision.objects.get(about=about)
        assert decision.state == SharingDecision.State.IN_FORCE
        assert decision.second_by_id not in (None, decision.by_id)
        told = [
            hidden,
            about.pk,
            decision.pk,
            *Version.objects.filter(entry_id=hidden).values_list("pk", flat=True),
        ]
    with signed_in("person"):
        assert About.objects.count() == 39
        for table in (Entry, About, Version, Part):
            name = "pk" if table is Entry else "entry_id"
            assert not table._base_manager.filter(**{name: hidden}).exists()
        with connection.cursor() as cursor:
            cursor.execute("select on_id from gate.my_trail(now() + interval '1 day', 1000)")
            assert not {on for (on,) in cursor.fetchall()} & set(told)


def test_what_is_restricted_is_a_stub_for_alice_and_held_for_ade(northmere: list[str]) -> None:
    few = entry_id(RESTRICTED)
    with signed_in("worker"):
        assert About.objects.filter(entry_id=few).exists()
        assert Restriction.objects.filter(entry_id=few).exists()
        assert not Entry.objects.filter(pk=few).exists()
        assert not Part.objects.filter(entry_id=few).exists()
    for reader in ("colleague", "manager"):
        with signed_in(reader):
            assert Part.objects.filter(entry_id=few).exists()
    with signed_in("person"):
        assert About.objects.get(entry_id=few).sharing == "held"
        assert not Entry.objects.filter(pk=few).exists()


def test_of_what_is_about_two_ade_reads_his_own_and_what_was_released(northmere: list[str]) -> None:
    both = entry_id(TOGETHER)
    with signed_in("worker"):
        assert Part.objects.filter(entry_id=both).count() == 3
    with signed_in("person"):
        texts = " ".join(Part.objects.filter(entry_id=both).values_list("text", flat=True))
    assert "by bus" in texts
    assert "washing" in texts
    assert "tired" not in texts


def test_alices_note_was_put_right_with_ades_words_beside_it(northmere: list[str]) -> None:
    note = entry_id(AMENDED)
    with signed_in("person"):
        assert Version.objects.filter(entry_id=note).count() == 2
        assert Answer.objects.filter(entry_id=note).count() == 3
        assert Answer.objects.filter(entry_id=note, is_correction=True).count() == 1
    with signed_in("worker") as alice:
        tasks = Task.objects.filter(account=alice, done_at=None)
        assert tasks.filter(what=Task.What.CORRECT).count() == 1
        assert tasks.filter(what=Task.What.WORDS, person__called="Winifred Garstang").exists()


def test_pat_and_sam_read_what_was_listed_and_nothing_else(northmere: list[str]) -> None:
    for who, number in (("proxy", 2), ("partner", 1)):
        with signed_in(who):
            assert Entry.objects.count() == number
            for table in (Person, About, Fact, Answer, Relationship, Draft, SharingDecision):
                assert not table._base_manager.exists(), (who, table)


def test_a_protected_address_is_read_by_few(northmere: list[str]) -> None:
    with signed_in("other-team"):
        leyla = person("Leyla al-Sayed").pk
        address = Fact.objects.get(person_id=leyla, kind=FactKind.ADDRESS)
        assert Protection.objects.filter(fact=address).exists()
    with signed_in("hamza"):  # duty sees who she is, not where
        assert Person.objects.filter(pk=leyla).exists()
        assert not Fact.objects.filter(person_id=leyla, kind=FactKind.ADDRESS).exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "select person_id from gate.find_exact(array[]::text[], array[]::text[], "
                "array[]::date[], array['heron', '61'])"
            )
            assert leyla not in {found for (found,) in cursor.fetchall()}
    with signed_in("worker"):
        assert not Person.objects.filter(pk=leyla).exists()


def test_a_sealed_child_is_known_to_one_only(northmere: list[str]) -> None:
    with signed_in("delroy"):
        after, before = person("Theo Lumsden"), person("Tyler Wragg")
        link = SealedLink.objects.get()
        assert (link.before, link.after) == (before.pk, after.pk)
        shared = set(Fact.objects.filter(person=before).values_list("key", flat=True))
        shared &= set(Fact.objects.filter(person=after).values_list("key", flat=True))
        assert shared <= {"", before.born_on.isoformat() if before.born_on else ""}
    for who in ("niamh", "tomasz", "worker", "other-team", "manager", "principal"):
        with signed_in(who):
            assert not Person.objects.filter(pk__in=(after.pk, before.pk)).exists(), who
            assert not SealedLink.objects.exists(), who
    with signed_in("hamza"), connection.cursor() as cursor:
        cursor.execute("select person_id from gate.find_people(array['theo', 'lumsden'], 20, null)")
        assert after.pk not in {found for (found,) in cursor.fetchall()}


def test_alices_draft_is_hers_alone(northmere: list[str]) -> None:
    with signed_in("worker"):
        draft = Draft.objects.get()
        assert draft.pieces.count() == 3
        assert draft.saved_at.date() < Calendar.now().today
    for who in ("colleague", "manager", "protection"):
        with signed_in(who):
            assert not Draft.objects.exists()


def test_a_request_waits_for_the_team_and_an_opening_for_review(northmere: list[str]) -> None:
    with signed_in("worker"):
        request = AccessRequest.objects.get(state="waiting")
        assert Task.objects.filter(from_id=request.pk, done_at=None).exists()
    with signed_in("hamza"):
        assert not AccessRequest.objects.exists()
    with signed_in("manager"):
        glass = BreakGlass.objects.get(outcome="waiting")
        look = Task.objects.select_related("account").get(from_id=glass.pk, done_at=None)
        assert look.account == account_of_persona("manager"), "as docs/guides/demo.md says"
    with signed_in("principal"):
        assert not Task.objects.filter(done_at=None).exists()
    with signed_in("person"):
        assert not BreakGlass.objects.exists(), "He is told once somebody has looked at it"


def test_a_marker_stands_where_the_wrong_winifreds_entry_was(northmere: list[str]) -> None:
    with signed_in("worker"):
        mark = Misfiled.objects.get()
        assert mark.person.called == "Winifred Garstang"
        assert not About.objects.filter(entry_id=mark.entry_id).exists()
        right = About.objects.filter(
            person=person("Winifred Garside"), entry__said__title="Hearing test"
        )
        assert right.count() == 1
    with signed_in("winifred"):
        assert not Entry.objects.filter(pk=mark.entry_id).exists()
    with signed_in("protection"):
        assert Task.objects.filter(from_id=mark.pk).exists()


def test_beginnings_ends_twins_and_what_is_not_sure(northmere: list[str]) -> None:
    with importing():
        assert person("Baby Tattersall").state == Person.State.UNBORN
        assert person("Wilfred Sugden").state == Person.State.DIED
        assert person("Baby Whittle").state == Person.State.LOST
        assert person("Karwan").birth_known == Known.ESTIMATED
        twins = Relationship.objects.filter(person=person("Ruby Lindo"), kind="twin")
        assert twins.get().other == person("Rio Lindo")
        legal = Fact.objects.get(person=person("Xiulan Chen"), kind=FactKind.NAME_LEGAL)
        assert legal.value == "陈秀兰"


def test_another_team_sees_nothing_of_ade(northmere: list[str]) -> None:
    with signed_in("worker"):
        ade = person("Ade Bankole").pk
    for who in ("other-team", "niamh", "administrator", "principal", "protection"):
        with signed_in(who):
            assert not Person.objects.filter(pk=ade).exists(), who
            assert not About.objects.filter(person_id=ade).exists(), who


def test_graver_kinds_are_never_shown_before_somebody_has_decided(northmere: list[str]) -> None:
    grave = (EntryKind.S47, EntryKind.STRATEGY, EntryKind.POLICE, EntryKind.COURT)
    with importing():
        shown = dict(About.objects.filter(sharing="shown").values_list("pk", "entry_id"))
        decided = set(SharingDecision.objects.values_list("about_id", flat=True))
        entries = Entry.objects.values_list("pk", "kind", "about_count")
        told = {pk: (kind, count) for pk, kind, count in entries}
    read = {about: told[entry] for about, entry in shown.items() if entry in told}
    first = {about for about, (kind, _) in read.items() if kind in grave}
    assert first
    assert first <= decided
    several = {about for about, (_, count) in read.items() if count > 1}
    assert several
    assert several <= decided
