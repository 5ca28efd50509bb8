"""Bringing a census in: whole children, nothing overwritten, and every row accounted for."""

import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight.actions import bringing
from alongside.insight.models import Disagreement, ImportRun
from alongside.people.actions.facts import correct_fact
from alongside.people.models import Fact, Person
from alongside.record.actions import Words, amend_entry, writing
from alongside.record.models import About, Entry, Part, Task, Version
from tests.cast import Cast

from .conftest import OWN, Import, adds_up, child, count, refusals

pytestmark = pytest.mark.django_db

Changed = Callable[..., Path]
LATER = (("<Year>2024<", "<Year>2025<"), ("<ReferenceDate>2024-03-31", "<ReferenceDate>2025-03-31"))


def titles(person: Person) -> list[str]:
    """The titles on a timeline, oldest first."""
    found = Version.objects.filter(entry__abouts__person=person).order_by("happened_at", "title")
    return [one.title for one in found]


def test_everything_in_our_own_file_comes_in(cast: Cast, brought: Import) -> None:
    report = brought()
    assert adds_up(report.tables)
    assert count(report, "refused") == {}
    assert count(report, "unchanged") == {"conferences": 1}  # it stands twice, and was held once
    assert {name: row["read"] for name, row in report.tables.items()} == {
        "children": 4, "disabilities": 2, "referrals": 5, "conferences": 2, "assessments": 3,
        "plans": 2, "plan_ends": 2, "s47s": 1, "protection_plans": 1, "reviews": 2,
        "protection_plan_ends": 0, "closures": 2, "deaths": 1,
    }  # fmt: skip
    with acting(cast.alice.pk):
        one = child("NM0001", cast.alice)
        assert one.called == "Child NM0001"
        assert "Assessment finished" in titles(one)
        texts = " ".join(Part.objects.filter(about=[one.pk]).values_list("text", flat=True))
        assert "Mental health: a parent or carer (4B)" in texts
        assert "A school (2A)" in texts
        assert set(Part.objects.filter(about=[one.pk]).values_list("origin", flat=True)) == {
            "imported"
        }


def test_what_is_about_others_or_an_enquiry_is_held_first(cast: Cast, brought: Import) -> None:
    brought()
    with acting(cast.mo.pk):
        one, four = child("NM0001", cast.mo), child("NM0004", cast.mo)
        held = About.objects.filter(person=one, sharing="held")
        assert set(held.values_list("entry__kind", flat=True)) == {"s47", "assessment", "plan"}
        neighbour = About.objects.get(person=four, entry__kind="referral", sharing="held")
        assert "neighbour" in Part.objects.get(entry=neighbour.entry_id).text
        decide = Task.objects.filter(account=cast.mo, what="decide held", person_id=one.pk)
        assert not decide.exists(), "nobody can read it yet, so nobody has to decide yet"


def test_unborn_died_and_numbers_that_somebody_had_before(cast: Cast, brought: Import) -> None:
    brought()
    with acting(cast.alice.pk):
        two, three = child("NM0002", cast.alice), child("NM0003", cast.alice)
        assert (two.state, two.birth_known) == ("unborn", "expected")
        assert "UN6" in Fact.objects.get(person=two, kind="upn").source
        assert (three.state, str(three.died_on)) == ("died", "2023-11-05")
        assert Fact.objects.filter(person=three, kind="upn").count() == 2
        assert Fact.objects.get(person=three, kind="upn", ends_on=None).is_check is False
        assert Fact.objects.get(person=three, kind="ethnicity").known == "rather not"


def test_a_second_run_changes_nothing(cast: Cast, brought: Import) -> None:
    brought()
    with acting(cast.system.pk):
        before = (Fact.objects.count(), Version.objects.count(), Person.objects.count())
    again = brought()
    assert adds_up(again.tables)
    assert count(again, "imported") == count(again, "refused") == {}
    with acting(cast.system.pk):
        assert (Fact.objects.count(), Version.objects.count(), Person.objects.count()) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(
    cast: Cast, kit: Account, brought: Import
) -> None:
    dry = brought(is_dry=True)
    with acting(cast.system.pk):
        assert not Person.objects.filter(called__startswith="Child").exists()
    with acting(kit.pk):
        assert not ImportRun.objects.exists()
    assert dry.remarks is None
    assert dry.tables == brought().tables


def test_a_later_file_adds_and_corrects(cast: Cast, brought: Import, changed: Changed) -> None:
    brought()
    later = changed(
        *LATER,
        ("<ExpectedPersonBirthDate>2024-06-15</ExpectedPersonBirthDate>",
         "<PersonBirthDate>2024-06-20</PersonBirthDate>"),
        ("<Sex>U</Sex>", "<Sex>F</Sex>"),
        ("<AssessmentActualStartDate>2024-03-20</AssessmentActualStartDate>",
         "<AssessmentActualStartDate>2024-03-20</AssessmentActualStartDate>"
         "<AssessmentAuthorisationDate>2024-04-18</AssessmentAuthorisationDate>"),
        ("<PersonBirthDate>2015-04-22", "<PersonBirthDate>2015-04-23"),
    )  # fmt: skip
    report = brought(later)
    assert adds_up(report.tables)
    assert count(report, "imported") == {"children": 2, "assessments": 1}
    with acting(cast.alice.pk):
        one, two, four = (child(f"NM000{n}", cast.alice) for n in (1, 2, 4))
        assert (two.state, str(two.born_on)) == ("living", "2024-06-20")
        assert Fact.objects.get(person=two, kind="sex", over_at=None).code == "F"
        assert str(four.born_on) == "2015-04-23"
        assert Fact.objects.filter(person=four, kind="birth").count() == 2  # the old one stays
        entry = Entry.objects.get(abouts__person=one, said__title="Assessment begun")
        last = Version.objects.get(entry=entry, number=2)
        assert (last.title, str(last.happened_at.date())) == ("Assessment finished", "2024-04-18")


def test_what_a_person_changed_since_is_never_overwritten(
    cast: Cast, brought: Import, changed: Changed
) -> None:
    brought()
    with acting(cast.alice.pk):
        four = child("NM0004", cast.alice)
        born = Fact.objects.get(person=four, kind="birth", over_at=None)
        correct_fact(fact=born, value="1 May 2015", why="Their passport", by=cast.alice)
        entry = Entry.objects.get(abouts__person=four, kind="closure")
        words = [Words("fact", "Early help said that they would ring.")]
        amend_entry(entry=entry, base=1, parts=words, why="They rang", by=cast.alice)
    assert count(brought(), "refused") == {}  # the same file has nothing new to say
    later = changed(
        *LATER,
        ("<PersonBirthDate>2015-04-22", "<PersonBirthDate>2015-04-23"),
        ("<ReasonForClosure>RC9", "<ReasonForClosure>RC8"),
    )
    report = brought(later)
    assert adds_up(report.tables)
    assert report.tables["closures"] == {"read": 2, "imported": 0, "unchanged": 1, "refused": 1}
    with acting(cast.mo.pk):
        four = child("NM0004", cast.mo)
        assert str(four.born_on) == "2015-05-01"
        assert set(Disagreement.objects.values_list("label", flat=True)) == {
            "Date of birth",
            "Support ended",
        }
        tasks = Task.objects.filter(what="disagrees", account=cast.mo, done_at=None)
        assert tasks.count() == 2
    assert count(brought(later), "refused") == {}  # asked once, not every time


def test_a_child_matches_only_within_one_council(
    cast: Cast, brought: Import, changed: Changed
) -> None:
    brought()
    no_pupil_numbers = (
        ("<UPN>H935200012001</UPN>", ""),  # which would be the same child's all over England
        ("<UPN>L935200012003</UPN>", ""),
        ("<FormerUPN>C935200009003</FormerUPN>", ""),
    )
    report = brought(changed(("<LEA>935<", "<LEA>936<"), *no_pupil_numbers))
    assert report.tables["children"]["imported"] == 4
    with acting(cast.system.pk):
        assert Person.objects.filter(called="Child NM0001").count() == 2


def test_an_import_that_is_cut_off_leaves_whole_children_and_goes_on(
    cast: Cast, kit: Account, brought: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writing.finish_entries

    def stops(**given: Any) -> list[Entry]:
        if given["written"][0].people[0].called == "Child NM0003":
            raise RuntimeError("the machine stopped")
        return real(**given)

    monkeypatch.setattr(bringing, "finish_entries", stops)
    with pytest.raises(RuntimeError):
        brought()
    with acting(cast.system.pk):
        came = Person.objects.filter(called__startswith="Child NM")
        assert {one.called for one in came} == {"Child NM0001", "Child NM0002"}
    with acting(kit.pk):
        assert ImportRun.objects.get().ended_at is None
    monkeypatch.setattr(bringing, "finish_entries", real)
    report = brought()
    assert report.tables["children"] == {"read": 4, "imported": 2, "unchanged": 2, "refused": 0}


def test_what_fails_a_check_is_kept_as_stated_and_listed_once(
    cast: Cast, brought: Import, changed: Changed, tmp_path: Path
) -> None:
    path = changed(
        ("<UPN>H", "<UPN>A"),
        ("<ReferralSource>2A<", "<ReferralSource>=CMD()<"),
        ("<CINreferralDate>2024-01-08<", "<CINreferralDate>2190-01-08<"),
        ("<CINclosureDate>2023-05-30<", "<CINclosureDate>yesterday<"),
        ("<Ethnicity>OOTH<", "<Ethnicity>MARTIAN<"),
        ("<PersonDeathDate>2023-11-05", "<PersonDeathDate>1999-11-05"),
    )
    report = brought(path)
    assert adds_up(report.tables)
    assert report.tables["deaths"] == {"read": 1, "imported": 0, "unchanged": 0, "refused": 1}
    lines = {line["field"]: line for line in refusals(report)}
    assert set(lines) == {
        "UPN", "ReferralSource", "CINreferralDate", "CINclosureDate", "Ethnicity",
        "PersonDeathDate",
    }  # fmt: skip
    assert lines["ReferralSource"]["value"] == "'=CMD()"
    text = path.read_text().splitlines()
    assert "<UPN>A935200012001" in text[int(lines["UPN"]["row"]) - 1]
    with acting(cast.alice.pk):
        upn = Fact.objects.get(person=child("NM0001", cast.alice), kind="upn")
        assert (upn.value, upn.is_check) == ("A935200012001", True)
        four = child("NM0004", cast.alice)
        assert not Fact.objects.filter(person=four, kind="ethnicity").exists()
        assert "Support ended (day to be checked)" in titles(four)
        said = Part.objects.get(entry__abouts__person=four, entry__kind="closure").text
        assert "The file says “yesterday”" in said
        assert child("NM0003", cast.alice).state == "living"


def test_the_list_of_what_to_check_is_for_its_owner_only(brought: Import, changed: Changed) -> None:
    report = brought(changed(("<UPN>H", "<UPN>A")))
    assert report.remarks is not None
    assert stat.S_IMODE(report.remarks.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.remarks.parent.stat().st_mode) == 0o700


def test_a_child_without_a_number_or_twice_in_the_file(brought: Import, changed: Changed) -> None:
    without = changed(("<LAchildID>NM0004</LAchildID>", ""))
    report = brought(without)
    assert report.tables["children"]["refused"] == 1
    assert report.tables["referrals"]["refused"] == 2
    twice = brought(changed(("NM0004", "NM0003"), name="twice.xml"))
    assert adds_up(twice.tables)
    assert twice.tables["children"]["refused"] == 1
    assert any("twice" in line["reason"] for line in refusals(twice))


def test_words_from_a_file_never_break_it(brought: Import, changed: Changed) -> None:
    odd = "O’Brien 🙂 \u202e <b>"
    escaped = odd.replace("<", "&lt;")
    path = changed(
        ("<UPN>H935200012001", f"<UPN>{escaped}"),
        ("<PrimaryNeedCode>N4<", f"<PrimaryNeedCode>{escaped * 200}<"),
        ("<CPPreviewDate>2023-09-11<", f"<CPPreviewDate>{'9' * 5000}<"),
    )
    assert adds_up(brought(path).tables)


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 10_000),
        st.sampled_from(["", "x", "2190-01-01", "0", "🙂", "A" * 700, "1A"]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutations=MUTATIONS)
def test_it_adds_up_whatever_the_file_says(
    mutations: list[tuple[int, str]], brought: Import, tmp_path: Path
) -> None:
    text = OWN.read_text()
    start = text.index("<Children>")
    spots = [match.span(1) for match in re.finditer(r">([^<>\n]+)<", text) if match.start() > start]
    each = {place % len(spots): words for place, words in mutations}
    for place, words in sorted(each.items(), reverse=True):
        begin, end = spots[place]
        text = text[:begin] + words + text[end:]
    path = tmp_path / "mutated.xml"
    path.write_text(text)
    report = brought(path, is_dry=True)
    assert adds_up(report.tables)
    assert report.tables["children"]["read"] == 4
