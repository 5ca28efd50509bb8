"""The shipped clocks: sourced, dated, leading to each other; and files that are wrong."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from alongside.foundation.content import ContentError, folder, read
from alongside.questionnaires.library import shipped
from alongside.record.access import OF_A_MEETING, OF_A_PLAN
from alongside.record.clocks import Rule, calendar, check_clocks, due, rule_on, rules, versions
from alongside.record.clocks.following import series, table
from alongside.record.models import EntryKind

EVERY = [one for several in versions().values() for one in several]


@pytest.mark.parametrize("rule", EVERY, ids=lambda one: f"{one.key} {one.dated.valid_from or ''}")
def test_every_rule_says_where_it_stands_and_how_sure_we_are(rule: Rule) -> None:
    assert rule.dated.source
    assert rule.dated.checked_on >= date(2026, 1, 1)
    assert rule.is_checked or rule.note
    assert rule.standing != "local" or not rule.is_checked  # one council's rule is not another's
    assert all(words.endswith(".") for words in (rule.words, rule.checked_words()))
    assert not rule.starts_words.endswith(".")
    assert "unverified" not in rule.title.casefold()


def test_the_rules_that_the_law_names_are_there() -> None:
    assert {one.for_whom for one in EVERY} == {"children", "adults", "information rights"}
    assert len(rules()) == 46
    then = {key: one.then for key, one in rules().items() if one.then}
    assert then["looked-after-review-first"] == "looked-after-review-second"
    assert then["looked-after-review-second"] == "looked-after-review-later"
    assert then["looked-after-review-later"] == "looked-after-review-later"
    assert rules()["child-and-family-assessment"].if_late


def test_a_rule_is_the_one_of_its_day() -> None:
    before = rule_on("subject-access", date(2026, 2, 4))
    since = rule_on("subject-access", date(2026, 2, 5))
    assert before
    assert since
    assert (before.dated.valid_to, since.dated.valid_from) == (date(2026, 2, 4), date(2026, 2, 5))
    assert rule_on("data-complaint-acknowledged", date(2026, 6, 18)) is None
    assert rule_on("no-such-clock", date(2026, 6, 18)) is None


def test_a_complaint_about_data_counts_the_day_on_which_it_came() -> None:
    rule = rule_on("data-complaint-acknowledged", date(2026, 7, 1))
    assert rule
    assert due(rule, date(2026, 7, 1)).due_on == date(2026, 7, 30)
    assert "164A(3)" in rule.dated.source
    assert not rule.is_checked


def test_no_council_is_closed_as_shipped_and_the_count_says_what_is_not_verified() -> None:
    assert not calendar().closed
    assert not calendar().dated.checked
    assert "not verified" in calendar().note


GOOD = """
for: children
checked_on: 2026-11-21
rules:
  - key: one
    title: One
    words: Do it.
    starts: begun
    starts_words: the day
    within: 10 working days
    standing: law
    source: An Act
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("for: children", "for: cats", 2, "“for” is one of children, adults, information rights."),
        ("    source: An Act\n", "", 5, "needs its “source”"),
        ("key: one", "key: One of them", 5, "small letters and hyphens"),
        ("starts: begun", "starts: It began", 5, "small letters and hyphens"),
        ("10 working days", "ten days", 5, "“within” is a number of working days, calendar"),
        ("10 working days", "0 weeks", 5, "“within” is a number of"),
        ("within: 10 working days", "warn: 1 week", 5, "either “within” or “before”"),
        ("within: 10", "before: 2 weeks\n    within: 10", 5, "either “within” or “before”"),
        ("within: 10 working days", "before: 3 hours", 5, "Hours are not counted back"),
        ("standing: law", "standing: custom", 5, "“standing” is one of law, guidance, local."),
        ("standing: law", "standing: law\n    checked: false", 5, "needs a “note”"),
        ("standing: law", "standing: law\n    then: two", 5, "no such clock"),
        ("standing: law", "standing: law\n    wanr: 1 week", 5, "“wanr” means nothing here"),
        ("standing: law", "standing: law\n    calendar: moon", 5, "one of england, council"),
        ("standing: law", "standing: law\n    first_day: next day", 5, "one of next working day"),
        ("standing: law", "standing: law\n    address: example.org", 5, "begins with https://"),
        (
            "within: 10 working days",
            "before: 2 weeks\n    at_weekend: moves on",
            5,
            "for what is counted forwards",
        ),
        (
            "standing: law",
            "standing: law\n    changes:\n      - {how: extend, because: It rains}",
            13,
            "says with “by” how long",
        ),
        (
            "standing: law",
            "standing: law\n    changes:\n      - {how: extend, because: It rains, by: 1 month}",
            13,
            "so it is longer by working days too",
        ),
        ("checked_on: 2026-11-21", "source: An Act\nchecked_on: 2026-11-21", 2, "its own “source”"),
        (GOOD, GOOD + GOOD[GOOD.index("  - key") :], 13, "“one” is there twice"),
    ],
)
def test_a_wrong_file_says_where_and_why(
    tmp_path: Path, settings: Settings, old: str, new: str, line: int, sentence: str
) -> None:
    (tmp_path / "clocks").mkdir()
    file = tmp_path / "clocks" / "wrong.yaml"
    file.write_text(GOOD.replace(old, new))
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError) as caught:
        versions()
    assert (caught.value.file, caught.value.line) == (file, line)
    assert sentence in caught.value.sentence


def test_two_versions_stand_where_their_days_do_not_meet(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "clocks").mkdir()
    first, again = "    valid_to: 2026-03-31\n", "    valid_from: 2026-04-01\n"
    text = GOOD + first + GOOD[GOOD.index("  - key") :].replace("10 w", "5 w") + again
    (tmp_path / "clocks" / "good.yaml").write_text(text)
    settings.CONTENT_DIR = tmp_path
    assert [str(one.length) for one in versions()["one"]] == ["10 working days", "5 working days"]
    assert str(rules()["one"].length) == "5 working days"


def test_a_closed_day_needs_its_day(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "clocks").mkdir()
    head = "source: us\nchecked_on: 2026-11-21\nnote: Ours.\nclosed:\n"
    (tmp_path / "clocks" / "calendar.yaml").write_text(head + "  - {why: Flood}\n")
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError, match="line 5: “day” is missing"):
        check_clocks()


def test_every_row_names_kinds_and_forms_that_there_are() -> None:
    forms = {one.id: one for one, _ in shipped()}
    for row in table():
        assert row.kind in EntryKind.values
        if row.form.startswith(OF_A_PLAN):
            assert (folder() / "plans" / f"{row.form.removeprefix(OF_A_PLAN)}.yaml").is_file()
            assert row.kind in (EntryKind.PLAN, EntryKind.REVIEW)
        elif row.form.startswith(OF_A_MEETING):
            kind = read(folder() / "meetings" / f"{row.form.removeprefix(OF_A_MEETING)}.yaml")
            assert kind.text("becomes") == row.kind
        elif row.form and row.form != "children in need census":  # what a return brings
            form = forms[row.form]
            assert form.kind == row.kind
            options = form.by_id[row.question].options if row.question else ()
            assert row.options <= {one.id for one in options}


def test_nothing_starts_by_itself_that_is_only_one_councils_rule() -> None:
    started = {key for row in table() for key in row.starts}
    assert "local" not in {rules()[key].standing for key in started}
    assert series("care-plan-review") == {"care-plan-review-light", "care-plan-review"}
    assert series("core-group") == {"core-group"}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{starts: [one]}", "“kind” is missing"),
        ("{kind: visit}", "Nothing follows"),
        ("{kind: visit, starts: [two]}", "there is no such clock"),
        ("{kind: visit, meets: [back]}", "not counted forwards in days"),
        ("{kind: visit, for: cats, starts: [one]}", "“for” is one of children, adults"),
        ("{kind: visit, sees: true, starts: [one]}", "“sees” means nothing here"),
    ],
)
def test_a_wrong_row_says_where_and_why(
    tmp_path: Path, settings: Settings, row: str, sentence: str
) -> None:
    (tmp_path / "clocks").mkdir()
    back = GOOD[GOOD.index("  - key") :].replace("key: one", "key: back")
    (tmp_path / "clocks" / "a.yaml").write_text(GOOD + back.replace("within", "before"))
    file = tmp_path / "clocks" / "follows.yaml"
    file.write_text(f"source: us\nchecked_on: 2026-11-21\nrows:\n  - {row}\n")
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError) as caught:
        table()
    assert (caught.value.file, caught.value.line) == (file, 4)
    assert sentence in caught.value.sentence
