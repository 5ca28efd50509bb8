"""Every setting from the environment is explained to administrators, and nothing else is."""

import re

from tests.rules import house

SETTING = re.compile(r"\bALONGSIDE_[A-Z_]+[A-Z]\b")
GUIDE = house.ROOT / "docs" / "guides" / "administrator.md"
NOT_FOR_PEOPLE = {"ALONGSIDE_KEEPER", "ALONGSIDE_TEST_KEEPER", "ALONGSIDE_POOL"}
NOT_FOR_PEOPLE |= {"ALONGSIDE_DATABASE_ROLE"}  # set by our own commands for their children
ROLES = {f"ALONGSIDE_{role}_PASSWORD" for role in ("OWNER", "APP", "SEALER", "BACKUP")}


def used() -> set[str]:
    """Return the settings that the code reads."""
    found = ROLES.copy()
    for path in house.python(tests=False):
        found |= set(SETTING.findall(path.read_text()))
    return found - NOT_FOR_PEOPLE


def test_every_setting_is_explained() -> None:
    explained = set(SETTING.findall(GUIDE.read_text()))
    assert used() - explained == set(), "Explain these in docs/guides/administrator.md"


def test_no_setting_is_explained_that_does_not_exist() -> None:
    explained = set(SETTING.findall(GUIDE.read_text()))
    known = used() | {"ALONGSIDE_CHROMIUM"}  # for ./test
    assert explained - known == set()
