"""Every file of the shipped library loads, is dated and sourced, and agrees with itself."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from alongside.foundation import content
from alongside.foundation.content import ContentError, UnknownCodeError
from alongside.people.names import fold

FILES = sorted(content.SHIPPED.rglob("*.yaml"))
SETS = content.code_sets()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(content.SHIPPED)))
def test_every_file_loads(file: Path) -> None:
    assert content.read(file)


@pytest.mark.parametrize("set_id", SETS)
def test_every_code_is_sourced_dated_and_in_words(set_id: str) -> None:
    one = SETS[set_id]
    for dated in (one.dated, *(code.dated for code in one.codes)):
        assert dated.source
        assert date(2026, 1, 1) <= dated.checked_on
    assert one.codes
    assert all(code.words and code.words == code.words.strip() for code in one.codes)
    assert not any("!" in code.words for code in one.codes)


def test_relationships_are_reciprocal() -> None:
    known = {code.code: code for code in SETS["relationships"].codes}
    for code in known.values():
        assert known[code.inverse].inverse == code.code
        assert known[code.inverse].sensitive == code.sensitive
        assert known[code.inverse].group == code.group


def test_what_must_be_hidden_by_default_is_sensitive() -> None:
    hidden = {code.code for code in SETS["relationships"].codes if code.sensitive}
    assert {"donor", "birth-parent", "possible-parent", "new-partner", "adopted-child"} <= hidden


def test_ethnic_groups_of_the_two_lists_lead_to_each_other() -> None:
    dfe, ons = SETS["ethnicity-dfe"], SETS["ethnicity-ons-2021"]
    for code in ons.codes:
        wanted = code.also.get("dfe", "") or code.also["dfe-one-of"]
        assert all(one in dfe for one in wanted.split())
    for code in dfe.codes:
        if code.group != "Not known" and "ons" in code.also:
            found = ons.find(code.also["ons"])
            assert found
            assert code.code in " ".join(found.also.values())


def test_adjustments_and_accessible_information_are_one_table() -> None:
    flags, needs = SETS["adjustment-category"], SETS["accessible-information"]
    for need in needs.codes:
        flag = flags.find(need.also["adjustment"])
        assert flag
        assert flag.also["ais"] == need.code
    assert [code.code for code in flags.codes] == [f"{n:03}" for n in range(1, 12)]
    assert not flags.dated.checked


def test_sex_of_older_returns_leads_to_the_newer_codes() -> None:
    old, new = SETS["gender-dfe-until-2024"], SETS["sex"]
    assert [code.code for code in old.codes] == ["0", "1", "2", "9"]
    assert all(code.also["sex"] in new for code in old.codes)


def test_yaml_traps_are_none_here() -> None:
    """In plain YAML, "no" would be false and 001 would be 1."""
    assert content.codes("languages").words_for("no") == "Norwegian"
    assert content.codes("cin-primary-need").words_for("N0") == "Not stated"
    assert "1" not in content.codes("adjustment-category")


def test_codes_over_time() -> None:
    old = content.codes("gender-dfe-until-2024")
    assert old.words_for("1", date(2022, 3, 31)) == "Male"
    with pytest.raises(UnknownCodeError, match="no code of"):
        old.words_for("1", date(2026, 3, 31))
    assert old.choices(date(2026, 3, 31)) == []
    with pytest.raises(UnknownCodeError):
        old.words_for("7")
    with pytest.raises(LookupError):
        content.codes("no such set")


def test_roles_and_permissions() -> None:
    known, roles = content.permissions(), content.roles()
    given = {permission for role in roles.values() for permission in role.permissions}
    assert given == set(known)
    assert len(known) == 34
    sentences = [*known.values(), *(role.sentence for role in roles.values())]
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in sentences)
    assert {key for key, role in roles.items() if role.is_system} == {"importer", "sealer"}


def test_nobody_both_looks_after_accounts_and_reads_records() -> None:
    roles = content.roles()
    assert "write record" not in roles["administrator"].permissions
    assert "read whole trail" not in roles["administrator"].permissions
    who = [key for key, role in roles.items() if "adoption records" in role.permissions]
    assert who == ["adoption-records-officer"]
    keeps = [key for key, role in roles.items() if "keep allegations" in role.permissions]
    assert keeps == ["designated-officer"]  # no other work brings it along


def test_nicknames_are_folded_and_no_group_stands_twice() -> None:
    groups = content.nickname_groups()
    assert len(groups) >= 250
    assert len({frozenset(group) for group in groups}) == len(groups)
    for group in groups:
        assert len(group) == len(set(group)) > 1
        assert all(fold(name) == name for name in group)


def test_names_that_people_look_for() -> None:
    groups = [set(group) for group in content.nickname_groups()]
    for one, two in [
        ("elizabeth", "beth"),
        ("mohammed", "mo"),
        ("siobhan", "shiv"),
        ("katarzyna", "kasia"),
        ("oluwaseun", "seun"),
        ("dafydd", "dai"),
        ("gurpreet", "preet"),
        ("robert", "bob"),
    ]:
        assert any({one, two} <= group for group in groups)


GOOD = """
sets:
  - id: {id}
    title: A set
    source: somewhere
    checked_on: 2026-11-21
    codes:
      - {{code: A, words: One}}
"""


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("sets:\n  - id: a\n    id: b\n", 3, "“id” is written twice."),
        ("sets: [\n", 2, "It is no YAML"),
        ("- a\n", 1, "It must begin with names and values"),
        ("sets:\n  - a\n", 1, "“sets” must be a list"),
        (GOOD.replace("source: somewhere\n    ", ""), 3, "needs its “source”"),
        (GOOD.replace("2026-11-21", "yesterday"), 3, "“checked_on” is no date"),
        (GOOD.replace("words: One", "wrods: One"), 8, "“wrods” means nothing here"),
        (GOOD.replace("words: One", "words: ''"), 8, "“words” is missing"),
        (GOOD.replace("words: One", "words: One, sensitive: maybe"), 8, "must be true or false"),
        (GOOD + "      - {{code: A, words: Two}}\n", 9, "“A” is there twice"),
        (
            GOOD.replace("title: A set", "valid_from: 2027-01-01\n    valid_to: 2026-01-01"),
            3,
            "ends before it begins",
        ),
    ],
)
def test_a_wrong_file_says_where_and_why(
    tmp_path: Path, settings: Settings, text: str, line: int, sentence: str
) -> None:
    (tmp_path / "codes").mkdir()
    file = tmp_path / "codes" / "wrong.yaml"
    file.write_text(text.replace("{id}", "a").replace("{{", "{").replace("}}", "}"))
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError) as caught:
        content.code_sets()
    assert (caught.value.file, caught.value.line) == (file, line)
    assert sentence in caught.value.sentence


def test_two_sets_of_one_name(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "codes").mkdir()
    for name in ("one", "two"):
        text = GOOD.replace("{id}", "a").replace("{{", "{").replace("}}", "}")
        (tmp_path / "codes" / f"{name}.yaml").write_text(text)
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError, match="two code sets called “a”"):
        content.code_sets()


def test_a_role_with_a_permission_that_nobody_knows(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "roles.yaml").write_text(
        "permissions: {fly: Fly.}\nroles:\n  pilot:\n"
        "    title: Pilot\n    sentence: Flies.\n    permissions: [fly, land]\n"
    )
    settings.CONTENT_DIR = tmp_path
    with pytest.raises(ContentError, match=r"line 4: .*nobody knows: “land”"):
        content.roles()
